"""诚信积分和走访: the integrity board as the assembly approved it, and how many households were visited."""


import streamlit as st

from dashboard import clock, display, style, widgets
from dashboard.access import Viewer
from dashboard.queries import households
from dashboard.queries.households import Points
from dashboard.style import Item, Tone

_BOARDS = {"red": "红榜", "yellow": "黄榜"}


def _line(points: Points) -> Item:
    """One household: its points, which board it stands on, and the four blocks below."""
    tone: Tone = "good" if points.board == "red" else "wait" if points.board == "yellow" else "plain"
    words = f"{points.total}分 {_BOARDS.get(points.board, points.board)}".strip()
    return Item(points.name, style.badge(words, tone), (*(f"{name}{value}" for name, value in points.blocks), points.reason))


def _board(me: Viewer) -> None:
    db = widgets.database()
    places = households.board_places(db, me)
    if not places:
        st.html(style.empty("还没有公开的诚信积分。"))
        return
    left, right = st.columns(2)
    with left:
        village = widgets.choose_village(me, places)
    period = right.selectbox("哪个月", households.board_months(db, me, village), format_func=display.period)
    found = households.board(db, me, village, period)
    red, yellow = (sum(p.board == board for p in found) for board in ("red", "yellow"))
    source = style.source(found[0].source.words) if found else ""
    st.html(style.card(style.line(f"{len(found)}户，红榜{red}户，黄榜{yellow}户。积分经村民代表会议通过。"), style.items(map(_line, found)), source, heading=f"{places[village]}{display.period(period)}"))


def _visits(me: Viewer) -> None:
    found = households.completion(widgets.database(), me, clock.today())
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
