"""Vouchers in double entry: a line for each account, debit and credit."""

from loaders import vocabulary as v
from loaders.form import Form

FORM = Form(
    name="vouchers",
    title="记账凭证（借方、贷方）",
    record="ledger_entry",
    about="一条分录一行：凭证号、摘要、科目、借方、贷方；也用于借贷式的日记账。",
    columns=(
        v.SERIAL, v.VILLAGE, v.DATE, v.MONTH, v.DAY, v.VOUCHER, v.SUMMARY, v.ACCOUNT_CODE, v.ACCOUNT_NAME, v.SUB_ACCOUNT, v.DEBIT, v.CREDIT, v.BALANCE,
        v.HANDLER, v.APPROVER, v.REMARK,
    ),
    needs=(("debit",), ("credit",), ("summary",)),
    without=("income", "spending"),
    amount="net",
    double_entry=True,
    title_words=("凭证", "日记账", "序时账", "分录", "明细账"),
)  # fmt: skip
