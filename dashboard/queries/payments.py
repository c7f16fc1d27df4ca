"""What a person was paid: the viewer's own money, and that of the household."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from dashboard import display
from dashboard.access import Viewer, may
from loaders import columns, periods, schemes
from loaders.columns import yuan
from loaders.database import Database
from loaders.records.imports import Batch, Import
from loaders.records.payments import Entitlement, Payment, SchemeRow
from loaders.records.people import Person
from loaders.records.places import Place
from loaders.schemes import Dictionary


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure stands."""

    import_id: int
    file: str
    sheet: str
    row: int
    column: str | None
    record_id: int = 0  # of the row in its own table

    @property
    def words(self) -> str:
        """The source in one line."""
        return display.source(self.file, self.sheet, self.row, self.column)


@dataclass(frozen=True, slots=True)
class Line:
    """One payment as a villager reads it. ``whose`` names another member of the household, else nothing."""

    scheme_key: str
    scheme: str
    plain: str
    period: str
    amount_fen: int
    paid_on: date | None
    status: str  # paid, returned
    channel: str
    remark: str
    whose: str
    payee: str  # who got it instead
    source: Source
    payment_id: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """The payments of a year, the newest first, and their sum; money that came back is not in it."""

    year: int
    total_fen: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a villager sees first."""

    name: str
    village: str
    last: Line | None
    years: tuple[Year, ...]
    listed: frozenset[str]  # the schemes on whose newest list somebody of the household stands

    @property
    def this_year(self) -> Year | None:
        """The newest year that has payments."""
        return self.years[0] if self.years else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one scheme: ``paid``, ``returned``, ``missing`` (on the list or paid around it, no payment) or ``none``."""

    state: str
    amount_fen: int = 0


@dataclass(frozen=True, slots=True)
class GridRow:
    """A scheme's twelve months, what was paid for longer periods, and the change against the same months of last year."""

    scheme_key: str
    scheme: str
    months: tuple[Cell, ...]
    longer: tuple[Line, ...]
    total_fen: int
    before_fen: int | None


_COLUMNS = (
    Payment.id, Payment.person_id, SchemeRow.key, SchemeRow.name.label("scheme"), Payment.period, Payment.amount_fen, Payment.paid_on, Payment.status,
    Payment.channel, Payment.remark, Payment.payee_name, Import.id.label("import_id"), Import.name.label("file"),
    Batch.sheet, Payment.row, Payment.column,
)  # fmt: skip


