"""The sample township and the rules about books, funds, projects, contracts, decisions and visits: the planted cases, nothing else."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, text

from dashboard import rule as ruling
from dashboard.rule import Found
from loaders.database import Database

NAME = "青枫镇"
#: Rule → where, how much at stake, how many rows. Households that nobody visited are counted in a test of their own.
PLANTED = {
    "books_do_not_balance": [("樟树湾村", 500_00, 1)],
    "books_do_not_carry_over": [("大坞里村", 1_200_00, 1)],
    "split_spending": [("下竹坪村", 145_300_00, 3)],
    "round_sums": [("芦花荡村", 40_000_00, 4)],
    "spending_undecided": [("桐畈村", 86_000_00, 1)],
    "rent_overdue": [("上竹坪村", 22_300_00, 1)],
    "project_paid_ahead": [("后垅村", 85_500_00, 1)],
    "project_over_contract": [("芦花荡村", 12_000_00, 1)],
    "decision_without_quorum": [("枧底村", 0, 1)],
    "fund_unaccounted": [(NAME, 80_000_00, 1)],
}
LATER = date(2026, 11, 30)


@pytest.fixture
def conn(township: Database) -> Iterator[Connection]:
    with township.read() as conn:
        yield conn
        ruling.clear(conn)


def found(conn: Connection, name: str, today: date = LATER) -> list[Found]:
    rule = ruling.by_name(name)
    assert rule is not None
    ruling.prepare(conn, today=today)
    return list(ruling.run(conn, rule))


def names(conn: Connection) -> dict[int, str]:
    return {row.id: row.name for row in conn.execute(text("SELECT id, name FROM place"))}


@pytest.mark.parametrize("name", PLANTED)
def test_a_rule_finds_its_planted_case_and_nothing_else(conn: Connection, name: str) -> None:
    places = names(conn)
    assert [(places[one.place_id], one.amount_fen, one.times) for one in found(conn, name)] == PLANTED[name]


def test_every_ninth_household_with_a_helper_was_last_visited_in_may(conn: Connection) -> None:
    homes = conn.execute(text("SELECT household_id, MAX(visited) AS last FROM visit GROUP BY household_id ORDER BY MIN(row)")).all()
    late = [home.household_id for number, home in enumerate(homes) if number % 9 == 4]
    seen = found(conn, "visit_overdue")
    assert len(late) > 10 and {int(one.subject.split("/")[1]) for one in seen} == set(late)
    assert {str(one.facts[0]["visited"])[:7] for one in seen} == {"2026-05"}
    assert found(conn, "visit_overdue", date(2026, 10, 31)) == []


def test_before_it_is_late_nothing_is_late(conn: Connection) -> None:
    assert found(conn, "rent_overdue", date(2026, 8, 29)) == []
    assert found(conn, "fund_unaccounted", date(2026, 6, 30)) == []
