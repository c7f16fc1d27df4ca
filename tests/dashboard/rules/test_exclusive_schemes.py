"""exclusive_schemes: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "exclusive_schemes"


def test_two_months_of_both(world: World) -> None:
    for month in ("2025-05", "2025-06"):
        world.pay("王根水", "rural-dibao", month, 500)
        world.pay("王根水", "extreme-poverty", month, 1105)
    (found,) = world.found(RULE)
    assert (found.times, found.amount_fen, len(found.against)) == (2, 1000_00, 2)
    assert world.said(RULE) == ["农村低保和特困供养不能同时领，从2025年5月到2025年6月有2个时期都领了，少的一项合计1,000.00元。"]


def test_a_half_year_contains_its_months(world: World) -> None:
    world.pay("王根水", "extreme-poverty-care", "2025-H1", 240)
    world.pay("王根水", "disabled-care", "2025-06", 250)
    world.pay("王根水", "disabled-care", "2025-07", 250)
    assert [found.amount_fen for found in world.found(RULE)] == [240_00]


def test_it_does_not_fire(world: World) -> None:
    world.pay("王根水", "rural-dibao", "2025-05", 500)  # out of one, into the other: on both lists, never in one month
    world.pay("王根水", "extreme-poverty", "2025-06", 1105)
    world.pay("李桂香", "rural-dibao", "2025-05", 500)
    world.pay("李桂香", "old-age", "2025-05", 60)  # may be had together
    world.person("赵山")
    world.person("赵海", home="赵山")
    world.pay("赵山", "rural-dibao", "2025-05", 500)
    world.pay("赵海", "extreme-poverty", "2025-05", 1105)  # another person
    world.pay("钱旺", "rural-dibao", "2025-05", 500, status="returned")
    world.pay("钱旺", "extreme-poverty", "2025-05", 1105)
    world.pay("孙福", "rural-dibao", "2025-05", 500, sheet="撤回的")
    world.pay("孙福", "extreme-poverty", "2025-05", 1105)
    world.withdraw("payment", "撤回的")
    assert world.found(RULE) == []
