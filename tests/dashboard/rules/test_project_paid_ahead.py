"""project_paid_ahead: when it must fire and when it must not."""

from typing import Any

import pytest

from tests.dashboard.rules.world import World

RULE = "project_paid_ahead"


def test_six_tenths_are_built_and_more_is_paid(world: World) -> None:
    world.project("公厕改造工程", "2026-Q3", progress_percent=60, contract_yuan=200_000, paid_yuan=170_000)
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times, found.confidence, found.against) == (50_000_00, 1, "certain", ())
    assert world.said(RULE) == ["2026年第三季度形象进度60%，合同价200,000.00元，已付170,000.00元，合同价的85%。"]


def test_the_price_may_stand_in_another_sheet(world: World) -> None:
    world.project("公厕改造工程", "2025", sheet="招标", bid_yuan=200_000)
    world.project("公厕改造 工程", "2026-Q3", progress_percent=60, paid_yuan=170_000)
    (found,) = world.found(RULE)
    assert [where.batch_id for where in found.against] == [world.batches["project", "招标"]]


@pytest.mark.parametrize(
    "values",
    [
        {"progress_percent": 60, "paid_yuan": 140_000},  # ten points are granted
        {"progress_percent": 100, "paid_yuan": 200_000},
        {"paid_yuan": 170_000},  # nobody says how far it is
        {"progress_percent": 60},
        {"progress_percent": 60, "paid_yuan": 170_000, "contract_yuan": None},
        {"progress_percent": 60, "paid_yuan": 170_000, "beneficiary": "王根水"},  # a house of a household
    ],
)
def test_it_does_not_fire(world: World, values: dict[str, Any]) -> None:
    known = {"contract_yuan": 200_000} | values
    world.project("公厕改造工程", "2026-Q3", **{key: value for key, value in known.items() if value is not None})
    assert world.found(RULE) == []


def test_the_newest_sheet_in_force_counts(world: World) -> None:
    world.project("公厕改造工程", "2026-Q2", sheet="二季度", progress_percent=20, contract_yuan=200_000, paid_yuan=170_000)
    world.project("公厕改造工程", "2026-Q3", sheet="三季度", progress_percent=90, contract_yuan=200_000, paid_yuan=170_000)
    assert world.found(RULE) == []
    world.withdraw("project", "三季度")
    assert len(world.found(RULE)) == 1


def test_how_far_ahead_is_a_setting(world: World) -> None:
    world.project("公厕改造工程", "2026-Q3", progress_percent=60, contract_yuan=200_000, paid_yuan=170_000)
    assert world.found(RULE, {"points": 25}) == []
