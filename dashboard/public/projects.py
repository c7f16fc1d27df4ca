"""项目: what is built where, with whose money, how far it is."""

import streamlit as st

from dashboard import style, widgets
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.light import relief
from dashboard.queries import projects


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    db = widgets.database()
    places = dict(projects.places(db, me))
    st.html(style.title("项目", "村里在建什么，谁出的钱，做到哪一步。"))
    if not places:
        st.html(style.empty("还没有公开的项目。"))
        return
    options: list[int | None] = [*places] if len(projects.townships(db, me)) > 1 else [None, *places]
    wishes = (number_of(st.query_params.get("place", "")), me.place_id)
    first = next((wish for wish in wishes if wish in places), options[0])
    place = st.selectbox("哪个村", options, index=options.index(first), format_func=lambda number: "全部" if number is None else places[number])
    found = projects.projects(db, me, place)
    states = ["全部", *dict.fromkeys(works.state for works in found)]
    state = st.pills("看哪些", states, default="全部") or "全部"
    shown = [works for works in found if state in ("全部", works.state)]
    st.html(
        style.sums(
            (("计划投入", sum(w.money.get("budget", 0) for w in shown)), ("合同价", sum(w.money.get("contract", 0) for w in shown)), ("已付", sum(w.money.get("paid", 0) for w in shown)))
        )
    )
    half = (len(shown) + 1) // 2
    st.html(style.side_by_side("".join(map(relief.works, shown[:half])), "".join(map(relief.works, shown[half:]))))


show()
