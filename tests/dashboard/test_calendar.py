"""The calendar of publication on given days: in time, late, missing, due soon, not applicable; what counts as public and since when."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from dashboard.access import VISITOR, Role, Viewer
from dashboard.light import calendar as light
from dashboard.queries import calendar
from dashboard.queries.calendar import Calendar, Duty, NotKept
from loaders import importing, journal, place_settings, places
from loaders.database import Database
from loaders.records.imports import Import
from loaders.records.publication import Posting
from tests.sheets import number

TOWN, VILLAGE, OTHER, FAR = 330890102000, 330890102201, 330890102202, 330890103000
CLERK = Viewer("clerk", "经办员小陈", account_id=1, place_id=TOWN, township_id=TOWN)
TODAY = date(2026, 11, 24)


@pytest.fixture
def db(database: Database) -> Database:
    with database.write() as conn:
        places.load(conn, "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n330890102202,茶坪村\n330890103000,柏坞乡\n330890103201,后垅村\n".encode())
    return database


def put(db: Database, day: date, title: str, *rows: str, decide: str = "") -> int:
    """Publish a sheet as if the clock had shown that day (noon in China)."""
    checked = importing.check(db, f"{title}{day}.csv", "\n".join((title, *rows)).encode())
    assert checked.status == "ready", checked.error
    found = importing.save(db, checked, "测试", {0: decide} if decide else None)
    with db.write() as conn:
        conn.execute(update(Import).where(Import.id == found).values(at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC).replace(tzinfo=None)))
    return found


def books(db: Database, day: date, quarter: int = 3, year: int = 2026, village: str = "柳溪村", income: int = 500, decide: str = "") -> int:
    month = quarter * 3
    return put(db, day, f"{village}{year}年第{quarter}季度收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,1000", f"{month}.5,收店面租金,{income},,{1000 + income}", decide=decide)


def of(db: Database, today: date = TODAY, place: int = VILLAGE) -> Calendar:
    found = calendar.village(db, VISITOR, place, today)
    assert found
    return found


def duty(db: Database, key: str, period: str | None, today: date = TODAY, place: int = VILLAGE) -> Duty:
    found = of(db, today, place)
    return next(one for one in (*found.duties, *found.events) if one.item.key == key and one.period == period)


def state(db: Database, period: str, today: date = TODAY, key: str = "ledger-detail") -> tuple[str, int]:
    one = duty(db, key, period, today)
    return one.state, one.days


def test_the_books_of_a_quarter_are_in_time_until_the_twentieth_and_late_from_the_day_after(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)  # the place has been here since June
    books(db, date(2026, 7, 20), 2)
    books(db, date(2026, 10, 21), 3)
    assert state(db, "2026-Q2") == ("ontime", 0) and state(db, "2026-Q3") == ("late", 1)


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2026, 7, 1), ("later", 111)), (date(2026, 10, 5), ("later", 15)), (date(2026, 10, 6), ("soon", 14)), (date(2026, 10, 20), ("soon", 0)),
        (date(2026, 10, 21), ("missing", 1)), (date(2026, 11, 24), ("missing", 35)), (date(2027, 1, 2), ("missing", 74)),
    ],
)  # fmt: skip
def test_what_is_not_public_is_due_then_due_soon_then_missing_and_for_how_long(db: Database, today: date, found: tuple[str, int]) -> None:
    books(db, date(2026, 6, 1), 1)
    assert state(db, "2026-Q3", today) == found


def test_the_last_quarter_of_a_year_is_due_in_the_next_one(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    assert duty(db, "ledger-detail", "2026-Q4", date(2026, 12, 31)).due == date(2027, 1, 20)
    assert state(db, "2026-Q4", date(2027, 1, 21)) == ("missing", 1)
    books(db, date(2027, 1, 19), 4)
    assert state(db, "2026-Q4", date(2027, 1, 21)) == ("ontime", 0)


def test_what_is_late_and_then_replaced_counts_from_its_first_publication(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    books(db, date(2026, 10, 22), 3)
    books(db, date(2026, 11, 20), 3, income=600, decide="replace")
    assert state(db, "2026-Q3") == ("late", 2)


def test_what_was_in_time_and_then_replaced_stays_in_time(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    books(db, date(2026, 10, 12), 3)
    books(db, date(2026, 11, 20), 3, income=600, decide="replace")
    assert state(db, "2026-Q3") == ("ontime", 0)


def test_what_was_withdrawn_with_nothing_instead_is_missing_again(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    late = books(db, date(2026, 10, 12), 3)
    importing.withdraw(db, late, "测试")
    assert state(db, "2026-Q3") == ("missing", 35)


def test_what_comes_back_when_its_successor_is_withdrawn_counts_from_its_own_day(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    books(db, date(2026, 10, 12), 3)
    second = books(db, date(2026, 11, 20), 3, income=600, decide="replace")
    importing.withdraw(db, second, "测试")
    assert state(db, "2026-Q3") == ("ontime", 0)


def test_what_was_due_before_the_place_came_here_is_no_fault_of_it(db: Database) -> None:
    books(db, date(2026, 11, 1), 3)
    found = of(db)
    assert state(db, "2026-Q3") == ("before", 0)
    assert not [one for one in found.duties if one.period in ("2026-Q1", "2026-Q2")] and found.share.due == 0


def test_the_day_that_the_sheet_says_it_was_posted_counts_and_is_told_as_that(db: Database) -> None:
    third = books(db, date(2026, 11, 1), 3)
    with db.write() as conn:
        batch = conn.execute(select(Import.id).where(Import.id == third)).scalar_one() << 24
        conn.execute(Posting.__table__.insert().values(batch_id=batch, since=date(2026, 10, 15), until=None))
    one = duty(db, "ledger-detail", "2026-Q3")
    assert (one.state, one.day, one.stated, one.entered) == ("ontime", date(2026, 10, 15), True, date(2026, 11, 1))
    assert light.when(one) == "表上写2026年10月15日公布，2026年11月1日录入本站"


def test_an_item_whose_sheets_say_when_they_hung_is_judged_from_the_first_of_those_days(db: Database) -> None:
    books(db, date(2026, 11, 1), 1)
    put(db, date(2026, 11, 1), "柳溪村2026年第3季度收支明细", "公布日期：2026年10月25日", "日期,摘要,收入,支出,结余", ",期初余额,,,1000", "9.5,收店面租金,500,,1500")
    assert state(db, "2026-Q3") == ("late", 5) and state(db, "2026-Q1") == ("before", 0)
    put(db, date(2026, 11, 1), "柳溪村2025年第4季度收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,900", "12.5,收店面租金,100,,1000", "公布日期：2026年1月12日")
    assert state(db, "2025-Q4") == ("ontime", 0) and state(db, "2026-Q2") == ("missing", 127)


def test_a_list_of_the_whole_township_counts_for_the_villages_that_stand_in_it(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    put(db, date(2026, 10, 9), "青枫镇2026年9月农村低保金发放表", "村,姓名,身份证号,金额", f"柳溪村,张秀英,{number(1)},500")
    assert state(db, "2026-Q3", key="dibao-list") == ("ontime", 0)
    assert duty(db, "dibao-list", "2026-Q3", place=OTHER).state == "missing"


def test_another_scheme_does_not_fulfil_an_item(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    put(db, date(2026, 10, 9), "青枫镇2026年9月残疾人生活补贴发放表", "村,姓名,身份证号,金额", f"柳溪村,张秀英,{number(1)},500")
    assert state(db, "2026-Q3", key="dibao-list")[0] == "missing" and state(db, "2026-Q3", key="disability-list") == ("ontime", 0)


def test_a_register_of_the_year_counts_for_the_quarter_in_which_it_is_published(db: Database) -> None:
    books(db, date(2026, 1, 10), 4, 2025)
    put(db, date(2026, 8, 3), "柳溪村2026年集体资源登记表", "序号,地块名称,地类,面积(亩),权属", "1,石壁下,水田,4.74,村集体")
    assert [state(db, f"2026-Q{quarter}", key="fin-resources")[0] for quarter in (1, 2, 3)] == ["missing", "missing", "ontime"]


def test_another_customary_day_of_the_place_moves_the_deadline(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    books(db, date(2026, 10, 18), 3)
    with db.write() as conn:
        place_settings.keep(conn, "管理员", TOWN, place_settings.DAY, "15")
    assert state(db, "2026-Q3") == ("late", 3)


def test_a_large_entry_is_due_in_five_days_where_the_county_has_set_a_limit(db: Database) -> None:
    put(db, date(2026, 6, 1), "柳溪村2026年5月收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,900000", "5.28,付路面工程款,,60000,840000", "5.20,付排水工程款,,70000,770000")
    assert duty(db, "major-financial-event", None).state == "event"
    with db.write() as conn:
        place_settings.keep(conn, "管理员", TOWN, place_settings.MAJOR, "5000000")
        conn.execute(update(Import).values(at=datetime(2026, 6, 1, 4)))
    books(db, date(2026, 1, 5), 4, 2025)
    assert [(one.period, one.state, one.days) for one in of(db).events if one.item.key == "major-financial-event"] == [("2026-05-28", "ontime", 0), ("2026-05-20", "late", 7)]


def test_the_share_counts_what_was_due_in_the_last_year_and_nothing_else(db: Database) -> None:
    books(db, date(2026, 10, 1), 2)
    books(db, date(2026, 10, 19), 3)
    found = of(db)
    quarterly = [one for one in found.duties if one.period == "2026-Q3"]
    assert found.share.ontime == sum(one.state == "ontime" for one in quarterly) == 3  # the entries, income and spending are one sheet
    assert found.share.missing == sum(one.state == "missing" for one in quarterly) and found.share.late == 0
    assert found.share.percent == 3 * 100 // (3 + found.share.missing)


# What does not apply


def test_an_item_that_does_not_apply_has_a_public_reason_and_leaves_the_share(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    before = of(db).share.missing
    calendar.exempt(db, CLERK, VILLAGE, "tekun-list", None, "本村没有特困供养对象")
    one = duty(db, "tekun-list", "2026-Q3")
    assert (one.state, one.reason, one.by) == ("exempt", "本村没有特困供养对象", "经办员小陈")
    assert of(db).share.missing == before - 2 and "不适用：本村没有特困供养对象（经办员小陈）" in words(light.body(of(db)))
    with db.read() as conn:
        assert [entry.detail for entry in journal.entries(conn, "exempt")] == ["本村没有特困供养对象"]


def test_an_exemption_of_one_period_leaves_the_others_owed(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    calendar.exempt(db, CLERK, VILLAGE, "tekun-list", "2026-Q3", "这一季没有变动")
    assert [state(db, period, key="tekun-list")[0] for period in ("2026-Q2", "2026-Q3")] == ["missing", "exempt"]


def test_what_applies_again_is_owed_again_from_then_on(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    calendar.exempt(db, CLERK, VILLAGE, "tekun-list", None, "本村没有特困供养对象")
    calendar.end_exemption(db, CLERK, VILLAGE, "tekun-list", None)
    soon = datetime.now(UTC).date() + timedelta(days=400)
    assert duty(db, "tekun-list", f"{soon.year}-Q{(soon.month + 2) // 3}", soon).state in ("later", "soon")
    assert calendar.exemptions(db, CLERK, VILLAGE) == []


@pytest.mark.parametrize("reason", ["", "  ", "无"])
def test_nothing_is_exempt_without_a_reason(db: Database, reason: str) -> None:
    with pytest.raises(NotKept, match="为什么不适用"):
        calendar.exempt(db, CLERK, VILLAGE, "tekun-list", None, reason)


def test_a_number_in_a_reason_is_hidden(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    calendar.exempt(db, CLERK, VILLAGE, "tekun-list", None, f"对象{number(1)}已经去世")
    assert number(1) not in duty(db, "tekun-list", "2026-Q3").reason


@pytest.mark.parametrize(("role", "place", "township", "may"), [
    ("clerk", TOWN, TOWN, True), ("clerk", VILLAGE, TOWN, True), ("clerk", OTHER, TOWN, False), ("clerk", FAR, FAR, False), ("supervisor", VILLAGE, TOWN, False),
    ("administrator", TOWN, TOWN, False), ("villager", VILLAGE, TOWN, False), ("visitor", None, None, False),
])  # fmt: skip
def test_the_clerk_of_the_place_alone_says_what_does_not_apply(db: Database, role: Role, place: int | None, township: int | None, may: bool) -> None:
    viewer = Viewer(role, "某人", account_id=9, place_id=place, township_id=township)
    if may:
        calendar.exempt(db, viewer, VILLAGE, "tekun-list", None, "本村没有")
        calendar.end_exemption(db, viewer, VILLAGE, "tekun-list", None)
    else:
        for act in (lambda: calendar.exempt(db, viewer, VILLAGE, "tekun-list", None, "本村没有"), lambda: calendar.end_exemption(db, viewer, VILLAGE, "tekun-list", None)):
            with pytest.raises(NotKept, match="不归您管"):
                act()


# Who is reminded, and what the pages say


def test_a_clerk_is_reminded_of_the_own_villages_alone(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    own = calendar.reminders(db, Viewer("clerk", "村文书", account_id=4, place_id=VILLAGE, township_id=TOWN), TODAY)
    assert own and {one.place for one in own} == {"柳溪村"} and {one.duty.state for one in own} == {"missing"}
    assert {one.duty.state for one in calendar.reminders(db, CLERK, date(2027, 1, 10)) if one.duty.period == "2026-Q4"} == {"soon"}
    assert calendar.reminders(db, VISITOR, TODAY) == calendar.reminders(db, Viewer("clerk", "外乡", place_id=FAR, township_id=FAR), TODAY) == []


def words(html: str) -> str:
    return re.sub("<[^>]*>", "", re.sub("<style>.*?</style>", "", html, flags=re.DOTALL))


def test_the_light_page_of_a_village_says_every_state_in_words_and_signs_and_is_small(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    books(db, date(2026, 7, 20), 2)
    calendar.exempt(db, CLERK, VILLAGE, "tekun-list", None, "本村没有特困供养对象")
    html = light.body(of(db))
    for said in ("✗ 没公开，过了35天", "✓ 按时公开", "◇ 启用本站前的", "— 不适用", "按时公开", "按时的占"):
        assert said in words(html)
    assert "<script" not in html and len(html.encode()) < 60_000


def test_the_table_of_a_township_shows_each_village_and_item_with_a_sign_beside_the_colour(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    books(db, date(2026, 10, 22), 3)
    town = calendar.township(db, VISITOR, TOWN, TODAY)
    assert town and [one.place for one in town.villages] == ["柳溪村", "茶坪村"]
    html = light.grid(town)
    row = next(line for line in html.split("<tr>") if "财务明细账目" in line)
    assert re.findall(r"<td class=(\w+) title=\"[^\"]*\">([^<]*)</td>", row) == [("wait", "△2天"), ("bad", "✗35天")]
    assert "柳溪村" in words(light.town_body(town)) and town.share.late == sum(one.share.late for one in town.villages)


def test_the_page_of_an_address_is_that_village_that_township_or_nothing(db: Database) -> None:
    books(db, date(2026, 6, 1), 1)
    assert "柳溪村：该公开的公开了吗" in words(light.show(db, VISITOR, {"place": str(VILLAGE)}) or "")
    assert "青枫镇：该公开的公开了吗" in words(light.show(db, VISITOR, {"township": str(TOWN)}) or "")
    assert "柳溪村：" in words(light.show(db, Viewer("villager", place_id=VILLAGE, township_id=TOWN), {}) or "")
    assert [light.show(db, VISITOR, {"place": asked}) for asked in ("7", "9" * 40)] == [None, light.show(db, VISITOR, {})]


def test_the_catalogue_is_readable_a_section_at_a_time(db: Database) -> None:
    shown = words(light.catalogue_page(db, VISITOR, {"section": "财务"}))
    assert "财务明细账目" in shown and "浙江省农村集体资产管理条例第25条" in shown and "依据没有核实" not in shown
    assert "依据没有核实，只供参考" in words(light.catalogue_page(db, VISITOR, {"section": "党务"}))
