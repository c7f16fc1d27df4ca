"""The visual vocabulary: colours, one style sheet, and the pieces of HTML that every page is built from.

Streamlit's pages and the light pages draw with the same words: a page opens with `title`, says its figures
with `sums`, compares them with `bars`, lists things with `items`, `table` or `timeline`, puts them in a `card` or
`side_by_side`, says one sentence with `say` and hides the rest in `fold`. Every function returns HTML: its plain
arguments are text and escaped here; what is named ``parts`` is HTML from this module. An amount of money never
breaks between the number and 元.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from dashboard import display

#: What a piece says by its colour: nothing, all is well, somebody must look, something is wrong, it is over.
Tone = Literal["plain", "good", "wait", "bad", "quiet"]

RED, GREEN, GREY = "#9c1c1c", "#1b6b3a", "#b5aaa0"
INK, SOFT, LINE, PAPER = "#2a211c", "#5f534b", "#e6dccf", "#fbf7f0"

TITLE = "阳光村务"

#: The mark of the dashboard and the icon of every page, inside the page: no request and no file.
SUN = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='8' fill='%239c1c1c'/%3E%3Ccircle cx='16' cy='16' r='6' fill='gold'/%3E%3Ccircle cx='16' cy='16' "
    "r='11' fill='none' stroke='gold' stroke-width='4' stroke-dasharray='2.6 6.04' stroke-dashoffset='1.3'/%3E%3C/svg%3E"
)

_ROOT = (
    f":root{{--red:{RED};--green:{GREEN};--ink:{INK};--soft:{SOFT};--line:{LINE};--paper:{PAPER};"
    f'--rosy:#fdf1ec;--leaf:#eaf5ee;--sand:#fdf3dc;--amber:#7a4a00;--sun:url("{SUN}")}}'
)
_PIECE = re.compile(r"(?:^|[},{])\.([a-z-]+)")  # the class that a selector begins with
#: The style sheet: a block between two empty lines belongs to the pieces that it names. Sizes are in rem, which
#: is 20 pixels on both kinds of pages.
_BLOCKS = [
    (frozenset(_PIECE.findall(block)), block)
    for block in Path(__file__).with_suffix(".css").read_text("utf-8").replace("}\n", "}").split("\n")
]

#: The lengths of bars, as classes: an element that has a style of its own is not drawn under our policy.
_WIDTHS = [f"w{share}" for share in range(101)]


def sheet(html: str | None = None) -> str:
    """The whole style sheet, or as much of it as a page needs."""
    used = {name for names in re.findall(r'class="?([^">]*)', html or "") for name in names.split()}
    widths = "".join(f".{name}{{width:{name[1:]}%}}" for name in _WIDTHS if html is None or name in used)
    return _ROOT + "".join(block for pieces, block in _BLOCKS if html is None or used & pieces) + widths


@dataclass(frozen=True, slots=True)
class Bar:
    """One amount among others that are compared with it, and a sentence about it."""

    name: str
    fen: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list: what it is, its amount (HTML, from `money`), words about it, and one tap away where it stands."""

    name: str
    amount: str = ""
    facts: Sequence[str] = ()
    source: str = ""
    tone: str = ""  # in: money that came in; back: money that came back
    ask: str = ""  # where one says that it is not right
    said: Sequence[str] = ()  # what was asked and answered about it (HTML, from `answered`)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a matter: done, going on now, or still to come."""

    name: str
    when: str = ""
    words: str = ""
    state: Literal["done", "now", "todo"] = "todo"


_AMOUNT = re.compile(r"-?[\d,]+\.\d\d元")


def text(words: str) -> str:
    """Words as HTML; an amount of money inside them never breaks before 元."""
    return _AMOUNT.sub(lambda found: f'<span class="money">{found[0]}</span>', escape(words))


def head(who: str = "", place: str = "", way: Literal["in", "out", ""] = "in") -> str:
    """The head of every page: the mark, who looks and from where, and the way in, out or neither."""
    at = f'<span class="at"> · {text(place)}</span>' if place else ""
    person = f'<span class="who"><span>{text(who)}{at}</span></span>'
    ways = {
        "in": '<a class="way" href="/login" target="_self">登录</a>',
        "out": '<form method="post" action="/logout"><button type="submit" class="way">退出</button></form>',
    }
    brand = f'<a class="brand" href="/" target="_self"><i></i>{TITLE}</a>'
    return f'<header class="head">{brand}{person}{ways.get(way, "")}</header>'


def behalf(name: str, until: str) -> str:
    """The mark that somebody looks on another person's behalf, and the way back to oneself."""
    back = '<form method="post" action="/lite/helping"><button type="submit">不看了，回到自己</button></form>'
    return f'<div class="behalf" role="status"><p>您正在代 <b>{text(name)}</b> 查看，到{text(until)}止</p>{back}</div>'


