"""Streamlit's entry: who is looking, so which pages exist; the whole menu on one screen."""

from pathlib import Path

import streamlit as st

from dashboard import widgets
from dashboard.access import may

HERE = Path(__file__).parent

#: right, file, title, icon, address; the first is where everybody begins
MENU = (
    ("public-books", "public/home.py", "首页", ":material/home:", "home"),
    ("own-payments", "villager/my_money.py", "我的补贴", ":material/payments:", "my"),
    ("upload", "clerk/upload.py", "上传表格", ":material/upload_file:", "upload"),
    ("publish", "clerk/imports.py", "导入记录", ":material/history:", "imports"),
    ("publish", "clerk/corrections.py", "待更正", ":material/edit_note:", "corrections"),
    ("codes", "clerk/codes.py", "查询码", ":material/qr_code_2:", "codes"),
    ("public-books", "public/books.py", "村里的账", ":material/account_balance:", "books"),
)

st.set_page_config(page_title="阳光村务", page_icon="🌞", layout="centered")
me = widgets.viewer()
pages = [
    st.Page(HERE / file, title=title, icon=icon, url_path=address, default=address == "home")
    for right, file, title, icon, address in MENU
    if may(me, right)
]
st.html(widgets.STYLE)
st.session_state["doors"] = pages[1:]
current = st.navigation(pages, position="hidden")
current.run()
widgets.sign_out()
widgets.doors(pages)
