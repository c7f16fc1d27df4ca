"""村里的账: balance, income and spending of a village in plain words, against last year and the neighbours."""

from html import escape

import plotly.graph_objects as go
import streamlit as st

from dashboard import display, widgets
from dashboard.access import VISITOR, Viewer
from dashboard.light import books as light
from dashboard.queries import books
from dashboard.queries.books import Books, Entry

_STYLE = """<style>
.sums{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5em,1fr));gap:.5em}.sums div{border:2px solid #ccc;border-radius:10px;padding:.3em .6em}
.sums b{display:block;font-size:1.25em;overflow-wrap:anywhere}
.cat div{display:flex;justify-content:space-between;gap:.6em}.cat{margin:.5em 0}
.bar{background:#eee;border-radius:4px;height:.6em;display:block}.bar i{display:block;height:100%;background:#9c1c1c;border-radius:4px}
</style>"""


def _sums(found: Books) -> None:
    pairs = (("期初结余", found.opening_fen), ("收进来", found.income_fen), ("花出去", found.spending_fen), ("还剩下", found.closing_fen))
    st.html(
        '<div class="sums">'
        + "".join(f"<div>{words}<b>{display.yuan(fen) if fen is not None else '表里没有写'}</b></div>" for words, fen in pairs)
        + "</div>"
    )


def _months(found: Books) -> None:
    names = [display.short_period(month) for month, _, _ in found.months]
    figure = go.Figure()
    for words, index, colour in (("收入", 1, "#1b6b3a"), ("支出", 2, "#9c1c1c")):
        values = [(income if index == 1 else spending) / 100 for _, income, spending in found.months]
        figure.add_bar(x=names, y=values, name=words, marker_color=colour, hovertemplate="%{x}" + words + " %{y:,.2f}元<extra></extra>")
    figure.update_layout(barmode="group", height=320, margin={"l": 10, "r": 10, "t": 10, "b": 10}, legend={"orientation": "h"}, yaxis_title="元", separators=".,")
    st.plotly_chart(figure, config={"displayModeBar": False, "locale": "zh-CN"}, width="stretch")


def _neighbours(me: Viewer, found: Books) -> None:
    others, middle = books.neighbours(widgets.database(), me, found.place_id, found.period)
    if len(others) < 2:
        st.write("同一乡镇还没有别的村公开这一期的账。")
        return
    st.write(f"同一乡镇{len(others)}个村，花出去的钱中间数是{display.yuan(middle)}。")
    figure = go.Figure(
        go.Bar(
            x=[n.spending_fen / 100 for n in reversed(others)], y=[n.place for n in reversed(others)], orientation="h",
            marker_color=["#9c1c1c" if n.own else "#b9b9b9" for n in reversed(others)], hovertemplate="%{y} %{x:,.2f}元<extra></extra>",
        )
    )  # fmt: skip
    figure.update_layout(height=90 + 32 * len(others), margin={"l": 10, "r": 10, "t": 10, "b": 10}, xaxis_title="花出去（元）", separators=".,")
    st.plotly_chart(figure, config={"displayModeBar": False}, width="stretch")


def _entry(entry: Entry) -> str:
    sign, fen = ("收", entry.income_fen) if entry.income_fen else ("支", entry.spending_fen)
    when = display.day(entry.day) if entry.day else display.period(entry.month)
    handler = f"，经手人{escape(entry.handler)}" if entry.handler else ""
    return (
        f"<p><b>{when} {escape(entry.summary)}　{sign}{display.yuan(fen)}</b>{handler}<br>"
        f"<span class='small'>来自{escape(entry.source.words)}</span></p>"
    )


def _entries(found: Books) -> None:
    names = [category.name for category in (*found.income, *found.spending)]
    chosen = st.selectbox("看哪一类", ["全部", *dict.fromkeys(names)])
    lines = [entry for entry in found.entries if chosen == "全部" or entry.category == chosen]
    st.html("".join(map(_entry, lines)))


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    st.html(_STYLE)
    db = widgets.database()
    villages = dict(books.villages(db, me))
    st.header("村里的账")
    if not villages:
        st.write("还没有公开的账目。")
        return
    own = me.place_id if me.place_id in villages else next(iter(villages))
    numbers = list(villages)
    place = st.selectbox("哪个村", numbers, index=numbers.index(own), format_func=lambda number: villages[number])
    period = st.selectbox("什么时候", books.periods_of(db, me, place), format_func=display.period)
    found = books.books(db, me, place, period) if period else None
    if found is None:
        st.write("这个村还没有公开的账目。")
        return
    _sums(found)
    st.html(light.categories("钱从哪里来", found.income))
    st.html(light.categories("钱花到哪里", found.spending))
    part = st.pills("还想看", ["每个月", "和别的村比", "一笔一笔"])
    if part == "每个月":
        _months(found)
    elif part == "和别的村比":
        _neighbours(me, found)
    elif part == "一笔一笔":
        _entries(found)
    table = light.download(db, VISITOR, {"place": str(place), "period": str(period)})
    st.download_button("下载成表格", table.content, table.name, table.kind, on_click="ignore")


show()
