"""Published lists: who gets a kind of money, as far as the law lets it be said, and how it was shared among villages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries import answers
from dashboard.queries.answers import Answer
from dashboard.queries.open_data import Policy
from dashboard.queries.payments import Source
from dashboard.queries.small import FEW
from loaders import schemes, workdays
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.imports import Batch, Import
from loaders.records.payments import Entitlement, SchemeRow
from loaders.records.people import Person
from loaders.records.places import Place

HEADS = ("本人", "户主", "户主本人", "本人或户主")


@dataclass(frozen=True, slots=True)
class Listed:
    """A household on a list: its head's masked name, for how many people, how much a month, since when."""

    name: str
    group: str
    people: int | None
    amount_fen: int | None
    since: str
    source: Source
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class VillageShare:
    """A village's part of a list. Counts are none where they are so small that they would name someone."""

    village_id: int
    village: str
    households: int | None
    people: int | None
    amount_fen: int | None
    residents: int  # in the register; 0 where there is none

    @property
    def per_thousand(self) -> float | None:
        """How many of a thousand residents are covered."""
        return round(1000 * self.people / self.residents, 1) if self.people is not None and self.residents else None


@dataclass(frozen=True, slots=True)
class SchemeList:
    """A scheme's newest list: how it may be published and how it is shared among villages."""

    key: str
    scheme: str
    plain: str
    publish: str
    named: bool  # whether names may be shown
    period: str
    shares: tuple[VillageShare, ...]


def scheme_lists(db: Database, viewer: Viewer, today: date, township_id: int | None = None) -> list[SchemeList]:
    """The schemes that have a list in force, each with its villages; the newest list of a village counts."""
    if not may(viewer, "public-books"):
        return []
    with db.read() as conn:
        rows = _counted(conn, township_id)
        counted = select(Person.village_id, func.count()).where(Person.village_id.in_({row.village_id for row in rows}), Person.registered)
        residents = {village: count for village, count in conn.execute(counted.group_by(Person.village_id))}
    policy = Policy(today)
    by_scheme: dict[str, list[Any]] = {}
    for row in rows:
        by_scheme.setdefault(row.key, []).append(row)
    return [_scheme(key, own, residents, policy) for key, own in by_scheme.items()]


def _newest(township_id: int | None) -> Any:
    """The newest period of the list of every scheme and village."""
    entitlement = table_of(Entitlement)
    newest = (
        select(entitlement.c.scheme_id, entitlement.c.village_id, func.max(entitlement.c.period).label("period"))
        .join(Batch, Batch.id == entitlement.c.batch_id)
        .where(Batch.record == "entitlement", Batch.in_force, entitlement.c.until.is_(None))
        .group_by(entitlement.c.scheme_id, entitlement.c.village_id)
    )
    return newest.where(entitlement.c.township_id == township_id).subquery() if township_id is not None else newest.subquery()


def _current(township_id: int | None, *columns: Any) -> Any:
    """Heads of households on the newest lists in force."""
    entitlement = table_of(Entitlement)
    newest = _newest(township_id)
    return (
        select(*columns)
        .select_from(entitlement)
        .join(newest, (newest.c.scheme_id == entitlement.c.scheme_id) & (newest.c.village_id == entitlement.c.village_id) & (newest.c.period == entitlement.c.period))
        .join(Batch, Batch.id == entitlement.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(SchemeRow, SchemeRow.id == entitlement.c.scheme_id)
        .join(Place, Place.id == entitlement.c.village_id)
        .where(Batch.record == "entitlement", Batch.in_force, entitlement.c.until.is_(None), entitlement.c.relation.is_(None) | entitlement.c.relation.in_(HEADS))
    )


def _counted(conn: Connection, township_id: int | None) -> list[Any]:
    entitlement = table_of(Entitlement)
    wanted = _current(
        township_id, SchemeRow.key, SchemeRow.name.label("scheme"), Place.id.label("village_id"), Place.name.label("village"), func.max(entitlement.c.period).label("period"),
        func.count().label("households"), func.sum(func.coalesce(entitlement.c.people, 1)).label("people"), func.sum(entitlement.c.amount_fen).label("fen"),
    )  # fmt: skip
    return list(conn.execute(wanted.group_by(SchemeRow.key, SchemeRow.name, Place.id, Place.name).order_by(SchemeRow.key, Place.id)))


def _scheme(key: str, rows: Sequence[Any], residents: dict[int, int], policy: Policy) -> SchemeList:
    known = schemes.dictionary().by_key(key)
    named = not policy.hides(key, policy.today)
    shares = tuple(_share(row, residents.get(row.village_id, 0), named) for row in rows)
    return SchemeList(key, known.short if known else rows[0].scheme, known.plain if known else "", known.publish if known else "", named, max(row.period or "" for row in rows), shares)


def _share(row: Any, residents: int, named: bool) -> VillageShare:
    if not named and row.people < FEW:
        return VillageShare(row.village_id, row.village, None, None, None, residents)
    return VillageShare(row.village_id, row.village, row.households, row.people, row.fen, residents)


def listed(db: Database, viewer: Viewer, village_id: int, scheme_key: str, today: date) -> list[Listed]:
    """The households of a village on the newest list of a scheme; nobody where names may not be published (any more)."""
    policy = Policy(today)
    if not may(viewer, "public-books") or policy.hides(scheme_key, today):
        return []
    entitlement = table_of(Entitlement)
    wanted = _current(
        None, entitlement.c.id, entitlement.c.name, entitlement.c.people, entitlement.c.amount_fen, entitlement.c.since, entitlement.c.row, Import.at, Import.id.label("import_id"), Import.name.label("file"), Batch.sheet, Person.birth_date,
    ).join(Person, Person.id == entitlement.c.person_id).where(entitlement.c.village_id == village_id, SchemeRow.key == scheme_key)  # fmt: skip
    with db.read() as conn:
        rows = conn.execute(wanted.order_by(entitlement.c.row)).all()
        said = answers.of(conn, "list", village_id)
    return [
        Listed(display.masked(row.name), "", row.people, policy.amount(scheme_key, row.amount_fen), row.since or "", Source(row.import_id, row.file, row.sheet, row.row, None, row.id), said.get(f"list:{row.id}", ()))
        for row in rows
        if not policy.hides(scheme_key, workdays.china_day(row.at), row.birth_date)
    ]
