"""Published totals of a village's or township's books: a line for each category."""

from loaders import vocabulary as v
from loaders.form import Column, Form

FORM = Form(
    name="ledger_summary",
    title="收支汇总、收益分配统计表",
    record="ledger_summary",
    about="一个类别一行：指标（科目、项目）名称和金额，没有日期。",
    columns=(
        v.SERIAL, v.VILLAGE,
        Column("label", "text", ("指标名称", "指标", "收支项目", "科目名称", "项目", "收入项目", "支出项目", "会计科目", "类别", "收支类别", "项目名称", "科目", "项 目", "资产项目", "资产", "负债及所有者权益", "负债和所有者权益", "负债及所有者权益项目"), required=True),
        Column("code", "code", ("代码", "行次", "科目代码", "科目编码", "编码", "指标代码")),
        Column("amount", "amount", ("数量", "金额", "本期金额", "本年金额", "本期数", "本年数", "合计金额", "发生额", "本期发生额", "本季金额", "本月金额", "年末数", "期末数", "本年累计", "金额(元)", "本年实际", "实际数", "本年实际数", "决算数", "本年决算数", "执行数", "本期实际", "实际完成"), ),
        Column("opening", "amount", ("期初余额", "年初数", "期初数", "年初余额")), Column("debit", "amount", ("本期借方", "借方发生额", "本期借方发生额", "本期发生额借方")),
        Column("credit", "amount", ("本期贷方", "贷方发生额", "本期贷方发生额", "本期发生额贷方")),
        Column("closing_debit", "amount", ("期末余额借方", "期末借方余额", "期末借方")), Column("closing_credit", "amount", ("期末余额贷方", "期末贷方余额", "期末贷方")),
        v.INCOME, v.SPENDING, v.REMARK,
    ),
    needs=(("label",), ("amount", "income", "spending", "closing_debit")),
    without=("date", "voucher", "handler", "name", "id_number"),
    strangers=(Column("people", "count", ("户数", "人次", *v.PEOPLE.headings)),),
    amount=None,
    needs_title=True,
    yields_to=("ledger",),
    title_words=("收益分配", "汇总", "统计", "收支表", "损益", "资产负债", "余额表", "收支情况"),
)  # fmt: skip
