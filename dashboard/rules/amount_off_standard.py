"""An amount that is not its standard times the people or the land."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="amount_off_standard",
    title="金额和标准乘数量对不上",
    says="表里写了标准，又写了人数或面积，乘出来和发的钱不一样。",
    method="同一行里标准乘人数（按月的再乘月数）或乘面积，和金额比，差数超过设定的才算。低保、特困这类补差的，只有发得比标准乘人数还多才算。",
    why="算错、抄错一行，或者一行里改过数。",
    legal="会计法第9条（按实际发生的业务核算）；各项补贴当年公布的标准",
    example="耕地4.74亩，每亩98.50元，应为466.89元，表里发了566.89元：差100.00元。",
    told="{scheme}{period}按标准{standard_fen}算应为{expected_fen}，实际发了{paid_fen}，差{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment",),
    group="payments",
    thresholds=(Threshold("tolerance", "差多少以内的不算", "元", 100),),
    sides=("发放记录", ""),
    # an area is turned into whole ten-thousandths of a mu before it meets money
    sql="""
WITH worked AS (
  SELECT p.id, p.amount_fen,
         CASE WHEN p.area_mu IS NOT NULL
              THEN CAST(ROUND(CAST(p.area_mu AS NUMERIC) * 10000) AS BIGINT) * p.standard_fen / 10000
              ELSE p.standard_fen * p.people * CASE WHEN s.monthly = 1 THEN m.last - m.first + 1 ELSE 1 END END AS expected_fen,
         CASE WHEN s.means_tested = 1 AND p.area_mu IS NULL THEN 1 ELSE 0 END AS at_most
  FROM payment p
  JOIN batch b ON b.id = p.batch_id
  JOIN period_months m ON m.code = p.period
  JOIN scheme_facts s ON s.id = p.scheme_id
  WHERE p.standard_fen IS NOT NULL AND p.standard_fen > 0 AND (p.area_mu IS NOT NULL OR p.people > 0)
    AND b.in_force AND p.status = 'paid' AND p.amount_fen > 0 /*touched*/ /*townships*/
)
SELECT p.person_id || '/' || p.scheme_id || '/' || p.period || '/' || p.amount_fen AS subject, p.person_id AS scope, p.township_id,
       p.village_id AS place_id, p.person_id, ABS(p.amount_fen - e.expected_fen) AS amount_fen, 'certain' AS confidence,
       p.batch_id AS a_batch, p.row AS a_row, NULL AS b_batch, NULL AS b_row,
       p.scheme_id, p.period, p.standard_fen, p.people, p.area_mu, p.amount_fen AS paid_fen, e.expected_fen
FROM worked e
JOIN payment p ON p.id = e.id
WHERE p.amount_fen - e.expected_fen > :tolerance OR (e.at_most = 0 AND e.expected_fen - p.amount_fen > :tolerance)
ORDER BY subject, p.id
""",
)
