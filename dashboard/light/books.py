"""A village's books on a page that needs no JavaScript, and the same as a table to keep."""

import csv
import io
from collections.abc import Mapping
from html import escape

from dashboard import display
from dashboard.access import Viewer
from dashboard.exporting import safe
from dashboard.light.download import Download
from dashboard.light.pages import doors, page
from dashboard.queries import books
from dashboard.queries.books import Books, Category, Entry
from loaders.columns import yuan
from loaders.database import Database

_STYLE = """\
.sums{list-style:none;padding:0;margin:.6em 0}.sums li{display:flex;justify-content:space-between;gap:.6em;padding:.35em 0;border-bottom:1px solid #ccc}
.sums b{font-size:1.15em;white-space:nowrap}.cat{margin:.7em 0}.cat div{display:flex;justify-content:space-between;gap:.6em}
.bar{background:#eee;border-radius:4px;height:.6em;display:block!important}.bar i{display:block;height:100%;background:#9c1c1c;border-radius:4px}
summary{font-size:1.1em;font-weight:600;padding:.6em 0;min-height:48px;cursor:pointer}
ul.lines{list-style:none;padding:0;margin:0}.lines li{border-bottom:1px solid #ccc;padding:.45em 0}.lines small{display:block}
.lines b{display:flex;justify-content:space-between;gap:.6em}.lines b span:last-child{white-space:nowrap}
"""


def _choice(query: Mapping[str, str], db: Database, viewer: Viewer) -> tuple[list[tuple[int, str]], int | None, list[str], str | None]:
    """The villages, the one that is asked for, its periods, the one that is asked for."""
    villages = books.villages(db, viewer)
    known = {number for number, _ in villages}
    asked = query.get("place", "")
    place = int(asked) if asked.isdigit() and int(asked) in known else None
    if place is None and villages:
        place = viewer.place_id if viewer.place_id in known else villages[0][0]
    found = books.periods_of(db, viewer, place) if place is not None else []
    period = query.get("period", "")
    return villages, place, found, period if period in found else (found[0] if found else None)


def _options(pairs: list[tuple[str, str]], chosen: str) -> str:
    return "".join(f'<option value="{escape(v)}"{" selected" if v == chosen else ""}>{escape(words)}</option>' for v, words in pairs)


def categories(title: str, found: tuple[Category, ...]) -> str:
    """The categories under their title with bars and the change against last year, as HTML; nothing for none."""
    if not found:
        return ""
    most = max(category.fen for category in found) or 1
    rows = "".join(
        f'<div class="cat"><div><span>{escape(c.name)}</span><b>{display.yuan(c.fen)}</b></div>'
        f'<span class="bar"><i style="width:{max(1, round(100 * c.fen / most)) if c.fen > 0 else 0}%"></i></span>'
        f"<small>{escape(c.plain)}{_against(c)}</small></div>"
        for c in found
    )
    return f"<h2>{title}</h2>{rows}"


def _against(category: Category) -> str:
    if category.before_fen is None:
        return ""
    change = category.fen - category.before_fen
    words = "和去年同期一样" if not change else f"比去年同期{'多' if change > 0 else '少'}{display.yuan(abs(change))}"
    return f"；{words}"


def _line(entry: Entry) -> str:
    sign, fen = ("收", entry.income_fen) if entry.income_fen else ("支", entry.spending_fen)
    when = display.day(entry.day) if entry.day else display.period(entry.month)
    return (
        f"<li><b><span>{escape(entry.summary)}</span><span>{sign} {display.yuan(fen)}</span></b>"
        f"<small>{when}，{escape(entry.category)}</small><small>来自{escape(entry.source.words)}</small></li>"
    )


def _sums(found: Books) -> str:
    lines = [("期初结余", found.opening_fen), ("收进来", found.income_fen), ("花出去", found.spending_fen), ("还剩下", found.closing_fen)]
    items = "".join(f"<li><span>{words}</span><b>{display.yuan(fen) if fen is not None else '表里没有写'}</b></li>" for words, fen in lines)
    return f'<ul class="sums">{items}</ul>'


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The page of the village and the period that the address asks for."""
    villages, place, known, period = _choice(query, db, viewer)
    links = doors([("/lite", "我的补贴"), ("/books", "图表")] if viewer.role == "villager" else [("/books", "图表")], viewer)
    if place is None or period is None:
        return page("村里的账", f"<main><h1>村里的账</h1><p>还没有公开的账目。</p></main>{links}", _STYLE)
    found = books.books(db, viewer, place, period)
    assert found is not None
    chooser = (
        '<form method="get" action="/lite/books"><label for="place">哪个村</label>'
        f'<select id="place" name="place">{_options([(str(n), name) for n, name in villages], str(place))}</select>'
        f'<label for="period">什么时候</label><select id="period" name="period">{_options([(p, display.period(p)) for p in known], period)}</select>'
        "<button>查看</button></form>"
    )
    entries = "".join(map(_line, found.entries))
    body = (
        f"<main><h1>{escape(found.place)}{display.period(period)}的账</h1>{_sums(found)}{categories('钱从哪里来', found.income)}"
        f"{categories('钱花到哪里', found.spending)}<details><summary>一笔一笔看（{len(found.entries)}笔）</summary>"
        f'<ul class="lines">{entries}</ul></details><p><a href="/lite/books.csv?place={place}&amp;period={period}">下载成表格</a></p>'
        f"<h2>看别的</h2>{chooser}</main>"
    )
    return page("村里的账", body + links, _STYLE)


def download(db: Database, viewer: Viewer, query: Mapping[str, str]) -> Download:
    """The entries of the same village and period as CSV; no cell is a formula."""
    _, place, _, period = _choice(query, db, viewer)
    found = books.books(db, viewer, place, period) if place is not None and period is not None else None
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["日期", "摘要", "类别", "收入（元）", "支出（元）", "文件", "工作表", "行"])
    for entry in found.entries if found else ():
        day = entry.day.isoformat() if entry.day else entry.month or ""
        cells: list[str | int] = [day, entry.summary, entry.category, yuan(entry.income_fen), yuan(entry.spending_fen), entry.source.file, entry.source.sheet, entry.source.row]
        writer.writerow([safe(cell) for cell in cells])
    name = f"{found.place}{display.period(found.period)}收支.csv" if found else "收支.csv"
    return Download(name, "text/csv; charset=utf-8", stream.getvalue().encode("utf-8-sig"))
