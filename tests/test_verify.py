"""``village verify``: nothing on a clean database, and every change by hand is found and named."""

import json
import re
import sqlite3
from typing import Any

import pytest
from click.testing import CliRunner

from dashboard.command import main
from loaders import importing, sealing, verifying
from loaders.database import Database
from tests.bad_days.rosters import number, roster
from tests.loaders.test_journal import UNLOCKED, raw

BOOKS = "青枫镇柳溪村2024年6月收支明细表\n日期,摘要,收入,支出\n2024-06-01,上月结余,,\n2024-06-03,收鱼塘租金,500,\n2024-06-09,付电费,,80\n".encode()


REGISTER = f"青枫镇柳溪村户籍人员名册\n户号,与户主关系,姓名,身份证号,联系电话\n1,户主,张秀英,{number(0)},13800000000\n1,长子,李建国,{number(1)},\n2,户主,赵一,{number(7)},\n".encode()


@pytest.fixture
def filled(database: Database) -> Database:
    """Payments with a row that was rejected and corrected, a replacement, one taken back, and books."""
    wrong = roster(4).replace(number(3).encode(), b"330890193001010000")
    importing.save(database, importing.check(database, "低保六月.csv", wrong), "张")
    importing.save(database, importing.check(database, "低保七月.csv", roster(4, month=7)), "张")
    importing.save(database, importing.check(database, "低保七月更正.csv", roster(4, month=7, yuan=310)), "张", {0: "replace"})
    taken = importing.save(database, importing.check(database, "低保八月.csv", roster(4, month=8)), "张")
    importing.withdraw(database, taken, "张")
    importing.save(database, importing.check(database, "账.csv", BOOKS), "张")
    importing.save(database, importing.check(database, "名册.csv", REGISTER), "张")
    return database


def found(database: Database) -> list[tuple[str, str, str | None, int | None]]:
    return [(one.kind, one.what, one.file, one.row) for one in verifying.verify(database).findings]


def test_a_clean_database_has_nothing_to_report(filled: Database) -> None:
    done = verifying.verify(filled)
    assert done.ok and (done.originals, done.unsealed, done.not_compared) == (5, 0, 0) and done.rows == 3 + 4 + 2


def test_people_whom_a_later_register_or_a_list_brings_up_to_date_are_no_change_by_hand(filled: Database) -> None:
    later = REGISTER.replace("长子".encode(), "次子".encode()) + f"2,妻,王二,{number(8)},\n".encode()
    importing.save(filled, importing.check(filled, "名册新.csv", later), "张")
    importing.save(filled, importing.check(filled, "低保九月.csv", roster(9, month=9)), "张")
    assert verifying.verify(filled).ok


def test_a_corrected_row_and_a_new_place_are_no_change_by_hand(filled: Database) -> None:
    with filled.read() as conn:
        waiting = conn.exec_driver_sql("SELECT id FROM rejected_row").scalar()
    cells = importing.cells_of(filled, waiting)
    assert importing.correct(filled, waiting, {**cells, "身份证号": number(3)}, "张") == []
    assert verifying.verify(filled).ok


JUNE, BOOK, JULY, REGISTERED = "低保六月.csv", "账.csv", "低保七月更正.csv", "名册.csv"
#: 张秀英 and 李建国 are each other, number, seal and all: everybody would see the other one's money
SWAPPED = (
    "CREATE TEMP TABLE two AS SELECT id, id_digest, id_sealed FROM person WHERE row IN (3, 4);"
    "UPDATE person SET id_digest = NULL WHERE id IN (SELECT id FROM two);"
    "UPDATE person SET (id_digest, id_sealed) = (SELECT t.id_digest, t.id_sealed FROM two t WHERE t.id <> person.id) WHERE id IN (SELECT id FROM two)"
)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE payment SET amount_fen = 99900 WHERE batch_id = 16777216 AND row = 4", ("row", "altered", JUNE, 4)),
        ("UPDATE payment SET name = '别人' WHERE batch_id = 16777216 AND row = 4", ("row", "altered", JUNE, 4)),
        ("UPDATE payment SET person_id = person_id + 1 WHERE batch_id = 16777216 AND row = 4", ("row", "altered", JUNE, 4)),
        ("UPDATE payment SET channel = '别的银行' WHERE batch_id = 16777216 AND row = 4", ("batch", "altered", JUNE, None)),
        ("DELETE FROM payment WHERE batch_id = 16777216 AND row = 3", ("row", "missing", JUNE, 3)),
        (
            "INSERT INTO payment SELECT id + 900, township_id, village_id, household_id, person_id, scheme_id, period, amount_fen, paid_on, status, channel, name,"
            " payee_name, payee_id, account_digest, account_sealed, people, area_mu, standard_fen, category, remark, extra_sealed, batch_id, 77, column"
            " FROM payment WHERE batch_id = 16777216 AND row = 3",
            ("row", "added", JUNE, 77),
        ),
        ("UPDATE ledger_entry SET spending_fen = 8100 WHERE spending_fen = 8000", ("row", "altered", BOOK, 5)),
        ("UPDATE batch SET in_force = 0 WHERE id = 16777216", ("batch", "altered", JUNE, None)),
        ("UPDATE batch SET in_force = 1 WHERE in_force = 0", ("batch", "altered", "低保七月.csv", None)),
        ("UPDATE batch SET place_name = '石桥头村' WHERE id = 16777216", ("batch", "altered", JUNE, None)),
        ("DELETE FROM batch WHERE id = 16777216", ("batch", "missing", JUNE, None)),
        ("DELETE FROM rejected_row", ("batch", "altered", JUNE, None)),
        ("DELETE FROM import WHERE id = 1", ("import", "missing", JUNE, None)),
        ("UPDATE import SET name = '别的.csv' WHERE id = 1", ("import", "altered", "别的.csv", None)),
        ("UPDATE import SET state = 'in-force' WHERE id = 4", ("import", "altered", "低保八月.csv", None)),
        ("UPDATE payment_total SET amount_fen = amount_fen + 1 WHERE period = '2024-06'", ("total", "altered", None, None)),
        ("DELETE FROM payment_total", ("total", "missing", None, None)),
        ("DROP TRIGGER journal_no_update", ("trigger", "missing", None, None)),
        ("UPDATE person SET name = '张秀兰' WHERE row = 3", ("row", "altered", REGISTERED, 3)),
        ("UPDATE person SET relation = '户主' WHERE row = 4", ("row", "altered", REGISTERED, 4)),
        ("UPDATE person SET birth_date = '1950-01-01' WHERE row = 5", ("row", "altered", REGISTERED, 5)),
        ("UPDATE person SET registered = 0 WHERE row = 5", ("row", "altered", REGISTERED, 5)),
        ("DELETE FROM person WHERE row = 5", ("row", "missing", REGISTERED, 5)),
        ("UPDATE person SET row = 99 WHERE row = 5", ("row", "added", REGISTERED, 99)),
        ("UPDATE person SET registered = 1 WHERE batch_id IS NULL", ("row", "added", None, None)),
        ("UPDATE person SET phone_sealed = zeroblob(60) WHERE row = 3", ("sealed", "altered", None, None)),
        ("UPDATE person SET id_sealed = (SELECT id_sealed FROM person p WHERE p.row = 4) WHERE row = 3", ("sealed", "altered", None, None)),
        (SWAPPED, ("row", "altered", JUNE, 3)),
        (SWAPPED, ("row", "altered", REGISTERED, 3)),
    ],
)
def test_a_change_by_hand_is_found_and_named(filled: Database, statement: str, expected: tuple[Any, ...]) -> None:
    raw(filled, *statement.split(";"))
    assert expected in found(filled)


