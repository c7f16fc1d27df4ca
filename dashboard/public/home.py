"""首页: all doors that the viewer may open, on one screen."""

import streamlit as st

from dashboard import widgets
from dashboard.access import ROLE_NAMES, Viewer


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    st.header("阳光村务")
    if me.role == "visitor":
        st.write("发给村民的钱、村里花的钱，都在这里看。")
        st.html('<p><a href="/login" target="_self">登录，看我家的补贴</a></p><p><a href="/lite/books" target="_self">手机慢，看简单版的账</a></p>')
    else:
        st.write(f"{me.name}，您好。您的身份：{ROLE_NAMES[me.role]}。请选择要做的事：")
    if me.role == "villager":
        st.html('<p><a href="/lite" target="_self">手机慢，看简单版</a></p>')
    for page in st.session_state.get("doors", []):
        st.page_link(page, width="stretch")


show()
