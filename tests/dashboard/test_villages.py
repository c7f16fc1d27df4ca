"""A village at a glance: what is left, whether its books are public in time, what is new, its address and square code."""

import re
from datetime import date

import pytest

from dashboard.access import VISITOR, Viewer
from dashboard.light import villages as light
from dashboard.queries import imports, villages
from dashboard.server import LIGHT_PAGES
from loaders import importing, places
from loaders.database import Database
from tests.sheets import number

TODAY = date(2026, 11, 24)
VILLAGE = 330890102201


@pytest.fixture
def db(database: Database) -> Database:
    with database.write() as conn:
        places.load(conn, "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n330890102202,茶坪村\n".encode())
    return database


def put(db: Database, title: str, *rows: str) -> None:
    data = "\n".join((title, *rows)).encode()
    checked = importing.check(db, f"{title}.csv", data)
    importing.save(db, checked, "测试")


def books(db: Database, quarter: str, month: int) -> None:
    put(db, f"柳溪村2026年第{quarter}季度收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,1000", f"{month}.5,收店面租金,500,,1500", f"{month}.6,付路灯电费,,120.5,1379.5")


def words(html: str) -> str:
    return re.sub("<[^>]*>", "", re.sub("<style>.*?</style>", "", html, flags=re.DOTALL))


def test_a_stranger_sees_what_is_left_up_to_when_and_what_is_overdue(db: Database) -> None:
    books(db, "二", 5)
    found = villages.home(db, VISITOR, VILLAGE, TODAY)
    assert found and found.books and (found.books.closing_fen, found.up_to) == (137_950, "2026年5月6日")
    assert found.missing == ("2026-Q3", "2026-Q1", "2025-Q4")
    shown = words(light.money(found, TODAY))
    assert "村里的钱还剩1,379.50元" in shown and "2026年第三季度的账该在2026年10月20日前公开" in shown


@pytest.mark.parametrize(("today", "missing"), [(date(2026, 10, 20), False), (date(2026, 10, 21), True)])
def test_the_books_of_a_quarter_are_missing_from_the_21st_of_the_month_after_it(db: Database, today: date, missing: bool) -> None:
    books(db, "二", 5)
    found = villages.home(db, VISITOR, VILLAGE, today)
    assert found and ("2026-Q3" in found.missing) == missing


def test_what_is_new_stands_once_of_each_kind_and_opens_the_page_of_this_village(db: Database) -> None:
    books(db, "一", 2)
    books(db, "二", 5)
    put(db, "柳溪村2026年集体资源登记表", "序号,地块名称,地类,面积(亩),权属", "1,石壁下,水田,4.74,村集体")
    put(db, "青枫镇2026年5月高龄津贴发放表", "村,姓名,身份证号,金额", f"柳溪村,张秀英,{number(1)},80")
    put(db, "青枫镇2026年5月孤儿基本生活费发放表", "村,姓名,身份证号,金额", f"柳溪村,张小小,{number(3)},1800")
    with db.read() as conn:
        assert conn.exec_driver_sql("SELECT count(*) FROM payment_total").scalar() == 2  # what may not name anybody is not told as new
    found = villages.home(db, VISITOR, VILLAGE, TODAY)
    assert found and {(each.name, each.period) for each in found.news} == {("村里的账", "2026-Q2"), ("资源登记", "2026"), ("高龄津贴发放", "2026-05")}
    html = light.body(found, TODAY)
    assert f'href="/lite/resources?place={VILLAGE}"' in html and "/lite/contracts" not in html and "还没有公开：合同、资产" in words(html)


def test_a_village_without_anything_says_so_and_a_township_is_no_village(db: Database) -> None:
    shown = words(light.show(db, VISITOR, {"place": "330890102202"}) or "")
    assert "茶坪村" in shown and "还没有公开过账目" in shown
    assert [light.show(db, VISITOR, {"place": asked}) for asked in ("330890102000", "7", "", "<script>", "９", "9" * 40)] == [None] * 6


def test_one_finds_a_village_by_its_township_and_the_own_one_first(db: Database) -> None:
    assert [(one.name, [name for _, name in one.villages]) for one in villages.townships(db, VISITOR)] == [("青枫镇", ["柳溪村", "茶坪村"])]
    html = light.choose(db, Viewer("villager", place_id=330890102202))
    assert html.index("您的村") < html.index("青枫镇") and html.index('href="/v/330890102202"') < html.index('href="/v/330890102201"')
    assert "您的村" not in light.choose(db, VISITOR)


def test_the_square_code_leads_to_the_villages_short_address_once_the_office_has_said_its_own(db: Database) -> None:
    assert "网址还没有填" in (light.square(db, VISITOR, {"place": str(VILLAGE)}) or "")
    imports.keep_address(db, Viewer("clerk", "小陈", township_id=330890102000), "https://sunshine.example.org")
    sheet = light.square(db, VISITOR, {"place": str(VILLAGE)}) or ""
    assert f"https://sunshine.example.org/v/{VILLAGE}" in sheet and "<svg" in sheet and "柳溪村" in words(sheet)
    assert "/v/{place}" in LIGHT_PAGES and light.square(db, VISITOR, {"place": "1"}) is None
