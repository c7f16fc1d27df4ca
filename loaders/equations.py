"""Before publishing, arithmetic: rows = sub-totals = printed total = balance before + income − spending = the summary of the township.

An equation that does not come out even leaves a remainder, which is public with its reason.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select

from loaders import journal, notes, periods, saving
from loaders.columns import yuan
from loaders.places import Gazetteer, Place
from loaders.readers.result import Check, Reading
from loaders.records.base import table_of
from loaders.records.books import LedgerBalance
from loaders.records.funds import SchemeSummary
from loaders.records.imports import Batch
from loaders.records.payments import Payment, PaymentTotal, SchemeRow
from loaders.records.publication import Remainder
from loaders.schemes import Scheme

#: What is said where nobody gave a reason.
UNSAID = "经办单位没有写明原因。"
_SUBTOTALS = 12  # so many are listed one by one
_NO_TOTAL = ("person", "ledger_summary")


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides that should be the same, in fen, and the cell where it can be looked at."""

    kind: str  # total, subtotal, column, balance, opening, summary
    left_words: str
    left_fen: int
    right_words: str
    right_fen: int
    cell: str | None = None

    @property
    def even(self) -> bool:
        """Whether both sides are the same."""
        return self.left_fen == self.right_fen

    @property
    def sentence(self) -> str:
        """Both sides, and where they differ by how much and in which cell."""
        sides = f"{self.left_words}{yuan(self.left_fen)}元，{self.right_words}{yuan(self.right_fen)}元"
        if self.even:
            return f"{sides}，一致。"
        at = f"（{self.cell}格）" if self.cell else ""
        return f"{sides}{at}，相差{yuan(abs(self.left_fen - self.right_fen))}元。"


def of_table(conn: Connection, gazetteer: Gazetteer, found: Reading, replaced: Iterable[int] = ()) -> list[Equation]:
    """The equations of a table as it would stand once it is published and has replaced these batches."""
    if found.form is None or found.form.record in _NO_TOTAL or found.blocked:
        return []
    equations = [*_total(found), *_subtotals(found), *(_checked(check) for check in found.checks if check.kind in ("column", "balance"))]
    old = set(replaced)
    if found.form.record == "ledger_entry":
        equations += _opening(conn, gazetteer, found, old)
    elif found.form.record == "payment":
        equations += _against_summary(conn, gazetteer, found, old)
    elif found.form.record == "scheme_summary":
        equations += _against_payments(conn, gazetteer, found)
    return equations


def _total(found: Reading) -> list[Equation]:
    if found.stated_total is None:
        return []
    rows = "各笔收入减支出" if found.form and found.form.record == "ledger_entry" else "各行相加"
    cell = next((problem.cell for problem in found.problems if problem.code == "total-disagrees"), None)
    return [Equation("total", rows, found.amount_read, "表上写的合计", found.stated_total, cell)]


def _subtotals(found: Reading) -> list[Equation]:
    """Every sub-total that does not agree; those that agree in one line where they are many."""
    checks = [check for check in found.checks if check.kind == "subtotal"]
    even = [check for check in checks if check.stated == check.wanted]
    if len(even) > _SUBTOTALS:
        checks = [check for check in checks if check.stated != check.wanted]
        checks.insert(0, Check("subtotal", sum(c.stated for c in even), sum(c.wanted for c in even), None, f"{len(even)}个"))
    return [_checked(check) for check in checks]


def _checked(check: Check) -> Equation:
    words = {"subtotal": ("各行相加", f"{check.name}小计"), "column": (f"“{check.name}”一栏相加", "这一栏的合计"), "balance": ("上期结余加收入减支出", "表上写的期末结余")}[check.kind]
    return Equation(check.kind, words[0], check.wanted, words[1], check.stated, check.cell)


