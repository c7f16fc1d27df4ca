"""帮扶资金: from a fund to places, projects and people as one path; a flow on the desktop, a nested list on a phone."""

import plotly.graph_objects as go
import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.light import relief
from dashboard.queries import funds
from dashboard.queries.funds import Fund

_NOWHERE = "还没有去处"


def _flow(found: Fund) -> None:
    """The fund's path as a flow; what it opens into adds up to it at each step."""
    names: list[str] = [found.name]
    links: list[tuple[int, int, int, str]] = []
    for share in found.shares:
        place = len(names)
        names.append(share.place)
        links.append((0, place, share.fen, style.GREY))
        for part in share.parts:
            if part.found_fen:
                names.append(part.name)
                links.append((place, len(names) - 1, part.found_fen, "#bcd8c6"))
        if share.missing_fen:
            names.append(_NOWHERE)
            links.append((place, len(names) - 1, share.missing_fen, "#e9b7a9"))
    figure = go.Figure(
        go.Sankey(
            node={"label": names, "pad": 14, "thickness": 16, "color": style.RED, "hovertemplate": "%{label} %{value:,.2f}万元<extra></extra>"},
            link={
                "source": [a for a, _, _, _ in links], "target": [b for _, b, _, _ in links], "value": [fen / 1_000_000 for _, _, fen, _ in links],
                "color": [colour for _, _, _, colour in links], "customdata": [display.yuan(fen) for _, _, fen, _ in links],
                "hovertemplate": "%{source.label} → %{target.label}：%{customdata}<extra></extra>",
            },
        )
    )  # fmt: skip
    figure.update_layout(height=max(320, 44 * len(found.shares)), margin={"l": 8, "r": 8, "t": 8, "b": 8}, font={"size": 14, "color": style.INK})
    st.plotly_chart(figure, config={"displayModeBar": False}, width="stretch", theme=None)


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    st.html(style.title("帮扶资金", "上级给的钱，分给了哪里，用在哪个项目，发给了谁。"))
    db = widgets.database()
    townships = funds.townships(db, me)
    if not townships:
        st.html(style.empty("还没有公开的资金分配。"))
        return
    township = me.township_id if me.township_id in townships else next(iter(townships))
    if len(townships) > 1:
        township = st.selectbox("哪个乡镇", list(townships), index=list(townships).index(township), format_func=townships.__getitem__)
    found = funds.funds(db, me, township)
    st.html(style.sums((("一共", sum(f.fen for f in found)), ("找得到去处", sum(f.fen - f.missing_fen for f in found)), (_NOWHERE, sum(f.missing_fen for f in found)))))
    for one in found:
        st.html(relief.fund(one))
        if st.toggle("看流向图（屏幕宽的时候看）", key=f"flow-{one.key}"):
            _flow(one)


show()
