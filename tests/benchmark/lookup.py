"""One person's payments, among few and among many, against a bare query on the same index."""

import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable
from random import Random

from dashboard.access import Viewer
from dashboard.queries import payments
from loaders.database import connect
from tests.benchmark.filling import fill
from tests.benchmark.measured import Line, at_most, fresh, line


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


def measure(stored: int) -> list[Line]:
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
        lines.append(line(f"a villager's whole answer among {total:,} payments", ours * 1000, unit="ms"))
        lines.append(at_most(f"one person's payments / bare sqlite3 query, among {total:,}", query / least, 3, "×"))
        conn.close()
        db.engine.dispose()
        shutil.rmtree(folder)
    growth = found[stored] / found[82_095]
    return [*lines, at_most(f"time among {stored:,} / among 82,095", growth, 1.5, "×")]
