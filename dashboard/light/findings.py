"""The list of findings as a file, and the letter of enquiry about one of them, for print."""

import csv
import io
from collections.abc import Mapping
from datetime import date

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.exporting import safe
from dashboard.light.download import Download
from dashboard.light.pages import notice, page
from dashboard.queries import findings, places
from dashboard.queries.findings import STATES, Opened, SourceRow
from loaders.columns import yuan
from loaders.database import Database

HEADINGS = ("编号", "规则", "姓名", "地方", "疑点", "涉及金额（元）", "把握", "状态", "现在还有", "比对出来的日期")
REPLY_DAYS = 15
_PRINT = "@media print{.press,.doors,.foot{display:none}body{background:#fff}}.sign{margin-top:3rem;text-align:right}.lines p{border-bottom:1px solid var(--line);min-height:2rem}"


def download(db: Database, viewer: Viewer, query: Mapping[str, str]) -> Download:
    """The findings of a list, names masked; no cell is a formula."""
    rule, state = query.get("rule", ""), query.get("state", "")
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEADINGS)
    for line in findings.everything(db, viewer, rule, state if state in STATES else ""):
        cells = (line.id, line.title, line.who, line.place, line.words, yuan(line.amount_fen), line.confidence, STATES[line.state], "是" if line.stands else "否", line.found_on.isoformat())
        writer.writerow([safe(cell) for cell in cells])
    return Download("疑点清单.csv", "text/csv; charset=utf-8", ("\ufeff" + stream.getvalue()).encode())


def letter(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """A letter that asks the office in charge about one finding, with both rows and room for the answer."""
    number = number_of(query.get("finding", ""))
    found = findings.one(db, viewer, number) if number is not None else None
    if found is None:
        return notice("没有这条疑点", "请从“疑点”页打开一条，再打印核查函。")
    return page(f"核查函第{found.line.id}号", f"<main>{_body(found, places.home(db, viewer), clock.today())}</main>", _PRINT, viewer)


def _body(found: Opened, office: str, today: date) -> str:
    line = found.line
    who = f"{found.name}（{line.place}）" if found.name else line.place
    asks = f"比对时发现下面的记录对不上。这是疑点，不是结论。请核对原始材料，听本人说明，在{REPLY_DAYS}天以内书面答复。"
    facts = style.facts((("编号", f"第{line.id}号"), ("规则", line.title), ("涉及", who), ("疑点", line.words), ("涉及金额", display.yuan(line.amount_fen)), ("依据", found.rule.legal)))
    sides = "".join(_side(name, rows) for name, rows in zip(found.rule.sides, (found.asked, found.against), strict=True) if rows)
    answer = style.card("<div class='lines'><p></p><p></p><p></p><p></p></div>", style.line("答复人：　　　　　　　　电话：　　　　　　　　日期："), heading="答复（情况、本人说明、材料、处理意见）")
    return (
        style.title("核查函", f"{line.place}经办人：")
        + style.line(asks)
        + style.card(facts)
        + sides
        + answer
        + f"<div class='sign'>{style.line(office)}{style.line(display.day(today))}</div>"
        + style.line("用浏览器的“打印”印出来。里面有个人信息，只交给核查的人。", small=True)
    )


def _side(name: str, rows: tuple[SourceRow, ...]) -> str:
    parts = [style.line(row.words) + style.line(row.about, small=True) + style.facts(row.cells) for row in rows]
    return style.card(*parts, heading=name or "原表")
