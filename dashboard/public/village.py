"""村主页: a village at a glance: is its money in order, what is new, and the doors to its pages."""


import streamlit as st

from dashboard import clock, style, widgets
from dashboard.access import Viewer
from dashboard.light import remainders
from dashboard.light import villages as light
from dashboard.light.pages import foot
from dashboard.queries import proof, villages


def _address(page: str, place_id: int) -> str:
    return f"/{page}?place={place_id}"


@widgets.guarded("public-village")
def show(me: Viewer) -> None:
    """The page."""
    db, today = widgets.database(), clock.today()
    place = widgets.choose_by_township(me, villages.townships(db, me))
    found = villages.home(db, me, place, today) if place is not None else None
    if found is None:
        st.html(style.title("村主页") + style.empty("还没有村。"))
        return
    st.html(style.title(found.place, found.township) + light.posted(db, me, found.place_id, today) + light.body(found, today, _address) + remainders.of_place(db, me, found.place_id))
    st.html(style.press("打印本村的二维码", f"/v/{found.place_id}/qr") + foot(proof.head(db, me)))


show()
