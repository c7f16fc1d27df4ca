"""疑点: what the cross-matches found, rule by rule; one finding with both rows side by side, and what is done about it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer, may
from dashboard.choosing import number_of
from dashboard.cross_matching import Progress
from dashboard.queries import findings
from dashboard.queries.findings import (
    LONGEST,
    SIZE,
    SPEAKERS,
    STATES,
    Counted,
    Line,
    Opened,
    Refused,
    SourceRow,
    Threshold,
)
from dashboard.style import Step
from loaders.database import Unavailable

NO_VERDICT = "疑点不是结论。系统不会因为疑点停发、扣钱或通知任何人；每一条都要由人核对原表、听本人说明以后才定（个人信息保护法第二十四条）。"
GROUPS = {"people": "人和名单", "payments": "发放", "books": "账目和资金", "projects": "项目", "decisions": "决策", "visits": "走访"}
_DOES = {"verifying": "开始核实", "confirmed": "核实属实", "cleared": "排除", "corrected": "已经改正"}
_ROWS_SHOWN = 6


@widgets.guarded("findings")
def page(me: Viewer) -> None:
    """One finding where one is opened, else the list."""
    opened = number_of(st.query_params.get("finding", ""))
    found = findings.one(widgets.database(), me, opened) if opened is not None else None
    if found:
        _one(me, found)
    else:
        _all(me)


# --- the list


def _all(me: Viewer) -> None:
    db = widgets.database()
    st.html(style.title("疑点", "把发放、名单和账目互相比对，列出对不上的地方，请您逐条核实。") + style.say(NO_VERDICT))
    widgets.said("findings")
    _runner(me)
    rules = findings.counted(db, me)
    if not any(one.states or one.gone for one in rules):
        st.html(style.empty("现在没有疑点。", "新表格发布以后会自动比对，也可以按“开始比对”。"))
    else:
        _lines(me, rules)
    st.html(style.part("比对规则"))
    for group, name in GROUPS.items():
        own = [one for one in rules if one.group == group]
        if own:
            st.html(style.card("".join(map(_rule, own)), heading=name))
    _settings(me)


def _runner(me: Viewer) -> None:
    """The button that matches everything again, and when that was last done."""
    db = widgets.database()
    fresh = findings.fresh(db, me)
    last = f"上次全部比对：{display.day(fresh.last.date())} {fresh.last:%H:%M}。" if fresh.last else "还没有全部比对过。"
    st.html(style.line(last + "新表格发布或撤回以后，相关的人会自动再比一次。", small=True))
    if fresh.due:
        st.html(style.say("有一批很大的表还没有比对过，请按“开始比对”。", "wait"))
    if not st.button("开始比对", type="primary", icon=":material/compare_arrows:", key="run-match"):
        return
    bar = st.progress(0.0, "正在比对")
    try:
        done = findings.run(db, me, _moving(bar))
    except (Refused, Unavailable) as failure:
        st.error(str(failure))
        return
    finally:
        bar.empty()
    new, again = sum(done.new.values()), sum(done.again.values())
    widgets.done("findings", f"比对了{done.rules}条规则：新的疑点{new}条，重新出现{again}条，不再有的{sum(done.gone.values())}条。")


def _moving(bar: Any) -> Progress:
    """What moves the bar while the rules run."""

    def move(said: str, share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), f"正在比对：{said}")

    return move


def _lines(me: Viewer, rules: list[Counted]) -> None:
    """The findings, by rule and state, a page at a time."""
    db = widgets.database()
    there = {one.rule: one for one in rules if one.states}
    with st.container(horizontal=True):
        rule = st.selectbox("哪一条规则", ["", *there], format_func=lambda name: f"{there[name].title}（{sum(there[name].states.values())}）" if name else "全部规则", key="finding-rule")
        state = st.selectbox("什么状态", ["", *STATES], format_func=lambda name: STATES.get(name, "全部状态"), key="finding-state")
    number = int(st.session_state.get("findings-page", 0))
    found, count = findings.listed(db, me, rule, state, number)
    if number and not found:
        number, (found, count) = 0, findings.listed(db, me, rule, state)
    st.html(style.line(f"一共{count}条。红的还没有改正，黄的已经改正。", small=True))
    for line in found:
        with st.container(key=f"card-finding-{line.id}"):
            st.html(_line(line))
            if st.button("打开，看两边的原表", key=f"open-{line.id}", width="stretch"):
                st.query_params["finding"] = str(line.id)
                st.rerun()
    if count > SIZE:
        with st.container(horizontal=True):
            if st.button("前一页", disabled=number == 0, width="stretch"):
                st.session_state["findings-page"] = number - 1
                st.rerun()
            if st.button("后一页", disabled=(number + 1) * SIZE >= count, width="stretch"):
                st.session_state["findings-page"] = number + 1
                st.rerun()
    if count:
        st.html(style.press("下载这份清单", "/lite/findings.csv?" + urlencode({"rule": rule, "state": state})))


def _line(line: Line) -> str:
    tone: style.Tone = "bad" if line.colour == "bad" else "wait" if line.colour == "wait" else "quiet"
    badges = style.badge(STATES[line.state], tone) + ("" if line.stands else " " + style.badge("现在的表里已经没有", "quiet"))
    who = "，".join(part for part in (line.who, line.place) if part)
    about = f"{who}。{line.confidence}，第{line.id}号，{display.day(line.found_on)}比对出来"
    return style.part(line.title) + badges + style.line(line.words) + style.line(about, small=True)


def _rule(one: Counted) -> str:
    """A rule in words, with what became of its findings."""
    said = "，".join(f"{STATES[state]}{one.states[state]}条" for state in STATES if one.states.get(state)) or "没有疑点"
    gone = f"，自己消失的{one.gone}条" if one.gone else ""
    facts = style.facts((("规则", one.says), ("怎么比", one.method), ("为什么", one.why), ("依据", one.legal), ("例子", one.example)))
    return style.fold(f"{one.title}：{said}{gone}", facts)


def _settings(me: Viewer) -> None:
    """The thresholds, for an office of a township or county."""
    if not may(me, "rule-settings") or me.village_id is not None:
        return
    found = findings.thresholds(widgets.database(), me)
    if not found:
        return
    titles = {one.rule: one.title for one in findings.counted(widgets.database(), me)}
    with st.expander("本地的设定（改了以后，下次比对时用）"), st.form("thresholds", border=False):
        given = {(one.rule, one.key): _threshold(one, titles.get(one.rule, "")) for one in found}
        if st.form_submit_button("保存设定", width="stretch"):
            _keep(me, found, given)


def _threshold(one: Threshold, title: str) -> int:
    scale = 100 if one.unit == "元" else 1
    label = f"{title}：{one.words}（{one.unit}，一般是{one.usual // scale}）"
    return int(st.number_input(label, min_value=one.least // scale, value=one.value // scale, step=1, key=f"threshold-{one.rule}-{one.key}")) * scale


def _keep(me: Viewer, found: list[Threshold], given: dict[tuple[str, str], int]) -> None:
    def kept() -> None:
        for one in found:
            if given[one.rule, one.key] != one.value:
                findings.set_threshold(widgets.database(), me, one.rule, one.key, given[one.rule, one.key])

    widgets.act("findings", kept, "设定已经保存，请再按一次“开始比对”。", Refused)


# --- one


def _one(me: Viewer, found: Opened) -> None:
    line = found.line
    if st.button("返回疑点清单", icon=":material/arrow_back:", key="back"):
        del st.query_params["finding"]
        st.rerun()
    tone: style.Tone = "wait" if line.colour == "wait" else "quiet" if line.colour == "quiet" else "bad"
    st.html(style.title(f"{line.title}（第{line.id}号）") + style.say(line.words, tone))
    widgets.said("findings")
    facts = (("谁", f"{found.name}（{line.place}）" if found.name else line.place), ("状态", STATES[line.state]), ("涉及金额", display.yuan(line.amount_fen)), ("把握", line.confidence))
    gone = "" if line.stands else style.say("现在有效的表里已经没有这个问题了（表被更正或撤回）。", "wait")
    st.html(style.card(style.facts(facts), gone))
    left, right = _side(found.rule.sides[0], found.asked), _side(found.rule.sides[1] or "另一边", found.against)
    st.html(style.side_by_side(left, right) if found.against else left)
    st.html(style.card(style.fold("这条规则怎么比", style.facts((("规则", found.rule.says), ("怎么比", found.rule.method), ("为什么", found.rule.why), ("依据", found.rule.legal), ("例子", found.rule.example))))))
    st.html(style.say(NO_VERDICT))
    _heard(me, found)
    _change(me, found)
    if found.steps:
        st.html(style.card(style.timeline(Step(step.what, f"{display.day(step.at.date())} {step.at:%H:%M}，{step.actor}", step.words, "done") for step in found.steps), heading="经过"))
    st.html(style.press("打印核查函", f"/lite/finding?finding={line.id}"))


def _side(name: str, rows: tuple[SourceRow, ...]) -> str:
    """The rows of one side, each as it stands in its table."""
    cards = [_row(row) for row in rows[:_ROWS_SHOWN]]
    more = style.fold(f"还有{len(rows) - _ROWS_SHOWN}行", "".join(_row(row) for row in rows[_ROWS_SHOWN:])) if len(rows) > _ROWS_SHOWN else ""
    return style.card(*cards, more, heading=f"{name}（{len(rows)}处）")


def _row(row: SourceRow) -> str:
    out = "" if row.in_force else style.badge("这张表已经不再有效", "quiet")
    return style.line(row.words) + style.line(row.about, small=True) + out + style.facts(row.cells)


def _heard(me: Viewer, found: Opened) -> None:
    """What the person says, taken down by who heard it."""
    if found.line.state not in ("new", "verifying", "confirmed"):
        return
    with st.container(key="card-heard"):
        st.html(style.part("听本人怎么说") + style.line("下结论以前，要先听本人说明。记下的话只有核实的人看得到。", small=True))
        speaker = st.radio("谁说的", list(SPEAKERS), format_func=SPEAKERS.__getitem__, horizontal=True, key="speaker")
        words = st.text_area("说了什么（找不到本人的，写怎么找过）", max_chars=LONGEST, key="said-words", placeholder="例如：本人说去年八月已经到村里报过停发")
        if st.button("记下来", key="say", disabled=not words.strip(), width="stretch"):
            _do(partial(findings.say, widgets.database(), me, found.line.id, speaker, words), "已经记下。")


def _change(me: Viewer, found: Opened) -> None:
    """The states that may follow, each with a reason."""
    with st.container(key="card-change"):
        st.html(style.part("下一步"))
        if "confirmed" in found.next and not found.heard:
            st.html(style.say("还没有记下本人怎么说，不能定为属实。", "wait"))
        reason = st.text_input("理由（必须写，会留在经过里）", max_chars=LONGEST, key="reason", placeholder="例如：对照死亡证明，3月以后的钱应当追回")
        with st.container(horizontal=True):
            for state in found.next:
                blocked = not reason.strip() or (state == "confirmed" and not found.heard)
                if st.button(_DOES[state], key=f"to-{state}", disabled=blocked, width="stretch"):
                    _do(partial(findings.change, widgets.database(), me, found.line.id, state, reason), f"已经改为“{STATES[state]}”。")


def _do(act: Callable[[], None], said: str) -> None:
    """Do it and say so, with empty fields again, or say why not."""

    def acted() -> None:
        act()
        for key in ("said-words", "reason"):
            st.session_state.pop(key, None)

    widgets.act("findings", acted, said, Refused)


page()
