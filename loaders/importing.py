"""A file's way: check it, show what it would change, save it, take it back. Nothing is written before ``save``."""

import gc
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from loaders import (
    charts,
    equations,
    journal,
    lists,
    matching,
    notes,
    periods,
    place_settings,
    places,
    problems,
    reading,
    saving,
    schemes,
    sealing,
    text,
    workbook,
)
from loaders.columns import yuan
from loaders.database import Database
from loaders.form import by_name
from loaders.problems import Problem
from loaders.readers.result import Reading, Record, Rejected
from loaders.reading import Supplied
from loaders.records.base import ROW_BITS, Base, table_of
from loaders.records.books import LedgerBalance, LedgerEntry, LedgerSummary
from loaders.records.imports import Batch, Import, RejectedRow, Replacement
from loaders.records.payments import Entitlement, Payment, SchemeRow
from loaders.records.people import Household, Person
from loaders.workbook import Refused, Sheet, Workbook

Progress = Callable[[str, float], None]

#: records whose rows are compared with those in force before they are saved
COMPARED = ("payment", "ledger_entry", "ledger_summary", "entitlement", *lists.TABLES)

STOPPED = {
    "nothing-recognised": "没有认出任何一张表。",
    "overlaps": "其中{count}{unit}在本期已经收下，但两份表的范围不同，不能整份替换。请确认是补充发放（--add）还是替换（--replace）。",
    "books-again": "《{file}》已经收下，像是同一本账的另一种公布（合计相同，或有相同的收支）。请确认是补充（--add）还是替换（--replace）。",
    "needs-approval": "{place}公布前要先由村务监督委员会审核，审核同意以后才公布；现在什么也没有公布。",
    "meanwhile": "核对之后，别人刚发布或撤回了同一项的《{file}》，什么也没有写入。请再核对一遍，看清是替换还是补充，再发布。",
}


@dataclass(slots=True)
class Difference:
    """What a reading would change against a batch that is in force."""

    batch_id: int
    import_id: int
    file: str
    same: int  # people (or entries) in both
    only_old: int
    only_new: int
    changed: int  # in both, with another amount
    old_fen: int
    new_fen: int
    names_old: list[str] = field(default_factory=list)  # a few, for the clerk
    names_new: list[str] = field(default_factory=list)
    names_changed: list[str] = field(default_factory=list)
    again: bool = False  # the same books in another way: with the same sum, or of a time that overlaps

    @property
    def guess(self) -> str:
        """``replace`` for mostly the same people, ``add`` for others, ``ask`` where a part is in both."""
        old, new = self.same + self.only_old, self.same + self.only_new
        if self.again:
            return "ask"
        if not self.same:
            return "add"
        if self.same * 2 >= old and self.same * 2 >= new:
            return "replace"
        return "ask" if self.same * 10 >= min(old, new) else "add"


@dataclass(slots=True)
class CheckedTable:
    """A reading, and what it would change."""

    reading: Reading
    differences: list[Difference] = field(default_factory=list)
    prepared: saving.Prepared | None = None  # with its numbers sealed

    @property
    def guess(self) -> str:
        """What is suggested for this table: new, add, replace or ask."""
        guesses = {difference.guess for difference in self.differences}
        return next((g for g in ("ask", "replace", "add") if g in guesses), "new")


@dataclass(slots=True)
class Checked:
    """A file as it was understood, before anything is written."""

    name: str
    sha256: str
    data: bytes
    supplied: Supplied
    status: str  # ready, unchanged, nothing-recognised, refused; loaded or prepared in the end
    error: dict[str, str] | None = None
    import_id: int | None = None  # of the import that has the same bytes
    kind: str = ""
    mark: tuple[int, int] = (0, 0)  # what the database held when the tables were compared with it
    tables: list[CheckedTable] = field(default_factory=list)

    @property
    def loadable(self) -> list[CheckedTable]:
        """The tables that saving would load."""
        return [t for t in self.tables if t.reading.form is not None and not t.reading.blocked and t.reading.rows_read and not t.reading.check_only]


