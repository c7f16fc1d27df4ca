"""area_over_register: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "area_over_register"


def test_one_mu_too_many(world: World) -> None:
    world.known("land", "王根水", area="3.2")
    world.known("land", "王根水", area="1")
    world.pay("王根水", "farmland", "2024", 512, area_mu="5.2")
    (found,) = world.found(RULE)
    assert (found.amount_fen, len(found.against)) == (512_00, 2)
    assert world.said(RULE) == ["耕地地力补贴2024年按5.2亩发，登记在这户名下的是4.20亩，这样的有1笔，共512.00元。"]


def test_it_does_not_fire(world: World) -> None:
    world.person("王根水")
    world.person("王芳", home="王根水")
    world.known("land", "王根水", area="3.2")
    world.known("land", "王芳", area="2")  # registered for another of the home
    world.pay("王根水", "farmland", "2024", 512, area_mu="5.2")
    world.known("land", "李桂香", area="4.2")
    world.pay("李桂香", "farmland", "2024", 300, area_mu="3")  # some of it is not paid for
    world.pay("赵山", "farmland", "2024", 300, area_mu="3")  # the list does not know them
    world.known("land", "钱旺", area="1")
    world.pay("钱旺", "large-grain", "2024", 9000, area_mu="90")  # rented land
    world.known("land", "孙福", area="3.14")
    world.pay("孙福", "farmland", "2024", 300, area_mu="3.2")  # within a tenth
    assert world.found(RULE) == []
    assert len(world.found(RULE, {"tolerance": 0})) == 1
