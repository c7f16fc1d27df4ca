"""The export of households of the national civil-affairs system: 低保, 特困, 低保边缘, 刚性支出."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="national_households",
    title="救助系统导出：家庭查询",
    record="entitlement",
    about="全国社会救助系统的“家庭查询”导出表，一户一行。",
    columns=(
        v.SERIAL, v.COUNTY, v.TOWNSHIP, v.VILLAGE, v.GROUP, v.ADDRESS, replace(v.HEAD_NAME, key="name", required=True),
        replace(v.HEAD_ID, key="id_number", required=True),
        Column("amount", "amount", ("户月保障金额", "户月救助金额", "月保障金额", "户月供养金额", "救助金额")),
        v.PEOPLE, v.FAMILY_SIZE, Column("scheme", "scheme", ("救助类型", "救助种类", "业务类型")), replace(v.CATEGORY, headings=("分档类型", "供养方式", "保障类别")),
        v.SINCE, v.UNTIL, v.HOUSEHOLD_NUMBER, v.PHONE, v.BANK, v.ACCOUNT,
        replace(v.PAYEE, headings=("银行账户名称", "账户名称")), v.REMARK,
        Column("total_amount", "amount", ("合计",)),
        Column("members", "text", ("家庭成员姓名",)), Column("member_ids", "text", ("家庭成员身份证号",)),
        Column("income", "amount", ("家庭年总收入",)), Column("reason", "text", ("申请原因", "主要致贫原因")), Column("method", "text", ("救助金计算方式",)),
        Column("province", "text", ("所属省级",)), Column("city", "text", ("所属市级",)),
    ),
    needs=(("name",), ("id_number",), ("village",), ("province", "city", "members", "method")),
    amount="amount",
    title_words=("家庭查询", "查询"),
    needs_scheme=True,
    yields_to=("pending_list", "pending_proposed"),
)  # fmt: skip
