"""paid_in_two_places: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "paid_in_two_places"


def test_one_month_in_two_villages(world: World) -> None:
    world.pay("王根水", "old-age", "2025-04", 60)
    world.pay("王根水", "old-age", "2025-04", 60, village="溪口村")
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times) == (60_00, 1)
    assert world.said(RULE) == ["从2025年4月到2025年4月，高龄津贴和高龄津贴在两个地方都有发放，涉及60.00元。"]


def test_both_townships_hear_of_it(world: World) -> None:
    world.pay("王根水", "old-age", "2025-Q2", 180)
    world.pay("王根水", "old-age", "2025-06", 60, village="岭下村", town="柏坞乡")
    assert sorted(found.township_id for found in world.found(RULE)) == sorted({world.place("青枫镇")[0], world.place("柏坞乡", "柏坞乡")[0]})


def test_it_does_not_fire(world: World) -> None:
    world.pay("王根水", "old-age", "2025-04", 60)
    world.pay("王根水", "old-age", "2025-05", 60, village="溪口村")  # moved
    world.pay("李桂香", "rural-dibao", "2025-04", 500)
    world.pay("李桂香", "farmland", "2025", 500, village="溪口村")  # the land is there
    world.pay("赵山", "old-age", "2025-04", 60)
    world.pay("赵山", "old-age", "2025-04", 60, village="溪口村", status="returned")
    assert world.found(RULE) == []
