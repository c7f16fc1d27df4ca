"""村民反映: what people ask, by the clock; one of them opened, answered, made public, corrected."""

import base64
from collections.abc import Callable

import streamlit as st

from dashboard import clock, display, style, widgets
from dashboard.access import Viewer
from dashboard.queries import enquiries
from dashboard.queries.enquiries import (
    ACTS,
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    PARTIES,
    Case,
    Count,
    Line,
    Refused,
    Which,
)
from dashboard.style import Item, Step, Tone
from loaders.enquiring import OUTCOMES, PACES, RATINGS, STATES

_TONES: dict[str, Tone] = {"on-track": "good", "at-risk": "wait", "overdue": "bad", "": "quiet"}
#: So many are drawn at once.
MOST = 60
_WHICH: dict[Which, str] = {"open": "等答复的", "done": "答复过的"}


@widgets.guarded("enquiries")
def page(me: Viewer) -> None:
    """The list by the clock, or the one that is opened."""
    st.html(style.title("村民反映", "先由村里答复，到期没有答复自动转乡镇；最急的排在前面。"))
    widgets.said("enquiries")
    chosen = st.session_state.get("enquiry")
    if chosen is not None:
        found = enquiries.opened(widgets.database(), me, chosen, clock.today())
        if found is not None:
            one(me, found)
            return
        del st.session_state["enquiry"]
    overview(me)
    if not me.county:
        lines(me)


# --- the list


def overview(me: Viewer) -> None:
    """How many are on track, due soon and overdue, altogether and by place."""
    found = enquiries.counts(widgets.database(), me, clock.today())
    total = {pace: sum(count.paces[pace] for count in found) for pace in ("on-track", "at-risk", "overdue")}
    st.html(style.figures((("等答复", f"{sum(total.values())}件"), *((PACES[pace], f"{total[pace]}件") for pace in ("on-track", "at-risk", "overdue"))), main=PACES["overdue"] if total["overdue"] else ""))
    table = style.table(["乡镇" if me.county else "村", "正常", "快到期", "已超期", "村里超过期限", "已答复", "已更正", "评价"], map(_row, found), numbers=range(1, 7))
    st.html(style.card(table if me.county else style.fold("按村看", table), heading="按乡镇看" if me.county else ""))


def _row(count: Count) -> list[str]:
    figures = (count.paces["on-track"], count.paces["at-risk"], count.paces["overdue"], count.ran_out, count.answered, count.corrected)
    return [count.place, *(str(number) if number else "" for number in figures), enquiries.ratings_in_words(count.ratings)]


def lines(me: Viewer) -> None:
    """The enquiries of the office, the most urgent first."""
    db = widgets.database()
    which = st.pills("看哪些", list(_WHICH), default="open", format_func=_WHICH.__getitem__) or "open"
    found = enquiries.listed(db, me, clock.today(), which)
    places = {line.place_id: line.place for line in found}
    if len(places) > 1:
        at = st.selectbox("哪个村", [0, *places], format_func=lambda number: places.get(number, "全部"))
        found = [line for line in found if at in (0, line.place_id)]
    if not found:
        st.html(style.empty("没有等答复的反映。" if which == "open" else "还没有答复过的反映。"))
    if len(found) > MOST:
        st.html(style.line(f"一共{len(found)}件，这里列出最急的{MOST}件。", small=True))
        found = found[:MOST]
    for column, own in zip(st.columns(2), (found[::2], found[1::2]), strict=True):
        with column:
            for line in own:
                with st.container(key=f"card-enquiry-{line.id}"):
                    st.html(summary(line))
                    if st.button("打开", key=f"open-{line.id}", width="stretch"):
                        st.session_state["enquiry"] = line.id
                        st.rerun()


def summary(line: Line) -> str:
    """What it is about, how it stands, and until when."""
    badges = [style.badge(STATES[line.now.state], "quiet")]
    badges += [style.badge(PACES[line.now.pace], _TONES[line.now.pace])] if line.now.pace else []
    badges += [style.badge("已更正", "good")] if line.corrected else []
    badges += [style.badge("直接交乡镇", "wait")] if line.direct else []
    facts = (due(line), line.kind, line.asker, f"评价：{RATINGS[line.rating]}" if line.rating else "", f"编号{line.number}")
    return f"{style.part(line.reason)}{style.line(line.about)}<p>{' '.join(badges)}</p>{style.items([Item(facts[0], '', facts[1:])])}"


def due(line: Line) -> str:
    """Until when there must be an answer, and how many working days are left."""
    if line.now.due is None:
        return f"{display.day(line.received_on)}交来"
    left = f"还有{line.now.left}个工作日" if line.now.pace != "overdue" else "已经超期"
    return f"{display.day(line.now.due.day)}到期，{left}"


# --- one enquiry


def one(me: Viewer, found: Case) -> None:
    """The enquiry beside what can be done about it now."""
    if st.button("← 回到全部"):
        del st.session_state["enquiry"]
        st.rerun()
    left, right = st.columns(2)
    with left:
        st.html(style.card(summary(found.line), _asked(found)))
        if found.photo:
            drawn = base64.b64encode(found.photo).decode()
            st.html(style.card(f'<img src="data:image/jpeg;base64,{drawn}" alt="反映的人交来的照片" style="max-width:100%;border-radius:12px">', heading="照片"))
        st.html(style.card(style.timeline(_steps(found)), _law(found), heading="一步一步"))
    with right:
        if found.why_not:
            st.html(style.say(found.why_not, "wait"))
        if found.answer:
            st.html(style.card(style.line(found.answer), style.line(f"查下来：{OUTCOMES[found.outcome]}" if found.outcome else "", small=True), style.line(found.corrected), heading="答复", tone="good"))
        _take(me, found)
        _answer(me, found)
        _public(me, found)
        _correct(me, found)
        _pass_on(me, found)
        st.html(style.press("打印答复单", f"/lite/letter?enquiry={found.line.id}"))