def fingerprint(supplied: Supplied) -> str:
    """What the caller said beside the file, in one word: the same file for another month is another import."""
    return hashlib.sha256(repr((supplied.place, supplied.period, supplied.form)).encode()).hexdigest()


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Keep the garbage collector from walking a million new cells again and again while they are all alive."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@_collecting_later()
def check(db: Database, name: str, data: bytes, supplied: Supplied | None = None, progress: Progress | None = None) -> Checked:
    """Read a file and compare it with what is in force; writes nothing."""
    supplied = supplied or Supplied()
    digest = hashlib.sha256(data).hexdigest()
    checked = Checked(text.mask_numbers_in(text.file_name(name)), digest, data, supplied, "ready")
    with db.read() as conn:
        if same := _in_force(conn, digest, supplied):
            checked.status, checked.import_id = "unchanged", same
            return checked
        checked.mark = mark(conn)
        gazetteer = places.Gazetteer(conn)
    if progress:
        progress("读取表格", 0.0)
    try:
        book = workbook.read(data, name)
    except Refused as refused:
        checked.status, checked.error = "refused", {"code": refused.code, "message": refused.message}
        return checked
    checked.kind = book.kind
    if progress:
        progress("核对每一行", 0.3)
    supplied = _named(supplied, gazetteer)
    checked.tables = [CheckedTable(r) for r in reading.read(book, checked.name, supplied, gazetteer.names())]
    if not any(t.reading.form for t in checked.tables):
        checked.status = "nothing-recognised"
        found = [p for t in checked.tables for p in t.reading.problems]
        message = found[0].message if found else "文件里没有找到表头（例如：姓名、身份证号、金额），没有可以导入的表。请看看是不是传错了文件。"
        checked.error = {"code": found[0].code if found else "no-table", "message": message}
    elif not checked.loadable:
        checked.status = "refused"
        blocked = next((t.reading.blocked for t in checked.tables if t.reading.blocked), None)
        checked.error = (
            {"code": blocked.code, "message": blocked.message} if blocked else {"code": "no-rows", "message": "认出了表头，但下面没有一行数据。请填好后再上传。"}
        )
    else:
        with db.read() as conn:
            for table in checked.loadable:
                _by_name_alone(conn, table.reading, gazetteer, book)
            del book  # its place in memory is taken by what is sealed
            for table in checked.loadable:
                table.prepared = saving.prepare(db.vault, table.reading, progress)
                _compare(conn, table, gazetteer)
                _name_differs(conn, table)
    if progress:
        progress("核对完毕", 0.5)
    return checked


def _named(supplied: Supplied, gazetteer: places.Gazetteer) -> Supplied:
    """The place that the caller gave as a code, by its name."""
    if supplied.place and supplied.place.isdigit() and (place := gazetteer.find(supplied.place)):
        return Supplied(place.name, supplied.period, supplied.form)
    return supplied


def mark(conn: Connection) -> tuple[int, int]:
    """How much was imported and taken back so far: while it stays, comparisons stay true."""
    withdrawn = select(func.count()).where(Import.state != "in-force").scalar_subquery()
    newest, back = conn.execute(select(func.max(Import.id), withdrawn)).one()
    return newest or 0, back


def _in_force(conn: Connection, digest: str, supplied: Supplied) -> int | None:
    found = select(Import.id).where(Import.sha256 == digest, Import.state == "in-force", Import.fingerprint == fingerprint(supplied))
    return conn.execute(found.order_by(Import.id.desc())).scalars().first()


# --- what would change --------------------------------------------------------------------------------


def _key_rows(conn: Connection, record: str, batch_id: int) -> list[tuple[Any, int, str]]:
    """The rows of a batch as they are compared: key, amount, name."""
    if record == "payment":
        statement = (
            select(Person.id_digest, Payment.name, Payment.village_id, Payment.scheme_id, Payment.amount_fen)
            .join(Person, Person.id == Payment.person_id)
            .where(Payment.batch_id == batch_id)
        )
        return [(digest or (name, village), fen, name) for digest, name, village, _, fen in conn.execute(statement)]
    if record == "entitlement":
        listed = (
            select(Person.id_digest, Entitlement.name, Entitlement.village_id, Entitlement.amount_fen)
            .join(Person, Person.id == Entitlement.person_id)
            .where(Entitlement.batch_id == batch_id)
        )
        return [(digest or (name, village), fen or 0, name) for digest, name, village, fen in conn.execute(listed)]
    if record in lists.TABLES:
        return lists.key_rows(conn, record, batch_id)
    if record == "ledger_summary":
        lines = select(LedgerSummary.label, LedgerSummary.amount_fen, LedgerSummary.row).where(LedgerSummary.batch_id == batch_id)
        return [((label, row), fen or 0, label) for label, fen, row in conn.execute(lines)]
    entries = select(LedgerEntry.entry_date, LedgerEntry.summary, LedgerEntry.income_fen, LedgerEntry.spending_fen, LedgerEntry.fund)
    entries = entries.where(LedgerEntry.batch_id == batch_id)
    return [_entry_row(day, summary, income, spending, fund) for day, summary, income, spending, fund in conn.execute(entries)]


def _entry_row(day: date | None, summary: str, income: int, spending: int, fund: str | None) -> tuple[Any, int, str]:
    return (day, summary, bool(income), fund), income - spending, summary