def title(words: str, about: str = "") -> str:
    """The heading of a page and a plain sentence under it."""
    return f'<h1 class="title">{text(words)}</h1>' + (f'<p class="about">{text(about)}</p>' if about else "")


def part(words: str) -> str:
    """The heading of a part of a page outside a card."""
    return f'<h2 class="part">{text(words)}</h2>'


def line(words: str, small: bool = False) -> str:
    """A sentence on its own; nothing for no words."""
    return f'<p{" class=small" if small else ""}>{text(words)}</p>' if words else ""


def money(fen: int | None, otherwise: str = "表里没有写") -> str:
    """An amount that never wraps before 元; without one, what is said instead."""
    return text(otherwise if fen is None else display.yuan(fen))


def card(*parts: str, heading: str = "", tone: Tone = "plain") -> str:
    """A rounded card around other pieces, with its heading."""
    above = f"<h2>{text(heading)}</h2>" if heading else ""
    return f'<section class="card {tone}">{above}{"".join(parts)}</section>'


def hero(about: str, fen: int, *lines: str) -> str:
    """The one figure that a page is about, in the largest type, with sentences under it."""
    rest = "".join(f"<p>{text(line)}</p>" for line in lines if line)
    return f'<section class="hero"><p>{text(about)}</p><strong>{money(fen)}</strong>{rest}</section>'


def sums(pairs: Iterable[tuple[str, int | None]], main: str = "") -> str:
    """The few sums of a page side by side, a row each on a phone; the one named ``main`` stands out."""
    return figures(((words, "表里没有写" if fen is None else display.yuan(fen)) for words, fen in pairs), main)


def figures(pairs: Iterable[tuple[str, str]], main: str = "") -> str:
    """The same for what is counted in households, rows or days."""
    found = "".join(
        f'<div{" class=main" if words == main else ""}><dt>{text(words)}</dt><dd>{text(figure)}</dd></div>' for words, figure in pairs
    )
    return f'<dl class="sums">{found}</dl>'


def ahead(name: str, fen: int) -> str:
    """The heading of a card with the sum of what stands in it at the right."""
    return f'<h2 class="row"><span>{text(name)}</span><b>{money(fen)}</b></h2>'


def bars(rows: Sequence[Bar], tone: Tone = "plain") -> str:
    """Amounts with a bar each, as long as their share of the largest; green with the tone ``good``."""
    most = max((row.fen for row in rows), default=0) or 1
    return f'<ul class="bars {tone}">{"".join(_bar(row, most) for row in rows)}</ul>'


def _bar(row: Bar, most: int) -> str:
    note = f'<span class="small">{text(row.note)}</span>' if row.note else ""
    amount = f'<div class="row"><span>{text(row.name)}</span><b>{money(row.fen)}</b></div>'
    return f"<li>{amount}{_length(row.fen, most)}{note}</li>"


def _length(value: int, most: int) -> str:
    share = max(1, round(100 * value / most)) if value > 0 and most > 0 else 0
    return f'<span class="bar"><i class="w{min(share, 100)}"></i></span>'


def progress(percent: int, words: str) -> str:
    """How far something is, as a bar with words and the percentage."""
    return f'<div class="row"><span>{text(words)}</span><b>{percent}%</b></div>{_length(percent, 100)}'


def items(rows: Iterable[Item]) -> str:
    """A list of lines: name and amount, under it what else is known; a tap opens the source."""
    return f'<ul class="items">{"".join(map(_item, rows))}</ul>'


def _item(row: Item) -> str:
    amount = f'<b class="{row.tone}">{row.amount}</b>' if row.amount else ""
    first = f'<span class="row"><b>{text(row.name)}</b>{amount}</span>'
    about = f'<span class="small">{text("，".join(fact for fact in row.facts if fact))}</span>'
    said = "".join(row.said)
    kind = ' class="asks"' if row.ask else ""
    link = f'<a class="ask" href="{escape(row.ask)}" target="_self" aria-label="{escape(row.name)}，有疑问">有疑问</a>' if row.ask else ""
    if not row.source:
        return f"<li{kind}><div>{first}{about}</div>{link}{said}</li>" if link or said else f"<li>{first}{about}</li>"
    opened = f'<span class="row">{about}<span class="small to">出处</span></span>'
    return f"<li{kind}><details><summary>{first}{opened}</summary>{source(row.source)}</details>{link}{said}</li>"


def answered(question: str, answer: str, when: str, corrected: str = "") -> str:
    """What was asked about something, what the office says, and what was corrected; beside what it is about."""
    rest = f'<p class="small">{badge("已更正", "good")} {text(corrected)}</p>' if corrected else ""
    return f'<div class="said"><p class="small"><b>问</b> {text(question)}</p><p class="small"><b>答</b> {text(answer)}（{text(when)}）</p>{rest}</div>'


def ask(address: str, words: str) -> str:
    """The way to say that something is not right, under a card."""
    return f'<p class="asking"><a class="ask" href="{escape(address)}" target="_self">{text(words)}</a></p>' if address else ""


