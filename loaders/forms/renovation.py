"""A programme that helps households with their houses: who, under which policy, with how much, and how far."""

from loaders import vocabulary as v
from loaders.form import LEVELS, Column, Form, Tells

_KINDS = (("异地搬迁", "异地搬迁|易地(?:扶贫)?搬迁"), ("农村危旧房改造", "危旧?房|解危"))

FORM = Form(
    name="renovation",
    title="农村危旧房改造进度表",
    record="project",
    about="一户一行：户主、房屋等级、改造方式、补助金额，腾空、开工、竣工、验收的日期或打勾；身份证号只存不公开。",
    columns=(
        v.SERIAL, v.TOWNSHIP, v.VILLAGE, v.GROUP,
        Column("beneficiary", "name", v.NAME.headings, required=True, example="张小明"),
        Column("householder", "id", v.ID_NUMBER.headings),
        Column("people", "count", (*v.PEOPLE.headings, *v.FAMILY_SIZE.headings)),
        Column("grade", "text", ("危房等级", "房屋等级", "鉴定等级", "房屋危险等级", "等级", "房屋鉴定等级", "危险等级"), example="D级"),
        Column("content", "text", ("改造方式", "改造政策", "政策", "治理方式", "改造类型", "补助政策", "安置方式", "搬迁方式", "解危方式", "改造措施", "处置方式", "改造内容"), example="拆除重建"),
        Column("budget", "amount", ("补助金额", "补助资金", "补助标准", "计划补助", "核定补助", "应补金额", "改造资金", "资金", "金额", "补助款", "补助金额合计", "拟补助金额", "合计"), example="30000"),
        *v.LEVEL_COLUMNS,
        Column("paid", "amount", ("已发放金额", "已拨付", "已补助", "已拨金额", "已发放", "拨付金额", "已拨付金额", "实发金额", "发放金额", "已付金额", "已拨资金", "已兑付")),
        Column("vacated", "step", ("腾空", "腾空时间", "腾空日期", "腾空情况", "是否腾空", "搬离时间", "已腾空")), Column("started", "step", ("开工", "开工时间", "开工日期", "开工情况", "是否开工", "动工时间", "已开工", "拆除时间")),
        Column("finished", "step", ("竣工", "竣工时间", "竣工日期", "完工时间", "完工日期", "竣工情况", "完工", "是否竣工", "是否完工", "已竣工", "完工情况", "已完工")), Column("accepted", "step", ("验收", "验收时间", "验收日期", "验收情况", "是否验收", "已验收")),
        Column("progress", "percent", ("进度", "改造进度", "进展情况", "工程进度", "目前进度", "形象进度", "完成情况", "实施进度", "进展", "改造情况")),
        v.DOCUMENT, v.PERIOD, v.REMARK,
    ),
    needs=(("beneficiary",), ("vacated", "started", "finished", "progress", "content", "grade")),
    without=("account",),
    amount="budget",
    amount_else=("paid",),
    sums=("paid", *LEVELS),
    says=(("stage", "progress"), ("name", "农村危旧房改造"), ("kind", "农村危旧房改造")),
    tells=(Tells("kind", (), _KINDS), Tells("name", (), _KINDS)),
    needs_title=True,
    title_not=("发放", "兑付", "打卡"),
    title_words=("危房", "危旧房", "改造", "解危", "搬迁", "治理改造"),
    yields_to=("pending_list", "pending_proposed"),
)  # fmt: skip
