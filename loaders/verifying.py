"""Computes everything anew from the kept originals, and says what was altered, is missing or was added since.

It writes nothing and tells nothing that a log must not hold: files, sheets and rows, but no amount, number or name.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import product
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select, text
from sqlalchemy.exc import DatabaseError

from loaders import (
    digests,
    importing,
    journal,
    keyed,
    lists,
    places,
    reading,
    registers,
    sealing,
    workbook,
)
from loaders.database import Database
from loaders.matching import chunks
from loaders.readers.result import Reading, Record
from loaders.reading import Supplied
from loaders.records import schema
from loaders.records.base import table_of
from loaders.records.imports import Batch, Import, JournalEntry, RejectedRow
from loaders.records.payments import Payment, PaymentTotal, SchemeRow
from loaders.records.people import Person
from loaders.records.places import Place
from loaders.seal import WrongKey
from loaders.sealing import Seal
from loaders.workbook import Refused, Workbook

Progress = Callable[[str, float], None]
What = Literal["altered", "missing", "added"]
Key = tuple[Any, ...]

_READERS = 2  # originals read at the same time, each in a process of its own
_TRIGGERS = {"sqlite": ("journal_no_update", "journal_no_delete"), "postgresql": ("journal_no_change",)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written down."""

    kind: str  # database, sealed, journal, trigger, import, batch, row, original, total, head
    what: What
    message: str
    import_id: int | None = None
    file: str | None = None
    sheet: str | None = None
    row: int | None = None


