"""A disk that is full or must not be written: one sentence, nothing lost, and the day goes on once it is mended."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loaders import backup, importing, rekeying, verifying
from loaders.backup import Unusable
from loaders.database import Database, Unavailable, connect
from loaders.rekeying import NotRekeyed
from tests.bad_days.rosters import kept, roster, stored
from tests.loaders.test_journal import migrate
from tests.serving import ROOT, surroundings, village

SIZE = 4 << 20


@pytest.fixture
def disk(_migrated: Path, tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own with an empty database; skipped where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True, check=False)
    if not mounted or mounted.returncode:
        pytest.skip("no small disk can be mounted here: that takes root")
    shutil.copytree(_migrated, folder, dirs_exist_ok=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def bring(disk: Path, data: bytes) -> str:
    """Import a file into the database on the small disk; what was said where that was not possible."""
    db = None
    try:
        db = connect(str(disk / "village.db"))
        checked = importing.check(db, "低保.csv", data)
        assert checked.status == "ready"
        importing.save(db, checked, "测试")
    except Unavailable as failure:
        return str(failure)
    finally:
        if db:
            db.engine.dispose()
    return ""


def filled(disk: Path, left: int) -> Path:
    """Fill the disk so that no more than this is left."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "filler").write_bytes(bytes(max(0, free - left)))
    return disk / "filler"


CLOSED = "打不开数据库文件。请检查文件夹是否存在、有没有权限。"
FULL = ("磁盘满了，什么也没有写入。请清理磁盘后再试。", "读写磁盘失败，什么也没有写入。磁盘可能满了或坏了，请检查磁盘后再试。")


@pytest.mark.parametrize("left", [0, 20_000, 60_000, 200_000, 500_000, 900_000])
def test_a_full_disk_is_said_in_a_sentence_and_nothing_is_lost(disk: Path, left: int) -> None:
    assert bring(disk, roster(30, month=5)) == ""
    before, originals = stored(disk), kept(disk)
    filler = filled(disk, left)
    assert bring(disk, roster(3000)) in FULL
    filler.unlink()
    assert stored(disk) == before and originals.items() <= kept(disk).items()
    assert bring(disk, roster(3000)) == ""


def test_a_disk_that_must_not_be_written_is_said_in_a_sentence(disk: Path) -> None:
    assert bring(disk, roster(30, month=5)) == ""
    before = stored(disk)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    said = bring(disk, roster(30))
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert said == CLOSED
    assert stored(disk) == before and bring(disk, roster(30)) == ""


def test_the_command_says_the_sentence_and_shows_no_traceback(disk: Path, tmp_path: Path) -> None:
    (tmp_path / "低保.csv").write_bytes(roster(30))
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    command = village("import", tmp_path / "低保.csv", "--database", disk / "village.db")
    done = subprocess.run(command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, f"错误：{CLOSED}\n")


def act(disk: Path, work: Callable[[Database], object]) -> str:
    """Do this with the database on the small disk; what was said where that was not possible."""
    db = None
    try:
        db = connect(str(disk / "village.db"))
        work(db)
    except (Unavailable, NotRekeyed) as failure:
        return str(failure)
    finally:
        if db:
            db.engine.dispose()
    return ""


def clean(disk: Path) -> bool:
    """Whether verify finds nothing in the database on the small disk."""
    db = connect(str(disk / "village.db"))
    try:
        return verifying.verify(db).ok
    finally:
        db.engine.dispose()


WORKS: dict[str, Callable[[Database], object]] = {
    "a taking back": lambda db: importing.withdraw(db, 1, "测试"),
    "a new key": lambda db: rekeying.rekey(db, "测试"),
}


@pytest.mark.parametrize("left", [0, 40_000, 150_000])
@pytest.mark.parametrize("work", WORKS)
def test_on_a_full_disk_it_is_done_or_not_and_can_be_done_once_there_is_room(disk: Path, work: str, left: int) -> None:
    assert bring(disk, roster(400)) == ""
    before, originals = stored(disk), kept(disk)
    filler = filled(disk, left)
    said = act(disk, WORKS[work])
    filler.unlink()
    if said:
        assert said in FULL
        act(disk, lambda _: None)  # whoever opens it next brings it back to the beginning
        assert (stored(disk), kept(disk)) == (before, originals)
        assert act(disk, WORKS[work]) == ""
    assert clean(disk)


@pytest.mark.parametrize("work", WORKS)
def test_on_a_disk_that_must_not_be_written_nothing_is_done_and_it_is_said(disk: Path, work: str) -> None:
    assert bring(disk, roster(30)) == ""
    before = stored(disk)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    said = act(disk, WORKS[work])
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert said == CLOSED and stored(disk) == before and act(disk, WORKS[work]) == ""


@pytest.mark.parametrize("left", [0, 30_000, 120_000])
def test_a_migration_on_a_full_disk_is_done_or_not_and_goes_on_once_there_is_room(disk: Path, left: int) -> None:
    assert bring(disk, roster(400)) == ""
    db = connect(str(disk / "village.db"))
    migrate(db, "0006")
    with db.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    filler = filled(disk, left)
    said = act(disk, lambda _: None)
    filler.unlink()
    assert said in ("", *FULL)
    assert clean(disk)


def test_a_full_disk_holds_no_half_backup(disk: Path, tmp_path: Path) -> None:
    assert bring(disk, roster(30)) == ""
    small = disk / "backups"
    small.mkdir()
    filled(disk, 100_000)
    db = connect(str(disk / "village.db"))
    with pytest.raises((Unavailable, Unusable)):
        backup.write(db, small / "b", "杨柳依依2026")
    db.engine.dispose()
    assert list(small.iterdir()) == []
