"""Two imports and fifty readers at once, and a server that is killed and started anew under load: whole states alone are seen."""

import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy import select

from dashboard.identity import cards
from loaders import importing, sealing, verifying
from loaders.database import Database, connect
from loaders.records.people import Person
from tests.bad_days.rosters import number, roster
from tests.serving import ROOT, free_port, served, surroundings, village, wait_for

READERS = 50
#: what was paid in each month
MAY, JUNE, JULY = "447.00", "488.00", "499.00"


def filled(database: Database) -> str:
    """May in force; the code of the household of 张秀英."""
    importing.save(database, importing.check(database, "五月.csv", roster(3, month=5, yuan=447)), "测试")
    with database.read() as conn:
        home = conn.execute(select(Person.village_id).limit(1)).scalar_one()
    cards.issue_codes(database, home, "测试")
    return next(slip.code for slip in cards.slips(database, home) if slip.head_name == "张秀英")


def importing_process(database: Database, folder: Path, month: int, yuan: int, people: int = 500) -> "subprocess.Popen[bytes]":
    sheet = folder / f"{month}月.csv"
    sheet.write_bytes(roster(people, month=month, yuan=yuan))
    return subprocess.Popen(village("import", sheet, "--database", database.url), cwd=ROOT, env=surroundings(), stdout=subprocess.DEVNULL)


def signed_in(url: str, code: str) -> httpx.Client:
    client = httpx.Client(base_url=url, timeout=60)
    client.post("/login", data={"who": "villager", "name": "张秀英", "last_six": number(0)[-6:], "code": code})
    return client


@contextmanager
def readers(clients: list[httpx.Client]) -> Iterator[list[tuple[int, frozenset[str]]]]:
    """All of them look at their page all the time; what each answer was, and which amounts stood in it."""
    seen: list[tuple[int, frozenset[str]]] = []
    done = threading.Event()

    def look(client: httpx.Client) -> None:
        while not done.is_set():
            try:
                answer = client.get("/lite")
            except httpx.TransportError:
                seen.append((0, frozenset()))  # nobody is there: the server is being started
            else:
                seen.append((answer.status_code, frozenset(re.findall(r"([\d,]+\.\d\d)元", answer.text))))

    threads = [threading.Thread(target=look, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        done.set()
        for thread in threads:
            thread.join()


def started(file: Path, port: int) -> "subprocess.Popen[bytes]":
    server = subprocess.Popen(village("serve", "--database", file, "--port", port), cwd=ROOT, env=surroundings())
    wait_for(server, f"http://127.0.0.1:{port}")
    return server


def whole(amounts: frozenset[str]) -> bool:
    """Whether the payments on a page and their sum belong together."""
    months = [amount for amount in (MAY, JUNE, JULY) if amount in amounts]
    return MAY in months and f"{sum(map(float, months)):,.2f}" in amounts


def test_two_imports_and_fifty_readers_at_once_see_whole_states_alone(database: Database, tmp_path: Path) -> None:
    code = filled(database)
    with served(database.files.parent / "village.db") as url:
        one = signed_in(url, code)
        clients = [one, *(httpx.Client(base_url=url, cookies=dict(one.cookies), timeout=60) for _ in range(READERS - 1))]
        with readers(clients) as seen:
            both = [importing_process(database, tmp_path, 6, 488), importing_process(database, tmp_path, 7, 499)]
            assert [process.wait() for process in both] == [0, 0]
        last = one.get("/lite").text
    assert len(seen) >= READERS and {status for status, _ in seen} == {200} and all(whole(amounts) for _, amounts in seen)
    assert all(f"{amount}元" in last for amount in (MAY, JUNE, JULY, "1,434.00"))
    sealing.catch_up(database)
    assert verifying.verify(database).ok


def test_a_server_that_is_killed_under_load_is_there_again_with_everything_and_everybody_still_signed_in(database: Database, tmp_path: Path) -> None:
    code, file, port = filled(database), database.files.parent / "village.db", free_port()
    server = started(file, port)
    try:
        one = signed_in(f"http://127.0.0.1:{port}", code)
        clients = [one, *(httpx.Client(base_url=one.base_url, cookies=dict(one.cookies), timeout=60) for _ in range(9))]
        with readers(clients) as seen:
            process = importing_process(database, tmp_path, 6, 488)
            for ending in (signal.SIGKILL, signal.SIGTERM):
                server.send_signal(ending)
                server.wait()
                server = started(file, port)
                assert one.get("/lite").status_code == 200
            assert process.wait() == 0
        last = one.get("/lite")
    finally:
        server.kill()
        server.wait()
    assert {status for status, _ in seen} <= {0, 200} and all(whole(amounts) for status, amounts in seen if status == 200)
    assert f"{JUNE}元" in last.text and "935.00元" in last.text
    again = connect(str(file))
    sealing.catch_up(again)
    assert verifying.verify(again).ok
    again.engine.dispose()
