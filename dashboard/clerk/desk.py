"""帮村民办: a forgotten password is cleared, a written consent is recorded or ended, at the clerk's desk."""


import streamlit as st

from dashboard import display, style, widgets
from dashboard.access import Viewer
from dashboard.clerk import homes
from dashboard.identity import consent, pins
from dashboard.identity.cards import Home
from dashboard.identity.consent import Given
from dashboard.queries import imports

ABOUT = "先当面核对身份证，再办。办了什么，本人下次登录会看到，也都有记录。"
PERSON, OFFICIAL = "另一个村民", "村里、镇里的工作人员"


@widgets.guarded("desk")
def page(me: Viewer) -> None:
    """The whole page."""
    st.html(style.title("帮村民办", ABOUT))
    widgets.said("desk")
    st.html(style.door("我帮别人看", "村民同意您代看的，从这里打开", "/lite/helping"))
    villages = {village.id: village.name for village in imports.villages(widgets.database(), me)}
    if not villages:
        st.html(style.empty("还没有户的资料。", "请先上传户籍花名册或发放花名册。"))
        return
    village = st.selectbox("哪个村", list(villages), format_func=lambda number: villages[number], key="desk-village")
    home = homes.household(me, village, villages[village], "desk", "在窗口帮本人办事")
    if home is not None:
        forgotten(me, home)
        for one in consent.at_desk(widgets.database(), me, home.id):
            ending(me, one)
        recording(me, home)


def forgotten(me: Viewer, home: Home) -> None:
    """The people of the household who have chosen a password, with the button that clears it."""
    db = widgets.database()
    own = {number: name for number, name in home.people if pins.has(db, number)}
    st.html(style.part("忘了密码") + style.line("" if own else "这一户没有人设过自己的密码，登录填身份证号后六位。"))
    for number, name in own.items():
        if st.button(f"清除{name}的密码", key=f"desk-pin-{number}", width="stretch"):
            widgets.act("desk", lambda number=number: pins.reset(db, me, number), f"{name}的密码清除了，现在登录填身份证号后六位。")  # type: ignore[misc]


def ending(me: Viewer, one: Given) -> None:
    """A consent that counts, and the button that ends it."""
    reach = "全家的补贴" if one.whole_household else "补贴"
    st.html(style.card(style.line(f"{one.helper}可以代{one.person}看{reach}，到{display.day(one.until)}止。"), style.line(f"书面同意：{one.reference}" if one.reference else "本人在手机上同意的", small=True)))
    if st.button(f"结束{one.helper}代{one.person}看", key=f"desk-end-{one.id}", width="stretch"):
        widgets.act("desk", lambda: consent.withdraw(widgets.database(), me, one.id), "结束了，现在就看不到了。")


def recording(me: Viewer, home: Home) -> None:
    """The form of a written consent."""
    db = widgets.database()
    st.html(style.part("登记书面同意") + style.line("没有手机的人，写一张同意书（谁、让谁看、到哪天、签名按手印），交村里存好，再登记。", small=True))
    people = dict(home.people)
    person = st.selectbox("谁同意的", list(people), format_func=lambda number: people[number], key="desk-person")
    whole = person == home.head_id and st.checkbox("同意看全家的（只有户主能同意）", key="desk-whole")
    kind = st.radio("让谁看", (PERSON, OFFICIAL), key="desk-kind", horizontal=True)
    name, code, official = "", "", None
    if kind == PERSON:
        name = st.text_input("对方姓名", key="desk-helper", max_chars=40)
        code = st.text_input("对方家的家庭码（在对方家的明白卡上）", key="desk-code", max_chars=20)
    else:
        offered = {one.id: one.words for one in consent.officials(db, me, home.village_id)}
        official = st.selectbox("哪一位", list(offered), format_func=lambda number: offered[number], key="desk-official")
    months = st.selectbox("看多久", list(consent.PERIODS), format_func=lambda one: f"{consent.PERIODS[one]}，到{display.day(consent.until(one))}止", key="desk-months")
    reference = st.text_input("书面同意的编号或存放处", key="desk-reference", max_chars=consent.LONGEST_REFERENCE, placeholder="竹溪村〔2026〕3号")
    if st.button("登记", type="primary", width="stretch", key="desk-record"):
        widgets.act("desk", 
            lambda: consent.record(db, me, person, f"account:{me.account_id}", months, reference, name=name, code=code, official=official, whole_household=whole),
            f"登记好了，{people[person]}下次登录会看到。",
        )


page()