def _new_rows(prepared: saving.Prepared, village_of: Callable[[str | None], int | None]) -> list[tuple[Any, int, str]]:
    found, identities = prepared.reading, prepared.identities
    assert found.form is not None
    if found.form.record in lists.TABLES:
        return lists.new_rows(found)
    if found.form.record == "ledger_entry":
        return [
            _entry_row(v.get("date"), v["summary"], v["income"], v["spending"], found.fund or charts.fund_of(v.get("fund")))
            for v in (record.values for record in found.records)
        ]
    if found.form.record == "ledger_summary":
        return [((r.values["label"], r.row), r.values.get("amount") or 0, r.values["label"]) for r in found.records]
    rows: list[tuple[Any, int, str]] = []
    for record in found.records:
        values = record.values
        number = values.get("id_number")
        key = identities[number].digest if number else (values["name"], village_of(values.get("village") or found.village))
        rows.append((key, values.get("amount") or 0, values["name"]))
    return rows


def _compare(conn: Connection, table: CheckedTable, gazetteer: places.Gazetteer) -> None:
    found = table.reading
    assert found.form is not None
    record = found.form.record
    if record not in COMPARED:
        return
    wanted = select(Batch.id, Batch.import_id, Batch.place_id, Batch.township_id, Batch.period, Import.name, Batch.amount_loaded_fen).join(Import, Import.id == Batch.import_id)
    wanted = wanted.where(Batch.record == record, Batch.in_force)
    if record == "ledger_entry" and found.period:  # a month and its quarter may be the same books
        wanted = wanted.where(Batch.period.startswith(found.period[:4]))
    else:
        wanted = wanted.where(Batch.period == found.period)
    if record in lists.TABLES:
        wanted = wanted.where(Batch.form == found.form.name, Batch.place_name == found.place_name)
    scheme = found.scheme.key if found.scheme else f"={found.scheme_name}"[:80] if found.scheme_name else None
    scheme_id = conn.execute(select(SchemeRow.id).where(SchemeRow.key == scheme)).scalar() if scheme else None
    if found.form.needs_scheme:
        if scheme is not None and scheme_id is None:
            return
        wanted = wanted.where(Batch.scheme_id == scheme_id) if scheme is not None else wanted.where(Batch.scheme_id.is_(None))
    township = gazetteer.find(found.township, level="township") if found.township else None
    village = gazetteer.find(found.village, township.id if township else None, "village") if found.village else None
    if village and township is None and village.township_id:
        township = gazetteer.by_id(village.township_id)
    new: list[tuple[Any, int, str]] | None = None

    def village_of(name: str | None) -> int | None:
        place = gazetteer.find(name, township.id if township else None, "village") if name else None
        return place.id if place else None

    others: list[tuple[str | None, Difference]] = []
    for batch_id, import_id, place_id, township_id, period, file, old_fen in conn.execute(wanted.order_by(Batch.id)).all():
        if period != found.period and not _overlap(period, found.period):
            continue
        if township and township_id is not None and township_id != township.id:
            continue
        if village and place_id is not None and place_id not in (village.id, township.id if township else None):
            continue
        if record.startswith("ledger") and village and place_id != village.id:
            continue
        new = new if new is not None else _new_rows(table.prepared or saving.Prepared(found), village_of)
        old = _key_rows(conn, record, batch_id)
        difference = _difference(old, new, batch_id, import_id, file, old_fen, found.amount_loaded)
        if difference.same:
            difference.again = period != found.period
            table.differences.append(difference)
        elif record == "ledger_entry" and _funds(old) == _funds(new):
            others.append((period, difference))
    _same_books(table, others)


def _funds(rows: list[tuple[Any, int, str]]) -> set[str | None]:
    return {key[-1] for key, _, _ in rows}


def _overlap(one: str | None, other: str | None) -> bool:
    return bool(one and other and set(periods.months(one)) & set(periods.months(other)))


def _same_books(table: CheckedTable, others: list[tuple[str | None, Difference]]) -> None:
    """Books of the same village and time without one entry in common: the same sum makes them the same books."""
    found = table.reading
    inside = [d for period, d in others if period and found.period and set(periods.months(period)) <= set(periods.months(found.period))]
    again = [d for d in inside if d.old_fen == found.amount_loaded] or (inside if sum(d.old_fen for d in inside) == found.amount_loaded else [])
    for difference in again:
        difference.again = bool(found.amount_loaded)
    if found.amount_loaded:
        table.differences += again
    if any(period != found.period for period, d in others if d not in again):
        found.problems.append(problems.make("books-twice", sheet=found.sheet))


