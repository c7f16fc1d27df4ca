"""Payments of one scheme for several months, a column for each."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Form

FORM = Form(
    name="payments_by_month",
    title="逐月补贴发放花名册（一月一列）",
    record="payment",
    about="一户或一人一行，每个月一列金额，列名是月份。",
    columns=(
        *v.PLACE_COLUMNS, v.NAME, v.ID_NUMBER, v.PAYEE, v.PAYEE_ID, replace(v.AMOUNT, key="row_total", required=False), v.PEOPLE, v.FAMILY_SIZE,
        v.CATEGORY, v.STANDARD, v.SCHEME, v.PAID_ON, v.BANK, v.ACCOUNT, v.HOUSEHOLD_NUMBER, v.RELATION, v.SEX, v.BIRTH, v.PHONE, v.REMARK,
    ),
    needs=(("name",), ("id_number", "account")),
    amount="amounts",
    shape="months",
    title_words=("发放", "补贴", "补助", "津贴"),
    needs_scheme=True,
)  # fmt: skip
