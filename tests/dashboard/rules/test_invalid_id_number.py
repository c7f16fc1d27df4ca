"""invalid_id_number: when it must fire and when it must not."""

from loaders.problems import Problem
from loaders.records.imports import RejectedRow
from loaders.saving import problems_json
from tests.dashboard.rules.world import World

RULE = "invalid_id_number"


def reject(world: World, code: str, record: str = "payment", state: str = "open", sheet: str = "发放") -> None:
    """A row that was not loaded for this problem."""
    problem = Problem(code=code, severity="error", message="号", row=7, column="身份证号")
    world.add(
        RejectedRow, world.batch(record, sheet, period="2025-06"), import_id=1, cells_sealed=b"", problems=problems_json([problem]),
        amount_fen=500_00, state=state,
    )  # fmt: skip


def test_a_number_with_a_digit_missing(world: World) -> None:
    reject(world, "id-length")
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.person_id, len(found.asked)) == (500_00, None, 1)
    assert world.said(RULE) == ["2025年6月的表里这一行身份证号是错的，一直没有更正，涉及500.00元。"]


def test_it_does_not_fire(world: World) -> None:
    reject(world, "id-check-digit", state="corrected")
    reject(world, "id-check-digit", sheet="撤回的")
    world.withdraw("payment", "撤回的")
    reject(world, "id-missing")  # nothing is written at all
    reject(world, "amount-unreadable")
    reject(world, "id-check-digit", record="visit")
    assert world.found(RULE) == []