def _difference(
    old: list[tuple[Any, int, str]], new: list[tuple[Any, int, str]], batch_id: int, import_id: int, file: str, old_fen: int, new_fen: int
) -> Difference:
    def by_key(rows: list[tuple[Any, int, str]]) -> tuple[dict[Any, int], dict[Any, str]]:
        sums: dict[Any, int] = {}
        names: dict[Any, str] = {}
        for key, fen, name in rows:
            sums[key] = sums.get(key, 0) + fen
            names[key] = name
        return sums, names

    old_sums, old_names = by_key(old)
    new_sums, new_names = by_key(new)
    both = old_sums.keys() & new_sums.keys()
    changed = [key for key in both if old_sums[key] != new_sums[key]]
    return Difference(
        batch_id, import_id, file, len(both), len(old_sums) - len(both), len(new_sums) - len(both), len(changed), old_fen, new_fen,
        [old_names[k] for k in old_sums.keys() - both][:20],
        [new_names[k] for k in new_sums.keys() - both][:20],
        [f"{new_names[k]}（{yuan(old_sums[k])}→{yuan(new_sums[k])}）" for k in changed][:20],
    )  # fmt: skip


def _by_name_alone(conn: Connection, found: Reading, gazetteer: places.Gazetteer, book: Workbook | None = None) -> None:
    """Keep out the rows without an identity number whose name several people of the village bear."""
    assert found.form is not None
    nameless = [r for r in found.records if r.values.get("id_number") is None] if found.form.record in ("payment", "entitlement") else []
    if not nameless:
        return
    township = gazetteer.find(found.township, level="township") if found.township else None
    by_village: dict[str, list[Record]] = {}
    for record in nameless:
        by_village.setdefault(record.values.get("village") or found.village or "", []).append(record)
    for village, records in by_village.items():
        place = gazetteer.find(village, township.id if township else None, "village") if village else None
        names = {r.values["name"] for r in records}
        known = matching.namesakes(conn, place.id, list(names)) if place else {}
        if known and names - known.keys():
            found.problems.append(problems.make("name-unknown", sheet=found.sheet, found=len(names - known.keys())))
        for record in records:
            groups = known.get(record.values["name"], [])
            group = record.values.get("group")
            own = [g for g in groups if g == group] if group else []
            if len(groups) > 1 and len(own) != 1:
                _keep_out(found, record, book, problems.make("name-ambiguous", row=record.row, sheet=found.sheet, column=found.columns.get("name"), found=len(groups)))


def _keep_out(found: Reading, record: Record, book: Workbook | None, problem: Problem) -> None:
    """Move a row that was read from the records to the rejected rows."""
    own = [r for r in found.records if r.row == record.row]
    if not own:
        return  # its other records have taken it out already
    amount = sum(r.values.get("amount") or 0 for r in own)
    sheet = next((sheet for sheet in book.sheets if sheet.name == found.sheet), None) if book else None
    cells = sheet.rows[record.row - 1] if sheet else []
    written = {h: str(cells[i]) for h, i in zip(found.headings, found.indexes, strict=True) if i < len(cells) and cells[i] is not None}
    found.records = [r for r in found.records if r.row != record.row]
    found.rejected.append(Rejected(record.row, written, [problem], amount))
    found.problems.append(problem)
    found.amount_loaded -= amount


def _name_differs(conn: Connection, table: CheckedTable) -> None:
    """Point out where an identity number is known under another name."""
    found, prepared = table.reading, table.prepared
    if prepared is None or not prepared.identities:
        return
    known = matching.by_digest(conn, [identity.digest for identity in prepared.identities.values()])
    if not known:
        return
    digests = {prepared.identities[number].digest: record for record in found.records if (number := record.values.get("id_number"))}
    for digest, person in known.items():
        record = digests.get(digest)
        if record is not None and text.name(person.name) != text.name(record.values["name"]):
            found.problems.append(problems.make("name-differs", row=record.row, sheet=found.sheet, column=found.columns.get("name")))


# --- save ----------------------------------------------------------------------------------------------


class Stopped(Exception):
    """Saving needs a decision first; ``code`` and ``message`` say which."""

    def __init__(self, code: str, **words: object) -> None:
        self.code = code
        self.message = STOPPED[code].format_map(words)
        super().__init__(self.message)


