"""Photos and papers: what belongs to a project, a decision or a contract, added and taken off the page."""

from collections.abc import Callable

import streamlit as st

from dashboard import clock, style, widgets
from dashboard.access import Viewer
from dashboard.light.papers import shown
from dashboard.queries import assets, calendar, decisions, papers, projects
from dashboard.queries.papers import KINDS, LONGEST_TITLE, MOST, Given, NotTaken, Shown
from loaders import periods
from loaders.database import Database, Unavailable
from loaders.periods import NotADay

FILES = ["jpg", "jpeg", "png", "webp", "pdf"]


def _projects(db: Database, me: Viewer, place: int) -> dict[str, str]:
    return {works.subject: works.name for works in projects.projects(db, me, place) if works.place_id == place}


def _decisions(db: Database, me: Viewer, place: int) -> dict[str, str]:
    return {matter.subject: matter.matter for matter in decisions.matters(db, me, place)}


def _contracts(db: Database, me: Viewer, place: int) -> dict[str, str]:
    register = assets.leases(db, me, place, clock.today())
    return {lease.matter: "，".join(filter(None, (lease.subject, lease.party))) for lease in register.lines} if register else {}


def _notices(db: Database, me: Viewer, place: int) -> dict[str, str]:
    found = calendar.village(db, me, place, clock.today())
    return calendar.notices(found) if found else {}


#: For each kind, the matters of a village that are in force: subject and name.
_MATTERS: dict[str, Callable[[Database, Viewer, int], dict[str, str]]] = {"project": _projects, "decision": _decisions, "contract": _contracts, "notice": _notices}


@widgets.guarded("publish")
def page(me: Viewer) -> None:
    """The whole page."""
    db = widgets.database()
    st.html(
        style.title("照片和材料", "给项目、决策、合同配上照片和纪要，给贴在公开栏上的拍张照，村民在那一项里看得到。")
        + style.line("照片里的拍摄地点等信息会自动去掉。pdf按原样公开：上传前请看清楚，里面不能有身份证号、银行账号和电话。", small=True)
    )
    widgets.said("papers")
    villages = papers.villages(db, me)
    if not villages:
        st.html(style.empty("您的账号没有对应的乡镇。"))
        return
    left, right = st.columns(2)
    with left:
        place = widgets.choose_village(me, villages)
        kind = st.pills("哪一类", list(KINDS), default="project", format_func=KINDS.__getitem__, key="papers-kind") or "project"
        matters = _MATTERS[kind](db, me, place)
        if not matters:
            st.html(style.empty(f"{villages[place]}还没有公开的{KINDS[kind]}。", "先上传表格，发布以后才能配照片。"))
            return
        matter = st.selectbox("哪一项" if kind == "notice" else f"哪个{KINDS[kind]}", list(matters), format_func=matters.__getitem__, key=f"papers-matter-{place}-{kind}")
        _add(db, me, place, matter)
    with right:
        _there(db, me, papers.of_place(db, me, place).get(matter, ()))


def _add(db: Database, me: Viewer, place: int, matter: str) -> None:
    """The form that adds photos and papers."""
    with st.form("papers-add", clear_on_submit=True, border=False):
        files = st.file_uploader(f"选照片和材料（一次最多{MOST}个，每个不超过8兆字节）", FILES, accept_multiple_files=True)
        title = st.text_input("标题", max_chars=LONGEST_TITLE, placeholder="例如：路基完成")
        taken = st.text_input("哪天的（可以不填）", max_chars=20, placeholder="例如：2026年10月20日")
        sent = st.form_submit_button("加到网页上", type="primary", width="stretch")
    if not sent:
        return
    try:
        count = papers.add(db, me, place, matter, title, _day(taken), [Given(file.name, file.getvalue()) for file in files])
    except (NotTaken, Unavailable) as stopped:
        st.error(str(stopped))
        return
    widgets.done("papers", f"加上了{count}个，村民已经看得到。")


def _day(written: str) -> str | None:
    """The day that the clerk wrote; none where nothing is written."""
    if not written.strip():
        return None
    try:
        day, _ = periods.day(written)
    except NotADay:
        day = None
    if day is None:
        raise NotTaken("日期看不明白，请写成 2026年10月20日 这样。")
    return day.isoformat()


def _there(db: Database, me: Viewer, found: tuple[Shown, ...]) -> None:
    """What is on the page, and the way to take it off."""
    st.html(style.part(f"已经在网页上的（{len(found)}）"))
    if not found:
        st.html(style.empty("还没有照片和材料。"))
        return
    st.html(style.card(shown(found)))
    with st.expander("从网页上撤下"), st.form("papers-hide", clear_on_submit=True, border=False):
        chosen = st.selectbox("哪一个", found, format_func=lambda one: one.words)
        reason = st.text_input("为什么撤下（会留下记录）", max_chars=200)
        if st.form_submit_button("撤下", width="stretch"):
            try:
                papers.hide(db, me, chosen.id, reason)
            except (NotTaken, Unavailable) as stopped:
                st.error(str(stopped))
                return
            widgets.done("papers", "已经撤下，网页上看不到了。")


page()
