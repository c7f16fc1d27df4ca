"""The file that a bank pays by: account, account holder, amount."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Form

FORM = Form(
    name="bank_batch",
    title="银行代发清单",
    record="payment",
    about="银行代发文件：账号、户名、金额，有身份证号更好。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.PAYEE, key="name", required=True), replace(v.PAYEE_ID, key="id_number", headings=v.PAYEE_ID.headings + v.ID_NUMBER.headings),
        v.AMOUNT, v.SCHEME, v.PERIOD, v.PAID_ON, v.STATUS, v.BANK, v.ACCOUNT, v.PHONE, v.REMARK,
    ),
    needs=(("name",), ("account",), ("amount",)),
    amount="amount",
    title_words=("代发", "批量", "银行"),
    needs_scheme=True,
)  # fmt: skip
