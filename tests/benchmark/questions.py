"""The questions of the public pages, as a visitor asks them, and what the database is asked for each."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import event

from dashboard.access import VISITOR, Viewer
from dashboard.queries import (
    assets,
    beneficiaries,
    books,
    compare,
    decisions,
    funds,
    households,
    open_data,
    overview,
    papers,
    payments,
    programmes,
    projects,
    search,
    summaries,
    villages,
)
from loaders.database import Database
from tests.benchmark.county_filling import SCHEMES, County

Question = Callable[[Database], object]
TODAY = date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the database is asked."""

    sql: str
    values: Sequence[Any]


@contextmanager
def listening(db: Database) -> Iterator[list[Statement]]:
    """The statements that the database is asked meanwhile."""
    heard: list[Statement] = []

    def hear(_conn: object, _cursor: object, sql: str, values: Sequence[Any], *_: object) -> None:
        heard.append(Statement(sql, values))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def questions(county: County) -> dict[str, Question]:
    """Every question by its name; of a village, household and township in the middle of the county."""
    township, village = county.all_villages[len(county.all_villages) // 2]
    year, month = county.years[-1], county.periods[-1]
    person = county.people_of(village)[5]
    villager = Viewer("villager", "张三", person_id=person, household_id=person // 3, place_id=village, township_id=township)
    office = Viewer("supervisor", "李四", place_id=township, township_id=township)
    found: dict[str, Question] = {
        "books.villages": lambda db: books.villages(db, VISITOR),
        "books.periods_of": lambda db: books.periods_of(db, VISITOR, village),
        "books.books": lambda db: books.books(db, VISITOR, village, year),
        "books.neighbours": lambda db: books.neighbours(db, VISITOR, village, year),
        "compare.years": lambda db: compare.years(db, VISITOR, village),
        "compare.compare": lambda db: compare.compare(db, VISITOR, village, int(year)),
        "assets.holdings": lambda db: assets.holdings(db, VISITOR, village),
        "assets.lands": lambda db: assets.lands(db, VISITOR, village),
        "assets.leases": lambda db: assets.leases(db, VISITOR, village, TODAY),
        "assets.debts": lambda db: assets.debts(db, VISITOR, village, "claim", TODAY),
        "projects.places": lambda db: projects.places(db, VISITOR),
        "projects.projects of a place": lambda db: projects.projects(db, VISITOR, village),
        "projects.projects of a township": lambda db: projects.projects(db, VISITOR, township_id=township),
        "projects.townships": lambda db: projects.townships(db, VISITOR),
        "funds.townships": lambda db: funds.townships(db, VISITOR),
        "funds.funds of a township": lambda db: funds.funds(db, VISITOR, township),
        "beneficiaries.scheme_lists of a township": lambda db: beneficiaries.scheme_lists(db, VISITOR, TODAY, township),
        "beneficiaries.scheme_lists": lambda db: beneficiaries.scheme_lists(db, VISITOR, TODAY),
        "beneficiaries.listed": lambda db: beneficiaries.listed(db, VISITOR, village, SCHEMES[0][0], TODAY),
        "programmes.programmes": lambda db: programmes.programmes(db, VISITOR, TODAY),
        "summaries.summaries of a township": lambda db: summaries.summaries(db, VISITOR, township),
        "summaries.summaries": lambda db: summaries.summaries(db, VISITOR),
        "villages.townships": lambda db: villages.townships(db, VISITOR),
        "villages.home": lambda db: villages.home(db, VISITOR, village, TODAY),
        "decisions.places": lambda db: decisions.places(db, VISITOR),
        "decisions.matters": lambda db: decisions.matters(db, VISITOR, village),
        "households.board_places": lambda db: households.board_places(db, VISITOR),
        "households.board_months": lambda db: households.board_months(db, VISITOR, village),
        "households.board": lambda db: households.board(db, VISITOR, village, month),
        "households.completion": lambda db: households.completion(db, VISITOR, TODAY),
        "households.incomes": lambda db: households.incomes(db, villager),
        "households.visits": lambda db: households.visits(db, villager),
        "households.points": lambda db: households.points(db, villager),
        "payments.overview": lambda db: payments.overview(db, villager),
        "papers.of_place": lambda db: papers.of_place(db, VISITOR, village),
        "search.search of a village": lambda db: search.search(db, VISITOR, f"村{village}", TODAY),
        "search.search of a thing": lambda db: search.search(db, VISITOR, "茶山", TODAY),
        "search.search of nothing there": lambda db: search.search(db, VISITOR, "没有这个", TODAY),
        "search.search of a name": lambda db: search.search(db, VISITOR, "李*明", TODAY),
        "open_data.changes": lambda db: open_data.changes(db, None),
        "overview.townships": lambda db: overview.townships(db, office),
        "overview.years": lambda db: overview.years(db, office, township),
        "overview.overview": lambda db: overview.overview(db, office, township, int(year), TODAY),
    }
    for record in assets.RECORDS:
        found[f"assets.villages with {record}"] = lambda db, record=record: assets.villages(db, VISITOR, record)  # type: ignore[misc]
    for table in open_data.public_tables():
        found[f"open_data.lines of {table.name}"] = lambda db, table=table: list(islice(open_data.lines(db, table, TODAY), 100))  # type: ignore[misc]
    return found
