"""A village official, or a close relative of one, on relief for the poor during the time in office."""

from dashboard.on_relief import BESIDE_LINE, WHILE_ON_RELIEF
from dashboard.rule import Rule

RULE = Rule(
    name="official_on_list",
    title="村干部或近亲属在名单上",
    says="村干部本人、同户的人或登记的近亲属，在任职期间领着低保、特困这类救助。",
    method="拿村干部及近亲属名单，和领低保、特困、低边、危房改造等救助的人比，任职的月份和领钱的月份有重叠才算；近亲属只比名单上写明的人。",
    why="不是不能领，是要公开、要备案，要看有没有回避。",
    legal="最低生活保障审核确认办法（村干部近亲属申请的要申明和备案）",
    example="村委会主任2025年12月上任，名单上他的弟弟2026年1月至3月各领低保400元：三笔，1,200元。",
    told="{who}登记为{role}，从{period}到{last_period}领了{times}笔{scheme}，共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "reference_entry", "person"),
    sides=("发放记录", "村干部及近亲属名单"),
    sql=f"""
{BESIDE_LINE}, k.who, CASE k.kind WHEN 'official' THEN '村干部' ELSE '村干部近亲属' END AS role, k.happened, k.ended
{WHILE_ON_RELIEF}
  AND (k.kind = 'official' OR (k.kind = 'relative' AND k.who = '本人'))
ORDER BY subject, m.first, p.id, k.entry_id
""",
)
