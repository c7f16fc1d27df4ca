"""The plain pages around signing in elsewhere: it went well, or why not."""

from dashboard import style
from dashboard.light.pages import page


def arrived(way: str) -> str:
    """Signed in; the browser goes on by itself."""
    return page("登录成功", f"<main>{style.title('登录成功')}{style.door('继续', '', way, main=True)}</main>")


def failed(why: str) -> str:
    """Why there is no session, and the ways on."""
    ways = style.door("重新用统一登录", "", "/oidc/start") + style.door("用登录名和密码登录", "", "/login?who=official") + style.door("回首页", "", "/")
    return page("没有登录成功", f"<main>{style.title('没有登录成功')}{style.say(why, 'bad', alert=True)}{ways}</main>")
