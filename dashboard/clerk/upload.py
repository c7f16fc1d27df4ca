"""Upload: what is in a file, what it would change, and the word that publishes it."""

from html import escape
from typing import Any

import streamlit as st

from dashboard import display, reasons, style, widgets
from dashboard.access import Viewer
from dashboard.queries import approvals, effects, imports
from dashboard.queries.approvals import Done
from dashboard.queries.effects import Effect
from dashboard.queries.imports import OnDesk
from dashboard.style import Item
from loaders import importing
from loaders.database import Unavailable
from loaders.equations import Equation
from loaders.form import all_forms
from loaders.importing import CheckedTable, Difference
from loaders.problems import Problem
from loaders.readers.result import Reading
from loaders.reading import Supplied

KINDS = ["xls", "xlsx", "xlsm", "et", "ods", "csv", "txt"]
MOST_MEGABYTES = 20
MOST_SHOWN = 20
SHOWN_NAMES = 6

CHOICES = {
    "replace": "替换：以这份为准",
    "add": "补充：两份都算",
    "skip": "先不发布这张表",
    "new": "发布这张表",
}


@widgets.guarded("upload")
def page(me: Viewer) -> None:
    """The whole page."""
    st.html(
        style.title("上传表格")
        + style.line("把现成的表格放进来，不用改格式。先看认得对不对，点“发布”以后村民才看得到。")
        + style.line(
            f"一次可以放几个文件，每个不超过{MOST_MEGABYTES}兆字节。电子表格和文本表格都可以：xls、xlsx、xlsm、et、ods、csv、txt。",
            small=True,
        )
    )
    state: dict[str, Any] = st.session_state.setdefault("desk", {})
    turn: int = st.session_state.setdefault("turn", 0)
    files = st.file_uploader(
        "选择表格文件",
        type=KINDS,
        accept_multiple_files=True,
        key=f"files-{turn}",
        max_upload_size=MOST_MEGABYTES,
    )
    here = {file.file_id for file in files}
    for gone in [key for key in state if key not in here]:
        del state[gone]
    for file in files:
        if file.file_id not in state:
            state[file.file_id] = check(me, file.name, file.getvalue(), None)
    if len(files) > 1:
        all_at_once(me, state)
    for file in files:
        with st.container(key=f"card-{file.file_id}"):
            one_file(me, state, file)
    if files and all(isinstance(entry, Done) for entry in state.values()):
        onward(turn)


def onward(turn: int) -> None:
    """Where to go when everything is published."""
    with st.container(horizontal=True):
        if st.button("再上传别的文件", width="stretch"):
            st.session_state["turn"] = turn + 1
            st.rerun()
        if st.button("看导入记录", width="stretch"):
            st.switch_page("clerk/imports.py")


def check(me: Viewer, name: str, data: bytes, supplied: Supplied | None) -> OnDesk:
    """A file as it was understood, with a bar while it is read."""
    bar = st.progress(0.0, f"正在读《{name}》")
    desk = imports.lay(
        widgets.database(), me, name, data, supplied, lambda said, share: bar_at(bar, said, share)
    )
    bar.empty()
    return desk


def bar_at(bar: Any, said: str, share: float) -> None:
    """Move the bar."""
    bar.progress(min(max(share, 0.0), 1.0), said)


def all_at_once(me: Viewer, state: dict[str, Any]) -> None:
    """One button for all files about which there is nothing to decide."""
    waiting = [key for key, entry in state.items() if isinstance(entry, OnDesk) and can_go(entry)]
    if len(waiting) > 1 and st.button(f"发布全部{len(waiting)}个没有疑问的文件", type="primary"):
        for key in waiting:
            publish(me, state, key, {})
        st.rerun()


def can_go(desk: OnDesk) -> bool:
    """Whether a file can be published without a question: new data, and no total that disagrees."""
    tables = [desk.checked.tables[position] for position in desk.positions]
    sure = all(table.guess == "new" and table.reading.total_agrees is not False for table in tables)
    sure = sure and all(one.even for position in desk.positions for one in imports.sums(widgets.database(), desk, position, "new"))
    return desk.checked.status == "ready" and bool(tables) and sure and not desk.refused


