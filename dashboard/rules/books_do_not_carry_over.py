"""An opening balance that is not what the books closed with the month before."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="books_do_not_carry_over",
    title="上期期末和下期期初接不上",
    says="上一期的账写的期末余额，和紧接着下一期写的期初余额不一样。",
    method="同一个村，一期账到哪个月为止，和从下个月开始的那期账比；现金账、银行账各比各的。中间缺了一期的不比。一个月有几张账的，有一张接得上或者加起来接得上就不算。",
    why="两期之间少了钱或多了钱，账上没有说明。",
    legal="会计法第17条（账账相符）；农村集体经济组织财务公开规定",
    example="9月末写17,000.00元，10月初写15,800.00元：差1,200.00元。",
    told="{closing_period}末写{closing_fen}，{period}开始写{opening_fen}，差{total_fen}。",
    about="place",
    touched="l.village_id",
    township="l.township_id",
    reads=("ledger_entry",),
    group="books",
    thresholds=(Threshold("tolerance", "差多少以内的不算", "元", 0),),
    sides=("下一期的期初余额", "上一期的期末余额"),
    sql="""
WITH stated AS (
  SELECT l.id, l.township_id, l.village_id, COALESCE(l.fund, '') AS fund, l.kind, l.period, l.amount_fen, l.batch_id, l.row,
         CASE l.kind WHEN 'opening' THEN w.first ELSE w.last + 1 END AS month
  FROM ledger_balance l
  JOIN batch b ON b.id = l.batch_id
  JOIN period_months w ON w.code = l.period
  WHERE b.in_force /*touched*/ /*townships*/
), summed AS (
  SELECT village_id, fund, month, SUM(CASE kind WHEN 'opening' THEN amount_fen ELSE 0 END) AS opening_fen,
         SUM(CASE kind WHEN 'closing' THEN amount_fen ELSE 0 END) AS closing_fen
  FROM stated GROUP BY village_id, fund, month HAVING MIN(kind) <> MAX(kind)
), pair AS (
  SELECT o.village_id, o.fund, o.month, o.township_id, o.id AS opening_id, c.id AS closing_id, o.period, c.period AS closing_period,
         o.amount_fen AS opening_fen, c.amount_fen AS closing_fen, o.batch_id AS a_batch, o.row AS a_row, c.batch_id AS b_batch, c.row AS b_row
  FROM summed s
  JOIN stated o ON o.village_id = s.village_id AND o.fund = s.fund AND o.month = s.month AND o.kind = 'opening'
  JOIN stated c ON c.village_id = s.village_id AND c.fund = s.fund AND c.month = s.month AND c.kind = 'closing'
  WHERE ABS(s.opening_fen - s.closing_fen) > :tolerance
), torn AS (
  SELECT village_id, fund, month FROM pair GROUP BY village_id, fund, month HAVING MIN(ABS(opening_fen - closing_fen)) > :tolerance
)
SELECT p.village_id || '/' || p.month || '/' || p.fund AS subject, p.village_id AS scope, p.township_id, p.village_id AS place_id, NULL AS person_id,
       ABS(p.opening_fen - p.closing_fen) AS amount_fen, 'certain' AS confidence, p.a_batch, p.a_row, p.b_batch, p.b_row,
       p.period, p.closing_period, p.opening_fen, p.closing_fen
FROM torn t
JOIN pair p ON p.village_id = t.village_id AND p.fund = t.fund AND p.month = t.month
ORDER BY subject, p.opening_id, p.closing_id
""",
)
