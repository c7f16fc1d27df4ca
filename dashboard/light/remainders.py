"""What does not add up in published tables, as a card beside the figures: both sides, what is left over, and why."""

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.queries import remainders
from dashboard.queries.remainders import Left
from dashboard.style import Item
from loaders.database import Database


def said(one: Left) -> Item:
    """A remainder as a line with its reason."""
    what = "　".join(part for part in (one.place, one.what, display.period(one.period) if one.period else "") if part)
    return Item(what, "", (remainders.in_words(one).rstrip("。"), f"原因：{one.reason.rstrip('。')}", f"{display.day(one.day)}写明"), one.source)


def of_place(db: Database, viewer: Viewer, place_id: int | None, *records: str) -> str:
    """The card of the remainders of a place (or of all) in these tables, or in all tables; nothing where everything adds up."""
    found = remainders.remainders(db, viewer, place_id, *records)
    if not found:
        return ""
    return style.card(style.line("公布的数和表上写的对不上，经办单位写明的原因：", small=True), style.items(map(said, found)), heading=f"有{len(found)}处数对不上", tone="wait")
