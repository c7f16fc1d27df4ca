"""What was asked and answered in public: beside the figure, folded on its page, and all together on a page of their own."""

from collections.abc import Mapping, Sequence

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.light.pages import doors, page
from dashboard.queries import answers
from dashboard.queries.answers import Answer
from loaders.database import Database

TITLE = "问过的和答过的"


def said(found: Sequence[Answer]) -> tuple[str, ...]:
    """The questions and answers about one figure."""
    return tuple(style.answered(one.question, one.answer, display.day(one.day), one.corrected) for one in found)


def _lines(found: Sequence[Answer]) -> str:
    return "".join(style.line(one.about) + style.answered(one.question, one.answer, display.day(one.day), one.corrected) for one in found)


def of_place(db: Database, viewer: Viewer, place_id: int | None, *subjects: str) -> str:
    """The card of what was asked about these kinds of figures of a place, folded; nothing where nobody asked."""
    found = answers.listed(db, viewer, subjects, place_id, most=20)
    return style.card(style.fold(f"大家问过的（{len(found)}）", _lines(found))) if found else ""


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """All public answers, or those of the place that the address asks for."""
    found = answers.listed(db, viewer, place_id=number_of(query.get("place", "")))
    listed = style.card(_lines(found)) if found else style.empty("还没有公开的答复。")
    title = style.title(TITLE, "村民问过的，答复公开了的，都在这里；问的人不写名字。")
    ways = style.door("查反映办到哪一步", "凭受理编号，不用登录", "/lite/follow")
    return page(TITLE, f"<main>{title}{listed}{ways}</main>{doors(viewer, '/lite/answers')}", viewer=viewer)
