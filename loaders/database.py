"""Engine, transactions and migrations; SQLite by default. What differs between engines stays in here."""

import contextlib
import itertools
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from loaders.records import schema
from loaders.records.settings import Setting
from loaders.seal import (
    Vault,
    WrongKey,
    key_file,
    synced,
    vault_of,
    write_keys,
    written_keys,
    written_keys_in,
)

#: The newest migration; a test compares it with the scripts.
HEAD = "0010"
BUSY_SECONDS = 20
#: Nobody who saves waits until the log has been carried into the file: :meth:`Database.carry_over` does it, and a
#: log of 64 MB does it by itself.
_LOG_PAGES = "wal_autocheckpoint=16384"
#: Values in one statement of many rows, which costs less than a statement for each.
_AT_ONCE = 20_000


class Unavailable(Exception):
    """The database cannot be used now; the message says why and what to do."""


#: The setting by which a database knows its key.
MARK = "key-check"
KEY_CHANGED = "密钥已经换过，什么也没有写入。请管理员重新启动网页服务，然后再试。"


@dataclass(frozen=True)
class Database:
    """An open database with its key and the folder of the original files."""

    url: str
    engine: Engine
    vault: Vault
    files: Path

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that reads one consistent state."""
        with told(), self.engine.connect() as conn:
            yield conn

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that nobody else writes beside; committed as a whole or not at all."""
        with told(), self.engine.connect() as conn:
            conn = conn.execution_options(village_write=True, village_vault=self.vault)
            with conn.begin():
                unless_key_changed(conn, self.vault)
                yield conn

    def carry_over(self) -> None:
        """Carry what was committed from the log into the file, as far as nobody still reads what was before."""
        if self.engine.dialect.name == "sqlite":
            with told(), contextlib.closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def keep_file(self, sha256: str, data: bytes) -> None:
        """Keep an original file, sealed, addressed by its hash; twice is once."""
        folder = self.files / sha256[:2]
        target = folder / sha256
        with contextlib.suppress(WrongKey):
            if self.open_file(sha256) == data:
                return  # one that is damaged is put right
        with self.read() as conn:
            unless_key_changed(conn, self.vault)
        with told():
            folder.mkdir(parents=True, exist_ok=True)
            _replace(target, self.vault.seal_bytes(data))

    def open_file(self, sha256: str) -> bytes | None:
        """The original file of that hash; none when it is not kept here."""
        kept = [folder / sha256[:2] / sha256 for folder in (self.files, changing(self.files))]
        found = [file.read_bytes() for file in kept if file.exists()]
        for sealed in found[:-1]:
            with contextlib.suppress(WrongKey):  # while the key is being changed, the other one fits
                return self.vault.open_bytes(sealed)
        return self.vault.open_bytes(found[-1]) if found else None


def _replace(target: Path, content: bytes) -> None:
    """Put a file with this content in place, at once or not at all."""
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def changing(files: Path) -> Path:
    """Where the originals stand, sealed with the new key, while the key is being changed."""
    return files.with_name(f"{files.name}.rekey")


def _mark(conn: Connection) -> bytes | None:
    """What the database knows its key by; none where no key was ever used on it."""
    return conn.execute(select(Setting.value).where(Setting.name == MARK)).scalar()


