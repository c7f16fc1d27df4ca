"""A new key: everything is made anew, or nothing; what was backed up before opens with its own key."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import LargeBinary, select

from dashboard.command import main
from dashboard.identity import accounts, cards
from dashboard.queries import payments, proof
from loaders import backup, importing, journal, rekeying, seal, verifying
from loaders.database import Database, Unavailable, connect
from loaders.keyed import DIGESTS, FOLLOWING, FORGOTTEN, UNKEYED
from loaders.records import schema
from loaders.records.people import Person
from loaders.rekeying import NotRekeyed
from loaders.seal import Vault, WrongKey
from tests.bad_days.faults import every_step
from tests.bad_days.rosters import kept, number, roster, stored
from tests.loaders.test_journal import raw

RELATIVES = f"青枫镇2024年村干部近亲属登记表\n村,干部姓名,干部身份证号,近亲属姓名,近亲属身份证号,关系\n柳溪村,王兰,{number(2)},张秀英,{number(0)},母女\n柳溪村,赵强,{number(40)},钱多,{number(41)},父子\n".encode()
BANK = f"青枫镇柳溪村2024年8月农村低保金发放表\n姓名,身份证号,银行账号,金额\n张秀英,{number(0)},6217000000000000001,300\n".encode()


@pytest.fixture
def filled(database: Database) -> Database:
    """Payments with a rejected row, one replaced, accounts, relatives of officials, and household codes."""
    importing.save(database, importing.check(database, "六月.csv", roster(3).replace(number(2).encode(), b"330890193001010000")), "张")
    importing.save(database, importing.check(database, "七月.csv", roster(3, month=7)), "张")
    importing.save(database, importing.check(database, "七月改.csv", roster(3, month=7, yuan=310)), "张", {0: "replace"})
    importing.save(database, importing.check(database, "八月.csv", BANK), "张")
    importing.save(database, importing.check(database, "近亲属.csv", RELATIVES), "张")
    with database.read() as conn:
        home = conn.execute(select(Person.village_id).limit(1)).scalar_one()
    cards.issue_codes(database, home, "张")
    return database


def answers(db: Database) -> object:
    """What people are told, whatever key it is sealed with."""
    with db.read() as conn:
        home = conn.execute(select(Person.village_id).limit(1)).scalar_one()
        cells = [importing.cells_of(db, one) for one in conn.exec_driver_sql("SELECT id FROM rejected_row ORDER BY id").scalars()]
    codes = [(slip.head_name, slip.code) for slip in cards.slips(db, home)]
    return [payments.by_id_number(db, number(0)), codes, cells, [db.open_file(name) for name in sorted(kept(db.files.parent))]]


def test_after_a_new_key_everything_is_as_it_was_and_nothing_opens_with_the_old_one(filled: Database) -> None:
    before, old = answers(filled), filled.vault
    done = rekeying.rekey(filled, "命令行")
    new = connect(filled.url)
    verified = verifying.verify(new)
    assert answers(new) == before and verified.ok and verified.unsealed == 0 and verified.not_compared == 0
    assert (done.originals, done.batches, done.altered, done.emptied) == (5, 5, 0, 0)
    with new.read() as conn:
        for table in schema.metadata.sorted_tables:
            for column in table.c:
                if column.name.endswith("_sealed"):
                    for value in conn.execute(select(column).where(column.is_not(None))).scalars():
                        assert new.vault.open_bytes(value)
                        with pytest.raises(WrongKey):
                            old.open_bytes(value)
    for content in kept(new.files.parent).values():
        with pytest.raises(WrongKey):
            old.open_bytes(content)
    new.engine.dispose()


def test_digests_are_those_of_the_new_key_also_where_their_number_stands_in_the_original_alone(filled: Database) -> None:
    rekeying.rekey(filled, "命令行")
    new = connect(filled.url)
    with new.read() as conn:
        people = set(conn.exec_driver_sql("SELECT id_digest FROM person").scalars())
        related = conn.exec_driver_sql("SELECT related_digest FROM reference_entry ORDER BY row").scalars().all()
        account = conn.exec_driver_sql("SELECT account_digest FROM payment WHERE account_digest IS NOT NULL").scalars().all()
    digest = new.vault.digest
    assert people == {digest(number(n)) for n in range(3)} and account == [digest("6217000000000000001")]
    assert related == [digest(number(2)), digest(number(40))]
    assert importing.check(new, "九月.csv", roster(3, month=9)).status == "ready"
    new.engine.dispose()


def test_every_kind_of_bytes_in_the_schema_is_known_to_a_new_key() -> None:
    known = {*DIGESTS, *FOLLOWING, *UNKEYED, ("setting", "value")}
    unknown = [
        f"{table.name}.{column.name}"
        for table in schema.metadata.sorted_tables
        for column in table.c
        if isinstance(column.type, LargeBinary) and table.name not in FORGOTTEN and not column.name.endswith("_sealed") and (table.name, column.name) not in known
    ]
    assert unknown == []  # say in loaders/keyed.py what becomes of it


def test_killed_at_any_step_the_old_state_or_the_new_one_is_whole(filled: Database) -> None:
    folder, before = filled.files.parent, answers(filled)
    filled.engine.dispose()
    old = (folder / "village.key").read_text()
    seen = set()
    for step, copy in every_step(folder, lambda own: rekeying.rekey(connect(str(own / "village.db")), "命令行"), most=60):
        db = connect(str(copy / "village.db"))
        assert answers(db) == before, step
        assert verifying.verify(db).ok, step
        changed = [*seal.written_keys(copy)] != [old]
        seen.add(changed)
        left = sorted(path.name for path in copy.iterdir() if not path.name.startswith("village.db-") and not path.name.endswith(".lock") and not path.name.startswith(".village.key"))
        until = [f"village.key.until-{date.today()}-1"] if changed else []
        assert left == ["files", "village.db", "village.key", *until], step
        with db.read() as conn:
            assert len(list(journal.entries(conn, "rekey"))) == changed, step
        db.engine.dispose()
    assert seen == {True, False}


def test_a_stop_between_the_change_and_its_end_is_brought_to_its_end_at_the_next_start(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers(filled)
    with monkeypatch.context() as patch:
        patch.setattr(rekeying, "settle", lambda *_, **__: None)
        with pytest.raises(StopIteration):
            rekeying.rekey(filled, "命令行")
    assert len(seal.written_keys(filled.files.parent)) == 2
    new = connect(filled.url)
    assert len(seal.written_keys(filled.files.parent)) == 1 and answers(new) == before and verifying.verify(new).ok
    new.engine.dispose()


def test_who_had_the_database_open_is_told_and_writes_nothing_with_the_old_key(filled: Database) -> None:
    checked = importing.check(filled, "九月.csv", roster(3, month=9))
    rekeying.rekey(filled, "命令行")
    before = stored(filled.files.parent)
    with pytest.raises(Unavailable, match="密钥已经换过"):
        importing.save(filled, checked, "张")
    with pytest.raises(Unavailable, match="重新启动"):
        accounts.sign_in_villager(filled, "张秀英", number(0)[-6:], "AAAA-AAAA", "10.0.0.1")
    assert stored(filled.files.parent) == before and len(kept(filled.files.parent)) == 5


def test_an_old_backup_opens_with_its_own_key_and_not_with_the_new_one(filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers(filled)
    backup.write(filled, tmp_path / "b", "杨柳依依2026")
    old = rekeying.rekey(filled, "命令行").old_key
    new_key = filled.files.parent / "village.key"
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "village.key").write_text(new_key.read_text())
    with pytest.raises(WrongKey):
        backup.restore(tmp_path / "b", "杨柳依依2026", str(tmp_path / "one" / "village.db"))
    monkeypatch.setenv("VILLAGE_KEY_FILE", str(old))
    assert backup.restore(tmp_path / "b", "杨柳依依2026", str(tmp_path / "two" / "village.db"))[1]
    restored = connect(str(tmp_path / "two" / "village.db"))
    assert answers(restored) == before and verifying.verify(restored).ok
    restored.engine.dispose()


def test_a_batch_that_was_altered_before_still_shows_afterwards(filled: Database) -> None:
    raw(filled, "UPDATE payment SET amount_fen = 99900 WHERE batch_id = 16777216 AND row = 3")
    assert rekeying.rekey(filled, "命令行").altered == 1
    new = connect(filled.url)
    assert ("row", "六月.csv", 3) in [(one.kind, one.file, one.row) for one in verifying.verify(new).findings]
    new.engine.dispose()


def test_a_root_that_was_published_under_the_old_key_stays_in_the_list(filled: Database) -> None:
    before = {one["import_id"]: one["root"] for one in proof.publications(filled)}
    rekeying.rekey(filled, "命令行")
    new = connect(filled.url)
    after = {one["import_id"]: one for one in proof.publications(new)}
    assert before and all(after[number]["root"] != root and after[number]["former_roots"] == [root] for number, root in before.items())
    new.engine.dispose()


@pytest.mark.parametrize("change", ["UPDATE person SET id_sealed = zeroblob(46) WHERE id = (SELECT min(id) FROM person)", "UPDATE person SET id_digest = zeroblob(32) WHERE id = (SELECT min(id) FROM person)"])
def test_what_is_sealed_and_was_tampered_with_stops_it_and_nothing_changes(filled: Database, change: str) -> None:
    raw(filled, change)
    before, key = stored(filled.files.parent), (filled.files.parent / "village.key").read_text()
    with pytest.raises(NotRekeyed, match="village verify"):
        rekeying.rekey(filled, "命令行")
    assert (stored(filled.files.parent), (filled.files.parent / "village.key").read_text()) == (before, key)


def test_a_key_in_a_setting_is_not_changed(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VILLAGE_KEY", (filled.files.parent / "village.key").read_text())
    with pytest.raises(NotRekeyed, match="VILLAGE_KEY_FILE"):
        rekeying.rekey(filled, "命令行")


def test_the_command_says_what_was_done_and_what_to_do_with_the_old_key(filled: Database) -> None:
    ran = CliRunner().invoke(main, ["rekey", "--json", "--database", filled.url])
    said = json.loads(ran.stdout)
    assert ran.exit_code == 0 and said["status"] == "rekeyed" and (said["originals"], said["batches"], said["altered"]) == (5, 5, 0)
    assert Path(said["old_key"]).read_text() and os.stat(said["old_key"]).st_mode & 0o777 == 0o600
    again = CliRunner().invoke(main, ["rekey", "--database", filled.url])
    assert again.exit_code == 0 and "重新启动" in again.stdout and "旧密钥" in again.stdout
    assert CliRunner().invoke(main, ["verify", "--database", filled.url]).exit_code == 0


@pytest.mark.parametrize("command", ["imports", "verify", "rekey", "serve"])
def test_a_lost_key_is_said_plainly_with_what_to_do(filled: Database, command: str) -> None:
    (filled.files.parent / "village.key").unlink()
    ran = CliRunner().invoke(main, [command, "--database", filled.url])
    assert ran.exit_code == 1 and "找不到密钥文件" in ran.stderr and "请把原来的密钥文件放回去" in ran.stderr and "重新导入" in ran.stderr
    assert "Traceback" not in ran.stderr and not (filled.files.parent / "village.key").exists()


def test_a_key_that_was_cut_short_is_said_plainly(filled: Database) -> None:
    file = filled.files.parent / "village.key"
    file.write_text(file.read_text()[:40])
    ran = CliRunner().invoke(main, ["imports", "--database", filled.url])
    assert ran.exit_code == 1 and ran.stderr == "错误：密钥读不懂：应为64位十六进制数，可能被改过或没有抄全。请放回原来的密钥。\n"


def test_a_first_key_is_whole_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    for step, copy in every_step(tmp_path / "own", lambda own: seal.vault_of(own, None), most=24):
        assert not (copy / "village.key").exists() or len((copy / "village.key").read_text()) == 64, step
        assert isinstance(seal.vault_of(copy, None), Vault)
