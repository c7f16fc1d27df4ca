"""Household codes: a code for every household, and the slips to print."""

from urllib.parse import urlsplit

import streamlit as st

from dashboard import cards, style, widgets
from dashboard.access import Viewer
from dashboard.queries import imports
from dashboard.queries.imports import VillageCodes
from loaders.database import Unavailable


@widgets.guarded("codes")
def page(me: Viewer) -> None:
    """The whole page."""
    db = widgets.database()
    st.html(
        style.title("查询码纸条")
        + style.line("每户一个查询码，印在纸条上交到户里。村民用姓名、身份证号后六位和查询码登录。纸条要当面交，不要贴在外面。")
    )
    said = st.session_state.pop("codes-said", None)
    if said:
        st.success(said)
    villages = imports.villages(db, me)
    if not villages:
        st.html(style.empty("还没有户的资料。", "请先上传户籍花名册或发放花名册。"))
        return
    names = {village.id: village for village in villages}
    chosen = st.selectbox(
        "哪个村", list(names), format_func=lambda number: in_words(names[number]), key="codes-village"
    )
    village = names[chosen]
    st.html(f"<p>{village.name}有{village.households}户，其中{village.coded}户已有查询码。</p>")
    lacking = village.households - village.coded
    if lacking and st.button(f"给{lacking}户生成查询码", type="primary", width="stretch"):
        issue(me, village)
    address = kept_address(me)
    if village.coded and address:
        st.link_button(f"打印{village.coded}张纸条", f"/lite/slips?village={village.id}", width="stretch")
        st.caption("打开后用浏览器的打印，纸张选A4，沿虚线剪开。")


def in_words(village: VillageCodes) -> str:
    """A village in the list."""
    lacking = village.households - village.coded
    return village.name + (f"（{lacking}户没有查询码）" if lacking else "（都有查询码）")


def issue(me: Viewer, village: VillageCodes) -> None:
    """Make the codes that are lacking."""
    try:
        made = cards.issue_codes(widgets.database(), village.id, me.name)
    except Unavailable as failure:
        st.error(str(failure))
        return
    st.session_state["codes-said"] = f"{village.name}新生成了{made}个查询码，原来的不变。"
    st.rerun()


def kept_address(me: Viewer) -> str:
    """The address that is printed on slips; asked for until somebody has said it."""
    db = widgets.database()
    address = imports.address(db)
    title = f"纸条上印的网址：{address}" if address else "纸条上印的网址（还没有填）"
    with st.expander(title, expanded=not address):
        here = urlsplit(st.context.url or "")
        opened = f"{here.scheme}://{here.netloc}" if here.netloc else ""
        given = st.text_input("村民打开的网址", address or opened, key="codes-address", max_chars=120)
        if st.button("就印这个网址"):
            try:
                imports.keep_address(db, me, given)
            except (ValueError, Unavailable) as failure:
                st.error(str(failure))
                return address
            st.rerun()
    return address


page()
