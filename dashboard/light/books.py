"""A village's books on a page that needs no JavaScript, and the same as a table to keep."""

import csv
import io
from collections.abc import Mapping

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.exporting import safe
from dashboard.light import answers, remainders
from dashboard.light.download import Download
from dashboard.light.notes import of_place
from dashboard.light.pages import Choice, chooser, doors, page, village_of
from dashboard.queries import books, subjects
from dashboard.queries.books import Books, Category, Entry
from dashboard.style import Bar, Item, Tone
from loaders.columns import yuan
from loaders.database import Database


def _choice(query: Mapping[str, str], db: Database, viewer: Viewer) -> tuple[list[tuple[int, str]], int | None, list[str], str | None]:
    """The villages, the one that is asked for, its periods, the one that is asked for."""
    villages = books.villages(db, viewer)
    place = village_of(query, viewer, villages)
    found = books.periods_of(db, viewer, place) if place is not None else []
    period = query.get("period", "")
    return villages, place, found, period if period in found else (found[0] if found else None)


def categories(title: str, found: tuple[Category, ...], tone: Tone = "plain") -> str:
    """A card with the categories as bars, and the change against last year; nothing for none."""
    return style.card(style.bars([Bar(c.name, c.fen, c.plain + _against(c)) for c in found], tone), heading=title) if found else ""


def _against(category: Category) -> str:
    if category.before_fen is None:
        return ""
    change = category.fen - category.before_fen
    words = "和去年同期一样" if not change else f"比去年同期{'多' if change > 0 else '少'}{display.yuan(abs(change))}"
    return f"；{words}"


def item(entry: Entry) -> Item:
    """An entry as a line of a list: what it was, in or out, when, which category, who handled it."""
    income = bool(entry.income_fen)
    amount = f"{'收' if income else '支'} {style.money(entry.income_fen or entry.spending_fen)}"
    when = display.day(entry.day) if entry.day else display.period(entry.month)
    handler = f"经手人{entry.handler}" if entry.handler else ""
    return Item(entry.summary, amount, (when, entry.category, handler), entry.source.words, "in" if income else "", subjects.address("books", entry.source.record_id), answers.said(entry.answers))


def sums(found: Books) -> str:
    """What there was, came in, went out and is left, as HTML."""
    return style.sums(
        [("期初结余", found.opening_fen), ("收进来", found.income_fen), ("花出去", found.spending_fen), ("还剩下", found.closing_fen)], main="还剩下"
    )


def both(found: Books) -> str:
    """Where the money came from beside where it went, as HTML."""
    return style.side_by_side(categories("钱从哪里来", found.income, "good"), categories("钱花到哪里", found.spending))


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The page of the village and the period that the address asks for."""
    villages, place, known, period = _choice(query, db, viewer)
    bar = doors(viewer, "/lite/books")
    if place is None or period is None:
        nothing = style.title("村里的账") + style.empty("还没有公开的账目。")
        return page("村里的账", f"<main>{nothing}</main>{bar}", viewer=viewer)
    found = books.books(db, viewer, place, period)
    assert found is not None
    body = (
        style.title(f"{found.place}{display.period(period)}的账")
        + chooser(
            "看别的村、别的时候", "/lite/books", Choice("place", "哪个村", [(str(number), name) for number, name in villages], str(place)),
            Choice("period", "什么时候", [(each, display.period(each)) for each in known], period),
        )
        + sums(found)
        + both(found)
        + style.card(style.fold(f"一笔一笔看（{len(found.entries)}笔）", style.items(map(item, found.entries))))
        + remainders.of_place(db, viewer, place, "ledger_entry", "ledger_summary")
        + answers.of_place(db, viewer, place, "books")
        + of_place(db, viewer, place)
        + style.press("下载成表格", f"/lite/books.csv?place={place}&period={period}")
        + style.press("看图表", f"/books?place={place}")
    )  # fmt: skip
    return page("村里的账", f"<main>{body}</main>{bar}", viewer=viewer)


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
