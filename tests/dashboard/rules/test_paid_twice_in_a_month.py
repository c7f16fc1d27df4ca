"""paid_twice_in_a_month: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "paid_twice_in_a_month"


def test_two_lists_pay_the_same_month(world: World) -> None:
    world.pay("王根水", "rural-dibao", "2025-06", 500, sheet="镇")
    world.pay("王根水", "rural-dibao", "2025-06", 480, sheet="村")
    (found,) = world.found(RULE)
    assert (found.amount_fen, len(found.asked), len(found.against)) == (480_00, 1, 1)
    assert world.said(RULE) == ["农村低保2025年6月的钱有两笔，一笔500.00元，一笔480.00元。"]


def test_a_quarter_contains_its_months(world: World) -> None:
    world.pay("王根水", "old-age", "2025-Q2", 180)
    world.pay("王根水", "old-age", "2025-05", 60)
    world.pay("王根水", "old-age", "2025-07", 60)
    assert [found.amount_fen for found in world.found(RULE)] == [60_00]


def test_it_does_not_fire(world: World) -> None:
    world.pay("王根水", "rural-dibao", "2025-06", 500)
    world.pay("王根水", "rural-dibao", "2025-07", 500)  # another month
    world.pay("王根水", "extreme-poverty-care", "2025-06", 500)  # another scheme
    world.pay("李桂香", "rural-dibao", "2025-06", 500)  # another person
    world.pay("赵山", "rural-dibao", "2025-06", 500)
    world.pay("赵山", "rural-dibao", "2025-06", 30, remark="补发5月")  # said to be for the month before
    world.pay("钱海", "medical-aid", "2025-06", 500)
    world.pay("钱海", "medical-aid", "2025-06", 800)  # as often as someone is ill
    world.pay("孙旺", "rural-dibao", "2025-06", 500)
    world.pay("孙旺", "rural-dibao", "2025-06", 500, status="returned")  # the bank sent it back
    world.pay("周全", "rural-dibao", "2025-06", 500)
    world.pay("周全", "rural-dibao", "2025-06", 500, sheet="撤回的")
    world.withdraw("payment", "撤回的")
    assert world.found(RULE) == []
