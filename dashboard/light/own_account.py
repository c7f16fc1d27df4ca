"""The plain pages of an official's own account: the one-time code after the password, the password, codes on and off."""

from collections.abc import Mapping, Sequence
from html import escape

import segno

from dashboard import style
from dashboard.access import ROLE_NAMES, Viewer
from dashboard.identity import totp
from dashboard.identity.accounts import Held
from dashboard.identity.passwords import LONGEST, SHORTEST
from dashboard.light.pages import page
from dashboard.queries import own_account
from loaders.database import Database

_SHEET = "main{max-width:30rem}.square svg{display:block;width:13rem;height:13rem;margin:.4rem auto}"
_CODES_SHEET = (
    _SHEET + ".codes{columns:2;list-style:none;margin:.6rem 0;padding:0;font:600 1.05rem/2 ui-monospace,Consolas,monospace}"
    ".key{font:600 1.05rem/1.8 ui-monospace,Consolas,monospace;overflow-wrap:anywhere}@media(max-width:479px){.codes{columns:1}}"
)
_APP = "手机上要装一个“验证器”，例如在微信里搜小程序“腾讯身份验证器”。不用流量，也不收费。"


def _framed(title: str, about: str, body: str, held: Held, said: str = "", sheet: str = _SHEET) -> str:
    warned = style.say(said, "bad", alert=True)
    return page(title, f"<main>{style.title(title, about)}{warned}{body}</main>", sheet, Viewer(held.role, held.name))


def _form(action: str, fields: str, button: str, act: str = "") -> str:
    hidden = f'<input type="hidden" name="act" value="{act}">' if act else ""
    return f'<form method="post" action="{action}">{hidden}{fields}<button>{escape(button)}</button></form>'


def _secret(name: str, label: str, kind: str, hint: str = "", number: str = "") -> str:
    shown = f" <small>{escape(hint)}</small>" if hint else ""
    shortest = f' minlength="{SHORTEST}"' if kind == "new-password" else ""
    return (
        f'<label for="{name}{number}">{escape(label)}{shown}</label><input id="{name}{number}" name="{name}" type="password" autocomplete="{kind}"'
        f'{shortest} maxlength="{LONGEST}" required>'
    )


def _digits(label: str, number: str = "") -> str:
    return (
        f'<label for="code{number}">{escape(label)}</label><input id="code{number}" name="code" inputmode="numeric" autocomplete="one-time-code"'
        ' maxlength="12" required>'
    )


def ask_code(held: Held, said: str = "") -> str:
    """The second page of signing in: the code on the phone, or a recovery code."""
    lost = '<label for="recovery">恢复码</label><input id="recovery" name="code" autocomplete="off" autocapitalize="characters" maxlength="20" required>'
    body = (
        style.card(_form("/code", _digits("6 位数字"), "继续"))
        + style.card(style.fold("手机不在身边？", style.line("填一个恢复码，每个只能用一次。恢复码也没有了，请找管理员重置。", small=True), _form("/code", lost, "用恢复码登录")))
        + '<form method="post" action="/logout"><button class="other">换一个账号登录</button></form>'
    )
    quiet = ".other{background:#fff;color:var(--red);border:2px solid var(--red)}"
    return _framed("动态口令", "密码对了。请打开手机上的验证器，填“阳光村务”下面现在显示的 6 位数字。", body, held, said, _SHEET + quiet)


def busy(held: Held) -> str:
    """Too many passwords are being looked at."""
    return _framed("请稍等", "", style.press("返回", "/"), held, "现在登录的人太多，请过一会儿再试。")


def change_password(held: Held, said: str = "") -> str:
    """The form for a new password; who has a first password can do nothing else before."""
    fields = (
        f'<input type="hidden" name="login" value="{escape(held.login)}" autocomplete="username">'
        + _secret("old", "现在的密码", "current-password")
        + _secret("new", "新密码", "new-password", f"至少 {SHORTEST} 个字符")
        + _secret("again", "新密码再填一遍", "new-password")
    )
    hint = style.line("几个不相干的词连起来，又好记又难猜；不用非得有大小写和符号。不要用别处用过的密码。", small=True)
    body = style.card(_form("/password", fields, "换密码") + hint)
    if held.step == "password":
        return _framed("先换成自己的密码", "现在的密码是管理员给的，别人也知道。换好以后才能做别的。", body, held, said)
    return _framed("换密码", "换好以后，别处的登录都会退出。", body + style.press("返回", "/me"), held, said)


