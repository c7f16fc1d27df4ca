"""Who stands on a scheme's list, with the members of a household on the rows below its head."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Form
from loaders.forms.roster import FORM as ROSTER

FORM = Form(
    name="roster_members",
    title="享受对象花名册（含家庭成员）",
    record="entitlement",
    about="一人一行，户主在前、家庭成员跟在后面；每月金额是全户的，只算一次。",
    columns=(
        *v.PLACE_COLUMNS, v.HOUSEHOLD_NUMBER, v.HEAD_NAME, v.HEAD_ID, v.MEMBER_NAME, v.MEMBER_ID, v.RELATION, ROSTER.column("amount"),
        v.PEOPLE, v.FAMILY_SIZE, v.CATEGORY, v.STANDARD, v.SCHEME, v.SINCE, v.UNTIL, v.SEX, v.BIRTH, v.PHONE, replace(v.BANK), v.ACCOUNT, v.REMARK,
    ),
    needs=(("name",), ("id_number",), ("relation",), ("amount", "people", "category", "since")),
    amount="amount",
    per_household=True,
    title_words=(*ROSTER.title_words, "家庭成员"),
    title_not=ROSTER.title_not,
    needs_scheme=True,
    yields_to=("national_households", "national_persons", "pending_list", "pending_proposed"),
)  # fmt: skip