def chosen_of(checked: Checked, decisions: dict[int, str]) -> list[tuple[CheckedTable, str]]:
    """The tables that would be written, each with its decision; :class:`Stopped` where one is still to be made."""
    chosen: list[tuple[CheckedTable, str]] = []
    for position, table in enumerate(checked.tables):
        if table not in checked.loadable:
            continue
        decision = decisions.get(position, table.guess)
        if decision == "ask":
            unit = "人" if table.reading.form and table.reading.form.record in ("payment", "entitlement") else "行"
            again = next((d.file for d in table.differences if d.again), None)
            if again:
                raise Stopped("books-again", file=again)
            raise Stopped("overlaps", count=sum(d.same for d in table.differences), unit=unit)
        if decision != "skip":
            chosen.append((table, decision))
    return chosen


@_collecting_later()
def save(
    db: Database,
    checked: Checked,
    actor: str,
    decisions: dict[int, str] | None = None,
    progress: Progress | None = None,
    reason: str = "",
    approval: Callable[[Connection, int], None] | None = None,
    remainders: dict[int, str] | None = None,
) -> int:
    """Write a checked file in one transaction and put it in force; the import's number.

    What it replaces leaves a public note with the reason.

    ``decisions`` say for tables (by their place in ``checked.tables``) ``replace``, ``add`` or ``skip``; without
    one the guess counts, and a guess of ``ask`` raises :class:`Stopped`. The same bytes in force already are
    not imported twice: the number of that import comes back.

    Where a place asks for two steps, nothing is written without ``approval``, which is called in the transaction
    with the import's number and notes who has approved (:mod:`loaders.approving`).

    ``remainders`` give for tables (by their place) the reason why they do not add up; it is public, and so is that
    none was given. Whether one is asked for before is the caller's to say (:func:`unexplained`).
    """
    chosen = chosen_of(checked, decisions or {})
    db.keep_file(checked.sha256, checked.data)
    if progress:
        progress("写入数据库", 0.8)
    now = datetime.now(UTC).replace(tzinfo=None)
    reasons = {id(checked.tables[position]): words for position, words in (remainders or {}).items()}
    with db.write() as conn:
        if same := _in_force(conn, checked.sha256, checked.supplied):
            checked.status, checked.import_id = "unchanged", same
            return same
        asking = None if approval else place_settings.committee(conn, places.Gazetteer(conn), [table.reading for table, _ in chosen])
        if asking is not None:
            raise Stopped("needs-approval", place=asking.name)
        if mark(conn) != checked.mark:
            _unless_overtaken(conn, [table for table, _ in chosen])
        import_id = saving.next_import_id(conn)
        conn.execute(
            insert(Import).values(
                id=import_id, sha256=checked.sha256, name=checked.name[:255], size=len(checked.data), at=now, actor=actor,
                state="in-force", fingerprint=fingerprint(checked.supplied),
            )
        )  # fmt: skip
        writer = saving.Writer(conn, db.vault, import_id, now)
        replaced: list[int] = []
        for table, decision in chosen:
            old = _replaced(table, decision)
            uneven = [one for one in equations.of_table(conn, writer.gazetteer, table.reading, old) if not one.even]
            batch_id = writer.batch(table.prepared or saving.prepare(db.vault, table.reading))
            saving.replace_batch(conn, batch_id, old)
            replaced += old
            _mark_corrected(conn, db, table.reading, batch_id, import_id, now, actor)
            notes.replaced(conn, now, old, batch_id, reason)
            sealing.publish(conn, actor, batch_id, old)
            equations.keep(conn, actor, now, batch_id, uneven, reasons.get(id(table), ""))
        writer.touched |= saving.touched_by(conn, replaced) if replaced else set()
        writer.finish()
        detail = {"file": checked.name, "tables": len(chosen), "replaced": len(replaced), "sha256": checked.sha256}
        journal.write(conn, actor, "import", str(import_id), json.dumps(detail, ensure_ascii=False))
        if approval:
            approval(conn, import_id)
    sealing.seal_import(db, import_id)
    checked.status, checked.import_id = "loaded", import_id
    if progress:
        progress("完成", 1.0)
    return import_id


def _replaced(table: CheckedTable, decision: str) -> list[int]:
    """The batches that a table would take the place of."""
    return [d.batch_id for d in table.differences if d.guess in ("replace", "ask")] if decision == "replace" else []


def equations_of(db: Database, table: CheckedTable, decision: str) -> list[equations.Equation]:
    """The equations of a checked table, as it would stand in force after the decision."""
    with db.read() as conn:
        return equations.of_table(conn, places.Gazetteer(conn), table.reading, _replaced(table, decision))


def unexplained(db: Database, checked: Checked, decisions: dict[int, str], remainders: dict[int, str]) -> list[str]:
    """A sentence for every equation that does not come out even in a table for which no reason is given."""
    found = []
    for position, table in enumerate(checked.tables):
        decision = decisions.get(position, table.guess)
        if table in checked.loadable and decision != "skip" and not text.visible(remainders.get(position, "")).strip():
            found += [one.sentence for one in equations_of(db, table, decision) if not one.even]
    return found


