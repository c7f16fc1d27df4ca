"""More houses than the scheme allows in a household that is on relief for the poor."""

from dashboard.on_relief import BESIDE_LINE, WHILE_ON_RELIEF
from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="owns_houses",
    title="有多套房的人家在领低保",
    says="本人和同户的人名下登记的房子超过规定的套数，同一时期又领着低保、特困这类救助。",
    method="拿不动产登记名单，数这户在领救助的月份里名下有几套房，超过设定的套数才算。同一套写在几个家里人名下的会重复数，要看坐落。",
    why="多套房一般说明家里不困难；也可能是拆迁、继承、还没有过户，要问清楚。",
    legal="社会救助暂行办法第9条；浙江省2015年低保认定规则（住房不超过一套，或人均面积不高于当地上年平均）",
    example="户里两套房，2016年和2019年登记，2025年1月、2月各领低保500元：两笔，1,000元。",
    told="家里名下有{houses}套房，从{period}到{last_period}领了{times}笔{scheme}，共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "reference_entry", "person"),
    thresholds=(Threshold("houses", "几套以内的不算", "套", 1, 0),),
    sides=("发放记录", "不动产登记名单"),
    sql=f"""
WITH owned AS (
  SELECT p.id, k.entry_id, k.confidence, k.batch_id, k.row, k.happened, k.ended
  {WHILE_ON_RELIEF}
    AND k.kind = 'house'
), many AS (
  SELECT id, COUNT(DISTINCT entry_id) AS houses FROM owned GROUP BY id HAVING COUNT(DISTINCT entry_id) > :houses
)
{BESIDE_LINE}, n.houses, k.happened, k.ended
FROM many n
JOIN owned k ON k.id = n.id
JOIN payment p ON p.id = n.id
ORDER BY subject, p.period, p.id, k.entry_id
""",
)
