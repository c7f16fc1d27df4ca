"""What a village owns, lets, is owed and owes: the newest register counts, older ones remain to look back at."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, exists, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries import papers
from dashboard.queries.payments import Source
from loaders import periods, text, workdays
from loaders.database import Database
from loaders.records.assets import Asset, Contract, Debt, Resource
from loaders.records.base import Base, table_of
from loaders.records.imports import Batch, Import
from loaders.records.places import Place

#: A contract that ends within so many days ends soon.
SOON = timedelta(days=90)

#: Whether the rent that is due has come: all of it; not in time; the day is still to come; some is owed and no day is
#: said; the day is past and nothing says what was received; the register says nothing of it.
Paid = Literal["paid", "overdue", "due", "owed", "unclear", "unsaid"]
Term = Literal["running", "ending", "ended", "unsaid"]
Side = Literal["claim", "debt"]
Line = TypeVar("Line")

RECORDS: dict[str, type[Base]] = {"asset": Asset, "resource": Resource, "contract": Contract, "debt": Debt}


@dataclass(frozen=True, slots=True)
class Edition:
    """A register as it came in: the period that it is of, or none, and the day of its newest import."""

    period: str | None
    published: date

    @property
    def key(self) -> str:
        """What an address calls it."""
        return self.period or "undated"


@dataclass(frozen=True, slots=True)
class Register(Generic[Line]):
    """A village's register that is looked at, the other ones, and its lines. Without lines there is no edition."""

    place_id: int
    place: str
    edition: Edition | None
    others: tuple[Edition, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """A thing that the village owns. Amounts are none where the register does not say them."""

    name: str
    kind: str
    use: str
    facts: tuple[str, ...]
    original_fen: int | None
    net_fen: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class Land:
    """A piece of land, water or wood: area in 亩 as written, its four borders, and who has it (persons masked)."""

    name: str
    kind: str
    area: Decimal | None
    use: str
    party: str
    borders: tuple[tuple[str, str], ...]  # 东, 石壁
    facts: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Lease:
    """What is let to whom, for how much, until when; what is owed of it, and since when."""

    subject: str
    kind: str
    party: str
    facts: tuple[str, ...]
    starts: str
    ends: str
    yearly_fen: int | None
    total_fen: int | None
    due_on: str
    due_fen: int | None
    received_fen: int | None
    owed_fen: int | None
    computed_fen: int | None  # what due less received gives, where the register says another amount to be owed
    paid: Paid
    since: date | None  # the last day on which it could be paid in time
    term: Term
    source: Source
    matter: str = ""  # what its photos and papers are kept under

    @property
    def payable(self) -> bool:
        """Whether it is the village that pays under it."""
        return any(word in self.kind for word in ("付款", "支出", "采购", "应付"))


@dataclass(frozen=True, slots=True)
class Owed:
    """A claim or debt of the village; persons masked.

    Some registers write what was owed at first and some what is left, so what is settled stands beside the amount
    and is not taken off it.
    """

    party: str
    kind: str
    reason: str
    amount_fen: int
    settled_fen: int | None
    due: str
    since: date | None  # the last day on which it could be paid in time, where that is past and it is not settled
    facts: tuple[str, ...]
    source: Source


def villages(db: Database, viewer: Viewer, record: str) -> list[tuple[int, str]]:
    """The villages that have a register of this record in force."""
    if not may(viewer, "public-assets"):
        return []
    table = table_of(RECORDS[record])
    theirs = exists().where(table.c.place_id == Place.id, Batch.id == table.c.batch_id, Batch.in_force)
    with db.read() as conn:
        rows = conn.execute(select(Place.id, Place.name).where(Place.level == "village", theirs).order_by(Place.code, Place.name)).all()
    return [(row.id, row.name) for row in rows]


def holdings(db: Database, viewer: Viewer, place_id: int, period: str = "") -> Register[Holding] | None:
    """The assets of a village; none for who may not see them or a place that is unknown."""
    return _register(db, viewer, Asset, place_id, period, _holding)


def lands(db: Database, viewer: Viewer, place_id: int, period: str = "") -> Register[Land] | None:
    """The resources of a village."""
    return _register(db, viewer, Resource, place_id, period, _land)


def leases(db: Database, viewer: Viewer, place_id: int, today: date, period: str = "") -> Register[Lease] | None:
    """The contracts of a village as they stand today."""
    return _register(db, viewer, Contract, place_id, period, lambda row: _lease(row, today))


def debts(db: Database, viewer: Viewer, place_id: int, side: Side, today: date, period: str = "") -> Register[Owed] | None:
    """What others owe a village (``claim``) or the village owes (``debt``)."""
    return _register(db, viewer, Debt, place_id, period, lambda row: _owed(row, today), table_of(Debt).c.side == side)


def fen_of(amounts: Iterable[int | None]) -> int | None:
    """The sum of the amounts that are written; none where none is."""
    written = [fen for fen in amounts if fen is not None]
    return sum(written) if written else None


# Which register


def _register(
    db: Database, viewer: Viewer, record: type[Base], place_id: int, period: str, line: Callable[[Any], Line], *also: ColumnElement[bool]
) -> Register[Line] | None:
    if not may(viewer, "public-assets"):
        return None
    table = table_of(record)
    mine = (table.c.place_id == place_id, *also)
    with db.read() as conn:
        place = conn.execute(select(Place.name).where(Place.id == place_id)).scalar()
        if place is None:
            return None
        editions = _editions(conn, table, mine)
        chosen = next((edition for edition in editions if edition.key == period), next(iter(editions), None))
        rows = _rows(conn, table, mine, editions[chosen]) if chosen else []
    others = tuple(edition for edition in editions if edition != chosen)
    return Register(place_id, place, chosen, others, tuple(map(line, rows)))


def _editions(conn: Connection, table: Table, mine: Sequence[ColumnElement[bool]]) -> dict[Edition, list[int]]:
    """The registers in force and their batches, the newest first.

    Sheets of the same period are one register: what a later one of them corrects it has replaced already.
    """
    rows = conn.execute(
        select(table.c.batch_id, Batch.period, Import.at)
        .join(Batch, Batch.id == table.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .where(*mine, Batch.in_force)
        .distinct()
        .order_by(table.c.batch_id)
    ).all()
    batches: dict[str | None, list[int]] = {}
    published: dict[str | None, date] = {}
    for batch_id, period, at in rows:
        batches.setdefault(period, []).append(batch_id)
        published[period] = max(workdays.china_day(at), published.get(period, date.min))
    found = {Edition(period, published[period]): ids for period, ids in batches.items()}
    return dict(sorted(found.items(), key=lambda item: _newness(item[0]), reverse=True))


def _newness(edition: Edition) -> tuple[date, date]:
    """The day as of which a register speaks: the end of its period, but not after it came in."""
    end = periods.bounds(edition.period)[1] if edition.period else edition.published
    return min(end, edition.published), end


def _rows(conn: Connection, table: Table, mine: Sequence[ColumnElement[bool]], batches: list[int]) -> list[Any]:
    kept = [column for column in table.c if column.name not in ("extra_sealed", "township_id", "place_id", "period")]
    return list(
        conn.execute(
            select(*kept, Import.id.label("import_id"), Import.name.label("file"), Batch.sheet)
            .join(Batch, Batch.id == table.c.batch_id)
            .join(Import, Import.id == Batch.import_id)
            .where(*mine, table.c.batch_id.in_(batches))
            .order_by(table.c.id)
        )
    )


def _source(row: Any) -> Source:
    return Source(row.import_id, row.file, row.sheet, row.row, row.column, row.id)


# Lines


def _hiding(*parties: str | None) -> Callable[[str | None], str]:
    """A mask for the words of a row in which these parties may be named again."""
    people = [person for party in parties if party for person in text.people_in(party)]
    return lambda words: text.mask_people_in(words, people) if words else ""


def _said(**facts: str | None) -> tuple[str, ...]:
    """What is known, each with its name: 坐落村口."""
    return tuple(f"{name}{words}" for name, words in facts.items() if words)


def _holding(row: Any) -> Holding:
    hide = _hiding(row.keeper)
    quantity = f"{row.quantity}{row.unit or ''}" if row.quantity else ""
    facts = _said(
        型号=row.model, 数量=quantity, 面积=f"{row.area}平方米" if row.area else "", 坐落=hide(row.location), 取得=display.when(row.acquired or ""),
        保管=display.party(row.keeper or ""), 编号=row.code, 备注=hide(row.remark),
    )  # fmt: skip
    return Holding(hide(row.name), row.kind or "", hide(row.use), facts, row.original_fen, row.net_fen, _source(row))


def _land(row: Any) -> Land:
    hide = _hiding(row.party, row.owner)
    sides = (("东", row.east), ("南", row.south), ("西", row.west), ("北", row.north))
    borders = tuple((side, hide(words)) for side, words in sides if words)
    facts = _said(坐落=hide(row.location), 权属=display.party(row.owner or ""), 编号=row.code, 备注=hide(row.remark))
    return Land(hide(row.name), row.kind or "", _area(row.area_mu), hide(row.use), display.party(row.party or ""), borders, facts, _source(row))


def _area(written: str | None) -> Decimal | None:
    try:
        return Decimal(written) if written else None
    except InvalidOperation:
        return None


def _lease(row: Any, today: date) -> Lease:
    hide = _hiding(row.party)
    stated, computed = row.owed_fen, None
    if row.due_fen is not None and row.received_fen is not None:
        computed = row.due_fen - row.received_fen
    owed, paid, since = _payment(row, stated if stated is not None else computed, today)
    facts = _said(
        合同=hide(row.name), 编号=row.number, 面积=f"{row.area_mu}亩" if row.area_mu else "", 签订=display.when(row.signed or ""), 付款=hide(row.terms),
        状态=hide(row.status), 备注=hide(row.remark),
    )  # fmt: skip
    return Lease(
        hide(row.subject), row.kind or "", display.party(row.party or ""), facts, display.when(row.starts or ""), display.when(row.ends or ""), row.yearly_fen, row.total_fen,
        display.when(row.due_on or ""), row.due_fen, row.received_fen, owed, computed if stated is not None and computed != stated else None,
        paid, since, _term(row.ends, today), _source(row), papers.subject("contract", row.number or hide(row.subject)),
    )  # fmt: skip


#: A status that says it of the whole rent; 未付清 and 已付一半 do not say how much is owed.
_UNPAID = re.compile("(?:逾期)?(?:未[付交缴收]款?|拖欠|欠[租缴交])")
_SETTLED = re.compile("(?:已|全部|已全部)?[付交缴收结][清齐]|已[付交缴收]款?")


def _payment(row: Any, owed: int | None, today: date) -> tuple[int | None, Paid, date | None]:
    """What is owed of a contract, in which state that is, and the last day on which it could be paid in time."""
    status = row.status or ""
    if owed is None and _UNPAID.fullmatch(status):
        owed = row.due_fen
    elif owed is None and _SETTLED.fullmatch(status):
        owed = 0
    last = last_day(row.due_on)
    if owed is None:
        if row.due_fen is None:
            return None, "unsaid", None
        return (None, "unclear", last) if last and today > last else (None, "due", last)
    if owed <= 0:
        return max(owed, 0), "paid", None
    if last is None and (ended := last_day(row.ends)) and today > ended:
        last = ended
    if last is None:
        return owed, "owed", None
    return owed, "overdue" if today > last else "due", last


def _term(ends: str | None, today: date) -> Term:
    last = last_day(ends)
    if last is None:
        return "unsaid"
    if today > last:
        return "ended"
    return "ending" if last <= today + SOON else "running"


def _owed(row: Any, today: date) -> Owed:
    hide = _hiding(row.party, row.handler)
    last = last_day(row.due_on)
    late = last is not None and today > last and (row.settled_fen or 0) < row.amount_fen
    facts = _said(发生=display.when(row.since or ""), 经手=display.party(row.handler or ""), 备注=hide(row.remark))
    due = display.when(row.due_on or "") if last else hide(row.due_on)
    return Owed(
        display.party(row.party or ""), row.kind or "", hide(row.reason), row.amount_fen, row.settled_fen, due, last if late else None, facts, _source(row)
    )  # fmt: skip


def last_day(written: str | None) -> date | None:
    """The last day of a year, a month or a day as the records write them; none for other words."""
    try:
        parts = [int(part) for part in (written or "").split("-")]
        if len(parts) == 3:
            return date(*parts)
        year, month = parts if len(parts) == 2 else (parts[0], 12)
        return date(year, month, monthrange(year, month)[1])
    except (ValueError, IndexError):
        return None
