"""The frame that all light pages share: head, style sheet, the bar of doors and messages."""

from html import escape
from pathlib import Path

from dashboard import style
from dashboard.access import Viewer

_SHEET = Path(__file__).with_suffix(".css").read_text("utf-8").replace("\n", "")

_VILLAGER = (("/lite", "我的补贴"), ("/my", "按月份看"), ("/lite/books", "村里的账"), ("/", "首页"))
_OTHERS = (("/lite/books", "村里的账"), ("/books", "看图表"), ("/", "首页"))


def page(title: str, body: str, sheet: str = "", viewer: Viewer | None = None, place: str = "") -> str:
    """A whole page around ``body``, which is HTML; the title is text. The head names who looks and from where."""
    head = style.head(viewer.name, place, "in" if viewer.role == "visitor" else "out") if viewer else style.head(way="")
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="icon" href="{style.SUN}">'
        f"<title>{escape(title)} - {style.TITLE}</title><style>{style.sheet(head + body)}{_SHEET}{sheet}</style></head>"
        f"<body>{head}{body}</body></html>"
    )


def doors(viewer: Viewer, here: str) -> str:
    """The bar of large doors: at the foot of a phone, under the head of a wide screen."""
    links = _VILLAGER if viewer.role == "villager" else _OTHERS
    items = "".join(
        f'<li><a href="{to}"{" aria-current=page" if to == here else ""}>{words}</a></li>' for to, words in links
    )
    return f'<nav class="doors" aria-label="页面"><ul>{items}</ul></nav>'


def notice(title: str, text: str) -> str:
    """A page that says one thing and leads back."""
    ways = "".join(
        style.door(words, "", to) for to, words in (("/lite", "我的补贴"), ("/lite/books", "村里的账"), ("/", "首页"))
    )
    return page(title, f"<main>{style.title(title)}{style.say(text)}{ways}</main>")
