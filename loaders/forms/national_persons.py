"""The export of persons of the national civil-affairs system; the household's amount stands on every member."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="national_persons",
    title="救助系统导出：人员查询",
    record="entitlement",
    about="全国社会救助系统的“人员查询”导出表，一人一行；户月保障金额是全户的，只算一次。",
    columns=(
        v.SERIAL, v.COUNTY, v.TOWNSHIP, v.VILLAGE, v.GROUP, v.ADDRESS, v.MEMBER_NAME, v.MEMBER_ID, v.HEAD_NAME, v.HEAD_ID, v.RELATION, v.SEX, v.BIRTH,
        Column("amount", "amount", ("户月保障金额", "户月救助金额", "月保障金额", "户月供养金额")),
        replace(v.CATEGORY, headings=("分档类型", "供养方式", "保障类别")), Column("scheme", "scheme", ("救助类型", "救助种类", "业务类型")),
        v.SINCE, v.UNTIL, v.HOUSEHOLD_NUMBER, v.PHONE, v.BANK, v.ACCOUNT, replace(v.PAYEE, headings=("银行账户名称", "账户名称")), v.REMARK,
        Column("province", "text", ("所属省级",)), Column("city", "text", ("所属市级",)), Column("method", "text", ("救助金计算方式",)),
        Column("total_amount", "amount", ("合计",)),
        Column("insurance", "text", ("参保类型",)), Column("health", "text", ("健康状况",)),
    ),
    needs=(("name",), ("id_number",), ("head_id",), ("village",), ("province", "city", "method", "insurance", "health")),
    amount="amount",
    per_household=True,
    title_words=("人员查询", "查询"),
    needs_scheme=True,
    yields_to=("pending_list", "pending_proposed"),
)  # fmt: skip
