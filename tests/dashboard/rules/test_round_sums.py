"""round_sums: when it must fire and when it must not."""

import pytest

from tests.dashboard.rules.world import World

RULE = "round_sums"


def test_four_times_ten_thousand_in_a_year(world: World) -> None:
    for month in ("2025-02", "2025-05", "2025-08", "2025-11"):
        world.spent(f"2025-Q{(int(month[5:]) + 2) // 3}", f"付{int(month[5:])}月绿化养护费", 10_000, f"{month}-10", category="环境卫生")
    (found,) = world.found(RULE)
    assert (found.times, found.amount_fen, found.confidence) == (4, 40_000_00, "likely")
    assert len(found.asked) == 4
    # the numbers of the months are left out, so that the four are about the same thing
    assert world.said(RULE) == ["2025年同一件事（环境卫生）付了4次，每次都是整数，共40,000.00元。"]


@pytest.mark.parametrize(
    ("summary", "yuan", "period", "category"),
    [
        ("付绿化养护费", 9_980, "2025-11", "环境卫生"),  # not round
        ("付绿化养护费", 10_000, "2026-01", "环境卫生"),  # of another year
        ("付路灯安装费", 10_000, "2025-11", "环境卫生"),  # for another thing
    ],
)
def test_it_does_not_fire(world: World, summary: str, yuan: int, period: str, category: str) -> None:
    world.spent("2025-02", "付绿化养护费", 10_000, category="环境卫生")
    world.spent("2025-05", "付绿化养护费", 10_000, category="环境卫生")
    world.spent(period, summary, yuan, category=category)
    assert world.found(RULE) == []


def test_wages_relief_and_small_sums_are_not_counted(world: World) -> None:
    for month in ("2025-02", "2025-03", "2025-04"):
        world.spent(month, "付报酬", 9_000, category="干部报酬和误工")
        world.spent(month, "付慰问金", 9_000, category="慰问和救助")
        world.spent(month, "付垃圾清运费", 1_000, category="环境卫生")
        world.spent(month, "付沟渠款", 10_000, sheet="撤回的")
    world.withdraw("ledger_entry", "撤回的")
    assert world.found(RULE) == []
    assert [found.amount_fen for found in world.found(RULE, {"least": 3_000_00})] == [3_000_00]
