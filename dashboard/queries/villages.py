"""A village at a glance: its money, whether its books are public in time, what is new, and what there is to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries import assets, books, overview
from dashboard.queries.books import Books
from loaders import periods, schemes, workdays
from loaders.database import Database
from loaders.lists import TABLES
from loaders.places import Gazetteer
from loaders.records.base import table_of
from loaders.records.books import LedgerEntry
from loaders.records.imports import Batch, Import
from loaders.records.payments import PaymentTotal, SchemeRow
from loaders.records.places import Place

#: What is published of a village and may be new, in the words of the page.
RECORDS = {
    "ledger_entry": "村里的账", "asset": "资产登记", "resource": "资源登记", "contract": "合同登记", "debt": "债权债务",
    "fund_allocation": "帮扶资金", "project": "项目", "decision": "村务决策",
}  # fmt: skip
_NEWS = 6
_PAYMENTS = 12  # the newest periods and schemes among which what is new is looked for
_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Township:
    """A township and its villages, number and name."""

    name: str
    villages: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Something that was published of the village: what, for which period, on which day."""

    record: str
    name: str
    period: str | None
    day: date


@dataclass(frozen=True, slots=True)
class Home:
    """A village at a glance on a day."""

    place_id: int
    code: str
    place: str
    township: str
    books: Books | None  # of the year that the newest books are of
    up_to: str  # the last day or month that the books speak of
    missing: tuple[str, ...]  # quarters whose books should be public and are not, the newest first
    news: tuple[Publication, ...]  # the newest of each kind, the newest first
    newest: dict[str, Publication]  # of each record that there is
    late: int  # contracts whose rent is overdue
    late_fen: int | None


def townships(db: Database, viewer: Viewer) -> list[Township]:
    """All villages by their township, in the order of their codes."""
    if not may(viewer, "public-village"):
        return []
    with db.read() as conn:
        gazetteer = Gazetteer(conn)
        found = [Township(one.name, tuple((village.id, village.name) for village in gazetteer.villages(one.id))) for one in gazetteer.townships()]
        alone = tuple((village.id, village.name) for village in gazetteer.villages() if village.township_id is None)
    return [one for one in (*found, Township("没有写明乡镇", alone)) if one.villages]


def home(db: Database, viewer: Viewer, place_id: int, today: date) -> Home | None:
    """The village at a glance; none for what is no village."""
    if not may(viewer, "public-village"):
        return None
    with db.read() as conn:
        place = conn.execute(select(Place.code, Place.name, Place.township_id).where(Place.id == place_id, Place.level == "village")).first()
        if place is None:
            return None
        township = conn.execute(select(Place.name).where(Place.id == place.township_id)).scalar() or ""
        found = [*_published(conn, place_id), *_paid(conn, place.township_id, place_id)]
        missing = _missing(conn, place_id, today)
    found.sort(key=lambda each: (each.day, periods.bounds(each.period)[1] if each.period else each.day), reverse=True)
    covered = books.periods_of(db, viewer, place_id)
    money = books.books(db, viewer, place_id, covered[0]) if covered else None
    rents = assets.leases(db, viewer, place_id, today)
    late = [line for line in rents.lines if line.paid == "overdue"] if rents else []
    newest: dict[str, Publication] = {}
    news: dict[str, Publication] = {}
    for each in found:
        newest.setdefault(each.record, each)
        news.setdefault(each.name, each)
    return Home(
        place_id, place.code or "", place.name, township, money, _up_to(money), missing, tuple(news.values())[:_NEWS], newest, len(late),
        assets.fen_of(line.owed_fen for line in late),
    )  # fmt: skip


def _published(conn: Connection, place_id: int) -> list[Publication]:
    """What was published of the village itself: for each record and period the day of the newest import."""
    found: dict[tuple[str, str | None], date] = {}
    for record in RECORDS:
        table = table_of(TABLES.get(record, LedgerEntry))
        place = table.c.village_id if "village_id" in table.c else table.c.place_id
        rows = conn.execute(
            select(Batch.period, Import.at)
            .join(Import, Import.id == Batch.import_id)
            .where(Batch.id.in_(select(table.c.batch_id).where(place == place_id)), Batch.in_force)
        )
        for period, at in rows:
            found[record, period] = max(workdays.china_day(at), found.get((record, period), date.min))
    return [Publication(record, RECORDS[record], period, day) for (record, period), day in found.items()]


def _paid(conn: Connection, township_id: int | None, place_id: int) -> list[Publication]:
    """The newest payments to people of the village, by scheme; not those that name nobody in public."""
    total = table_of(PaymentTotal)
    last = (
        select(total.c.period, total.c.scheme_id)
        .where(total.c.township_id == township_id, total.c.village_id == place_id)
        .order_by(total.c.period.desc())
        .limit(_PAYMENTS)
        .subquery()
    )
    theirs = (Batch.record == "payment") & Batch.in_force & (Batch.scheme_id == last.c.scheme_id) & (Batch.period == last.c.period)
    rows = conn.execute(
        select(last.c.period, SchemeRow.key, func.max(Import.at))
        .join(SchemeRow, SchemeRow.id == last.c.scheme_id)
        .join(Batch, theirs & (Batch.township_id == township_id))
        .join(Import, Import.id == Batch.import_id)
        .group_by(last.c.period, SchemeRow.key)
    ).all()
    found = []
    for period, key, at in rows:
        known = schemes.dictionary().by_key(key)
        if known and not known.minors and known.publish_days != 0:
            found.append(Publication("payment", f"{known.short}发放", period, workdays.china_day(at)))
    return found


def _missing(conn: Connection, place_id: int, today: date) -> tuple[str, ...]:
    """The last quarters whose books should be public by now and are not."""
    quarters = [q for year in (today.year, today.year - 1) for q in (f"{year}-Q{n}" for n in (4, 3, 2, 1)) if overview.books_due(q) < today][:_QUARTERS]
    there = overview.books_there(conn, [place_id], quarters)
    return tuple(quarter for quarter in quarters if (place_id, quarter) not in there)


def _up_to(found: Books | None) -> str:
    if found is None or not found.entries:
        return ""
    days = [entry.day for entry in found.entries if entry.day]
    months: Sequence[str] = [entry.month for entry in found.entries if entry.month]
    if days and (not months or max(days).isoformat()[:7] >= max(months)):
        return display.day(max(days))
    return display.period(max(months)) if months else display.period(found.period)
