"""我的补贴: the last payment, the year month by month, what each scheme is and where each figure comes from."""

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.light.payments import PROOF, asking, heading, item, latest
from dashboard.queries import payments
from dashboard.queries.payments import Cell, GridRow
from loaders import schemes

_WORDS = {"missing": "没发", "returned": "退回", "none": "—"}


def _month(cell: Cell) -> tuple[str, str]:
    return cell.state, display.amount(cell.amount_fen) if cell.state == "paid" else _WORDS[cell.state]


def _row(row: GridRow) -> str:
    """A scheme's card: its sum, its months, what came for longer periods, the change, and what it is."""
    months = style.months([_month(cell) for cell in row.months]) if any(cell.state != "none" for cell in row.months) else ""
    longer = style.items(map(item, row.longer)) if row.longer else ""
    return style.card(style.ahead(row.scheme, row.total_fen), months, longer, style.line(_change(row), small=True), _what(row.scheme_key, row.scheme))


def _change(row: GridRow) -> str:
    if row.before_fen is None:
        return "去年同期没有这一项。"
    change = row.total_fen - row.before_fen
    if not change:
        return "和去年同期一样多。"
    return f"比去年同期{'多' if change > 0 else '少'}{display.yuan(abs(change))}。"


def _what(key: str, name: str) -> str:
    scheme = schemes.dictionary().by_key(key)
    if scheme is None:
        inside = style.line("这是表上写的名称，还没有收进补贴词典。可以问发钱的部门。")
    else:
        inside = style.line(scheme.plain) + style.facts(
            [("谁发的", scheme.department), ("什么时候", scheme.rhythm), ("依据", scheme.legal), ("标准举例", scheme.standard), ("咨询", scheme.contact)]
        )
    return style.fold(f"“{name}”是什么钱？", inside)


@widgets.guarded("own-payments")
def show(me: Viewer) -> None:
    """The page."""
    found = payments.overview(widgets.database(), me)
    st.html(style.title(heading(found, me)))
    left, right = st.columns(2)
    left.html(latest(found))
    if not found.years:
        return
    years = [year.year for year in found.years]
    chosen = right.pills("看哪一年", years, default=years[0], format_func=lambda year: f"{year}年") or years[0]
    year = next(year for year in found.years if year.year == chosen)
    right.html(style.sums([(f"{chosen}年一共收到", year.total_fen)]))
    rows = payments.grid(found, chosen)
    missing = any(cell.state == "missing" for row in rows for cell in row.months)
    hint = "“没发”是说前后都有、这个月没有查到发放；有疑问就点下面的“该发的没有发？”。" if missing else ""
    st.html(
        style.side_by_side(*map(_row, rows))
        + style.line(hint, small=True)
        + style.card(style.fold(f"一笔一笔看，每笔从哪来，哪笔不对（{len(year.lines)}笔）", style.items(map(item, year.lines)), opened=True))
        + asking(me)
        + PROOF
    )


show()
