"""A village's books with one column of amounts: signed, with a column of directions, or in blocks side by side."""

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="ledger_amount",
    title="村级收支明细（一列金额）",
    record="ledger_entry",
    about="一笔一行，金额一列：用正负号、“收支”一列，或左边收入、右边支出来分。",
    columns=(
        v.SERIAL, v.VILLAGE, v.DATE, v.MONTH, v.DAY, v.VOUCHER, v.SUMMARY, v.DIRECTION,
        Column("amount", "amount", ("金额", "发生额", "收支金额", "交易金额", "收入金额", "支出金额", "发生金额", "收(付)金额", "数额", "款额", "金额(元)", "收支额", "收入数", "支出数", "本月金额", "本季金额", "本期金额", "本年金额", "本月数", "本季数", "本期数", "本月发生额", "本期发生额"), required=True, example="1200.00"),
        Column("debit_account", "text", ("借方科目", "借方会计科目", "借方科目名称", "应借科目")), Column("credit_account", "text", ("贷方科目", "贷方会计科目", "贷方科目名称", "应贷科目")),
        v.BALANCE, v.ACCOUNT_CODE, v.ACCOUNT_NAME, v.SUB_ACCOUNT, v.HANDLER, v.APPROVER, v.FUND, v.REMARK,
    ),
    needs=(("amount",), ("summary", "account_name"), ("date", "direction", "voucher", "balance", "side", "day", "month", "debit_account")),
    without=("name", "id_number"),
    amount="net",
    yields_to=("ledger",),
    title_not=("汇总", "统计", "收益分配", "损益", "资产负债", "余额表"),
    title_words=("收支", "财务", "明细", "公开", "流水", "账"),
)  # fmt: skip