def unless_key_changed(conn: Connection, vault: Vault) -> None:
    """Refuse to write what was sealed with a key that is no longer the one of the database."""
    mark = _mark(conn)
    if mark is not None and not vault.fits(mark):
        raise Unavailable(KEY_CHANGED)


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Turn the failures of a bad day into sentences."""
    try:
        yield
    except (OperationalError, DatabaseError) as error:
        words = str(error.orig).lower()
        if "locked" in words or "busy" in words:
            raise Unavailable("数据库正忙，有人正在保存。什么也没有写入，请过一会儿再试。") from None
        if "full" in words:
            raise Unavailable("磁盘满了，什么也没有写入。请清理磁盘后再试。") from None
        if "disk i/o error" in words:  # what SQLite says where a full disk has no room even to open the database
            raise Unavailable("读写磁盘失败，什么也没有写入。磁盘可能满了或坏了，请检查磁盘后再试。") from None
        if "readonly" in words or "read-only" in words or "permission" in words:
            raise Unavailable("数据库文件不能写。请检查文件夹的权限。") from None
        if "not a database" in words or "malformed" in words:
            raise Unavailable("数据库文件已损坏或不是数据库。请从备份恢复。") from None
        if "unable to open" in words:
            raise Unavailable("打不开数据库文件。请检查文件夹是否存在、有没有权限。") from None
        raise
    except OSError as error:
        if error.errno == 28:
            raise Unavailable("磁盘满了，什么也没有写入。请清理磁盘后再试。") from None
        if isinstance(error, PermissionError):
            raise Unavailable("文件夹不能写。请检查文件夹的权限。") from None
        raise


#: SQLite has no type for days: the driver writes one as SQLAlchemy reads it
sqlite3.register_adapter(date, date.isoformat)


def insert_many(conn: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of plain values in the order of ``names``; by the driver itself where that is much faster."""
    if not rows:
        return
    if conn.dialect.name != "sqlite":
        conn.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
        return
    # a column that no row fills costs as much as one that all fill
    filled = [place for place, name in enumerate(names) if table.c[name].server_default or any(row[place] is not None for row in rows)]
    if 1 < len(filled) < len(names):
        names, rows = [names[place] for place in filled], list(map(itemgetter(*filled), rows))
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = f"({', '.join('?' * len(names))})"
    # what a refused row leaves is the whole transaction taken back, as everywhere here: so SQLite need not be able to
    # take back the statement alone, for which it would copy every page of it
    into = f'INSERT OR ROLLBACK INTO "{table.name}" ({quoted}) VALUES '
    driver: sqlite3.Connection = conn.connection.dbapi_connection  # type: ignore[assignment]
    size = max(1, min(driver.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER), _AT_ONCE) // len(names))
    whole = len(rows) // size * size
    many = into + ", ".join([marks] * size)
    for start in range(0, whole, size):
        conn.exec_driver_sql(many, tuple(itertools.chain.from_iterable(rows[start : start + size])))
    if rest := list(rows[whole:]):
        conn.exec_driver_sql(into + marks, rest)


def alone(conn: Connection, table: Table) -> None:
    """Let nobody else write to the table until the transaction ends; SQLite has one writer at a time anyway."""
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE')


def vault_beside(conn: Connection) -> Vault:
    """The vault of the database that a write transaction belongs to."""
    vault: Vault = conn.get_execution_options()["village_vault"]
    return vault


def default_url() -> str:
    """The database of this machine: the setting ``VILLAGE_DATABASE_URL``, else a file in the user's data folder."""
    if url := os.environ.get("VILLAGE_DATABASE_URL"):
        return url
    return f"sqlite:///{Path(platformdirs.user_data_dir('sunshine-village', appauthor=False)) / 'village.db'}"


