"""Finding a household at the clerk's desk by the name of one of its people; the look is written down."""

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.identity import cards
from dashboard.identity.cards import Home
from dashboard.queries import looks
from loaders import workdays


def household(me: Viewer, village_id: int, village: str, key: str, purpose: str) -> Home | None:
    """The household that the clerk has chosen; none before a name was written in full."""
    db = widgets.database()
    name = st.text_input("户里任何一人的姓名（要写全）", key=f"{key}-name", max_chars=40)
    if not name.strip():
        return None
    homes = {home.id: home for home in cards.find(db, me, village_id, name)}
    if not homes:
        st.html(style.empty(f"{village}没有查到这个人。", "姓名要与花名册上一样。"))
        return None
    number = st.radio("哪一户", list(homes), format_func=lambda one: in_words(homes[one]), key=f"{key}-household")
    looks.note(db, me, looks.household(number), purpose)
    return homes[number]


def in_words(home: Home) -> str:
    """A household in the list: head, people, group, number, its card."""
    facts = (home.group_name, f"户号{home.number}" if home.number else "", f"共{len(home.people)}人")
    card = f"{display.day(workdays.china_day(home.issued_at))}的卡" if home.issued_at else "没有卡"
    return f"{home.head_name or '户主未登记'}家（{'，'.join(fact for fact in (*facts, card) if fact)}）"
