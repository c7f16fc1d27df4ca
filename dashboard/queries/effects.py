"""What taking an import back, or replacing what is published, would change in public: sums, and where they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries import imports
from loaders import importing, saving
from loaders.database import Database
from loaders.form import by_name
from loaders.importing import CheckedTable
from loaders.places import Gazetteer
from loaders.readers.result import Reading, Record
from loaders.records.books import LedgerEntry
from loaders.records.imports import Batch
from loaders.records.payments import Payment, PaymentTotal, SchemeRow
from loaders.records.places import Place
from loaders.schemes import Scheme

Key = tuple[str, str, str | None]  # place, what, period
Sums = dict[Key, tuple[int, int]]  # rows, fen

#: record → the public pages where it stands
STANDS = {
    "payment": "村民的补贴页、补贴合计",
    "entitlement": "享受名单",
    "scheme_summary": "补贴汇总",
    "ledger_entry": "村里的账",
    "ledger_summary": "村里的账",
    "fund_allocation": "帮扶资金",
    "project": "项目",
    "asset": "资产",
    "resource": "资源",
    "contract": "合同",
    "debt": "债权债务",
    "decision": "村务决策",
    "visit": "积分和走访",
    "credit_score": "积分和走访",
    "pending": "公示中的名单",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """One public sum as it is and as it would be, and the pages where it stands."""

    place: str
    what: str
    period: str | None
    rows: tuple[int, int]  # now, afterwards
    fen: tuple[int, int]
    stands: str

    @property
    def words(self) -> str:
        """The effect in a line."""
        about = "　".join(part for part in (self.place, self.what, display.period(self.period) if self.period else "") if part)
        now, then = (f"{rows}行、{display.yuan(fen)}" if rows else "没有" for rows, fen in zip(self.rows, self.fen, strict=True))
        return f"{about}：现在{now}，以后{then}" + (f"（{self.stands}）" if self.stands else "")


def of_undo(db: Database, viewer: Viewer, import_id: int) -> list[Effect]:
    """What taking the import back would change; nothing where it is not the viewer's to take back."""
    line = imports.one(db, viewer, import_id)
    if line is None or line.foreign:
        return []
    return undone(db, import_id)


def undone(db: Database, import_id: int) -> list[Effect]:
    """What taking the import back would change, for the command."""
    with db.read() as conn:
        gone = list(conn.execute(select(Batch.id).where(Batch.import_id == import_id, Batch.in_force)).scalars())
        return _effects(conn, gone, _stored(conn, importing.coming_back(conn, import_id)))


def of_replacement(db: Database, viewer: Viewer, table: CheckedTable) -> list[Effect]:
    """What it would change if the table took the place of what is published of the same."""
    if not may(viewer, "publish"):
        return []
    with db.read() as conn:
        return _effects(conn, [one.batch_id for one in imports.replaces(table)], _read(table.reading, Gazetteer(conn)))


def _effects(conn: Connection, gone: list[int], new: dict[str, Sums]) -> list[Effect]:
    old = _stored(conn, gone)
    found = []
    for record in [*old, *(record for record in new if record not in old)]:
        before, after = old.get(record, {}), new.get(record, {})
        keys = [*before, *(key for key in after if key not in before)]
        stand = _standing(conn, record, keys)
        for key in keys:
            now = stand.get(key, before.get(key, (0, 0)))
            rows, fen = (now[n] - before.get(key, (0, 0))[n] + after.get(key, (0, 0))[n] for n in (0, 1))
            if (rows, fen) != now:
                found.append(Effect(*key, (now[0], rows), (now[1], fen), STANDS.get(record, "")))
    return found


def _add(sums: Sums, key: Key, rows: int, fen: int) -> None:
    had = sums.get(key, (0, 0))
    sums[key] = had[0] + rows, had[1] + fen


