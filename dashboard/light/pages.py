"""The frame that all light pages share: head, style sheet, the bar of doors and messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.choosing import first_known, number_of
from dashboard.queries.proof import Head

_SHEET = Path(__file__).with_suffix(".css").read_text("utf-8").replace("\n", "")

#: What is opened most; everything else stands behind the last door.
_VILLAGER = (("/lite", "我的补贴"), ("/my", "按月份看"), ("/lite/books", "村里的账"), ("/lite/all", "全部"))
_OTHERS = (("/v", "各村"), ("/lite/books", "村里的账"), ("/search", "查找"), ("/lite/all", "全部"))


def page(title: str, body: str, sheet: str = "", viewer: Viewer | None = None, place: str = "") -> str:
    """A whole page around ``body``, which is HTML; the title is text. The head names who looks and from where."""
    head = style.head(viewer.name, place, "in" if viewer.role == "visitor" else "out") if viewer else style.head(way="")
    if viewer and viewer.behalf:
        head += style.behalf(viewer.behalf.name, display.day(viewer.behalf.until))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<link rel="icon" href="{style.SUN}">'
        f"<title>{escape(title)} - {style.TITLE}</title><style>{style.sheet(head + body)}{_SHEET}{sheet}</style></head>"
        f"<body>{head}{body}</body></html>"
    )


def footed(html: str, head: Head | None) -> str:
    """The page with the head of the journal in its foot, by which anybody can tell later whether something was changed."""
    if head is None or "</main>" not in html:
        return html
    return f"{foot(head)}</main>".join(html.rsplit("</main>", 1))


def foot(head: Head | None) -> str:
    """The head of the journal as it stands under a page, on the screen and on paper."""
    return f'<p class="small foot">账本校验码 {head.code}（{display.day(head.day)}）</p>' if head else ""


def doors(viewer: Viewer, here: str) -> str:
    """The bar of large doors: at the foot of a phone, under the head of a wide screen."""
    links = _VILLAGER if viewer.role == "villager" else _OTHERS
    items = "".join(
        f'<li><a href="{to}"{" aria-current=page" if to == here else ""}>{words}</a></li>' for to, words in links
    )
    return f'<nav class="doors" aria-label="页面"><ul>{items}</ul></nav>'


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of a chooser: its name in the address, its label, value and words of each option, the chosen value."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


def chooser(words: str, address: str, *choices: Choice) -> str:
    """A folded form that opens the same page for another village or another time."""
    fields = "".join(
        f'<label for="{each.name}">{escape(each.label)}</label><select id="{each.name}" name="{each.name}">{_options(each)}</select>' for each in choices
    )
    return style.card(style.fold(words, f'<form method="get" action="{address}">{fields}<button>查看</button></form>'))


def _options(choice: Choice) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == choice.chosen else ""}>{escape(words)}</option>' for value, words in choice.options
    )


def village_of(query: Mapping[str, str], viewer: Viewer, villages: Sequence[tuple[int, str]]) -> int | None:
    """The village that an address asks for, else the viewer's own, else the first; none where there is none."""
    return first_known((number for number, _ in villages), number_of(query.get("place", "")), viewer.place_id)


def notice(title: str, text: str) -> str:
    """A page that says one thing and leads back."""
    ways = "".join(
        style.door(words, "", to) for to, words in (("/lite", "我的补贴"), ("/lite/books", "村里的账"), ("/", "首页"))
    )
    return page(title, f"<main>{style.title(title)}{style.say(text)}{ways}</main>")
