"""Corrections: the rows that could not be loaded, one at a time, cell by cell."""

import streamlit as st

from dashboard import style, widgets
from dashboard.access import Viewer
from dashboard.queries import imports
from dashboard.queries.imports import Cell, RejectedLine
from dashboard.style import Item
from loaders import importing
from loaders.database import Unavailable
from loaders.problems import Problem

MOST = 50


@widgets.guarded("publish")
def page(me: Viewer) -> None:
    """The rows that wait, or the one that is being corrected."""
    st.html(style.title("待更正"))
    widgets.said("corrections")
    chosen = st.session_state.get("correcting")
    if chosen is not None:
        line = imports.rejected(widgets.database(), me, chosen)
        if line is not None:
            one(me, line)
            return
        leave()
    rows(me)


def leave() -> None:
    """Forget the row that was being corrected, with what was typed about it."""
    for key in [key for key in st.session_state if str(key).startswith(("correcting", "cell-", "left-"))]:
        del st.session_state[key]


def rows(me: Viewer) -> None:
    """The rows that wait, by file."""
    lines, count = imports.waiting(widgets.database(), me, size=MOST)
    if not count:
        st.html(style.say("没有要更正的行。", "good"))
        return
    st.html(
        f"<p>有<b>{count}</b>行因为有问题没有入库，村民还看不到。"
        "可以在这里逐行改，也可以改好表格后整份再上传。</p>"
    )
    if count > MOST:
        st.caption(f"这里列出{MOST}行。这么多行，改好表格整份再上传更快。")
    for line in lines:
        with st.container(key=f"card-row-{line.id}"):
            st.html(summary(line))
            if st.button("更正这一行", key=f"open-{line.id}", width="stretch"):
                st.session_state["correcting"] = line.id
                st.rerun()


def summary(line: RejectedLine) -> str:
    """A row's place and what is wrong with it; nothing of what is written in it."""
    money = style.money(line.amount_fen, "")
    wrong = style.items(reason(problem) for problem in line.problems if problem.severity == "error")
    return f"{style.items([Item(line.what, money, (line.source,))])}{wrong}"


def reason(problem: Problem) -> Item:
    """A problem in a line: the cell, and what is wrong with it."""
    where = f"{problem.cell}格" if problem.cell else ""
    column = f"“{problem.column}”" if problem.column else ""
    return Item(where + column or "这一行", style.badge("不能入库", "bad"), (problem.message,))


def one(me: Viewer, line: RejectedLine) -> None:
    """The form of one row, the faulty cells first."""
    db = widgets.database()
    if st.button("← 回到全部"):
        leave()
        st.rerun()
    st.html(style.part(line.what) + style.line(line.source, small=True))
    written: list[Cell] = st.session_state.get("correcting-cells") or imports.opened(db, me, line)
    st.session_state["correcting-cells"] = written
    left: list[Problem] = st.session_state.get(f"left-{line.id}", [])
    if left:
        st.error("还没有入库，请再看：" + "".join(f"\n- {problem.message}" for problem in left))
    with st.form(f"form-{line.id}", border=False):
        typed: dict[str, str] = {}
        faulty = [cell for cell in written if cell.wrong]
        for number, cell in enumerate(faulty):
            st.html(style.say(cell.wrong, "bad"))
            typed[cell.heading] = field(line, number, cell)
        with st.expander("这一行的其他格子", expanded=not faulty):
            for number, cell in enumerate(written[len(faulty) :], len(faulty)):
                typed[cell.heading] = field(line, number, cell)
        save = st.form_submit_button("保存，入库", type="primary", width="stretch")
    if save:
        corrected(me, line, typed)
    with st.expander("这一行不用入库"):
        why = st.text_input("为什么", key=f"why-{line.id}", placeholder="例如：重复的一行", max_chars=100)
        if st.button("不再提醒这一行", key=f"dismiss-{line.id}", disabled=not why.strip()):
            dismissed(me, line, why)


def field(line: RejectedLine, number: int, cell: Cell) -> str:
    """What is typed for one cell."""
    key = f"cell-{line.id}-{number}"
    return st.text_input(label(cell.heading), cell.written, key=key, autocomplete="off") or ""


def label(heading: str) -> str:
    """A heading as a field's label."""
    return heading.replace(" › ", "／").replace("*", "＊").replace("_", "＿")


def corrected(me: Viewer, line: RejectedLine, typed: dict[str, str]) -> None:
    """Load the row, or show what is still wrong."""
    try:
        left = imports.correct(widgets.database(), me, line.id, typed)
    except (importing.NoSuchImport, Unavailable) as failure:
        st.error(str(failure))
        return
    if left:
        st.session_state[f"left-{line.id}"] = left
    else:
        leave()
        st.session_state["corrections-said"] = f"{line.source}已经更正入库，村民现在看得到了。"
    st.rerun()


def dismissed(me: Viewer, line: RejectedLine, why: str) -> None:
    """Set the row aside."""
    try:
        imports.dismiss(widgets.database(), me, line.id, why)
    except (importing.NoSuchImport, Unavailable) as failure:
        st.error(str(failure))
        return
    leave()
    widgets.done("corrections", f"{line.source}不再提醒，原样留底。")


page()
