"""books_do_not_carry_over: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "books_do_not_carry_over"


def test_october_begins_with_less_than_september_ended_with(world: World) -> None:
    world.balance("2025-Q3", "closing", 17_000)
    world.balance("2025-10", "opening", 15_800, sheet="十月")
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.confidence) == (1_200_00, "certain")
    assert found.asked[0].batch_id == world.batches["ledger_entry", "十月"] and found.against[0].row == 4
    assert world.said(RULE) == ["2025年第三季度末写17,000.00元，2025年10月开始写15,800.00元，差1,200.00元。"]


def test_december_and_january_belong_together_too(world: World) -> None:
    world.balance("2025-12", "closing", 100)
    world.balance("2026", "opening", 90, sheet="新年")
    assert [found.amount_fen for found in world.found(RULE)] == [10_00]


def test_it_does_not_fire(world: World) -> None:
    world.balance("2025-Q3", "closing", 17_000)
    world.balance("2025-10", "opening", 17_000, sheet="十月")
    world.balance("2025-10", "closing", 9_000, sheet="十月")
    world.balance("2025-12", "opening", 8_000, sheet="十二月")  # November is not there
    world.balance("2025-10", "opening", 500, "cash", sheet="现金账")  # the cash book alone
    world.balance("2025-10", "opening", 700, village="石桥头村", sheet="邻村")
    assert world.found(RULE) == []


def test_one_of_several_sheets_that_goes_on_is_enough_and_so_is_their_sum(world: World) -> None:
    world.balance("2025-09", "closing", 300, sheet="一")
    world.balance("2025-09", "closing", 200, sheet="二")
    world.balance("2025-10", "opening", 500, sheet="三")
    world.balance("2025-11", "opening", 450, sheet="四")
    world.balance("2025-10", "closing", 400, sheet="三")
    world.balance("2025-10", "closing", 450, sheet="五")
    assert world.found(RULE) == []


def test_what_was_withdrawn_is_not_compared(world: World) -> None:
    world.balance("2025-Q3", "closing", 17_000)
    world.balance("2025-10", "opening", 15_800, sheet="十月")
    world.withdraw("ledger_entry", "十月")
    assert world.found(RULE) == []
