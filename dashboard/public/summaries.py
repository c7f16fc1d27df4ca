"""补贴汇总: what offices publish as totals of a scheme, beside what was paid."""

import streamlit as st

from dashboard import style, widgets
from dashboard.access import Viewer
from dashboard.light import remainders
from dashboard.light import summaries as light
from dashboard.queries import summaries


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    st.html(style.title("补贴汇总", "乡镇和部门公布的人数和金额，只有合计，没有个人。"))
    found = summaries.summaries(widgets.database(), me)
    if not found:
        st.html(style.empty("还没有公开的汇总。"))
        return
    names = ["全部", *dict.fromkeys(summary.scheme for summary in found)]
    chosen = st.selectbox("哪一项", names)
    shown = [summary for summary in found if chosen in ("全部", summary.scheme)]
    half = (len(shown) + 1) // 2
    st.html(style.side_by_side("".join(map(light.summary, shown[:half])), "".join(map(light.summary, shown[half:]))) + remainders.of_place(widgets.database(), me, None, "scheme_summary"))


show()
