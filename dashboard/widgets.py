"""Shared pieces of Streamlit's pages: who is looking, the database, the head, the doors."""

import functools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from dashboard import display, style
from dashboard.access import ROLE_NAMES, VISITOR, Viewer, may
from dashboard.choosing import first_known, number_of
from dashboard.identity import accounts, consent
from dashboard.queries import places
from dashboard.queries.villages import Township
from loaders.database import Database, Unavailable, connect

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
                consent.note(database(), me, right)
                return page(me)
            words = "您没有看这一页的权限。" if me.role != "visitor" else "请先登录，再看这一页。"
            st.html(style.say(words, "bad", alert=True) + style.door("去登录", "", "/login"))
            return None

        return shown

    return decorate


def said(page: str) -> None:
    """What was done on the page before it was drawn anew, once, at its top."""
    if words := st.session_state.pop(f"{page}-said", None):
        st.success(words)


def done(page: str, words: str) -> None:
    """Draw the page anew, with what was done at its top."""
    st.session_state[f"{page}-said"] = words
    st.rerun()


def act(page: str, do: Callable[[], object], words: str, refused: type[Exception] = ValueError) -> None:
    """Do it and draw the page anew with these words at its top, or say why not."""
    try:
        do()
    except (refused, Unavailable) as failure:
        st.error(str(failure))
        return
    done(page, words)


def choose_village(me: Viewer, villages: dict[int, str]) -> int:
    """The village that is looked at: the address's, the one chosen before, the viewer's own, or the first."""
    start = _wished(me, villages)
    numbers = list(villages)
    chosen = st.selectbox("哪个村", numbers, index=numbers.index(start), format_func=lambda number: villages[number])
    _remember(chosen, start)
    return chosen


def choose_by_township(me: Viewer, townships: Sequence[Township]) -> int | None:
    """The same among all villages, by their township; none where there is none."""
    if not townships:
        return None
    start = _wished(me, [number for one in townships for number, _ in one.villages])
    at = next(index for index, one in enumerate(townships) if start in dict(one.villages))
    with st.container(horizontal=True, key="choose-village"):
        township = st.selectbox("哪个乡镇", townships, index=at, format_func=lambda one: one.name) if len(townships) > 1 else townships[0]
        names = dict(township.villages)
        numbers = list(names)
        index = numbers.index(start) if start in names else 0
        chosen = st.selectbox("哪个村", numbers, index=index, format_func=lambda number: names[number])
    _remember(chosen, start)
    return chosen


def _wished(me: Viewer, known: Collection[int]) -> int:
    start = first_known(known, number_of(st.query_params.get("place", "")), st.session_state.get("place"), me.place_id)
    assert start is not None  # who asks has something to choose from
    return start


def _remember(chosen: int, start: int) -> None:
    st.session_state["place"] = chosen
    if chosen != start:
        st.query_params["place"] = str(chosen)


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
    mark = style.behalf(me.behalf.name, display.day(me.behalf.until)) if me.behalf else ""
    st.html(style.head(me.name, where, "out") + mark)


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
