"""Search on a page without JavaScript, and what one kind of money is."""

from collections.abc import Mapping
from itertools import groupby

from dashboard import clock, style
from dashboard.access import Viewer
from dashboard.light.pages import doors, notice, page
from dashboard.queries import search
from loaders import schemes
from loaders.database import Database

#: What the field asks for, wherever it stands.
FIELD = "找村、补贴、项目、合同、决策，或名单上的人"


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The field and, below it, what was found by kind."""
    words = query.get("q", "")[:30]
    found = search.search(db, viewer, words, clock.today())
    field = style.seek(FIELD, words)
    parts = "".join(_part(kind, list(hits)) for kind, hits in groupby(found, key=lambda hit: hit.kind))
    if words and not found:
        parts = style.empty(f"没有找到“{words}”。", "换个短一点的词再试，例如只写村名，或补贴的叫法。")
    return page("查找", f"<main>{style.title('查找')}{field}{parts}</main>{doors(viewer, '/search')}", viewer=viewer)


def _part(kind: str, hits: list[search.Hit]) -> str:
    links = "".join(style.door(hit.name, hit.about, hit.address) for hit in hits)
    hint = "只按遮住中间字的名字对；同名的人可能不是同一个。" if kind == "享受名单" else ""
    return style.part(f"{kind}（{len(hits)}）") + style.line(hint, small=True) + links


def scheme(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """What a kind of money is: in plain words, who gives it, on what ground, how much, whom to ask, what is published."""
    known = schemes.dictionary().by_key(query.get("key", ""))
    if known is None:
        return notice("没有这一项", "补贴词典里没有这一项，可以用“查找”再找一找。")
    about = style.facts(
        (
            ("正式名称", known.name), ("也叫", "、".join(known.aliases[:8])), ("哪个部门", known.department), ("给谁", "按户" if known.beneficiary == "户" else "按人"), ("什么时候发", known.rhythm),
            ("标准举例", known.standard), ("依据", known.legal), ("怎么公开", known.publish), ("咨询", known.contact),
        )
    )  # fmt: skip
    body = f"<main>{style.title(known.short, known.plain)}{style.card(about)}{style.door('查别的', '', '/search')}</main>{doors(viewer, '/search')}"
    return page(known.short, body, viewer=viewer)
