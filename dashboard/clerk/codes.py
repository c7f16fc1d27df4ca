"""明白卡: a card for every household, printed by village or one by one; cards that are lost are changed."""

from urllib.parse import urlsplit

import streamlit as st

from dashboard import style, widgets
from dashboard.access import Viewer
from dashboard.clerk import homes
from dashboard.identity import cards
from dashboard.identity.cards import Home
from dashboard.queries import desk, imports
from dashboard.queries.imports import VillageCodes
from loaders.database import Unavailable

ABOUT = "每户一张，印好裁开，当面交到户里。村民扫卡，再填姓名和身份证号后六位（或自己设的密码）就能看。不要贴在外面，不要发到群里。"
OTHER = "其他"


@widgets.guarded("codes")
def page(me: Viewer) -> None:
    """The whole page."""
    db = widgets.database()
    st.html(style.title("明白卡", ABOUT))
    widgets.said("codes")
    villages = imports.villages(db, me)
    if not villages:
        st.html(style.empty("还没有户的资料。", "请先上传户籍花名册或发放花名册。"))
        return
    names = {village.id: village for village in villages}
    chosen = st.selectbox(
        "哪个村", list(names), format_func=lambda number: in_words(names[number]), key="codes-village"
    )
    village = names[chosen]
    st.html(f"<p>{village.name}有{village.households}户，其中{village.coded}户已有卡。</p>")
    lacking = village.households - village.coded
    if lacking and st.button(f"给{lacking}户制卡", type="primary", width="stretch"):
        issue(me, village)
    address = kept_address(me)
    kept_contact(me, village)
    if village.coded and address:
        st.link_button(f"打印{village.coded}张明白卡", f"/lite/cards?village={village.id}", width="stretch")
        st.caption("打开后用浏览器的打印，纸张选A4，边距选“无”，一页四张，沿短线裁开。")
    one_household(me, village, bool(address))
    all_households(me, village)


def in_words(village: VillageCodes) -> str:
    """A village in the list."""
    lacking = village.households - village.coded
    return village.name + (f"（{lacking}户没有卡）" if lacking else "（都有卡）")


def issue(me: Viewer, village: VillageCodes) -> None:
    """Make the codes that are lacking."""
    try:
        made = cards.issue_codes(widgets.database(), village.id, me.name)
    except Unavailable as failure:
        st.error(str(failure))
        return
    widgets.done("codes", f"{village.name}新制了{made}张卡，原来的不变。")


def kept_address(me: Viewer) -> str:
    """The address that is printed on cards; asked for until somebody has said it."""
    db = widgets.database()
    address = imports.address(db)
    title = f"卡上印的网址：{address}" if address else "卡上印的网址（还没有填）"
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


def kept_contact(me: Viewer, village: VillageCodes) -> None:
    """Whom the card says people may ask."""
    db = widgets.database()
    contact = desk.contact(db, village.id)
    with st.expander(f"有不明白的，问：{contact}" if contact else "卡上印的“有不明白的，问谁”（还没有填）"):
        words = st.text_input("问谁，电话多少", contact, key=f"codes-contact-{village.id}", max_chars=desk.LONGEST_CONTACT, placeholder="村委会小陈，0579-1234567")
        if st.button("就印这一句"):
            try:
                desk.keep_contact(db, me, village.id, words)
            except (ValueError, Unavailable) as failure:
                st.error(str(failure))
                return
            st.rerun()


def one_household(me: Viewer, village: VillageCodes, printable: bool) -> None:
    """A household by the name of one of its people: its card printed, changed or revoked."""
    with st.expander("一户的卡：补印、换新、作废"):
        home = homes.household(me, village.id, village.name, "codes", "办理明白卡")
        if home is None:
            return
        if home.issued_at and printable:
            st.link_button("打印这张卡", f"/lite/cards?village={village.id}&household={home.id}", width="stretch")
        change(me, home)


def reason_for(key: str) -> str:
    """Why a card is changed, as it is chosen or written."""
    chosen = st.selectbox("为什么", (*cards.REASONS, OTHER), key=f"{key}-reason")
    return chosen if chosen != OTHER else st.text_input("写明原因", key=f"{key}-words", max_chars=cards.LONGEST_REASON)


def change(me: Viewer, home: Home) -> None:
    """The household's card made anew, or revoked."""
    reason = reason_for("codes-one")
    st.caption("换新卡以后，旧卡马上作废，用旧卡登录的人马上退出。谁在哪天为什么换的，都有记录。")
    if st.button("换新卡" if home.issued_at else "制卡", type="primary", width="stretch"):
        revoke(me, home, reason, again=True)
    if home.issued_at and st.button("作废，先不换新卡", width="stretch"):
        revoke(me, home, reason, again=False)


def revoke(me: Viewer, home: Home, reason: str, *, again: bool) -> None:
    """Do it, and say so."""
    words = f"{home.head_name}家的旧卡作废了，新卡已制好，请打印出来当面交给户里。" if again else f"{home.head_name}家的卡作废了。"
    widgets.act("codes", lambda: cards.revoke(widgets.database(), me, home.id, reason, again=again), words, cards.NotDone)


def all_households(me: Viewer, village: VillageCodes) -> None:
    """The cards of the whole village made anew."""
    if not village.coded:
        return
    with st.expander("整村换新卡"):
        st.html(style.line(f"一叠卡丢了、发错了才用。{village.coded}张旧卡马上全部作废，要重新打印、重新发到户里。"))
        reason = reason_for("codes-all")
        sure = st.checkbox(f"我确定{village.name}全部换新卡", key="codes-all-sure")
        if st.button("全部换新卡", disabled=not sure, width="stretch"):
            try:
                changed = cards.revoke_all(widgets.database(), me, village.id, reason)
            except (cards.NotDone, Unavailable) as failure:
                st.error(str(failure))
                return
            widgets.done("codes", f"{village.name}的{changed}张旧卡都作废了，新卡已制好，请打印。")


page()
