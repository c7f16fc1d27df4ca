"""账号: the officials of the administrator's place, a new one with its first password, and what can be done with each."""

from collections.abc import Callable

import streamlit as st

from dashboard import style, widgets
from dashboard.access import ROLE_NAMES, Viewer
from dashboard.identity import administering
from dashboard.identity.administering import Made, Official
from dashboard.identity.officials import LONGEST_LOGIN, LONGEST_NAME, OFFICIAL_ROLES
from dashboard.style import Item
from loaders.database import Unavailable

#: From so many accounts on there is a field to look for one.
_MANY = 15


@widgets.guarded("accounts")
def page(me: Viewer) -> None:
    """The list, the form for a new account, and what is done with the chosen one."""
    st.html(style.title("账号", "经办人、监督员、管理员的账号都由管理员开。每一步都记在日志里。"))
    hand_over()
    widgets.said("accounts")
    found = administering.listed(widgets.database(), me)
    left, right = st.columns(2)
    with left, st.container(key="card-add"):
        add(me)
    with left, st.container(key="card-account"):
        change(me, found)
    with right:
        everybody(found)


def hand_over() -> None:
    """A first password, shown this once."""
    made: Made | None = st.session_state.pop("accounts-made", None)
    if made is None:
        return
    for field in ("new-login", "new-name"):
        st.session_state[field] = ""  # the next one is somebody else
    st.html(
        style.card(
            style.figures((("登录名", made.login), ("密码", made.password))),
            style.line("密码只显示这一次。请现在打印或抄下来，当面交给本人，不要用微信发。本人第一次登录时要换成自己的密码。", small=True),
            heading=f"请交给{made.name}本人",
            tone="wait",
        )
    )
    st.button("交好了，收起")


def done(act: Callable[[], Made | None], said: str = "") -> None:
    """Do it, say so on the next drawing; what may not be done is said here."""
    try:
        made = act()
    except (ValueError, Unavailable) as failure:
        st.error(str(failure))
        return
    if made is None:
        widgets.done("accounts", said)
    st.session_state["accounts-made"] = made
    st.rerun()


def role_and_place(me: Viewer, role: str, place_id: int | None, key: str) -> tuple[str, int | None]:
    """The two fields that say what an official may do, and where."""
    roles: dict[str, str] = {each: ROLE_NAMES[each] for each in OFFICIAL_ROLES}
    chosen = st.selectbox("角色", list(roles), index=list(roles).index(role), format_func=roles.__getitem__, key=f"role-{key}")
    names: dict[int | None, str] = dict(administering.places(widgets.database(), me))
    if administering.everywhere(me):
        names = {**names, None: "不限地方（管理员管全部账号，别的角色什么也看不到）"}
    numbers = list(names)
    at = st.selectbox("地方", numbers, index=numbers.index(place_id) if place_id in names else 0, format_func=names.__getitem__, key=f"place-{key}")
    return chosen, at


def add(me: Viewer) -> None:
    """A new account."""
    st.html(style.part("开一个账号"))
    login = st.text_input("登录名（字母和数字，例如 qingfeng01）", max_chars=LONGEST_LOGIN, key="new-login", autocomplete="off")
    name = st.text_input("姓名", max_chars=LONGEST_NAME, key="new-name", autocomplete="off")
    role, place_id = role_and_place(me, OFFICIAL_ROLES[0], me.place_id, "new")
    if st.button("开账号，生成第一次的密码", type="primary", width="stretch"):
        done(lambda: administering.add(widgets.database(), me, login, name, role, place_id))


def change(me: Viewer, found: list[Official]) -> None:
    """What is done with the account that was chosen."""
    others = [one for one in found if one.id != me.account_id]
    st.html(style.part("改一个账号"))
    if not others:
        st.html(style.empty("还没有别人的账号。"))
    else:
        one = st.selectbox("哪个账号", others, format_func=administering.in_words, key="account")
        st.html(style.line("，".join(administering.states(one)), small=True))
        acts(me, one)
    st.html(style.door("我自己的账号", "换密码、动态口令", "/me"))


def acts(me: Viewer, one: Official) -> None:
    """The acts, each with what it means before it is done."""
    db = widgets.database()
    role, place_id = role_and_place(me, one.role, one.place_id, str(one.id))
    if (role, place_id) != (one.role, one.place_id) and st.button("保存角色和地方", type="primary", width="stretch"):
        done(lambda: administering.change(db, me, one.id, role, place_id), f"{one.name}的角色和地方已经换好，要重新登录。")
    _ask("重置密码", f"给{one.name}生成一个新的第一次的密码，原来的不能再用。", lambda: administering.reset_password(db, me, one.id))
    if one.has_totp:
        _ask("重置动态口令", f"{one.name}的手机和恢复码都没有了才用。以后登录只要密码，直到重新开启。", lambda: administering.reset_totp(db, me, one.id), f"{one.name}的动态口令已重置。")
    if one.linked:
        _ask("解除统一登录的绑定", f"{one.name}下次用统一登录时重新绑定。", lambda: administering.unlink(db, me, one.id), f"{one.name}的绑定已解除。")
    if one.disabled:
        _ask("启用", f"{one.name}又能登录了，密码还是原来的。", lambda: administering.enable(db, me, one.id), f"{one.name}的账号已启用。")
    else:
        _ask("停用", f"{one.name}马上退出，不能再登录；做过的事都留着。", lambda: administering.disable(db, me, one.id), f"{one.name}的账号已停用。")


def _ask(name: str, about: str, act: Callable[[], Made | None], said: str = "") -> None:
    """A button behind a sentence that says what it does."""
    with st.popover(name, width="stretch"):
        st.html(style.line(about))
        if st.button(f"确定{name}", type="primary", width="stretch"):
            done(act, said)


def everybody(found: list[Official]) -> None:
    """All accounts, or those that are looked for."""
    wanted = st.text_input("找一个账号", placeholder="姓名、登录名或地方", key="wanted") if len(found) > _MANY else ""
    shown = [one for one in found if wanted.casefold() in f"{one.name} {one.login} {one.place}".casefold()]
    lines = [
        Item(
            one.name,
            style.badge("已停用", "quiet") if one.disabled else style.badge(ROLE_NAMES[one.role]),
            (one.login, ROLE_NAMES[one.role] if one.disabled else "", one.place or "不限地方", *administering.states(one)[one.disabled :]),
        )
        for one in shown
    ]
    st.html(style.card(style.items(lines), heading=f"{len(found)}个账号"))



page()
