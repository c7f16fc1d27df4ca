"""Two clerks at once: both succeed, or one is told why; nobody's money stands there twice."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from loaders import importing
from loaders.database import Database, connect
from loaders.importing import Stopped
from loaders.records.imports import Batch, Import
from loaders.records.payments import Payment
from loaders.records.people import Person
from tests.bad_days.rosters import number, roster
from tests.serving import ROOT, surroundings, village


def at_once(db: Database, *files: Path) -> list[dict[str, Any]]:
    """What the ``village import`` of each of these files reports, all started at the same moment."""
    running = [
        subprocess.Popen(village("import", file, "--json", "--database", db.url), cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for file in files
    ]
    return [json.loads(process.communicate()[0])["files"][0] for process in running]


def held(db: Database) -> tuple[int, int, int]:
    """How many imports and people there are, and what was paid in all that is in force."""
    with db.read() as conn:
        paid = select(func.sum(Payment.amount_fen)).join(Batch, Batch.id == Payment.batch_id).where(Batch.in_force)
        counts = [conn.execute(select(func.count()).select_from(table)).scalar_one() for table in (Import, Person)]
        return counts[0], counts[1], conn.execute(paid).scalar_one()


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_the_same_file_by_two_clerks_is_one_import(database: Database, tmp_path: Path) -> None:
    copies = [written(tmp_path, name, roster(200)) for name in ("小陈的.csv", "小李的.csv")]
    reports = at_once(database, *copies)
    assert sorted(report["status"] for report in reports) == ["loaded", "unchanged"]
    assert held(database) == (1, 200, 200 * 30000)


def test_different_files_by_two_clerks_are_both_there_and_the_people_in_both_are_known_once(database: Database, tmp_path: Path) -> None:
    months = [written(tmp_path, f"{month}月.csv", roster(200, month=month)) for month in (6, 7)]
    assert [report["status"] for report in at_once(database, *months)] == ["loaded", "loaded"]
    assert held(database) == (2, 200, 2 * 200 * 30000)


def test_two_versions_of_one_list_by_two_clerks_never_count_twice(database: Database, tmp_path: Path) -> None:
    versions = [written(tmp_path, f"{yuan}.csv", roster(200, yuan=yuan)) for yuan in (300, 301)]
    reports = at_once(database, *versions)
    assert [r["status"] for r in reports].count("loaded") >= 1
    assert all(r["status"] == "loaded" or "再核对一遍" in r["error"]["message"] for r in reports)
    assert held(database)[1:] in {(200, 200 * 30000), (200, 200 * 30100)}


def test_who_was_overtaken_between_check_and_save_is_told_and_sees_it_at_the_next_check(database: Database) -> None:
    mine = importing.check(database, "我的.csv", roster(3, yuan=300))
    theirs = importing.check(connect(database.url), "别人的.csv", roster(3, yuan=301))
    importing.save(database, theirs, "小李")
    with pytest.raises(Stopped, match=r"《别人的\.csv》") as stopped:
        importing.save(database, mine, "小陈")
    assert stopped.value.code == "meanwhile" and held(database) == (1, 3, 3 * 30100)
    again = importing.check(database, "我的.csv", roster(3, yuan=300))
    assert again.tables[0].guess == "replace"
    importing.save(database, again, "小陈")
    assert held(database) == (2, 3, 3 * 30000)


def test_what_was_to_be_replaced_and_was_taken_back_meanwhile_is_told_too(database: Database) -> None:
    first = importing.save(database, importing.check(database, "一.csv", roster(3)), "小陈")
    second = importing.check(database, "二.csv", roster(3, yuan=301))
    importing.withdraw(database, first, "小李")
    with pytest.raises(Stopped, match="撤回"):
        importing.save(database, second, "小陈")


def test_what_others_publish_for_other_people_holds_nobody_up(database: Database) -> None:
    mine = importing.check(database, "柳溪.csv", roster(3))
    importing.save(database, importing.check(database, "七月.csv", roster(3, month=7)), "小李")
    importing.save(database, mine, "小陈")
    assert held(database) == (2, 3, 6 * 30000)


def test_one_import_is_taken_back_by_one_of_two_clerks(database: Database) -> None:
    done = importing.save(database, importing.check(database, "一.csv", roster(3)), "小陈")
    command = village("undo", done, "--database", database.url)
    running = [subprocess.Popen(command, cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate() for process in running]
    assert sorted(process.returncode for process in running) == [0, 1]
    assert any("已经撤回过了" in errors.decode() for _, errors in said)


def test_a_person_in_the_lists_of_two_clerks_is_one_person(database: Database) -> None:
    for month in (6, 7):
        importing.save(connect(database.url), importing.check(database, f"{month}.csv", roster(1, month=month)), "测试")
    with database.read() as conn:
        digests = conn.execute(select(Person.id_digest)).scalars().all()
    assert digests == [database.vault.digest(number(0))]
