"""How far projects are: contract, changes, audit, payments, retention, progress."""

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="project_progress",
    title="工程项目进度表",
    record="project",
    about="一个项目一行：施工单位、中标价、合同价、变更、审定价、已付、未付、质保金、形象进度、开工和竣工日期。",
    columns=(
        v.SERIAL, v.TOWNSHIP, v.VILLAGES, v.PROJECT_NAME, v.PROJECT_KIND, v.CONTENT,
        Column("contractor", "text", ("施工单位", "中标单位", "承包单位", "承建单位", "施工方", "施工队", "施工企业", "中标人", "施工单位(人)", "承建人")),
        Column("inspector", "text", ("监理单位", "监理", "监督人", "监理人")), Column("tender", "text", ("招标方式", "招投标方式", "发包方式", "采购方式", "招标形式")),
        Column("budget", "amount", ("预算价", "预算金额", "总投资", "计划投资", "投资额", "预算", "控制价", "标底", "概算")),
        Column("bid", "amount", ("中标价", "中标金额", "中标价格", "成交价")), Column("contract", "amount", ("合同价", "合同金额", "合同价款", "合同总价", "承包价", "工程造价", "合同款")),
        Column("change", "amount", ("变更金额", "变更", "工程变更", "增减金额", "变更价", "变更增加", "签证变更")), Column("audited", "amount", ("审定价", "审计价", "结算价", "审定金额", "审计金额", "决算价", "审核价", "审价", "结算金额", "决算金额", "审定造价")),
        Column("paid", "amount", ("已付工程款", "已付款", "已付金额", "已支付", "已付", "累计支付", "已拨付", "累计付款", "付款金额", "已支付金额", "已拨付资金", "已支付资金", "已拨付金额", "拨付金额", "累计已付", "已拨资金", "累计拨付", "累计拨付金额", "累计拨款", "累计拨付资金", "已拨款", "累计支付金额", "已支付工程款", "支付金额", "本次拨付金额", "本次拨付", "本次付款", "本次支付", "拨付资金", "拨款金额")), Column("unpaid", "amount", ("未付工程款", "未付款", "未付金额", "未付", "应付未付", "欠付")),
        Column("retention", "amount", ("质保金", "质量保证金", "保证金", "工程质保金")),
        Column("started", "when", ("开工日期", "开工时间", "开工", "实际开工时间", "动工时间")), Column("finished", "when", ("竣工日期", "竣工时间", "完工时间", "完工日期", "竣工", "完工", "实际竣工时间")), Column("accepted", "when", ("验收日期", "验收时间")),
        Column("progress", "percent", ("形象进度", "工程进度", "进度", "项目进度", "完成进度", "进展情况", "目前进度", "完成情况", "完成比例", "工程形象进度", "实施进度", "建设进度", "进展", "完工情况", "建设情况", "工程进展", "进展状况")),
        *v.LEVEL_COLUMNS, v.FUND_NAME, v.DOCUMENT, v.RESPONSIBLE, v.PERIOD, v.REMARK,
    ),
    strangers=v.PERSON_COLUMNS,
    needs=(("name",), ("contract", "bid", "paid", "audited", "budget"), ("progress", "paid", "audited", "finished")),
    amount="contract",
    amount_else=("bid", "budget", "audited", "paid"),
    sums=("budget", "bid", "change", "audited", "paid", "unpaid", "retention"),
    title_words=("进度", "进展", "工程", "项目"),
    says=(("stage", "progress"),),
)  # fmt: skip
