"""listed_but_unpaid: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "listed_but_unpaid"


def test_everybody_else_was_paid(world: World) -> None:
    world.listed("王根水", "rural-dibao", since="2019-07", period="2024-01", amount_fen=500_00)
    world.listed("李桂香", "rural-dibao", since="2019-07", period="2024-01", amount_fen=400_00)
    world.pay("李桂香", "rural-dibao", "2024-01", 400)
    (found,) = world.found(RULE)
    assert (found.amount_fen, [where.row for where in found.against]) == (500_00, [None])
    assert world.said(RULE) == ["2024年1月的农村低保名单上有，同村别人都发了，没有查到发给这户的，应发500.00元。"]


def test_money_that_came_back_was_not_paid(world: World) -> None:
    world.listed("王根水", "rural-dibao", period="2024-01")
    world.pay("王根水", "rural-dibao", "2024-01", 500, status="returned")
    world.pay("李桂香", "rural-dibao", "2024-01", 400)
    assert len(world.found(RULE)) == 1


def test_it_does_not_fire(world: World) -> None:
    world.pay("李桂香", "rural-dibao", "2024-01", 400)
    world.listed("王根水", "rural-dibao", period="2024-01", since="2024-02")  # from the next month on
    world.listed("赵山", "rural-dibao", period="2024-01", until="2023-12")
    world.listed("钱旺", "rural-dibao", period="2024-02")  # nobody has been paid for that month yet
    world.listed("孙福", "rural-dibao", period="2024-01", village="溪口村")  # nor in that village
    world.person("周全")
    world.person("周芳", home="周全")
    world.listed("周全", "rural-dibao", period="2024-01")
    world.pay("周芳", "rural-dibao", "2024-01", 300)  # it was paid to another of the home
    world.listed("周芳", "rural-dibao", period="2024-01", relation="妻子")
    world.batch("entitlement", "停", title="2024年1月停发低保名单", period="2024-01")
    world.listed("吴大", "rural-dibao", sheet="停")
    assert world.found(RULE) == []


def test_money_for_the_quarter_is_money_for_the_month(world: World) -> None:
    world.listed("王根水", "old-age", period="2024-02")
    world.pay("王根水", "old-age", "2024-Q1", 180)
    world.pay("李桂香", "old-age", "2024-Q1", 180)
    assert world.found(RULE) == []
