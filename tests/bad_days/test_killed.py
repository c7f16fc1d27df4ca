"""``village import`` killed in the middle: nothing half-loaded, the next start works, the file can be brought again."""

import hashlib
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from dashboard.identity import cards
from loaders import importing, sealing
from loaders.database import Database, connect
from loaders.records.imports import Batch, Import, JournalEntry
from loaders.records.payments import Payment, PaymentTotal
from loaders.records.people import Household, Person
from tests.bad_days.rosters import number, roster
from tests.serving import ROOT, served, surroundings, village

PEOPLE = 1500
#: what is waited for (the original is kept just before the transaction; the log grows at its end) → and seconds more
MOMENTS = [("kept", 0.0), ("kept", 0.03), ("kept", 0.08), ("log", 0.0), ("log of 200 KB", 0.0), ("log", 0.02)]


def importing_process(folder: Path, sheet: Path) -> "subprocess.Popen[bytes]":
    command = village("import", sheet, "--database", folder / "village.db")
    return subprocess.Popen(command, cwd=ROOT, env=surroundings(), stdout=subprocess.DEVNULL)


def reached(moment: str, folder: Path, kept: Path) -> bool:
    if moment == "kept":
        return kept.exists()
    with suppress(FileNotFoundError):
        return (folder / "village.db-wal").stat().st_size > (200_000 if "200" in moment else 0)
    return False


def killed(folder: Path, sheet: Path, moment: str, seconds: float) -> int:
    """The exit status of an import that is killed so long after the moment."""
    digest = hashlib.sha256(sheet.read_bytes()).hexdigest()
    kept = folder / "files" / digest[:2] / digest
    process = importing_process(folder, sheet)
    while process.poll() is None and not reached(moment, folder, kept):
        _passes(process, 0.001)
    _passes(process, seconds)
    process.kill()
    return process.wait()


def _passes(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)


def loaded(db: Database) -> dict[str, int]:
    with db.read() as conn:
        tables = (Import, Batch, Payment, PaymentTotal, Person, Household, JournalEntry)
        return {table.__name__: conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


WHOLE = {"Import": 1, "Batch": 1, "Payment": PEOPLE, "PaymentTotal": 1, "Person": PEOPLE, "Household": PEOPLE, "JournalEntry": 3}


@pytest.mark.parametrize(("moment", "seconds"), MOMENTS)
def test_a_killed_import_is_whole_or_nothing_and_can_be_brought_again(database: Database, tmp_path: Path, moment: str, seconds: float) -> None:
    folder = database.files.parent
    database.engine.dispose()
    sheet = tmp_path / "低保.csv"
    sheet.write_bytes(roster(PEOPLE))
    assert killed(folder, sheet, moment, seconds) in (-signal.SIGKILL, 0)
    next_start = connect(database.url)
    sealing.catch_up(next_start)  # killed after the publication: only the seal was missing
    assert loaded(next_start) in (WHOLE, dict.fromkeys(WHOLE, 0))
    checked = importing.check(next_start, sheet.name, sheet.read_bytes())
    if checked.status == "ready":
        importing.save(next_start, checked, "测试")
    assert loaded(next_start) == WHOLE and next_start.open_file(checked.sha256) == sheet.read_bytes()
    next_start.engine.dispose()


def test_an_import_killed_while_it_waits_for_its_turn_has_written_nothing(database: Database, tmp_path: Path) -> None:
    sheet = tmp_path / "低保.csv"
    sheet.write_bytes(roster(PEOPLE))
    with database.write():  # the import waits for its turn here, so that the moment is certain
        assert killed(database.files.parent, sheet, "kept", 0.05) == -signal.SIGKILL
    assert loaded(database) == dict.fromkeys(WHOLE, 0)


@contextmanager
def a_reader(client: httpx.Client) -> Iterator[list[str]]:
    """Somebody who looks at the light page all the time; what it calls the last payment, in turn."""
    seen: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            answer = client.get("/lite")
            found = re.search(r"(\d+\.\d\d)元", answer.text)
            seen.append(found[1] if answer.status_code == 200 and found else f"{answer.status_code}")

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def test_readers_of_a_running_server_see_the_old_money_until_all_of_the_new_is_there(database: Database, tmp_path: Path) -> None:
    importing.save(database, importing.check(database, "五月.csv", roster(3, month=5, yuan=447)), "测试")
    with database.read() as conn:
        home = conn.execute(select(Person.village_id).limit(1)).scalar_one()
    cards.issue_codes(database, home, "测试")
    code = next(slip.code for slip in cards.slips(database, home) if slip.head_name == "张秀英")
    sheet = tmp_path / "六月.csv"
    sheet.write_bytes(roster(PEOPLE, yuan=488))
    folder = database.files.parent
    with served(folder / "village.db") as url, httpx.Client(base_url=url, timeout=20) as client:
        client.post("/login", data={"who": "villager", "name": "张秀英", "last_six": number(0)[-6:], "code": code})
        with a_reader(client) as seen:
            with database.write():
                assert killed(folder, sheet, "kept", 0.05) == -signal.SIGKILL
            assert importing_process(folder, sheet).wait() == 0
        after = client.get("/lite").text
    assert set(seen) <= {"447.00", "488.00"} and seen[0] == "447.00" and seen == sorted(seen)
    assert "488.00元" in after
