"""Bytes of the database file that were flipped: said plainly by pages and by ``village verify``, and mended from a backup."""

import sqlite3
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from dashboard.command import main
from dashboard.queries import books, payments
from loaders import backup, importing, verifying
from loaders.database import Database, Unavailable, connect
from loaders.records.imports import Batch
from loaders.records.payments import Payment
from tests.bad_days.rosters import number, roster
from tests.serving import served

PAGE = 4096
PEOPLE = 300
BOOKS = "青枫镇柳溪村2024年6月收支明细表\n日期,摘要,收入,支出\n2024-06-01,上月结余,,\n2024-06-03,收鱼塘租金,500,\n2024-06-09,付电费,,80\n".encode()


@pytest.fixture
def filled(database: Database) -> Database:
    importing.save(database, importing.check(database, "六月.csv", roster(PEOPLE)), "张")
    importing.save(database, importing.check(database, "账.csv", BOOKS), "张")
    return database


def written(db: Database) -> Path:
    """The file of the database, with all that was written to it in its pages."""
    with db.engine.connect() as conn:
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    return db.files.parent / "village.db"


def flipped(file: Path, page: int, start: int = PAGE // 2, length: int = 400) -> None:
    content = bytearray(file.read_bytes())
    for place in range(page * PAGE + start, page * PAGE + start + length):
        content[place] ^= 0xFF
    file.write_bytes(content)


def pages_of(file: Path, name: str) -> list[int]:
    """The pages that a table or an index begins with, counted from 0."""
    conn = sqlite3.connect(file)
    root = conn.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    conn.close()
    return [root - 1]


def answers(db: Database) -> list[object]:
    """What some are told, whoever they are called by."""
    told = [payments.by_id_number(db, number(n))["total_yuan"] for n in (0, 57, PEOPLE - 1)]
    ledger = books.for_command(db, "柳溪村", "2024-06")
    with db.read() as conn:
        paid = conn.execute(select(Payment.amount_fen).join(Batch, Batch.id == Payment.batch_id).where(Batch.in_force).order_by(Payment.id)).scalars().all()
    return [told, ledger["income_yuan"], ledger["spending_yuan"], paid]


def test_whatever_page_is_damaged_no_amount_is_wrong_without_verify_saying_so(filled: Database) -> None:
    before, file = answers(filled), written(filled)
    whole, loud = file.read_bytes(), 0
    for page in range(1, len(whole) // PAGE, 2):
        file.write_bytes(whole)
        flipped(file, page)
        try:
            db = connect(str(file))
            try:
                now = answers(db)
            except Unavailable:
                now = []
            found = verifying.verify(db).findings
            db.engine.dispose()
        except Unavailable as said:
            assert "从备份恢复" in str(said)
            loud += 1
            continue
        assert now == before or found, page
        loud += bool(found)
    assert loud > 10


def test_a_damaged_page_is_said_by_verify_by_the_command_and_by_the_page_and_the_drill_mends_it(filled: Database, tmp_path: Path) -> None:
    before = answers(filled)
    backup.write(filled, tmp_path / "b", "杨柳依依2026")
    key = (filled.files.parent / "village.key").read_text()
    file = written(filled)
    for name in ("payment_total", "ix_payment_village", "batch", "ix_batch_place_id_record"):
        flipped(file, pages_of(file, name)[0], 0, 600)
    ran = CliRunner().invoke(main, ["verify", "--database", str(file)])
    assert ran.exit_code == 1 and "损坏的页" in ran.stdout and "village restore" in ran.stdout
    ran = CliRunner().invoke(main, ["imports", "--database", str(file)])
    assert ran.exit_code == 1 and ran.stderr == "错误：数据库文件已损坏或不是数据库。请从备份恢复。\n"
    with served(file) as url:
        answer = httpx.get(f"{url}/lite/books", timeout=20)
    assert answer.status_code == 503 and "请从备份恢复" in answer.text and "Error" not in answer.text
    backup.restore(tmp_path / "b", "杨柳依依2026", str(tmp_path / "new" / "village.db"))
    (tmp_path / "new" / "village.key").write_text(key)
    mended = connect(str(tmp_path / "new" / "village.db"))
    assert answers(mended) == before and verifying.verify(mended).ok
    mended.engine.dispose()