def _opening(conn: Connection, gazetteer: Gazetteer, found: Reading, replaced: set[int]) -> list[Equation]:
    """The balance that the books begin with against the one that those before them ended with."""
    opening = next((balance for balance in found.balances if balance.kind == "opening"), None)
    place = _place(gazetteer, found.township, found.village)
    if opening is None or place is None or not found.period:
        return []
    end = periods.bounds(found.period)[0] - timedelta(days=1)
    wanted = (
        select(LedgerBalance.period, LedgerBalance.amount_fen)
        .join(Batch, Batch.id == LedgerBalance.batch_id)
        .where(LedgerBalance.village_id == place.id, LedgerBalance.kind == "closing", Batch.in_force, LedgerBalance.batch_id.not_in(replaced))
        .where(LedgerBalance.fund == found.fund if found.fund else LedgerBalance.fund.is_(None))
        .order_by(LedgerBalance.batch_id.desc())
    )
    before = next((row for row in conn.execute(wanted) if row.period and periods.bounds(row.period)[1] == end), None)
    if before is None:
        return []
    return [Equation("opening", "上期公布的期末结余", before.amount_fen, "表上写的期初结余", opening.amount_fen, f"{opening.column}{opening.row}")]


def _place(gazetteer: Gazetteer, township: str | None, village: str | None) -> Place | None:
    seat = gazetteer.find(township, level="township") if township else None
    return gazetteer.find(village, seat.id if seat else None, "village") if village else seat


def _against_summary(conn: Connection, gazetteer: Gazetteer, found: Reading, replaced: set[int]) -> list[Equation]:
    """What is paid under a scheme for a period, with this table, against what the township has published as its sum."""
    summed = select(SchemeRow.key, SchemeSummary.period).join(SchemeRow, SchemeRow.id == SchemeSummary.scheme_id).distinct()
    known = {(key, period) for key, period in conn.execute(summed)}
    paid: dict[tuple[int, str, str], int] = defaultdict(int)
    places: dict[tuple[str | None, str | None], Place | None] = {}
    for record in found.records if known else ():
        get = record.values.get
        key = _scheme_key(get("scheme") or found.scheme or found.scheme_name)
        period = str(get("period") or found.period or "")
        if (key, period) not in known or saving.returned(get("status")):
            continue
        named = (get("township") or found.township, get("village") or found.village)
        if named not in places:
            places[named] = _place(gazetteer, *named)
        if (place := places[named]) is not None:
            paid[place.id, key, period] += record.values["amount"]
    keys = {(key, period) for _, key, period in paid}
    result: list[Equation] = []
    for key, period in sorted(keys):
        scheme_id = conn.execute(select(SchemeRow.id).where(SchemeRow.key == key)).scalar()
        stated = _summaries(conn, scheme_id, period) if scheme_id is not None else {}
        if not stated:
            continue
        assert scheme_id is not None
        own = {place_id: fen for (place_id, k, p), fen in paid.items() if (k, p) == (key, period)}
        before = _paid_in(conn, set(stated) | set(own), scheme_id, period, replaced)
        for place_id, fen in stated.items():
            place = gazetteer.by_id(place_id)
            mine = [v for v in own if v == place_id or ((village := gazetteer.by_id(v)) is not None and village.township_id == place_id)]
            if place is None or not mine:
                continue
            sum_ = sum(own[v] for v in mine) + (before.get(place_id, 0) if place.level == "village" else before.get(-place_id, 0))
            result.append(Equation("summary", f"{place.name}各人相加", sum_, "汇总表上写的", fen))
    return _few(result)


