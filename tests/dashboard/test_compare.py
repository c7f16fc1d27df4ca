"""A village against its past and its township: the same months, per head, and the reasons where it cannot be done."""

import pytest

from dashboard.access import VISITOR
from dashboard.queries import books, compare
from loaders import places
from loaders.database import Database
from tests.sheets import bring, number


def account(db: Database, village: str, year: int, *entries: str) -> None:
    bring(db, f"{village}{year}.csv", f"青枫镇{village}{year}年收支明细", "日期,摘要,收入,支出", *entries)


@pytest.fixture
def filled(database: Database) -> Database:
    listed = "代码,名称\n330890102000,青枫镇\n330890102201,柳溪村\n330890102202,茶坪村\n330890102203,溪口村\n"
    with database.write() as conn:
        places.load(conn, listed.encode())
    account(database, "柳溪村", 2024, "2024-01-05,收租金,100,", "2024-06-05,收租金,900,")
    account(database, "柳溪村", 2025, "2025-01-05,收租金,300,", "2025-01-06,付电费,,50")
    account(database, "茶坪村", 2025, "2025-01-09,收租金,500,")
    bring(database, "户籍.csv", "青枫镇柳溪村户籍人口花名册", "户号,姓名,身份证号,与户主关系", f"1,张甲,{number(1)},本人", f"1,张乙,{number(2)},配偶", f"2,李丙,{number(3)},本人")
    bring(database, "发放.csv", "青枫镇柳溪村2025年1月农村低保金发放表", "姓名,身份证号,金额", f"张甲,{number(1)},447")
    return database


def of(db: Database, village: str, year: int) -> compare.Comparison:
    place = {name: number for number, name in books.villages(db, VISITOR)}[village]
    found = compare.compare(db, VISITOR, place, year)
    assert found is not None
    return found


def test_only_the_same_months_of_last_year_count(filled: Database) -> None:
    income, spending, subsidies = of(filled, "柳溪村", 2025).measures
    assert (income.fen, income.before_fen, income.middle_fen) == (30_000, 10_000, 40_000)
    assert (spending.fen, spending.before_fen) == (5_000, 0) and (subsidies.fen, subsidies.before_fen) == (44_700, None)


def test_figures_are_given_per_head_and_per_household_where_a_register_counts_them(filled: Database) -> None:
    found = of(filled, "柳溪村", 2025)
    assert (found.people, found.households) == (3, 2)
    assert (found.measures[0].per_head_fen, found.measures[0].per_household_fen) == (10_000, 15_000)
    assert of(filled, "茶坪村", 2025).measures[0].per_head_fen is None


def test_it_is_said_why_figures_cannot_be_compared(filled: Database) -> None:
    limits = "".join(of(filled, "茶坪村", 2025).limits)
    assert "2024年同期没有公开的账" in limits and "还没有导入本村的户籍人口" in limits and "溪口村" in limits


def test_the_change_of_the_chart_of_accounts_is_said(filled: Database) -> None:
    account(filled, "柳溪村", 2023, "2023-01-05,收租金,100,")
    assert any("新的会计制度" in words for words in of(filled, "柳溪村", 2024).limits)
