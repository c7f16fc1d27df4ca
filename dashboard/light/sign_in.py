"""The sign-in page: villagers first, officials behind a link."""

from html import escape
from typing import Literal

from dashboard import style
from dashboard.identity import cards
from dashboard.identity.accounts import Outcome
from dashboard.light.pages import page

Who = Literal["villager", "official"]

REVOKED = "这张明白卡已经作废，请找村里换新卡。"

_SHEET = "main{max-width:30rem}"

_VILLAGER = """\
<section class="card"><form method="post" action="/login"><input type="hidden" name="who" value="villager">
<label for="name">姓名</label>
<input id="name" name="name" value="{name}" autocomplete="name" required maxlength="40">
<label for="last_six">身份证号后六位 <small>自己设过六位密码的，填密码</small></label>
<input id="last_six" name="last_six" autocomplete="off" autocapitalize="characters" required maxlength="12">
{key}
<button>看我家的补贴</button></form>
<p class="small">没有明白卡，卡丢了，密码忘了？请到村委会找经办人。</p></section>"""

_TYPED = """\
<label for="code">家庭码 <small>印在明白卡上，8 位</small></label>
<input id="code" name="code" value="{code}" autocomplete="off" autocapitalize="characters" required
 maxlength="20" placeholder="例如 K7MA-9CPD">"""

_SCANNED = """\
<p>您的明白卡：<b>{shown}</b>（扫卡填好了）<br><a href="/login">换一张卡</a></p>
<input type="hidden" name="code" value="{code}">"""

_OFFICIAL = """\
<section class="card"><form method="post" action="/login"><input type="hidden" name="who" value="official">
<label for="login">登录名</label>
<input id="login" name="login" value="{login}" autocomplete="username" autocapitalize="none" required
 maxlength="40">
<label for="password">密码</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="128">
<button>登录</button></form></section>"""


def sign_in(who: Who = "villager", said: str = "", name: str = "", code: str = "", login: str = "", scanned: str = "", elsewhere: str = "") -> str:
    """The page with one of the two forms; what was typed comes back, save for what is secret.

    ``scanned`` is the code of a card that was scanned: it need not be typed. Officials find the way to the provider under its name
    ``elsewhere`` where there is one.
    """
    given = cards.plain_code(scanned)
    key = _SCANNED.format(code=given, shown=cards.shown_code(given)) if len(given) == cards.CODE_LENGTH else _TYPED.format(code=escape(code))
    form = (_VILLAGER if who == "villager" else _OFFICIAL).format(name=escape(name), key=key, login=escape(login))
    villager = who == "villager"
    heading, about = ("看我家的补贴", "发给我家的钱，村里花的钱，都在这里看。") if villager else ("工作人员登录", "")
    other = (
        style.door("不登录，先看村里的账", "", "/lite/books") + style.door("工作人员从这里登录", "", "/login?who=official")
        if villager
        else style.door("村民从这里登录", "", "/login")
    )
    if elsewhere and not villager:
        other = style.door(elsewhere, "用单位的统一账号登录", "/oidc/start") + other
    warned = style.say(said, "bad", alert=True)
    return page("登录", f"<main>{style.title(heading, about)}{warned}{form}{other}</main>", _SHEET)


def refusal(outcome: Outcome, who: Who) -> str:
    """Why there is no session, and how long to wait."""
    pause = f"请等 {in_words(outcome.wait_seconds)}再试。" if outcome.wait_seconds else ""
    if outcome.reason == "revoked":
        return REVOKED
    if outcome.reason == "wait" and who == "official":
        return f"试错的次数多了，也可能是别人在试。{pause}在平时登录的电脑或手机上不用等。忘了密码，请找管理员重置。"
    if outcome.reason == "wait":
        return f"试错的次数多了，{pause}忘了的话，可以请村里的经办人帮忙查。"
    if who == "official":
        return f"登录名或密码不对。{pause}"
    return f"姓名、身份证号后六位（或密码）、家庭码，三样要对上同一个人，请再核对一遍。{pause}"


def refused_code(outcome: Outcome) -> str:
    """Why the one-time code opened nothing, and how long to wait."""
    pause = f"请等 {in_words(outcome.wait_seconds)}再试。" if outcome.wait_seconds else ""
    if outcome.reason == "wait":
        return f"试错的次数多了，{pause}"
    return f"动态口令不对。请看手机上现在显示的数字；每个只能用一次，用过的请等下一个。{pause}"


def in_words(seconds: int) -> str:
    """A pause in seconds, or in whole minutes from two minutes on."""
    return f"{seconds} 秒" if seconds < 120 else f"{-(-seconds // 60)} 分钟"
