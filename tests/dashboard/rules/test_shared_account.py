"""shared_account: when it must fire and when it must not."""

from tests.dashboard.rules.world import World

RULE = "shared_account"


def test_three_homes_one_account(world: World) -> None:
    for name in ("王根水", "李桂香", "赵山"):
        world.pay(name, "old-age", "2025-04", 60, account="6299000000000001")
        world.pay(name, "old-age", "2025-05", 60, account="6299000000000001")
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.times, found.person_id) == (360_00, 3, None)
    assert world.said(RULE) == ["同一个账号收了3户3个人的钱，共360.00元。"]


def test_it_does_not_fire(world: World) -> None:
    world.person("王根水")
    for name in ("王根水", "王芳", "王强", "王梅"):
        world.person(name, home=None if name == "王根水" else "王根水")
        world.pay(name, "old-age", "2025-04", 60, account="6299000000000001")  # one home
    for name in ("李桂香", "赵山", "钱旺"):
        world.pay(name, "extreme-poverty-care", "2025-04", 60, account="6299000000000002", payee_name="孙福")  # said so
    for name in ("周全", "吴大", "郑二"):
        world.pay(name, "old-age", "2025-04", 60, account="6299000000000003", status="paid" if name != "郑二" else "returned")
    for name in ("冯一", "陈二", "卫三"):
        world.pay(name, "old-age", "2025-04", 60)  # no account is written
    assert world.found(RULE) == []
    assert len(world.found(RULE, {"homes": 2})) == 1
