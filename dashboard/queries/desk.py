"""What the clerk asks and does at the desk for a household: whom its people may ask, as the card says it."""

from dashboard.access import Viewer, Whose, may
from loaders import place_settings, text
from loaders.database import Database
from loaders.places import Gazetteer

LONGEST_CONTACT = 40


def contact(db: Database, village_id: int) -> str:
    """Whom people of the village may ask, as it is printed on their cards; empty until a clerk has said it."""
    with db.read() as conn:
        place = Gazetteer(conn).by_id(village_id)
        return place_settings.value(conn, place_settings.CONTACT, village_id, place.township_id if place else None) or ""


def keep_contact(db: Database, viewer: Viewer, village_id: int, given: str) -> None:
    """Keep it; ``ValueError`` says what is wrong."""
    words = text.visible(given)
    if not 4 <= len(words) <= LONGEST_CONTACT:
        raise ValueError(f"请写 4 到 {LONGEST_CONTACT} 个字，例如：村委会小陈，0579-1234567。")
    with db.write() as conn:
        place = Gazetteer(conn).by_id(village_id)
        if place is None or not may(viewer, "codes", Whose(township_id=place.township_id, village_id=place.id)):
            raise ValueError("这个村不归您管。")
        place_settings.keep(conn, viewer.name, village_id, place_settings.CONTACT, words)
