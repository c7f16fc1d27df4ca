"""amount_off_standard: when it must fire and when it must not."""

import pytest

from tests.dashboard.rules.world import World

RULE = "amount_off_standard"


def test_land_times_the_standard(world: World) -> None:
    world.pay("王根水", "farmland", "2024", 566, area_mu="4.74", standard_fen=98_50)
    assert world.said(RULE) == ["耕地地力补贴2024年按标准98.50元算应为466.89元，实际发了566.00元，差99.11元。"]


def test_people_times_the_standard_times_the_months(world: World) -> None:
    world.pay("王根水", "old-age", "2025-Q2", 120, people=1, standard_fen=60_00)
    assert [found.amount_fen for found in world.found(RULE)] == [60_00]


def test_what_makes_up_a_difference_may_be_less_but_never_more(world: World) -> None:
    world.pay("王根水", "rural-dibao", "2025-06", 2100, people=2, standard_fen=1000_00)
    world.pay("李桂香", "rural-dibao", "2025-06", 300, people=2, standard_fen=1000_00)
    assert [found.amount_fen for found in world.found(RULE)] == [100_00]


@pytest.mark.parametrize(
    ("scheme", "period", "yuan", "more"),
    [
        ("farmland", "2024", 466, {"area_mu": "4.74", "standard_fen": 98_50}),  # 466.89, rounded by hand
        ("old-age", "2025-Q2", 180, {"people": 1, "standard_fen": 60_00}),
        ("old-age", "2025-04", 70, {"people": 1}),  # no standard is written
        ("old-age", "2025-04", 70, {"standard_fen": 60_00}),  # of how many is not written
        ("old-age", "2025-04", 70, {"people": 1, "standard_fen": 60_00, "status": "returned"}),
    ],
)
def test_it_does_not_fire(world: World, scheme: str, period: str, yuan: int, more: dict[str, int]) -> None:
    world.pay("王根水", scheme, period, yuan, **more)
    assert world.found(RULE) == []
