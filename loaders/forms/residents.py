"""The residents' register: who lives in which village and household."""

from loaders import vocabulary as v
from loaders.form import Form

FORM = Form(
    name="residents",
    title="户籍人口花名册",
    record="person",
    about="一人一行：姓名、身份证号、与户主关系，有户号或户主，没有金额。",
    columns=(
        *v.PLACE_COLUMNS, v.HOUSEHOLD_NUMBER, v.HEAD_NAME, v.HEAD_ID, v.MEMBER_NAME, v.MEMBER_ID, v.RELATION, v.SEX, v.BIRTH,
        v.PHONE, v.FAMILY_SIZE, v.REMARK,
    ),
    needs=(("name",), ("id_number",), ("relation", "household_number")),
    title_words=("户籍", "人口", "户口", "居民", "村民", "常住"),
    needs_period=False,
    yields_to=("pending_list", "pending_proposed"),
)  # fmt: skip
