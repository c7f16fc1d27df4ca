"""Where a viewer stands: the name of the office's place, or of the village that a villager lives in."""

from sqlalchemy import bindparam, select

from dashboard.access import Viewer
from loaders.database import Database
from loaders.records.places import Place

_NAME = select(Place.name).where(Place.id == bindparam("place"))


def home(db: Database, viewer: Viewer) -> str:
    """The name of the viewer's place; empty for who has none."""
    if viewer.place_id is None:
        return ""
    with db.read() as conn:
        return conn.execute(_NAME, {"place": viewer.place_id}).scalar() or ""
