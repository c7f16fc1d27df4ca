"""spending_undecided: when it must fire and when it must not."""

import pytest

from tests.dashboard.rules.world import World

RULE = "spending_undecided"


def test_no_matter_of_the_village_speaks_of_it(world: World) -> None:
    world.decided("柳溪村村规民约修订", resolved_on="2026-03-05", result="通过")
    world.spent("2026-Q3", "付柳溪村文化礼堂屋顶翻修款", 86_000, "2026-08-11", category="修路修渠等工程")
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times, found.confidence, found.against) == (86_000_00, 1, "likely", ())
    assert world.said(RULE) == ["2026年8月付出86,000.00元（修路修渠等工程），找不到事先作出的、数额够的集体决定。"]


@pytest.mark.parametrize(
    "values",
    [
        {"resolved_on": "2026-09-05"},  # paid first, decided later
        {"resolved_on": "2026-07-05", "amount_yuan": 60_000},  # decided on less
        {"resolved_on": "2026-07-05", "result": "未通过"},
        {},  # never came to a vote
    ],
)
def test_a_decision_that_does_not_cover_it_is_shown_beside_it(world: World, values: dict[str, object]) -> None:
    world.decided("文化礼堂屋顶翻修方案", **values)
    world.spent("2026-Q3", "付文化礼堂翻修款", 86_000, "2026-08-11")
    (found,) = world.found(RULE)
    assert [where.batch_id for where in found.against] == [world.batches["decision", "决策"]]


@pytest.mark.parametrize(
    "values",
    [
        {"resolved_on": "2026-07-05", "result": "通过"},
        {"resolved_on": "2026-08", "amount_yuan": 90_000},  # the month of the payment
        {"step": "村民代表会议决议", "held_on": "2026-07-05"},  # a register with a row for each step
    ],
)
def test_it_does_not_fire(world: World, values: dict[str, object]) -> None:
    world.decided("文化礼堂屋顶翻修方案", **values)
    world.spent("2026-Q3", "付文化礼堂翻修款", 86_000, "2026-08-11")
    world.spent("2026-Q3", "付电费", 49_999, "2026-08-11")
    world.spent("2026-Q3", "付干部报酬", 60_000, "2026-08-11", category="干部报酬和误工")
    assert world.found(RULE) == []


def test_a_village_without_a_register_of_that_year_is_not_judged(world: World) -> None:
    world.decided("村规民约修订", period="2024", resolved_on="2024-03-05")
    world.decided("村规民约修订", village="石桥头村", resolved_on="2026-03-05")
    world.spent("2026-Q3", "付文化礼堂翻修款", 86_000, "2026-08-11")
    assert world.found(RULE) == []


def test_words_that_every_matter_has_are_no_sign(world: World) -> None:
    world.decided("茶园道路工程项目方案", resolved_on="2026-03-05", result="通过")
    world.spent("2026-Q3", "付公厕工程项目款", 86_000, "2026-08-11")
    assert len(world.found(RULE)) == 1


def test_the_limit_is_the_place_s_own(world: World) -> None:
    world.decided("村规民约修订", resolved_on="2026-03-05")
    world.spent("2026-Q3", "付公厕改造款", 12_000, "2026-08-11")
    assert world.found(RULE) == []
    assert len(world.found(RULE, {"limit": 10_000_00})) == 1
