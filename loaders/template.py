"""A blank workbook drawn from a Form: title, headings, notes, drop-downs; filled in, it imports without a warning."""

import io

import xlsxwriter

from loaders import schemes
from loaders.form import Column, Form

_ROWS = 500
_CHOICES = {
    "direction": ["收入", "支出"],
    "sex": ["男", "女"],
    "relation": ["本人", "配偶", "长子", "次子", "长女", "次女", "父亲", "母亲", "其他"],
}
#: What a blank sheet of a record needs besides the columns that a form cannot do without.
_USUAL = {
    "payment": ("serial", "village", "group", "name", "id_number", "amount", "people", "bank", "account", "remark"),
    "entitlement": ("serial", "village", "group", "name", "id_number", "head_id", "relation", "amount", "people", "category", "since", "method", "insurance"),
    "person": ("serial", "village", "group", "household_number", "name", "id_number", "relation", "phone"),
    "ledger_entry": ("serial", "date", "voucher", "summary", "direction", "income", "spending", "debit", "credit", "amount", "account_name", "handler"),
    "decision": ("serial", "village", "matter", "kind", "proposer", "proposed_on", "discussed_on", "plan_public_from", "plan_public_until", "reviewed_on", "resolved_on", "attendance_due", "attendance", "votes_for", "votes_against", "votes_abstained", "result", "amount", "opinion", "content", "remark"),
    "household_income": ("serial", "village", "group", "name", "id_number", "people", "wages", "business", "property", "transfers", "other_income", "total", "costs", "net", "per_head", "remark"),
    "debt": ("serial", "village", "side", "kind", "party", "reason", "since", "amount", "due_on", "settled", "handler", "remark"),
    "ledger_summary": ("label", "code", "amount"),
}
_TITLES = {
    "payment": "（乡镇）（年）年（月）月（补贴项目）发放花名册",
    "entitlement": "（乡镇）（年）年（月）月（补贴项目）享受对象名册",
    "person": "（乡镇）户籍人口花名册",
    "ledger_entry": "（村名）（年）年（月）月财务收支明细",
    "ledger_summary": "（村名）（年）年收支汇总统计表",
}


def _columns(form: Form) -> list[Column]:
    usual = _USUAL.get(form.record) or tuple(column.key for column in form.columns if column.headings)
    needed = {column.key for column in form.columns if column.required}
    chosen = [column for column in form.columns if (column.key in needed or column.key in usual) and not column.under]
    return sorted(chosen, key=lambda c: usual.index(c.key) if c.key in usual else len(usual))


def _dynamic(form: Form) -> list[str]:
    """The columns of amounts of forms that have one for every scheme or month."""
    if form.shape == "schemes":
        return ["农村低保", "高龄津贴", "残疾人生活补贴"]
    if form.shape == "months":
        return [f"{month}月" for month in range(1, 13)]
    if form.shape == "counts":
        return ["户数", "人数", "金额(元)"]
    return []


def draw(form: Form) -> bytes:
    """The blank workbook of a form as xlsx; people fill in the title and the rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("填写")
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#f6e8e8"})
        as_text = book.add_format({"num_format": "@", "border": 1})
        money = book.add_format({"num_format": "0.00", "border": 1})
        plain = book.add_format({"border": 1})
        columns = _columns(form)
        headings = [_heading(column) for column in columns] + _dynamic(form)
        sheet.merge_range(0, 0, 0, max(len(headings) - 1, 1), _TITLES.get(form.record) or f"（乡镇或村）（年）年{form.title.partition('、')[0]}", title)
        sheet.write_string(1, 0, "单位:元")
        for index, heading in enumerate(headings):
            sheet.write_string(2, index, heading, head)
            column = columns[index] if index < len(columns) else None
            kind = column.kind if column else "amount"
            style = money if kind == "amount" else as_text if kind in ("id", "account", "code", "phone", "text", "day", "period", "group", "birth") else plain
            sheet.set_column(index, index, 22 if kind in ("id", "account") else 14, style)
            if column:
                _help(sheet, index, column)
        sheet.freeze_panes(3, 0)
        _notes(book, form, columns)
    return stream.getvalue()


def _heading(column: Column) -> str:
    return f"{column.headings[0]}(元)" if column.kind == "amount" else column.headings[0]


def _help(sheet: "xlsxwriter.worksheet.Worksheet", index: int, column: Column) -> None:
    example = f"例如：{column.example}" if column.example else ""
    words = "；".join(part for part in (column.note, example, "必填" if column.required else "") if part)
    if column.key in _CHOICES:
        sheet.data_validation(
            3, index, _ROWS, index,
            {"validate": "list", "source": _CHOICES[column.key], "error_type": "warning", "input_title": column.headings[0][:32], "input_message": (words or "请选择")[:255]},
        )  # fmt: skip
    elif column.kind == "scheme":
        names = [scheme.short for scheme in schemes.dictionary().all()[:25]]
        sheet.data_validation(3, index, _ROWS, index, {"validate": "list", "source": names, "error_type": "information"})
    elif words:
        sheet.data_validation(3, index, _ROWS, index, {"validate": "any", "input_title": column.headings[0][:32], "input_message": words[:255]})


def _notes(book: "xlsxwriter.Workbook", form: Form, columns: list[Column]) -> None:
    sheet = book.add_worksheet("填表说明")
    sheet.set_column(0, 0, 90)
    lines = [
        f"{form.title}：{form.about}",
        "标题里的括号要换成实际的乡镇或村名、年份和月份，系统从标题读取这些内容。",
        "金额只写数字，以元为单位，最多两位小数。",
        "身份证号和银行账号这两列已经设为文本格式，请不要改。",
        "不用写合计；写了也可以，系统只拿它来核对。",
    ]
    for number, line in enumerate(lines + [f"{c.headings[0]}：{c.note or c.example}" for c in columns if c.note or c.example]):
        sheet.write_string(number, 0, line)
