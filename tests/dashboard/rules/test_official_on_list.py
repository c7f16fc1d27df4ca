"""official_on_list: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "official_on_list"


def test_a_brother_of_the_head_of_the_village(world: World) -> None:
    world.known("relative", "王根水", relation="弟弟", period="2026")
    world.pay("王根水", "rural-dibao", "2026-01", 400)
    world.pay("王根水", "rural-dibao", "2025-12", 400)  # before the year of the list
    assert world.said(RULE) == ["本人登记为村干部近亲属，从2026年1月到2026年1月领了1笔农村低保，共400.00元。"]


def test_somebody_who_lives_with_an_official(world: World) -> None:
    world.person("王芳")
    world.person("王根水", home="王芳")
    world.known("official", "王芳", "2025-12", position="报账员")
    world.pay("王根水", "rural-dibao", "2026-01", 400)
    assert world.said(RULE) == ["家里人登记为村干部，从2026年1月到2026年1月领了1笔农村低保，共400.00元。"]


def test_it_does_not_fire(world: World) -> None:
    world.known("official", "王芳", "2020-01", "2023-12")  # out of office
    world.pay("王芳", "rural-dibao", "2024-01", 400)
    world.known("official", "赵山", "2020-01")
    world.pay("赵山", "farmland", "2024", 400)  # everybody who has land gets it
    world.person("李桂香")
    world.person("李大山", home="李桂香")
    world.known("relative", "李桂香", period="2024")
    world.pay("李大山", "rural-dibao", "2024-01", 400)  # no relative on the list, only somebody in a relative's home
    assert world.found(RULE) == []