def _unless_overtaken(conn: Connection, tables: list[CheckedTable]) -> None:
    """Raise :class:`Stopped` where others have changed meanwhile what these tables were compared with."""
    gazetteer = places.Gazetteer(conn)
    for table in tables:
        now = CheckedTable(table.reading, prepared=table.prepared)
        _compare(conn, now, gazetteer)
        seen, found = ({d.batch_id: d for d in t.differences if d.guess != "add"} for t in (table, now))
        changed = seen.keys() ^ found.keys()
        if changed:
            raise Stopped("meanwhile", file=(seen | found)[min(changed)].file)


def _mark_corrected(conn: Connection, db: Database, found: Reading, batch_id: int, import_id: int, now: datetime, actor: str) -> None:
    """Rows rejected earlier that a corrected file brings now: same scheme, period, place, name and amount."""
    assert found.form is not None
    if found.form.record != "payment" or not found.records:
        return
    this = conn.execute(select(Batch.scheme_id, Batch.period, Batch.township_id).where(Batch.id == batch_id)).one()
    waiting = (
        select(RejectedRow.id, RejectedRow.cells_sealed, RejectedRow.amount_fen)
        .join(Batch, Batch.id == RejectedRow.batch_id)
        .where(RejectedRow.state == "open", RejectedRow.import_id != import_id, Batch.in_force, Batch.record == "payment")
        .where(Batch.scheme_id == this.scheme_id, Batch.period == this.period, Batch.township_id == this.township_id)
    )
    rows = conn.execute(waiting).all()
    if not rows:
        return
    brought = {(record.values["name"], record.values["amount"]) for record in found.records}
    for rejected_id, sealed, fen in rows:
        cells = json.loads(db.vault.open(sealed))
        if any((text.name(cell), fen) in brought for cell in cells.values() if len(cell) <= 30):
            conn.execute(
                update(RejectedRow).where(RejectedRow.id == rejected_id).values(state="corrected", corrected_at=now, corrected_by=actor, corrected_import_id=import_id)
            )


# --- take back -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Touched:
    """Whom taking an import back would touch."""

    import_id: int
    file: str
    state: str
    people: int
    payments: int
    amount_fen: int
    names: tuple[str, ...]  # the first few, for the clerk
    back_in_force: tuple[str, ...]  # files whose batches come back


def touched(db: Database, import_id: int) -> Touched | None:
    """Whom taking the import back would touch; none where there is no such import."""
    with db.read() as conn:
        about = conn.execute(select(Import.name, Import.state).where(Import.id == import_id)).first()
        if about is None:
            return None
        batches = conn.execute(select(Batch.id).where(Batch.import_id == import_id)).scalars().all()
        rows = conn.execute(select(Payment.person_id, Payment.name, Payment.amount_fen).where(Payment.batch_id.in_(batches))).all()
        back = conn.execute(select(Import.name).join(Batch, Batch.import_id == Import.id).where(Batch.id.in_(coming_back(conn, import_id))).distinct()).scalars()
        names = tuple(dict.fromkeys(name for _, name, _ in rows))
        return Touched(
            import_id, about.name, about.state, len({person for person, _, _ in rows}), len(rows), sum(fen for _, _, fen in rows),
            names[:20], tuple(back),
        )  # fmt: skip


def coming_back(conn: Connection, import_id: int) -> list[int]:
    """The batches that would be in force again if the import were taken back."""
    own = set(conn.execute(select(Batch.id).where(Batch.import_id == import_id)).scalars())
    pairs = conn.execute(select(Replacement.batch_id, Replacement.replaced_id).where(Replacement.batch_id.in_(own))).all()
    return [old for batch_id, old in pairs if not _successors(conn, batch_id) and not set(_successors(conn, old)) - own and _stands(conn, old)]


class NoSuchImport(Exception):
    """There is no import of that number, or it was taken back already."""


