"""The file that a bank pays by: account, account holder, amount."""

from dataclasses import replace

from loaders import vocabulary as v
from loaders.form import Form

#: A guardian or a carer is paid for somebody else, who has a column of their own.
_HOLDER = tuple(heading for heading in v.PAYEE.headings if not any(word in heading for word in ("监护", "照料", "护理", "照护", "家长", "抚养", "代领")))

FORM = Form(
    name="bank_batch",
    title="银行代发清单",
    record="payment",
    about="银行代发文件：账号、户名、金额，有身份证号更好。",
    columns=(
        *v.PLACE_COLUMNS, replace(v.PAYEE, key="name", required=True, headings=_HOLDER), replace(v.PAYEE_ID, key="id_number", headings=v.PAYEE_ID.headings + v.ID_NUMBER.headings),
        v.AMOUNT, v.SCHEME, v.PERIOD, v.PAID_ON, v.STATUS, v.BANK, v.ACCOUNT, v.PHONE, v.REMARK,
    ),
    needs=(("name",), ("account",), ("amount",)),
    amount="amount",
    title_words=("代发", "批量", "银行"),
    needs_scheme=True,
)  # fmt: skip
