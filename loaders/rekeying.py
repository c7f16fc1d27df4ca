"""A new key: everything that is sealed or digested is made anew, in such a way that a stop leaves the old state or the new.

The new key is written below the old one in the key file. The originals are sealed anew in a folder beside theirs. One
transaction makes everything in the database anew, and with it the mark by which a database knows its key: its commit
is the moment of change. Then the originals take the place of the old ones and the old key leaves the file; it is kept
beside it, for the backups that were made under it. Whoever opens the database after a stop brings this to its end, or
back to its beginning (:func:`loaders.database.settle`).
"""

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from loaders import digests, journal, keyed, saving, sealing, verifying
from loaders.database import (
    MARK,
    Database,
    changing,
    key_lock,
    originals,
    settle,
    told,
    unless_key_changed,
)
from loaders.records import schema
from loaders.records.base import table_of
from loaders.records.imports import Batch, Import
from loaders.records.reference import ReferenceEntry
from loaders.records.settings import Setting
from loaders.seal import Vault, WrongKey, key_file, write_keys, written_keys, written_keys_in
from loaders.sealing import Seal

Progress = Callable[[str, float], None]


class NotRekeyed(Exception):
    """The key was not changed, nor anything else; the message says why."""


@dataclass(slots=True)
class Rekeyed:
    """What was made anew."""

    old_key: Path
    rows: int = 0
    originals: int = 0
    batches: int = 0
    altered: int = 0  # batches that were altered by hand before: their old seal stays, so that this still shows
    emptied: int = 0  # digests whose number stands nowhere any more
    numbers: dict[bytes, bytes] = field(default_factory=dict)  # old digests of identity numbers → new ones


def rekey(db: Database, actor: str, progress: Progress | None = None) -> Rekeyed:
    """Change the key of the database; whoever has it open must open it again."""
    say = progress or (lambda _stage, _share: None)
    home = db.files.parent
    if os.environ.get("VILLAGE_KEY"):
        raise NotRekeyed("密钥写在设置 VILLAGE_KEY 里，程序改不了设置。请把它存成文件，改用 VILLAGE_KEY_FILE，再换密钥。")
    file = key_file(home)
    with key_lock(home):
        settle(db.engine, home, held=True)
        (old,) = written_keys(home)
        new = secrets.token_hex(32)
        vault = Vault(bytes.fromhex(new))
        try:
            with told():
                write_keys(file, old, new)
                sealed = _seal_originals(db, vault, say)
                done = _rekey_database(db, vault, actor, say)
        finally:
            with told():
                settle(db.engine, home, held=True)
        done.originals = sealed
        done.old_key = next(kept for kept in file.parent.glob(f"{file.name}.until-*") if old in written_keys_in(kept))
    say("完成", 1.0)
    return done


def _seal_originals(db: Database, vault: Vault, say: Progress) -> int:
    """Seal the originals with the new key beside those that are in use; how many."""
    found, count = originals(db.files), 0
    for place, file in enumerate(found):
        say("原件", 0.3 * place / len(found))
        try:
            data = db.vault.open_bytes(file.read_bytes())
        except WrongKey:  # damaged before; it stays as it is, and verify says so
            continue
        target = changing(db.files) / file.name[:2] / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            stream.write(vault.seal_bytes(data))
            stream.flush()
            os.fsync(stream.fileno())
        count += 1
    return count


def _rekey_database(db: Database, vault: Vault, actor: str, say: Progress) -> Rekeyed:
    """Make everything in the database anew, in one transaction."""
    done = Rekeyed(Path())
    new = replace(db, vault=vault)
    with _safely(db, vault) as conn:
        say("表格的校验", 0.3)
        holding = _holding(db, conn, done)
        for table in schema.metadata.sorted_tables:
            say("数据库", 0.5)
            if table.name in keyed.FORGOTTEN:
                conn.execute(delete(table))
            elif names := keyed.columns(table):
                _make_anew(conn, table, names, db.vault, vault, done)
        _follow(db, conn, vault, done)
        _settings(conn, db.vault, vault)
        journal.write(conn, actor, "rekey", "key", json.dumps({"rows": done.rows, "batches": len(holding), "altered": done.altered}))
        say("表格的校验", 0.8)
        for batch_id, record in holding.items():
            sealing.seal_again(new, conn, batch_id, record)
        done.batches = len(holding)
    return done


