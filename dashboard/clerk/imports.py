"""Imports: what was brought in, by whom, and taking a file back."""

from html import escape
from typing import Any

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.queries import approvals, effects, imports
from dashboard.queries.effects import Effect
from dashboard.queries.imports import BatchLine, ImportLine
from dashboard.style import Item
from loaders import importing
from loaders.approving import Refused
from loaders.database import Unavailable

SIZE = 20
MOST_TABLES = 3
MOST_EFFECTS = 6

@widgets.guarded("publish")
def page(me: Viewer) -> None:
    """The list, newest first."""
    st.html(style.title("导入记录"))
    widgets.said("imports")
    sent(me)
    number = int(st.session_state.get("imports-page", 0))
    lines, count = imports.listed(widgets.database(), me, number, SIZE)
    if not count:
        st.html(style.empty("还没有导入过表格。", "请到“上传表格”。"))
        return
    st.html(style.line(f"一共{count}次导入，新的在上面。", small=True))
    for line in lines:
        with st.container(key=f"card-import-{line.id}"):
            card(me, line)
    leaf(number, count)


def sent(me: Viewer) -> None:
    """What waits for the supervision committee or was returned, and the button that takes it back."""
    for one in approvals.sent(widgets.database(), me):
        with st.container(key=f"card-sent-{one.id}"):
            badge = style.badge(one.words, "bad" if one.state == "returned" else "wait")
            about = f"{display.day(one.at.date())} {one.at:%H:%M}，{one.actor}送{one.place}审核"
            why = style.say(f"{one.decided_by}退回：{one.said}", "bad") if one.state == "returned" else ""
            st.html(f"{style.part(f'《{one.file}》')}{badge}{style.line(about, small=True)}{why}")
            if one.state == "returned" and st.button("改好再上传", key=f"again-{one.id}", width="stretch"):
                st.switch_page("clerk/upload.py")
            if st.button("知道了，收起" if one.state == "returned" else "取回，不送审了", key=f"drop-{one.id}", width="stretch"):
                try:
                    approvals.drop(widgets.database(), me, one.id)
                except (Refused, Unavailable) as failure:
                    st.error(str(failure))
                else:
                    st.rerun()


def leaf(number: int, count: int) -> None:
    """The buttons to newer and older imports."""
    if count <= SIZE:
        return
    with st.container(horizontal=True):
        if st.button("看新一些的", disabled=number == 0, width="stretch"):
            st.session_state["imports-page"] = number - 1
            st.rerun()
        if st.button("看早一些的", disabled=(number + 1) * SIZE >= count, width="stretch"):
            st.session_state["imports-page"] = number + 1
            st.rerun()


def card(me: Viewer, line: ImportLine) -> None:
    """One import with its tables and what can be done about it."""
    st.html(summary(line))
    with st.container(horizontal=True):
        if not line.foreign:
            st.download_button(
                "下载原文件", data=lambda: original(me, line), file_name=line.file, on_click="ignore",
                key=f"original-{line.id}", width="stretch",
            )  # fmt: skip
        waits = line.open_rejected
        if waits and st.button(f"更正{waits}行", key=f"fix-{line.id}", width="stretch"):
            st.switch_page("clerk/corrections.py")
        if line.in_force and not line.foreign and st.button("撤回", key=f"undo-{line.id}", width="stretch"):
            st.session_state["undo"] = line.id
    if line.foreign:
        st.caption("这个文件里还有别的乡镇的表，要由县里撤回。")
    if st.session_state.get("undo") == line.id and line.in_force:
        undo(me, line)


def original(me: Viewer, line: ImportLine) -> bytes:
    """The file's bytes, for the browser to keep."""
    return imports.original(widgets.database(), me, line.id) or "这个文件不在本机保存。".encode()