def set_up_codes(held: Held, key: str, asks_password: bool, said: str = "") -> str:
    """The square and the key for the phone, and the form for the first code."""
    square = segno.make(totp.address(held.login, key), error="m", micro=False).svg_inline(omitsize=True, border=2)
    password = _secret("password", "现在的密码", "current-password") if asks_password else ""
    body = (
        style.card(style.line(_APP), f'<div class="square" role="img" aria-label="给验证器扫的二维码">{square}</div>', heading="第一步：用验证器扫码")
        + style.card(style.fold("不能扫码？手工填这串密钥", f'<p class="key">{totp.in_groups(key)}</p>', style.line(f"账号填 {held.login}，类型选“基于时间”。", small=True)))
        + style.card(_form("/totp", password + _digits("验证器上现在的 6 位数字"), "开启动态口令", "on"), heading="第二步：填一次数字")
    )
    about = "您的角色必须用动态口令：登录时除了密码，再填手机上的 6 位数字。" if held.step == "totp" else "开启以后，登录时除了密码，再填手机上的 6 位数字。密码被人知道了也进不来。"
    back = "" if held.step else style.press("返回", "/me")
    return _framed("开启动态口令", about, body + back, held, said, _CODES_SHEET)


def manage_codes(held: Held, left: int, required: bool, said: str = "") -> str:
    """What can be done once codes are on: new recovery codes, and off where the role may."""

    def both(number: str) -> str:
        return _secret("password", "现在的密码", "current-password", number=number) + _digits("动态口令", number)

    off = style.line("您的角色必须用动态口令，不能关。换手机请找管理员重置。", small=True) if required else _form("/totp", both("2"), "关闭动态口令", "off")
    body = (
        style.say("动态口令已开启。", "good")
        + style.card(style.line(f"恢复码还剩 {left} 个没有用。", small=True), style.fold("重新生成 10 个恢复码", _form("/totp", both("1"), "生成新的恢复码", "codes")), heading="恢复码")
        + style.card(style.fold("关闭动态口令", off))
        + style.press("返回", "/me")
    )
    return _framed("动态口令", "", body, held, said)


def show_recovery_codes(held: Held, codes: Sequence[str]) -> str:
    """The recovery codes, this once."""
    listed = "".join(f"<li>{code}</li>" for code in codes)
    body = (
        style.card(style.line("手机丢了或坏了，登录时填一个恢复码代替 6 位数字。每个只能用一次。"), f'<ol class="codes">{listed}</ol>', heading="您的 10 个恢复码")
        + style.say("这一页只显示这一次。请现在打印，或抄在纸上锁好，不要存在手机里。", "wait")
        + style.press("收好了，继续", "/")
    )
    return _framed("动态口令已开启", "以后登录，密码后面再填手机上的 6 位数字。", body, held, "", _CODES_SHEET)


_DONE = {
    "password": "密码换好了，别处的登录都已退出。",
    "off": "动态口令已关闭。",
    "recovery": "您用掉了一个恢复码。手机找不回来的话，请找管理员重置动态口令。",
}


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The page of the own account."""
    found = own_account.security(db, viewer)
    done = _DONE.get(query.get("done", ""), "")
    codes = f"已开启，恢复码还剩 {found.recovery_codes} 个" if found.has_totp else "没有开启"
    body = (
        style.title("我的账号", "")
        + style.say(done, "good", alert=True)
        + style.card(style.facts((("姓名", viewer.name), ("登录名", found.login), ("角色", ROLE_NAMES[viewer.role]), ("地方", found.place), ("动态口令", codes), ("统一登录", "已绑定" if found.linked else ""))))
        + style.door("换密码", "", "/password")
        + style.door("动态口令", "登录时再填手机上的 6 位数字" if not found.has_totp else "恢复码、换手机、关闭", "/totp")
        + style.door("回首页", "", "/")
    )
    return page("我的账号", f"<main>{body}</main>", _SHEET, viewer, found.place)
