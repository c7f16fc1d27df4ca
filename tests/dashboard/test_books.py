"""A village's books: sums that add up, plain words, sources, and a table that cannot act."""

from dashboard.access import VISITOR
from dashboard.light import books as light
from dashboard.queries import books
from loaders import importing
from loaders.database import Database

HEAD = "日期,摘要,收入,支出,结余,经手人"


def put(db: Database, title: str, *rows: str) -> int:
    data = "\n".join([title, HEAD, *rows]).encode()
    return importing.save(db, importing.check(db, f"{title}.csv", data), "测试")


def village(db: Database) -> int:
    return books.villages(db, VISITOR)[0][0]


def test_opening_income_spending_and_closing_add_up_over_two_quarters(database: Database) -> None:
    put(database, "柳溪村2024年第一季度收支明细", ",上季结余,,,1000,", "1.5,收店面租金,500,,1500,余荣东", "2.6,付路灯电费,,120.5,1379.5,胡春柱")
    put(database, "柳溪村2024年第二季度收支明细", ",上季结余,,,1379.5,", "4.5,收光伏发电收益,20,,1399.5,余荣东")
    found = books.books(database, VISITOR, village(database), "2024")
    assert found and (found.opening_fen, found.income_fen, found.spending_fen, found.closing_fen) == (100000, 52000, 12050, 139950)
    assert [(c.name, c.fen) for c in found.income] == [("村里收的租金", 50000), ("村里经营挣的钱", 2000)]


def test_last_year_is_compared_month_by_month(database: Database) -> None:
    put(database, "柳溪村2023年第一季度收支明细", "1.5,收店面租金,300,,,", "3.5,收店面租金,900,,,")
    put(database, "柳溪村2024年第一季度收支明细", "1.5,收店面租金,500,,,")
    found = books.books(database, VISITOR, village(database), "2024-Q1")
    assert found and [(c.fen, c.before_fen) for c in found.income] == [(50000, 30000)]


def test_handlers_are_masked_and_every_entry_has_its_source(database: Database) -> None:
    put(database, "柳溪村2024年第一季度收支明细", "1.5,收店面租金,500,,,余荣东")
    found = books.books(database, VISITOR, village(database), "2024-Q1")
    assert found and found.entries[0].handler == "余*东"
    assert (found.entries[0].source.row, found.entries[0].source.column) == (3, "C")


def test_books_taken_back_are_no_longer_public(database: Database) -> None:
    done = put(database, "柳溪村2024年第一季度收支明细", "1.5,收店面租金,500,,,")
    assert books.villages(database, VISITOR)
    importing.withdraw(database, done, "测试")
    assert books.villages(database, VISITOR) == []
    assert "还没有公开的账目" in light.show(database, VISITOR, {})


def test_the_table_to_keep_holds_no_formula(database: Database) -> None:
    put(database, "柳溪村2024年第一季度收支明细", "1.5,=1+1,500,,,", "1.6,@SUM(A1),5,,,")
    table = light.download(database, VISITOR, {"place": str(village(database)), "period": "2024"}).content.decode("utf-8-sig")
    assert "'=1+1" in table and "'@SUM(A1)" in table


def test_an_address_that_asks_for_nonsense_shows_the_newest_books(database: Database) -> None:
    put(database, "柳溪村2024年第一季度收支明细", "1.5,收店面租金,500,,,")
    assert "柳溪村2024年" in light.show(database, VISITOR, {"place": "<script>", "period": "';--"})