def withdraw(db: Database, import_id: int, actor: str, reason: str = "") -> list[int]:
    """Take an import back as a whole, with a public note that says why; the batches that are in force again.

    What it had replaced comes back, unless a later import replaced that too or its own import was taken back.
    """
    now = datetime.now(UTC).replace(tzinfo=None)
    with db.write() as conn:
        state = conn.execute(select(Import.state).where(Import.id == import_id)).scalar()
        if state is None:
            raise NoSuchImport(f"没有编号为{import_id}的导入。")
        if state != "in-force":
            raise NoSuchImport(f"导入{import_id}已经撤回过了。")
        batches = list(conn.execute(select(Batch.id).where(Batch.import_id == import_id)).scalars())
        public = list(conn.execute(select(Batch.id).where(Batch.import_id == import_id, Batch.in_force)).scalars())
        conn.execute(update(Import).where(Import.id == import_id).values(state="withdrawn", withdrawn_at=now, withdrawn_by=actor))
        conn.execute(update(Batch).where(Batch.import_id == import_id).values(in_force=False))
        restored: list[int] = []
        pairs = conn.execute(select(Replacement.batch_id, Replacement.replaced_id).where(Replacement.batch_id.in_(batches))).all()
        for batch_id, old in pairs:
            heirs = _successors(conn, batch_id)
            if heirs:  # what was replaced by the batch taken back is replaced by its successor from now on
                for heir in heirs:
                    saving.replace_batch(conn, heir, [old])
            elif not _successors(conn, old) and _stands(conn, old):
                conn.execute(update(Batch).where(Batch.id == old).values(in_force=True))
                restored.append(old)
        conn.execute(
            update(RejectedRow)
            .where(RejectedRow.corrected_import_id == import_id)
            .values(state="open", corrected_at=None, corrected_by=None, corrected_import_id=None)
        )
        conn.execute(update(Person).where(Person.batch_id.in_(batches)).values(registered=False))
        saving.refresh_totals(conn, saving.touched_by(conn, [*batches, *restored]))
        notes.withdrawn(conn, now, public, [(new, old) for new, old in pairs if old in restored], reason)
        journal.write(conn, actor, "undo", str(import_id), json.dumps({"restored": restored}))
    return restored


def _successors(conn: Connection, batch_id: int) -> list[int]:
    """The batches that replaced a batch and whose imports still stand."""
    found = select(Batch.id).join(Replacement, Replacement.batch_id == Batch.id).join(Import, Import.id == Batch.import_id)
    return list(conn.execute(found.where(Replacement.replaced_id == batch_id, Import.state == "in-force")).scalars())


def _stands(conn: Connection, batch_id: int) -> bool:
    """Whether the import of a batch was not taken back."""
    own = select(Import.state).join(Batch, Batch.import_id == Import.id).where(Batch.id == batch_id)
    return bool(conn.execute(own).scalar() == "in-force")


# --- rejected rows -------------------------------------------------------------------------------------


def cells_of(db: Database, rejected_id: int) -> dict[str, str]:
    """What is written in a rejected row, by heading; only for the clerk who corrects it."""
    with db.read() as conn:
        sealed = conn.execute(select(RejectedRow.cells_sealed).where(RejectedRow.id == rejected_id)).scalar()
    if sealed is None:
        raise NoSuchImport("没有这一行。")
    return dict(json.loads(db.vault.open(sealed)))


