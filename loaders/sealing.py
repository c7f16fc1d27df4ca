"""What proves a batch: its publication in the journal, and the tree over its rows, sealed right after.

Publication is noted in the transaction that publishes: how many rows, what sum. The tree takes longer, so it is made
after the commit and noted as a ``seal`` of its own. What was killed in between is sealed by :func:`catch_up`, but only
while the stored rows still have the number and the sum that were published.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, func, select

from loaders import digests, journal, lists
from loaders.database import Database, Unavailable
from loaders.digests import Level, Node
from loaders.records.base import Base, table_of
from loaders.records.books import LedgerBalance, LedgerEntry, LedgerSummary
from loaders.records.funds import AnotherPlace
from loaders.records.imports import Batch, RejectedRow
from loaders.records.payments import Entitlement, Payment, SchemeRow
from loaders.seal import Vault

#: More rows than these are not sealed while somebody waits for the publication.
AT_ONCE = 10_000

#: Columns that were added since the first trees were made, by table: they count where they are filled, so that a
#: migration breaks no tree. A test compares this with the first schema that had trees.
LATER: dict[str, tuple[str, ...]] = {}
#: Columns of a batch that say how it stands today; the journal tells whether that is right.
_STATE = frozenset({"in_force"})

#: The residents' register has no tree: its rows are the people, whom later registers bring up to date.
TABLES: dict[str, type[Base]] = {
    "payment": Payment, "entitlement": Entitlement, "ledger_entry": LedgerEntry, "ledger_summary": LedgerSummary, **lists.TABLES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """The stored rows of a batch and the money of each in fen."""

    rows: Sequence[Row[Any]]
    fen: list[int]
    later: tuple[str, ...] = ()  # the last columns of each row, which count where they are filled

    def parts(self, vault: Vault) -> Iterator[tuple[bytes, bytes, str]]:
        """What the leaf of every row is made of: salt, digest of the whole row, what is shown."""
        for place, (salt, row) in enumerate(zip(vault.salts([row.id for row in self.rows]), self.rows, strict=True)):
            yield salt, _digest(row, self.later), self.shown(place)

    def leaves(self, vault: Vault) -> list[tuple[bytes, int]]:
        """A leaf for every row, in the order of the rows."""
        return [(digests.leaf(*parts), fen) for parts, fen in zip(self.parts(vault), self.fen, strict=True)]

    def shown(self, place: int) -> str:
        """What a leaf shows of its row: name, period, fen and row."""
        row = self.rows[place]
        return f"{getattr(row, 'name', None) or ''}|{getattr(row, 'period', None) or ''}|{self.fen[place]}|{row.row}"


def _money(table: Table, record: str) -> Any:
    if record == "ledger_entry":
        return table.c.income_fen - table.c.spending_fen
    return func.coalesce(*(table.c[name] for name in lists.money_of(record, table)), 0, 0)


def _digest(row: Row[Any], later: tuple[str, ...]) -> bytes:
    """The digest of a row whose last columns came later."""
    if not later:
        return digests.row_digest(row)
    first = len(row) - len(later)
    return digests.row_digest([*row[:first], *([name, value] for name, value in zip(later, row[first:], strict=True) if value is not None)])


def columns_of(table: Table) -> tuple[list[Column[Any]], tuple[str, ...]]:
    """The columns of a table that a tree is made of, those that came later at the end; and the names of these."""
    later = LATER.get(table.name, ())
    first = [column for column in table.c if column.name not in later and not (table.name == "batch" and column.name in _STATE)]
    return [*first, *(table.c[name] for name in later)], later


def stored(conn: Connection, batch_id: int, record: str) -> Rows:
    """The stored rows of a batch."""
    table = table_of(TABLES[record])
    columns, later = columns_of(table)
    found = conn.execute(select(*columns).where(table.c.batch_id == batch_id).order_by(table.c.id)).all()
    if record == "ledger_entry":
        return Rows(found, [row.income_fen - row.spending_fen for row in found], later)
    money = lists.money_of(record, table)
    return Rows(found, [next((fen for name in money if (fen := getattr(row, name)) is not None), 0) for row in found], later)


def tree(db: Database, conn: Connection, batch_id: int, record: str) -> list[Level]:
    """The tree over the stored rows of a batch."""
    return digests.levels(stored(conn, batch_id, record).leaves(db.vault))


def counted(conn: Connection, batch_id: int, record: str) -> tuple[int, int]:
    """How many rows a batch has in its table, and their sum in fen."""
    if record not in TABLES:
        return conn.execute(select(Batch.rows_loaded).where(Batch.id == batch_id)).scalar() or 0, 0
    table = table_of(TABLES[record])
    total = func.coalesce(func.sum(_money(table, record)), 0)
    rows, fen = conn.execute(select(func.count(), total).where(table.c.batch_id == batch_id)).one()
    return rows, int(fen)


def publish(conn: Connection, actor: str, batch_id: int, replaced: Iterable[int] = ()) -> None:
    """Note that a batch is in force as it stands now, and what it replaced."""
    about = conn.execute(
        select(Batch.import_id, Batch.record, Batch.form, Batch.sheet, Batch.place_name, Batch.period, SchemeRow.name.label("scheme"))
        .outerjoin(SchemeRow, SchemeRow.id == Batch.scheme_id)
        .where(Batch.id == batch_id)
    ).one()
    rows, fen = counted(conn, batch_id, about.record)
    rejected = conn.execute(select(func.count()).where(RejectedRow.batch_id == batch_id)).scalar()
    detail = {**about._mapping, "rows": rows, "fen": fen, "rejected": rejected, "replaces": list(replaced)}
    journal.write(conn, actor, "publish", f"batch:{batch_id}", json.dumps(detail, ensure_ascii=False))


def beside(conn: Connection, batch_id: int) -> str:
    """The digest of what else belongs to a batch: its own line, balances, and further places of its rows."""
    parts: list[bytes] = []
    for kind in (Batch, LedgerBalance, AnotherPlace):
        table = table_of(kind)
        columns, later = columns_of(table)
        own = table.c.id if kind is Batch else table.c.batch_id
        parts += [_digest(row, later) for row in sorted(conn.execute(select(*columns).where(own == batch_id)).all(), key=tuple)]
    return sha256(b"".join(parts)).hexdigest()


@dataclass(frozen=True, slots=True)
class Seal:
    """What was sealed of a batch."""

    root: Node
    beside: str
    entry: int  # of the journal

    @classmethod
    def read(cls, entry: int, detail: dict[str, Any]) -> "Seal":
        """The seal that an entry of the journal holds."""
        return cls(Node(bytes.fromhex(detail["root"]), detail["fen"], detail["rows"]), detail["beside"], entry)


def seal(db: Database, batches: dict[int, str]) -> int:
    """Seal published batches, given with their records, each in a transaction of its own; how many were sealed."""
    done = 0
    for batch_id, record in batches.items():
        if record not in TABLES:
            continue
        with db.read() as conn:
            top = digests.root(tree(db, conn, batch_id, record))
            else_ = beside(conn, batch_id)
        with db.write() as conn:
            if counted(conn, batch_id, record) != (top.rows, top.fen) or published(conn, batch_id) != (top.rows, top.fen):
                continue
            _note(conn, batch_id, top, else_)
        done += 1
    return done


def seal_again(db: Database, conn: Connection, batch_id: int, record: str) -> None:
    """Seal a batch with the key of ``db`` inside the transaction that changes the key."""
    _note(conn, batch_id, digests.root(tree(db, conn, batch_id, record)), beside(conn, batch_id))


def _note(conn: Connection, batch_id: int, top: Node, beside_it: str) -> None:
    detail = {"root": top.hash.hex(), "rows": top.rows, "fen": top.fen, "beside": beside_it}
    journal.write(conn, "village", "seal", f"batch:{batch_id}", json.dumps(detail))


def seal_import(db: Database, import_id: int) -> None:
    """Seal the batches of an import that was just published, unless it is so large that somebody would wait for it."""
    with contextlib.suppress(Unavailable):  # what was published stands; it is sealed at the next start
        with db.read() as conn:
            found = conn.execute(select(Batch.id, Batch.record, Batch.rows_loaded).where(Batch.import_id == import_id)).all()
        if sum(row.rows_loaded for row in found) <= AT_ONCE:
            seal(db, {row.id: row.record for row in found})


def published(conn: Connection, batch_id: int) -> tuple[int, int] | None:
    """The number of rows and the sum that the newest publication of a batch states."""
    newest = journal.newest(conn, "publish", f"batch:{batch_id}")
    return (newest["rows"], newest["fen"]) if newest else None


def unsealed(conn: Connection) -> dict[int, str]:
    """The batches, with their records, that were published since they were last sealed."""
    seals = journal.about_batches(conn, "seal")
    return {
        batch_id: said["record"]
        for batch_id, (entry, said) in journal.about_batches(conn, "publish").items()
        if said["record"] in TABLES and seals.get(batch_id, (0,))[0] < entry
    }


def catch_up(db: Database) -> int:
    """Seal what was published and not yet sealed; how many batches."""
    with db.read() as conn:
        waiting = unsealed(conn)
    return seal(db, waiting)

