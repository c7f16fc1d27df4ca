"""“谁看过我家的记录”, on a page that needs no JavaScript: each look, by office, purpose and day."""

from collections.abc import Sequence

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.light.pages import doors, page
from dashboard.queries import looks, places
from dashboard.queries.looks import Look
from dashboard.style import Item
from loaders.database import Database

TITLE = "谁看过我家的记录"
ABOUT = "工作人员为办事打开过您家的记录，或打开过有您家名字的表，都记在这里，删了会被查出来。您家自己看的不记。"
NOBODY = "还没有人看过您家的记录。"
WRONG = "觉得哪一次不应该看？可以问村务监督委员会，或拨打 12345。"


def listed(found: Sequence[Look]) -> str:
    """The looks, the newest first; a sentence where there are none."""
    if not found:
        return style.line(NOBODY)
    return style.items(Item(display.day(look.at.date()), "", (look.words,)) for look in found)


def show(db: Database, viewer: Viewer) -> str:
    """The page of the viewer."""
    found = looks.mine(db, viewer)
    foot = style.line(WRONG, small=True) if found else ""
    body = f"<main>{style.title(TITLE, ABOUT)}{style.card(listed(found), foot)}</main>"
    return page(TITLE, body + doors(viewer, "/lite/looks"), viewer=viewer, place=places.home(db, viewer))