def correct(db: Database, rejected_id: int, cells: dict[str, str], actor: str) -> list[Problem]:
    """Load a rejected row with corrected cells into its batch; the problems that are left, none when it is loaded."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with db.read() as conn:
        row = conn.execute(select(RejectedRow.batch_id, RejectedRow.row, RejectedRow.state).where(RejectedRow.id == rejected_id)).first()
        if row is None:
            raise NoSuchImport("没有这一行。")
        if row.state != "open":
            raise NoSuchImport("这一行已经处理过了。")
        batch = conn.execute(select(table_of(Batch)).where(Batch.id == row.batch_id)).one()
        name = conn.execute(select(Import.name).where(Import.id == batch.import_id)).scalar_one()
        gazetteer = places.Gazetteer(conn)
        township = gazetteer.by_id(batch.township_id) if batch.township_id else None
        scheme_key = conn.execute(select(SchemeRow.key).where(SchemeRow.id == batch.scheme_id)).scalar()
    headings = list(cells)
    levels = [heading.split(" › ") for heading in headings]
    depth = max(len(level) for level in levels)
    header: list[list[workbook.Value]] = [[level[min(d, len(level) - 1)] if d < len(level) or d == depth - 1 else None for level in levels] for d in range(depth)]
    title = f"{batch.title or ''} 单位:{batch.unit}"
    body: list[workbook.Value] = [cells[heading] or None for heading in headings]
    rows: list[list[workbook.Value]] = [[title], *header, body]
    form = by_name(batch.form)
    supplied = Supplied(batch.place_name, batch.period, form.name if form else None)
    found = [r for r in reading.read(Workbook("", [Sheet(batch.sheet, rows)]), name, supplied, gazetteer.names()) if r.form]
    if not found or found[0].rows_read != 1:
        return [problems.make("no-form", sheet=batch.sheet, found="、".join(headings))]
    one = found[0]
    if one.rejected or one.blocked:
        return [p for p in one.problems if p.severity == "error"]
    if township and not one.township:
        one.township = township.name
    if scheme_key and one.scheme is None:
        one.scheme = schemes.dictionary().by_key(scheme_key)
    for record in one.records:
        record.row = row.row
    with db.read() as conn:
        if asking := place_settings.committee(conn, gazetteer, [one]):
            raise NoSuchImport(f"{asking.name}公布前要先由村务监督委员会审核，不能在这里单独补一行。请在原表里改好，整份重新上传送审。")
        _by_name_alone(conn, one, gazetteer)
    if one.rejected:
        return [p for p in one.problems if p.severity == "error"]
    prepared = saving.prepare(db.vault, one)
    with db.write() as conn:
        still = conn.execute(select(RejectedRow.state).where(RejectedRow.id == rejected_id)).scalar()
        if still != "open":
            raise NoSuchImport("这一行已经处理过了。")
        first = _rows_of(conn, batch.import_id)
        writer = saving.Writer(conn, db.vault, batch.import_id, now, first)
        writer.records(prepared, batch.id, batch.township_id, batch.place_id)
        writer.finish()
        conn.execute(
            update(Batch)
            .where(Batch.id == batch.id)
            .values(
                rows_loaded=Batch.rows_loaded + 1, rows_rejected=Batch.rows_rejected - 1, amount_loaded_fen=Batch.amount_loaded_fen + one.amount_loaded
            )
        )
        conn.execute(update(RejectedRow).where(RejectedRow.id == rejected_id).values(state="corrected", corrected_at=now, corrected_by=actor))
        journal.write(conn, actor, "correct", str(rejected_id), json.dumps({"row": row.row, "import": batch.import_id}))
        sealing.publish(conn, actor, batch.id)
    sealing.seal_import(db, batch.import_id)
    return []


def _rows_of(conn: Connection, import_id: int) -> int:
    """How many ids of an import are taken: the number of its next row."""
    low, high = import_id << ROW_BITS, (import_id + 1) << ROW_BITS
    newest = 0
    kinds: tuple[type[Base], ...] = (Batch, Payment, Entitlement, LedgerEntry, RejectedRow, Person, LedgerBalance, LedgerSummary, Household)
    for kind in (*kinds, *lists.TABLES.values()):
        own = table_of(kind).c.id
        last = conn.execute(select(func.max(own)).where(own >= low, own < high)).scalar()
        newest = max(newest, (last or low - 1) + 1 - low)
    return newest


def dismiss(db: Database, rejected_id: int, actor: str) -> None:
    """Mark a rejected row as one that needs no correction; it stays on record."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with db.write() as conn:
        conn.execute(
            update(RejectedRow)
            .where(RejectedRow.id == rejected_id, RejectedRow.state == "open")
            .values(state="dismissed", corrected_at=now, corrected_by=actor)
        )
        journal.write(conn, actor, "dismiss", str(rejected_id), "")


# --- what is reported ----------------------------------------------------------------------------------


def report(db: Database, checked: Checked, path: str | None = None) -> dict[str, Any]:
    """The file as the command line reports it (see ``village import --json``)."""
    codes: dict[str, str] = {}
    with db.read() as conn:
        gazetteer = places.Gazetteer(conn)
    tables = []
    for table in checked.tables:
        found = table.reading
        if found.check_only:
            continue
        place = found.place_name
        if place and place not in codes:
            township = gazetteer.find(found.township, level="township") if found.township else None
            at = gazetteer.find(place, township.id if township and found.village else None)
            codes[place] = at.code if at and at.code else place
        tables.append(
            {
                "sheet": found.sheet,
                "header_rows": found.header_rows,
                "form": found.form.name if found.form else None,
                "record": found.form.record if found.form else None,
                "scheme": found.scheme_stated,
                "period": found.period,
                "place": codes.get(place) if place else None,
                "rows": {"read": found.rows_read, "loaded": found.rows_loaded, "rejected": found.rows_rejected},
                "amount_read_yuan": yuan(found.amount_read),
                "amount_loaded_yuan": yuan(found.amount_loaded),
                "stated_total_yuan": None if found.stated_total is None else yuan(found.stated_total),
                "total_agrees": found.total_agrees,
                "headings": found.headings,
                "unit": found.unit,
                "change": table.guess,
                "problems": [
                    {
                        "row": p.row, "column": p.column, "cell": p.cell, "code": p.code, "severity": p.severity, "message": p.message,
                    }
                    for p in found.problems
                ],
            }
        )  # fmt: skip
    return {
        "path": path or checked.name,
        "sha256": checked.sha256,
        "import_id": checked.import_id,
        "status": checked.status,
        "error": checked.error,
        "tables": tables,
    }
