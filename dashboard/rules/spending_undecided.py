"""Large spending for which no decision of the village is registered."""

from dashboard.rule import Rule, Threshold
from dashboard.wording import DECIDABLE, GENERIC

RULE = Rule(
    name="spending_undecided",
    title="大额支出没有集体决定",
    says="村里付了一笔大钱，登记的村级决策里找不到这件事，或者先付钱后表决、决定的数比付的少。",
    method="达到限额的支出，找同一个村登记的、表决通过的决策：事项名称里有连着三个字（村名、“工程”“方案”这样的通用字除外）在支出摘要里出现，表决不晚于付钱的那个月，决策写了金额的不少于付的数，就算有。那一年没有登记过决策的村不比；报酬、往来款和手续费不比。列入全年预算一起决定的、叫法不一样的会误报，要看会议记录。",
    why="没有经过村民代表会议的大额支出，谁定的说不清。",
    legal="村民委员会组织法关于须经村民会议讨论决定事项的规定；浙江省农村集体资产管理条例（重大财务事项的数额由县定）",
    example="8月付了86,000元屋顶翻修款，登记的决策里没有这件事：算一条。",
    told="{period}付出{spending_fen}（{category}），找不到事先作出的、数额够的集体决定。",
    about="place",
    touched="l.village_id",
    township="l.township_id",
    reads=("ledger_entry", "decision"),
    group="decisions",
    thresholds=(Threshold("limit", "多少钱以上要集体决定", "元", 5_000_000, 1),),
    sides=("支出", "最接近的决策登记"),
    # names of 80 characters are looked at; a piece of three is found without LIKE, in which % and _ would mean more
    sql=f"""
WITH RECURSIVE pos(n) AS (
  SELECT 1 UNION ALL SELECT n + 1 FROM pos WHERE n < 80
), large AS (
  SELECT l.id, l.township_id, l.village_id, COALESCE(l.month, l.period) AS period, l.summary, l.category, l.spending_fen, l.batch_id, l.row, w.last AS month
  FROM batch b
  JOIN ledger_entry l ON l.batch_id = b.id
  JOIN period_months w ON w.code = COALESCE(l.month, l.period)
  WHERE b.record = 'ledger_entry' AND b.in_force AND l.spending_fen >= :limit AND {DECIDABLE} /*touched*/ /*townships*/
), known AS (
  SELECT d.id, d.place_id, REPLACE(d.matter, v.name, '') AS matter, d.amount_fen, d.batch_id, d.row, v.name AS village,
         SUBSTR(COALESCE(d.period, d.resolved_on, d.held_on, d.proposed_on), 1, 4) AS year,
         COALESCE(d.resolved_on, CASE WHEN d.step LIKE '%决议%' OR d.step LIKE '%代表会%' THEN d.held_on END) AS resolved,
         CASE WHEN d.result LIKE '%未通过%' OR d.result LIKE '%不通过%' OR d.result LIKE '%否决%' OR d.result LIKE '%不同意%' THEN 1 ELSE 0 END AS refused
  FROM (SELECT DISTINCT village_id FROM large) g
  JOIN place v ON v.id = g.village_id
  JOIN decision d ON d.place_id = v.id
  JOIN batch b ON b.id = d.batch_id
  WHERE b.in_force
), piece AS (
  SELECT DISTINCT k.id, SUBSTR(k.matter, a.n, 3) AS words
  FROM known k JOIN pos a ON a.n <= LENGTH(k.matter) - 2
), near AS (
  SELECT DISTINCT g.id AS entry_id, k.id AS decision_id,
         CASE WHEN k.refused = 0 AND r.first <= g.month AND (k.amount_fen IS NULL OR k.amount_fen >= g.spending_fen) THEN 1 ELSE 0 END AS covers
  FROM large g
  JOIN known k ON k.place_id = g.village_id
  JOIN piece p ON p.id = k.id AND REPLACE(g.summary, p.words, '') <> g.summary AND {GENERIC.replace("?", "p.words")}
  LEFT JOIN period_months r ON r.code = SUBSTR(k.resolved, 1, 7)
), judged AS (
  SELECT entry_id, MAX(covers) AS covers, MAX(decision_id) AS decision_id FROM near GROUP BY entry_id
)
SELECT g.village_id || '/' || g.period || '/' || g.spending_fen AS subject, g.village_id AS scope, g.township_id, g.village_id AS place_id,
       NULL AS person_id, g.spending_fen AS amount_fen, 'likely' AS confidence, g.batch_id AS a_batch, g.row AS a_row, k.batch_id AS b_batch, k.row AS b_row,
       g.period, g.category, g.spending_fen, k.resolved AS decided_on, k.amount_fen AS decided_fen
FROM large g
LEFT JOIN judged j ON j.entry_id = g.id
LEFT JOIN known k ON k.id = j.decision_id
WHERE COALESCE(j.covers, 0) = 0 AND EXISTS (SELECT 1 FROM known y WHERE y.place_id = g.village_id AND y.year = SUBSTR(g.period, 1, 4))
ORDER BY subject, g.id
""",
)
