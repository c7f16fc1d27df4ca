"""A database of every released schema, with data in it, comes through to the newest: nothing lost, everything readable."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, select

import loaders
from dashboard.identity import cards, officials
from dashboard.queries import books, payments
from loaders import importing, keyed, sealing, verifying
from loaders.database import Database, connect
from loaders.records import schema
from loaders.records.people import Person
from loaders.seal import Vault
from tests.bad_days.faults import every_step
from tests.bad_days.rosters import number, roster

VERSIONS = Path(loaders.__file__).with_name("migrations") / "versions"
RELEASED = sorted(path.name[:4] for path in VERSIONS.glob("0*.py"))
FIRST_WITH_TREES = "0005"
BOOKS = "青枫镇柳溪村2024年6月收支明细表\n日期,摘要,收入,支出\n2024-06-01,上月结余,,\n2024-06-03,收鱼塘租金,500,\n2024-06-09,付电费,,80\n".encode()


def fill(db: Database) -> None:
    """Payments with a row that waits, a replacement, one taken back, books, an account, and the codes of households."""
    for name, data in (
        ("六月.csv", roster(4).replace(number(3).encode(), b"330890193001010000")), ("七月.csv", roster(4, month=7)),
        ("七月改.csv", roster(4, month=7, yuan=310)), ("账.csv", BOOKS), ("八月.csv", roster(4, month=8)),
    ):  # fmt: skip
        last = importing.save(db, importing.check(db, name, data), "张", {0: "replace"})
    importing.withdraw(db, last, "张")
    officials.add_official(db, "zhang", "张经办", "clerk", None, "mima-12345")
    with db.read() as conn:
        home = conn.execute(select(Person.village_id).limit(1)).scalar_one()
    cards.issue_codes(db, home, "张")


@pytest.fixture(scope="module")
def newest(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a filled database of the newest schema."""
    folder = tmp_path_factory.mktemp("newest") / "database"
    shutil.copytree(_migrated, folder)
    db = connect(str(folder / "village.db"))
    fill(db)
    with db.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    return folder


def columns(conn: sqlite3.Connection) -> dict[str, list[tuple[str, str, bool]]]:
    """The tables and their columns: name, type, whether it must be filled."""
    tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    return {table: [(row[1], row[2], bool(row[3])) for row in conn.execute(f'PRAGMA table_info("{table}")')] for table in tables}


def anything(kind: str) -> Any:
    """A value of a column's type."""
    if kind.startswith(("INT", "BIGINT", "BOOL")):
        return 1
    return {"DATE": "2024-01-02", "DATETIME": "2024-01-02 03:04:05.000000", "BLOB": b"\1" * 32}.get(kind, "x")


