"""A villager's own money: what is in force, whose it is, what came and what did not."""

from sqlalchemy import select

from dashboard.access import VISITOR, Viewer
from dashboard.light import payments as light
from dashboard.queries import payments
from dashboard.queries.payments import GridRow
from loaders import importing
from loaders.database import Database
from loaders.records.people import Person
from tests.sheets import number


def put(db: Database, title: str, *rows: str, head: str = "姓名,身份证号,金额") -> int:
    data = "\n".join([f"青枫镇柳溪村{title}", head, *rows]).encode()
    return importing.save(db, importing.check(db, f"{title}.csv", data), "测试")


def viewer(db: Database, name: str) -> Viewer:
    with db.read() as conn:
        row = conn.execute(select(Person.id, Person.household_id, Person.village_id).where(Person.name == name)).one()
    return Viewer("villager", name, person_id=row.id, household_id=row.household_id, place_id=row.village_id)


def grid(db: Database, me: Viewer, year: int) -> list[GridRow]:
    return payments.grid(payments.overview(db, me), year)


A, B = number(1), number(2)


def test_the_newest_payment_comes_first_and_the_year_is_summed_to_the_fen(database: Database) -> None:
    for month, amount in ((4, "447"), (5, "447.5"), (6, "450")):
        put(database, f"2024年{month}月农村低保发放表", f"张秀英,{A},{amount}")
    found = payments.overview(database, viewer(database, "张秀英"))
    assert found.last and (found.last.period, found.last.amount_fen) == ("2024-06", 45000)
    assert [(year.year, year.total_fen, len(year.lines)) for year in found.years] == [(2024, 134450, 3)]


def test_money_that_came_back_is_shown_and_not_counted(database: Database) -> None:
    put(database, "2024年6月农村低保发放表", f"张秀英,{A},450,失败", head="姓名,身份证号,金额,发放状态")
    found = payments.overview(database, viewer(database, "张秀英"))
    assert found.last is None and found.years[0].total_fen == 0 and found.years[0].lines[0].status == "returned"


def test_what_is_replaced_or_taken_back_is_gone(database: Database) -> None:
    put(database, "2024年6月农村低保发放表", f"张秀英,{A},450")
    second = put(database, "2024年6月农村低保发放表(更正)", f"张秀英,{A},500")
    me = viewer(database, "张秀英")
    assert payments.overview(database, me).years[0].total_fen == 50000
    importing.withdraw(database, second, "测试")
    assert payments.overview(database, me).years[0].total_fen == 45000


def test_the_household_is_shown_with_whose_money_it_is_and_nobody_elses(database: Database) -> None:
    put(database, "户籍人口", f"01,张秀英,本人,{A}", f"01,张小明,长子,{B}", f"02,王兰,本人,{number(3)}", head="户号,姓名,与户主关系,身份证号")
    put(database, "2024年6月高龄津贴发放表", f"张秀英,{A},60", f"张小明,{B},70", f"王兰,{number(3)},80")
    lines = payments.lines(database, viewer(database, "张秀英"))
    assert sorted((line.whose, line.amount_fen) for line in lines) == [("", 6000), ("张小明", 7000)]


def test_a_month_without_money_between_two_with_is_missing(database: Database) -> None:
    for month in (1, 2, 4):
        put(database, f"2024年{month}月农村低保发放表", f"张秀英,{A},450")
    (row,) = grid(database, viewer(database, "张秀英"), 2024)
    assert [cell.state for cell in row.months[:6]] == ["paid", "paid", "missing", "paid", "none", "none"]


def test_the_change_compares_the_same_months_of_last_year_alone(database: Database) -> None:
    for period in ("2023年1月", "2023年2月", "2024年1月"):
        put(database, f"{period}农村低保发放表", f"张秀英,{A},{'450' if '2023' in period else '500'}")
    (row,) = grid(database, viewer(database, "张秀英"), 2024)
    assert (row.total_fen, row.before_fen) == (50000, 45000)


def test_who_is_no_villager_gets_nothing(database: Database) -> None:
    put(database, "2024年6月农村低保发放表", f"张秀英,{A},450")
    assert payments.lines(database, VISITOR) == payments.lines(database, Viewer("clerk", account_id=1)) == []


def test_the_light_page_needs_no_script_and_stays_small_with_three_years(database: Database) -> None:
    for year in (2022, 2023, 2024):
        for month in range(1, 13):
            put(database, f"{year}年{month}月农村低保发放表", f"张秀英,{A},450")
    html = light.show(database, viewer(database, "张秀英"))
    assert len(html.encode()) < 60_000 and "<script" not in html and "张秀英，您好" in html and A not in html
