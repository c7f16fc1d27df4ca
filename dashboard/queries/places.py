"""Where a viewer stands: the name of the office's place, or of the village that a villager lives in."""

from sqlalchemy import bindparam, exists, select

from dashboard.access import Viewer
from loaders.database import Database
from loaders.records.base import Base, table_of
from loaders.records.imports import Batch
from loaders.records.places import Place

_NAME = select(Place.name).where(Place.id == bindparam("place"))


def home(db: Database, viewer: Viewer) -> str:
    """The name of the viewer's place; empty for who has none."""
    if viewer.place_id is None:
        return ""
    with db.read() as conn:
        return conn.execute(_NAME, {"place": viewer.place_id}).scalar() or ""


def townships_with(db: Database, record: type[Base]) -> dict[int, str]:
    """The townships that have rows of the record in force."""
    table = table_of(record)
    theirs = exists().where(table.c.township_id == Place.id, Batch.id == table.c.batch_id, Batch.in_force)
    with db.read() as conn:
        rows = conn.execute(select(Place.id, Place.name).where(Place.level == "township", theirs).order_by(Place.id))
        return {number: name for number, name in rows}
