"""What a village owns, lets, is owed and owes: the register that counts, masked people, days that are past, sources."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from dashboard import display
from dashboard.access import VISITOR
from dashboard.light import assets as light
from dashboard.queries import assets
from dashboard.queries.assets import Lease
from loaders import importing, text
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.imports import Batch, Import
from loaders.records.places import Place

TODAY = date(2026, 11, 24)
VILLAGE = 330890102201


@pytest.fixture
def db(database: Database) -> Database:
    with database.write() as conn:
        conn.execute(insert(Place).values(id=330890102000, name="青枫镇", level="township", township_id=330890102000))
        conn.execute(insert(Place).values(id=VILLAGE, code=str(VILLAGE), name="柳溪村", level="village", township_id=330890102000))
    return database


def put(db: Database, record: str, period: str | None, *rows: dict[str, Any], on: date = TODAY, in_force: bool = True) -> None:
    """A register as an import of that day leaves it; its rows stand in the lines from the third on."""
    table = table_of(assets.RECORDS[record])
    with db.write() as conn:
        number = (conn.exec_driver_sql('SELECT max(id) FROM "import"').scalar() or 0) + 1
        conn.execute(insert(Import).values(id=number, sha256=f"{number:064}", name=f"{period}登记表.xlsx", size=1, at=datetime(on.year, on.month, on.day), actor="测试", state="in-force"))
        counts = dict.fromkeys(("rows_read", "rows_loaded", "rows_rejected", "amount_read_fen", "amount_loaded_fen"), 0)
        conn.execute(insert(Batch).values(id=number << 24, import_id=number, sheet="登记", table_number=0, header_rows="2", form="测试", record=record, period=period, in_force=in_force, **counts))
        for at, row in enumerate(rows):
            kept = {"id": (number << 24) + at + 1, "township_id": 330890102000, "place_id": VILLAGE, "batch_id": number << 24, "row": at + 3, "period": period, "column": "D"}
            conn.execute(insert(table).values(**kept, **row))


def lease(db: Database, today: date = TODAY, **row: Any) -> Lease:
    put(db, "contract", "2026", {"subject": "村口店面"} | row)
    found = assets.leases(db, VISITOR, VILLAGE, today)
    assert found
    return found.lines[-1]


@pytest.mark.parametrize(
    ("due_on", "today", "paid"),
    [
        ("2026-11-24", date(2026, 11, 24), "due"),
        ("2026-11-24", date(2026, 11, 25), "overdue"),
        ("2026-10", date(2026, 10, 31), "due"),
        ("2026-10", date(2026, 11, 1), "overdue"),
        ("2025", date(2025, 12, 31), "due"),
        ("2025", date(2026, 1, 1), "overdue"),
        (None, date(2026, 11, 24), "owed"),
    ],
)
def test_rent_is_overdue_from_the_day_after_the_last_one(db: Database, due_on: str | None, today: date, paid: str) -> None:
    found = lease(db, today, due_on=due_on, due_fen=500_000, received_fen=200_000)
    assert (found.paid, found.owed_fen) == (paid, 300_000)


@pytest.mark.parametrize(
    ("row", "paid", "owed"),
    [
        ({"due_fen": 500, "received_fen": 500, "due_on": "2020"}, "paid", 0),
        ({"due_fen": 500, "received_fen": 700, "due_on": "2020"}, "paid", 0),
        ({"due_fen": 500, "owed_fen": 0, "due_on": "2020"}, "paid", 0),
        ({"owed_fen": 300, "ends": "2026-10-31"}, "overdue", 300),
        ({"owed_fen": 300, "ends": "2027-10-31"}, "owed", 300),
        ({"due_fen": 500, "due_on": "2020"}, "unclear", None),
        ({"due_fen": 500, "due_on": "2020", "status": "拖欠"}, "overdue", 500),
        ({"due_fen": 500, "due_on": "2020", "status": "已付清"}, "paid", 0),
        ({"due_fen": 500, "due_on": "2020", "status": "未付清"}, "unclear", None),
        ({"due_fen": 500, "due_on": "2020", "status": "已付一半"}, "unclear", None),
        ({"status": "未付", "due_on": "2020"}, "unsaid", None),
        ({"yearly_fen": 500, "due_on": "2020"}, "unsaid", None),
    ],
)
def test_what_a_register_does_not_say_of_a_payment_is_not_guessed(db: Database, row: dict[str, Any], paid: str, owed: int | None) -> None:
    found = lease(db, **row)
    assert (found.paid, found.owed_fen) == (paid, owed)


def test_where_the_register_contradicts_itself_its_own_word_counts_and_the_other_is_told(db: Database) -> None:
    assert (lease(db, due_fen=500, received_fen=100, owed_fen=900).owed_fen, lease(db, due_fen=500, received_fen=100, owed_fen=900).computed_fen) == (900, 400)
    assert lease(db, due_fen=500, received_fen=100, owed_fen=400).computed_fen is None


@pytest.mark.parametrize(
    ("ends", "term"), [("2026-11-23", "ended"), ("2026-11-24", "ending"), ("2027-02-22", "ending"), ("2027-02-23", "running"), ("长期", "unsaid"), (None, "unsaid")]
)
def test_a_contract_ends_soon_within_ninety_days_and_has_ended_the_day_after(db: Database, ends: str | None, term: str) -> None:
    assert lease(db, ends=ends).term == term


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("张小明", "张*明"), ("张三、李四", "张*、李*"), ("张小明等5户", "张*明等5户"), ("张小明(红枫茶业公司)", "张*明(红枫茶业公司)"), ("红枫茶业有限公司", "红枫茶业有限公司"),
        ("村委会", "村委会"), ("红星茶厂", "红星茶厂"), ("王建社", "王*社"), ("周学会", "周*会"), ("欧阳建社", "欧**社"), ("买买提·吐尔逊", "买*****逊"), ("第3村民小组", "第3村民小组"),
    ],
)  # fmt: skip
def test_of_a_party_persons_are_masked_and_organisations_are_not(written: str, shown: str) -> None:
    assert text.mask_party(written) == shown


def test_a_person_stays_masked_where_the_words_of_the_row_name_them_again(db: Database) -> None:
    put(db, "debt", "2026", {"side": "claim", "party": "张小明", "reason": "张小明借款修房，由余荣东担保", "handler": "余荣东", "amount_fen": 100, "remark": "电话13800000000"})
    put(db, "contract", "2026", {"subject": "张小明承包的茶山", "party": "张小明、李四", "remark": "李四已迁出"})
    put(db, "resource", "2026", {"name": "石壁下", "party": "张小明", "east": "张小明田", "south": "路"})
    put(db, "asset", "2026", {"name": "余荣东用的电脑", "keeper": "余荣东"})
    shown = repr([
        assets.debts(db, VISITOR, VILLAGE, "claim", TODAY), assets.leases(db, VISITOR, VILLAGE, TODAY), assets.lands(db, VISITOR, VILLAGE), assets.holdings(db, VISITOR, VILLAGE),
    ])  # fmt: skip
    assert "张*明借款修房，由余*东担保" in shown
    assert [hidden for hidden in ("张小明", "李四", "余荣东", "13800000000") if hidden in shown] == []


def test_the_newest_register_counts_and_older_ones_can_be_looked_back_at(db: Database) -> None:
    put(db, "asset", "2025", {"name": "旧楼", "original_fen": 100}, on=date(2026, 3, 1))
    put(db, "asset", "2024", {"name": "老楼", "original_fen": 50}, on=date(2026, 5, 1))
    put(db, "asset", "2026", {"name": "撤回的楼"}, in_force=False)
    found = assets.holdings(db, VISITOR, VILLAGE)
    assert found and found.edition and [line.name for line in found.lines] == ["旧楼"]
    assert (found.edition.period, [other.key for other in found.others]) == ("2025", ["2024"])
    older = assets.holdings(db, VISITOR, VILLAGE, "2024")
    assert older and [line.name for line in older.lines] == ["老楼"]


def test_a_register_without_a_period_is_as_new_as_the_day_it_came(db: Database) -> None:
    put(db, "resource", None, {"name": "甲"}, on=date(2026, 6, 1))
    put(db, "resource", "2025", {"name": "乙"}, on=date(2026, 9, 1))
    put(db, "resource", "2026", {"name": "丙"}, on=date(2026, 3, 1))
    found = assets.lands(db, VISITOR, VILLAGE)
    assert found and found.edition and [line.name for line in found.lines] == ["甲"] and [other.key for other in found.others] == ["2026", "2025"]


def test_sheets_of_one_period_are_one_register_and_claims_are_apart_from_debts(db: Database) -> None:
    put(db, "debt", "2025", {"side": "claim", "amount_fen": 100})
    put(db, "debt", "2025", {"side": "claim", "amount_fen": 20})
    put(db, "debt", "2026", {"side": "debt", "amount_fen": 7, "settled_fen": 3})
    claims, owed = assets.debts(db, VISITOR, VILLAGE, "claim", TODAY), assets.debts(db, VISITOR, VILLAGE, "debt", TODAY)
    assert claims and owed and [line.amount_fen for line in claims.lines] == [100, 20]
    assert [(line.amount_fen, line.settled_fen) for line in owed.lines] == [(7, 3)]


@pytest.mark.parametrize(("due_on", "settled", "late"), [("2026-11-23", None, True), ("2026-11-24", None, False), ("2020", 100, False), ("2020", 99, True), ("还清为止", None, False)])
def test_a_debt_is_late_when_its_day_is_past_and_it_is_not_settled(db: Database, due_on: str, settled: int | None, late: bool) -> None:
    put(db, "debt", "2026", {"side": "debt", "amount_fen": 100, "settled_fen": settled, "due_on": due_on})
    found = assets.debts(db, VISITOR, VILLAGE, "debt", TODAY)
    assert found and (found.lines[0].since is not None) == late


def test_every_line_has_its_source_and_no_line_is_lost(db: Database) -> None:
    put(db, "asset", "2026", {"name": "办公楼", "original_fen": 100}, {"name": "水泵"}, {"name": "办公楼", "original_fen": 100})
    found = assets.holdings(db, VISITOR, VILLAGE)
    assert found and [line.source.words for line in found.lines] == [f"《2026登记表.xlsx》“登记”D{row}格" for row in (3, 4, 5)]
    assert assets.fen_of(line.original_fen for line in found.lines) == 200
    assert assets.fen_of([None, None]) is None


def test_a_village_is_offered_only_for_what_it_has_in_force(db: Database) -> None:
    put(db, "asset", "2026", {"name": "办公楼"})
    put(db, "resource", "2026", {"name": "石壁下"}, in_force=False)
    assert assets.villages(db, VISITOR, "asset") == [(VILLAGE, "柳溪村")] and assets.villages(db, VISITOR, "resource") == []
    assert assets.holdings(db, VISITOR, 5) is None


def words(html: str) -> str:
    return re.sub("<[^>]*>", "", html)


def amounts(html: str) -> list[str]:
    return re.findall(r"([\d,]+\.\d\d)元", html)


def test_the_page_of_contracts_puts_what_is_overdue_first_and_every_contract_stands_once(db: Database) -> None:
    put(
        db, "contract", "2026",
        {"subject": "店面", "party": "张小明", "yearly_fen": 1000, "due_on": "2026-06-30", "due_fen": 1000, "received_fen": 400, "ends": "2026-12-31"},
        {"subject": "茶山", "party": "云岭茶业合作社", "yearly_fen": 500, "due_on": "2026-06-30", "due_fen": 500, "received_fen": 500, "ends": "2026-12-31"},
        {"subject": "鱼塘", "party": "李四", "due_on": "2026-06-30", "due_fen": 70},
    )  # fmt: skip
    found = assets.leases(db, VISITOR, VILLAGE, TODAY)
    assert found
    html = light.leases(found.lines, TODAY)
    assert [html.count(f"<b>{name}</b>") for name in ("店面", "茶山", "鱼塘")] == [1, 1, 1]
    assert html.index("逾期没交1份") < html.index("店面") < html.index("没有写收到多少的1份") < html.index("鱼塘") < html.index("三个月内到期的") < html.index("茶山")
    assert "已经逾期4个月" in html and "张*明" in html and "来自《2026登记表.xlsx》“登记”D3格" in html
    assert amounts(html)[:4] == ["15.00", "15.70", "9.00", "6.00"]  # a year, due, received, overdue


def test_a_total_is_the_sum_of_the_lines_that_it_opens_into(db: Database) -> None:
    put(db, "asset", "2026", {"name": "办公楼", "kind": "房屋", "original_fen": 45_000_000, "net_fen": 30_000_000}, {"name": "仓库", "kind": "房屋", "original_fen": 5_000_000}, {"name": "水泵", "kind": "设备"})
    put(db, "resource", "2026", {"name": "石壁下", "kind": "水田", "area_mu": "4.74"}, {"name": "后山", "kind": "林地", "area_mu": "120.5"}, {"name": "塘", "kind": "林地"})
    page = words(light.show("assets", db, VISITOR, {"place": str(VILLAGE)}))
    assert "房屋　2件　共500,000.00元" in page and "设备　1件水泵" in page and "有1行没有写原值" in page
    assert amounts(page).count("500,000.00") == 2  # of all, of the kind
    page = words(light.show("resources", db, VISITOR, {"place": str(VILLAGE)}))
    assert "125.24亩" in page and "林地　2块　共120.5亩" in page and "水田　1块　共4.74亩" in page


def test_a_village_without_a_register_is_not_shown_another_ones(db: Database) -> None:
    put(db, "asset", "2026", {"name": "办公楼"})
    page = light.show("assets", db, VISITOR, {"place": "330890102000"})
    assert "办公楼" not in page and "还没有公开的资产登记" in page
    assert "办公楼" in light.show("assets", db, VISITOR, {"place": "<script>"})


def test_a_spreadsheet_of_rents_is_imported_and_shown_with_its_cells(db: Database) -> None:
    data = "柳溪村2026年度租金收缴表\n序号,标的,承租方,年租金,应缴日期,应收租金,已收租金,欠收\n1,村口店面,张小明,12000,2026.6.30,12000,4000,8000\n2,后山,云岭茶业专业合作社,32000,2026.6.30,32000,32000,0\n".encode()
    importing.save(db, importing.check(db, "租金.csv", data), "测试")
    found = assets.leases(db, VISITOR, VILLAGE, TODAY)
    assert found and [(line.party, line.paid, line.owed_fen, line.due_on) for line in found.lines] == [
        ("张*明", "overdue", 800_000, "2026年6月30日"), ("云岭茶业专业合作社", "paid", 0, "2026年6月30日"),
    ]  # fmt: skip
    assert found.lines[0].source.words.startswith("《租金.csv》") and found.lines[0].source.row == 3


def test_how_late_something_is_counts_whole_months_and_years() -> None:
    assert [display.late(day, TODAY) for day in (date(2026, 11, 23), date(2026, 9, 25), date(2026, 9, 24), date(2025, 11, 24), date(2024, 11, 24), date(2024, 10, 20))] == ["1天", "60天", "2个月", "12个月", "2年", "2年1个月"]


def test_a_contract_under_which_the_village_pays_is_no_rent_and_nobody_owes_it(db: Database) -> None:
    rent = {"subject": "店面", "party": "李建国", "yearly_fen": 500_000, "due_fen": 500_000, "received_fen": 500_000}
    bill = {"subject": "垃圾清运", "party": "澄溪县保洁公司", "kind": "付款合同", "total_fen": 120_000, "due_fen": 120_000, "received_fen": 0, "due_on": "2020-01-01"}
    put(db, "contract", "2026", rent, bill)
    found = assets.leases(db, VISITOR, VILLAGE, TODAY)
    assert found is not None and light.overdue(found.lines) == []
    page = light.leases(found.lines, TODAY)
    assert "村里要付钱的合同" in page and "没有逾期没交的租金" in page and "1,200.00元" in page
