"""What an office sees of its places: who sent what, totals by scheme and month, and the gaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from dashboard.access import Viewer, Whose, may
from dashboard.queries.scope import within
from loaders import periods, schemes, workdays
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.books import LedgerEntry
from loaders.records.imports import Batch, Import
from loaders.records.payments import PaymentTotal, SchemeRow
from loaders.records.places import Place

#: What a place is expected to send, in the words of the page.
RECORDS = {
    "payment": "补贴发放", "ledger_entry": "村里的账", "project": "项目", "asset": "资产", "resource": "资源", "contract": "合同", "debt": "债权债务",
    "decision": "决策", "credit_score": "诚信积分", "visit": "走访",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Books:
    """A village and the quarters of its books: for each whether it is there, missing, or not due yet."""

    village: str
    village_id: int
    quarters: tuple[str, ...]  # there, missing, later


@dataclass(frozen=True, slots=True)
class SchemeMonths:
    """A scheme and what was paid of it in fen, month by month; none where nothing came."""

    scheme: str
    fen: tuple[int | None, ...]
    gaps: tuple[str, ...]  # months between others without a payment


@dataclass(frozen=True, slots=True)
class Sent:
    """What came from a place of one kind of record: how many tables, and when the last one came."""

    record: str
    tables: int
    last: date


@dataclass(frozen=True, slots=True)
class Overview:
    """The view of an office over a year."""

    place: str
    year: int
    quarters: tuple[str, ...]
    books: tuple[Books, ...]
    months: tuple[str, ...]
    schemes: tuple[SchemeMonths, ...]
    sent: tuple[Sent, ...]

    @property
    def missing(self) -> list[tuple[str, str]]:
        """Village and quarter of every book that should be there and is not."""
        return [(book.village, q) for book in self.books for q, state in zip(self.quarters, book.quarters, strict=True) if state == "missing"]


def townships(db: Database, viewer: Viewer) -> list[tuple[int, str]]:
    """The townships that the office may look at: its own, or all of a county."""
    wanted = select(Place.id, Place.name).where(Place.level == "township", within(viewer, "overview", township=Place.id))
    with db.read() as conn:
        return [(number, name) for number, name in conn.execute(wanted.order_by(Place.id))]


def years(db: Database, viewer: Viewer, township_id: int) -> list[int]:
    """The years of which there is anything, the newest first."""
    if not may(viewer, "overview", Whose(township_id)):
        return []
    with db.read() as conn:
        found = conn.execute(select(Batch.period).where(Batch.township_id == township_id, Batch.in_force, Batch.period.is_not(None)).distinct()).scalars()
        return sorted({int(period[:4]) for period in found if period}, reverse=True)


def overview(db: Database, viewer: Viewer, township_id: int, year: int, today: date) -> Overview | None:
    """The office's view of a township in a year; none for who may not look at it."""
    names = dict(townships(db, viewer))
    if township_id not in names:
        return None
    quarters = tuple(f"{year}-Q{q}" for q in range(1, 5))
    months = tuple(f"{year}-{month:02}" for month in range(1, 13))
    with db.read() as conn:
        villages = conn.execute(select(Place.id, Place.name).where(Place.township_id == township_id, Place.level == "village").order_by(Place.id)).all()
        books = books_there(conn, [number for number, _ in villages], quarters)
        paid = _paid(conn, township_id, year)
        sent = _sent(conn, township_id, year)
    rows = tuple(Books(name, number, tuple(_state(number, q, books, today) for q in quarters)) for number, name in villages)
    return Overview(names[township_id], year, quarters, rows, months, tuple(_months(name, found, months) for name, found in paid), sent)


def _state(village: int, quarter: str, there: set[tuple[int, str]], today: date) -> str:
    if (village, quarter) in there:
        return "there"
    return "missing" if books_due(quarter) < today else "later"


def books_due(quarter: str) -> date:
    """The day until which the books of a quarter are to be public: the 20th of the month after it."""
    return periods.bounds(quarter)[1] + timedelta(days=20)


def books_there(conn: Connection, villages: list[int], quarters: Iterable[str]) -> set[tuple[int, str]]:
    """Which quarters of which villages have entries in force."""
    entry = table_of(LedgerEntry)
    wanted = select(entry.c.village_id, entry.c.month, entry.c.period).join(Batch, Batch.id == entry.c.batch_id)
    rows = conn.execute(wanted.where(entry.c.village_id.in_(villages), Batch.in_force).distinct())
    of_month = {month: quarter for quarter in quarters for month in periods.months(quarter)}
    return {(village, of_month.get(month or "", period)) for village, month, period in rows}


def _paid(conn: Connection, township_id: int, year: int) -> list[tuple[str, dict[str, int]]]:
    """For each scheme of the year what was paid by period, the largest first."""
    wanted = (
        select(SchemeRow.key, SchemeRow.name, PaymentTotal.period, func.sum(PaymentTotal.amount_fen).label("fen"))
        .join(SchemeRow, SchemeRow.id == PaymentTotal.scheme_id)
        .where(PaymentTotal.township_id == township_id, PaymentTotal.period.like(f"{year}%"))
        .group_by(SchemeRow.key, SchemeRow.name, PaymentTotal.period)
    )
    found: dict[str, dict[str, int]] = {}
    for key, name, period, fen in conn.execute(wanted):
        known = schemes.dictionary().by_key(key)
        found.setdefault(known.short if known else name, {})[period] = fen
    return sorted(found.items(), key=lambda item: -sum(item[1].values()))


def _months(name: str, found: dict[str, int], months: tuple[str, ...]) -> SchemeMonths:
    fen = tuple(found.get(month) for month in months)
    there = [index for index, value in enumerate(fen) if value]
    gaps = tuple(months[index] for index in range(there[0], there[-1]) if fen[index] is None) if there else ()
    rest = {period: value for period, value in found.items() if period not in months}
    longer = f"（另有{'、'.join(sorted(rest))}）" if rest else ""
    return SchemeMonths(name + longer, fen, gaps)


def _sent(conn: Connection, township_id: int, year: int) -> tuple[Sent, ...]:
    wanted = (
        select(Batch.record, func.count(), func.max(Import.at))
        .join(Import, Import.id == Batch.import_id)
        .where(Batch.township_id == township_id, Batch.in_force, Batch.period.like(f"{year}%"))
        .group_by(Batch.record)
    )
    found = {record: Sent(RECORDS[record], tables, workdays.china_day(last)) for record, tables, last in conn.execute(wanted) if record in RECORDS}
    return tuple(found[record] for record in RECORDS if record in found)