def _asked(found: Case) -> str:
    return style.facts((("反映的人", found.asker), ("原话", found.text or "没有写"), ("出处", found.source), ("交来", display.day(found.line.received_on)), ("期限", found.uncertain)))


def _steps(found: Case) -> list[Step]:
    steps = [Step(f"{one.who or PARTIES[one.party]}：{ACTS[one.act]}", display.day(one.day), one.words if one.act != "answer" else "", "done") for one in found.steps]
    if found.line.now.holder:
        steps.append(Step(f"等{PARTIES[found.line.now.holder]}答复", due(found.line), state="now"))
    return steps


def _law(found: Case) -> str:
    law = found.clock
    return style.fold("期限的依据", style.line(f"{law.name}：{law.length}。{law.says}"), style.line(law.ours, small=True), style.line(law.basis, small=True), tiny=True)


def _done(act: Callable[[], None], said: str) -> None:
    """Do it and show the list of what is new, or say why not."""
    widgets.act("enquiries", act, said, Refused)


def _take(me: Viewer, found: Case) -> None:
    if "take" in found.acts and st.button("接办：我们来查", width="stretch"):
        _done(lambda: enquiries.take(widgets.database(), me, found.line.id, clock.today()), "已经接办，反映的人看得到。")


def _answer(me: Viewer, found: Case) -> None:
    """The form of an answer."""
    if "answer" not in found.acts:
        return
    with st.form("enquiry-answer", border=True):
        st.html(style.part("答复"))
        outcome = st.radio("查下来是什么情况", list(OUTCOMES), index=None, format_func=OUTCOMES.__getitem__)
        words = st.text_area("写给反映的人", max_chars=LONGEST_ANSWER, height=160, placeholder="查了什么，情况是怎样，怎么办。用大白话写，号码会自动遮住。")
        st.html(style.line("确实有错的，答复以后请上传更正的表格，写明原因；更正会自动连到这件反映。", small=True))
        if st.form_submit_button("答复", type="primary", width="stretch"):
            _done(lambda: enquiries.answer(widgets.database(), me, found.line.id, words, outcome or "", clock.today()), "已经答复，反映的人马上看得到。")


def _public(me: Viewer, found: Case) -> None:
    """The review before an answer stands beside its figure, and the way to take it off again."""
    if found.published_on:
        st.html(style.card(style.answered(found.question, found.public_answer, display.day(found.published_on), found.corrected), heading="已经公开在那个数旁边"))
        if "hide" in found.acts:
            with st.expander("不再公开"), st.form("enquiry-hide", border=False):
                reason = st.text_input("为什么（会留下记录）", max_chars=200)
                if st.form_submit_button("不再公开", width="stretch"):
                    _done(lambda: enquiries.hide(widgets.database(), me, found.line.id, reason, clock.today()), "已经不再公开。")
        return
    if "publish" not in found.acts:
        return
    with st.expander("公开问答（看过再公开）"), st.form("enquiry-publish", border=False):
        st.html(style.line("公开在那个数旁边，大家都看得到。请看一遍：不能有反映的人的名字，也不要有别人家的事。", small=True))
        question = st.text_area("问的是什么", found.question, max_chars=LONGEST_QUESTION)
        words = st.text_area("答复", found.public_answer, max_chars=LONGEST_ANSWER)
        if st.form_submit_button("看过了，公开", width="stretch"):
            _done(lambda: enquiries.publish(widgets.database(), me, found.line.id, question, words, clock.today()), "已经公开。")


def _correct(me: Viewer, found: Case) -> None:
    """The way to say which correction it led to."""
    if "correct" not in found.acts or found.corrected:
        return
    if not found.notes:
        if found.outcome == "error":
            st.html(style.say("确实有错，还没有看到更正。请上传更正后的表格，选“替换”，写明原因。", "wait"))
            if me.role == "clerk":
                st.page_link("clerk/upload.py", label="去上传更正的表格", icon=":material/upload_file:", width="stretch")
        return
    with st.expander("已经更正：是哪一次"), st.form("enquiry-correct", border=False):
        chosen = st.selectbox("哪一次更正", found.notes, format_func=lambda note: note.words)
        if st.form_submit_button("就是这一次", width="stretch"):
            _done(lambda: enquiries.correct(widgets.database(), me, found.line.id, chosen.id, clock.today()), "已经连上，反映的人看得到。")


def _pass_on(me: Viewer, found: Case) -> None:
    if "pass-on" not in found.acts:
        return
    with st.expander("转给乡镇办" if found.party == "village" else "乡镇直接办"), st.form("enquiry-pass", border=False):
        reason = st.text_input("为什么（反映的人看得到）", max_chars=200)
        if st.form_submit_button("转给乡镇" if found.party == "village" else "由乡镇办", width="stretch"):
            _done(lambda: enquiries.pass_on(widgets.database(), me, found.line.id, reason, clock.today()), "已经转给乡镇。")


page()
