"""A household's own income, visits and integrity points; and what the public may know of visits and points."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, exists, func, or_, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries.payments import Source
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.households import CreditScore, HouseholdIncome, Visit
from loaders.records.imports import Batch, Import
from loaders.records.payments import Payment
from loaders.records.people import Person
from loaders.records.places import Place

#: A household that looks after is to be visited at least so often, in days.
VISIT_DAYS = 183


@dataclass(frozen=True, slots=True)
class Income:
    """A household's income of a year in fen, none where the sheet does not say.

    The part that comes as subsidies is built from the payments in force (``paid_fen``), so ``total_fen`` is the sum of
    what is shown; what the sheet itself counts as subsidies stays beside it.
    """

    year: str
    people: int | None
    wages_fen: int | None
    business_fen: int | None
    property_fen: int | None
    transfers_fen: int | None  # as the sheet counts them
    costs_fen: int | None
    paid_fen: int
    source: Source

    @property
    def total_fen(self) -> int:
        """All that came in: wages, business, property and what was paid to the household."""
        return sum(fen or 0 for fen in (self.wages_fen, self.business_fen, self.property_fen)) + self.paid_fen

    @property
    def net_fen(self) -> int:
        """What is left of it after the costs of the business."""
        return self.total_fen - (self.costs_fen or 0)

    @property
    def per_head_fen(self) -> int | None:
        """What is left for each; none where nobody says how many they are."""
        return self.net_fen // self.people if self.people else None

    @property
    def difference_fen(self) -> int | None:
        """What the sheet counts as transfers beyond the payments in force; negative where it counts less."""
        return None if self.transfers_fen is None else self.transfers_fen - self.paid_fen


@dataclass(frozen=True, slots=True)
class OneVisit:
    """A visit, or who looks after the household where no day is written."""

    when: str
    helper: str
    office: str
    content: str
    source: Source


@dataclass(frozen=True, slots=True)
class Points:
    """A month's integrity points in four blocks, as written."""

    period: str
    name: str
    blocks: tuple[tuple[str, str], ...]
    total: str
    board: str
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class Completion:
    """How many of a village's households with a helper were visited within half a year."""

    village_id: int
    village: str
    households: int
    visited: int

    @property
    def percent(self) -> int:
        """The share in whole percent."""
        return 100 * self.visited // self.households if self.households else 0


_BLOCKS = (("social", "社会公德"), ("work", "职业道德"), ("family", "家庭美德"), ("personal", "个人品德"))


