"""A summary that says another sum than the payments add up to."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="summary_differs",
    title="汇总表和明细对不上",
    says="一项补贴的汇总数，和发到人的明细加起来不一样。",
    method="汇总表上一个地方、一项补贴、一个时期的总数，和同一地方、同一项、同一时期有效的发放明细之和比。明细没有报齐（时期里有月份一笔也没有）的不比；汇总表里“其中”的分项不比。",
    why="差出来的钱，不是漏报了人，就是没有发到人。",
    legal="会计法第17条（账账相符）",
    example="汇总表写10月低保70户31,000.00元，发放明细加起来30,500.00元，差500.00元。",
    told="{scheme}{period}汇总表写{stated_fen}，发到人的加起来是{paid_fen}，差{total_fen}。",
    about="place",
    touched="v.place_id",
    township="v.township_id",
    reads=("scheme_summary", "payment"),
    group="payments",
    thresholds=(Threshold("tolerance", "差多少以内的不算", "元", 0),),
    sides=("汇总表", "发放明细"),
    sql="""
WITH stated AS (
  SELECT v.batch_id, v.township_id, v.place_id, v.scheme_id, v.period, w.first, w.last,
         MIN(v.row) AS row, SUM(v.amount_fen) AS amount_fen
  FROM scheme_summary v
  JOIN batch x ON x.id = v.batch_id
  JOIN period_months w ON w.code = v.period
  WHERE x.in_force AND v.part IS NULL AND v.amount_fen IS NOT NULL /*touched*/ /*townships*/
  GROUP BY v.batch_id, v.township_id, v.place_id, v.scheme_id, v.period, w.first, w.last
), paid AS (
  SELECT v.batch_id, v.place_id, v.scheme_id, v.period, t.village_id, t.period AS of_period, t.amount_fen, m.first, m.last
  FROM stated v
  JOIN payment_total t ON t.scheme_id = v.scheme_id AND t.township_id = v.township_id
       AND (t.village_id = v.place_id OR v.township_id = v.place_id)
  JOIN period_months m ON m.code = t.period AND m.first >= v.first AND m.last <= v.last
), months AS (
  SELECT d.batch_id, d.place_id, d.scheme_id, d.period, SUM(d.last - d.first + 1) AS months
  FROM (SELECT DISTINCT batch_id, place_id, scheme_id, period, first, last FROM paid) d
  GROUP BY d.batch_id, d.place_id, d.scheme_id, d.period
), whole AS (
  SELECT batch_id, place_id, scheme_id, period, SUM(amount_fen) AS amount_fen
  FROM paid GROUP BY batch_id, place_id, scheme_id, period
), wrong AS (
  SELECT v.*, h.amount_fen AS paid_fen
  FROM stated v
  JOIN whole h ON h.batch_id = v.batch_id AND h.place_id = v.place_id AND h.scheme_id = v.scheme_id AND h.period = v.period
  JOIN months n ON n.batch_id = v.batch_id AND n.place_id = v.place_id AND n.scheme_id = v.scheme_id AND n.period = v.period
  WHERE n.months = v.last - v.first + 1 AND ABS(v.amount_fen - h.amount_fen) > :tolerance
), lists AS (
  SELECT w.batch_id, w.place_id, w.scheme_id, w.period, p.batch_id AS list_id, SUM(p.amount_fen) AS amount_fen
  FROM wrong w
  JOIN paid q ON q.batch_id = w.batch_id AND q.place_id = w.place_id AND q.scheme_id = w.scheme_id AND q.period = w.period
  JOIN payment p ON p.village_id = q.village_id AND p.period = q.of_period AND p.scheme_id = q.scheme_id
  JOIN batch x ON x.id = p.batch_id
  WHERE x.in_force AND p.status = 'paid'
  GROUP BY w.batch_id, w.place_id, w.scheme_id, w.period, p.batch_id
)
SELECT w.place_id || '/' || w.scheme_id || '/' || w.period AS subject, w.place_id AS scope, w.township_id, w.place_id,
       NULL AS person_id,
       CASE WHEN l.list_id = MIN(l.list_id) OVER (PARTITION BY w.batch_id, w.place_id, w.scheme_id, w.period)
            THEN ABS(w.amount_fen - w.paid_fen) ELSE 0 END AS amount_fen, 'certain' AS confidence,
       w.batch_id AS a_batch, w.row AS a_row, l.list_id AS b_batch, NULL AS b_row,
       w.scheme_id, w.period, w.amount_fen AS stated_fen, w.paid_fen, l.amount_fen AS listed_fen
FROM wrong w
JOIN lists l ON l.batch_id = w.batch_id AND l.place_id = w.place_id AND l.scheme_id = w.scheme_id AND l.period = w.period
ORDER BY subject, w.batch_id, l.list_id
""",
)
