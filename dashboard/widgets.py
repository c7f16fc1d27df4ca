"""Shared pieces of Streamlit's pages: who is looking, the database, the head, the doors."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from dashboard import accounts, style
from dashboard.access import ROLE_NAMES, VISITOR, Viewer, may
from dashboard.queries import places
from loaders.database import Database, connect

Made = TypeVar("Made")

#: So many doors stand in the bar; what is beyond waits behind the last of them.
IN_THE_BAR = 5

#: Streamlit's own pieces in our colours: the frame, the bar, fields and buttons.
_SHEET = Path(__file__).with_suffix(".css").read_text("utf-8")
_CURRENT = """
.st-key-doors a[href="ADDRESS"]{border-top-color:var(--red)!important;background:var(--rosy)!important}
.st-key-doors a[href="ADDRESS"] p,.st-key-doors a[href="ADDRESS"] span{color:var(--red)!important;font-weight:600}
@media(min-width:900px){.st-key-doors a[href="ADDRESS"]{border-top-color:transparent!important;border-bottom-color:var(--red)!important}}
"""


@dataclass(frozen=True, slots=True)
class Door:
    """A page that the viewer may open, and the section of the first page that it stands in."""

    section: str
    page: Any


@st.cache_resource
def database() -> Database:
    """The database of this process."""
    return connect()


def viewer() -> Viewer:
    """Who is looking now; looked up every time, so that signing out and expiry bite at once."""
    return accounts.viewer(database(), st.context.cookies.get(accounts.COOKIE)) or VISITOR


def guarded(right: str) -> Callable[[Callable[[Viewer], Made]], Callable[[], Made | None]]:
    """Guard a page or fragment: it gets the viewer, or a sentence is shown instead."""

    def decorate(page: Callable[[Viewer], Made]) -> Callable[[], Made | None]:
        @functools.wraps(page)
        def shown() -> Made | None:
            me = viewer()
            if may(me, right):
                return page(me)
            words = "您没有看这一页的权限。" if me.role != "visitor" else "请先登录，再看这一页。"
            st.html(style.say(words, "bad", alert=True) + style.door("去登录", "", "/login"))
            return None

        return shown

    return decorate


def choose_village(me: Viewer, villages: dict[int, str], label: str = "哪个村") -> int:
    """The village that is looked at: the address's, the one chosen before, the viewer's own, or the first."""
    asked = st.query_params.get("place", "")
    wishes = (int(asked) if asked.isdecimal() else None, st.session_state.get("place"), me.place_id)
    numbers = list(villages)
    start = next((number for number in wishes if number in villages), numbers[0])
    chosen = st.selectbox(label, numbers, index=numbers.index(start), format_func=lambda number: villages[number])
    st.session_state["place"] = chosen
    if chosen != start:
        st.query_params["place"] = str(chosen)
    return chosen


def dress(current: Any) -> None:
    """The style sheets of this page; the door of the current page stands out in the bar."""
    here = _CURRENT.replace("ADDRESS", current.url_path)
    st.html(f"<style>{style.sheet()}{_SHEET}{here}</style>")


def head(me: Viewer) -> None:
    """The head of the page: the mark, who is looking and from where, the way in or out."""
    if me.role == "visitor":
        st.html(style.head())
        return
    place = places.home(database(), me)
    where = place if me.role == "villager" else "，".join(filter(None, (ROLE_NAMES[me.role], place)))
    st.html(style.head(me.name, where, "out"))


def doors(pages: Sequence[Any]) -> None:
    """The bar of large doors: at the foot of a phone, under the head of a wide screen."""
    shown = pages if len(pages) <= IN_THE_BAR else pages[: IN_THE_BAR - 1]
    with st.bottom, st.container(horizontal=True, key="doors"):
        for page in shown:
            st.page_link(page, width="stretch")
        if len(shown) < len(pages):
            with st.popover("更多", icon=":material/apps:", width="stretch"):
                for page in pages[len(shown) :]:
                    st.page_link(page, width="stretch")
