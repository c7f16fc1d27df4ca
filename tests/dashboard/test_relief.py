"""From a fund to projects and people: a path that adds up; projects put together from all their sheets."""

import pytest

from dashboard.access import VISITOR
from dashboard.light import relief
from dashboard.queries import funds, projects
from loaders import importing
from loaders.database import Database
from tests.sheets import bring, number


@pytest.fixture
def filled(database: Database) -> Database:
    bring(database, "分配.csv", "青枫镇2025年中央财政衔接资金分配表,浙财农〔2025〕12号", "村,项目名称,金额(万元)", "柳溪村,茶园道路,20", "茶坪村,水渠,8", "茶坪村,没有立项的桥,5")
    bring(database, "计划.csv", "青枫镇2025年项目计划表,单位:万元", "项目名称,项目地点,建设内容,中央资金,县级资金", "茶园道路,柳溪村,硬化,20,3", "水渠,茶坪村,新建,6,")
    return database


def test_a_fund_adds_up_at_every_step_and_says_what_is_found_nowhere(filled: Database) -> None:
    (fund,) = funds.funds(filled, VISITOR)
    assert (fund.document, fund.year, fund.fen, fund.missing_fen) == ("浙财农〔2025〕12号", "2025", 33_000_000, 7_000_000)
    assert sum(share.fen for share in fund.shares) == fund.fen
    assert all(share.fen == sum(part.fen for part in share.parts) for share in fund.shares)
    assert {(part.name, part.kind, part.missing_fen) for share in fund.shares for part in share.parts} == {
        ("茶园道路", "project", 0), ("水渠", "project", 2_000_000), ("没有立项的桥", "unknown", 5_000_000),
    }  # fmt: skip
    assert "还有70,000.00元没有看到" in relief.fund(fund).replace('<span class="money">', "").replace("</span>", "")


def test_money_for_people_is_accounted_for_by_what_was_paid_to_them(database: Database) -> None:
    bring(database, "分配.csv", "青枫镇2025年省级农村低保补助资金分配表", "村,用途,金额", "柳溪村,农村低保,1000")
    assert funds.funds(database, VISITOR)[0].missing_fen == 100_000
    bring(database, "发放.csv", "青枫镇柳溪村2025年6月农村低保金发放表", "姓名,身份证号,金额", f"张小明,{number(1)},700")
    ((part,),) = [share.parts for share in funds.funds(database, VISITOR)[0].shares]
    assert (part.kind, part.found_fen, part.missing_fen) == ("people", 70_000, 30_000)


def test_the_newest_sheet_of_a_project_comes_first_and_the_older_ones_fill_in(filled: Database) -> None:
    for quarter, far, paid in (("第三季度", "35%", 50000), ("第四季度", "已完工", 150000)):
        bring(filled, f"{quarter}.csv", f"青枫镇2025年{quarter}工程进度表", "项目名称,建设地点,施工单位,合同价,形象进度,已付工程款", f"茶园道路,柳溪村,余荣东,220000,{far},{paid}")
    (road,) = [works for works in projects.projects(filled, VISITOR) if works.name == "茶园道路"]
    assert (road.state, road.percent, road.money["paid"], road.money["budget"]) == ("已完工", 100, 15_000_000, 23_000_000)
    assert road.levels == {"central": 20_000_000, "county": 3_000_000} and [r.percent for r in road.reports] == [100, 35]
    assert road.words["contractor"] == "余*东" and len(road.sources) == 3


def test_a_project_in_two_villages_is_found_from_both(database: Database) -> None:
    bring(database, "计划.csv", "青枫镇2025年项目计划表", "项目名称,项目地点,建设内容,总投资", "茶园道路,柳溪村和茶坪村,硬化,5000")
    found = {name: [works.place for works in projects.projects(database, VISITOR, number)] for number, name in projects.places(database, VISITOR)}
    assert found["柳溪村"] == found["茶坪村"] == ["柳溪村、茶坪村"]


def test_what_was_taken_back_is_on_no_page(filled: Database) -> None:
    importing.withdraw(filled, 1, "测试")
    importing.withdraw(filled, 2, "测试")
    assert funds.funds(filled, VISITOR) == [] and projects.places(filled, VISITOR) == []
