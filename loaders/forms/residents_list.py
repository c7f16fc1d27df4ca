"""The residents of a village one by one, without households; only a title makes a list of people that."""

from dataclasses import replace

from loaders.forms.residents import FORM as RESIDENTS

FORM = replace(
    RESIDENTS,
    name="residents_list",
    title="村民名单（没有户主关系）",
    about="一人一行：姓名、身份证号，还有性别、组或住址，没有户号也没有金额；标题写明是户籍、人口或村民名册。",
    columns=tuple(column for column in RESIDENTS.columns if column.key not in ("household_number", "head_name", "head_id", "relation")),
    needs=(("name",), ("id_number",), ("sex", "group", "address", "birth", "phone")),
    needs_title=True,
    title_words=("户籍人口", "常住人口", "人口信息", "人口登记", "人口花名册", "村民花名册", "村民名单", "村民名册", "居民花名册", "居民名册", "居民名单", "选民登记", "选民名单", "选民名册", "成员名册", "成员花名册", "社员名册", "户口登记", "户口花名册"),
    yields_to=("pending_list", "pending_proposed", "residents", "roster", "roster_members", "subsidy_payments"),
)
