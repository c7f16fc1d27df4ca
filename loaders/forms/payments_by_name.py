"""Payments as a village posts them: names and amounts, without any number of a person."""

from loaders import vocabulary as v
from loaders.form import Form

FORM = Form(
    name="payments_by_name",
    title="补贴公示表（没有身份证号）",
    record="payment",
    about="一户一行，只有姓名和金额，没有身份证号和账号；按村和姓名对人，同村同名的要补上身份证号。",
    columns=(
        *v.PLACE_COLUMNS, v.NAME, v.AMOUNT, v.PEOPLE, v.FAMILY_SIZE, v.CATEGORY, v.STANDARD, v.AREA, v.SCHEME, v.PERIOD, v.PAID_ON, v.STATUS, v.RELATION, v.SEX, v.REMARK,
    ),
    strangers=(v.ID_NUMBER, v.ACCOUNT, v.PAYEE_ID),
    needs=(("name",), ("amount",)),
    amount="amount",
    needs_title=True,
    title_words=("发放", "兑付", "补贴", "补助", "救助", "津贴", "慰问", "公示", "低保", "供养"),
    title_not=("收支", "财务", "工资", "报酬", "分红"),
    needs_scheme=True,
    yields_to=("pending_list", "pending_proposed", "roster", "scheme_summary", "visits", "credit_scores", "household_income", "renovation", "fund_allocation", "project_plan", "project_progress"),
)  # fmt: skip
