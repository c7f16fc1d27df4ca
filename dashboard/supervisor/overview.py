"""全镇一览: who sent what, which books are missing, what was paid of each scheme month by month."""


import plotly.graph_objects as go
import streamlit as st

from dashboard import clock, display, style, widgets
from dashboard.access import Viewer
from dashboard.queries import overview
from dashboard.queries.overview import Overview, SchemeMonths

_SHADES = [[0, "#fbf7f0"], [0.001, "#f3d9cf"], [1, style.RED]]


def _books(found: Overview) -> str:
    said = {"there": "✓ 已公开", "missing": "缺", "later": "还没到"}
    headings = ["村", *(display.short_period(q) for q in found.quarters)]
    rows = [[book.village, *(said[state] for state in book.quarters)] for book in found.books]
    return style.table(headings, rows)


def _heat(rows: tuple[SchemeMonths, ...], months: tuple[str, ...]) -> None:
    """What was paid, as a map of schemes and months: gaps stay white."""
    shown = [row for row in rows if any(row.fen)][::-1]
    figure = go.Figure(
        go.Heatmap(
            z=[[None if fen is None else fen / 100 for fen in row.fen] for row in shown], x=[display.short_period(m) for m in months], y=[row.scheme for row in shown],
            colorscale=_SHADES, hovertemplate="%{y} %{x}：%{z:,.2f}元<extra></extra>", xgap=3, ygap=3, colorbar={"title": "元"},
        )
    )  # fmt: skip
    figure.update_layout(height=120 + 36 * len(shown), margin={"l": 10, "r": 10, "t": 10, "b": 10}, separators=".,", plot_bgcolor="white")
    st.plotly_chart(figure, config={"displayModeBar": False}, width="stretch")


def _months(rows: tuple[SchemeMonths, ...], months: tuple[str, ...]) -> str:
    headings = ["项目", *(display.short_period(m) for m in months)]
    body = [[row.scheme, *("" if fen is None else display.amount(fen) for fen in row.fen)] for row in rows]
    return style.table(headings, body, numbers=range(1, len(headings)))


def _gaps(found: Overview) -> str:
    words = [f"{village}缺{display.short_period(quarter)}的账" for village, quarter in found.missing]
    words += [f"{row.scheme}缺{'、'.join(display.short_period(m) for m in row.gaps)}" for row in found.schemes if row.gaps]
    if not words:
        return style.say("该有的都有了。", "good")
    return style.card("".join(style.line(word) for word in words), heading=f"缺{len(words)}样", tone="wait")


@widgets.guarded("overview")
def show(me: Viewer) -> None:
    """The page."""
    db = widgets.database()
    places = dict(overview.townships(db, me))
    if not places:
        st.html(style.empty("您的账号还没有设所在的乡镇或县。", "请管理员在账号里写明。"))
        return
    left, right = st.columns(2)
    place = left.selectbox("哪个乡镇", list(places), format_func=places.__getitem__)
    known = overview.years(db, me, place)
    if not known:
        st.html(style.empty("这里还没有收到任何表格。"))
        return
    year = right.selectbox("哪一年", known, format_func=lambda found: f"{found}年")
    found = overview.overview(db, me, place, year, clock.today())
    if found is None:
        return
    st.html(style.title(f"{found.place}{year}年一览") + _gaps(found))
    st.html(style.card(_books(found), heading="各村的账，按季度"))
    st.html(style.part("每项补贴每个月发了多少"))
    _heat(found.schemes, found.months)
    st.html(style.fold("看数字", _months(found.schemes, found.months)))
    sent = style.table(["种类", "几张表", "最近一次"], [[s.record, str(s.tables), display.day(s.last)] for s in found.sent], numbers=(1,))
    st.html(style.card(sent, heading="收到了哪些表"))


show()
