"""Importing one file against the bare limit and against the script that anybody would write."""

import json
import statistics
import subprocess
import sys
from operator import truediv
from pathlib import Path
from random import Random

import xlsxwriter

from loaders.columns import check_digit
from tests.benchmark.measured import BUILD, Line, at_least, at_most, fresh, line

_TURNS = 5
VILLAGES = ("柳溪村", "石桥头村", "上竹坪村", "下竹坪村", "枧底村", "樟树湾村", "大坞里村", "后垅村", "桐畈村", "芦花荡村", "溪口村", "茶坪村")


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


def measure(rows: int) -> list[Line]:
    """Importing one file against the bare limit and against the script that anybody would write, in turns.

    Each ratio is of two runs one right after the other, and the one in the middle of all turns counts: what else the
    machine does weighs on both.
    """
    path = BUILD / f"bench-{rows}.xlsx"
    if not path.exists():
        sheet(path, rows)
    bare, ours, naive, peaks = [], [], [], []
    for turn in range(_TURNS):
        bare.append(timed(_BARE, fresh(f"bare{turn}"), path)[0])
        took, peak, loaded = timed(_OURS, fresh(f"ours{turn}"), path)
        assert loaded == rows
        ours.append(took)
        peaks.append(peak)
        naive.append(timed(_NAIVE, fresh(f"naive{turn}"), path)[0])
    return [
        line(f"import of {rows:,} rows", statistics.median(ours), unit="s"),
        line("bare limit: fastest reader and executemany, no checks", statistics.median(bare), unit="s"),
        line("pandas with openpyxl and to_sql, no checks", statistics.median(naive), unit="s"),
        at_most("import / bare limit", statistics.median(map(truediv, ours, bare)), 2.5, "×"),
        at_least("pandas with openpyxl and to_sql, no checks / import", statistics.median(map(truediv, naive, ours)), 3, "×"),
        at_most("peak memory of import with its children", max(peaks), 500, "MB"),
    ]
