"""该公开的公开了吗: what each village owes to the public, a township at a glance, and the clerk's word on what does not apply."""

from collections.abc import Callable

import streamlit as st

from dashboard import clock, display, style, widgets
from dashboard.access import Viewer
from dashboard.light import calendar as light
from dashboard.light.papers import shown
from dashboard.queries import calendar, papers, villages
from dashboard.queries.calendar import PAPER, Calendar, NotKept
from loaders import catalogue


@widgets.guarded("public-village")
def page(me: Viewer) -> None:
    """A village, or all of its township."""
    db, today = widgets.database(), clock.today()
    st.html(style.title(light.TITLE, "每个村该公开什么、什么时候到期、公开了没有，按法律和县里的目录算。") + f"<style>{light.SHEET}</style>")
    widgets.said("calendar")
    towns = villages.townships(db, me)
    if not towns:
        st.html(style.empty("还没有村。"))
        return
    part = st.pills("看什么", ["一个村", "全乡镇"], default="一个村" if me.role in ("villager", "visitor") or me.village_id else "全乡镇") or "一个村"
    if part == "全乡镇":
        own = calendar.townships(db, me)
        numbers = list(own)
        start = numbers.index(me.township_id) if me.township_id in own else 0
        number = st.selectbox("哪个乡镇", numbers, index=start, format_func=lambda key: own[key]) if len(numbers) > 1 else numbers[0]
        town = calendar.township(db, me, number, today)
        if town:
            st.html(light.town_body(town, "/calendar?place=") + light.legend())
    else:
        place = widgets.choose_by_township(me, towns)
        found = calendar.village(db, me, place, today) if place is not None else None
        if found:
            _village(me, found)
    st.html(style.press("公开目录：每一项的内容、依据和时限", "/lite/catalogue"))


def _village(me: Viewer, found: Calendar) -> None:
    db = widgets.database()
    photos = papers.of_place(db, me, found.place_id)
    st.html(light.body(found, photos))
    own = [one for subject, each in photos.items() if subject.startswith(f"{PAPER}:") for one in each]
    if own:
        st.html(style.card(style.fold(f"公示栏的照片（{len(own)}张）", shown(own))))
    if found.place_id in calendar.own_villages(db, me):
        _exempt(me, found)


def _exempt(me: Viewer, found: Calendar) -> None:
    """The clerk's word that an item does not apply, or applies again."""
    db = widgets.database()
    items = {item.key: item.name for item in catalogue.of_level(catalogue.VILLAGE) if item.judged}
    with st.expander("有一项不适用"), st.form("exempt", clear_on_submit=True, border=False):
        key = st.selectbox("哪一项", list(items), format_func=items.__getitem__)
        open_ = sorted({duty.period for duty in found.duties if duty.period and duty.state in ("missing", "soon", "later")}, key=display.ends)
        period = st.selectbox("哪一期", [None, *open_], format_func=lambda one: display.period(one) if one else "从今以后一直不适用")
        reason = st.text_input("为什么（村民看得到）", max_chars=200, placeholder="例如：本村没有特困供养对象")
        if st.form_submit_button("写明不适用", width="stretch"):
            _keep(lambda: calendar.exempt(db, me, found.place_id, key, period, reason), "已经写明，村民看得到原因。")
    lifted = {(duty.item.key, duty.period) for duty in (*found.duties, *found.events) if duty.state == "exempt"}
    kept = calendar.exemptions(db, me, found.place_id)
    if lifted and kept:
        with st.expander("又适用了"), st.form("apply", clear_on_submit=True, border=False):
            one = st.selectbox("哪一项", kept, format_func=lambda pair: f"{items.get(pair[0], pair[0])}（{display.period(pair[1]) if pair[1] else '一直'}）")
            if st.form_submit_button("恢复，从今以后要公开", width="stretch"):
                _keep(lambda: calendar.end_exemption(db, me, found.place_id, *one), "已经恢复。")


def _keep(act: Callable[[], None], words: str) -> None:
    widgets.act("calendar", act, words, NotKept)


page()
