"""Who died, and when: a list to match payments against."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="reference_deceased",
    title="死亡人员名单",
    record="reference_entry",
    about="一人一行：姓名、身份证号、死亡日期；只用来比对，不公开。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.MEMBER_NAME, headings=(*v.MEMBER_NAME.headings, "死者姓名", "死亡人员姓名", "逝者姓名", "去世人员姓名")), replace(v.MEMBER_ID, required=False),
        Column("happened", "when", ("死亡日期", "去世日期", "死亡时间", "去世时间", "身故日期", "注销日期", "销户日期", "死亡年月", "死亡登记日期"), example="2023-02-05"),
        Column("cremated", "when", ("火化日期", "火化时间", "安葬日期")), Column("why", "text", ("注销原因", "销户原因", "注销类别", "注销类型", "户口注销原因", "变动原因", "减少原因"), example="死亡"), v.SEX, v.BIRTH, v.REMARK,
    ),
    needs=(("name",), ("happened", "cremated")),
    strangers=(v.ACCOUNT, replace(v.AMOUNT, key="paid")),
    amount=None,
    needs_period=False,
    title_words=("去世", "死亡", "火化", "销户", "殡葬", "注销"),
    says=(("kind", "deceased"),),
)  # fmt: skip
