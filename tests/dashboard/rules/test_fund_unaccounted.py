"""fund_unaccounted: when it must fire and when it must not."""

from datetime import date
from typing import Any

import pytest

from loaders.records.funds import FundAllocation
from tests.dashboard.rules.world import TOWN, World

RULE = "fund_unaccounted"


def granted(world: World, yuan: int, village: str = "柳溪村", sheet: str = "分配", **values: Any) -> None:
    known = {"period": "2025", "fund": "2025年衔接资金", "document": "浙财农〔2025〕12号", "level": "central"}
    world.line(FundAllocation, "fund_allocation", sheet, village, amount_yuan=yuan, **(known | values))


def test_eighty_thousand_went_nowhere(world: World) -> None:
    granted(world, 80_000, TOWN, project="项目管理及预留资金")
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times, found.confidence, found.against) == (80_000_00, 1, "likely", ())
    assert world.said(RULE) == ["2025年下达80,000.00元，看得到去向的0.00元，差80,000.00元。"]


def test_the_plan_of_the_project_has_less(world: World) -> None:
    granted(world, 100_000, project="村道硬化工程")
    world.project("村道硬化工程", "2025", stage="plan", central_yuan=92_000, province_yuan=8_000, budget_yuan=100_000)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.confidence) == (8_000_00, "certain")
    assert [where.batch_id for where in found.against] == [world.batches["project", "项目"]]


def test_less_than_was_granted_for_a_scheme_reached_people(world: World) -> None:
    granted(world, 1_000, purpose="农村低保")
    world.pay("王根水", "rural-dibao", "2025-10", 600)
    world.pay("王根水", "rural-dibao", "2026-01", 600)  # of another year
    assert [found.amount_fen for found in world.found(RULE)] == [400_00]


def test_the_township_passed_on_less_than_it_got(world: World) -> None:
    granted(world, 100_000, TOWN, sheet="县里")
    granted(world, 60_000, sheet="镇里", project="村道硬化工程")
    granted(world, 30_000, "石桥头村", sheet="镇里", project="公厕改造工程")
    world.project("村道硬化工程", "2025", central_yuan=60_000)
    world.project("公厕改造工程", "2025", village="石桥头村", central_yuan=30_000)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.asked[0].batch_id) == (10_000_00, world.batches["fund_allocation", "县里"])


@pytest.mark.parametrize(
    "plan",
    [
        {"central_yuan": 100_000},
        {"central_yuan": 120_000},
        {"budget_yuan": 100_000},  # the plan does not tell the levels apart
        {"paid_yuan": 10},  # the sheets say nothing of a plan's money
    ],
)
def test_it_does_not_fire(world: World, plan: dict[str, int]) -> None:
    granted(world, 100_000, project="村道 硬化工程")
    world.project("村道硬化工程", "2025", **plan)
    granted(world, 500, purpose="农村低保", sheet="低保")
    world.pay("王根水", "rural-dibao", "2025-10", 600)
    assert world.found(RULE) == []


def test_money_of_this_year_is_not_missed_yet(world: World) -> None:
    granted(world, 80_000, TOWN, project="预留资金")
    assert world.found(RULE, today=date(2026, 6, 30)) == []
    assert len(world.found(RULE, today=date(2026, 7, 1))) == 1
    world.withdraw("fund_allocation", "分配")
    assert world.found(RULE) == []