def _folder(url: str) -> Path:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return Path(parsed.database).resolve().parent
    return Path(platformdirs.user_data_dir("sunshine-village", appauthor=False))


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    pool = NullPool if ":memory:" in url else QueuePool
    engine = create_engine(url, poolclass=pool, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def on_connect(connection: object, _: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # BEGIN is ours, see below
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-65536", _LOG_PAGES):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(conn: Connection) -> None:
        # a transaction that reads first and writes later cannot wait for its turn: writers say so at once
        if conn.get_execution_options().get("village_write"):
            conn.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # by the driver itself: it cannot fail, and every question begins with it
            conn.connection.cursor().execute("BEGIN")

    return engine


def connect(url: str | None = None) -> Database:
    """The database at the URL, or at the path of an SQLite file; made and migrated as needed.

    Raises :class:`Unavailable`, :class:`~loaders.seal.WrongKey` or :class:`~loaders.seal.LostKey` with a sentence.
    """
    url = url or default_url()
    if "://" not in url:
        url = f"sqlite:///{Path(url).resolve()}"
    folder = _folder(url)
    with told():
        folder.mkdir(parents=True, exist_ok=True)
        engine = _engine(url)
        if _version(engine) != HEAD:
            _migrate(engine, folder)
        settle(engine, folder)
        with engine.connect() as conn:
            vault = vault_of(folder, _mark(conn))
    database = Database(url, engine, vault, folder / "files")
    _leave_mark(database)
    return database


def _version(engine: Engine) -> str | None:
    with engine.connect() as conn:
        if not engine.dialect.has_table(conn, "alembic_version"):
            return None
        return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine, folder: Path) -> None:
    """Bring the schema to its newest state, one process at a time."""
    from alembic import command
    from alembic.config import Config

    with _lock(folder / "migrating.lock", "另一个程序正在升级数据库，请过一会儿再试。"):
        if _version(engine) == HEAD:
            return
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        with engine.connect() as conn:
            config.attributes["connection"] = conn
            config.attributes["metadata"] = schema.metadata
            command.upgrade(config, "head")


@contextlib.contextmanager
def _lock(file: Path, busy: str, seconds: float = BUSY_SECONDS) -> Iterator[None]:
    """Hold a lock that the system lets go of when this process dies; ``busy`` is said where another one holds it."""
    import fcntl

    with open(file, "w") as stream:
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Unavailable(busy) from None
                time.sleep(0.05)
        yield


def _leave_mark(database: Database) -> None:
    """Remember the first key; :class:`~loaders.seal.WrongKey` where another process was first with another one."""
    with database.read() as conn:
        known = _mark(conn)
    if known is None:
        with database.write() as conn:
            if _mark(conn) is None:
                conn.execute(insert(Setting).values(name=MARK, value=database.vault.mark()))


# --- a change of the key ---------------------------------------------------------------------------------


@contextlib.contextmanager
def key_lock(folder: Path) -> Iterator[None]:
    """While it is held, nobody else changes the key of the data in this folder."""
    with _lock(folder / "rekey.lock", "另一个程序正在换密钥或备份，请过一会儿再试。"):
        yield


def settle(engine: Engine, folder: Path, held: bool = False) -> None:
    """Bring a change of the key that was cut off to its end, or back to its beginning, by which key the database fits.

    Does nothing while the change still goes on in another process; ``held`` says that the caller has the lock.
    """
    if len(written_keys(folder)) < 2:
        return
    with contextlib.ExitStack() as stack:
        if not held:
            try:
                stack.enter_context(_lock(folder / "rekey.lock", "", seconds=0))
            except Unavailable:
                return
        if len(keys := written_keys(folder)) < 2:
            return
        with engine.connect() as conn:
            mark = _mark(conn)
        old, new = keys
        file, files = key_file(folder), folder / "files"
        if mark is not None and not Vault(bytes.fromhex(new)).fits(mark):
            shutil.rmtree(changing(files), ignore_errors=True)
            write_keys(file, old)
            return
        _move_originals(files, Vault(bytes.fromhex(old)), Vault(bytes.fromhex(new)))
        keep_old_key(file, old)
        write_keys(file, new)


def _move_originals(files: Path, old: Vault, new: Vault) -> None:
    """Put the originals that are sealed with the new key in the place of the others, and seal anew what was kept meanwhile."""
    for file in [path for path in changing(files).rglob("*") if path.is_file()]:
        folder = files / file.name[:2]
        os.replace(file, folder / file.name)
        synced(folder)
    for file in originals(files):
        sealed = file.read_bytes()
        with contextlib.suppress(WrongKey):
            new.open_bytes(sealed)
            continue
        with contextlib.suppress(WrongKey):  # damaged before: it stays as it is
            _replace(file, new.seal_bytes(old.open_bytes(sealed)))
    shutil.rmtree(changing(files), ignore_errors=True)


def originals(files: Path) -> list[Path]:
    """The kept originals in a folder."""
    return sorted(path for path in files.rglob("*") if path.is_file() and len(path.name) == 64)


def keep_old_key(file: Path, old: str) -> None:
    """Keep a key that is no longer in use beside the new one, once: what was backed up under it needs it."""
    kept = sorted(file.parent.glob(f"{file.name}.until-*"))
    if not any(old in written_keys_in(one) for one in kept):
        write_keys(file.with_name(f"{file.name}.until-{date.today()}-{len(kept) + 1}"), old)
