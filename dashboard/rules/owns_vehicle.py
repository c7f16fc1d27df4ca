"""A car in a household that is on relief for the poor, during the months that it is paid for."""

from dashboard.on_relief import BESIDE_LINE, WHILE_ON_RELIEF
from dashboard.rule import Rule, Threshold

RULE = Rule(
    name="owns_vehicle",
    title="有车的人家在领低保",
    says="本人或同户的人名下有机动车，同一时期又领着低保、特困这类救助。",
    method="拿车辆登记名单上的登记、注销月份，和这户领救助的月份比，有重叠才算。价值不超过设定数的不算，没写价值的算。摩托车、残疾人代步车不在限制内，要看原表里的车型。",
    why="有车一般说明家里不困难；也可能是代步车、被人借名登记，要问清楚。",
    legal="社会救助暂行办法第9条；浙江省2015年低保认定规则（不得有机动车，普通摩托车、残疾人代步车除外）",
    example="名下7万元的轿车2022年3月登记，2025年1月至7月各领低保500元：七笔，3,500元。",
    told="{who}名下有车（{happened}登记，价值{worth_fen}），从{period}到{last_period}领了{times}笔{scheme}，共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "reference_entry", "person"),
    thresholds=(Threshold("worth", "价值多少以内的车不算", "元", 0),),
    sides=("发放记录", "车辆登记名单"),
    sql=f"""
{BESIDE_LINE}, k.who, k.happened, k.ended, k.value_fen AS worth_fen
{WHILE_ON_RELIEF}
  AND k.kind = 'vehicle' AND (k.value_fen IS NULL OR k.value_fen > :worth)
ORDER BY subject, m.first, p.id, k.entry_id
""",
)