def source(words: str) -> str:
    """Where a figure stands, in a small line; nothing without words."""
    return f'<span class="small">来自{text(words)}</span>' if words else ""


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and what is said of each; pairs without words are left out."""
    found = "".join(f"<dt>{text(name)}</dt><dd>{text(words)}</dd>" for name, words in pairs if words)
    return f'<dl class="facts">{found}</dl>' if found else ""


def fold(summary: str, *parts: str, opened: bool = False, tiny: bool = False) -> str:
    """Pieces behind a line that is tapped; works without JavaScript."""
    kind = "fold tiny" if tiny else "fold"
    inside = "".join(parts)
    return f'<details class="{kind}"{" open" if opened else ""}><summary><span>{text(summary)}</span></summary>{inside}</details>'


def side_by_side(*parts: str) -> str:
    """Pieces in two columns on a wide screen and one below the other on a phone."""
    return f'<div class="side">{"".join(f"<div>{piece}</div>" for piece in parts if piece)}</div>'


def say(words: str, tone: Tone = "plain", alert: bool = False) -> str:
    """A sentence in a box, read out at once by a screen reader when it is an alert; nothing for no words."""
    role = ' role="alert"' if alert else ""
    return f'<p class="say {tone}"{role}>{text(words)}</p>' if words else ""


def badge(words: str, tone: Tone = "plain") -> str:
    """A word or two about a state."""
    return f'<span class="badge {tone}">{text(words)}</span>'


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> str:
    """A table of text whose rows become blocks on a phone; columns in ``numbers`` stand at the right."""
    kinds = [' class="number"' if column in numbers else "" for column in range(len(headings))]
    top = "".join(f"<th{kind}>{text(words)}</th>" for words, kind in zip(headings, kinds, strict=True))
    body = "".join(
        "<tr>"
        + "".join(
            f'<td{kind} data-label="{escape(label)}"><span>{text(cell)}</span></td>'
            for cell, label, kind in zip(row, headings, kinds, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f'<table class="table"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def timeline(steps: Iterable[Step]) -> str:
    """The steps of a matter from the first to the last, with their days and how far it is."""
    said = {"done": "已完成", "now": "进行中", "todo": "还没到"}
    found = "".join(
        f'<li class="{step.state}"><b>{text(step.name)}</b> {badge(said[step.state], "good" if step.state == "done" else "plain")}'
        f'<span class="small"> {text(step.when)}</span>{f"<p class=small>{text(step.words)}</p>" if step.words else ""}</li>'
        for step in steps
    )
    return f'<ol class="steps">{found}</ol>'


def months(cells: Sequence[tuple[str, str]]) -> str:
    """A year's months: for each its state (paid, missing, returned, none) and what stands in it."""
    found = "".join(f'<div class="{state}">{month}月<b>{text(words)}</b></div>' for month, (state, words) in enumerate(cells, 1))
    return f'<div class="months">{found}</div>'


def photo(address: str, words: str) -> str:
    """A small picture with words under it; a tap opens the large one."""
    at = escape(address)
    return f'<a class="photo" href="{at}" target="_blank" rel="noopener"><img src="{at}/small" alt="{escape(words)}" loading="lazy"><span class="small">{text(words)}</span></a>'


def photos(*parts: str) -> str:
    """Small pictures side by side."""
    return f'<div class="photos">{"".join(parts)}</div>'


def door(name: str, about: str, address: str, main: bool = False) -> str:
    """A large link with a sentence; the main one of a page is red. (Between Streamlit's pages use `st.page_link`.)"""
    kind = "door main" if main else "door"
    sentence = f'<span class="small">{text(about)}</span>' if about else ""
    return f'<a class="{kind}" href="{escape(address)}" target="_self"><span><b>{text(name)}</b>{sentence}</span></a>'


def links(rows: Iterable[tuple[str, str, str]]) -> str:
    """A list of links with a sentence each: name, sentence, address."""
    found = "".join(f'<li><a href="{escape(to)}" target="_self">{text(name)}</a><span class="small">{text(about)}</span></li>' for name, about, to in rows)
    return f'<ul class="links">{found}</ul>'


def seek(label: str, words: str = "") -> str:
    """The field that searches everything that is public."""
    field = f'<input id="q" name="q" value="{escape(words)}" maxlength="30" autocomplete="off">'
    return f'<form class="seek" method="get" action="/search" role="search"><label for="q">{text(label)}</label><p>{field}<button>查找</button></p></form>'


def press(words: str, address: str) -> str:
    """A link that looks like a button: a download, the same page in another form."""
    return f'<a class="press" href="{escape(address)}" target="_self">{text(words)}</a>'


def empty(words: str, hint: str = "") -> str:
    """What stands where there is nothing yet, and what to do about it."""
    return f'<section class="card quiet"><p>{text(words)}</p>{f"<p class=small>{text(hint)}</p>" if hint else ""}</section>'
