"""Killed at every step: an import, a replacement, a taking back, a correction, a backup, a restore are whole or not there."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from dashboard.queries import payments
from loaders import backup, importing, journal, verifying
from loaders.database import Database, connect
from loaders.records.imports import Batch, CorrectionNote, Import, RejectedRow
from loaders.records.payments import Payment
from tests.bad_days.faults import every_step
from tests.bad_days.rosters import kept, number, roster, stored

WORD = "杨柳依依2026"
JULY, AUGUST = roster(3, month=7, yuan=310), roster(3, month=8)


@pytest.fixture
def filled(database: Database) -> Database:
    """June with a row that waits to be corrected, and July."""
    wrong = roster(3).replace(number(2).encode(), b"330890193001010000")
    importing.save(database, importing.check(database, "六月.csv", wrong), "张")
    importing.save(database, importing.check(database, "七月.csv", roster(3, month=7)), "张")
    return database


def opened(folder: Path) -> Database:
    return connect(str(folder / "village.db"))


def brings(data: bytes, decisions: dict[int, str] | None = None) -> Callable[[Path], object]:
    def work(folder: Path) -> object:
        db = opened(folder)
        return importing.save(db, importing.check(db, "新.csv", data), "李", decisions, reason="金额录错了")

    return work


def takes_back(folder: Path) -> object:
    return importing.withdraw(opened(folder), 2, "李", "发错了")


def corrects(folder: Path) -> object:
    db = opened(folder)
    with db.read() as conn:
        waiting = conn.execute(select(RejectedRow.id)).scalar_one()
    return importing.correct(db, waiting, {**importing.cells_of(db, waiting), "身份证号": number(2)}, "李")


def seen(db: Database) -> dict[str, Any]:
    """What is public: every person's money, what is in force, the sums, the notes; and what the journal says was done."""
    with db.read() as conn:
        return {
            "payments": [payments.by_id_number(db, number(n)) for n in range(3)],
            "in force": conn.execute(select(Batch.import_id, Batch.in_force).order_by(Batch.id)).all(),
            "imports": conn.execute(select(Import.name, Import.state).order_by(Import.id)).all(),
            "paid": conn.execute(select(func.sum(Payment.amount_fen)).join(Batch, Batch.id == Payment.batch_id).where(Batch.in_force)).scalar(),
            "totals": conn.exec_driver_sql("SELECT period, payments, people, amount_fen FROM payment_total ORDER BY period").all(),
            "waiting": conn.execute(select(RejectedRow.state)).scalars().all(),
            "notes": conn.execute(select(CorrectionNote.kind, CorrectionNote.reason)).all(),
            "done": [(entry.action, entry.subject) for entry in journal.entries(conn, "import", "publish", "undo", "correct")],
        }


@pytest.mark.parametrize(
    "work",
    [brings(AUGUST), brings(JULY, {0: "replace"}), takes_back, corrects],
    ids=["an import", "a replacement", "a taking back", "a correction"],
)
def test_killed_at_any_step_it_is_whole_or_not_there_and_can_be_done_again(filled: Database, tmp_path: Path, work: Callable[[Path], object]) -> None:
    before, folder = seen(filled), filled.files.parent
    filled.engine.dispose()
    whole = tmp_path / "whole"
    shutil.copytree(folder, whole)
    work(whole)
    done = opened(whole)
    after = seen(done)
    done.engine.dispose()
    assert after != before
    found = []
    for step, copy in every_step(folder, work, most=24):
        db = opened(copy)
        now = seen(db)
        assert now in (before, after), step
        assert verifying.verify(db).ok, step
        db.engine.dispose()
        if now == before:
            work(copy)
            db = opened(copy)
            assert seen(db) == after and verifying.verify(db).ok, step
            db.engine.dispose()
        found.append(now == after)
    assert found == sorted(found) and False in found


def test_a_backup_killed_at_any_step_is_whole_or_not_there_and_leaves_nothing_behind(filled: Database, tmp_path: Path) -> None:
    folder = filled.files.parent
    filled.engine.dispose()
    before = stored(folder)

    def work(own: Path) -> object:
        (own / "backups").mkdir(exist_ok=True)
        return backup.write(opened(own), own / "backups" / "b", WORD)

    for step, copy in every_step(folder, work, most=20):
        made = copy / "backups" / "b"
        assert not made.exists() or backup.read(made, WORD).files == 2, step
        assert stored(copy) == before, step
        (copy / "backups").mkdir(exist_ok=True)
        backup.write(opened(copy), copy / "backups" / "next", WORD)
        assert {path.name for path in (copy / "backups").iterdir()} <= {"b", "next"} | {path.name for path in (copy / "backups").glob(".b.*")}, step
        left = {path.name for path in copy.iterdir()} - {"village.db", "village.db-wal", "village.db-shm", "village.key", "files", "backups", "rekey.lock", "migrating.lock"}
        assert left == set(), step


def test_a_restore_killed_at_any_step_left_no_database_or_the_whole_and_can_be_done_again(filled: Database, tmp_path: Path) -> None:
    made = tmp_path / "b"
    backup.write(filled, made, WORD)
    before, originals = stored(filled.files.parent), kept(filled.files.parent)
    (tmp_path / "new").mkdir()
    for step, copy in every_step(tmp_path / "new", lambda own: backup.restore(made, WORD, str(own / "village.db")), most=24):
        if not (copy / "village.db").exists():
            backup.restore(made, WORD, str(copy / "village.db"))
        assert (stored(copy), kept(copy)) == (before, originals), step


def test_the_first_start_killed_at_any_step_goes_on_at_the_next(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for step, copy in every_step(tmp_path / "empty", opened, most=20):
        db = opened(copy)
        assert importing.save(db, importing.check(db, "一.csv", roster(3)), "张") == 1, step
        assert verifying.verify(db).ok, step
        db.engine.dispose()
