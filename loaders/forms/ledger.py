"""A village's books with income and spending in two columns, or side by side; cash and bank books."""

from loaders import vocabulary as v
from loaders.form import Form

FORM = Form(
    name="ledger",
    title="村级收支明细（收入、支出两列）",
    record="ledger_entry",
    about="一笔一行：日期、摘要、收入、支出；现金和银行日记账也用这种。",
    columns=(
        v.SERIAL, v.VILLAGE, v.DATE, v.MONTH, v.DAY, v.VOUCHER, v.SUMMARY, v.INCOME, v.SPENDING, v.BALANCE, v.ACCOUNT_CODE, v.ACCOUNT_NAME, v.SUB_ACCOUNT,
        v.HANDLER, v.APPROVER, v.FUND, v.REMARK,
    ),
    needs=(("income",), ("spending",), ("summary", "account_name")),
    without=("amount", "debit"),
    amount="net",
    title_not=("汇总", "统计", "收益分配", "损益", "资产负债", "余额表"),
    title_words=("收支", "财务", "日记账", "明细", "公开", "流水", "现金", "银行"),
)  # fmt: skip
