"""Lists that are posted before anything is approved: public for the days of the posting, and gone by themselves after them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries.payments import Source
from dashboard.queries.small import FEW
from loaders import catalogue, schemes, workdays
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.imports import Batch, Import
from loaders.records.payments import Pending, SchemeRow
from loaders.records.places import Place
from loaders.records.publication import Posting

DAYS = 7  # 浙江省社会救助条例: seven days, where the catalogue has no other number for the scheme
_HEADS = (None, "本人", "户主", "户主本人", "本人或户主")


@dataclass(frozen=True, slots=True)
class Applicant:
    """A household on such a list: its head's masked name, for how many people, how much is proposed a month."""

    name: str
    people: int | None
    amount_fen: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class Posted:
    """A list that hangs on the board today; no names where the scheme's may never be public."""

    key: str
    scheme: str
    place_id: int
    place: str
    since: date
    until: date
    households: int | None
    applicants: tuple[Applicant, ...]

    def left(self, today: date) -> int:
        """How many days it stays."""
        return (self.until - today).days


def last_day(key: str, since: date) -> date:
    """The last day on which a list of a scheme hangs, from the catalogue: seven days, or what it says for the scheme."""
    item = next((one for one in catalogue.items().values() if "pending" in one.records and key in one.schemes), None)
    display_ = item.display if item and item.display not in ("", "long") else str(DAYS)
    number = int(display_.removesuffix("wd"))
    return workdays.due(since, number, "working").day if display_.endswith("wd") else since + timedelta(days=number)


def posted(db: Database, viewer: Viewer, today: date, place_id: int | None = None) -> list[Posted]:
    """The lists that are posted on a day, of a place with those of its whole township or of all; those that end first first."""
    if not may(viewer, "public-books"):
        return []
    pending = table_of(Pending)
    wanted = (
        select(pending, Place.name.label("place"), SchemeRow.key, SchemeRow.name.label("scheme"), Import.at, Import.id.label("import_id"), Import.name.label("file"), Batch.sheet, Posting.since, Posting.until)
        .join(Batch, Batch.id == pending.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == pending.c.place_id)
        .outerjoin(SchemeRow, SchemeRow.id == pending.c.scheme_id)
        .outerjoin(Posting, Posting.batch_id == Batch.id)
        .where(Batch.in_force)
        .order_by(pending.c.id)
    )
    if place_id is not None:
        home = select(Place.township_id).where(Place.id == place_id).scalar_subquery()
        wanted = wanted.where((pending.c.place_id == place_id) | (pending.c.place_id == home))
    with db.read() as conn:
        rows = conn.execute(wanted).all()
    sheets: dict[tuple[int, int, str], list[Any]] = {}
    for row in rows:
        sheets.setdefault((row.batch_id, row.place_id, row.key or ""), []).append(row)
    found = [one for own in sheets.values() for one in _shown(own, today)]
    return sorted(found, key=lambda one: (one.until, one.place_id))


def _shown(rows: list[Any], today: date) -> Iterator[Posted]:
    """The list of one place and scheme, while it is posted."""
    first = rows[0]
    key = first.key or ""
    since = first.since or workdays.china_day(first.at)
    until = first.until or last_day(key, since)
    if not since <= today <= until:
        return
    known = schemes.dictionary().by_key(key)
    heads = [row for row in rows if row.relation in _HEADS]
    nameless = known is not None and (known.minors or known.publish_days == 0)
    count = None if nameless and len(heads) < FEW else len(heads)
    applicants = () if nameless else tuple(
        Applicant(display.masked(row.name), row.people, row.amount_fen, Source(row.import_id, row.file, row.sheet, row.row, row.column)) for row in heads
    )  # fmt: skip
    yield Posted(key, known.short if known else first.scheme or "没有写明的补助", first.place_id, first.place, since, until, count, applicants)
