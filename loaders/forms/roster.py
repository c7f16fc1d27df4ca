"""Who stands on a scheme's list, by household."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Form

_HOUSEHOLD_AMOUNT = replace(
    v.AMOUNT,
    required=False,
    headings=(
        "户月保障金额", "月保障金额", "月保障金", "户月保障金", "户月低保金", "月低保金", "保障金额", "保障金", "低保金额", "低保金", "月救助金额", "月补助金额", "月补贴金额",
        "月供养金", "供养金额", "享受金额", "核定金额", "月享受金额", "审批金额", "补差金额", "户补差金额", "月补差", "户月补差金额", "月人均保障金额", "享受标准", "月发放金额", "金额", "合计", "合计金额", "月合计", "合计保障金额",
    ),
)  # fmt: skip

FORM = Form(
    name="roster",
    title="享受对象花名册",
    record="entitlement",
    about="一户一行：谁在享受、几口人、每月多少，不是发放记录。",
    columns=(
        *v.PLACE_COLUMNS, v.NAME, v.ID_NUMBER, _HOUSEHOLD_AMOUNT, v.PEOPLE, v.FAMILY_SIZE, v.CATEGORY, v.STANDARD, v.SCHEME, v.SINCE, v.UNTIL, v.HOUSEHOLD_NUMBER,
        v.SEX, v.BIRTH, v.PHONE, v.REMARK,
    ),
    needs=(("name",), ("id_number",), ("since", "until", "people", "family_size", "category")),
    amount="amount",
    title_words=("对象名单", "对象花名册", "享受对象", "在册", "保障对象", "名册", "查询", "享受名单", "救助对象", "台账", "低保名单"),
    title_not=("发放", "兑付", "代发", "补助资金", "打卡"),
    needs_scheme=True,
    yields_to=("national_households", "national_persons", "pending_list", "pending_proposed"),
)  # fmt: skip