def one_file(me: Viewer, state: dict[str, Any], file: Any) -> None:
    """The card of one file."""
    st.html(style.part(f"《{file.name}》"))
    entry = state[file.file_id]
    if isinstance(entry, Done):
        published(entry)
        return
    desk: OnDesk = entry
    said = f"said-{file.file_id}"
    if imports.freshen(widgets.database(), me, desk):
        # what was pressed was pressed on an older comparison
        st.session_state[said] = imports.COMPARED_AGAIN
        st.rerun()
    if words := st.session_state.pop(said, None):
        st.warning(words)
    checked = desk.checked
    if checked.status == "unchanged":
        st.info(f"这个文件已经发布过（第{checked.import_id}号导入），内容一个字没变，不用再传。")
        return
    if checked.status in ("refused", "nothing-recognised"):
        st.error(checked.error["message"] if checked.error else "读不了这个文件。")
    decisions: dict[int, str | None] = {}
    for position, table in enumerate(checked.tables):
        decision = one_table(me, desk, position, table, file.file_id)
        if position in desk.positions:
            decisions[position] = decision
    if any(table.reading.problems for table in checked.tables):
        st.download_button(
            "下载标出问题的表格", data=lambda: reasons.workbook_with_reasons(checked),
            file_name=reasons.file_name(checked.name), on_click="ignore", key=f"reasons-{file.file_id}",
            width="stretch",
        )  # fmt: skip
        st.caption("就是您的原表，最后多一列原因，有问题的格子涂了颜色。改好可以再传。")
    say_more(me, state, file, desk)
    if checked.status == "ready" and desk.positions:
        go(me, state, file.file_id, decisions)


def go(me: Viewer, state: dict[str, Any], key: str, decisions: dict[int, str | None]) -> None:
    """The button that publishes, and why it cannot be pressed yet."""
    desk: OnDesk = state[key]
    open_questions = [position for position, decision in decisions.items() if decision is None]
    if open_questions:
        st.warning("上面有一张表要您先选：替换还是补充。")
    chosen = [position for position, decision in decisions.items() if decision not in (None, "skip")]
    if "replace" in decisions.values():
        st.text_input("为什么更正（会公开给村民看）", max_chars=200, placeholder="例如：三户的金额录错了", key=f"why-{key}")
    rejected = sum(desk.checked.tables[position].reading.rows_rejected for position in chosen)
    if rejected:
        st.caption(f"有问题的{rejected}行先不入库，会留在“待更正”里，不会丢。")
    settled = {position: decision for position, decision in decisions.items() if decision}
    unsaid = importing.unexplained(widgets.database(), desk.checked, settled, reasons_given(desk, key)) if chosen and not open_questions else []
    if unsaid:
        st.warning(f"有{len(unsaid)}处数对不上。请改好原表再传，或在上面写明原因。")
    place = approvals.asks(widgets.database(), me, desk, settled)
    if place:
        st.info(f"{place}公布前要先审核：送审以后由村务监督委员会看，同意了才公布，村民才看得到。")
    if st.button(
        "送监督委员会审核" if place else "发布", type="primary", key=f"go-{key}", width="stretch", disabled=bool(open_questions) or not chosen or bool(unsaid)
    ):
        publish(me, state, key, {position: decision for position, decision in decisions.items() if decision})
        st.rerun()


def publish(me: Viewer, state: dict[str, Any], key: str, decisions: dict[int, str]) -> None:
    """Publish one file; its place in the state then holds what villagers see."""
    bar = st.progress(0.0, "正在发布")
    db = widgets.database()
    desk: OnDesk = state[key]
    reason = st.session_state.get(f"why-{key}", "")
    try:
        place = approvals.asks(db, me, desk, decisions)
        if place:
            approvals.send(db, me, desk, decisions, reason, reasons_given(desk, key))
        else:
            number = imports.publish(db, me, desk, decisions, lambda said, share: bar_at(bar, said, share), reason, reasons_given(desk, key))
    except imports.NotNow as stopped:
        st.session_state[f"said-{key}"] = str(stopped)
    except Unavailable as failure:
        st.error(str(failure))
        st.stop()
    else:
        state[key] = Done([f"《{desk.checked.name}》"], place) if place else Done(imports.now_seen(db, me, number))
    bar.empty()


