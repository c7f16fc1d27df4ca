"""One person under two identity numbers."""

from dashboard.rule import Rule

RULE = Rule(
    name="changed_id_number",
    title="同一个人用了两个证件号",
    says="同村同名、同一天出生，或者同名同账号，领钱时写的却是两个不同的证件号。",
    method="两个都领过钱的人，姓名相同、证件号不同：同一个账号收过两个人的钱的，或者同村、出生日期和性别也相同的，才算。二十个人以上共用的账号不看。",
    why="多半是抄错了号；也有人改了号、用旧号新号各领一份。",
    legal="居民身份证法第3条（号码唯一、终身不变）",
    example="王某两个号只差最后两位，一个号领低保500元，另一个号领高龄津贴60元，收钱的是同一个账号：算一条，涉及60元。",
    told="同一个姓名写了两个证件号，两个号都领过钱，涉及{total_fen}。",
    about="person",
    touched="p.person_id",
    township="a.township_id",
    reads=("payment", "person"),
    group="payments",
    sides=("一个号的发放", "另一个号的发放"),
    sql="""
WITH few AS (
  SELECT p.account_digest FROM payment_trail p
  WHERE LENGTH(p.account_digest) > 0 /*touched*/
  GROUP BY p.account_digest HAVING COUNT(DISTINCT p.person_id) BETWEEN 2 AND 20
), alike AS (
  SELECT h.id AS one_id, f.id AS other_id, 1 AS same_account
  FROM few c
  JOIN payment_trail p ON p.account_digest = c.account_digest
  JOIN payment_trail o ON o.account_digest = c.account_digest AND o.person_id <> p.person_id
  JOIN person h ON h.id = p.person_id
  JOIN person f ON f.id = o.person_id AND f.name = h.name AND f.id_digest <> h.id_digest
  WHERE p.people >= 0 /*touched*/
  UNION
  SELECT h.id, f.id, 0
  FROM payment_trail p
  JOIN person h ON h.id = p.person_id
  JOIN person f ON f.village_id = h.village_id AND f.name = h.name AND f.birth_date = h.birth_date AND f.sex = h.sex
       AND f.id <> h.id AND f.id_digest <> h.id_digest
  WHERE p.people >= 0 /*touched*/
), paid AS (
  SELECT k.one_id, k.other_id, MAX(k.same_account) AS same_account,
         (SELECT MAX(q.id) FROM payment q JOIN batch b ON b.id = q.batch_id WHERE q.person_id = k.one_id AND b.in_force AND q.status = 'paid') AS a_id,
         (SELECT MAX(q.id) FROM payment q JOIN batch b ON b.id = q.batch_id WHERE q.person_id = k.other_id AND b.in_force AND q.status = 'paid') AS b_id
  FROM alike k GROUP BY k.one_id, k.other_id
)
SELECT DISTINCT CASE WHEN k.one_id < k.other_id THEN k.one_id || '/' || k.other_id ELSE k.other_id || '/' || k.one_id END AS subject,
       CASE WHEN k.one_id < k.other_id THEN k.one_id ELSE k.other_id END AS scope, a.township_id, a.village_id AS place_id,
       CASE WHEN k.one_id < k.other_id THEN k.one_id ELSE k.other_id END AS person_id,
       CASE WHEN a.amount_fen < b.amount_fen THEN a.amount_fen ELSE b.amount_fen END AS amount_fen,
       CASE WHEN k.same_account = 1 THEN 'certain' ELSE 'likely' END AS confidence,
       a.batch_id AS a_batch, a.row AS a_row, b.batch_id AS b_batch, b.row AS b_row, k.same_account
FROM paid k
JOIN payment a ON a.id = CASE WHEN k.one_id < k.other_id THEN k.a_id ELSE k.b_id END
JOIN payment b ON b.id = CASE WHEN k.one_id < k.other_id THEN k.b_id ELSE k.a_id END
WHERE a.amount_fen > 0 /*townships*/
ORDER BY subject
""",
)
