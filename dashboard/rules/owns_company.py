"""A company with more capital than the scheme allows in a household that is on relief for the poor."""

from dashboard.on_relief import BESIDE_LINE, WHILE_ON_RELIEF
from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="owns_company",
    title="办企业的人家在领低保",
    says="本人和同户的人办的企业，注册资本合起来超过规定，同一时期又领着低保、特困这类救助。",
    method="拿企业登记名单，把这户在领救助的月份里存续的企业的注册资本加起来，超过设定数才算。没写注册资本的按零算。",
    why="办企业一般说明家里不困难；也可能是挂名、早已停业，要问清楚。",
    legal="社会救助暂行办法第9条；海盐县2023年低保认定细则（企业注册资本合计不超过10万元）",
    example="户里一家注册资本520万元的公司，2018年成立，2025年1月领低保500元：一笔，500元。",
    told="家里办有企业，注册资本合计{capital_fen}，从{period}到{last_period}领了{times}笔{scheme}，共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "reference_entry", "person"),
    thresholds=(Threshold("capital", "注册资本合计多少以内的不算", "元", 10_000_000),),
    sides=("发放记录", "企业登记名单"),
    sql=f"""
WITH owned AS (
  SELECT p.id, k.entry_id, k.confidence, k.batch_id, k.row, k.happened, k.ended, COALESCE(k.value_fen, 0) AS value_fen
  {WHILE_ON_RELIEF}
    AND k.kind = 'company'
), much AS (
  SELECT id, SUM(value_fen) AS capital_fen FROM owned GROUP BY id HAVING SUM(value_fen) > :capital
)
{BESIDE_LINE}, n.capital_fen, k.happened, k.ended
FROM much n
JOIN owned k ON k.id = n.id
JOIN payment p ON p.id = n.id
ORDER BY subject, p.period, p.id, k.entry_id
""",
)
