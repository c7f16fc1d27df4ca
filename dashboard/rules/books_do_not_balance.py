"""Books whose opening balance, income and spending do not give their closing balance."""

from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="books_do_not_balance",
    title="期初加收入减支出不等于期末",
    says="一张账上，期初余额加收入减支出，算出来不是表上写的期末余额。",
    method="同一张表里，期初余额加所有收入、减所有支出，和写的期末余额比；现金、银行分开写的加在一起算。还有行没读进来的表不比，一张表里有几个村的不比，没写期初或期末的不比。",
    why="有收支没有登上账，或者余额不是真的。",
    legal="会计法第17条（账实相符、账账相符）；农村集体经济组织会计制度",
    example="期初12,000.00元，收入30,000.00元，支出25,000.00元，应剩17,000.00元，表上写16,500.00元：差500.00元。",
    told="{period}期初{opening_fen}，收{income_fen}，支{spending_fen}，应该剩{computed_fen}，表上写{closing_fen}，差{total_fen}。",
    about="place",
    touched="l.village_id",
    township="l.township_id",
    reads=("ledger_entry",),
    group="books",
    thresholds=(Threshold("tolerance", "差多少以内的不算", "元", 0),),
    sides=("写的期末余额", "写的期初余额"),
    sql="""
WITH stated AS (
  SELECT l.batch_id, l.township_id, l.village_id, l.period, l.kind, COALESCE(l.fund, '') AS fund,
         MIN(l.row) AS row, MIN(l.amount_fen) AS amount_fen, MAX(l.amount_fen) AS other_fen
  FROM ledger_balance l
  JOIN batch b ON b.id = l.batch_id
  WHERE b.in_force AND b.rows_rejected = 0 /*touched*/ /*townships*/
  GROUP BY l.batch_id, l.township_id, l.village_id, l.period, l.kind, COALESCE(l.fund, '')
), sheet AS (
  SELECT o.batch_id, o.township_id, o.village_id, o.period, SUM(o.amount_fen) AS opening_fen, SUM(c.amount_fen) AS closing_fen,
         MIN(o.row) AS opening_row, MIN(c.row) AS closing_row
  FROM stated o
  LEFT JOIN stated c ON c.batch_id = o.batch_id AND c.village_id = o.village_id AND c.period = o.period AND c.kind = 'closing' AND c.fund = o.fund
  WHERE o.kind = 'opening'
  GROUP BY o.batch_id, o.township_id, o.village_id, o.period
  HAVING COUNT(c.batch_id) = COUNT(*) AND (MIN(o.fund) <> '' OR COUNT(*) = 1)
     AND MAX(o.other_fen - o.amount_fen) = 0 AND MAX(c.other_fen - c.amount_fen) = 0
), moved AS (
  SELECT s.batch_id, s.period, MIN(e.village_id) AS first_village, MAX(e.village_id) AS last_village,
         SUM(e.income_fen) AS income_fen, SUM(e.spending_fen) AS spending_fen
  FROM sheet s JOIN ledger_entry e ON e.batch_id = s.batch_id AND e.period = s.period
  GROUP BY s.batch_id, s.period
)
SELECT s.village_id || '/' || s.period || '/' || s.opening_fen AS subject, s.village_id AS scope, s.township_id, s.village_id AS place_id,
       NULL AS person_id, ABS(s.opening_fen + m.income_fen - m.spending_fen - s.closing_fen) AS amount_fen, 'certain' AS confidence,
       s.batch_id AS a_batch, s.closing_row AS a_row, s.batch_id AS b_batch, s.opening_row AS b_row,
       s.period, s.opening_fen, m.income_fen, m.spending_fen, s.closing_fen, s.opening_fen + m.income_fen - m.spending_fen AS computed_fen
FROM sheet s
JOIN moved m ON m.batch_id = s.batch_id AND m.period = s.period AND m.first_village = s.village_id AND m.last_village = s.village_id
WHERE ABS(s.opening_fen + m.income_fen - m.spending_fen - s.closing_fen) > :tolerance
ORDER BY subject, s.batch_id
""",
)
