"""All cross-matches over ten million payments and 100,000 lines to match against, and again after an upload of 1,000 rows.

The same SELECTs are run by DuckDB on a copy of its own, column by column, which is the fastest embedded engine for
them.
"""

import csv
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import Connection, text

from dashboard import cross_matching
from dashboard import rule as ruling
from dashboard.rule import Only, Rule
from loaders import saving
from loaders.database import Database, connect
from loaders.records.base import ROW_BITS
from tests.benchmark.county_filling import AT, FIRST_TOWNSHIP, FIRST_VILLAGE, County, fill
from tests.benchmark.measured import Line, fresh, line

REFERENCES, UPLOAD = 100_000, 1_000
KINDS = ("deceased", "payroll", "official", "relative", "vehicle", "house", "house", "company", "insurance", "land")
#: Columns that no rule reads.
LEFT_OUT = ("id_sealed", "account_sealed", "extra_sealed", "detail_sealed", "phone_sealed", "cells_sealed")
WHOLE = ("since", "till", "first_end")


def _batch(conn: sqlite3.Connection, number: int, record: str) -> None:
    conn.execute("INSERT INTO import(id,sha256,name,size,at,actor,state,fingerprint) VALUES(?,?,?,1,?,'经办人','in-force','')", (number, f"{number:064}", f"{record}{number}.xlsx", AT))
    conn.execute(
        "INSERT INTO batch(id,import_id,township_id,place_id,place_name,sheet,table_number,header_rows,form,record,scheme_id,period,unit,in_force,rows_read,rows_loaded,rows_rejected,amount_read_fen,amount_loaded_fen,problems)"
        " VALUES(?1,?1,?2,?2,'','Sheet1',1,'2','',?3,NULL,'2026','元',1,1,1,0,0,0,'[]')",
        (number, FIRST_TOWNSHIP, record),
    )


def _references(conn: sqlite3.Connection, county: County, number: int) -> None:
    """Lines to match against, of each kind; one in ten is about somebody of the county, which is more than any county finds."""
    _batch(conn, number, "reference_entry")
    rows = (
        (
            (number << ROW_BITS) + n, FIRST_TOWNSHIP, FIRST_VILLAGE, "2026", KINDS[n % len(KINDS)], f"人{n}", f"{1 + n * 37 % county.people if n // len(KINDS) % 10 == 0 else -n:032}".encode(),
            f"202{n % 7}-{n % 12 + 1:02}-10", 10_000_00 + n * 1000, "3.5", number, n + 3,
        )
        for n in range(REFERENCES)
    )  # fmt: skip
    conn.executemany("INSERT INTO reference_entry(id,township_id,place_id,period,kind,name,id_digest,happened,value_fen,area,batch_id,row) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", rows)


def _sum_up(conn: sqlite3.Connection) -> None:
    """Nineteen of twenty summaries of a county say what was paid."""
    conn.execute(
        "UPDATE scheme_summary AS s SET amount_fen = (SELECT SUM(t.amount_fen) FROM payment_total t"
        " WHERE t.village_id = s.place_id AND t.scheme_id = s.scheme_id AND substr(t.period, 1, 4) = s.period)"
        " WHERE s.row % 20 <> 3"
    )


def _more(conn: sqlite3.Connection, number: int, people: str, scheme: int, period: str) -> None:
    """A list that pays people once more."""
    _batch(conn, number, "payment")
    conn.execute(
        "INSERT INTO payment(id,township_id,village_id,household_id,person_id,scheme_id,period,amount_fen,status,name,people,account_digest,account_sealed,batch_id,row)"
        f" SELECT (?1<<24)+id,township_id,village_id,household_id,id,?2,?3,50000,'paid',name,1,CAST(printf('%032d',household_id) AS BLOB),zeroblob(46),?1,id%1000000 FROM person WHERE {people}",
        (number, scheme, period),
    )


def _duck(conn: Connection, rules: list[Rule], folder: Path) -> Iterator[tuple[Rule, float, int]]:
    """Every rule's own SELECT, run by DuckDB on a copy of what it reads: the seconds, and how many lines it gives."""
    duck: Any = duckdb.connect(str(folder / "copy.duckdb"))
    words = {word for rule in rules for word in re.findall(r"\w+", rule.sql)} | {"known_entry"}
    tables = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' UNION SELECT name FROM sqlite_temp_master WHERE type = 'table'")).scalars()
    for table in words & set(tables):
        _copy(conn, duck, table, folder / f"{table}.csv")
    duck.execute(ruling._HOME.replace("CREATE TEMPORARY VIEW", "CREATE VIEW"))
    for rule in rules:
        said = Only().sql(rule).replace(" / ", " // ")  # whole numbers stay whole
        for name, value in rule.values().items():
            said = said.replace(f":{name}", str(value))
        start = time.perf_counter()
        found = duck.execute(f"SELECT count(*) FROM ({said}) AS found").fetchone()[0]
        yield rule, time.perf_counter() - start, found
    duck.close()


