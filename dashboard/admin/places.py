"""各村的规矩: whether a place asks for approval before it publishes, and from which amount on a matter is a major one."""

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.queries import approvals
from dashboard.queries.approvals import Custom
from loaders.approving import Refused

_STEPS = {None: "跟乡镇一样", True: "要先审核", False: "直接公布"}


@widgets.guarded("place-settings")
def page(me: Viewer) -> None:
    """The places one below the other, and the form of the chosen one."""
    found = approvals.customs(widgets.database(), me)
    st.html(style.title("各村的规矩", "公布之前要不要先由村务监督委员会审核，多少钱算重大财务事项。"))
    widgets.said("places")
    if not found:
        st.html(style.empty("您的账号还没有设所在的乡镇或县。", "请在账号里写明。"))
        return
    left, right = st.columns(2)
    with left, st.container(key="card-place"):
        form(me, found)
    right.html(style.card(style.table(["地方", "公布前", "重大财务事项"], map(_row, found)), heading="现在的规矩"))


def _row(place: Custom) -> list[str]:
    counts = place.follows if place.two_steps is None else place.two_steps
    steps = ("要先审核" if counts else "直接公布") + ("（跟乡镇）" if place.two_steps is None and place.level == "village" and place.follows else "")
    return [place.name, steps, f"{display.yuan(place.major_fen)}起" if place.major_fen else "没有填"]


def form(me: Viewer, found: list[Custom]) -> None:
    """What is kept for one place."""
    place = st.selectbox("哪个地方", found, format_func=lambda one: one.name)
    options: list[bool | None] = [None, True, False] if place.level == "village" else [True, False]
    now = place.two_steps if place.level == "village" else bool(place.two_steps)
    steps = st.radio("公布前", options, index=options.index(now), format_func=_STEPS.__getitem__, key=f"steps-{place.place_id}")
    major = st.number_input("多少元起算重大财务事项（由县里定，没有定就空着）", 0, 100_000_000, value=place.major_fen // 100 if place.major_fen else None, step=1000, key=f"major-{place.place_id}")
    if st.button("保存", type="primary", width="stretch"):
        fen = int(major) * 100 if major else None
        widgets.act("places", lambda: _keep(me, place, steps, fen), f"{place.name}的规矩已经保存。", Refused)


def _keep(me: Viewer, place: Custom, steps: bool | None, fen: int | None) -> None:
    if steps != place.two_steps:
        approvals.set_two_steps(widgets.database(), me, place.place_id, steps)
    if fen != place.major_fen:
        approvals.set_major(widgets.database(), me, place.place_id, fen)


page()
