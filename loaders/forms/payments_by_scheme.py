"""Payments of several schemes, a column for each."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Form

FORM = Form(
    name="payments_by_scheme",
    title="多项补贴发放花名册（一项一列）",
    record="payment",
    about="一户或一人一行，每项补贴一列金额，列名就是补贴名称。",
    columns=(
        *v.PLACE_COLUMNS, v.NAME, v.ID_NUMBER, v.PAYEE, v.PAYEE_ID, replace(v.AMOUNT, key="row_total", required=False), v.PEOPLE, v.FAMILY_SIZE,
        v.CATEGORY, v.PERIOD, v.PAID_ON, v.STATUS, v.BANK, v.ACCOUNT, v.HOUSEHOLD_NUMBER, v.RELATION, v.SEX, v.BIRTH, v.PHONE, v.REMARK,
    ),
    needs=(("name",), ("id_number", "account")),
    amount="amounts",
    shape="schemes",
    title_words=("发放", "补贴", "补助", "一卡通"),
)  # fmt: skip
