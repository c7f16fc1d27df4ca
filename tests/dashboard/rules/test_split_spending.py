"""split_spending: when it must fire and when it must not."""

import pytest

from tests.dashboard.rules.world import World

RULE = "split_spending"


def test_three_payments_of_one_week_stay_below_the_limit(world: World) -> None:
    for number, day in enumerate(("2026-06-05", "2026-06-08", "2026-06-12"), 1):
        world.spent("2026-Q2", f"付市场改造材料款（第{'一二三'[number - 1]}笔）", 49_000, day, category="修路修渠等工程")
    (found,) = world.found(RULE)
    assert (found.times, found.amount_fen, found.confidence) == (3, 147_000_00, "likely")
    assert [where.row for where in found.asked] == [4, 5, 6] and found.against == ()
    assert world.said(RULE) == ["2026年6月同一件事（修路修渠等工程）分3笔付，每笔都不到审批的数，共147,000.00元。"]


def test_the_end_of_a_month_is_no_border(world: World) -> None:
    world.spent("2026-Q2", "付沟渠款", 40_000, "2026-05-29")
    world.spent("2026-Q2", "付沟渠款", 45_000, "2026-06-03")
    assert [found.times for found in world.found(RULE)] == [2]


@pytest.mark.parametrize(
    ("summary", "yuan", "day", "category"),
    [
        ("付沟渠款", 45_000, "2026-07-20", "修路修渠等工程"),  # weeks later
        ("付路灯款", 45_000, "2026-06-06", "修路修渠等工程"),  # another matter
        ("付沟渠款", 50_000, "2026-06-06", "修路修渠等工程"),  # was approved
        ("付沟渠款", 9_000, "2026-06-06", "修路修渠等工程"),  # far below the limit
        ("付沟渠款", 45_000, None, "修路修渠等工程"),  # nobody knows when
    ],
)
def test_it_does_not_fire(world: World, summary: str, yuan: int, day: str | None, category: str) -> None:
    world.spent("2026-Q2", "付沟渠款", 45_000, "2026-06-05", category="修路修渠等工程")
    world.spent("2026-Q3" if day and day > "2026-07" else "2026-Q2", summary, yuan, day, category=category)
    assert world.found(RULE) == []


def test_wages_and_lists_that_were_withdrawn_are_not_counted(world: World) -> None:
    for day in ("2026-06-05", "2026-06-06"):
        world.spent("2026-Q2", "付干部报酬", 45_000, day, category="干部报酬和误工")
        world.spent("2026-Q2", "付沟渠款", 45_000, day, sheet="撤回的")
        world.spent("2026-Q2", "付沟渠款", 45_000, day, sheet=f"{day}邻村", village=f"{day[-1]}号村")
    world.withdraw("ledger_entry", "撤回的")
    assert world.found(RULE) == []


def test_a_place_may_have_a_limit_of_its_own(world: World) -> None:
    world.spent("2026-Q2", "付沟渠款", 9_000, "2026-06-05")
    world.spent("2026-Q2", "付沟渠款", 8_000, "2026-06-06")
    assert world.found(RULE) == []
    assert [found.amount_fen for found in world.found(RULE, {"limit": 10_000_00})] == [17_000_00]
