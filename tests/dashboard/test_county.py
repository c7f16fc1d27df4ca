"""In a county of any size: no question of a public page reads through a large table, or asks once for every row."""

import re
from collections.abc import Iterator

import pytest

from loaders.database import Database, connect
from tests.benchmark.county_filling import County, fill
from tests.benchmark.questions import Statement, listening, questions

LARGE = ("payment", "ledger_entry", "entitlement", "person", "household", "credit_score")
SMALL = County(townships=2, villages=4, people=400, months=3, entries=8, listed=2, lines=4)
LARGER = County(townships=2, villages=8, people=800, months=3, entries=16, listed=2, lines=8)


@pytest.fixture
def county(database: Database) -> Iterator[Database]:
    fill(database, SMALL)
    yield database


def _plan(db: Database, statement: Statement) -> list[str]:
    with db.read() as conn:
        return [row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.sql}", tuple(statement.values))]


def _reads_through(db: Database, statement: Statement) -> list[str]:
    """The steps that read a large table from end to end; a part of it in the order of its key is no such step."""
    plan = _plan(db, statement)
    if "LIMIT" in statement.sql and not any("TEMP B-TREE" in step for step in plan):
        return []
    return [step for step in plan if (found := re.match(r"SCAN (\w+)", step)) and found[1] in LARGE]


def test_no_question_of_a_public_page_reads_through_a_large_table(county: Database) -> None:
    wrong = {}
    for name, ask in questions(SMALL).items():
        with listening(county) as asked:
            ask(county)
        if found := [step for statement in asked for step in _reads_through(county, statement)]:
            wrong[name] = found
    assert wrong == {}


def test_a_question_that_reads_through_the_payments_is_seen(county: Database) -> None:
    (step,) = _reads_through(county, Statement("SELECT sum(amount_fen) FROM payment", ()))
    assert step.startswith("SCAN payment")


def test_more_rows_take_no_more_statements(county: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    larger = connect(str(tmp_path_factory.mktemp("larger") / "village.db"))
    fill(larger, LARGER)
    counts = []
    for db, size in ((county, SMALL), (larger, LARGER)):
        found = {}
        for name, ask in questions(size).items():
            with listening(db) as asked:
                ask(db)
            found[name] = len(asked)
        counts.append(found)
    larger.engine.dispose()
    assert counts[0] == counts[1]