def published(done: Done) -> None:
    """What villagers now see, or who has to look first."""
    st.success(f"已经送{done.waits}的村务监督委员会审核，同意以后才公布：" if done.waits else "已经发布。村民现在能看到：")
    st.html("<ul>" + "".join(f"<li>{escape(line)}</li>" for line in done.lines) + "</ul>")


# One table


def one_table(me: Viewer, desk: OnDesk, position: int, table: CheckedTable, key: str) -> str | None:
    """Show a table; what the clerk decides about it, none while a decision is missing."""
    found = table.reading
    refused = desk.refused.get(position)
    st.html(heading(found) + (facts(found) if found.form is not None else ""))
    if found.check_only:
        return "skip"
    if found.form is not None:
        with st.expander("怎么认的"):
            st.html(recognised(found))
    if refused:
        st.error(refused)
    elif found.blocked:
        st.error(found.blocked.message)
    show_problems(found)
    if position not in desk.positions:
        return "skip"
    for difference in table.differences:
        st.html(change(difference))
    if imports.replaces(table):
        st.html(replaced(effects.of_replacement(widgets.database(), me, table)))
    decision = choice(desk, position, table, key)
    if decision != "skip":
        arithmetic(desk, position, decision, key)
    return decision


def arithmetic(desk: OnDesk, position: int, decision: str | None, key: str) -> None:
    """The equations of a table, even or with what is left over, and the field for the reason that villagers see."""
    found = imports.sums(widgets.database(), desk, position, decision)
    if not found:
        return
    uneven = [one for one in found if not one.even]
    rows = style.items(equation(one) for one in found)
    st.html(style.card(rows, heading="数对得上吗", tone="bad") if uneven else style.fold(f"数对得上：{len(found)}处都一致", rows))
    if uneven:
        st.text_input("对不上的原因（会公开给村民看）", max_chars=200, placeholder="例如：原表合计漏加了第12行", key=f"rest-{key}-{position}")


def equation(one: Equation) -> Item:
    """An equation as a line: even in green, or what is left over in red."""
    badge = style.badge("✓ 一致", "good") if one.even else style.badge(f"✗ 相差{display.yuan(abs(one.left_fen - one.right_fen))}", "bad")
    sides = f"{one.left_words}{display.yuan(one.left_fen)}", f"{one.right_words}{display.yuan(one.right_fen)}"
    return Item(f"{one.left_words} = {one.right_words}", badge, (*sides, f"在{one.cell}格" if one.cell else ""))


def reasons_given(desk: OnDesk, key: str) -> dict[int, str]:
    """What the clerk has written about tables that do not add up."""
    said = {position: str(st.session_state.get(f"rest-{key}-{position}") or "").strip() for position in desk.positions}
    return {position: words for position, words in said.items() if words}


def heading(found: Reading) -> str:
    """The table's line."""
    about = f"工作表“{escape(found.sheet)}”" if found.sheet else "表格"
    if found.form is not None:
        rows = "、".join(str(row) for row in found.header_rows)
        about += f"，按“{escape(found.form.title)}”来认，表头在第{rows}行，金额单位：{escape(found.unit)}"
    return f"{style.part(imports.what(found))}<p class='small'>{about}</p>"


def facts(found: Reading) -> str:
    """How many rows, and whether the sums agree."""
    pairs = (("读到", found.rows_read), ("可以入库", found.rows_loaded), ("有问题", found.rows_rejected))
    counts = style.figures(((words, f"{rows}行") for words, rows in pairs), main="有问题" if found.rows_rejected else "")
    tone: style.Tone = "plain" if found.total_agrees is None else "good" if found.total_agrees else "bad"
    return counts + style.say(imports.total_in_words(found), tone)


def recognised(found: Reading) -> str:
    """Which heading was taken for what."""
    rows = style.table(("我们要的", "您表里的列"), imports.taken(found))
    rest = imports.ignored(found)
    kept = style.line(f"这些列没有用到，原样留底：{'、'.join(rest)}" if rest else "", small=True)
    title = style.line(f"表上的标题：{found.title}" if found.title else "", small=True)
    return f"{title}{rows}{kept}"


