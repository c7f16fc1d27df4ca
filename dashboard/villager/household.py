"""我家的情况: the household's own income beside what was paid, its visits, its integrity points."""

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer, may
from dashboard.light import looks as light
from dashboard.queries import households, looks
from dashboard.queries.households import Income, OneVisit, Points
from dashboard.style import Bar, Item

_KINDS = (("wages_fen", "打工和工资"), ("business_fen", "种养和做生意"), ("property_fen", "租金、利息、分红"), ("paid_fen", "各种补贴（按发放记录）"))


def _income(income: Income) -> str:
    bars = style.bars([Bar(words, fen) for key, words in _KINDS if (fen := getattr(income, key)) is not None], "good")
    people = f"{income.people}口人" if income.people else ""
    pairs = [(words, fen) for words, fen in (("一共收入", income.total_fen), ("纯收入", income.net_fen), ("平均每人", income.per_head_fen)) if fen is not None]
    return style.card(style.line(people, small=True), style.sums(pairs), bars, _against(income), style.source(income.source.words), heading=f"{income.year}年")


def _against(income: Income) -> str:
    """Whether what the sheet counts as subsidies is what was paid."""
    apart = income.difference_fen
    if apart is None:
        return ""
    if not apart:
        return style.say("登记表上的补贴和发放记录一样。", "good")
    return style.say(f"登记表上写的补贴比发放记录{'多' if apart > 0 else '少'}{display.yuan(abs(apart))}，这里按发放记录算。有疑问可以请经办人核对。", "wait")


def _visit(visit: OneVisit) -> Item:
    when = display.when(visit.when) if visit.when else "没有写日期"
    return Item(f"{when} {visit.helper}", "", (visit.office, visit.content), visit.source.words)


def _month(points: Points) -> Item:
    blocks = tuple(f"{words}{value}" for words, value in points.blocks)
    return Item(f"{display.period(points.period)} {points.name}", style.badge(f"{points.total}分"), (*blocks, points.reason), points.source.words)


@widgets.guarded("own-payments")
def show(me: Viewer) -> None:
    """The page."""
    db = widgets.database()
    incomes, visits, points = households.incomes(db, me), households.visits(db, me), households.points(db, me)
    st.html(style.title("我家的情况", "收入、走访、诚信积分，只有您家自己看得到全部。"))
    if not (incomes or visits or points):
        st.html(style.empty("还没有登记您家的收入、走访和积分。"))
    if incomes:
        st.html(style.part("收入") + "".join(map(_income, incomes)))
    left = style.card(style.items(map(_visit, visits)), heading="谁来走访过") if visits else ""
    right = style.card(style.items(map(_month, points)), heading="诚信积分") if points else ""
    st.html(style.side_by_side(left, right))
    if not may(me, "looks"):
        return
    seen = looks.mine(db, me)
    st.html(style.card(style.line(light.ABOUT, small=True), style.fold(f"一共{len(seen)}次", light.listed(seen)) if seen else light.listed(seen), heading=light.TITLE))


show()
