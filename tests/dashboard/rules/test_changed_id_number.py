"""changed_id_number: when it must fire and when it must not."""

from datetime import date

from tests.dashboard.rules.world import World

RULE = "changed_id_number"
BORN = date(1950, 3, 2)


def again(world: World, name: str, **more: object) -> None:
    """Another person of the same name, with another number."""
    world.people.pop(name)
    world.person(name, number=False, id_digest=world.db.vault.digest(f"{name} anders"), **more)


def test_one_account_one_name_two_numbers(world: World) -> None:
    world.pay("王根水", "rural-dibao", "2025-06", 500, account="6299000000000001")
    again(world, "王根水")
    world.pay("王根水", "old-age", "2025-06", 60, account="6299000000000001")
    (found,) = world.found(RULE)
    assert (found.amount_fen, found.confidence) == (60_00, "certain")


def test_one_village_one_name_one_birthday_two_numbers(world: World) -> None:
    world.person("王根水", birth_date=BORN, sex="男")
    world.pay("王根水", "rural-dibao", "2025-06", 500)
    again(world, "王根水", birth_date=BORN, sex="男")
    world.pay("王根水", "rural-dibao", "2025-07", 500)
    assert [found.confidence for found in world.found(RULE)] == ["likely"]


def test_it_does_not_fire(world: World) -> None:
    world.person("王根水", birth_date=BORN, sex="男")
    world.pay("王根水", "rural-dibao", "2025-06", 500)
    again(world, "王根水", birth_date=date(1961, 1, 1), sex="男")  # a namesake
    world.pay("王根水", "rural-dibao", "2025-06", 500)
    world.pay("李桂香", "old-age", "2025-06", 60, account="6299000000000001")
    world.pay("赵山", "old-age", "2025-06", 60, account="6299000000000001")  # another name
    world.person("钱旺", birth_date=BORN, sex="男")
    world.pay("钱旺", "rural-dibao", "2025-06", 500)
    again(world, "钱旺", birth_date=BORN, sex="男")  # never paid under the other number
    assert world.found(RULE) == []