def test_an_import_and_a_batch_that_were_added_by_hand_are_found(filled: Database) -> None:
    with sqlite3.connect(str(filled.engine.url.database)) as conn:
        for table, change in (("import", {"id": 9}), ("batch", {"id": 9 << 24, "import_id": 9})):
            names = [row[1] for row in conn.execute(f"PRAGMA table_info({table})")]
            chosen = ", ".join(str(change.get(name, f'"{name}"')) for name in names)
            conn.execute(f"INSERT INTO {table} SELECT {chosen} FROM {table} LIMIT 1")
    conn.close()
    assert {("import", "added", JUNE, None), ("batch", "added", JUNE, None)} <= set(found(filled))


def test_a_journal_entry_that_was_removed_or_edited_is_found(filled: Database) -> None:
    raw(filled, *UNLOCKED, "UPDATE journal SET detail = 'no JSON' WHERE id = 1", "DELETE FROM journal WHERE id = 5")
    assert {("journal", "altered", None, None), ("journal", "missing", None, None)} <= set(found(filled))
    assert "读不懂" in verifying.verify(filled).findings[-1].message


def test_an_original_that_was_replaced_or_removed_is_found(filled: Database) -> None:
    with filled.read() as conn:
        first, last = (conn.exec_driver_sql(f"SELECT sha256 FROM import WHERE id = {n}").scalar_one() for n in (1, 5))
    (filled.files / first[:2] / first).write_bytes(filled.vault.seal_bytes(roster(4, yuan=1)))
    (filled.files / last[:2] / last).unlink()
    assert found(filled) == [("original", "altered", JUNE, None), ("original", "missing", BOOK, None)]


def test_a_row_that_was_changed_before_its_batch_was_sealed_is_found(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "seal_import", lambda *_: None)  # killed between publication and seal
        importing.save(database, importing.check(database, JUNE, roster(4)), "张")
    done = verifying.verify(database)
    assert done.ok and done.unsealed == 1
    raw(database, "UPDATE payment SET amount_fen = 1 WHERE row = 3")
    assert ("row", "altered", JUNE, 3) in found(database)


def test_the_command_says_it_in_json_without_amounts_numbers_or_names(filled: Database) -> None:
    raw(filled, "UPDATE payment SET amount_fen = 99900, name = '王小明' WHERE batch_id = 16777216 AND row = 4")
    ran = CliRunner().invoke(main, ["verify", "--json", "--database", filled.url])
    said = json.loads(ran.stdout)
    assert ran.exit_code == 1 and not said["ok"] and re.fullmatch("[0-9a-f]{16}", said["head"]["digest"])
    row = next(one for one in said["findings"] if one["kind"] == "row")
    assert (row["what"], row["import_id"], row["file"], row["row"]) == ("altered", 1, JUNE, 4)
    written = json.dumps(said["findings"], ensure_ascii=False)
    assert not any(word in written for word in ("999", "王小明", "300.00", number(1)))


def test_a_head_that_was_printed_is_looked_for_in_the_chain(filled: Database) -> None:
    printed = verifying.verify(filled).head
    assert printed and verifying.verify(filled, printed.short).ok
    assert [one.kind for one in verifying.verify(filled, "00" * 8).findings] == ["head"]
    ran = CliRunner().invoke(main, ["verify", "--database", filled.url, "--head", printed.short])
    assert ran.exit_code == 0 and "没有发现改动" in ran.stdout and printed.short in ran.stdout