def _stored(conn: Connection, batches: list[int]) -> dict[str, Sums]:
    """What batches bring to the public sums, by record."""
    found: dict[str, Sums] = {}
    paid = (
        select(Place.name, SchemeRow.name.label("scheme"), Payment.period, func.count().label("rows"), func.sum(Payment.amount_fen).label("fen"))
        .join(Place, Place.id == Payment.village_id)
        .join(SchemeRow, SchemeRow.id == Payment.scheme_id)
        .where(Payment.batch_id.in_(batches), Payment.status == "paid")
        .group_by(Place.name, SchemeRow.name, Payment.period)
        .order_by(Place.name, SchemeRow.name, Payment.period)
    )
    for row in conn.execute(paid):
        _add(found.setdefault("payment", {}), (row.name, row.scheme, row.period), row.rows, row.fen)
    for key, rows, fen in _books(conn, LedgerEntry.batch_id.in_(batches)):
        _add(found.setdefault("ledger_entry", {}), key, rows, fen)
    others = (
        select(Batch.record, Batch.form, Batch.place_name, Batch.period, Batch.rows_loaded, Batch.amount_loaded_fen, SchemeRow.name.label("scheme"))
        .outerjoin(SchemeRow, SchemeRow.id == Batch.scheme_id)
        .where(Batch.id.in_(batches), Batch.record.not_in(("payment", "ledger_entry")))
        .order_by(Batch.id)
    )
    for batch in conn.execute(others):
        form = by_name(batch.form)
        what = batch.scheme or (form.title if form else "")
        _add(found.setdefault(batch.record, {}), (batch.place_name or "", what, batch.period), batch.rows_loaded, batch.amount_loaded_fen)
    return found


def _books(conn: Connection, which: Any) -> Iterable[tuple[Key, int, int]]:
    wanted = (
        select(Place.name, LedgerEntry.period, func.count().filter(LedgerEntry.income_fen != 0), func.sum(LedgerEntry.income_fen), func.count().filter(LedgerEntry.spending_fen != 0), func.sum(LedgerEntry.spending_fen))
        .join(Place, Place.id == LedgerEntry.village_id)
        .join(Batch, Batch.id == LedgerEntry.batch_id)
        .where(which)
        .group_by(Place.name, LedgerEntry.period)
        .order_by(Place.name, LedgerEntry.period)
    )
    for name, period, incomes, income, spendings, spending in conn.execute(wanted):
        yield (name, "收入", period), incomes, income
        yield (name, "支出", period), spendings, spending


def _standing(conn: Connection, record: str, keys: list[Key]) -> Sums:
    """The public sums as they are now; for lists those of the batches alone count."""
    found: Sums = {}
    if record == "payment":
        totals = (
            select(Place.name, SchemeRow.name.label("scheme"), PaymentTotal.period, PaymentTotal.payments, PaymentTotal.amount_fen)
            .join(Place, Place.id == PaymentTotal.village_id)
            .join(SchemeRow, SchemeRow.id == PaymentTotal.scheme_id)
        )
        for start in range(0, len(keys), 300):
            for row in conn.execute(totals.where(tuple_(Place.name, SchemeRow.name, PaymentTotal.period).in_(keys[start : start + 300]))):
                _add(found, (row.name, row.scheme, row.period), row.payments, row.amount_fen)
    if record == "ledger_entry":
        for period in {period for _, _, period in keys}:
            for key, rows, fen in _books(conn, Batch.in_force & (LedgerEntry.period == period) & Place.name.in_({place for place, _, _ in keys})):
                _add(found, key, rows, fen)
    return found


def _read(found: Reading, gazetteer: Gazetteer) -> dict[str, Sums]:
    """What a table that was read would bring to the public sums."""
    assert found.form is not None
    sums: Sums = {}
    record, village = found.form.record, _villages(found, gazetteer)
    for one in found.records:
        values = one.values
        period = values.get("period") or found.period
        if record == "payment":
            if not saving.returned(values.get("status") or ""):
                _add(sums, (village(one), _scheme(values.get("scheme") or found.scheme or found.scheme_name), period), 1, values.get("amount") or 0)
        elif record == "ledger_entry":
            for what, key in (("收入", "income"), ("支出", "spending")):
                _add(sums, (village(one), what, found.period or values.get("month")), bool(values[key]), values[key])
    if record not in ("payment", "ledger_entry"):
        _add(sums, (found.place_name or "", _scheme(found.scheme or found.scheme_name) or found.form.title, found.period), found.rows_loaded, found.amount_loaded)
    return {record: sums}


def _scheme(scheme: Scheme | str | None) -> str:
    return scheme.short if isinstance(scheme, Scheme) else scheme or ""


def _villages(found: Reading, gazetteer: Gazetteer) -> Any:
    """How the village of a row is called in the list of places."""
    township = gazetteer.find(found.township, level="township") if found.township else None
    known: dict[str | None, str] = {}

    def name(record: Record) -> str:
        written = record.values.get("village") or found.village or found.place_name
        if written not in known:
            place = gazetteer.find(written, township.id if township else None) if written else None
            known[written] = place.name if place else written or ""
        return known[written]

    return name
