"""Engine, transactions and migrations; SQLite by default. What differs between engines stays in here."""

import contextlib
import itertools
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from loaders.records import schema
from loaders.records.settings import Setting
from loaders.seal import Vault, WrongKey, vault_of

#: The newest migration; a test compares it with the scripts.
HEAD = "0005"
BUSY_SECONDS = 20
#: Values in one statement of many rows, which costs less than a statement for each.
_AT_ONCE = 20_000


class Unavailable(Exception):
    """The database cannot be used now; the message says why and what to do."""


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
                yield conn

    def keep_file(self, sha256: str, data: bytes) -> None:
        """Keep an original file, sealed, addressed by its hash; twice is once."""
        folder = self.files / sha256[:2]
        target = folder / sha256
        if target.exists():
            return
        with told():
            folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=folder)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(self.vault.seal_bytes(data))
                    stream.flush()
                    os.fsync(stream.fileno())
                os.replace(temporary, target)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise

    def open_file(self, sha256: str) -> bytes | None:
        """The original file of that hash; none when it is not kept here."""
        target = self.files / sha256[:2] / sha256
        return self.vault.open_bytes(target.read_bytes()) if target.exists() else None


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
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = f"({', '.join('?' * len(names))})"
    into = f'INSERT INTO "{table.name}" ({quoted}) VALUES '
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
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-65536"):
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
        vault = vault_of(folder, make=not _sealed(engine))
    database = Database(url, engine, vault, folder / "files")
    _check_key(database)
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

    with _lock(folder / "migrating.lock"):
        if _version(engine) == HEAD:
            return
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
        with engine.connect() as conn:
            config.attributes["connection"] = conn
            config.attributes["metadata"] = schema.metadata
            command.upgrade(config, "head")


@contextlib.contextmanager
def _lock(file: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of when this process dies."""
    import fcntl

    with open(file, "w") as stream:
        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Unavailable("另一个程序正在升级数据库，请过一会儿再试。") from None
                time.sleep(0.05)
        yield


def _sealed(engine: Engine) -> bool:
    """Whether a key was ever used on the database."""
    with engine.connect() as conn:
        return conn.execute(select(Setting.name).where(Setting.name == "key-check")).scalar() is not None


def _check_key(database: Database) -> None:
    """Refuse a key that is not the one of this database; remember the first one."""
    stored = select(Setting.value).where(Setting.name == "key-check")
    with database.read() as conn:
        sealed = conn.execute(stored).scalar()
    if sealed is None:
        with database.write() as conn:
            if (sealed := conn.execute(stored).scalar()) is None:
                conn.execute(insert(Setting).values(name="key-check", value=database.vault.seal("village")))
                return
    if database.vault.open(sealed) != "village":
        raise WrongKey