def _statement(condition: Any) -> Any:
    return (
        select(*_COLUMNS)
        .join(Batch, Batch.id == Payment.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(SchemeRow, SchemeRow.id == Payment.scheme_id)
        .where(condition, Batch.in_force)
    )


_OF_PEOPLE = _statement(Payment.person_id.in_(bindparam("people", expanding=True)))
_OF_ONE = _statement(Payment.person_id == bindparam("person"))
_MEMBERS = select(Person.id, Person.name).where(or_(Person.household_id == bindparam("household"), Person.id == bindparam("person")))
_VILLAGE = select(Place.name).where(Place.id == bindparam("village"))
_LISTED = (
    select(SchemeRow.key)
    .join(Entitlement, Entitlement.scheme_id == SchemeRow.id)
    .join(Batch, Batch.id == Entitlement.batch_id)
    .where(Entitlement.person_id.in_(bindparam("people", expanding=True)), Batch.in_force, Entitlement.until.is_(None))
)


def _line(row: Any, whose: str, dictionary: Dictionary) -> Line:
    known = dictionary.by_key(row.key)
    return Line(
        row.key, known.short if known else row.scheme, known.plain if known else "", row.period, row.amount_fen, row.paid_on, row.status, row.channel or "", row.remark or "", whose,
        row.payee_name or "", Source(row.import_id, row.file, row.sheet, row.row, row.column, row.id), row.id,
    )  # fmt: skip


def _order(line: Line) -> tuple[date, date]:
    when = _when(line.period)
    return line.paid_on or when, when


@lru_cache(1000)
def _when(period: str) -> date:
    first, last = periods.bounds(period)
    return first if len(period) == 4 else last  # a year's payment without a day may have come at any time in it


def rows_of(db: Database, person_id: int) -> Sequence[Any]:
    """The rows of one person's payments in force, in no order: what every question about a person begins with."""
    with db.read() as conn:
        return conn.execute(_OF_ONE, {"person": person_id}).all()


def lines(db: Database, viewer: Viewer) -> list[Line]:
    """The payments in force to the viewer and the household, the newest first; nothing for who is no villager."""
    with db.read() as conn:
        return _lines(conn, viewer, household(conn, viewer))


def household(conn: Connection, viewer: Viewer) -> dict[int, str]:
    """The names of the people whose money the viewer sees."""
    if not may(viewer, "own-payments") or viewer.person_id is None:
        return {}
    if viewer.household_id is None:
        return {viewer.person_id: viewer.name}
    members = conn.execute(_MEMBERS, {"household": viewer.household_id, "person": viewer.person_id})
    return {person_id: display.masked(name) if viewer.behalf else name for person_id, name in members}


def _lines(conn: Connection, viewer: Viewer, names: dict[int, str]) -> list[Line]:
    if not names:
        return []
    dictionary = schemes.dictionary()
    rows = conn.execute(_OF_PEOPLE, {"people": list(names)}).all()
    found = [_line(row, "" if row.person_id == viewer.person_id else names[row.person_id], dictionary) for row in rows]
    if viewer.behalf:
        found = [replace(line, payee=display.masked(line.payee)) for line in found]
    return sorted(found, key=_order, reverse=True)


def _paid(found: Sequence[Line]) -> int:
    return sum(line.amount_fen for line in found if line.status == "paid")


def overview(db: Database, viewer: Viewer) -> Overview:
    """What the viewer and the household were paid, year by year, the newest first."""
    with db.read() as conn:
        names = household(conn, viewer)
        found = _lines(conn, viewer, names)
        village = conn.execute(_VILLAGE, {"village": viewer.place_id}).scalar() or ""
        listed = frozenset(conn.execute(_LISTED, {"people": list(names)}).scalars())
    years: dict[int, list[Line]] = {}
    for line in found:
        years.setdefault(int(line.period[:4]), []).append(line)
    grouped = tuple(Year(year, _paid(own), tuple(own)) for year, own in sorted(years.items(), reverse=True))
    last = next((line for line in found if line.status == "paid" and line.amount_fen), None)
    return Overview(viewer.behalf.name if viewer.behalf else viewer.name, village, last, grouped, listed)


def grid(overview: Overview, year: int) -> list[GridRow]:
    """Month by month what came and what did not, a row for each scheme of the year."""
    found = [line for each in overview.years for line in each.lines]
    now = [line for line in found if line.period[:4] == str(year)]
    rows = []
    for key in dict.fromkeys(line.scheme_key for line in now):
        own = [line for line in now if line.scheme_key == key]
        monthly = [line for line in own if _month(line.period)]
        paid_months = {line.period for line in found if line.scheme_key == key and _month(line.period) and line.status == "paid" and line.amount_fen}
        cells = tuple(_cell(monthly, f"{year}-{month:02}", paid_months, key in overview.listed) for month in range(1, 13))
        same = {line.period[4:] for line in own}
        before = [line for line in found if line.scheme_key == key and line.period[:4] == str(year - 1) and line.period[4:] in same]
        longer = tuple(line for line in own if not _month(line.period))
        rows.append(GridRow(key, own[0].scheme, cells, longer, _paid(own), _paid(before) if before else None))
    return rows


def _month(period: str) -> bool:
    return len(period) == 7 and period[5].isdigit()


def _cell(monthly: Sequence[Line], month: str, paid: set[str], listed: bool) -> Cell:
    here = [line for line in monthly if line.period == month]
    fen = _paid(here)
    if fen:
        return Cell("paid", fen)
    if any(line.status == "returned" for line in here):
        return Cell("returned", sum(line.amount_fen for line in here))
    if here or (paid and min(paid) < month < max(paid)) or (listed and paid and month == max(paid)):
        return Cell("missing")
    return Cell("none")


def by_id_number(db: Database, id_number: str) -> dict[str, Any]:
    """Every payment in force to the person of that number, as ``village payments --json`` prints it."""
    nothing: dict[str, Any] = {"person": {"name": None, "village": None}, "payments": [], "total_yuan": "0.00"}
    try:
        number = columns.id_number(id_number)
    except columns.Unreadable:
        return nothing
    with db.read() as conn:
        person = conn.execute(
            select(Person.id, Person.name, Place.name.label("village"))
            .outerjoin(Place, Place.id == Person.village_id)
            .where(Person.id_digest == db.vault.digest(number))
        ).first()
        if person is None:
            return nothing
    rows = rows_of(db, person.id)
    dictionary = schemes.dictionary()
    found = sorted((_line(row, "", dictionary) for row in rows), key=_order)
    return {
        "person": {"name": display.masked(person.name), "village": person.village},
        "payments": [
            {
                "scheme": line.scheme,
                "period": line.period,
                "amount_yuan": yuan(line.amount_fen),
                "paid_on": line.paid_on.isoformat() if line.paid_on else None,
                "status": line.status,
                "source": {"import_id": line.source.import_id, "file": line.source.file, "sheet": line.source.sheet, "row": line.source.row},
            }
            for line in found
        ],
        "total_yuan": yuan(_paid(found)),
    }
