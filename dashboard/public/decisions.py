"""村务决策: each matter with its steps, attendance and votes, the rules, the result; open plans take comments."""

from datetime import date

import streamlit as st

from dashboard import clock, style, widgets
from dashboard.access import Viewer, may
from dashboard.light import decisions as light
from dashboard.queries import decisions
from dashboard.queries.decisions import LONGEST, Matter, NotOpen


def _say(me: Viewer, found: Matter, today: date) -> None:
    """The field for a comment, for villagers of the village while the plan is open."""
    if found.open_until(today) is None:
        return
    if not may(me, "comment", found.whose):
        if me.role == "visitor":
            st.html(style.door("登录提意见", "只有本村村民可以对正在公示的方案提意见", "/login"))
        return
    with st.form(f"say-{found.key}", clear_on_submit=True, border=False):
        words = st.text_area("您对这个方案的意见", max_chars=LONGEST, placeholder="写下您的意见，公开时名字中间的字会遮住")
        sent = st.form_submit_button("提交意见", type="primary", width="stretch")
    if not sent:
        return
    try:
        decisions.comment(widgets.database(), me, found, words, today)
    except NotOpen as stopped:
        st.warning(str(stopped))
    else:
        st.session_state["thanks"] = "意见已经收到，大家都能看到。"
        st.rerun()


def _moderate(me: Viewer, found: Matter) -> None:
    """What the office may do: take a comment off the page, with a reason that is kept."""
    if not may(me, "publish", found.whose) or not found.remarks:
        return
    with st.expander("经办人：不显示某条意见"), st.form(f"hide-{found.key}", border=False):
        chosen = st.selectbox("哪一条", found.remarks, format_func=lambda remark: f"{remark.name}：{remark.text[:20]}")
        reason = st.text_input("为什么不显示（会留下记录）", max_chars=200)
        if st.form_submit_button("不再显示"):
            try:
                decisions.hide(widgets.database(), me, chosen.id, reason)
            except NotOpen as stopped:
                st.warning(str(stopped))
            else:
                st.rerun()


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    db, today = widgets.database(), clock.today()
    st.html(style.title("村务决策", "谁提的，怎么议的，怎么定的。"))
    known = decisions.places(db, me)
    if not known:
        st.html(style.empty("还没有公开的决策。"))
        return
    place = widgets.choose_village(me, known)
    if thanks := st.session_state.pop("thanks", None):
        st.html(style.say(thanks, "good", alert=True))
    found = decisions.matters(db, me, place)
    for column, own in zip(st.columns(2), (found[::2], found[1::2]), strict=True):
        with column:
            for one in own:
                st.html(light.matter(one, today))
                _say(me, one, today)
                _moderate(me, one)


show()
