"""owns_company: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "owns_company"


def test_a_company_of_five_million(world: World) -> None:
    world.known("company", "王根水", "2018-05-08", value_fen=5_200_000_00)
    world.pay("王根水", "rural-dibao", "2025-01", 500)
    assert world.said(RULE) == ["家里办有企业，注册资本合计5,200,000.00元，从2025年1月到2025年1月领了1笔农村低保，共500.00元。"]


def test_small_ones_of_one_home_add_up(world: World) -> None:
    world.person("王根水")
    world.person("王强", home="王根水")
    world.known("company", "王根水", "2018-05", value_fen=60_000_00)
    world.known("company", "王强", "2018-05", value_fen=60_000_00)
    world.pay("王根水", "rural-dibao", "2025-01", 500)
    (found,) = world.found(RULE)
    assert (found.amount_fen, len(found.against)) == (500_00, 2)


def test_it_does_not_fire(world: World) -> None:
    world.known("company", "王根水", "2018-05", value_fen=100_000_00)  # as much as is allowed
    world.pay("王根水", "rural-dibao", "2025-01", 500)
    world.known("company", "李桂香", "2018-05", "2024-11-30", value_fen=900_000_00)  # struck off
    world.pay("李桂香", "rural-dibao", "2025-01", 500)
    world.known("company", "赵山", "2018-05")  # no capital is written
    world.pay("赵山", "rural-dibao", "2025-01", 500)
    assert world.found(RULE) == []
    assert len(world.found(RULE, {"capital": 50_000_00})) == 1
