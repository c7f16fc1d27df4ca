"""More people covered than the household has."""

from dashboard.rule import Rule

RULE = Rule(
    name="more_people_than_home",
    title="保障人数比家里人还多",
    says="一户领钱的人数，比这户登记的人数多。",
    method="发放表上的保障人数，和户籍花名册上同一户的人数比；名单上的保障人数，和同一行的家庭人口比。花名册里没有这户的不比。刚出生、刚迁入还没登记的会误报，要问清楚。",
    why="多报一个人就多领一份。",
    legal="社会救助暂行办法第9条、第13条（共同生活的家庭成员，人口变化要增减）",
    example="花名册上一户3人，2025年6月低保按4人发，共2,000元：算一条。",
    told="{scheme}{period}按{covered}人发，登记的家里人是{members}人，涉及的钱共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="a.township_id",
    reads=("payment", "entitlement", "person"),
    group="payments",
    sides=("写保障人数的行", "户籍花名册里户主的行"),
    sql="""
WITH suspect AS (
  SELECT DISTINCT p.person_id
  FROM payment_trail p JOIN person h ON h.id = p.person_id
  WHERE p.people > 1 AND h.registered /*touched*/
    AND p.people > (SELECT COUNT(*) FROM person f WHERE f.household_id = h.household_id AND f.registered)
), found AS (
  SELECT a.person_id, a.scheme_id, a.period, a.township_id, a.village_id, a.amount_fen, a.batch_id, a.row, a.people AS covered,
         (SELECT COUNT(*) FROM person f WHERE f.household_id = h.household_id AND f.registered) AS members,
         h.batch_id AS b_batch, h.row AS b_row
  FROM suspect t
  JOIN payment a ON a.person_id = t.person_id
  JOIN person h ON h.id = a.person_id
  WHERE a.status = 'paid' AND a.people > 1
  UNION ALL
  SELECT p.person_id, p.scheme_id, COALESCE(p.period, x.period), p.township_id, p.village_id, COALESCE(p.amount_fen, 0), p.batch_id, p.row,
         p.people, p.family_size, NULL, NULL
  FROM entitlement p JOIN batch x ON x.id = p.batch_id
  WHERE p.people > p.family_size /*touched*/
)
SELECT a.person_id || '/' || a.scheme_id AS subject, a.person_id AS scope, a.township_id, a.village_id AS place_id, a.person_id,
       a.amount_fen, 'certain' AS confidence, a.batch_id AS a_batch, a.row AS a_row, a.b_batch, a.b_row,
       a.scheme_id, a.period, a.covered, a.members
FROM found a
JOIN batch b ON b.id = a.batch_id
WHERE b.in_force AND a.covered > a.members /*townships*/
ORDER BY subject, a.period, a.batch_id, a.row
""",
)
