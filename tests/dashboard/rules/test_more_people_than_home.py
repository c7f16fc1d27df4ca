"""more_people_than_home: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "more_people_than_home"


def test_four_covered_and_three_at_home(world: World) -> None:
    register = world.batch("person", "花名册")
    world.person("王根水", batch_id=register, row=5)
    world.person("王芳", home="王根水")
    world.person("王强", home="王根水")
    world.pay("王根水", "rural-dibao", "2025-06", 2000, people=4)
    world.pay("王根水", "rural-dibao", "2025-05", 1500, people=3)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.against[0].row) == (2000_00, 5)
    assert world.said(RULE) == ["农村低保2025年6月按4人发，登记的家里人是3人，涉及的钱共2,000.00元。"]


def test_a_list_that_contradicts_itself(world: World) -> None:
    world.listed("王根水", "rural-dibao", period="2025-06", people=3, family_size=2, amount_fen=900_00)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.against) == (900_00, ())


def test_it_does_not_fire(world: World) -> None:
    world.person("王根水")
    world.person("王芳", home="王根水")
    world.pay("王根水", "rural-dibao", "2025-06", 2000, people=2)
    world.pay("赵山", "rural-dibao", "2025-06", 500, people=1)
    world.listed("赵山", "rural-dibao", period="2025-06", people=1, family_size=4)
    world.pay("钱旺", "rural-dibao", "2025-06", 500, people=3, sheet="撤回的")
    world.withdraw("payment", "撤回的")
    assert world.found(RULE) == []


def test_a_home_that_no_register_knows_is_not_judged(world: World) -> None:
    world.person("王根水", registered=False)
    world.pay("王根水", "rural-dibao", "2025-06", 2000, people=4)
    assert world.found(RULE) == []
