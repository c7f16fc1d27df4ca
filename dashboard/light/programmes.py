"""Programmes on a page that needs no JavaScript: what it is, how many households, how much, how far, village by village."""


from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.light.pages import doors, page
from dashboard.queries import programmes
from dashboard.queries.programmes import STEPS, House, Houses, Programme, Village
from dashboard.style import Item
from loaders.database import Database

ABOUT = "一户一户帮的项目，例如危旧房改造：帮了多少户，花了多少钱，做到哪一步。"


def programme(found: Programme) -> str:
    """A programme as a card: its policy, its sums, its steps, and its villages with their houses."""
    every = found.of
    scheme = found.scheme
    policy = style.line(scheme.plain) if scheme else ""
    about = style.facts((("文号", found.document), ("资金", found.fund), ("哪个部门", scheme.department if scheme else ""), ("依据", scheme.legal if scheme else ""), ("怎么公开", scheme.publish if scheme else "")))
    figures = style.figures((("一共", f"{len(every.houses)}户"), ("计划补助", display.yuan(every.planned_fen)), ("已发", display.yuan(every.paid_fen))), main="已发")
    unwritten = style.line(f"其中{every.unwritten}户表里没有写补助多少。" if every.unwritten else "", small=True)
    villages = "".join(map(_village, found.villages))
    year = f"{found.year}年" if found.year else ""
    return style.card(policy, figures, unwritten, _steps(every), style.fold("政策和出处", about) if about else "", style.part("一个村一个村看"), villages, heading=f"{year}{found.name}")


def _steps(found: Houses) -> str:
    """How many houses reached each step, as bars; a house that is further has passed the steps before."""
    most = len(found.houses)
    bars = "".join(style.progress(round(100 * found.at(name) / most), f"{name}{found.at(name)}户") for _, name, _ in STEPS)
    unsaid = f"还有{found.unsaid}户表里没有写走到哪一步。" if found.unsaid else ""
    return bars + style.line(f"{most}户里走到这一步（或更后面）的户数。{unsaid}", small=True)


def _village(found: Village) -> str:
    sums = f"{found.place} {len(found.of.houses)}户，计划{display.yuan(found.of.planned_fen)}，已发{display.yuan(found.of.paid_fen)}"
    return style.fold(sums, style.items(map(_house, found.of.houses)), tiny=True)


def _house(one: House) -> Item:
    days = "，".join(f"{step}{display.when(day)}" if day[:4].isdigit() else step for step, day in one.days)
    paid = f"已发{display.yuan(one.paid_fen)}" if one.paid_fen is not None else ""
    return Item(one.name, style.money(one.planned_fen, "没有写补助多少"), (f"已{one.step}" if one.step else one.said or "没有写进度", one.content, paid, days), one.source.words)


def show(db: Database, viewer: Viewer) -> str:
    """The page."""
    cards = "".join(map(programme, programmes.programmes(db, viewer, clock.today()))) or style.empty("还没有公开的改造和搬迁。")
    return page("改造和搬迁", f"<main>{style.title('改造和搬迁', ABOUT)}{cards}</main>{doors(viewer, '/lite/programmes')}", viewer=viewer)
