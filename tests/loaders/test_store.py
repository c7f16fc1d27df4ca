"""The store itself: seals, migrations, keys, and the dictionary of schemes."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from loaders import charts, database, schemes
from loaders.database import Database, Unavailable, connect, insert_many
from loaders.records import schema
from loaders.records.base import table_of
from loaders.records.payments import SchemeRow
from loaders.records.places import Place
from loaders.seal import Vault, WrongKey


def test_what_is_sealed_opens_with_its_key_alone_and_only_unchanged() -> None:
    vault, other = Vault(b"a" * 32), Vault(b"b" * 32)
    sealed = vault.seal("330890194207072208")
    assert vault.open(sealed) == "330890194207072208" and b"330890" not in sealed
    assert vault.digest("x") == vault.digest("x") != other.digest("x")
    for wrong in (other.open, lambda s: vault.open(s[:-1] + bytes([s[-1] ^ 1]))):
        with pytest.raises(WrongKey):
            wrong(sealed)


def test_the_migrations_make_the_schema_that_the_records_declare(database: Database) -> None:
    with database.read() as conn:
        assert compare_metadata(MigrationContext.configure(conn), schema.metadata) == []


def test_a_row_that_is_refused_takes_the_whole_transaction_back(database: Database) -> None:
    table, names = table_of(SchemeRow), ("id", "key", "name")
    with pytest.raises(IntegrityError), database.write() as conn:
        insert_many(conn, table, names, [(901, "one", "一")])
        insert_many(conn, table, names, [(number, "the same key", "二") for number in range(902, 3000)])
    with database.write() as conn:  # which can be used at once
        assert conn.execute(select(table.c.id).where(table.c.id > 900)).all() == []
        insert_many(conn, table, names, [(901, "one", "一")])
    with database.read() as conn:
        assert conn.execute(select(table.c.key).where(table.c.id > 900)).scalars().all() == ["one"]


def test_the_newest_migration_is_the_one_that_is_expected() -> None:
    versions = Path(database.__file__).with_name("migrations") / "versions"
    assert max(path.name[:4] for path in versions.glob("0*.py")) == database.HEAD


def test_rows_beyond_what_one_statement_takes_all_arrive(database: Database) -> None:
    table, names, count = table_of(Place), ("id", "name", "level", "former_names"), 5_001
    rows = [(number, f"第{number}村", "village", "") for number in range(count)]
    with database.write() as conn:
        insert_many(conn, table, names, rows)
        stored = conn.execute(select(table.c.id, table.c.name, table.c.level, table.c.former_names).order_by(table.c.id)).all()
    assert [tuple(row) for row in stored] == rows


def test_another_key_is_refused_before_anything_is_read(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VILLAGE_KEY", "ab" * 32)
    with pytest.raises(WrongKey, match="密钥不对"):
        connect(database.url)


def test_a_file_that_is_no_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "village.db").write_bytes(b"no database at all" * 99)
    with pytest.raises(Unavailable, match="不是数据库"):
        connect(str(tmp_path / "village.db"))


def test_what_was_committed_is_carried_from_the_log_into_the_file_when_nobody_waits_for_it(database: Database) -> None:
    def in_the_file_alone() -> int:
        with contextlib.closing(sqlite3.connect(f"file:{database.engine.url.database}?immutable=1", uri=True)) as bare:
            return int(bare.execute("SELECT COUNT(*) FROM scheme").fetchone()[0])

    with database.write() as conn:
        conn.execute(insert(SchemeRow), [{"id": n, "key": str(n), "name": "补贴"} for n in range(1, 5001)])
    assert in_the_file_alone() == 0
    database.carry_over()
    assert in_the_file_alone() == 5000


@pytest.mark.parametrize(
    ("written", "short"),
    [("农低保", "农村低保"), ("低保金", "农村低保"), ("城市低保", "城镇低保"), ("地力补贴", "耕地地力补贴"), ("危改", "危房改造补助"), ("高龄补贴", "高龄津贴")],
)
def test_a_bank_abbreviation_finds_its_scheme(written: str, short: str) -> None:
    found = schemes.dictionary().find(written).scheme
    assert found and found.short == short


def test_a_name_of_two_schemes_is_never_guessed() -> None:
    for words in ("两项补贴", "城乡低保发放表", "城镇低保和特困供养金"):
        match = schemes.dictionary().find_in(words)
        assert match.scheme is None and len(match.candidates) == 2


def test_every_scheme_says_what_it_is_in_plain_words_and_what_may_be_published() -> None:
    found = schemes.dictionary().all()
    assert len(found) >= 60
    assert all(s.plain and s.department and s.publish and not s.plain.startswith("待核") for s in found)
    assert all(s.publish_days == 0 for s in found if s.minors)


def test_a_county_adds_and_overrides_schemes_in_a_file_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[scheme]]\nkey = "grape"\nname = "葡萄补贴"\nshort = "葡萄补贴"\nplain = "种葡萄的钱。"\ndepartment = "农业局"\ncategory = "农业补贴"\nbeneficiary = "户"\nunit = "元"\nkind = "subsidy"\n', "utf-8")
    assert schemes.dictionary(own).find("葡萄补贴").scheme
    own.write_text("[[scheme]]\nkey = 1\nwrong = 2\n", "utf-8")
    with pytest.raises(schemes.BadDictionary, match="wrong"):
        schemes.dictionary(Path(str(own).replace("own.toml", "./../" + own.parent.name + "/own.toml")))


def test_one_code_means_different_accounts_before_and_after_2024() -> None:
    assert charts.account(charts.regime_of("2023-12"), "511") == "发包及上交收入"
    assert charts.account(charts.regime_of("2024-01"), "511001") == "经营支出"
