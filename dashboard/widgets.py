"""Shared pieces of pages: who is looking, the database, the doors at the foot, sources."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from dashboard import accounts
from dashboard.access import VISITOR, Viewer, may
from loaders.database import Database, connect

Made = TypeVar("Made")

STYLE = """<style>
.st-key-doors{background:#fff;border-top:2px solid #eee}
.st-key-doors{gap:.3rem!important}
.st-key-doors>div{flex:1 1 30%!important;min-width:0!important;width:auto!important;min-height:54px!important}
.st-key-doors a{min-height:50px;justify-content:center;border:2px solid #9c1c1c;border-radius:8px;padding:.2rem}
.st-key-doors a p{font-size:.85rem}
[data-testid=stRadio] label,[data-testid=stCheckbox] label{min-height:48px;align-items:center}
.small{font-size:.85rem;color:#444}
</style>"""


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
            st.html(f'<p role="alert">{words}<a href="/login" target="_self">去登录</a></p>')
            return None

        return shown

    return decorate


def doors(pages: Sequence[Any]) -> None:
    """The bar of large doors at the foot of every page."""
    with st.bottom, st.container(horizontal=True, key="doors"):
        for page in pages:
            st.page_link(page, width="stretch")


def sign_out() -> None:
    """The way out, or in for a visitor."""
    if viewer().role == "visitor":
        st.html('<p><a href="/login" target="_self">登录后看自己的补贴</a></p>')
        return
    st.html(
        '<form method="post" action="/logout"><button type="submit" style="font:inherit;min-height:48px;'
        'padding:0 1.5rem;border:2px solid #9c1c1c;border-radius:8px;background:#fff;color:#9c1c1c">退出登录</button></form>'
    )
