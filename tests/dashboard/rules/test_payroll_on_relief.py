"""payroll_on_relief: when it must fire and when it must not."""

import pytest

from tests.dashboard.rules.world import World

RULE = "payroll_on_relief"


def test_a_daughter_on_the_payroll_and_her_father_on_the_list(world: World) -> None:
    world.person("王根水")
    world.person("王芳", home="王根水")
    world.known("payroll", "王芳", "2015-08")
    for month in ("2025-01", "2025-02"):
        world.pay("王根水", "rural-dibao", month, 500)
    (found,) = world.found(RULE)
    assert (found.times, found.amount_fen, len(found.against)) == (2, 1000_00, 1)
    assert world.said(RULE) == ["家里人从2015年8月起由财政供养，从2025年1月到2025年2月还领了2笔农村低保，共1,000.00元。"]


def test_a_list_without_days_is_about_its_own_period(world: World) -> None:
    world.known("payroll", "王根水", period="2025")
    world.pay("王根水", "rural-dibao", "2024-12", 500)
    world.pay("王根水", "rural-dibao", "2025-03", 400)
    assert [found.amount_fen for found in world.found(RULE)] == [400_00]


@pytest.mark.parametrize(
    ("scheme", "period", "since", "until"),
    [
        ("rural-dibao", "2025-01", "2025-02-01", None),  # work began when the relief had ended
        ("rural-dibao", "2025-01", "2010-08", "2024-12-31"),  # and the other way round
        ("old-age", "2025-01", "2010-08", None),  # not for the poor alone
        ("rural-dibao", "2025-01", None, None),  # nobody knows when
    ],
)
def test_it_does_not_fire(world: World, scheme: str, period: str, since: str | None, until: str | None) -> None:
    world.known("payroll", "王根水", since, until)
    world.pay("王根水", scheme, period, 500)
    assert world.found(RULE) == []


def test_what_is_paid_to_a_person_is_not_compared_with_the_others_of_the_home(world: World) -> None:
    world.person("王根水")
    world.person("王芳", home="王根水")
    world.known("payroll", "王芳", "2015-08")
    world.pay("王根水", "extreme-poverty", "2025-01", 1105)
    assert world.found(RULE) == []
