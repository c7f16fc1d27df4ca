"""Open data: what everybody may take, and what nobody finds in it."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest

from dashboard import clock, display
from dashboard.access import Viewer
from dashboard.exporting import as_csv, as_json
from dashboard.light import open_data as page
from dashboard.queries import open_data
from loaders import importing
from loaders.database import Database
from tests.sheets import bring, number

TODAY = clock.today()
KINDS = ["payment", "scheme_total", "ledger_entry", "project", "contract", "decision", "fund_allocation"]


COUNTY = Viewer("supervisor", "县里", place_id=330890000000, county=True)


def rows(db: Database, name: str, today: date = TODAY, full_for: Viewer | None = None) -> list[dict[str, Any]]:
    table = open_data.tables()[name]
    return json.loads("".join(as_json(table, open_data.lines(db, table, today, full_for))))["rows"]


@pytest.fixture
def filled(database: Database) -> Database:
    bring(database, "低保.csv", "青枫镇柳溪村2024年6月农村低保金发放表", "姓名,身份证号,金额", f"张小明,{number(1)},447", f"=王兰,{number(2)},300")
    bring(database, "孤儿.csv", "青枫镇柳溪村2024年6月孤儿基本生活费发放表", "姓名,身份证号,金额", f"李小宝,{number(3)},1600")
    bring(database, "账.csv", "青枫镇柳溪村2024年6月收支明细", "日期,摘要,收入,支出,经手人", "6.1,收租金,500,,余荣东")
    bring(database, "进度.csv", "青枫镇柳溪村2024年工程进度表", "项目名称,建设地点,合同价,形象进度,施工单位", "村道,柳溪村,1200.5,60%,澄溪县青岭市政工程有限公司")
    return database


def test_payments_are_masked_and_lead_to_their_source(filled: Database) -> None:
    (line,) = [row for row in rows(filled, "payment") if row["amount"] == "447.00"]
    assert line["name"] == "张*明" and (line["file"], line["row"]) == ("低保.csv", 3)


def test_what_the_law_keeps_to_counts_is_in_no_row_and_a_child_alone_in_no_total(filled: Database) -> None:
    assert not [row for row in rows(filled, "payment") if "孤儿" in row["scheme"]]
    (total,) = [row for row in rows(filled, "scheme_total") if "孤儿" in row["scheme"]]
    assert (total["people"], total["payments"], total["amount"]) == ("少于3人", None, None)


def test_names_leave_with_the_time_that_their_scheme_may_be_published(database: Database) -> None:
    bring(database, "地力.csv", "青枫镇柳溪村2024年耕地地力保护补贴发放表", "姓名,身份证号,金额", f"张小明,{number(1)},447")
    assert len(rows(database, "payment", TODAY)) == 1
    assert rows(database, "payment", date(TODAY.year + 1, 12, 31)) == [] and len(rows(database, "scheme_total")) == 1


@pytest.mark.parametrize("name", list(open_data.PRIVATE))
def test_what_is_nobodys_business_is_not_among_the_tables_of_the_page(filled: Database, name: str) -> None:
    assert rows(filled, name) == [] and page.document(filled, f"{name}.csv", {}, TODAY) is None
    assert name not in {table.name for table in open_data.public_tables()}


@pytest.mark.parametrize("table", open_data.public_tables(), ids=lambda table: table.name)
def test_the_dictionary_names_every_column_of_every_file(filled: Database, table: open_data.OpenTable) -> None:
    found = page.document(filled, f"{table.name}.csv", {}, TODAY)
    assert found is not None
    header = next(csv.reader(io.StringIO("".join(found[1]).removeprefix("\ufeff"))))
    (entry,) = [t for t in page.dictionary()["tables"] if t["table"] == table.name]  # type: ignore[attr-defined]
    assert header == [field["heading"] for field in entry["fields"]] and all(field["meaning"] for field in entry["fields"])


def test_no_cell_of_a_file_is_a_formula() -> None:
    table = open_data.tables()["ledger_summary"]
    written = "".join(as_csv(table, [["村", "2024", "=1+1", "@cmd", "-5.00", "a", "b", 3]]))
    assert "'=1+1" in written and "'@cmd" in written and ",-5.00," in written


def test_a_file_that_was_taken_back_is_a_change_and_no_row(filled: Database) -> None:
    importing.withdraw(filled, 1, "测试")
    assert rows(filled, "payment") == []
    found = open_data.changes(filled, TODAY)
    assert {(change.what, change.file) for change in found} >= {("withdrawn", "低保.csv"), ("published", "账.csv")}
    assert open_data.changes(filled, date(TODAY.year + 1, 1, 1)) == []


@pytest.mark.parametrize(
    ("name", "shown"), [("张小明", "张*明"), ("澄溪县云岭茶业专业合作社", "澄溪县云岭茶业专业合作社"), ("余荣东、许毅", "余*东、许*"), ("农商行", "农商行"), ("古丽·买买提", "古****提")]
)
def test_an_organisation_is_named_and_a_person_is_masked(name: str, shown: str) -> None:
    assert display.party(name) == shown


def test_a_person_who_is_masked_as_a_party_stays_masked_in_the_words_of_the_row(database: Database) -> None:
    bring(database, "债权.csv", "柳溪村2024年债权明细表", "对方名称,事由,金额,发生时间", "张小明,张小明借款修房,3500,2021.5.6")
    assert [(row["party"], row["reason"]) for row in rows(database, "debt")] == [("张*明", "张*明借款修房")]
    assert rows(database, "debt", full_for=COUNTY)[0]["reason"] == "张小明借款修房"
