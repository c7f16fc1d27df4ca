"""The benchmark: ``python -m tests.benchmark [import|lookup|light]``; a table, and the same in build/bench.json.

Every figure that counts is a ratio of two things measured side by side in one run, because machines are shared.
"""

import argparse
import json
import resource
import secrets
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter
from sqlalchemy import insert

from dashboard import accounts
from dashboard.access import Viewer
from dashboard.queries import payments
from loaders.columns import check_digit
from loaders.database import Database, connect
from loaders.records.accounts import Session

BUILD = Path(__file__).resolve().parents[2] / "build"
VILLAGES = ("柳溪村", "石桥头村", "上竹坪村", "下竹坪村", "枧底村", "樟树湾村", "大坞里村", "后垅村", "桐畈村", "芦花荡村", "溪口村", "茶坪村")
Line = dict[str, Any]


def line(what: str, measured: float, limit: str, met: bool | None, unit: str = "") -> Line:
    """One line of the table."""
    return {"what": what, "measured": round(measured, 4), "unit": unit, "limit": limit, "met": met}


def sheet(path: Path, rows: int) -> None:
    """A payment list of twelve columns, the same for the same number of rows."""
    random = Random(7)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("Sheet1")
        page.write_row(0, 0, ["青枫镇2024年6月农村低保金发放花名册"])
        page.write_row(1, 0, ["序号", "乡镇", "村", "组", "户主姓名", "身份证号码", "保障人口", "保障类别", "发放金额(元)", "开户银行", "银行账号", "备注"])
        total = 0
        for i in range(rows):
            digits = f"330890{1930 + i // 1000 % 75}{random.randint(1, 12):02}{random.randint(1, 28):02}{i % 1000:03}"
            fen = random.randint(20_000, 150_000)
            total += fen
            name = "张王李赵陈林黄吴"[i % 8] + "秀明建国芳华英平"[i // 8 % 8] + "兰军"[i // 64 % 2]
            account = f"6299{random.randint(10**14, 10**15 - 1)}"
            page.write_row(i + 2, 0, [i + 1, "青枫镇", VILLAGES[i % 12], f"{i % 9 + 1}组", name, digits + check_digit(digits), i % 5 + 1, "B类", fen / 100, "澄溪农商银行", account, ""])
        page.write_row(rows + 2, 0, ["合计", *[None] * 7, total / 100])


def fresh(name: str) -> Path:
    """An empty folder for a database."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


_OURS = """
import json, resource, sys, time
from pathlib import Path
from loaders import importing
from loaders.database import connect
db = connect(sys.argv[1]); data = Path(sys.argv[2]).read_bytes()
start = time.perf_counter()
checked = importing.check(db, "a.xlsx", data); importing.save(db, checked, "x")
took = time.perf_counter() - start
peak = sum(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
print(json.dumps([took, peak, checked.tables[0].reading.rows_loaded]))
"""

_BARE = """
import io, json, sqlite3, sys, time
from pathlib import Path
from python_calamine import CalamineWorkbook
from loaders.database import connect
db = connect(sys.argv[1]); data = Path(sys.argv[2]).read_bytes(); db.engine.dispose()
start = time.perf_counter()
rows = list(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).iter_rows())[2:-1]
c = sqlite3.connect(Path(sys.argv[1]), isolation_level=None)
c.execute("PRAGMA journal_mode=WAL"); c.execute("PRAGMA synchronous=NORMAL"); c.execute("BEGIN IMMEDIATE")
c.executemany("INSERT INTO household(id,township_id,village_id,group_name,head_id,import_id) VALUES(?,1,1,?,?,1)", ((i, r[3], i) for i, r in enumerate(rows)))
c.executemany("INSERT INTO person(id,township_id,village_id,household_id,name,id_digest,id_sealed,registered,import_id) VALUES(?,1,1,?,?,?,?,0,1)",
  ((i, i, r[4], f"{r[5]}{i}".encode().ljust(32), r[5].encode().ljust(46)) for i, r in enumerate(rows)))
c.executemany("INSERT INTO payment(id,township_id,village_id,household_id,person_id,scheme_id,period,amount_fen,status,channel,name,account_digest,account_sealed,people,category,batch_id,row,column) VALUES(?,1,1,?,?,1,?,?,?,?,?,?,?,?,?,1,?,?)",
  ((i, i, i, "2024-06", round(r[8] * 100), "paid", r[9], r[4], r[10].encode().ljust(32), r[10].encode().ljust(47), int(r[6]), r[7], i + 3, "I") for i, r in enumerate(rows)))
c.execute("COMMIT")
print(json.dumps([time.perf_counter() - start, 0, len(rows)]))
"""

_NAIVE = """
import json, sqlite3, sys, time
import pandas
start = time.perf_counter()
frame = pandas.read_excel(sys.argv[2], engine="openpyxl", header=1)
frame.to_sql("payment_list", sqlite3.connect(sys.argv[1] + ".naive"), index=False)
print(json.dumps([time.perf_counter() - start, 0, len(frame)]))
"""


def timed(script: str, folder: Path, path: Path) -> list[float]:
    """Seconds, peak megabytes and rows of one run in a process of its own."""
    done = subprocess.run([sys.executable, "-c", script, str(folder / "village.db"), str(path)], capture_output=True, text=True, check=True)
    found: list[float] = json.loads(done.stdout)
    return found


def bench_import(rows: int) -> list[Line]:
    """Importing one file against the bare limit and against the script that anybody would write."""
    path = BUILD / f"bench-{rows}.xlsx"
    if not path.exists():
        sheet(path, rows)
    bare, ours, peaks = [], [], []
    for turn in range(3):
        bare.append(timed(_BARE, fresh(f"bare{turn}"), path)[0])
        took, peak, loaded = timed(_OURS, fresh(f"ours{turn}"), path)
        assert loaded == rows
        ours.append(took)
        peaks.append(peak)
    naive = timed(_NAIVE, fresh("naive"), path)[0]
    own, limit = statistics.median(ours), statistics.median(bare)
    return [
        line(f"import of {rows:,} rows", own, "", None, "s"),
        line("bare limit: fastest reader and executemany, no checks", limit, "", None, "s"),
        line("import / bare limit", own / limit, "≤ 2.5", own / limit <= 2.5, "×"),
        line("pandas with openpyxl and to_sql, no checks / import", naive / own, "≥ 3", naive / own >= 3, "×"),
        line("peak memory of import with its children", max(peaks), "< 500", max(peaks) < 500, "MB"),
    ]


def fill(db: Database, people: int, each: int) -> None:
    """Fill the payment table with so many payments to each of so many people."""
    path = db.url.removeprefix("sqlite:///")
    conn = sqlite3.connect(path, isolation_level=None)
    conn.execute("PRAGMA synchronous=OFF")
    conn.execute("BEGIN")
    conn.execute("INSERT INTO import(id,sha256,name,size,at,actor,state,fingerprint) VALUES(1,'x','表.xls',1,'2024-01-01 00:00:00','x','in-force','')")
    conn.execute(
        "INSERT INTO batch(id,import_id,sheet,table_number,header_rows,form,record,period,unit,in_force,rows_read,rows_loaded,rows_rejected,amount_read_fen,"
        "amount_loaded_fen,problems) VALUES(1,1,'S',1,'1','f','payment','2024-06','元',1,1,1,0,0,0,'[]')"
    )
    conn.execute("INSERT INTO scheme(id,key,name) VALUES(1,'rural-dibao','农村低保')")
    periods = [f"{2015 + i // 12}-{i % 12 + 1:02}" for i in range(each)]
    conn.executemany("INSERT INTO person(id,township_id,village_id,household_id,name,registered) VALUES(?,1,1,?,'张三',1)", ((p, p) for p in range(people)))
    conn.executemany(
        "INSERT INTO payment(id,township_id,village_id,household_id,person_id,scheme_id,period,amount_fen,status,name,batch_id,row) VALUES(?,1,1,?,?,1,?,44700,'paid','张三',1,5)",
        ((p * each + i, p, p, period) for i, period in enumerate(periods) for p in range(people)),
    )
    conn.execute("COMMIT")
    conn.close()


def median_of(work: Callable[[int], object], people: int, times: int = 400) -> float:
    """The median seconds of asking for people here and there."""
    random = Random(3)
    asked = [random.randrange(people) for _ in range(times)]
    took = []
    for person in asked:
        start = time.perf_counter()
        work(person)
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def bench_lookup(stored: int) -> list[Line]:
    """One person's payments, among few and among many, against a bare query on the same index."""
    found: dict[int, float] = {}
    lines: list[Line] = []
    for total in (82_095, stored):
        each = 36
        people = total // each
        folder = fresh(f"lookup{total}")
        db = connect(str(folder / "village.db"))
        fill(db, people, each)
        conn = sqlite3.connect(folder / "village.db")
        bare = (
            "SELECT p.period, p.amount_fen, p.paid_on, p.status, s.name, i.name, b.sheet, p.row FROM payment p JOIN batch b ON b.id=p.batch_id"
            " JOIN import i ON i.id=b.import_id JOIN scheme s ON s.id=p.scheme_id WHERE p.person_id=? AND b.in_force"
        )
        ours = median_of(lambda person, db=db: payments.lines(db, Viewer("villager", "张三", person_id=person, household_id=person)), people)  # type: ignore[misc]
        query = median_of(lambda person, db=db: payments.rows_of(db, person), people)  # type: ignore[misc]
        least = median_of(lambda person, conn=conn, bare=bare: conn.execute(bare, (person,)).fetchall(), people)  # type: ignore[misc]
        found[total] = query
        lines.append(line(f"a villager's whole answer among {total:,} payments", ours * 1000, "", None, "ms"))
        lines.append(line(f"one person's payments / bare sqlite3 query, among {total:,}", query / least, "≤ 3", query / least <= 3, "×"))
        conn.close()
        db.engine.dispose()
        shutil.rmtree(folder)
    growth = found[stored] / found[82_095]
    return [*lines, line(f"time among {stored:,} / among 82,095", growth, "≤ 1.5", growth <= 1.5, "×")]


def bench_light(seconds: float) -> list[Line]:
    """Light pages a second from one process over one kept connection."""
    import httpx

    folder = fresh("light")
    db = connect(str(folder / "village.db"))
    fill(db, 500, 36)
    with db.write() as conn:
        conn.exec_driver_sql("INSERT INTO place(id,name,level,former_names) VALUES(1,'柳溪村','village','')")
    token, now = secrets.token_urlsafe(32), datetime.now(UTC).replace(tzinfo=None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "dashboard.command", "serve", "--database", str(folder / "village.db"), "--port", str(port)])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"cookie": f"{accounts.COOKIE}={token}"}) as client:
            for _ in range(300):
                try:
                    client.get("/whoami")
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            with db.write() as conn:
                conn.execute(insert(Session).values(digest=accounts.digest_of(token), person_id=7, created_at=now, seen_at=now, expires_at=now + timedelta(hours=1)))
            page = client.get("/lite")
            assert page.status_code == 200, page.status_code
            count, start = 0, time.perf_counter()
            while time.perf_counter() - start < seconds:
                client.get("/lite")
                count += 1
            rate = count / (time.perf_counter() - start)
    finally:
        server.terminate()
        server.wait(10)
    size = len(page.content) / 1024
    return [line("light page with 36 payments", size, "≤ 60", size <= 60, "KB"), line("light pages a second, one connection", rate, "≥ 200", rate >= 200, "/s")]


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=["import", "lookup", "light"])
    parser.add_argument("--rows", type=int, default=82_095)
    parser.add_argument("--stored", type=int, default=10_000_000)
    parser.add_argument("--seconds", type=float, default=10)
    given = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    parts: dict[str, Callable[[], list[Line]]] = {
        "import": lambda: bench_import(given.rows),
        "lookup": lambda: bench_lookup(given.stored),
        "light": lambda: bench_light(given.seconds),
    }
    lines: list[Line] = []
    for name, run in parts.items():
        if given.part in (None, name):
            lines += run()
    for one in lines:
        verdict = "" if one["met"] is None else "met" if one["met"] else "NOT MET"
        print(f"{one['what']:<62} {one['measured']:>12,.3f} {one['unit']:<3} {one['limit']:>6} {verdict}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    (BUILD / "bench.json").write_text(json.dumps({"lines": lines, "peak_mb": peak}, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
