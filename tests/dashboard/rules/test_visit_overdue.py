"""visit_overdue: when it must fire and when it must not."""

from datetime import date

import pytest

from loaders.records.households import Visit
from tests.dashboard.rules.world import World

RULE = "visit_overdue"


def visited(world: World, name: str, day: str | None, sheet: str = "走访", period: str | None = "2026") -> None:
    world.person(name)
    home = world.household_of(name)
    world.line(Visit, "visit", sheet, person_id=world.people[name], household_id=home, name=name, helper="方国平", visited=day, period=period)


def test_half_a_year_has_passed(world: World) -> None:
    visited(world, "王根水", "2026-02-10")
    visited(world, "王根水", "2026-05-03")
    (found,) = world.found(RULE)
    assert (found.times, found.amount_fen, found.person_id) == (1, 0, world.people["王根水"])
    assert found.asked[0].row == 5
    assert world.said(RULE) == ["最近一次登记的走访是2026年5月3日，之后没有再登记。"]


@pytest.mark.parametrize(
    ("day", "today", "fires"),
    [
        ("2026-05-03", date(2026, 11, 2), False),
        ("2026-05-03", date(2026, 11, 3), True),
        ("2026-05", date(2026, 11, 30), False),  # a month counts to its end
        ("2026-05", date(2026, 12, 1), True),
        (None, date(2027, 6, 30), False),  # the list says who helps in 2026, and nobody was there
        (None, date(2027, 7, 1), True),
    ],
)
def test_the_day_decides(world: World, day: str | None, today: date, fires: bool) -> None:
    visited(world, "王根水", day)
    assert bool(world.found(RULE, today=today)) is fires


def test_it_does_not_fire(world: World) -> None:
    visited(world, "王根水", "2026-02-10")
    visited(world, "王根水", "2026-08-10", sheet="另一张表")  # the newer visit stands elsewhere
    visited(world, "李桂香", None)
    visited(world, "李桂香", "2026-09")
    assert world.found(RULE) == []


def test_a_register_that_was_withdrawn_does_not_count(world: World) -> None:
    visited(world, "王根水", "2026-02-10")
    visited(world, "王根水", "2026-08-10", sheet="另一张表")
    world.withdraw("visit", "另一张表")
    assert len(world.found(RULE)) == 1
    world.withdraw("visit", "走访")
    assert world.found(RULE) == []


def test_how_long_is_a_setting_and_the_facts_do_not_age(world: World) -> None:
    visited(world, "王根水", "2026-05-03")
    assert world.found(RULE, {"months": 7}) == []
    one, two = (world.found(RULE, today=day)[0].fingerprint for day in (date(2026, 11, 10), date(2027, 3, 1)))
    assert one == two
