"""Payments of one scheme, or of several in one column: a row for every household or person."""

from loaders import vocabulary as v
from loaders.form import Form

FORM = Form(
    name="subsidy_payments",
    title="补贴发放花名册",
    record="payment",
    about="一户或一人一行，有姓名、身份证号和一列金额；补贴项目写在标题或一列里。",
    columns=(
        *v.PLACE_COLUMNS, v.NAME, v.ID_NUMBER, v.PAYEE, v.PAYEE_ID, v.AMOUNT, v.PEOPLE, v.FAMILY_SIZE, v.CATEGORY, v.STANDARD, v.AREA,
        v.SCHEME, v.PERIOD, v.PAID_ON, v.STATUS, v.BANK, v.ACCOUNT, v.HOUSEHOLD_NUMBER, v.RELATION, v.SEX, v.BIRTH, v.PHONE, v.REMARK,
    ),
    needs=(("name",), ("id_number", "account"), ("amount",)),
    amount="amount",
    title_words=("发放", "兑付", "补贴", "补助", "代发", "救助", "津贴", "慰问", "一卡通"),
    needs_scheme=True,
    yields_to=("pending_list", "pending_proposed"),
)  # fmt: skip
