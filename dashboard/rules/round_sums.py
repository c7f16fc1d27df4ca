"""Round sums that a village pays again and again for the same thing."""

from dashboard.rule import Rule, Threshold
from dashboard.wording import BOUGHT, same_words

RULE = Rule(
    name="round_sums",
    title="同一件事反复付整数",
    says="一年里同一件事付了好几次，每次都是整千整万的数。",
    method="同一个村、同一年、摘要相同（去掉数字、空格和“第几笔”再比）的支出，只看金额是整千元的，次数和合计都达到设定数才算。账上大多没有收款人一栏，摘要相同就当作同一件事；报酬、救助、分给村民的钱和往来款常是整数，不算。按合同定额付的会误报，要看合同。",
    why="真的买东西、付工钱很少正好是整数，整数常是先定了数再补发票。",
    legal="会计法（会计凭证要真实）；农村集体经济组织财务公开规定（逐项逐笔公布）",
    example="一年里付了4次绿化养护费，每次10,000元整：算一条，涉及40,000元。",
    told="{period}同一件事（{category}）付了{times}次，每次都是整数，共{total_fen}。",
    about="place",
    touched="l.village_id",
    township="l.township_id",
    reads=("ledger_entry",),
    group="books",
    thresholds=(
        Threshold("step", "多少的整倍数算整数", "元", 100_000, 1),
        Threshold("times_at_least", "一年几次起算", "次", 3, 2),
        Threshold("least", "合计多少起算", "元", 2_000_000),
    ),
    sides=("几笔支出", ""),
    sql=f"""
WITH spent AS (
  SELECT l.id, l.township_id, l.village_id, l.category, l.spending_fen, l.batch_id, l.row, {same_words("l.summary")} AS words,
         SUBSTR(l.period, 1, 4) AS period, COALESCE(l.month, l.period) AS month
  FROM batch b
  JOIN ledger_entry l ON l.batch_id = b.id
  WHERE b.record = 'ledger_entry' AND b.in_force AND l.spending_fen > 0 AND l.spending_fen % :step = 0
        AND {BOUGHT} /*touched*/ /*townships*/
), often AS (
  SELECT village_id, words, period, MIN(month || '/' || spending_fen) AS begun FROM spent
  GROUP BY village_id, words, period HAVING COUNT(*) >= :times_at_least AND SUM(spending_fen) >= :least
)
SELECT o.village_id || '/' || o.begun AS subject, o.village_id AS scope, s.township_id, o.village_id AS place_id, NULL AS person_id,
       s.spending_fen AS amount_fen, 'likely' AS confidence, s.batch_id AS a_batch, s.row AS a_row, NULL AS b_batch, NULL AS b_row,
       s.period, s.month, s.category, s.spending_fen
FROM often o
JOIN spent s ON s.village_id = o.village_id AND s.words = o.words AND s.period = o.period
ORDER BY subject, s.words, s.month, s.id
""",
)