def show_problems(found: Reading) -> None:
    """The first problems, those that keep rows out before the others."""
    ordered = [problem for problem in imports.worst_first(found.problems) if problem is not found.blocked]
    if not ordered:
        return
    more = len(ordered) - MOST_SHOWN
    rest = style.line(f"还有{more}处没有列出，都写在“标出问题的表格”里。" if more > 0 else "", small=True)
    st.html(style.items(map(problem_row, ordered[:MOST_SHOWN])) + rest)


def problem_row(problem: Problem) -> Item:
    """One problem: where, and what to do."""
    where = f"{problem.cell}格" if problem.cell else f"第{problem.row}行" if problem.row else "整张表"
    word = style.badge("不能入库", "bad") if problem.severity == "error" else style.badge("请核对", "wait")
    place = f"{where}　{problem.column}" if problem.column else where
    return Item(place, word, (problem.message,))


def change(difference: Difference) -> str:
    """What a table would change against one that is published."""
    parts = []
    for count, names, words in (
        (difference.only_new, difference.names_new, "新增"),
        (difference.only_old, difference.names_old, "原来有、这份没有"),
        (difference.changed, difference.names_changed, "金额不同"),
    ):
        if count:
            some = "、".join(names[:SHOWN_NAMES]) + ("等" if count > SHOWN_NAMES else "")
            parts.append(f"<li>{words}<b>{count}</b>：{escape(some)}</li>")
    parts = parts or ["<li>人和金额都一样</li>"]
    return (
        f"<div class='say'>已经发布过一份：《{escape(difference.file)}》"
        f"（第{difference.import_id}号导入），两份里都有的<b>{difference.same}</b>。<ul>{''.join(parts)}</ul>"
        f"合计：原来{display.yuan(difference.old_fen)}，这份{display.yuan(difference.new_fen)}</div>"
    )


def replaced(found: list[Effect]) -> str:
    """Which public sums change by a replacement, where they stand, and the note that stays."""
    listed = "<ul>" + "".join(f"<li>{escape(effect.words)}</li>" for effect in found) + "</ul>"
    kept = style.line("替换会在公开的更正记录里留下一条：原来的合计、现在的合计、为什么。", small=True)
    return (style.fold(f"替换以后，公布的{len(found)}个数会变", listed) if found else "") + kept


def choice(desk: OnDesk, position: int, table: CheckedTable, key: str) -> str | None:
    """Replace, add or leave out; the likely one is chosen already, none where only the clerk can know."""
    if not table.differences:
        if len(desk.positions) < 2:
            return "new"
        options = ["new", "skip"]
    else:
        options = ["replace", "add", "skip"] if imports.replaces(table) else ["add", "skip"]
    guess = table.guess
    decided: str | None = st.radio(
        "这张表怎么办？", options, index=options.index(guess) if guess in options else None,
        format_func=CHOICES.__getitem__, key=f"choice-{key}-{position}-{guess}",
    )  # fmt: skip
    return decided


# What the file does not say


def say_more(me: Viewer, state: dict[str, Any], file: Any, desk: OnDesk) -> None:
    """The fields for what the file does not say: period, place, kind of sheet; then it is checked again."""
    wanted = imports.missing(desk.checked)
    if not wanted:
        return
    period = place = form = None
    with st.form(f"more-{file.file_id}", border=False):
        st.html("<p><b>表里没写明的，请在这里说明：</b></p>")
        if wanted.period:
            year = st.number_input(
                "哪一年", 2000, 2100, value=None, step=1, format="%d", placeholder="例如 2024"
            )
            part = st.selectbox("哪个月、季或全年", list(imports.PARTS), index=None, placeholder="请选择")
            period = imports.period_of(year, part)
        if wanted.place:
            place = st.selectbox(
                "哪个村、镇", imports.place_choices(widgets.database(), me), index=None, placeholder="请选择"
            )
        if wanted.form:
            titles = {form.title: form.name for form in all_forms()}
            form = titles.get(st.selectbox("哪一种表", list(titles), index=None, placeholder="请选择") or "")
        asked = st.form_submit_button("按这样再核对一遍", type="primary")
    if asked:
        told = (wanted.period and not period) or (wanted.place and not place) or (wanted.form and not form)
        if told:
            st.warning("还有没选的，请选好再核对。")
            return
        before = desk.checked.supplied
        supplied = Supplied(place or before.place, period or before.period, form or before.form)
        state[file.file_id] = check(me, file.name, desk.checked.data, supplied)
        st.rerun()


page()
