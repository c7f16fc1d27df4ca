"""The office's view: who sent what, what is missing, and that nobody looks over another township."""

from datetime import date

import pytest

from dashboard.access import VISITOR, Viewer
from dashboard.queries import overview
from loaders import importing, places
from loaders.database import Database
from tests.sheets import number

OWN, OTHER = 330890102000, 330890103000
CLERK = Viewer("clerk", "小陈", account_id=1, place_id=OWN, township_id=OWN)


@pytest.fixture
def filled(database: Database) -> Database:
    listed = "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890103000,柏坞乡\n330890102201,柳溪村\n330890102202,茶坪村\n"
    with database.write() as conn:
        places.load(conn, listed.encode())
    sheets = [("账.csv", "青枫镇柳溪村2025年第一季度收支明细\n日期,摘要,收入,支出\n1.5,收租金,500,\n")]
    sheets += [(f"低保{m}.csv", f"青枫镇柳溪村2025年{m}月农村低保金发放表\n姓名,身份证号,金额\n张三,{number(1)},{m}00\n") for m in (1, 2, 4)]
    for name, sheet in sheets:
        importing.save(database, importing.check(database, name, sheet.encode()), "测试")
    return database


def test_books_are_missing_once_their_day_has_passed_and_not_before(filled: Database) -> None:
    for today, states in ((date(2025, 7, 20), ("there", "later", "later", "later")), (date(2025, 7, 21), ("there", "missing", "later", "later"))):
        found = overview.overview(filled, CLERK, OWN, 2025, today)
        assert found and {book.village: book.quarters for book in found.books}["柳溪村"] == states
    assert ("茶坪村", "2025-Q1") in found.missing and ("柳溪村", "2025-Q1") not in found.missing


def test_a_month_without_a_payment_between_others_is_a_gap_and_the_sums_are_those_paid(filled: Database) -> None:
    found = overview.overview(filled, CLERK, OWN, 2025, date(2025, 7, 1))
    assert found is not None
    (scheme,) = found.schemes
    assert scheme.fen[:5] == (10000, 20000, None, 40000, None) and scheme.gaps == ("2025-03",)
    assert [(sent.record, sent.tables) for sent in found.sent] == [("补贴发放", 3), ("村里的账", 1)]


def test_an_office_sees_its_own_township_a_county_all_of_them_and_others_none(filled: Database) -> None:
    county = Viewer("supervisor", "老林", account_id=2, place_id=330890000000, county=True)
    assert overview.overview(filled, CLERK, OTHER, 2025, date(2025, 7, 1)) is None
    assert [name for _, name in overview.townships(filled, county)] == ["青枫镇", "柏坞乡"]
    assert overview.townships(filled, VISITOR) == [] and overview.years(filled, VISITOR, OWN) == []
