"""Streamlit's entry: who is looking, so which pages exist; the whole menu on one screen."""

from pathlib import Path

import streamlit as st

from dashboard import widgets
from dashboard.access import may

HERE = Path(__file__).parent

#: right, section of the first page, file, title, icon, address; the first is where everybody begins, and the
#: first four that a viewer may open stand in the bar. The sections are in public/home.py.
MENU = (
    ("public-books", "", "public/home.py", "首页", ":material/home:", "home"),
    ("own-payments", "own", "villager/my_money.py", "我的补贴", ":material/payments:", "my"),
    ("own-payments", "own", "villager/household.py", "我家的情况", ":material/cottage:", "household"),
    ("upload", "work", "clerk/upload.py", "上传表格", ":material/upload_file:", "upload"),
    ("publish", "work", "clerk/imports.py", "导入记录", ":material/history:", "imports"),
    ("enquiries", "supervision", "supervisor/enquiries.py", "村民反映", ":material/forum:", "enquiries"),
    ("publish", "work", "clerk/corrections.py", "待更正", ":material/edit_note:", "corrections"),
    ("overview", "supervision", "supervisor/overview.py", "全镇一览", ":material/grid_view:", "overview"),
    ("findings", "supervision", "supervisor/findings.py", "疑点", ":material/compare_arrows:", "findings"),
    ("approve", "supervision", "supervisor/approvals.py", "待审核", ":material/rule:", "approvals"),
    ("accounts", "admin", "admin/accounts.py", "账号", ":material/manage_accounts:", "accounts"),
    ("place-settings", "admin", "admin/places.py", "各村的规矩", ":material/tune:", "places"),
    ("publish", "work", "clerk/papers.py", "照片和材料", ":material/photo_library:", "papers"),
    ("codes", "work", "clerk/codes.py", "明白卡", ":material/qr_code_2:", "codes"),
    ("desk", "work", "clerk/desk.py", "帮村民办", ":material/support_agent:", "desk"),
    ("public-village", "", "public/village.py", "村主页", ":material/holiday_village:", "village"),
    ("public-books", "assets", "public/books.py", "村里的账", ":material/account_balance:", "books"),
    ("public-books", "relief", "public/lists.py", "享受名单", ":material/group:", "lists"),
    ("public-books", "decisions", "public/decisions.py", "村务决策", ":material/how_to_vote:", "decisions"),
    ("public-village", "decisions", "public/calendar.py", "公开情况", ":material/event_available:", "calendar"),
    ("public-assets", "assets", "public/assets.py", "资产", ":material/apartment:", "assets"),
    ("public-assets", "assets", "public/resources.py", "资源", ":material/landscape:", "resources"),
    ("public-assets", "assets", "public/contracts.py", "合同", ":material/contract:", "contracts"),
    ("public-assets", "assets", "public/debts.py", "债权债务", ":material/receipt_long:", "debts"),
    ("public-books", "assets", "public/compare.py", "比一比", ":material/balance:", "compare"),
    ("public-books", "relief", "public/funds.py", "帮扶资金", ":material/volunteer_activism:", "funds"),
    ("public-books", "relief", "public/summaries.py", "补贴汇总", ":material/functions:", "summaries"),
    ("public-books", "relief", "public/board.py", "积分和走访", ":material/military_tech:", "board"),
    ("public-books", "relief", "public/projects.py", "项目", ":material/construction:", "projects"),
    ("public-books", "relief", "public/programmes.py", "改造和搬迁", ":material/home_repair_service:", "programmes"),
)

st.set_page_config(page_title="阳光村务", page_icon="🌞", layout="wide")
me = widgets.viewer()
doors = [
    widgets.Door(section, st.Page(HERE / file, title=title, icon=icon, url_path=address, default=address == "home"))
    for right, section, file, title, icon, address in MENU
    if may(me, right)
]
st.session_state["doors"] = doors
current = st.navigation([door.page for door in doors], position="hidden")
widgets.dress(current)
widgets.head(me)
current.run()
widgets.doors([door.page for door in doors])
