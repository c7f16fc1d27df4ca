"""A village's books: balance, income and spending in plain words, down to the entry and its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import Connection, exists, func, or_, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries import answers
from dashboard.queries.answers import Answer
from dashboard.queries.payments import Source
from dashboard.queries.residents import Residents
from loaders import charts, periods
from loaders.columns import yuan
from loaders.database import Database
from loaders.places import Gazetteer
from loaders.records.books import LedgerBalance, LedgerEntry, LedgerSummary
from loaders.records.imports import Batch, Import
from loaders.records.places import Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the books. Names of handlers are masked."""

    day: date | None
    month: str | None
    voucher: str
    summary: str
    category: str
    account: str
    income_fen: int
    spending_fen: int
    handler: str
    source: Source
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A plain category of a period, with the same months of the year before."""

    name: str
    plain: str
    fen: int
    before_fen: int | None


@dataclass(frozen=True, slots=True)
class Books:
    """A village's money in a period. Balances are none where no sheet says them."""

    place_id: int
    place: str
    period: str
    opening_fen: int | None
    income_fen: int
    spending_fen: int
    closing_fen: int | None
    income: tuple[Category, ...]
    spending: tuple[Category, ...]
    months: tuple[tuple[str, int, int], ...]  # month, income, spending
    entries: tuple[Entry, ...]
    transfers: tuple[Entry, ...] = ()  # between the village's own cash and bank account: in the entries of neither side

    @property
    def balance_agrees(self) -> bool | None:
        """Whether opening balance, income and spending give the closing balance; none where a balance is not known."""
        if self.opening_fen is None or self.closing_fen is None:
            return None
        return self.opening_fen + self.income_fen - self.spending_fen == self.closing_fen


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A village of the same township in the same period."""

    place: str
    income_fen: int
    spending_fen: int
    own: bool


def villages(db: Database, viewer: Viewer) -> list[tuple[int, str]]:
    """The villages that have books in force."""
    if not may(viewer, "public-books"):
        return []
    theirs = exists().where(LedgerEntry.village_id == Place.id, Batch.id == LedgerEntry.batch_id, Batch.in_force)
    with db.read() as conn:
        rows = conn.execute(select(Place.id, Place.name).where(theirs).order_by(Place.code, Place.name)).all()
    return [(row.id, row.name) for row in rows]


def periods_of(db: Database, viewer: Viewer, place_id: int) -> list[str]:
    """The years and the periods inside them that a village has books for, the newest first."""
    if not may(viewer, "public-books"):
        return []
    with db.read() as conn:
        found = set(
            conn.execute(
                select(LedgerEntry.period).join(Batch, Batch.id == LedgerEntry.batch_id).where(LedgerEntry.village_id == place_id, Batch.in_force).distinct()
            ).scalars()
        )
    found |= {period[:4] for period in found}
    return sorted(found, key=lambda p: (p[:4], len(p) == 4, periods.bounds(p)[1]), reverse=True)


def _inside(period: str) -> Any:
    """Entries of a period: by their month where they have one, else by the period of their table."""
    covered = periods.months(period)
    tables = {*covered, period}
    year = period[:4]
    if len(period) == 4:
        tables |= {f"{year}-{part}" for part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2")}
    elif period[5] == "H":
        tables |= {f"{year}-Q1", f"{year}-Q2"} if period[6] == "1" else {f"{year}-Q3", f"{year}-Q4"}
    return or_(LedgerEntry.month.in_(covered), LedgerEntry.month.is_(None) & LedgerEntry.period.in_(tables))


def _rows(conn: Connection, place_id: int, period: str) -> list[Any]:
    return list(
        conn.execute(
            select(
                LedgerEntry.id, LedgerEntry.entry_date, LedgerEntry.month, LedgerEntry.voucher, LedgerEntry.summary, LedgerEntry.category, LedgerEntry.account_name,
                LedgerEntry.income_fen, LedgerEntry.spending_fen, LedgerEntry.handler, Import.id.label("import_id"), Import.name.label("file"),
                Batch.sheet, LedgerEntry.row, LedgerEntry.column,
            )
            .join(Batch, Batch.id == LedgerEntry.batch_id)
            .join(Import, Import.id == Batch.import_id)
            .where(LedgerEntry.village_id == place_id, Batch.in_force, _inside(period))
            .order_by(LedgerEntry.month, LedgerEntry.entry_date, LedgerEntry.id)
        )
    )  # fmt: skip


_NOBODY_ASKED: Mapping[str, tuple[Answer, ...]] = {}


def _entry(row: Any, residents: Residents, place_id: int, said: Mapping[str, tuple[Answer, ...]] = _NOBODY_ASKED) -> Entry:
    return Entry(
        row.entry_date, row.month, row.voucher or "", residents.masked(row.summary, place_id, row.handler), row.category, row.account_name or "", row.income_fen, row.spending_fen,
        display.party(row.handler) if row.handler else "", Source(row.import_id, row.file, row.sheet, row.row, row.column, row.id),
        said.get(f"books:{row.id}", ()),
    )  # fmt: skip


def _balances(conn: Connection, place_id: int, period: str, months: set[str]) -> tuple[int | None, int | None]:
    """Opening and closing balance, cash and bank together: the first and the last stated inside the period.

    None where entries lie before the first or after the last, so that the figures of a page add up.
    """
    first, last = periods.bounds(period)
    rows = conn.execute(
        select(LedgerBalance.kind, LedgerBalance.period, LedgerBalance.fund, LedgerBalance.amount_fen)
        .join(Batch, Batch.id == LedgerBalance.batch_id)
        .where(LedgerBalance.village_id == place_id, Batch.in_force)
    ).all()
    spans = [(kind, *periods.bounds(stated), fund, fen) for kind, stated, fund, fen in rows]
    inside = _ends_of_chains([span for span in spans if first <= span[1] and span[2] <= last])
    begin = min((begins for kind, begins, _, _, _ in inside if kind == "opening"), default=None)
    end = max((ends for kind, _, ends, _, _ in inside if kind == "closing"), default=None)
    opening = [(fund, fen) for kind, begins, _, fund, fen in inside if kind == "opening" and begins == begin]
    closing = [(fund, fen) for kind, _, ends, fund, fen in inside if kind == "closing" and ends == end]
    early = begin is None or any(month < f"{begin:%Y-%m}" for month in months)
    late = end is None or any(month > f"{end:%Y-%m}" for month in months)
    if opening and closing and {fund for fund, _ in opening} != {fund for fund, _ in closing}:
        early = True  # cash and bank do not both say what they began and ended with
    return (None if early else sum(fen for _, fen in opening)), (None if late else sum(fen for _, fen in closing))


def _ends_of_chains(spans: list[tuple[str, date, date, str | None, int]]) -> list[tuple[str, date, date, str | None, int]]:
    """The balances without those that one sheet of a period closes with and the next one opens with."""
    found = list(spans)
    for span in spans:
        kind, *rest = span
        closing = ("closing", *rest)
        if kind == "opening" and closing in found and sum(1 for one in found if one[0] == kind and one[1:4] == span[1:4]) > 1:
            found.remove(span)
            found.remove(closing)
    return found


def _without_transfers(rows: Iterable[Any]) -> tuple[list[Any], list[Any]]:
    """The rows without those that the cash book and the bank book both list for one movement between them, and those.

    A movement that only one of the books lists stays: that book's balance counts on it.
    """
    taken: dict[int, Any] = {}
    waiting: dict[int, list[tuple[int, Any]]] = {}
    listed = list(enumerate(rows))
    for position, row in listed:
        if row.category != charts.TRANSFER:
            continue
        net = row.income_fen - row.spending_fen
        if others := waiting.get(-net):
            other, earlier = others.pop(0)
            taken |= {other: earlier, position: row}
        else:
            waiting.setdefault(net, []).append((position, row))
    return [row for position, row in listed if position not in taken], list(taken.values())


def _categories(rows: Iterable[Entry], before: list[Entry], income: bool) -> tuple[Category, ...]:
    def sums(entries: Iterable[Entry]) -> dict[str, int]:
        found: dict[str, int] = {}
        for entry in entries:
            fen = entry.income_fen if income else entry.spending_fen
            if fen:
                found[entry.category] = found.get(entry.category, 0) + fen
        return found

    now, then = sums(rows), sums(before)
    return tuple(
        Category(name, charts.explained(name), fen, then.get(name, 0) if before else None)
        for name, fen in sorted(now.items(), key=lambda item: -item[1])
    )


def books(db: Database, viewer: Viewer, place_id: int, period: str) -> Books | None:
    """The books of a village in a period; none for who may not see them or a place that is unknown."""
    if not may(viewer, "public-books"):
        return None
    last_year = f"{int(period[:4]) - 1}{period[4:]}"
    with db.read() as conn:
        place = conn.execute(select(Place.name).where(Place.id == place_id)).scalar()
        if place is None:
            return None
        listed, moved = _without_transfers(_rows(conn, place_id, period))
        said, residents = answers.of(conn, "books", place_id), Residents(conn, [place_id])
        entries, transfers = (tuple(_entry(row, residents, place_id, said) for row in rows) for rows in (listed, moved))
        before = [_entry(row, residents, place_id) for row in _without_transfers(_rows(conn, place_id, last_year))[0]]
        known = {entry.month for entry in entries if entry.month}
        opening, closing = _balances(conn, place_id, period, known)
    before = [entry for entry in before if entry.month is None or f"{period[:4]}{entry.month[4:]}" in known]
    income, spending = sum(e.income_fen for e in entries), sum(e.spending_fen for e in entries)
    if closing is None and opening is not None:
        closing = opening + income - spending
    by_month = tuple(
        (month, sum(e.income_fen for e in entries if e.month == month), sum(e.spending_fen for e in entries if e.month == month))
        for month in sorted(known)
    )
    return Books(
        place_id, place, period, opening, income, spending, closing, _categories(entries, before, True), _categories(entries, before, False), by_month, entries, transfers,
    )  # fmt: skip


def neighbours(db: Database, viewer: Viewer, place_id: int, period: str) -> tuple[list[Neighbour], int]:
    """The villages of the township in the same period, the highest spending first, and the median of their spending in fen."""
    if not may(viewer, "public-books"):
        return [], 0
    with db.read() as conn:
        township = conn.execute(select(Place.township_id).where(Place.id == place_id)).scalar()
        names = {number: name for number, name in conn.execute(select(Place.id, Place.name).where(Place.township_id == township))}
        # of transfers it takes every line to see which ones are listed twice; the rest the database sums up itself
        sums = func.sum(LedgerEntry.income_fen).label("income_fen"), func.sum(LedgerEntry.spending_fen).label("spending_fen")
        rest = _booked(list(names), period, LedgerEntry.village_id, LedgerEntry.category, *sums).where(LedgerEntry.category != charts.TRANSFER)
        moved = _booked(list(names), period, LedgerEntry.village_id, LedgerEntry.category, LedgerEntry.income_fen, LedgerEntry.spending_fen)
        rows = [
            *conn.execute(rest.group_by(LedgerEntry.village_id, LedgerEntry.category)),
            *conn.execute(moved.where(LedgerEntry.category == charts.TRANSFER).order_by(LedgerEntry.id)),
        ]
    of_village: dict[int, list[Any]] = {}
    for row in rows:
        of_village.setdefault(row.village_id, []).append(row)
    found = []
    for village, entries in of_village.items():
        listed, _ = _without_transfers(entries)
        found.append(Neighbour(names[village], sum(e.income_fen for e in listed), sum(e.spending_fen for e in listed), village == place_id))
    found.sort(key=lambda n: -n.spending_fen)
    return found, int(median(n.spending_fen for n in found)) if found else 0


def _booked(villages: list[int], period: str, *columns: Any) -> Any:
    return select(*columns).join(Batch, Batch.id == LedgerEntry.batch_id).where(LedgerEntry.village_id.in_(villages), Batch.in_force, _inside(period))


def for_command(db: Database, place: str, period: str) -> dict[str, Any]:
    """The books as ``village ledger --json`` prints them; a place that is unknown has no entries."""
    with db.read() as conn:
        gazetteer = Gazetteer(conn)
        at = gazetteer.find(place, level="village") or gazetteer.find(place)
        summaries = []
        if at:
            rows = conn.execute(
                select(LedgerSummary.label, LedgerSummary.amount_fen)
                .join(Batch, Batch.id == LedgerSummary.batch_id)
                .where(LedgerSummary.place_id == at.id, LedgerSummary.period == period, Batch.in_force)
                .order_by(LedgerSummary.id)
            )
            summaries = [{"label": label, "amount_yuan": None if fen is None else yuan(fen)} for label, fen in rows]
    found = books(db, Viewer("visitor"), at.id, period) if at else None
    return {
        "place": (at.code or at.name) if at else place,
        "period": period,
        "opening_yuan": yuan(found.opening_fen) if found and found.opening_fen is not None else None,
        "income_yuan": yuan(found.income_fen if found else 0),
        "spending_yuan": yuan(found.spending_fen if found else 0),
        "closing_yuan": yuan(found.closing_fen) if found and found.closing_fen is not None else None,
        "entries": [
            {
                "date": entry.day.isoformat() if entry.day else entry.month,
                "voucher": entry.voucher or None,
                "summary": entry.summary,
                "account": entry.account or None,
                "income_yuan": yuan(entry.income_fen),
                "spending_yuan": yuan(entry.spending_fen),
                "source": {"import_id": entry.source.import_id, "file": entry.source.file, "sheet": entry.source.sheet, "row": entry.source.row},
            }
            for entry in (found.entries if found else ())
        ],
        "balance_agrees": found.balance_agrees if found else None,
        "transfers_yuan": yuan(sum(entry.income_fen for entry in found.transfers) if found else 0),
        "summaries": summaries,
    }
