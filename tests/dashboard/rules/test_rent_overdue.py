"""rent_overdue: when it must fire and when it must not."""

from datetime import date
from typing import Any

import pytest

from loaders.records.assets import Contract
from tests.dashboard.rules.world import World

RULE = "rent_overdue"


def let(world: World, sheet: str = "合同", **values: Any) -> None:
    """A contract about a shop for 3,600 a year; what is said beside counts."""
    known = {"subject": "沿街店面", "number": "032001", "period": "2026", "due_on": "2026-06-30", "due_yuan": 3_600, "received_yuan": 0}
    world.line(Contract, "contract", sheet, **{key: value for key, value in (known | values).items() if value is not None})


def test_nothing_was_paid_for_two_months(world: World) -> None:
    let(world)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times, found.confidence) == (3_600_00, 1, "certain")
    assert world.said(RULE) == ["应在2026年6月30日前交的合同款，还欠3,600.00元。"]


@pytest.mark.parametrize(
    ("due", "today", "fires"),
    [
        ("2026-06-30", date(2026, 8, 29), False),
        ("2026-06-30", date(2026, 8, 30), True),
        ("2026-06", date(2026, 8, 31), False),  # a month counts to its end
        ("2026-06", date(2026, 9, 1), True),
        ("2025", date(2026, 2, 28), False),
        ("2025", date(2026, 3, 1), True),
    ],
)
def test_the_day_decides(world: World, due: str, today: date, fires: bool) -> None:
    let(world, due_on=due)
    assert bool(world.found(RULE, today=today)) is fires


@pytest.mark.parametrize(
    "values",
    [
        {"received_yuan": 3_600},
        {"owed_yuan": 0, "received_yuan": None},
        {"kind": "付款合同"},  # it is the village that pays
        {"due_on": None},  # nobody knows when
        {"received_yuan": None},  # nobody knows what was paid
        {"received_yuan": None, "status": "已付清"},
    ],
)
def test_it_does_not_fire(world: World, values: dict[str, Any]) -> None:
    let(world, **values)
    assert world.found(RULE) == []


@pytest.mark.parametrize(
    ("values", "yuan"),
    [({"received_yuan": 1_600}, 2_000), ({"owed_yuan": 900}, 900), ({"received_yuan": None, "status": "未交"}, 3_600), ({"due_on": None, "ends": "2026-01-31"}, 3_600)],
)
def test_what_is_owed_is_what_the_register_says(world: World, values: dict[str, Any], yuan: int) -> None:
    let(world, **values)
    assert [found.amount_fen for found in world.found(RULE)] == [yuan * 100]


def test_an_older_register_and_a_withdrawn_one_do_not_count(world: World) -> None:
    let(world, sheet="去年", period="2025", due_on="2025-06-30")
    let(world, sheet="今年", received_yuan=3_600)
    let(world, sheet="撤回的", number="9")
    world.withdraw("contract", "撤回的")
    assert world.found(RULE) == []


def test_the_facts_are_the_same_on_the_day_after(world: World) -> None:
    let(world)
    one, two = (world.found(RULE, today=day)[0].fingerprint for day in (date(2026, 11, 1), date(2027, 1, 1)))
    assert one == two