@contextmanager
def _safely(db: Database, vault: Vault) -> Iterator[Connection]:
    """The transaction of the change; its commit is on the disk before the old key goes."""
    with told(), db.engine.connect() as conn:
        lite = conn.dialect.name == "sqlite"
        driver: Any = conn.connection.dbapi_connection
        conn = conn.execution_options(village_write=True, village_vault=vault)
        try:
            if lite:
                driver.execute("PRAGMA synchronous=FULL")
            with conn.begin():
                unless_key_changed(conn, db.vault)
                yield conn
        finally:
            if lite:
                driver.execute("PRAGMA synchronous=NORMAL")


def _holding(db: Database, conn: Connection, done: Rekeyed) -> dict[int, str]:
    """The sealed batches, with their records, whose rows are still as they were sealed."""
    seals = journal.about_batches(conn, "seal")
    waiting = sealing.unsealed(conn)
    found: dict[int, str] = {}
    for batch in conn.execute(select(Batch.id, Batch.record).order_by(Batch.id)).all():
        if batch.id not in seals or batch.id in waiting:
            continue
        seal = Seal.read(*seals[batch.id])
        if digests.root(sealing.tree(db, conn, batch.id, batch.record)) == seal.root and sealing.beside(conn, batch.id) == seal.beside:
            found[batch.id] = batch.record
        else:
            done.altered += 1
    return found


def _make_anew(conn: Connection, table: Table, names: list[str], old: Vault, new: Vault, done: Rekeyed) -> None:
    """Make the keyed columns of a table anew, some thousand rows at a time."""
    (key,) = table.primary_key.columns
    statement = update(table).where(key == bindparam("of")).values({name: bindparam(f"new_{name}") for name in names})
    for rows in keyed.rows(conn, table, names):
        try:
            changed = [{"of": row[0], **_anew(table, row._mapping, names, old, new, done)} for row in rows]
        except WrongKey:
            raise NotRekeyed(f"表 {table.name} 里有被改过的封存内容，密钥没有换，什么也没有动。请先用 village verify 查清，或从备份恢复，再换密钥。") from None
        if changed:
            conn.execute(statement, changed)
            done.rows += len(changed)


def _anew(table: Table, row: Mapping[Any, Any], names: list[str], old: Vault, new: Vault, done: Rekeyed) -> dict[str, bytes | None]:
    """The keyed columns of a row under the new key."""
    texts = keyed.opened(table, row, names, old)
    found: dict[str, bytes | None] = {f"new_{name}": None for name in names}
    for name, text in texts.items():
        found[f"new_{name}"] = own = new.seal_bytes(text) if name.endswith("_sealed") else new.digest(text.decode())
        if name == "id_digest":
            done.numbers[row[name]] = own
    return found


# --- digests whose number is sealed elsewhere ------------------------------------------------------------


def _follow(db: Database, conn: Connection, new: Vault, done: Rekeyed) -> None:
    """Make the digests of officials anew whose relatives are listed: by the numbers that are known, else by the original.

    The trail of the payments is laid anew from them.
    """
    saving.trail_again(conn)
    entry = table_of(ReferenceEntry)
    rows = conn.execute(select(entry.c.id, entry.c.batch_id, entry.c.row, entry.c.related_digest).where(entry.c.related_digest.is_not(None))).all()
    read: dict[int, dict[bytes, bytes]] = {}
    for row in rows:
        own = done.numbers.get(row.related_digest)
        if own is None:
            if row.batch_id not in read:
                read[row.batch_id] = _written(db, conn, row.batch_id, new)
            own = read[row.batch_id].get(row.related_digest)
        done.emptied += own is None
        conn.execute(update(entry).where(entry.c.id == row.id).values(related_digest=own))


def _written(db: Database, conn: Connection, batch_id: int, new: Vault) -> dict[bytes, bytes]:
    """The digests of the numbers of officials in the original of a batch: old ones → new ones."""
    batch = conn.execute(select(table_of(Batch)).where(Batch.id == batch_id)).one()
    row = conn.execute(select(table_of(Import)).where(Import.id == batch.import_id)).one()
    numbers = {record.values.get("related_id") for _, found in verifying.compared(db, conn, row, [batch]) if found for record in found.records}
    return {db.vault.digest(number): new.digest(number) for number in numbers if number}


def _settings(conn: Connection, old: Vault, new: Vault) -> None:
    """Make the settings anew; the head of the journal is sealed with what is written to it."""
    for name in keyed.SEALED_SETTINGS:
        if (value := conn.execute(select(Setting.value).where(Setting.name == name)).scalar()) is not None:
            conn.execute(update(Setting).where(Setting.name == name).values(value=new.seal_bytes(old.open_bytes(value))))
    conn.execute(update(Setting).where(Setting.name == MARK).values(value=new.mark()))
