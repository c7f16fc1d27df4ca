"""Plans and pools of projects: what is to be built where, with whose money, from when to when."""

from loaders import vocabulary as v
from loaders.form import Column, Form, Tells

FORM = Form(
    name="project_plan",
    title="项目计划表、项目库",
    record="project",
    about="一个项目一行：名称、地点、内容、计划投入，资金可以按中央、省、市、县分列，实施期限，责任单位。",
    columns=(
        v.SERIAL, v.TOWNSHIP, v.VILLAGES, v.PROJECT_NAME, v.PROJECT_KIND, v.CONTENT,
        Column("budget", "amount", ("计划投入资金", "计划总投资", "总投资", "投资估算", "预算金额", "项目总投资", "计划投资", "估算投资", "投资规模", "概算", "预算投资", "预计投资", "计划资金", "合计", "总资金", "资金规模", "预算总投资", "项目预算总投资"), example="20"),
        *v.LEVEL_COLUMNS, v.FUND_NAME, v.DOCUMENT,
        Column("term", "text", ("实施期限", "实施期限(年/月-年/月)", "建设期限", "实施时间", "建设周期", "项目期限", "建设年限", "起止时间", "时间进度")),
        Column("started", "when", ("开工时间", "开工日期", "计划开工时间", "计划开工日期", "开始时间")), Column("due", "when", ("完工时间", "计划完工时间", "竣工时间", "计划竣工时间", "完成时间", "计划完工日期", "计划完成时间")),
        Column("goal", "text", ("预期绩效目标", "绩效目标", "预期效益", "预期受益", "效益", "预期目标", "联农带农机制", "联农带农富农利益联结机制", "受益对象", "受益人口", "受益人数", "受益户数", "受益群众", "受益情况")),
        v.RESPONSIBLE, v.PERIOD, v.REMARK,
    ),
    strangers=v.PERSON_COLUMNS,
    needs=(("name",), ("budget", "central", "province", "city", "county"), ("villages", "township", "responsible"), ("content", "term", "goal", "due", "kind")),
    amount="budget",
    sums=("central", "province", "city", "county", "other"),
    title_words=("项目", "计划", "项目库", "储备", "投资"),
    title_not=("进度", "进展", "形象"),
    says=(("stage", "plan"),),
    tells=(Tells("stage", (), (("pool", "项目库|储备|入库"),)),),
    spans=(("term", "started", "due"),),
    yields_to=("project_progress",),
)  # fmt: skip
