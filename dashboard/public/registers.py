"""What the pages of assets, resources, contracts and debts have in common: choose a village and a register, draw it."""


import streamlit as st

from dashboard import clock, style, widgets
from dashboard.access import Viewer
from dashboard.light import answers
from dashboard.light.assets import SECTIONS, said
from dashboard.queries import assets


def draw(me: Viewer, address: str) -> None:
    """The page of this list."""
    section, db = SECTIONS[address], widgets.database()
    villages = dict(assets.villages(db, me, section.record))
    st.html(style.title(f"村里的{section.name}", section.about))
    if not villages:
        st.html(style.empty(f"还没有公开的{section.name}登记。"))
        return
    with st.container(horizontal=True, key="choose"):
        place = widgets.choose_village(me, villages)
        newest = section.draw(db, me, place, clock.today(), "")
        chosen = st.selectbox("哪一次登记", (newest.edition, *newest.others), format_func=said, key=f"{address}-{place}") if newest else None
    found = newest if newest is None or chosen in (None, newest.edition) else section.draw(db, me, place, clock.today(), chosen.key)
    asked = answers.of_place(db, me, place, section.record)
    st.html(found.html + asked if found else style.empty(f"这个村还没有公开的{section.name}登记。"))
