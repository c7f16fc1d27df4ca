"""owns_houses: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "owns_houses"


def test_two_houses_in_one_home(world: World) -> None:
    world.person("王根水")
    world.person("王强", home="王根水")
    world.known("house", "王根水", "2016-05", area="80")
    world.known("house", "王强", "2019-01", area="120")
    world.pay("王根水", "rural-dibao", "2025-01", 500)
    world.pay("王根水", "rural-dibao", "2018-12", 500)  # there was one house then
    assert world.said(RULE) == ["家里名下有2套房，从2025年1月到2025年1月领了1笔农村低保，共500.00元。"]


def test_it_does_not_fire(world: World) -> None:
    world.known("house", "王根水", "2016-05")
    world.pay("王根水", "rural-dibao", "2025-01", 500)
    world.known("house", "李桂香", "2010-01", "2018-01")  # the first was sold before the second was bought
    world.known("house", "李桂香", "2018-02")
    world.pay("李桂香", "rural-dibao", "2025-01", 500)
    assert world.found(RULE) == []
    assert len(world.found(RULE, {"houses": 0})) == 2  # where even one is too many
