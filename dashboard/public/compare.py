"""比一比: a village against its own past and against its township."""

import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.queries import books, compare
from dashboard.queries.compare import Comparison, Measure
from dashboard.style import Bar


def _change(measure: Measure) -> str:
    if measure.before_fen is None:
        return ""
    apart = measure.fen - measure.before_fen
    if not apart:
        return "和去年同期一样。"
    share = f"（{abs(apart) * 100 // measure.before_fen}%）" if measure.before_fen > 0 else ""
    return f"比去年同期{'多' if apart > 0 else '少'}{display.yuan(abs(apart))}{share}。"


def _measure(measure: Measure) -> str:
    rows = [Bar("今年", measure.fen)]
    if measure.before_fen is not None:
        rows.append(Bar("去年同期", measure.before_fen))
    if measure.middle_fen is not None:
        rows.append(Bar("全镇各村的中间数", measure.middle_fen))
    per = style.facts(
        (
            ("平均每人", display.yuan(measure.per_head_fen) if measure.per_head_fen is not None else ""),
            ("全镇每人的中间数", display.yuan(measure.middle_per_head_fen) if measure.middle_per_head_fen is not None else ""),
            ("平均每户", display.yuan(measure.per_household_fen) if measure.per_household_fen is not None else ""),
        )
    )
    by = "按每人算" if measure.per_head_fen is not None else "按总数算"
    place = style.line(f"{by}，在{measure.of}个村里从多到少排第{measure.rank}。") if measure.rank is not None and measure.of > 1 else ""
    return style.card(style.line(_change(measure)), style.bars(rows), per, place, heading=measure.name)


def _limits(found: Comparison) -> str:
    return style.card("".join(style.line(words) for words in found.limits), heading="比的时候要注意", tone="quiet") if found.limits else ""


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    db = widgets.database()
    villages = dict(books.villages(db, me))
    st.html(style.title("比一比", "和自己的去年比，和同镇的村比。"))
    if not villages:
        st.html(style.empty("还没有公开的账目。"))
        return
    left, right = st.columns(2)
    with left:
        place = widgets.choose_village(me, villages)
    year = right.selectbox("哪一年", compare.years(db, me, place), format_func=lambda found: f"{found}年")
    found = compare.compare(db, me, place, year) if year else None
    if found is None:
        st.html(style.empty("这个村还没有公开的账目。"))
        return
    people = f"，户籍{found.people}人、{found.households}户" if found.people else ""
    st.html(style.line(f"{found.place}，{compare.covered_words(found.months)}{people}。"))
    first, *others = [_measure(measure) for measure in found.measures]
    st.html(style.side_by_side(first + _limits(found), "".join(others)))


show()
