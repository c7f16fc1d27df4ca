"""Lists of things: projects, funds, summaries, resources, reference lists; read, saved, taken back."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from loaders import importing, reading, workbook
from loaders.database import Database
from loaders.readers.result import Reading
from loaders.records.base import table_of
from loaders.records.funds import AnotherPlace, FundAllocation, Project
from loaders.records.places import Place
from loaders.records.reference import ReferenceEntry
from loaders.workbook import Sheet, Workbook
from tests.loaders.tables import number, values


def read(*rows: list[Any], file: str = "表.xlsx", **sheet: Any) -> Reading:
    (found,) = reading.read(Workbook("xlsx", [Sheet("Sheet1", [list(row) for row in rows], **sheet)]), file)
    return found


@pytest.mark.parametrize(
    ("file", "record", "period", "rows", "records", "fen"),
    [
        ("2023年12月份高龄老人数和金额汇总表.xls", "scheme_summary", "2023-12", (9, 9, 0), 36, 144_702_000),
        ("2021年1月份孤儿和困境儿童生活补助金汇总表.xls", "scheme_summary", "2021-01", (22, 22, 0), 44, 78_246_900),
        ("陈仓区2022年耕地地力保护补贴资金兑付表.xlsx", "scheme_summary", "2022", (13, 13, 0), 13, 3_135_276_270),
        ("北塔区2020年第一批中央财政扶贫专项资金安排表.xlsx", "fund_allocation", "2020", (16, 16, 0), 16, 408_000_000),
        ("青枫镇2023年村级工程项目进度表.xls", "project", "2023", (9, 9, 0), 9, 428_399_000),
        ("集体资源登记表.xlsx", "resource", None, (14, 14, 0), 14, 0),
        ("2023年去世人员名单.xls", "reference_entry", "2023", (24, 23, 1), 23, 0),
    ],
)
def test_the_example_lists_are_read_to_the_fen(
    real: Path, file: str, record: str, period: str | None, rows: tuple[int, int, int], records: int, fen: int
) -> None:
    (found,) = reading.read(workbook.read((real / file).read_bytes(), file), file)
    assert found.form and found.form.record == record and found.period == period
    assert (found.rows_read, found.rows_loaded, found.rows_rejected) == rows and len(found.records) == records
    assert found.amount_read == fen and found.total_agrees is not False and not found.blocked


def test_a_place_where_a_person_gets_less_than_everywhere_else_is_pointed_out_with_its_cell() -> None:
    found = read(
        ["2023年12月高龄津贴汇总表"], ["乡镇", "100周岁以上", None], [None, "人数(个)", "金额(元)"], ["桥头镇", 1, 800], ["桥下镇", 8, 6400], ["沙头镇", 10, 800], ["枫林镇", 2, 1600],
        merged=[(1, 0, 2, 0), (1, 1, 1, 2)],
    )  # fmt: skip
    assert values(found, "township", "people", "amount")[2] == ("沙头镇", 10, 80000)
    assert [(p.code, p.cell) for p in found.problems] == [("rate-differs", "C6")]


def test_money_by_levels_of_government_is_an_allocation_for_each_level_and_the_rows_own_total_checks_it() -> None:
    found = read(
        ["青枫镇2024年衔接资金分配表", "单位:万元"], ["序号", "村", "项目名称", "中央资金", "省级资金", "合计"],
        [1, "柳溪村", "茶园", 20, 5.5, 25.5], [2, "茶坪村", "水渠", None, 8, 9], ["合计", None, None, 20, 13.5, 33.5],
    )  # fmt: skip
    assert values(found, "village", "level", "amount") == [("柳溪村", "central", 20_000_000), ("柳溪村", "province", 5_500_000), ("茶坪村", "province", 8_000_000)]
    assert [(p.code, p.cell) for p in found.problems if p.code == "row-sum-disagrees"] == [("row-sum-disagrees", "F4")]


def test_a_plans_money_is_the_sum_of_its_levels_where_nothing_else_says_it() -> None:
    found = read(["青枫镇2024年项目计划表"], ["项目名称", "项目地点", "建设内容", "中央资金", "县级资金"], ["茶园道路", "柳溪村和茶坪村", "硬化3公里", "30万元", "5万"])
    assert values(found, "name", "budget", "central", "county", "also") == [("茶园道路", 35_000_000, 30_000_000, 5_000_000, ("柳溪村", "茶坪村"))]


@pytest.mark.parametrize(
    ("written", "percent"), [([0.45, 1], [45, 100]), ([45, 60], [45, 60]), (["60%", "已完工"], [60, 100]), (["六成", "未开工"], [60, 0]), (["主体施工", "扫尾"], [None, None])]
)
def test_progress_is_read_from_shares_percents_and_words(written: list[Any], percent: list[int | None]) -> None:
    rows = [[f"{n}号工程", "柳溪村", 100, value] for n, value in enumerate(written)]
    found = read(["柳溪村2024年工程进度表"], ["项目名称", "建设地点", "合同价", "形象进度"], *rows)
    assert [p for (p,) in values(found, "progress_percent")] == percent and not found.problems


def test_progress_that_may_be_one_percent_or_all_is_asked_about() -> None:
    found = read(["柳溪村2024年工程进度表"], ["项目名称", "建设地点", "合同价", "形象进度"], ["甲工程", "柳溪村", 100, 1], ["乙工程", "柳溪村", 100, 60])
    assert values(found, "progress_percent") == [(None,), (60,)] and [(p.code, p.cell) for p in found.problems] == [("progress-ambiguous", "D3")]


def test_what_is_not_known_yet_is_kept_as_it_is_written() -> None:
    found = read(["柳溪村2024年工程进度表"], ["项目名称", "建设地点", "合同价", "审定价", "竣工日期", "形象进度"], ["桥", "柳溪村", 100, "待审", "未竣工", "30%"])
    assert values(found, "audited", "finished", "extra") == [(None, None, {"审定价": "待审", "竣工日期": "未竣工"})] and not found.problems


def test_a_thing_without_its_name_is_kept_out_with_its_cell_and_its_area_still_counts() -> None:
    found = read(["柳溪村集体资源登记表"], ["序号", "地块名称", "地类", "面积(亩)"], [1, "石壁下", "水田", 2.5], [2, None, "旱地", 1.5], ["合计", None, None, 3.9])
    assert [(r.row, r.problems[0].code, r.problems[0].cell) for r in found.rejected] == [(4, "value-missing", "B4")]
    assert [(p.code, p.cell) for p in found.problems if p.code != "value-missing"] == [("column-total-disagrees", "D5")]


def test_a_project_in_two_villages_is_stored_once_and_found_from_both_and_undo_takes_it_back(database: Database) -> None:
    data = "青枫镇2024年项目计划表\n项目名称,项目地点,建设内容,总投资\n茶园道路,柳溪村和茶坪村,硬化,12000\n".encode()
    saved = importing.save(database, importing.check(database, "计划.csv", data), "测试")
    project, other = table_of(Project), table_of(AnotherPlace)
    with database.read() as conn:
        stored = conn.execute(select(project.c.id, project.c.budget_fen, project.c.places)).one()
        names = conn.execute(select(Place.name).join(other, other.c.place_id == Place.id).where(other.c.record_id == stored.id).order_by(Place.id)).scalars().all()
    assert tuple(stored)[1:] == (1_200_000, "柳溪村、茶坪村") and names == ["柳溪村", "茶坪村"]
    importing.withdraw(database, saved, "测试")
    assert importing.check(database, "计划.csv", data).status == "ready"


def test_a_reference_list_is_stored_with_sealed_numbers_and_makes_nobody_a_resident(database: Database) -> None:
    data = f"青枫镇2024年死亡人员名单\n村,姓名,身份证号,死亡日期\n柳溪村,张三,{number(1)},2024.3.5\n".encode()
    importing.save(database, importing.check(database, "名单.csv", data), "测试")
    entry = table_of(ReferenceEntry)
    with database.read() as conn:
        stored = conn.execute(select(entry.c.kind, entry.c.happened, entry.c.id_digest, entry.c.id_sealed)).one()
        assert conn.exec_driver_sql("SELECT count(*) FROM person").scalar() == 0
    assert (stored.kind, stored.happened, stored.id_digest) == ("deceased", "2024-03-05", database.vault.digest(number(1)))
    assert database.vault.open(stored.id_sealed) == number(1)


def test_the_same_list_with_another_amount_is_offered_as_a_correction(database: Database) -> None:
    sheet = "青枫镇2024年衔接资金分配表\n村,项目名称,金额\n柳溪村,茶园,{}\n茶坪村,水渠,300\n"
    importing.save(database, importing.check(database, "甲.csv", sheet.format(100).encode()), "测试")
    again = importing.check(database, "乙.csv", sheet.format(150).encode())
    (difference,) = again.tables[0].differences
    assert again.tables[0].guess == "replace" and (difference.same, difference.changed) == (2, 1)
    importing.save(database, again, "测试")
    with database.read() as conn:
        in_force = "SELECT sum(a.amount_fen) FROM fund_allocation a JOIN batch b ON b.id = a.batch_id WHERE b.in_force"
        assert conn.exec_driver_sql(in_force).scalar() == 45_000
        assert conn.execute(select(table_of(FundAllocation).c.fund)).first() == ("青枫镇2024年衔接资金分配表",)


@pytest.mark.parametrize("title", ["柳溪村2024年支出统计表", "青枫镇2024年各村各月收支统计表"])
def test_a_villages_spending_by_month_counts_nobodys_money(title: str) -> None:
    found = reading.read(Workbook("csv", [Sheet("", [[title], ["项目", "1月", "2月", "合计"], ["电费", 100, 120, 220], ["办公费", 50, 60, 110]])]), "表.csv")
    assert [r.form for r in found if r.form and r.form.record == "scheme_summary"] == []


def test_a_title_that_speaks_of_spending_for_relief_still_counts_people() -> None:
    found = read(["青枫镇2024年6月临时救助资金支出情况汇总表"], ["村", "救助户数", "救助人数", "支出金额(元)"], ["柳溪村", 2, 5, 3000], ["茶坪村", 1, 1, 800])
    assert found.form and found.form.record == "scheme_summary" and found.amount_read == 380_000


def test_totals_of_two_schemes_for_the_same_place_and_month_are_two_lists(database: Database) -> None:
    sheet = "东山镇2024年6月城镇{0}、农村{0}发放汇总表\n乡镇,城镇{0}人数,城镇{0}金额,农村{0}人数,农村{0}金额\n东山镇,1,100,2,200\n"
    importing.save(database, importing.check(database, "甲.csv", sheet.format("低保").encode()), "测试")
    other = importing.check(database, "乙.csv", sheet.format("特困").encode())
    same = importing.check(database, "丙.csv", (sheet.format("低保") + ",,,,\n").encode())
    assert (other.tables[0].guess, same.tables[0].guess) == ("new", "replace")


@pytest.mark.parametrize(
    ("title", "head", "row", "old", "new"),
    [
        ("柳溪村2026年经济合同台账", "标的,承包方,起始日期,终止日期,年租金", "店面,李建国,2024-01-01,2026-12-31,{}", 5000, 6000),
        ("柳溪村2025年固定资产登记表", "资产名称,资产类别,数量,原值(元)", "老年食堂,房屋建筑,1,{}", 210000, 215000),
        ("青枫镇2025年项目计划表", "项目名称,项目地点,建设内容,总投资", "茶园道路,柳溪村,硬化,{}", 5000, 6000),
    ],
)
def test_a_list_with_another_price_says_which_before_it_replaces_the_old_one(database: Database, title: str, head: str, row: str, old: int, new: int) -> None:
    importing.save(database, importing.check(database, "甲.csv", f"{title}\n{head}\n{row.format(old)}\n".encode()), "测试")
    (difference,) = importing.check(database, "乙.csv", f"{title}\n{head}\n{row.format(new)}\n".encode()).tables[0].differences
    assert difference.changed == 1 and f"{old}.00→{new}.00" in difference.names_changed[0]
