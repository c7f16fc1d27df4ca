"""What a person is told at the next sign-in: what others did in the person's name or with the person's record."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, update

from dashboard import clock
from dashboard.access import Viewer, may
from loaders import workdays
from loaders.database import Database
from loaders.records.accounts import Told

LONGEST = 200
#: Asked for every first page of a villager, so it is put together once.
_UNREAD = select(Told.at, Told.words).where(Told.person_id == bindparam("person"), Told.read_at.is_(None)).order_by(Told.id.desc())


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened, and on which day."""

    day: date
    words: str


def tell(conn: Connection, person_id: int, words: str) -> None:
    """Tell the person at the next sign-in, in the transaction that does it."""
    conn.execute(insert(Told).values(person_id=person_id, at=clock.now(), words=words[:LONGEST]))


def unread(db: Database, viewer: Viewer) -> list[News]:
    """What the viewer has not read yet, the newest first; nothing for who helps."""
    if not may(viewer, "told") or viewer.person_id is None:
        return []
    with db.read() as conn:
        return [News(workdays.china_day(at), words) for at, words in conn.execute(_UNREAD, {"person": viewer.person_id})]


def read(db: Database, viewer: Viewer) -> None:
    """The viewer has read all of it."""
    if may(viewer, "told") and viewer.person_id is not None:
        mine = Told.person_id == viewer.person_id, Told.read_at.is_(None)
        with db.write() as conn:
            conn.execute(update(Told).where(*mine).values(read_at=clock.now()))
