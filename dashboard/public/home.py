"""首页: what the viewer most likely came for, then every page that the viewer may open, by section, and what is new."""

import streamlit as st

from dashboard import clock, display, style, widgets
from dashboard.access import Viewer, may
from dashboard.light.calendar import badge
from dashboard.light.payments import latest
from dashboard.light.search import FIELD
from dashboard.queries import approvals, calendar, enquiries, imports, open_data, payments, villages
from dashboard.queries.open_data import Publication
from dashboard.style import Item

#: The sections of the menu with one plain sentence each; the first three are for everybody.
PUBLIC = {
    "assets": ("三资运行我知情", "村里的资金、资产、资源：收了多少，花在哪里，还剩多少。"),
    "relief": ("精准扶贫我监督", "帮扶和补助的钱：给了谁，给了多少，大家一起看。"),
    "decisions": ("村务决策我参与", "村里的大事：谁提的，怎么议的，怎么定的。"),
}
OWN = {
    "own": ("查询", "发给我家的每一笔钱。"),
    "work": ("经办工作", "把表格变成村民看得到的账。"),
    "supervision": ("监督", "比对、询问、办结。"),
    "admin": ("管理", "账号和设置。"),
}

#: Where a publication is looked at, by its record; houses that are mended have a page of their own.
_WHERE = {
    "payment": "lists", "entitlement": "lists", "scheme_summary": "lists", "ledger_entry": "books", "ledger_summary": "books", "fund_allocation": "funds",
    "project": "projects", "asset": "assets", "resource": "resources", "contract": "contracts", "debt": "debts", "decision": "decisions", "credit_score": "board",
}  # fmt: skip
MOST_NEWS = 4
MOST_OWED = 40


def section(key: str, words: tuple[str, str], alone: bool = True) -> None:
    """A card with the section's sentence and a door for each of its pages; as high as those beside it where it stands alone."""
    name, about = words
    pages = [door.page for door in st.session_state.get("doors", []) if door.section == key]
    if not pages and key in OWN:
        return
    with st.container(key=f"card-{key}", height="stretch" if alone else "content"):
        st.html(f"{style.part(name)}{style.line(about, small=True)}")
        with st.container(key=f"grid-{key}"):
            for page in pages:
                st.page_link(page, width="stretch")
        if not pages:
            st.html(style.badge("还没有公开的内容"))


def welcome(me: Viewer) -> None:
    """The greeting, and what this viewer most likely came for."""
    if me.role == "visitor":
        st.html(style.title("村里的钱和事，看得见") + style.door("查我家的钱", "扫家里的明白卡，或用姓名、身份证号后六位和家庭码登录", "/login", main=True))
        return
    st.html(style.title(f"{me.name}，您好"))
    if may(me, "enquiries") and not me.county:
        asked(me)
    if me.role == "clerk":
        waiting(me)
        owed(me)
    if me.role == "supervisor":
        to_approve(me)
    if me.role != "villager":
        return
    left, right = st.columns(2)
    left.html(latest(payments.overview(widgets.database(), me)))
    with right:
        section("own", OWN["own"])


def village(me: Viewer) -> None:
    """Choose a village, and the door to its home; the own one is chosen already."""
    found = villages.townships(widgets.database(), me)
    if not found:
        return
    with st.container(key="card-village"):
        st.html(style.part("看一个村"))
        place = widgets.choose_by_township(me, found)
        name = next(name for one in found for number, name in one.villages if number == place)
        st.page_link("public/village.py", label=f"打开{name}的主页", icon=":material/holiday_village:", width="stretch", query_params={"place": str(place)})


def waiting(me: Viewer) -> None:
    """What waits for the clerk, and the newest imports."""
    db = widgets.database()
    _, count = imports.waiting(db, me, size=1)
    lines, _ = imports.listed(db, me, 0, 3)
    left, right = st.columns(2)
    with left, st.container(key="card-waiting", height="stretch"):
        st.html(style.part("等您处理"))
        st.html(style.say(f"{count}行因为有问题没有入库，村民还看不到。", "wait") if count else style.say("没有要更正的行。", "good"))
        returned = [one for one in approvals.sent(db, me) if one.state == "returned"]
        for one in returned:
            st.html(style.say(f"《{one.file}》被{one.decided_by}退回：{one.said}", "bad"))
        if returned:
            st.page_link("clerk/imports.py", label="看退回的文件", icon=":material/history:", width="stretch")
        if count:
            st.page_link("clerk/corrections.py", label=f"去更正{count}行", icon=":material/edit_note:", width="stretch")
        st.page_link("clerk/upload.py", label="上传新的表格", icon=":material/upload_file:", width="stretch")
    with right, st.container(key="card-latest", height="stretch"):
        st.html(style.part("最近导入"))
        st.html(style.items(Item(f"《{line.file}》", style.badge(line.state, "good" if line.in_force else "quiet"), (f"{display.day(line.at.date())} {line.at:%H:%M}", line.actor)) for line in lines))
        st.page_link("clerk/imports.py", label="全部导入记录", icon=":material/history:", width="stretch")


