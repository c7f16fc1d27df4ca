"""Before something is taken back or replaced: which public sums change, and where they stand."""

import json

from click.testing import CliRunner
from sqlalchemy import select

from dashboard.access import VISITOR, Viewer
from dashboard.command import main
from dashboard.queries import effects
from loaders import importing
from loaders.database import Database
from loaders.records.places import Place
from tests.bad_days.rosters import roster

BOOKS = "青枫镇柳溪村2024年6月收支明细表\n日期,摘要,收入,支出\n2024-06-03,收鱼塘租金,500,\n2024-06-09,付电费,,80\n".encode()


def save(database: Database, name: str, data: bytes, decision: str = "new") -> int:
    return importing.save(database, importing.check(database, name, data), "张", {0: decision})


def clerk(database: Database) -> Viewer:
    with database.read() as conn:
        town = conn.execute(select(Place.id).where(Place.level == "township")).scalar_one()
    return Viewer("clerk", "陈会计", account_id=1, place_id=town, township_id=town)


def test_taking_back_a_correction_says_the_sum_of_now_and_of_afterwards_and_where_it_stands(database: Database) -> None:
    save(database, "六月.csv", roster(4))
    second = save(database, "六月更正.csv", roster(3, yuan=310), "replace")
    (effect,) = effects.of_undo(database, clerk(database), second)
    assert (effect.rows, effect.fen) == ((3, 4), (93000, 120000))
    assert effect.words == "柳溪村　农村低保　2024年6月：现在3行、930.00元，以后4行、1,200.00元（村民的补贴页、补贴合计）"


def test_what_others_brought_to_a_sum_stays_in_it(database: Database) -> None:
    save(database, "六月.csv", roster(4))
    more = roster(6).decode().splitlines()
    second = save(database, "补发.csv", "\n".join([*more[:2], *more[6:]]).encode(), "add")
    (effect,) = effects.of_undo(database, clerk(database), second)
    assert (effect.rows, effect.fen) == ((6, 4), (180000, 120000))


def test_books_say_income_and_spending(database: Database) -> None:
    done = save(database, "账.csv", BOOKS)
    words = [effect.words for effect in effects.of_undo(database, clerk(database), done)]
    assert words == [
        "柳溪村　收入　2024年6月：现在1行、500.00元，以后没有（村里的账）",
        "柳溪村　支出　2024年6月：现在1行、80.00元，以后没有（村里的账）",
    ]


def test_a_replacement_says_beforehand_which_sums_change(database: Database) -> None:
    save(database, "六月.csv", roster(4))
    (table,) = importing.check(database, "六月更正.csv", roster(5, yuan=310)).tables
    (effect,) = effects.of_replacement(database, clerk(database), table)
    assert (effect.place, effect.what, effect.period, effect.rows, effect.fen) == ("柳溪村", "农村低保", "2024-06", (4, 5), (120000, 155000))
    assert effects.of_replacement(database, VISITOR, table) == []


def test_what_is_said_beforehand_is_what_happens(database: Database) -> None:
    save(database, "六月.csv", roster(4))
    second = save(database, "六月更正.csv", roster(3, yuan=310), "replace")
    (effect,) = effects.of_undo(database, clerk(database), second)
    importing.withdraw(database, second, "张")
    with database.read() as conn:
        assert conn.exec_driver_sql("SELECT payments, amount_fen FROM payment_total").all() == [(effect.rows[1], effect.fen[1])]


def test_the_command_says_it_without_doing_it(database: Database) -> None:
    save(database, "六月.csv", roster(4))
    ran = CliRunner().invoke(main, ["undo", "1", "--dry-run", "--json", "--database", database.url])
    said = json.loads(ran.stdout)
    assert (said["status"], said["people"], said["changes"][0]["amount_yuan"]) == ("in-force", 4, ["1200.00", "0.00"])
    assert importing.check(database, "六月.csv", roster(4)).status == "unchanged"
    assert "以后没有" in CliRunner().invoke(main, ["undo", "1", "--dry-run", "--database", database.url]).stdout
    assert "现在没有" in CliRunner().invoke(main, ["undo", "1", "--database", database.url]).stdout
