"""paid_after_death: when it must fire and when it must not."""

import pytest

from tests.dashboard.rules.world import World

RULE = "paid_after_death"


def test_months_after_the_month_of_death_are_one_finding(world: World) -> None:
    world.known("deceased", "王根水", "2024-03-02")
    for month in ("2024-02", "2024-03", "2024-04", "2024-05"):
        world.pay("王根水", "old-age", month, 60)
    (found,) = world.found(RULE)
    assert (found.times, found.amount_fen, found.confidence) == (2, 120_00, "certain")
    assert len(found.asked) == 2 and len(found.against) == 1
    assert world.said(RULE) == ["登记2024年3月2日去世，之后还有2笔高龄津贴，从2024年4月到2024年5月，共120.00元。"]


@pytest.mark.parametrize(
    ("died", "scheme", "period"),
    [
        ("2024-03-02", "old-age", "2024-03"),  # the month of the death
        ("2024-03", "old-age", "2024-03"),
        ("2024-02-10", "old-age", "2024-Q1"),  # the quarter of the death
        ("2024", "old-age", "2024-12"),  # the year alone is known
        ("2024-03-02", "extreme-poverty-funeral", "2024-05"),  # money for the funeral
        (None, "old-age", "2024-05"),  # the list does not say when
    ],
)
def test_it_does_not_fire(world: World, died: str | None, scheme: str, period: str) -> None:
    world.known("deceased", "王根水", died)
    world.pay("王根水", scheme, period, 60)
    assert world.found(RULE) == []


def test_money_that_came_back_and_lists_that_were_withdrawn_do_not_count(world: World) -> None:
    world.known("deceased", "王根水", "2024-03-02")
    world.pay("王根水", "old-age", "2024-05", 60, status="returned")
    world.pay("王根水", "old-age", "2024-06", 60, sheet="撤回的")
    world.withdraw("payment", "撤回的")
    assert world.found(RULE) == []
    world.pay("王根水", "old-age", "2024-07", 60)
    world.withdraw("reference_entry", "比对名单")
    assert world.found(RULE) == []


def test_without_a_number_the_village_and_the_name_say_who_it_may_be(world: World) -> None:
    world.pay("王根水", "old-age", "2024-05", 60)
    world.pay("李桂香", "old-age", "2024-05", 60)
    world.known("deceased", "王根水", "2024-03-02", number=False)
    world.known("deceased", "李桂香", "2024-03-02", number=False, place="青枫镇")
    assert [found.confidence for found in world.found(RULE)] == ["likely", "name"]


def test_of_two_namesakes_none_is_meant(world: World) -> None:
    world.pay("王根水", "old-age", "2024-05", 60)
    world.people.pop("王根水")
    world.person("王根水", number=False)
    world.known("deceased", "王根水", "2024-03-02", number=False)
    assert world.found(RULE) == []


def test_a_place_may_grant_some_months(world: World) -> None:
    world.known("deceased", "王根水", "2024-03-02")
    world.pay("王根水", "old-age", "2024-04", 60)
    world.pay("王根水", "old-age", "2024-05", 60)
    assert [found.times for found in world.found(RULE, {"grace": 1})] == [1]
