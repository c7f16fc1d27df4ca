"""待审核: what clerks have prepared for publication; the supervision committee approves it or returns it with a reason."""

from functools import partial
from typing import Any

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.queries import approvals
from dashboard.queries.approvals import MOST_ROWS, Content, Waiting
from dashboard.style import Item
from loaders.approving import Refused
from loaders.database import Unavailable
from loaders.importing import Progress


@widgets.guarded("approve")
def page(me: Viewer) -> None:
    """What waits, then what was decided."""
    db = widgets.database()
    st.html(style.title("待审核", "经办人送来的表格，您同意以后才公布。有不对的，写明原因退回。"))
    widgets.said("approvals")
    found = approvals.waiting(db, me)
    if not found:
        st.html(style.empty("现在没有要审核的。"))
    for one in found:
        with st.container(key=f"card-approve-{one.id}"):
            card(me, one)
    done = approvals.decided(db, me)
    if done:
        st.html(style.card(style.fold(f"审核过的{len(done)}份", style.items(map(_decided, done)))))


def card(me: Viewer, one: Waiting) -> None:
    """One file: what it would make public, its rows and original, and the two ways to decide."""
    about = f"{one.actor}，{display.day(one.at.date())} {one.at:%H:%M}送审，{one.place}"
    why = style.line(f"更正的原因：{one.reason}" if one.reason else "", small=True)
    st.html(style.part(f"《{one.file}》") + style.line(about, small=True) + why + style.items(map(_content, one.contents)))
    with st.container(horizontal=True):
        if st.button("看每一行", key=f"rows-{one.id}", width="stretch"):
            st.session_state["approving"] = one.id
        st.download_button("下载原文件", data=lambda: _original(me, one), file_name=one.file, on_click="ignore", key=f"file-{one.id}", width="stretch")
    if st.session_state.get("approving") == one.id:
        _rows(me, one)
    if one.mine:
        st.html(style.say("这是您自己送审的，要由监督委员会的其他人审核。", "wait"))
        return
    reason = st.text_input("退回的话，写明为什么", key=f"return-why-{one.id}", max_chars=200, placeholder="例如：第12行的补贴金额和会议决定的不一样")
    with st.container(horizontal=True):
        if st.button("退回修改", key=f"return-{one.id}", width="stretch", disabled=not reason.strip()):
            _returned(me, one, reason)
        if st.button("同意公布", key=f"approve-{one.id}", type="primary", width="stretch"):
            _approved(me, one)


def _content(content: Content) -> Item:
    """One table of a file in a line."""
    rejected = f"另有{content.rejected}行有问题，没有算进来" if content.rejected else ""
    total = ""
    if content.money and content.stated_fen is not None:
        total = f"表上写的合计{display.yuan(content.stated_fen)}"
    return Item(content.what, style.money(content.fen) if content.money else f"{content.rows}行", (f"{content.rows}行", rejected, total, content.change))


def _decided(one: Waiting) -> Item:
    when = f"{display.day(one.decided_at.date())}由{one.decided_by}" if one.decided_at else ""
    return Item(f"《{one.file}》", style.badge(one.words, "good" if one.state == "approved" else "quiet"), (when, one.said))


def _original(me: Viewer, one: Waiting) -> bytes:
    return approvals.original(widgets.database(), me, one.id) or "这个文件不在本机保存。".encode()


def _rows(me: Viewer, one: Waiting) -> None:
    """The first rows of every table."""
    bar = st.progress(0.0, "正在打开")
    try:
        found = approvals.rows(widgets.database(), me, one.id, _moving(bar))
    except (Refused, Unavailable) as failure:
        st.error(str(failure))
        return
    finally:
        bar.empty()
    for what, lines in found:
        st.html(style.card(style.table(["行", "姓名或事项", "金额（元）"], lines, numbers=(2,)), heading=what))
        if len(lines) == MOST_ROWS:
            st.html(style.line(f"这里列出前{MOST_ROWS}行，其余请看原文件。", small=True))


def _moving(bar: Any) -> Progress:
    """What moves the bar while a file is read."""

    def move(said: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), said)

    return move


def _approved(me: Viewer, one: Waiting) -> None:
    bar = st.progress(0.0, "正在公布")
    try:
        approvals.approve(widgets.database(), me, one.id, _moving(bar))
    except (Refused, Unavailable) as failure:
        st.error(str(failure))
        return
    finally:
        bar.empty()
    widgets.done("approvals", f"《{one.file}》已经审核同意，村民现在看得到了。")


def _returned(me: Viewer, one: Waiting, reason: str) -> None:
    give_back = partial(approvals.give_back, widgets.database(), me, one.id, reason)
    widgets.act("approvals", give_back, f"《{one.file}》已经退回{one.actor}，原因他看得到。", Refused)


page()
