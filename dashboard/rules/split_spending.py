"""Spending cut into pieces that each stay below the limit from which approval is needed."""

from dashboard.rule import Rule, Threshold
from dashboard.wording import BOUGHT, same_words

RULE = Rule(
    name="split_spending",
    title="大额支出拆成几笔",
    says="同一件事几天里付了几笔，每笔都差一点不到要审批的数，加起来超过了。",
    method="同一个村、摘要相同（去掉数字、空格和“第几笔”再比）的支出，每笔不到审批限额但不低于限额的六成，在半个月内有两笔以上、加起来达到限额才算。跨月时每月按31天算。账上大多没有收款人一栏，摘要相同就当作同一件事；报酬、救助、分给村民的钱、往来款和没有日期的不算。",
    why="拆开付，就绕过了集体决定和上级审批。",
    legal="浙江省农村集体资产管理条例（重大财务事项的数额由县定）；农村集体经济组织财务公开规定",
    example="限额50,000元：6月5日、8日、12日各付49,000元市场改造材料款，一周付了147,000元。",
    told="{period}同一件事（{category}）分{times}笔付，每笔都不到审批的数，共{total_fen}。",
    about="place",
    touched="l.village_id",
    township="l.township_id",
    reads=("ledger_entry",),
    group="books",
    thresholds=(
        Threshold("limit", "多少钱以上要审批", "元", 5_000_000, 1),
        Threshold("share", "每笔达到限额的百分之几才算", "%", 60, 1),
        Threshold("days", "几天之内", "天", 15, 0),
    ),
    sides=("几笔支出", ""),
    sql=f"""
WITH spent AS (
  SELECT l.id, l.township_id, l.village_id, l.category, l.spending_fen, l.batch_id, l.row, {same_words("l.summary")} AS words,
         CAST(l.entry_date AS VARCHAR(10)) AS day_on,
         w.first * 31 + CAST(SUBSTR(CAST(l.entry_date AS VARCHAR(10)), 9, 2) AS INTEGER) AS number
  FROM batch b
  JOIN ledger_entry l ON l.batch_id = b.id
  JOIN period_months w ON w.code = SUBSTR(CAST(l.entry_date AS VARCHAR(10)), 1, 7)
  WHERE b.record = 'ledger_entry' AND b.in_force AND l.spending_fen < :limit AND l.spending_fen * 100 >= :limit * :share
        AND {BOUGHT} /*touched*/ /*townships*/
), pair AS (
  SELECT e.id AS first_id, f.id, f.spending_fen
  FROM spent e
  JOIN spent f ON f.village_id = e.village_id AND f.words = e.words AND f.number BETWEEN e.number AND e.number + :days
), hot AS (
  SELECT first_id FROM pair GROUP BY first_id HAVING COUNT(*) > 1 AND SUM(spending_fen) >= :limit
), line AS (
  SELECT s.*, MIN(s.day_on || '/' || s.spending_fen) OVER (PARTITION BY s.village_id, s.words, SUBSTR(s.day_on, 1, 4)) AS begun
  FROM (SELECT DISTINCT p.id FROM hot h JOIN pair p ON p.first_id = h.first_id) d
  JOIN spent s ON s.id = d.id
)
SELECT n.village_id || '/' || n.begun AS subject, n.village_id AS scope, n.township_id, n.village_id AS place_id, NULL AS person_id,
       n.spending_fen AS amount_fen, 'likely' AS confidence, n.batch_id AS a_batch, n.row AS a_row, NULL AS b_batch, NULL AS b_row,
       SUBSTR(n.day_on, 1, 7) AS period, n.day_on, n.category, n.spending_fen
FROM line n
ORDER BY subject, n.words, n.day_on, n.id
""",
)
