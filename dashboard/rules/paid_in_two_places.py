"""One person paid by monthly schemes in two villages for the same month."""

from dashboard.rule import Rule

RULE = Rule(
    name="paid_in_two_places",
    title="同一个人在两个地方领",
    says="按月发的补贴，同一个人同一个月在两个村都有。",
    method="只看按月发的项目，同一个证件号在两个村的发放，所属月份有重叠才算。搬家前后各领各的不算；按地块、按工程发的不算。",
    why="户口迁走了原来的村没有停，或者两边都报了。",
    legal="关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见（防止重复、冒领）",
    example="2025年4月在柳溪村领高龄津贴60元，同月在溪口村又领了60元：算一条，涉及60元。",
    told="从{period}到{last_period}，{scheme}和{other_scheme}在两个地方都有发放，涉及{total_fen}。",
    about="person",
    touched="p.person_id",
    township="a.township_id",
    reads=("payment",),
    group="payments",
    sides=("一个地方", "另一个地方"),
    sql="""
WITH moved AS (
  SELECT p.person_id FROM payment_trail p WHERE p.people >= 0 /*touched*/
  GROUP BY p.person_id HAVING MIN(p.village_id) <> MAX(p.village_id)
)
SELECT a.person_id || '/' || a.village_id || '/' || b.village_id AS subject, a.person_id AS scope, a.township_id,
       a.village_id AS place_id, a.person_id,
       CASE WHEN a.amount_fen < b.amount_fen THEN a.amount_fen ELSE b.amount_fen END AS amount_fen,
       CASE WHEN h.id_digest IS NULL THEN 'likely' ELSE 'certain' END AS confidence,
       a.batch_id AS a_batch, a.row AS a_row, b.batch_id AS b_batch, b.row AS b_row,
       a.scheme_id, b.scheme_id AS other_scheme_id, a.period, b.period AS other_period
FROM moved t
JOIN payment a ON a.person_id = t.person_id
JOIN payment b ON b.person_id = t.person_id AND (b.village_id > a.village_id OR b.township_id <> a.township_id)
JOIN period_months m ON m.code = a.period
JOIN period_months w ON w.code = b.period
JOIN scheme_facts s ON s.id = a.scheme_id AND s.monthly = 1
JOIN scheme_facts r ON r.id = b.scheme_id AND r.monthly = 1
JOIN batch x ON x.id = a.batch_id
JOIN batch y ON y.id = b.batch_id
JOIN person h ON h.id = a.person_id
WHERE m.first <= w.last AND w.first <= m.last AND x.in_force AND y.in_force AND a.status = 'paid' AND b.status = 'paid'
  AND a.amount_fen > 0 AND b.amount_fen > 0 /*townships*/
ORDER BY subject, a.period, a.id, b.id
""",
)