def _wanted(table: Any, *columns: Any) -> Any:
    return (
        select(table, *columns, Import.id.label("import_id"), Import.name.label("file"), Batch.sheet)
        .join(Batch, Batch.id == table.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .where(Batch.in_force)
    )


def _source(row: Any) -> Source:
    return Source(row.import_id, row.file, row.sheet, row.row, row.column)


def _own(viewer: Viewer, table: Any) -> Any:
    """The condition of the viewer's own household; never true for who is no villager."""
    if viewer.household_id is not None:
        return table.c.household_id == viewer.household_id
    return table.c.person_id == (viewer.person_id or -1)


def incomes(db: Database, viewer: Viewer) -> list[Income]:
    """The own household's income year by year, the newest first, beside what was really paid to it."""
    if not may(viewer, "own-payments") or viewer.person_id is None:
        return []
    table = table_of(HouseholdIncome)
    with db.read() as conn:
        rows = conn.execute(_wanted(table).where(_own(viewer, table)).order_by(table.c.period.desc(), table.c.id.desc())).all()
        newest = {row.period: row for row in reversed(rows)}
        return [_income(row, _paid(conn, viewer, row.period[:4])) for _, row in sorted(newest.items(), reverse=True)]


def _paid(conn: Connection, viewer: Viewer, year: str) -> int:
    """What was paid in a year to those who live in the household now, the viewer at least."""
    payment = table_of(Payment)
    mine = Person.id == viewer.person_id
    members = select(Person.id).where(mine if viewer.household_id is None else or_(mine, Person.household_id == viewer.household_id))
    wanted = select(func.sum(payment.c.amount_fen)).join(Batch, Batch.id == payment.c.batch_id).where(payment.c.person_id.in_(members))
    return conn.execute(wanted.where(payment.c.period.like(f"{year}%"), payment.c.status == "paid", Batch.in_force)).scalar() or 0


def _income(row: Any, paid: int) -> Income:
    return Income(
        row.period[:4], row.people, row.wages_fen, row.business_fen, row.property_fen, row.transfers_fen, row.costs_fen, paid, _source(row),
    )  # fmt: skip


def visits(db: Database, viewer: Viewer) -> list[OneVisit]:
    """The visits to the own household, the newest first."""
    if not may(viewer, "own-payments") or viewer.person_id is None:
        return []
    table = table_of(Visit)
    with db.read() as conn:
        rows = conn.execute(_wanted(table).where(_own(viewer, table))).all()
    found = [OneVisit(row.visited or "", row.helper or "", row.office or "", db.vault.open(row.content_sealed) if row.content_sealed else "", _source(row)) for row in rows]
    return sorted(found, key=lambda visit: visit.when, reverse=True)


def points(db: Database, viewer: Viewer) -> list[Points]:
    """The own household's integrity points, the newest month first."""
    if not may(viewer, "own-payments") or viewer.person_id is None:
        return []
    table = table_of(CreditScore)
    with db.read() as conn:
        rows = conn.execute(_wanted(table).where(_own(viewer, table)).order_by(table.c.period.desc(), table.c.id)).all()
    return [_points(row, display.masked(row.name) if viewer.behalf else row.name) for row in rows]


def _points(row: Any, name: str) -> Points:
    blocks = tuple((words, value) for key, words in _BLOCKS if (value := getattr(row, key)) is not None)
    return Points(row.period, name, blocks, row.total or "", row.board or "", row.reason or "", _source(row))


def board_places(db: Database, viewer: Viewer) -> dict[int, str]:
    """The villages that have published integrity points."""
    if not may(viewer, "public-books"):
        return {}
    table = table_of(CreditScore)
    theirs = exists().where(table.c.place_id == Place.id, Batch.id == table.c.batch_id, Batch.in_force)
    with db.read() as conn:
        return {number: name for number, name in conn.execute(select(Place.id, Place.name).where(theirs).order_by(Place.id))}


def board_months(db: Database, viewer: Viewer, village_id: int) -> list[str]:
    """The months of which a village has published integrity points, the newest first."""
    if not may(viewer, "public-books"):
        return []
    table = table_of(CreditScore)
    wanted = select(table.c.period).join(Batch, Batch.id == table.c.batch_id).where(table.c.place_id == village_id, Batch.in_force)
    with db.read() as conn:
        return list(conn.execute(wanted.distinct().order_by(table.c.period.desc())).scalars())


def board(db: Database, viewer: Viewer, village_id: int, period: str) -> list[Points]:
    """A village's integrity board of a month, masked, the most points first."""
    if not may(viewer, "public-books"):
        return []
    table = table_of(CreditScore)
    with db.read() as conn:
        rows = conn.execute(_wanted(table).where(table.c.place_id == village_id, table.c.period == period)).all()
    found = [_points(row, display.masked(row.name)) for row in rows]
    return sorted(found, key=lambda one: _number(one.total), reverse=True)


def _number(written: str) -> Decimal:
    try:
        return Decimal(written)
    except ArithmeticError:
        return Decimal(0)


def completion(db: Database, viewer: Viewer, today: date) -> list[Completion]:
    """For every village how many of the households with a helper were visited within half a year; counts alone."""
    if not may(viewer, "public-books"):
        return []
    table = table_of(Visit)
    last = (
        select(table.c.place_id, table.c.household_id, func.max(table.c.visited).label("visited"))
        .join(Batch, Batch.id == table.c.batch_id)
        .where(Batch.in_force)
        .group_by(table.c.place_id, table.c.household_id)
        .subquery()
    )
    with db.read() as conn:
        rows = conn.execute(select(Place.id, Place.name, last.c.visited).join(last, last.c.place_id == Place.id).order_by(Place.id)).all()
    oldest = date.fromordinal(today.toordinal() - VISIT_DAYS).isoformat()
    found: dict[tuple[int, str], list[bool]] = {}
    for number, name, visited in rows:
        # a month without a day counts to its end
        found.setdefault((number, name), []).append(bool(visited) and (visited if len(visited) == 10 else f"{visited}-31") >= oldest)
    return [Completion(number, name, len(states), sum(states)) for (number, name), states in found.items()]