@dataclass(slots=True)
class Verified:
    """What was looked at and what was found."""

    head: journal.Head | None = None
    entries: int = 0
    batches: int = 0
    rows: int = 0
    originals: int = 0
    unsealed: int = 0  # published, counted and summed as noted; the tree is still to be made
    not_compared: int = 0  # tables in force whose original is read in another way today
    clock_back: int = 0  # entries of the journal that were written under an earlier time than the one before: the clock was set back
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written down."""
        return not self.findings


def verify(db: Database, head: str | None = None, progress: Progress | None = None) -> Verified:
    """Everything computed anew; ``head`` is a head of the chain as it was printed, which must stand in it."""
    say = progress or (lambda _stage, _share: None)
    done = Verified()
    with db.read() as conn:
        say("数据库文件", 0.0)
        if _damaged(conn):
            done.findings.append(Finding("database", "altered", DAMAGED))
        try:
            say("日志", 0.0)
            _journal(db, conn, head, done)
            say("批次", 0.1)
            _records(db, conn, done, say)
            say("封存的号码", 0.9)
            _sealed(db, conn, done)
        except (ValueError, KeyError, TypeError):  # who edits the journal by hand may leave anything there
            done.findings.append(Finding("journal", "altered", "日志里有读不懂的内容，后面的核对做不下去。"))
        except DatabaseError:
            done.findings.append(Finding("database", "altered", "数据库读到一半读不下去了，后面的核对做不了。" + DAMAGED))
    say("完成", 1.0)
    return done


DAMAGED = "数据库文件里有损坏的页，读出来的可能不对。请停下网页服务，用 village restore 从最近的备份恢复到新的地方。"


def _damaged(conn: Connection) -> bool:
    """Whether the file of an SQLite database is damaged, as far as it can tell by itself."""
    if conn.dialect.name != "sqlite":
        return False
    try:
        return [row[0] for row in conn.execute(text("PRAGMA integrity_check(1)"))] != ["ok"]
    except DatabaseError:
        return True


def _sealed(db: Database, conn: Connection, done: Verified) -> None:
    """Everything that is sealed opens with the key, and is what its digest says."""
    for table in schema.metadata.sorted_tables:
        if not (names := keyed.columns(table)):
            continue
        wrong = 0
        for rows in keyed.rows(conn, table, names):
            for row in rows:
                try:
                    keyed.opened(table, row._mapping, names, db.vault)
                except (WrongKey, UnicodeDecodeError):
                    wrong += 1
        if wrong:
            done.findings.append(Finding("sealed", "altered", f"表 {table.name} 里有{wrong}行封存的内容被改过、换过或损坏。"))


def _records(db: Database, conn: Connection, done: Verified, say: Progress) -> None:
    """All that is stored against the journal, the totals and the originals."""
    files = {row.id: row for row in conn.execute(select(table_of(Import)))}
    batches = {row.id: row for row in conn.execute(select(table_of(Batch)).order_by(Batch.id))}
    _imports(conn, files, done)
    broken = _batches(db, conn, files, batches, done, say)
    say("合计", 0.4)
    _totals(conn, done)
    say("原件", 0.5)
    _originals(db, conn, files, batches, broken, done, say)


# --- the journal ---------------------------------------------------------------------------------------

_BROKEN: dict[str, tuple[What, str]] = {
    "altered": ("altered", "日志第{n}条被改过。"),
    "missing": ("missing", "日志第{n}条不见了。"),
    "cut": ("missing", "日志从第{n}条起被截断，或有不是本系统写的。"),
    "unsigned": ("altered", "日志的末端没有本机密钥的印记。"),
}


def _journal(db: Database, conn: Connection, printed: str | None, done: Verified) -> None:
    done.head = journal.head(conn)
    done.entries = conn.execute(select(func.count()).select_from(JournalEntry)).scalar_one()
    done.clock_back = journal.set_back(conn)
    for broken in journal.check(db, conn):
        what, words = _BROKEN[broken.kind]
        done.findings.append(Finding("journal", what, words.format(n=broken.number)))
    for name in _TRIGGERS.get(conn.dialect.name, ()):
        listed = "sqlite_master WHERE type = 'trigger' AND name" if conn.dialect.name == "sqlite" else "pg_trigger WHERE tgname"
        if conn.execute(text(f"SELECT 1 FROM {listed} = :name"), {"name": name}).first() is None:
            done.findings.append(Finding("trigger", "missing", "保护日志不被改动的开关被拆掉了。"))
    if printed is not None:
        known = conn.execute(select(JournalEntry.digest)).scalars()
        if not any(digest.hex().startswith(printed.lower()) for digest in known):
            done.findings.append(Finding("head", "missing", f"公布过的校验码 {printed} 不在日志里：日志被换过，或用的是旧的备份。"))


# --- imports and batches -------------------------------------------------------------------------------


def _imports(conn: Connection, files: dict[int, Row[Any]], done: Verified) -> None:
    """Every import against the journal: brought in, with these bytes, and taken back or not."""
    noted = {int(entry.subject): journal.said(entry) for entry in journal.entries(conn, "import")}
    taken = {int(entry.subject) for entry in journal.entries(conn, "undo")}
    first = _older(conn)
    for number, row in files.items():
        here = {"import_id": number, "file": row.name}
        if number not in noted:
            if number > first:
                done.findings.append(Finding("import", "added", "这次导入没有记在日志里，不是由本系统导入的。", **here))
            continue
        said = noted[number]
        if said["file"] != row.name or said.get("sha256", row.sha256) != row.sha256:
            done.findings.append(Finding("import", "altered", "导入的文件名或文件指纹被改过。", **here))
        if (row.state == "withdrawn") != (number in taken):
            done.findings.append(Finding("import", "altered", "撤回没有照规矩办：状态与日志不符。", **here))
    for number in noted.keys() - files.keys():
        done.findings.append(Finding("import", "missing", "日志里有这次导入，数据库里没有了。", number, noted[number]["file"]))


def _older(conn: Connection) -> int:
    """The last import that was there before the journal was chained."""
    return max((journal.said(entry)["imports"] for entry in journal.entries(conn, "chain")), default=0)


def _should_be_in_force(conn: Connection) -> dict[int, bool]:
    """Whether each batch that the journal knows is in force, by what was done one after the other."""
    state: dict[int, bool] = {}
    imports: dict[int, list[int]] = {}
    for entry in journal.entries(conn, "publish", "undo"):
        said = journal.said(entry)
        if entry.action == "publish":
            batch = int(entry.subject.removeprefix("batch:"))
            if batch not in state:
                state[batch] = True
                imports.setdefault(said["import_id"], []).append(batch)
            state.update(dict.fromkeys(said["replaces"], False))
        else:
            state.update(dict.fromkeys(imports.get(int(entry.subject), ()), False))
            state.update(dict.fromkeys(said["restored"], True))
    return state


def _batches(
    db: Database, conn: Connection, files: dict[int, Row[Any]], batches: dict[int, Row[Any]], done: Verified, say: Progress
) -> set[int]:
    """Every batch against its publication and its tree; the numbers of those that do not agree."""
    broken: set[int] = set()
    published = journal.about_batches(conn, "publish")
    seals = journal.about_batches(conn, "seal")
    in_force = _should_be_in_force(conn)
    first = _older(conn)
    for place, (number, batch) in enumerate(batches.items()):
        say("批次", 0.1 + 0.3 * place / len(batches))
        file = files.get(batch.import_id)
        here = {"import_id": batch.import_id, "file": file.name if file else None, "sheet": batch.sheet}
        known = published.get(number)
        if known is None:
            if batch.import_id > first:
                done.findings.append(Finding("batch", "added", "这张表没有记在日志里，不是由本系统发布的。", **here))
            continue
        if batch.in_force != in_force[number]:
            words = "这张表已经撤下，却又被改成有效。" if batch.in_force else "这张表应当有效，却被改成无效。"
            done.findings.append(Finding("batch", "altered", words, **here))
        if not batch.in_force:
            continue
        done.batches += 1
        entry, said = known
        seal = seals.get(number)
        finding = _one_batch(db, conn, batch, said, Seal.read(*seal) if seal and seal[0] > entry else None, done)
        if finding is not None:
            broken.add(number)
            if finding:
                done.findings.append(Finding("batch", "altered", finding, **here))
    for number in published.keys() - batches.keys():
        said = published[number][1]
        file = files.get(said["import_id"])
        done.findings.append(Finding("batch", "missing", "日志里有这张表，数据库里没有了。", said["import_id"], file.name if file else None, said["sheet"]))
    return broken


def _one_batch(db: Database, conn: Connection, batch: Row[Any], said: dict[str, Any], seal: Seal | None, done: Verified) -> str | None:
    """What is wrong with a batch, none where nothing is; empty where its rows are, which the original will tell."""
    kept = conn.execute(select(func.count()).where(RejectedRow.batch_id == batch.id)).scalar_one()
    if kept != said["rejected"]:
        return "退回待更正的行数与发布时不符。"
    if batch.record not in sealing.TABLES:
        return None
    if seal is None:
        done.unsealed += 1
        rows, fen = sealing.counted(conn, batch.id, batch.record)
        done.rows += rows
        return None if (rows, fen) == (said["rows"], said["fen"]) else ""
    top = digests.root(sealing.tree(db, conn, batch.id, batch.record))
    done.rows += top.rows
    if top != seal.root:
        return ""
    return None if sealing.beside(conn, batch.id) == seal.beside else "这张表的表头信息（地点、时期、项目、行数、合计、结余）被改过。"


# --- totals --------------------------------------------------------------------------------------------


def _totals(conn: Connection, done: Verified) -> None:
    """The summed up table against the rows that it sums up."""
    by = (Payment.village_id, Payment.period, Payment.scheme_id)
    rows = conn.execute(
        select(*by, func.count(), func.count(Payment.person_id.distinct()), func.sum(Payment.amount_fen))
        .join(Batch, Batch.id == Payment.batch_id)
        .where(Batch.in_force, Payment.status == "paid")
        .group_by(*by)
    )
    should: dict[Key, Key] = {(village, period, scheme): (count, people, int(fen)) for village, period, scheme, count, people, fen in rows}
    names = (PaymentTotal.village_id, PaymentTotal.period, PaymentTotal.scheme_id, PaymentTotal.payments, PaymentTotal.people, PaymentTotal.amount_fen)
    found: dict[Key, Key] = {tuple(row[:3]): tuple(row[3:]) for row in conn.execute(select(*names))}
    for key in sorted(should.keys() | found.keys()):
        if should.get(key) != found.get(key):
            what: What = "missing" if key not in found else "added" if key not in should else "altered"
            village = conn.execute(select(Place.name).where(Place.id == key[0])).scalar()
            scheme = conn.execute(select(SchemeRow.name).where(SchemeRow.id == key[2])).scalar()
            done.findings.append(Finding("total", what, f"{village or '某村'}{key[1]}{scheme or ''}的合计与各行不符。"))


# --- originals -----------------------------------------------------------------------------------------


def _originals(
    db: Database, conn: Connection, files: dict[int, Row[Any]], batches: dict[int, Row[Any]], broken: set[int], done: Verified, say: Progress
) -> None:
    """The kept files against their hashes, and their rows against the stored ones."""
    by_import: dict[int, list[Row[Any]]] = {}
    for batch in batches.values():
        if batch.in_force and (batch.record in sealing.TABLES or batch.record == "person"):
            by_import.setdefault(batch.import_id, []).append(batch)
    known_places = places.Gazetteer(conn).names()
    told: set[int] = set()
    wanted = [row for row in files.values() if row.state == "in-force"]
    for place, (row, book) in enumerate(_books(db, wanted)):
        say("原件", 0.5 + 0.5 * place / len(wanted))
        here = {"import_id": row.id, "file": row.name}
        if isinstance(book, Finding):
            done.findings.append(book)
            continue
        done.originals += 1
        own = by_import.get(row.id, [])
        if book is None or not own:
            done.not_compared += len(own)
            continue
        for batch, found in _matched(book, row, own, known_places):
            if found is None:
                done.not_compared += 1
                continue
            different = list(_different(db, conn, batch, found))
            told |= {batch.id} if different else set()
            done.findings += [Finding("row", what, _ROW[what], sheet=batch.sheet, row=number, **here) for what, number in different]
    said = {(f.import_id, f.sheet) for f in done.findings if f.kind == "batch"}
    for batch_id, row_number in registers.unfounded(conn):
        of = batches.get(batch_id or 0)
        name, sheet = (files[of.import_id].name, of.sheet) if of else (None, None)
        done.findings.append(Finding("row", "added", "没有一份有效的户籍名册里有这个人，数据库里却登记着。", of.import_id if of else None, name, sheet, row_number))
    for number in broken - told:
        batch = batches[number]
        if (batch.import_id, batch.sheet) not in said:
            done.findings.append(
                Finding("batch", "altered", "这张表有行被改过；改的不是金额和姓名，或原件已不能对照。", batch.import_id, files[batch.import_id].name, batch.sheet)
            )


_ROW: dict[What, str] = {"altered": "这一行与原件不一致。", "missing": "原件有这一行，数据库里没有。", "added": "原件没有这一行，数据库里多出来了。"}


def _books(db: Database, wanted: list[Row[Any]]) -> Iterator[tuple[Row[Any], Workbook | Finding | None]]:
    """Every import with its original as a workbook, or what is wrong with it."""
    with ThreadPoolExecutor(_READERS) as pool:
        yield from zip(wanted, pool.map(lambda row: _book(db, row), wanted), strict=True)


def _book(db: Database, row: Row[Any]) -> Workbook | Finding | None:
    try:
        data = db.open_file(row.sha256)
    except WrongKey:
        data = b""
    if data is None:
        return Finding("original", "missing", "保存的原件不见了。", row.id, row.name)
    if sha256(data).hexdigest() != row.sha256:
        return Finding("original", "altered", "保存的原件被换过或损坏。", row.id, row.name)
    try:
        return workbook.read(data, row.name)
    except Refused:
        return None


def compared(db: Database, conn: Connection, row: Row[Any], own: list[Row[Any]]) -> Iterator[tuple[Row[Any], Reading | None]]:
    """The batches of an import, each with the table of its kept original; none where it cannot be read."""
    book = _book(db, row)
    if isinstance(book, Workbook):
        yield from _matched(book, row, own, places.Gazetteer(conn).names())


def _matched(book: Workbook, row: Row[Any], own: list[Row[Any]], known_places: tuple[str, ...]) -> Iterator[tuple[Row[Any], Reading | None]]:
    """Every batch with the table of the original that it came from."""
    found = reading.read(book, row.name, _supplied(row, own), known_places)
    for batch in own:
        fits = [r for r in found if (r.sheet[:120], r.number, r.form and r.form.name) == (batch.sheet, batch.table_number, batch.form)]
        same = [r for r in fits if (r.rows_read, r.amount_read) == (batch.rows_read, batch.amount_read_fen)] or (fits if len(fits) == 1 else [])
        if same:
            found.remove(same[0])
        yield batch, same[0] if same else None


def _supplied(row: Row[Any], own: list[Row[Any]]) -> Supplied:
    """What was said beside the file: of the possible ones the one whose fingerprint was kept."""
    batch = own[0]
    for place, period, form in product((None, batch.place_name), (None, batch.period), (None, batch.form)):
        if importing.fingerprint(Supplied(place, period, form)) == row.fingerprint:
            return Supplied(place, period, form)
    return Supplied(batch.place_name, batch.period, None)


def _different(db: Database, conn: Connection, batch: Row[Any], found: Reading) -> Iterator[tuple[What, int]]:
    """The rows of a batch that are not those of the original; rows that wait or were corrected are let out."""
    corrected = set(conn.execute(select(RejectedRow.row).where(RejectedRow.batch_id == batch.id)).scalars())
    if batch.record == "person":
        yield from ((what, row) for what, row in registers.different(conn, db.vault, batch, found.records) if row not in corrected)
        return
    rows = sealing.stored(conn, batch.id, batch.record).rows
    stored = _by_row((row.row, _stored_key(batch.record, row)) for row in rows)
    written = _by_row((record.row, _written_key(batch.record, record)) for record in found.records)
    own, theirs = _identities(conn, rows), _identities_written(db, found)
    for number in sorted((stored.keys() | written.keys()) - corrected):
        if stored.get(number) != written.get(number):
            yield ("missing" if number not in stored else "added" if number not in written else "altered"), number
        elif own is not None and not theirs.get(number, set()) <= own.get(number, set()):
            yield "altered", number


def _identities(conn: Connection, rows: Sequence[Row[Any]]) -> dict[int, set[bytes]] | None:
    """Whose rows they are: the digests of the identity numbers by row; none for rows that belong to nobody."""
    if not rows or (not hasattr(rows[0], "person_id") and not hasattr(rows[0], "id_digest")):
        return None
    people: dict[int, bytes] = {}
    if hasattr(rows[0], "person_id"):
        for part in chunks([row.person_id for row in rows]):
            people.update((row.id, row.id_digest) for row in conn.execute(select(Person.id, Person.id_digest).where(Person.id.in_(part))))
    found: dict[int, set[bytes]] = {}
    for row in rows:
        found.setdefault(row.row, set()).add(people.get(row.person_id, b"") if people else getattr(row, "id_digest", None) or b"")
    return found


def _identities_written(db: Database, found: Reading) -> dict[int, set[bytes]]:
    """The digests of the identity numbers by row, as they are written."""
    theirs: dict[int, set[bytes]] = {}
    for record in found.records:
        if number := record.values.get("id_number"):
            theirs.setdefault(record.row, set()).add(db.vault.digest(number))
    return theirs


def _by_row(keys: Iterable[tuple[int, Key]]) -> dict[int, Counter[Key]]:
    found: dict[int, Counter[Key]] = {}
    for row, key in keys:
        found.setdefault(row, Counter())[key] += 1
    return found


#: What is compared of a row: the column of the table, and the key of what was read.
_COMPARED: dict[str, tuple[tuple[str, str], ...]] = {
    "payment": (("amount_fen", "amount"), ("name", "name"), ("paid_on", "paid_on")),
    "entitlement": (("amount_fen", "amount"), ("name", "name")),
    "ledger_entry": (("income_fen", "income"), ("spending_fen", "spending"), ("summary", "summary")),
    "ledger_summary": (("amount_fen", "amount"), ("label", "label")),
}


def _pairs(record: str) -> tuple[tuple[str, str], ...]:
    if record in _COMPARED:
        return _COMPARED[record]
    return tuple((name, name.removesuffix("_fen")) for name in lists.money_of(record, table_of(lists.TABLES[record])))


def _stored_key(record: str, row: Row[Any]) -> Key:
    return tuple(_told(getattr(row, column)) for column, _ in _pairs(record))


def _written_key(record: str, one: Record) -> Key:
    return tuple(_told(one.values.get(key)) for _, key in _pairs(record))


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
