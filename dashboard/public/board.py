"""诚信积分和走访: the integrity board as the assembly approved it, and how many households were visited."""

from datetime import date

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.queries import households
from dashboard.queries.households import Points

_BOARDS = {"red": "红榜", "yellow": "黄榜"}


def _rows(found: list[Points]) -> str:
    headings = ["姓名", *(words for words, _ in found[0].blocks), "总分", "榜", "原因"]
    body = [[p.name, *(value for _, value in p.blocks), p.total, _BOARDS.get(p.board, p.board), p.reason] for p in found if len(p.blocks) == len(found[0].blocks)]
    return style.table(headings, body, numbers=range(1, len(headings) - 2))


def _board(me: Viewer) -> None:
    db = widgets.database()
    places = households.board_places(db, me)
    if not places:
        st.html(style.empty("还没有公开的诚信积分。"))
        return
    left, right = st.columns(2)
    own = me.place_id if me.place_id in places else next(iter(places))
    village = left.selectbox("哪个村", list(places), index=list(places).index(own), format_func=lambda number: places[number][0])
    period = right.selectbox("哪个月", places[village][1], format_func=display.period)
    found = households.board(db, me, village, period)
    red, yellow = (sum(p.board == board for p in found) for board in ("red", "yellow"))
    source = style.source(found[0].source.words) if found else ""
    st.html(style.card(style.line(f"{len(found)}户，红榜{red}户，黄榜{yellow}户。积分经村民代表会议通过。"), _rows(found), source, heading=f"{places[village][0]}{display.period(period)}"))


def _visits(me: Viewer) -> None:
    found = households.completion(widgets.database(), me, date.today())
    if not found:
        return
    whole, done = sum(c.households for c in found), sum(c.visited for c in found)
    rows = [[c.village, str(c.households), str(c.visited), f"{c.percent}%"] for c in found]
    rows.append(["合计", str(whole), str(done), f"{100 * done // whole}%"])
    st.html(style.card(style.line("有帮扶责任人的人家，半年里走访过的有多少。"), style.table(["村", "户数", "走访过", "占"], rows, numbers=(1, 2, 3)), heading="走访"))


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    st.html(style.title("诚信积分和走访"))
    _board(me)
    _visits(me)


show()
