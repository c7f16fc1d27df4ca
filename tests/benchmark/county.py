"""The questions of the public pages in a county: the slowest statement of each, at the database."""

import sqlite3
import statistics
import time

from loaders.database import connect
from tests.benchmark.county_filling import County, fill
from tests.benchmark.measured import Line, at_most, fresh, line
from tests.benchmark.questions import Statement, listening, questions

MOST_MS = 150
TIMES = 5


def _seconds(conn: sqlite3.Connection, statement: Statement) -> float:
    """The median seconds until all rows are there, asked of the driver itself.

    Those of the processor: the database runs in this thread, and other work on a shared machine is none of its own.
    """
    took = []
    for _ in range(TIMES):
        start = time.thread_time()
        conn.execute(statement.sql, statement.values).fetchall()
        took.append(time.thread_time() - start)
    return statistics.median(took)


def measure(county: County | None = None) -> list[Line]:
    """Fill a county and ask every question."""
    county = county or County()
    db = connect(str(fresh("county") / "village.db"))
    start = time.perf_counter()
    fill(db, county)
    conn = sqlite3.connect(db.url.removeprefix("sqlite:///"))
    payments = conn.execute("SELECT count(*) FROM payment").fetchone()[0]
    entries = conn.execute("SELECT count(*) FROM ledger_entry").fetchone()[0]
    lines = [line(f"county of {county.villages} villages, {payments:,} payments, {entries:,} entries, filled", time.perf_counter() - start, unit="s")]
    conn.execute("PRAGMA cache_size=-65536")
    for name, ask in questions(county).items():
        began = time.perf_counter()
        with listening(db) as asked:
            ask(db)
        whole = time.perf_counter() - began
        slowest = max(_seconds(conn, statement) for statement in asked)
        lines.append(at_most(f"{name}: slowest of {len(asked)} (page {whole * 1000:,.0f} ms)", slowest * 1000, MOST_MS, "ms"))
    conn.close()
    db.engine.dispose()
    return lines
