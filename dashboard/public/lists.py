"""享受名单: who gets which kind of money as far as the law lets it be said, and how it was shared among villages."""

import plotly.graph_objects as go
import streamlit as st

from dashboard import clock, display, style, widgets
from dashboard.access import Viewer
from dashboard.light import answers, notes, remainders
from dashboard.light import lists as light
from dashboard.queries import beneficiaries, pending
from dashboard.queries.beneficiaries import SchemeList


def _chart(found: SchemeList) -> None:
    """People covered out of a thousand, village by village."""
    shares = [share for share in found.shares if share.per_thousand is not None][::-1]
    if len(shares) < 2:
        return
    figure = go.Figure(go.Bar(x=[s.per_thousand for s in shares], y=[s.village for s in shares], orientation="h", marker={"color": style.RED}, hovertemplate="%{y}每千人%{x}人<extra></extra>"))
    figure.update_layout(height=80 + 30 * len(shares), margin={"l": 8, "r": 8, "t": 8, "b": 8}, xaxis_title="每千人里有几人", yaxis={"automargin": True}, dragmode=False, font={"size": 14, "color": style.INK})
    st.plotly_chart(figure, config={"displayModeBar": False}, width="stretch", theme=None)


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    db, today = widgets.database(), clock.today()
    st.html(style.title("享受名单", "哪些人家在享受哪一项，几口人，每月多少；名字中间的字遮住。"))
    if posted := light.waiting(pending.posted(db, me, today), today):
        st.html(posted)
    found = {one.key: one for one in beneficiaries.scheme_lists(db, me, today)}
    if not found:
        st.html(style.empty("还没有公开的名单。"))
        return
    left, right = st.columns(2)
    scheme = found[left.selectbox("哪一项", list(found), format_func=lambda key: found[key].scheme)]
    villages = {share.village_id: share.village for share in scheme.shares}
    with right:
        village = widgets.choose_village(me, villages)
    st.html(style.card(light.about(scheme), heading=scheme.scheme))
    one, two = st.columns(2)
    with one:
        listed = beneficiaries.listed(db, me, village, scheme.key, today)
        if listed:
            total = sum(line.amount_fen or 0 for line in listed)
            st.html(style.card(style.line(f"{len(listed)}户，一个月一共{display.yuan(total)}"), light.names(listed), heading=f"{villages[village]}的名单") + answers.of_place(db, me, village, "list"))
        else:
            st.html(style.empty("依法只公布人数和金额，不列姓名。" if not scheme.named else "名单的公示期已过，现在只公布人数和金额。"))
        if uneven := remainders.of_place(db, me, village, "entitlement", "payment"):
            st.html(uneven)
    with two:
        st.html(style.card(light.shared(scheme), heading="各村怎么分的"))
        _chart(scheme)
    if corrected := notes.of_place(db, me, village):
        st.html(corrected)


show()
