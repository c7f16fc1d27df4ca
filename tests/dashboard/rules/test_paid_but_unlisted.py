"""paid_but_unlisted: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "paid_but_unlisted"


def test_paid_and_on_no_list(world: World) -> None:
    world.listed("李桂香", "rural-dibao", period="2026-10")
    world.pay("李桂香", "rural-dibao", "2026-10", 400)
    world.pay("王根水", "rural-dibao", "2026-10", 560)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.person_id) == (560_00, world.people["王根水"])
    assert world.said(RULE) == ["2026年10月领了农村低保560.00元，同期名单上没有这户。"]


def test_it_does_not_fire(world: World) -> None:
    world.listed("李桂香", "rural-dibao", period="2026-10")
    world.pay("李桂香", "rural-dibao", "2026-10", 400)
    world.pay("王根水", "rural-dibao", "2026-09", 560)  # no list of that month is there
    world.pay("赵山", "old-age", "2026-10", 60)  # nor of that scheme
    world.pay("钱旺", "rural-dibao", "2026-10", 560, village="溪口村")  # nor of that village
    world.person("周全")
    world.person("周芳", home="周全")
    world.listed("周全", "rural-dibao", period="2026-10")
    world.pay("周芳", "rural-dibao", "2026-10", 300)  # another of the home is
    assert world.found(RULE) == []


def test_a_short_list_is_no_list_of_all(world: World) -> None:
    world.listed("李桂香", "rural-dibao", period="2026-10")
    for name in ("李桂香", "王根水", "赵山"):
        world.pay(name, "rural-dibao", "2026-10", 400)
    assert world.found(RULE) == []  # one of three: a list of some, say of the new ones