def put(conn: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    conn.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', list(row.values()))


def older(newest: Path, folder: Path, revision: str) -> dict[str, list[tuple[Any, ...]]]:
    """Make a database of an older schema and fill it by hand with the rows of the newest one as far as it has them,
    and every other table with a row of anything; what it holds."""
    folder.mkdir()
    shutil.copytree(newest / "files", folder / "files")
    shutil.copy(newest / "village.key", folder)
    vault = Vault(bytes.fromhex((folder / "village.key").read_text()))
    made = f"sqlite:///{folder / 'village.db'}"
    upgraded(made, revision)
    source, target = sqlite3.connect(newest / "village.db"), sqlite3.connect(folder / "village.db")
    source.row_factory = sqlite3.Row
    there = columns(source)
    for table, own in columns(target).items():
        if table == "alembic_version":
            continue
        rows = [dict(row) for row in source.execute(f'SELECT * FROM "{table}"')] if table in there else []
        if table == "journal" and revision < FIRST_WITH_TREES:
            rows = [row | {"id": number} for number, row in enumerate((row for row in rows if row["action"] not in ("publish", "seal")), 1)]
        if table == "setting" and revision < FIRST_WITH_TREES:
            rows = [row for row in rows if row["name"] != "journal-head"]
        for row in rows or [{}]:
            must = {name: anything(kind) for name, kind, needed in own if needed and name not in row}
            must |= {name: vault.seal("x") for name in must if name.endswith("_sealed")}
            for (of, name), (beside, prefix) in keyed.DIGESTS.items():
                if of == table and name in must and beside in must:
                    must[name] = vault.digest(f"{prefix}x")
            put(target, table, must | {name: row[name] for name, _, _ in own if name in row})
    target.commit()
    held = {table: target.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2').fetchall() for table in columns(target) if table != "alembic_version"}
    source.close()
    target.close()
    return held


def upgraded(url: str, revision: str) -> None:
    from sqlalchemy import create_engine

    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    engine = create_engine(url)
    with engine.connect() as conn:
        config.attributes |= {"connection": conn, "metadata": schema.metadata}
        command.upgrade(config, revision)
    engine.dispose()


def answers(db: Database) -> list[Any]:
    """What people are told."""
    with db.read() as conn:
        waiting = conn.exec_driver_sql("SELECT id FROM rejected_row").scalars().all()
    return [payments.by_id_number(db, number(n)) for n in range(4)] + [books.for_command(db, "柳溪村", "2024-06"), [importing.cells_of(db, one) for one in waiting]]


@pytest.mark.parametrize("revision", RELEASED)
def test_a_filled_database_of_a_released_schema_comes_through(newest: Path, tmp_path: Path, revision: str) -> None:
    now = connect(str(newest / "village.db"))
    expected = answers(now)
    now.engine.dispose()
    held = older(newest, tmp_path / "old", revision)
    before = sqlite3.connect(tmp_path / "old" / "village.db")
    names = {table: [name for name, _, _ in own] for table, own in columns(before).items()}
    before.close()
    db = connect(str(tmp_path / "old" / "village.db"))
    with db.read() as conn:
        kept = {table: [column["name"] for column in inspect(conn).get_columns(table)] for table in inspect(conn).get_table_names()}
        for table, rows in held.items():
            common = [name for name in names[table] if name in kept[table]]
            chosen = ", ".join(f'"{name}"' for name in common)
            stored = {tuple(row) for row in conn.exec_driver_sql(f'SELECT {chosen} FROM "{table}"')}
            lost = [row for row in rows if tuple(value for name, value in zip(names[table], row, strict=True) if name in common) not in stored]
            assert lost == [], table
            assert common == names[table], table
    assert answers(db) == expected
    done = verifying.verify(db)
    assert done.ok and done.originals == 4, done.findings
    assert done.unsealed == 0
    assert importing.save(db, importing.check(db, "九月.csv", roster(4, month=9)), "张") == 6
    assert verifying.verify(db).ok
    db.engine.dispose()


@pytest.mark.parametrize("revision", RELEASED[:-1])
def test_killed_at_any_step_a_migration_is_done_or_not_and_goes_on_at_the_next_start(newest: Path, tmp_path: Path, revision: str) -> None:
    steps = 40 if revision == RELEASED[0] else 3  # the first one goes through all migrations, the later ones through their rest again
    older(newest, tmp_path / "old", revision)
    whole = connect(str(shutil.copytree(tmp_path / "old", tmp_path / "whole") / "village.db"))
    expected = answers(whole)
    whole.engine.dispose()
    for step, copy in every_step(tmp_path / "old", lambda own: connect(str(own / "village.db")), most=steps):
        conn = sqlite3.connect(copy / "village.db")
        at = conn.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        conn.close()
        db = connect(str(copy / "village.db"))
        assert at in RELEASED and answers(db) == expected and verifying.verify(db).ok, step
        db.engine.dispose()


def test_a_tree_is_made_of_the_columns_of_the_first_schema_that_had_trees(tmp_path: Path) -> None:
    upgraded(f"sqlite:///{tmp_path / 'first.db'}", FIRST_WITH_TREES)
    conn = sqlite3.connect(tmp_path / "first.db")
    first = {table: [name for name, _, _ in own] for table, own in columns(conn).items()}
    conn.close()
    for table in {"batch", "ledger_balance", "another_place", *(kind.__tablename__ for kind in sealing.TABLES.values())}:
        if table not in first:
            continue
        own, later = sealing.columns_of(schema.metadata.tables[table])
        made_of = [column.name for column in own[: len(own) - len(later)]]
        assert made_of == [name for name in first[table] if (table, name) != ("batch", "in_force")], f"{table}: name the new columns in loaders/sealing.py"
