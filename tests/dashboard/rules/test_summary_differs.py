"""summary_differs: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "summary_differs"


def test_the_summary_says_more_than_the_lists(world: World) -> None:
    world.pay("王根水", "rural-dibao", "2025-10", 500, sheet="一")
    world.pay("李桂香", "rural-dibao", "2025-10", 400, sheet="二", village="石桥头村")
    world.summary("rural-dibao", "2025-10", 1000)
    (found,) = world.found(RULE)
    assert (found.amount_fen, len(found.asked), len(found.against)) == (100_00, 1, 2)
    assert [where.row for where in found.against] == [None, None]
    assert world.said(RULE) == ["农村低保2025年10月汇总表写1,000.00元，发到人的加起来是900.00元，差100.00元。"]


def test_a_quarter_is_the_sum_of_its_months(world: World) -> None:
    for month, yuan in (("2025-01", 60), ("2025-02", 60), ("2025-03", 60)):
        world.pay("王根水", "old-age", month, yuan)
    world.summary("old-age", "2025-Q1", 200)
    assert [found.amount_fen for found in world.found(RULE)] == [20_00]


def test_it_does_not_fire(world: World) -> None:
    world.pay("王根水", "rural-dibao", "2025-10", 500)
    world.summary("rural-dibao", "2025-10", 300)  # the township's sum on two lines
    world.summary("rural-dibao", "2025-10", 200)
    world.summary("rural-dibao", "2025-10", 90, part="残疾人", sheet="其中")  # a part of it
    world.summary("rural-dibao", "2025-09", 900, sheet="九月")  # no list of the month is there
    world.summary("rural-dibao", "2025-10", 500, place="柳溪村", sheet="村")
    world.pay("王根水", "old-age", "2025-01", 60)
    world.summary("old-age", "2025-Q1", 180, sheet="季")  # two months are still to come
    assert world.found(RULE) == []


def test_small_change_may_be_granted(world: World) -> None:
    world.pay("王根水", "rural-dibao", "2025-10", 500)
    world.summary("rural-dibao", "2025-10", 501)
    assert len(world.found(RULE)) == 1
    assert world.found(RULE, {"tolerance": 100}) == []
