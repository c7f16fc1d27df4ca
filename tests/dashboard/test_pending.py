"""Lists before approval: public for the days of their posting on every page, and gone by themselves the day after."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update

from dashboard.access import VISITOR, Viewer
from dashboard.light import lists, villages
from dashboard.queries import beneficiaries, open_data, payments, pending, search
from loaders import importing, places
from loaders.database import Database
from loaders.records.imports import Import
from loaders.records.payments import Entitlement, Payment, Pending
from loaders.records.people import Person
from tests.sheets import bring, number

VILLAGE = 330890102201
TITLE = "柳溪村2026年11月农村低保初审公示名单"
ROWS = ("序号,户主姓名,身份证号,保障人口,拟保障金额", f"1,张秀英,{number(1)},2,620", "2,李建国,,1,500", "合计,,,3,1120")


@pytest.fixture
def db(database: Database) -> Database:
    with database.write() as conn:
        places.load(conn, "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n330890102202,茶坪村\n".encode())
    return database


def put(db: Database, day: date, *lines: str) -> int:
    found = bring(db, f"{lines[0]}.csv", *lines)
    with db.write() as conn:
        conn.execute(update(Import).where(Import.id == found).values(at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC).replace(tzinfo=None)))
    return found


def words(html: str) -> str:
    return re.sub("<[^>]*>", "", re.sub("<style>.*?</style>", "", html, flags=re.DOTALL))


@pytest.mark.parametrize(("today", "there"), [(date(2026, 11, 19), False), (date(2026, 11, 20), True), (date(2026, 11, 27), True), (date(2026, 11, 28), False), (date(2027, 11, 20), False)])
def test_a_list_is_public_for_seven_days_and_gone_on_the_eighth(db: Database, today: date, there: bool) -> None:
    put(db, date(2026, 11, 20), TITLE, *ROWS)
    assert bool(pending.posted(db, VISITOR, today)) == there
    assert bool(lists.waiting(pending.posted(db, VISITOR, today, VILLAGE), today)) == there
    assert bool(villages.posted(db, VISITOR, VILLAGE, today)) == there


@pytest.mark.parametrize(("today", "there"), [(date(2026, 11, 21), False), (date(2026, 11, 22), True), (date(2026, 11, 28), True), (date(2026, 11, 29), False)])
def test_the_days_that_the_sheet_says_count_before_ours(db: Database, today: date, there: bool) -> None:
    put(db, date(2026, 11, 20), TITLE, "公示时间：2026年11月22日至2026年11月28日", *ROWS)
    assert bool(pending.posted(db, VISITOR, today)) == there


@pytest.mark.parametrize(
    ("key", "since", "last"),
    [
        ("rural-dibao", date(2026, 11, 20), date(2026, 11, 27)), ("temporary-aid", date(2026, 12, 28), date(2027, 1, 4)),
        ("extreme-poverty", date(2026, 9, 24), date(2026, 10, 12)),  # seven working days, the holidays left out
        ("", date(2026, 11, 20), date(2026, 11, 27)),
    ],
)  # fmt: skip
def test_how_long_a_list_hangs_stands_in_the_catalogue(key: str, since: date, last: date) -> None:
    assert pending.last_day(key, since) == last


def test_it_shows_masked_names_the_proposed_sums_and_until_when(db: Database) -> None:
    put(db, date(2026, 11, 20), TITLE, *ROWS)
    [one] = pending.posted(db, VISITOR, date(2026, 11, 22))
    assert [(each.name, each.people, each.amount_fen) for each in one.applicants] == [("张*英", 2, 62_000), ("李*国", 1, 50_000)]
    shown = words(lists.waiting([one], date(2026, 11, 22)))
    assert "正在公示：柳溪村农村低保（初审，还没批准）" in shown and "公示到2026年11月27日为止，还有5天，过后自动撤下。" in shown
    assert "张秀英" not in shown and number(1) not in shown


def test_nobody_on_it_is_taken_for_someone_who_receives(db: Database) -> None:
    put(db, date(2026, 11, 20), TITLE, *ROWS)
    today = date(2026, 11, 22)
    assert beneficiaries.scheme_lists(db, VISITOR, today) == [] and search.search(db, VISITOR, "张秀英", today) == []
    assert not [line for name, table in open_data.tables().items() if name in ("entitlement", "payment") for line in open_data.lines(db, table, today)]
    assert payments.by_id_number(db, number(1))["payments"] == []
    with db.read() as conn:
        assert [conn.execute(select(func.count()).select_from(table)).scalar() for table in (Pending, Entitlement, Payment, Person)] == [2, 0, 0, 0]


def test_it_is_in_no_open_table_and_in_no_download(db: Database) -> None:
    put(db, date(2026, 11, 20), TITLE, *ROWS)
    assert "pending" not in open_data.tables()
    assert open_data.newest(db, VISITOR, 9) == []


def test_a_list_that_is_taken_back_is_gone_at_once(db: Database) -> None:
    found = put(db, date(2026, 11, 20), TITLE, *ROWS)
    importing.withdraw(db, found, "测试")
    assert pending.posted(db, VISITOR, date(2026, 11, 21)) == []


def test_children_are_never_named(db: Database) -> None:
    put(db, date(2026, 11, 20), TITLE.replace("农村低保", "孤儿基本生活费"), *ROWS)
    [one] = pending.posted(db, VISITOR, date(2026, 11, 22))
    assert (one.applicants, one.households) == ((), None)
    assert "少于3户，不单列" in words(lists.waiting([one], date(2026, 11, 22)))


def test_members_of_a_household_are_not_listed_beside_its_head(db: Database) -> None:
    put(db, date(2026, 11, 20), TITLE, "序号,姓名,与户主关系,身份证号,拟保障金额", f"1,张秀英,户主,{number(1)},620", f"2,张小小,孙子,{number(2)},")
    assert [each.name for each in pending.posted(db, VISITOR, date(2026, 11, 22))[0].applicants] == ["张*英"]


def test_the_list_that_is_approved_afterwards_stays_for_as_long_as_the_scheme_says(db: Database) -> None:
    put(db, date(2026, 11, 20), TITLE, *ROWS)
    put(db, date(2026, 11, 30), "柳溪村2026年12月农村低保在册对象名单", "户主姓名,身份证号,保障人口,月保障金额", f"张秀英,{number(1)},2,620")
    put(db, date(2026, 11, 30), "柳溪村2026年12月临时救助对象名单", "户主姓名,身份证号,保障人口,救助金额,救助类别", f"李建国,{number(2)},1,500,临时救助")
    for today, named in ((date(2026, 12, 7), True), (date(2026, 12, 8), False)):
        assert [one.name for one in beneficiaries.listed(db, VISITOR, VILLAGE, "rural-dibao", today)] == ["张*英"]
        assert bool(beneficiaries.listed(db, VISITOR, VILLAGE, "temporary-aid", today)) == named
        assert bool(search.search(db, VISITOR, "李建国", today)) == named


def test_a_villager_and_a_stranger_see_the_same(db: Database) -> None:
    put(db, date(2026, 11, 20), TITLE, *ROWS)
    today = date(2026, 11, 22)
    assert pending.posted(db, Viewer("villager", place_id=VILLAGE), today) == pending.posted(db, VISITOR, today)


@pytest.mark.parametrize(("title", "heading", "pending_"), [("柳溪村2026年11月拟新增农村低保对象公示", "保障人口,月保障金额", True), ("柳溪村2026年11月拟新增农村低保对象公示", "备注,金额", False)])
def test_a_proposed_list_is_taken_by_its_columns_and_otherwise_not_at_all(db: Database, title: str, heading: str, pending_: bool) -> None:
    checked = importing.check(db, "表.csv", "\n".join((title, f"姓名,身份证号,{heading}", f"张秀英,{number(1)},2,620")).encode())
    assert (checked.status == "ready") == pending_
    assert not pending_ or checked.tables[0].reading.form.record == "pending"  # type: ignore[union-attr]
