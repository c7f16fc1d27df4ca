"""A backup is whole or not there, says nothing without its passphrase, and brings everything back."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders import backup, importing
from loaders.backup import Unusable
from loaders.database import Database, connect
from loaders.seal import LostKey, WrongKey
from tests.bad_days.rosters import kept, number, roster, stored
from tests.serving import ROOT, surroundings, village

WORD = "杨柳依依2026"


@pytest.fixture
def filled(database: Database) -> Database:
    """A database with two lists in force."""
    for month in (5, 6):
        importing.save(database, importing.check(database, f"{month}月.csv", roster(40, month=month)), "测试")
    return database


def killed_at(call: str, count: int, work: Callable[[], object]) -> int:
    """The signal that ended a process that was killed at its so-manieth call of this function of the system; 0 where it was done before."""
    pid = os.fork()
    if pid == 0:
        real, seen = getattr(os, call), [0]

        def counted(*given: object, **named: object) -> object:
            seen[0] += 1
            if seen[0] == count:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        setattr(os, call, counted)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) * -1


def test_the_drill(filled: Database, tmp_path: Path) -> None:
    folder = filled.files.parent
    before, originals, key = stored(folder), kept(folder), (folder / "village.key").read_text()
    environment = surroundings() | {"VILLAGE_BACKUP_PASSPHRASE": WORD}
    run = lambda *words: subprocess.run(village(*words), cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: E731
    made = run("backup", tmp_path / "b", "--database", folder / "village.db", "--json")
    assert made.returncode == 0 and json.loads(made.stdout)["originals"] == 2
    filled.engine.dispose()
    shutil.rmtree(folder)
    back = run("restore", tmp_path / "b", "--database", folder / "village.db")
    assert back.returncode == 0 and "village.key" in back.stdout
    (folder / "village.key").write_text(key)
    assert (stored(folder), kept(folder)) == (before, originals)
    again = connect(str(folder / "village.db"))
    assert importing.check(again, "5月.csv", roster(40, month=5)).status == "unchanged"
    again.engine.dispose()


def test_the_file_says_nothing_without_the_passphrase(filled: Database, tmp_path: Path) -> None:
    backup.write(filled, tmp_path / "b", WORD, with_key=True)
    content, key = (tmp_path / "b").read_bytes(), (filled.files.parent / "village.key").read_bytes()
    assert not any(word in content for word in ("张秀英".encode(), b"SQLite format", number(0).encode(), key, b"village.db"))
    with pytest.raises(Unusable, match="口令不对"):
        backup.read(tmp_path / "b", "another one")


def test_the_key_is_inside_only_where_that_is_asked_for(filled: Database, tmp_path: Path) -> None:
    assert not backup.write(filled, tmp_path / "a", WORD).with_key
    assert backup.write(filled, tmp_path / "b", WORD, with_key=True).with_key
    assert backup.restore(tmp_path / "a", WORD, str(tmp_path / "one" / "village.db"))[1] is False
    assert backup.restore(tmp_path / "b", WORD, str(tmp_path / "two" / "village.db"))[1] is True
    connect(str(tmp_path / "two" / "village.db")).engine.dispose()
    with pytest.raises(LostKey, match="密钥丢了"):
        connect(str(tmp_path / "one" / "village.db"))
    assert not (tmp_path / "one" / "village.key").exists()


def test_nothing_is_ever_overwritten(filled: Database, tmp_path: Path) -> None:
    backup.write(filled, tmp_path / "b", WORD)
    before = stored(filled.files.parent)
    with pytest.raises(Unusable, match="没有覆盖"):
        backup.write(filled, tmp_path / "b", WORD)
    with pytest.raises(Unusable, match="没有覆盖"):
        backup.restore(tmp_path / "b", WORD, filled.url)
    assert stored(filled.files.parent) == before


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[: len(b) // 2], lambda b: b[:900] + bytes([b[900] ^ 1]) + b[901:], lambda b: b + b"x", lambda b: b"VILLAGE1", lambda b: b""])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(filled: Database, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    backup.write(filled, tmp_path / "b", WORD)
    (tmp_path / "b").write_bytes(damage((tmp_path / "b").read_bytes()))
    with pytest.raises(Unusable):
        backup.restore(tmp_path / "b", WORD, str(tmp_path / "new" / "village.db"))
    assert list((tmp_path / "new").iterdir()) == []


def test_a_backup_into_a_folder_that_is_not_there_is_said_in_a_sentence(filled: Database, tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="没有文件夹"):
        backup.write(filled, tmp_path / "nowhere" / "b", WORD)


def test_a_backup_for_another_key_is_refused(filled: Database, tmp_path: Path) -> None:
    backup.write(filled, tmp_path / "b", WORD)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "village.key").write_text("ab" * 32)
    with pytest.raises(WrongKey):
        backup.restore(tmp_path / "b", WORD, str(tmp_path / "new" / "village.db"))
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["village.key"]


def test_an_original_that_was_changed_is_not_backed_up_as_if_it_were_whole(filled: Database, tmp_path: Path) -> None:
    file = next(path for path in filled.files.rglob("*") if path.is_file())
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(Unusable, match="已经损坏"):
        backup.write(filled, tmp_path / "b", WORD)
    assert list(tmp_path.glob("*b*")) == [] or not (tmp_path / "b").exists()


def test_a_damaged_page_is_said_in_a_sentence(filled: Database, tmp_path: Path) -> None:
    folder = filled.files.parent
    with filled.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    filled.engine.dispose()
    content = bytearray((folder / "village.db").read_bytes())
    for page in range(8, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 900] = b"\xff" * 900
    (folder / "village.db").write_bytes(content)
    with pytest.raises(Unusable, match="损坏的页"):
        backup.write(filled, tmp_path / "b", WORD)
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(("call", "count"), [("fsync", 1), ("link", 1), ("unlink", 1)])
def test_a_backup_that_is_killed_is_whole_or_not_there(filled: Database, tmp_path: Path, call: str, count: int) -> None:
    before = stored(filled.files.parent)
    assert killed_at(call, count, lambda: backup.write(filled, tmp_path / "b", WORD)) == signal.SIGKILL
    assert not (tmp_path / "b").exists() or backup.read(tmp_path / "b", WORD).files == 2
    assert stored(filled.files.parent) == before


@pytest.mark.parametrize(("call", "count"), [("fsync", 1), ("fsync", 2), ("fsync", 3), ("replace", 1), ("replace", 2), ("link", 1)])
def test_a_restore_that_is_killed_left_no_database_and_can_be_done_again(filled: Database, tmp_path: Path, call: str, count: int) -> None:
    backup.write(filled, tmp_path / "b", WORD)
    target = tmp_path / "new" / "village.db"
    assert killed_at(call, count, lambda: backup.restore(tmp_path / "b", WORD, str(target))) == signal.SIGKILL
    assert not target.exists()
    backup.restore(tmp_path / "b", WORD, str(target))
    assert (stored(target.parent), kept(target.parent)) == (stored(filled.files.parent), kept(filled.files.parent))
    assert sorted(path.name for path in target.parent.iterdir()) == ["files", "village.db"]


def test_a_backup_beside_an_import_holds_it_whole_or_not_at_all(filled: Database, tmp_path: Path) -> None:
    checked = importing.check(filled, "七月.csv", roster(1500, month=7))
    saving = threading.Thread(target=importing.save, args=(filled, checked, "测试"))
    saving.start()
    backup.write(filled, tmp_path / "b", WORD)
    saving.join()
    backup.restore(tmp_path / "b", WORD, str(tmp_path / "new" / "village.db"))
    counted = sqlite3.connect(tmp_path / "new" / "village.db").execute("SELECT count(*) FROM payment").fetchone()[0]
    assert counted in (80, 1580)
