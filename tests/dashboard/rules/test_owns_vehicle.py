"""owns_vehicle: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "owns_vehicle"


def test_a_car_of_seventy_thousand_during_relief(world: World) -> None:
    world.person("王根水")
    world.person("王强", home="王根水")
    world.known("vehicle", "王强", "2022-03-11", value_fen=70_000_00)
    for month in ("2022-02", "2022-03", "2022-04"):
        world.pay("王根水", "rural-dibao", month, 500)
    assert world.said(RULE) == ["家里人名下有车（2022年3月11日登记，价值70,000.00元），从2022年3月到2022年4月领了2笔农村低保，共1,000.00元。"]


def test_two_cars_do_not_double_the_money(world: World) -> None:
    world.known("vehicle", "王根水", "2020-01")
    world.known("vehicle", "王根水", "2021-01")
    world.pay("王根水", "rural-dibao", "2022-04", 500)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times, len(found.against)) == (500_00, 1, 2)


def test_it_does_not_fire(world: World) -> None:
    world.known("vehicle", "王根水", "2018-01", "2021-12-30")  # sold before
    world.pay("王根水", "rural-dibao", "2022-01", 500)
    world.known("vehicle", "李桂香", "2018-01")
    world.pay("李桂香", "old-age", "2022-01", 60)
    world.known("vehicle", "赵山", "2018-01")
    world.pay("赵山", "rural-dibao", "2022-01", 500, status="returned")
    assert world.found(RULE) == []


def test_a_place_may_let_cheap_cars_pass_but_not_those_of_unknown_worth(world: World) -> None:
    world.known("vehicle", "王根水", "2018-01", value_fen=20_000_00)
    world.known("vehicle", "李桂香", "2018-01")
    world.pay("王根水", "rural-dibao", "2022-01", 500)
    world.pay("李桂香", "rural-dibao", "2022-01", 500)
    assert len(world.found(RULE)) == 2
    (found,) = world.found(RULE, {"worth": 30_000_00})
    assert found.person_id == world.people["李桂香"]
