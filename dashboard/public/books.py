"""村里的账: balance, income and spending of a village in plain words, against last year and the neighbours."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import VISITOR, Viewer
from dashboard.light import answers, notes, remainders
from dashboard.light import books as light
from dashboard.queries import books
from dashboard.queries.books import Books


def _choice(me: Viewer, villages: dict[int, str]) -> tuple[int, str | None]:
    """The village and the period that are looked at."""
    db = widgets.database()
    with st.container(horizontal=True, key="choose"):
        place = widgets.choose_village(me, villages)
        period = st.selectbox("什么时候", books.periods_of(db, me, place), format_func=display.period)
    return place, period


def _chart(figure: Any, height: int) -> None:
    """A chart in our letters that does not catch the finger which scrolls the page."""
    figure.update_layout(
        height=height, margin={"l": 8, "r": 8, "t": 8, "b": 8}, legend={"orientation": "h", "y": 1.12}, separators=".,", dragmode=False,
        font={"size": 15, "color": style.INK}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", bargap=0.25, hovermode="closest",
    )  # fmt: skip
    figure.update_xaxes(fixedrange=True, gridcolor=style.LINE, automargin=True, title_font_size=14)
    figure.update_yaxes(fixedrange=True, gridcolor=style.LINE, automargin=True, title_font_size=14)
    with st.container(key="card-chart"):
        st.plotly_chart(figure, config={"displayModeBar": False}, width="stretch", theme=None)


def _bar(names: list[str], fens: list[int], words: str, colour: Any, sideways: bool = False) -> Any:
    """Bars in units of ten thousand yuan; a touched one says its amount to the fen."""
    lengths = [fen / 1_000_000 for fen in fens]
    x, y = (lengths, names) if sideways else (names, lengths)
    said = [f"{name}{words}{display.yuan(fen)}" for name, fen in zip(names, fens, strict=True)]
    return go.Bar(x=x, y=y, name=words, marker={"color": colour, "cornerradius": 4}, hovertext=said, hoverinfo="text", orientation="h" if sideways else "v")


def _months(found: Books) -> None:
    names = [display.short_period(month) for month, _, _ in found.months]
    figure = go.Figure()
    figure.add_trace(_bar(names, [income for _, income, _ in found.months], "收入", style.GREEN))
    figure.add_trace(_bar(names, [spending for _, _, spending in found.months], "支出", style.RED))
    figure.update_layout(barmode="group", yaxis_title="万元", xaxis_showgrid=False)
    _chart(figure, 340)


def _neighbours(me: Viewer, found: Books) -> None:
    others, middle = books.neighbours(widgets.database(), me, found.place_id, found.period)
    if len(others) < 2:
        st.html(style.empty("同一乡镇还没有别的村公开这一期的账。"))
        return
    st.html(style.line(f"同一乡镇{len(others)}个村，花出去的钱中间数是{display.yuan(middle)}。红色是{found.place}。"))
    shown = others[::-1]
    colours = [style.RED if other.own else style.GREY for other in shown]
    figure = go.Figure(_bar([other.place for other in shown], [other.spending_fen for other in shown], "花出去", colours, sideways=True))
    figure.update_layout(xaxis_title="花出去（万元）", showlegend=False, yaxis_showgrid=False)
    _chart(figure, 90 + 34 * len(others))


def _entries(found: Books) -> None:
    names = [category.name for category in (*found.income, *found.spending)]
    with st.container(horizontal=True, key="choose-entries"):
        chosen = st.selectbox("看哪一类", ["全部", *dict.fromkeys(names)])
        wanted = st.text_input("找一找", placeholder="例如：路灯", max_chars=20).strip()
    lines = [entry for entry in found.entries if chosen in ("全部", entry.category) and wanted in entry.summary]
    total = sum(entry.income_fen for entry in lines), sum(entry.spending_fen for entry in lines)
    st.html(style.line(f"{len(lines)}笔，收进来{display.yuan(total[0])}，花出去{display.yuan(total[1])}。", small=True))
    if lines:
        st.html(style.card(style.items(map(light.item, lines))))


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    db = widgets.database()
    villages = dict(books.villages(db, me))
    st.html(style.title("村里的账"))
    if not villages:
        st.html(style.empty("还没有公开的账目。"))
        return
    place, period = _choice(me, villages)
    found = books.books(db, me, place, period) if period else None
    if found is None:
        st.html(style.empty("这个村还没有公开的账目。"))
        return
    st.html(light.sums(found) + light.both(found) + remainders.of_place(db, me, place, "ledger_entry", "ledger_summary"))
    part = st.pills("还想看", ["一笔一笔", "每个月", "和别的村比"])
    if part == "每个月":
        _months(found)
    elif part == "和别的村比":
        _neighbours(me, found)
    elif part == "一笔一笔":
        _entries(found)
    if asked := answers.of_place(db, me, place, "books"):
        st.html(asked)
    table = light.download(db, VISITOR, {"place": str(place), "period": str(period)})
    if corrected := notes.of_place(db, me, place):
        st.html(corrected)
    st.download_button("下载成表格", table.content, table.name, table.kind, on_click="ignore")


show()
