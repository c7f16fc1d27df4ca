"""project_over_contract: when it must fire and when it must not."""

from typing import Any

import pytest

from tests.dashboard.rules.world import World

RULE = "project_over_contract"


def test_more_was_paid_than_contract_and_change(world: World) -> None:
    world.project("茶园道路工程", "2026-Q1", sheet="合同", contract_yuan=300_000, change_yuan=10_000, paid_yuan=100_000)
    world.project("茶园道路工程", "2026-Q3", sheet="进度", paid_yuan=325_000)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times, found.confidence) == (15_000_00, 1, "certain")
    assert found.asked[0].batch_id == world.batches["project", "进度"] and found.against[0].batch_id == world.batches["project", "合同"]
    assert world.said(RULE) == ["合同价300,000.00元，变更10,000.00元，到2026年第三季度付了325,000.00元，多15,000.00元。"]


@pytest.mark.parametrize(
    "values",
    [
        {"contract_yuan": 300_000, "paid_yuan": 300_000},
        {"contract_yuan": 300_000, "change_yuan": 25_000, "paid_yuan": 325_000},
        {"bid_yuan": 330_000, "paid_yuan": 325_000},
        {"budget_yuan": 300_000, "paid_yuan": 325_000},  # a plan is no contract
        {"contract_yuan": 300_000, "audited_yuan": 325_000},
        {"contract_yuan": 300_000, "paid_yuan": 325_000, "beneficiary": "王根水"},
    ],
)
def test_it_does_not_fire(world: World, values: dict[str, Any]) -> None:
    world.project("茶园道路工程", "2026-Q3", **values)
    world.project("茶园道路工程", "2026-Q3", village="石桥头村", paid_yuan=900_000)  # of the same name in another village
    assert world.found(RULE) == []


def test_what_was_withdrawn_and_small_change_do_not_count(world: World) -> None:
    world.project("茶园道路工程", "2026-Q3", contract_yuan=300_000, paid_yuan=300_100)
    assert world.found(RULE, {"tolerance": 100_00}) == []
    assert len(world.found(RULE)) == 1
    world.withdraw("project", "项目")
    assert world.found(RULE) == []
