"""Two schemes that exclude each other, paid to one person for the same month."""

from dashboard.rule import Rule

RULE = Rule(
    name="exclusive_schemes",
    title="不能同领的两项同月都领了",
    says="规定不能同时享受的两项补贴，同一个人同一个月都领了。",
    method="只看补贴词典里写明互相排斥的项目。按每笔所属的月份比，月份有重叠才算：先后各领各的不算，两张名单上都有名字也不算。",
    why="两项多半由两个部门发，互相看不到。换项目的当月重叠，一般是停得晚了。",
    legal="国务院关于进一步健全特困人员救助供养制度的意见（国发〔2016〕14号）；各项补贴实施办法里的互斥条款",
    example="2025年5月退出低保、6月起领特困，不算；5月低保500元和特困1,105元都领了，算一条，涉及少的一笔500元。",
    told="{scheme}和{other_scheme}不能同时领，从{period}到{last_period}有{times}个时期都领了，少的一项合计{total_fen}。",
    about="person",
    touched="p.person_id",
    township="a.township_id",
    reads=("payment",),
    group="payments",
    sides=("一项", "另一项"),
    # the same period is found by the index alone; a period that contains another where one is long
    sql="""
WITH pairs AS (
  SELECT p.id AS a_id, o.id AS b_id
  FROM payment p
  JOIN scheme_exclusion e ON e.a_id = p.scheme_id AND e.a_id < e.b_id
  JOIN payment o ON o.person_id = p.person_id AND o.period = p.period AND o.scheme_id = e.b_id
  WHERE p.amount_fen > 0 AND o.amount_fen > 0 /*touched*/
  UNION ALL
  SELECT p.id, o.id
  FROM period_months w
  JOIN payment p ON p.period = w.code
  JOIN scheme_exclusion e ON e.a_id = p.scheme_id
  JOIN payment o ON o.person_id = p.person_id AND o.scheme_id = e.b_id AND o.period <> p.period
  JOIN period_months m ON m.code = o.period
  WHERE SUBSTR(p.period, 6, 1) NOT IN ('0', '1') AND w.last > w.first AND m.first >= w.first AND m.last <= w.last AND p.amount_fen > 0 AND o.amount_fen > 0 /*touched*/
)
SELECT a.person_id || '/' || CASE WHEN a.scheme_id < b.scheme_id THEN a.scheme_id || '/' || b.scheme_id ELSE b.scheme_id || '/' || a.scheme_id END AS subject,
       a.person_id AS scope, a.township_id, a.village_id AS place_id, a.person_id,
       CASE WHEN a.amount_fen < b.amount_fen THEN a.amount_fen ELSE b.amount_fen END AS amount_fen,
       CASE WHEN h.id_digest IS NULL THEN 'likely' ELSE 'certain' END AS confidence,
       a.batch_id AS a_batch, a.row AS a_row, b.batch_id AS b_batch, b.row AS b_row,
       a.scheme_id, b.scheme_id AS other_scheme_id, a.period, b.period AS other_period
FROM pairs
JOIN payment a ON a.id = pairs.a_id
JOIN payment b ON b.id = pairs.b_id
JOIN batch x ON x.id = a.batch_id
JOIN batch y ON y.id = b.batch_id
JOIN person h ON h.id = a.person_id
WHERE x.in_force AND y.in_force AND a.status = 'paid' AND b.status = 'paid' /*townships*/
ORDER BY subject, a.period, a.id, b.id
""",
)
