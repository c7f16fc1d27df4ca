"""The frame that all light pages share: head, style, links and messages."""

from collections.abc import Sequence
from html import escape

from dashboard.access import Viewer

TITLE = "阳光村务"

#: The icon of every page, inside the page: no request and no file.
SUN = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Ccircle cx='16' cy='16' r='14' fill='%239c1c1c'/%3E"
    "%3Ccircle cx='16' cy='16' r='7' fill='%23ffd24d'/%3E%3C/svg%3E"
)

STYLE = """\
*{box-sizing:border-box}
body{font:22px/1.6 "PingFang SC","Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;
margin:0 auto;max-width:32em;padding:.6em .8em 3em;color:#222;background:#fff}
h1{font-size:1.35em;line-height:1.3;margin:.4em 0}h2{font-size:1.1em;margin:1.4em 0 .4em}
a{color:#9c1c1c}a:focus,button:focus,input:focus,select:focus{outline:4px solid #1a5fb4;outline-offset:2px}
label{display:block;margin:.9em 0 .2em;font-weight:600}small{font-size:.82em;color:#444;font-weight:400}
input,select{font:inherit;width:100%;min-height:56px;padding:.2em .5em;border:2px solid #666;
border-radius:8px;background:#fff;color:inherit}
button{font:inherit;font-weight:600;width:100%;min-height:60px;margin-top:1.1em;background:#9c1c1c;color:#fff;
border:0;border-radius:8px}
.quiet{background:#fff;color:#9c1c1c;border:2px solid #9c1c1c}
.say{border:2px solid #9c1c1c;background:#fdeeee;border-radius:8px;padding:.4em .7em}
.doors{display:flex;flex-wrap:wrap;gap:.5em;margin:1.4em 0 0;padding:0;list-style:none}
.doors a{display:block;padding:.55em .9em;border:2px solid #9c1c1c;border-radius:8px;text-decoration:none}
"""


def page(title: str, body: str, style: str = "") -> str:
    """A whole page around ``body``, which is HTML; the title is text."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="icon" href="{SUN}">'
        f"<title>{escape(title)} - {TITLE}</title><style>{STYLE}{style}</style></head>"
        f"<body>{body}</body></html>"
    )


def message(text: str) -> str:
    """A sentence in a box, read out at once by a screen reader; nothing for an empty text."""
    return f'<p class="say" role="alert">{escape(text)}</p>' if text else ""


def doors(links: Sequence[tuple[str, str]], viewer: Viewer) -> str:
    """The large links at the foot of a page, and the way in or out."""
    items = "".join(f'<li><a href="{escape(to)}">{escape(words)}</a></li>' for to, words in links)
    if viewer.role == "visitor":
        return f'<nav><ul class="doors">{items}<li><a href="/login">登录</a></li></ul></nav>'
    way_out = '<form method="post" action="/logout"><button class="quiet">退出登录</button></form>'
    return f'<nav><ul class="doors">{items}</ul></nav>{way_out}'


def notice(title: str, text: str) -> str:
    """A page that says one thing and leads back."""
    links = (
        '<p><a href="/lite">我的补贴</a>　<a href="/lite/books">村里的账</a>　<a href="/login">登录</a></p>'
    )
    return page(title, f"<main><h1>{escape(title)}</h1><p>{escape(text)}</p>{links}</main>")
