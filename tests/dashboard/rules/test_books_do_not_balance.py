"""books_do_not_balance: when it must fire and when it must not."""

from sqlalchemy import update

from loaders.records.imports import Batch
from tests.dashboard.rules.world import World

RULE = "books_do_not_balance"


def books(world: World, closing: int, sheet: str = "账", fund: str | None = None) -> None:
    """A quarter that begins with 12,000 and moves 30,000 in and 25,000 out."""
    world.balance("2025-Q3", "opening", 12_000, fund, sheet=sheet)
    world.spent("2025-Q3", "收店面租金", 0, income=30_000, sheet=sheet)
    world.spent("2025-Q3", "付材料款", 20_000, sheet=sheet)
    world.spent("2025-Q3", "付电费", 5_000, sheet=sheet)
    world.balance("2025-Q3", "closing", closing, fund, sheet=sheet)


def test_five_hundred_are_missing(world: World) -> None:
    books(world, 16_500)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times, found.confidence) == (500_00, 1, "certain")
    assert found.asked[0].row is not None and found.against[0].row == 4
    assert world.said(RULE) == ["2025年第三季度期初12,000.00元，收30,000.00元，支25,000.00元，应该剩17,000.00元，表上写16,500.00元，差500.00元。"]


def test_it_does_not_fire(world: World) -> None:
    books(world, 17_000)
    books(world, 17_000, sheet="银行账", fund="bank")
    world.balance("2025-Q4", "opening", 17_000, sheet="没写期末")
    world.spent("2025-Q4", "付电费", 100, sheet="没写期末")
    assert world.found(RULE) == []


def test_cash_and_bank_of_one_sheet_are_added_up(world: World) -> None:
    for fund, opening, closing in (("cash", 1_000, 700), ("bank", 5_000, 6_000)):
        world.balance("2025-10", "opening", opening, fund)
        world.balance("2025-10", "closing", closing, fund)
    world.spent("2025-10", "付电费", 300)
    world.spent("2025-10", "收租金", 0, income=1_000)
    assert world.found(RULE) == []
    world.spent("2025-10", "付茶水费", 40)
    assert [found.amount_fen for found in world.found(RULE)] == [40_00]


def test_a_sheet_with_rows_that_were_not_read_and_one_that_was_withdrawn_are_not_judged(world: World) -> None:
    books(world, 16_500)
    world.conn.execute(update(Batch).where(Batch.id == world.batches["ledger_entry", "账"]).values(rows_rejected=1))
    books(world, 16_000, sheet="撤回的")
    world.withdraw("ledger_entry", "撤回的")
    assert world.found(RULE) == []


def test_small_change_may_be_granted(world: World) -> None:
    books(world, 16_999)
    assert len(world.found(RULE)) == 1
    assert world.found(RULE, {"tolerance": 100}) == []
