"""The same person paid twice by the same monthly scheme for the same month."""

from dashboard.rule import Rule

RULE = Rule(
    name="paid_twice_in_a_month",
    title="同一项同一个月发了两次",
    says="按月发的同一项补贴，同一个人同一个月有两笔。",
    method="只看按月发的项目。两笔所属的月份有重叠就算，季度的和月份的也比。在两个村各一笔的归另一条比对。备注或表名写明是补发、补差的不算；退回的不算。",
    why="两次可能是两张表各报了一遍，也可能是换了村以后两边都在报。",
    legal="关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见（防止重复、冒领）",
    example="6月的低保在镇里的表上有一笔500元，在村里补报的表上又有一笔500元，都没写补发：算一条，涉及500元。",
    told="{scheme}{period}的钱有两笔，一笔{one_fen}，一笔{other_fen}。",
    about="person",
    touched="p.person_id",
    township="a.township_id",
    reads=("payment",),
    group="payments",
    sides=("一笔", "另一笔"),
    # the same period is found by the index alone; a quarter and a month are compared where a period is long
    sql="""
WITH same AS (
  SELECT p.person_id, p.period, p.scheme_id FROM payment p
  WHERE p.amount_fen > 0 /*touched*/
  GROUP BY p.person_id, p.period, p.scheme_id HAVING COUNT(*) > 1
), pairs AS (
  SELECT a.id AS a_id, b.id AS b_id
  FROM same t
  JOIN scheme_facts s ON s.id = t.scheme_id AND s.monthly = 1
  JOIN payment a ON a.person_id = t.person_id AND a.period = t.period AND a.scheme_id = t.scheme_id
  JOIN payment b ON b.person_id = t.person_id AND b.period = t.period AND b.scheme_id = t.scheme_id AND b.id > a.id
  UNION ALL
  SELECT p.id, o.id
  FROM period_months w
  JOIN payment p ON p.period = w.code
  JOIN scheme_facts s ON s.id = p.scheme_id AND s.monthly = 1
  JOIN payment o ON o.person_id = p.person_id AND o.scheme_id = p.scheme_id AND o.period <> p.period
  JOIN period_months m ON m.code = o.period
  WHERE SUBSTR(p.period, 6, 1) NOT IN ('0', '1') AND w.last > w.first AND m.first >= w.first AND m.last <= w.last AND p.amount_fen > 0 AND o.amount_fen > 0 /*touched*/
)
SELECT a.person_id || '/' || a.scheme_id || '/' || a.period AS subject, a.person_id AS scope, a.township_id,
       a.village_id AS place_id, a.person_id, CASE WHEN a.amount_fen < b.amount_fen THEN a.amount_fen ELSE b.amount_fen END AS amount_fen,
       CASE WHEN w.id_digest IS NULL THEN 'likely' ELSE 'certain' END AS confidence,
       a.batch_id AS a_batch, a.row AS a_row, b.batch_id AS b_batch, b.row AS b_row,
       a.scheme_id, a.period, b.period AS other_period, a.amount_fen AS one_fen, b.amount_fen AS other_fen
FROM pairs
JOIN payment a ON a.id = pairs.a_id
JOIN payment b ON b.id = pairs.b_id
JOIN batch x ON x.id = a.batch_id
JOIN batch y ON y.id = b.batch_id
JOIN person w ON w.id = a.person_id
WHERE x.in_force AND y.in_force AND a.status = 'paid' AND b.status = 'paid' AND a.village_id = b.village_id
  AND a.amount_fen > 0 AND b.amount_fen > 0
  AND COALESCE(a.remark, '') || COALESCE(x.title, '') || COALESCE(b.remark, '') || COALESCE(y.title, '') NOT LIKE '%补发%'
  AND COALESCE(a.remark, '') || COALESCE(x.title, '') || COALESCE(b.remark, '') || COALESCE(y.title, '') NOT LIKE '%补差%' /*townships*/
ORDER BY subject, a.id, b.id
""",
)
