"""改造和搬迁: programmes that help household by household, with their policy, money and steps."""


import streamlit as st

from dashboard import clock, style, widgets
from dashboard.access import Viewer
from dashboard.light import programmes as light
from dashboard.queries import programmes


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    st.html(style.title("改造和搬迁", light.ABOUT))
    found = programmes.programmes(widgets.database(), me, clock.today())
    if not found:
        st.html(style.empty("还没有公开的改造和搬迁。"))
        return
    years = list(dict.fromkeys(one.year for one in found))
    year = st.pills("哪一年", years, default=years[0], format_func=lambda year: f"{year}年" if year else "没有写年份") if len(years) > 1 else years[0]
    st.html("".join(light.programme(one) for one in found if one.year == (year or years[0])))


show()