def asked(me: Viewer) -> None:
    """What villagers asked and this office is to answer."""
    count, urgent = enquiries.waiting(widgets.database(), me, clock.today())
    if not count:
        return
    with st.container(key="card-asked"):
        words = f"{count}件反映等您答复" + (f"，其中{urgent}件快到期或已超期。" if urgent else "。")
        st.html(style.part("村民反映") + style.say(words, "bad" if urgent else "wait"))
        st.page_link("supervisor/enquiries.py", label="去答复", icon=":material/forum:", width="stretch")


def owed(me: Viewer) -> None:
    """What the clerk's villages have not published in time, and what is due in the next two weeks."""
    found = calendar.reminders(widgets.database(), me, clock.today())
    late, soon = ([one for one in found if one.duty.state == state] for state in ("missing", "soon"))
    with st.container(key="card-owed"):
        st.html(style.part("该公开的"))
        if not found:
            st.html(style.say("该公开的都公开了，两个星期内没有到期的。", "good"))
        for each, words, tone in ((late, f"{len(late)}次到期没有公开", "bad"), (soon, f"{len(soon)}次两个星期内到期", "wait")):
            if each:
                st.html(style.fold(words, style.items(Item(f"{one.place}　{one.duty.item.name}", badge(one.duty), (display.period(one.duty.period), f"该在{display.day(one.duty.due)}前公开")) for one in each[:MOST_OWED]), opened=tone == "wait" or len(each) < 6))
        st.page_link("public/calendar.py", label="看全部，或写明不适用", icon=":material/event_available:", width="stretch")


def to_approve(me: Viewer) -> None:
    """What waits for the supervisor's approval."""
    found = approvals.waiting(widgets.database(), me)
    if not found:
        return
    with st.container(key="card-approve"):
        st.html(style.part("等您审核") + style.say(f"{len(found)}份表格送来审核，您同意以后才公布。", "wait"))
        st.page_link("supervisor/approvals.py", label="去审核", icon=":material/rule:", width="stretch")


def news(me: Viewer) -> None:
    """What was published last, each with the way to it."""
    found = open_data.newest(widgets.database(), me, MOST_NEWS)
    if not found:
        return
    with st.container(key="card-news", height="stretch"):
        st.html(style.part("最近公开的") + style.links(map(_news, found)))


def _news(one: Publication) -> tuple[str, str, str]:
    page = "programmes" if one.form == "renovation" else _WHERE.get(one.record, "")
    place = f"?place={one.place_id}" if one.place_id else ""
    when = f"，{display.period(one.period)}" if one.period else ""
    return f"{one.place}{one.title}", f"{display.day(one.day)}公布{when}", f"/{page}{place}"


@widgets.guarded("public-books")
def show(me: Viewer) -> None:
    """The page."""
    welcome(me)
    left, right = st.columns(2)
    with left:
        village(me)
    with right, st.container(key="card-search", height="stretch"):
        st.html(style.part("查找") + style.seek(FIELD))
    for key, words in OWN.items():
        if key != "own":
            section(key, words)
    if may(me, "own-account"):
        st.html(style.door("我的账号", "换密码、动态口令", "/me"))
    for column, (key, words) in zip(st.columns(len(PUBLIC)), PUBLIC.items(), strict=True):
        with column:
            section(key, words, alone=key != "decisions")
            if key == "decisions":
                news(me)
    simple = ("/lite", "简单版") if me.role == "villager" else ("/lite/all", "简单版")
    st.html(f"<p class='small'>手机慢、网络差？<a href='{simple[0]}' target='_self'>看{simple[1]}</a>　公开的表格谁都可以拿去用：<a href='/open' target='_self'>开放数据</a></p>")


show()
