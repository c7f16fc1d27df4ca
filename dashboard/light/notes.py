"""Corrections on a page that needs no JavaScript: what was published, what stands instead, when and why."""

from collections.abc import Mapping

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.light.pages import doors, page
from dashboard.queries import notes
from dashboard.queries.notes import Note
from dashboard.style import Item
from loaders import workdays
from loaders.database import Database

TITLE = "更正记录"


def said(note: Note) -> Item:
    """A note as a line: which table, how, the sums before and after, the reason."""
    what = "　".join(part for part in (note.place, note.what, display.period(note.period) if note.period else "") if part)
    how = f"《{note.file}》" + ("被更正" if note.kind == "replaced" else "已撤回") + (f"，现在以《{note.instead}》为准" if note.instead else "")
    sums = f"合计原来{display.yuan(note.old_fen)}" if note.old_fen is not None else ""
    if sums and note.new_fen is not None:
        sums += f"，现在{display.yuan(note.new_fen)}"
    return Item(what, "", (display.day(workdays.china_day(note.at)), how, sums, "因村民反映查出" if note.asked else "", f"原因：{note.reason.rstrip('。')}"))


def card(found: list[Note]) -> str:
    """The newest corrections, folded; nothing where there are none."""
    return style.card(style.fold(f"更正过{len(found)}次，改了什么、为什么", style.items(map(said, found)))) if found else ""


def of_place(db: Database, viewer: Viewer, place_id: int) -> str:
    """The card of a village's corrections."""
    return card(notes.notes(db, viewer, place_id, most=20))


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """All corrections, or those of the place that the address asks for."""
    asked = query.get("place", "")
    found = notes.notes(db, viewer, number_of(asked))
    listed = style.card(style.items(map(said, found))) if found else style.empty("没有更正过。")
    title = style.title(TITLE, "公布以后又改的，都记在这里：原来是什么，现在是什么，为什么。")
    return page(TITLE, f"<main>{title}{listed}</main>{doors(viewer, '/lite/corrections')}", viewer=viewer)