def summary(line: ImportLine) -> str:
    """An import in a few lines; many tables stand behind a tap."""
    tone: style.Tone = "good" if line.state.startswith("有效") else "quiet"
    badges = style.badge(line.state, tone)
    if line.open_rejected:
        badges += " " + style.badge(f"{line.open_rejected}行待更正", "wait")
    about = f"第{line.id}号，{display.day(line.at.date())} {line.at:%H:%M}，{line.actor}"
    if line.withdrawn_at:
        about += f"；{line.withdrawn_by or ''}于{display.day(line.withdrawn_at.date())}撤回"
    tables = style.items(Item(batch.what, batch_rows(batch), batch_notes(batch)) for batch in line.batches)
    if len(line.batches) > MOST_TABLES:
        tables = style.fold(f"{len(line.batches)}张表", tables)
    return f"{style.part(f'《{line.file}》')}{badges}{style.line(about, small=True)}{tables}"


def batch_rows(batch: BatchLine) -> str:
    """How much a table brought: money where it is about payments, else rows."""
    return style.money(batch.amount_fen) if batch.record == "payment" else f"{batch.rows_loaded}行"


def batch_notes(batch: BatchLine) -> list[str]:
    """What else is to be said of a table."""
    notes = [f"{batch.rows_loaded}行"] if batch.record == "payment" else []
    if batch.rows_rejected:
        notes.append(f"{batch.rows_rejected}行没入库")
    if not batch.in_force:
        notes.append("已被替换")
    if batch.stated_fen is not None and batch.stated_fen != batch.amount_read_fen:
        notes.append(f"表内合计{display.yuan(batch.stated_fen)}，与各行不一致")
    return notes


def undo(me: Viewer, line: ImportLine) -> None:
    """Whom taking back touches, and the button that does it."""
    db = widgets.database()
    touched = imports.touched(db, me, line.id)
    if touched is None:
        return
    st.warning(f"撤回以后，《{line.file}》的内容村民就看不到了。")
    points = [f"{batch.what}：{batch.rows_loaded}行" for batch in line.batches if batch.in_force]
    if touched.people:
        names = "、".join(touched.names[:10]) + ("等" if touched.people > 10 else "")
        points.append(f"涉及{touched.people}人、{display.yuan(touched.amount_fen)}：{names}")
    points += [f"《{file}》会重新有效" for file in touched.back_in_force]
    points += [f"已经被《{file}》替换的部分不变" for file in imports.followers(db, me, line.id)]
    st.html("<ul>" + "".join(f"<li>{escape(point)}</li>" for point in points) + "</ul>" + changes(effects.of_undo(db, me, line.id)))
    reason = st.text_input("为什么撤回（会公开给村民看）", max_chars=200, placeholder="例如：金额录错了，改好再发", key=f"why-{line.id}")
    with st.container(horizontal=True):
        if st.button("不撤回", key=f"keep-{line.id}", width="stretch"):
            del st.session_state["undo"]
            st.rerun()
        if st.button("确定撤回", type="primary", key=f"sure-{line.id}", width="stretch"):
            st.session_state["imports-said"] = withdrawn(me, line, reason)
            del st.session_state["undo"]
            st.rerun()


def changes(found: list[Effect]) -> str:
    """Which public sums change, where they stand, and the note that stays; many stand behind a tap."""
    if not found:
        return ""
    listed = "<ul>" + "".join(f"<li>{escape(effect.words)}</li>" for effect in found) + "</ul>"
    kept = style.line("公开的更正记录里会留下一条：原来的合计、现在的合计、为什么。", small=True)
    return (listed if len(found) <= MOST_EFFECTS else style.fold(f"公布的{len(found)}个数会变", listed)) + kept


def withdrawn(me: Viewer, line: ImportLine, reason: str) -> Any:
    """Take the import back; what is said about it."""
    try:
        back = imports.withdraw(widgets.database(), me, line.id, reason)
    except (importing.NoSuchImport, Unavailable) as failure:
        return str(failure)
    return f"《{line.file}》已经撤回。" + (f"原来被替换的{back}张表又有效了。" if back else "")


page()
