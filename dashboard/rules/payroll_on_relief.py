"""Somebody paid by the public, or somebody who lives with them, on relief for the poor in the same months."""

from dashboard.on_relief import BESIDE_LINE, WHILE_ON_RELIEF
from dashboard.rule import Rule

RULE = Rule(
    name="payroll_on_relief",
    title="财政供养的人家在领低保",
    says="本人或同户的人由财政发工资，同一时期又领着低保、特困这类按家庭收入给的钱。",
    method="拿财政供养名单上的任职起止月份，和这户领低保、特困、低边等救助的月份比，有重叠才算；没写起止的，只按名单所属的时期比。按人给的项目只比本人。",
    why="有固定工资的家庭，收入一般超过救助的线；也可能子女已经分户，要问清楚。",
    legal="社会救助暂行办法第9条（家庭收入和财产符合规定）；浙江省社会救助条例第9条",
    example="某人2015年8月起在镇卫生院上班，同户的母亲2025年1月至3月各领低保500元：三笔，1,500元。",
    told="{who}从{happened}起由财政供养，从{period}到{last_period}还领了{times}笔{scheme}，共{total_fen}。",
    about="person",
    touched="p.person_id",
    township="p.township_id",
    reads=("payment", "reference_entry", "person"),
    sides=("发放记录", "财政供养名单"),
    sql=f"""
{BESIDE_LINE}, k.who, k.happened, k.ended
{WHILE_ON_RELIEF}
  AND k.kind = 'payroll'
ORDER BY subject, m.first, p.id, k.entry_id
""",
)