def _against_payments(conn: Connection, gazetteer: Gazetteer, found: Reading) -> list[Equation]:
    """A summary's lines against what is paid and in force; nothing where nothing was paid yet."""
    stated: dict[tuple[int, str, str], int] = defaultdict(int)
    for record in found.records:
        get = record.values.get
        place = _place(gazetteer, get("township") or found.township, get("village") or found.village)
        key = _scheme_key(get("scheme") or found.scheme or found.scheme_name)
        period = str(get("period") or found.period or "")
        if place is not None and key and period and get("amount") is not None:
            stated[place.id, key, period] += record.values["amount"]
    result = []
    for (place_id, key, period), fen in stated.items():
        scheme_id = conn.execute(select(SchemeRow.id).where(SchemeRow.key == key)).scalar()
        place = gazetteer.by_id(place_id)
        if scheme_id is None or place is None:
            continue
        total = table_of(PaymentTotal)
        where = total.c.village_id == place_id if place.level == "village" else total.c.township_id == place_id
        paid = conn.execute(select(func.sum(total.c.amount_fen)).where(where, total.c.scheme_id == scheme_id, total.c.period == period)).scalar()
        if paid is not None:
            result.append(Equation("summary", f"{place.name}已公布的各人相加", int(paid), "汇总表上写的", fen))
    return _few(result)


def _few(found: list[Equation]) -> list[Equation]:
    """Those that differ, and one line for all that agree."""
    even = [equation for equation in found if equation.even]
    if len(even) < 4:
        return found
    words = f"{len(even)}个村各人相加"
    return [Equation("summary", words, sum(e.left_fen for e in even), "汇总表上写的", sum(e.right_fen for e in even)), *(e for e in found if not e.even)]


def _scheme_key(scheme: Scheme | str | None) -> str:
    return scheme.key if isinstance(scheme, Scheme) else f"={scheme}"[:80] if scheme else ""


def _summaries(conn: Connection, scheme_id: int, period: str) -> dict[int, int]:
    """What the summaries in force state by place: the parts of a place together, where all say an amount."""
    table = table_of(SchemeSummary)
    rows = conn.execute(
        select(table.c.place_id, table.c.amount_fen).join(Batch, Batch.id == table.c.batch_id).where(Batch.in_force, table.c.scheme_id == scheme_id, table.c.period == period)
    ).all()
    unsaid = {row.place_id for row in rows if row.amount_fen is None}
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.place_id not in unsaid:
            found[row.place_id] += row.amount_fen
    return dict(found)


def _paid_in(conn: Connection, places: set[int], scheme_id: int, period: str, replaced: set[int]) -> dict[int, int]:
    """What is in force already by village, and by township under its number below zero; without what is replaced."""
    payment = table_of(Payment)
    rows = conn.execute(
        select(payment.c.village_id, payment.c.township_id, func.sum(payment.c.amount_fen))
        .join(Batch, Batch.id == payment.c.batch_id)
        .where(Batch.in_force, payment.c.status == "paid", payment.c.scheme_id == scheme_id, payment.c.period == period, payment.c.batch_id.not_in(replaced))
        .where(payment.c.village_id.in_(places) | payment.c.village_id.in_(select(PaymentTotal.village_id).where(PaymentTotal.township_id.in_(places))))
        .group_by(payment.c.village_id, payment.c.township_id)
    )
    found: dict[int, int] = defaultdict(int)
    for village, township, fen in rows:
        found[village] += int(fen)
        found[-township] += int(fen)
    return found


def keep(conn: Connection, actor: str, now: datetime, batch_id: int, uneven: Iterable[Equation], reason: str) -> None:
    """Keep the remainders of a published batch with their public reason; the journal says by whom."""
    found = list(uneven)
    if not found:
        return
    township = conn.execute(select(Batch.township_id).where(Batch.id == batch_id)).scalar()
    words = notes.in_public(conn, township, reason) or UNSAID
    for one in found:
        conn.execute(
            insert(Remainder).values(
                batch_id=batch_id, kind=one.kind, left_words=one.left_words[:120], left_fen=one.left_fen, right_words=one.right_words[:120], right_fen=one.right_fen,
                cell=one.cell[:12] if one.cell else None, reason=words, at=now, actor=actor[:60],
            )
        )  # fmt: skip
        journal.write(conn, actor, "remainder", f"batch:{batch_id}", f"{one.left_fen - one.right_fen}：{words}")
