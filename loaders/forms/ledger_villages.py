"""Published totals of the books of several villages: a line for each village."""

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="ledger_villages",
    title="各村收支汇总表",
    record="ledger_summary",
    about="一个村一行：上期结余、本期收入、本期支出、本期结余。",
    columns=(
        v.SERIAL, v.TOWNSHIP,
        Column("village", "place", (*v.VILLAGE.headings, "单位名称", "单位"), required=True, example="柳溪村"),
        Column("opening", "amount", ("上期结余", "上季结余", "上月结余", "上年结余", "期初余额", "年初余额", "期初结余", "上季度结余", "上年度结余", "上年结转"), example="1000.00"),
        Column("income", "amount", (*v.INCOME.headings, "收入合计", "总收入", "收入总额"), required=True, example="1200.00"),
        Column("spending", "amount", (*v.SPENDING.headings, "支出合计", "总支出", "支出总额"), required=True, example="300.00"),
        Column("closing", "amount", (*v.BALANCE.headings, "期末余额", "期末结余", "年末余额"), example="1900.00"), v.REMARK,
    ),
    needs=(("village",), ("income",), ("spending",)),
    without=("date", "voucher", "summary", "label", "name", "id_number"),
    amount=None,
    needs_title=True,
    yields_to=("ledger", "ledger_amount"),
    title_words=("收支", "财务", "汇总", "收入", "支出"),
)  # fmt: skip