def _copy(conn: Connection, duck: Any, table: str, file: Path) -> None:
    """Bring a table to DuckDB by way of a file; digests come as text."""
    columns = [(row.name, row.type.upper()) for row in conn.execute(text(f"PRAGMA table_info({table})")) if row.name not in LEFT_OUT]
    shown = ", ".join(f'hex("{name}")' if "digest" in name else f'"{name}"' for name, _ in columns)
    raw = conn.connection.dbapi_connection
    assert raw is not None
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        rows = raw.cursor()
        rows.execute(f'SELECT {shown} FROM "{table}"')
        while part := rows.fetchmany(50_000):
            writer.writerows(part)
    form = "auto_detect=false, header=false, delim=',', quote='\"', escape='\"', nullstr=''"
    kinds = ", ".join(f"'{name}': '{_kind(name, kind)}'" for name, kind in columns)
    duck.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{file}', {form}, columns={{{kinds}}})")
    file.unlink()


def _kind(name: str, kind: str) -> str:
    """What DuckDB calls a column's type; a table that was made by a SELECT does not tell its types."""
    if "BOOL" in kind:
        return "BOOLEAN"
    return "BIGINT" if "INT" in kind or (not kind and name in WHOLE) else "VARCHAR"


def measure(county: County | None = None) -> list[Line]:
    """Fill a county, match all of it, and again after an upload."""
    county = county or County()
    folder = fresh("match")
    db = connect(str(folder / "village.db"))
    fill(db, county)
    conn = sqlite3.connect(db.url.removeprefix("sqlite:///"))
    number = county.batches + 1
    _references(conn, county, number)
    _sum_up(conn)
    _more(conn, number + 1, "id % 997 = 3", 1, "2025-06")  # some are paid twice
    conn.commit()
    payments = conn.execute("SELECT count(*) FROM payment").fetchone()[0]
    lines = []

    def timed(what: str, act: Any) -> tuple[float, Any]:
        start = time.perf_counter()
        got = act()
        took = time.perf_counter() - start
        lines.append(line(what, took, unit="s"))
        return took, got

    def follow() -> None:
        with db.write() as writing:
            saving.follow_trail(writing)

    timed(f"match: the trail of {payments:,} payments laid for the first time", follow)
    _, done = timed(f"match: {len(ruling.all_rules())} rules over {payments:,} payments and {REFERENCES:,} lines", lambda: cross_matching.match(db, "测量"))
    lines.append(line("match: findings kept", sum(done.new.values()), unit=""))
    timed("match: all of it again, nothing has changed", lambda: cross_matching.match(db, "测量"))
    lines += _ratios(db, folder)
    _more(conn, number + 2, f"id BETWEEN 5001 AND {5000 + UPLOAD}", 2, "2026-11")
    conn.commit()
    timed(f"match: again after an upload of {UPLOAD:,} rows", lambda: cross_matching.recheck(db, number + 2))
    conn.close()
    db.engine.dispose()
    return lines


def _ratios(db: Database, folder: Path) -> list[Line]:
    """Our time for each rule's findings beside DuckDB's for the same SELECT."""
    rules = list(ruling.all_rules())
    lines = []
    with db.read() as conn:
        ruling.prepare(conn)
        ours: dict[str, float] = {}
        for rule in rules:
            start = time.perf_counter()
            sum(1 for _ in ruling.run(conn, rule))
            ours[rule.name] = time.perf_counter() - start
            lines.append(line(f"match: {rule.name}", ours[rule.name], unit="s"))
        theirs = list(_duck(conn, rules, folder))
        ruling.clear(conn)
    lines += [line(f"match: {rule.name} by DuckDB, {found:,} lines", took, unit="s") for rule, took, found in theirs]
    lines.append(line("match: all of these, ours to the SELECTs in DuckDB", sum(ours.values()) / sum(took for _, took, _ in theirs), unit="x"))
    return lines
