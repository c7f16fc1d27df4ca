"""Sheets of projects and of programmes for houses: plans, pools, contracts, payments, how far they are."""

from typing import Any

import pytest

from loaders import importing, periods
from loaders.database import Database
from tests.loaders.tables import codes, number, read, values

TITLE = ["青枫镇2023年农村危旧房改造进度表"]


def test_a_pool_is_told_from_a_plan_by_its_title_and_its_term_says_start_and_end() -> None:
    rows = [["项目名称", "建设地点", "建设内容", "估算投资(万元)", "实施期限"], ["河道整治", "柳溪村", "1.2公里", 85, "2024/3-2024/10"]]
    (pool,), (plan,) = read(["青枫镇2025年项目库"], *rows), read(["青枫镇2025年项目计划表"], *rows)
    assert values(pool, "stage", "started", "due", "budget") == [("pool", "2024-03", "2024-10", 85_000_000)] and values(plan, "stage") == [("plan",)]


def test_a_place_is_read_below_any_heading_that_ends_with_village() -> None:
    (found,) = read(["石门乡2024年工程项目进展情况表"], ["项目名称", "项目实施村", "合同价", "形象进度"], ["路灯", "石门村", 100, "50%"])
    assert values(found, "village", "contract", "progress_percent") == [("石门村", 10_000, 50)]


def test_units_differ_from_column_to_column_and_from_cell_to_cell() -> None:
    (found,) = read(
        ["石门乡2024年工程项目进展情况表", "单位:元"], ["项目名称", "中标价(万元)", "合同价", "已付工程款", "形象进度"], ["村道", 12.3456, "123,456", "8万元", 0.6], ["水塘", "8.5万元", 85000, None, "已完工"]
    )
    assert values(found, "bid", "contract", "paid", "progress_percent") == [(12_345_600, 12_345_600, 8_000_000, 60), (8_500_000, 8_500_000, None, 100)]
    assert [code for code, _ in codes(found)] == ["unit-conflict"]


def test_the_steps_of_a_house_are_days_or_ticks() -> None:
    (found,) = read(
        TITLE, ["村", "户主姓名", "房屋等级", "改造方式", "补助金额", "腾空", "开工", "竣工"], ["柳溪村", "张大山", "D级", "拆除重建", 30000, "√", "√", "2023.11.5"],
        ["柳溪村", "李小河", "C级", "修缮加固", 8000, "已腾空", "否", "×"], ["茶坪村", "王石", "D级", "货币安置", "待定", "2023年5月", None, "未竣工"],
    )  # fmt: skip
    assert values(found, "beneficiary", "budget", "vacated", "started", "finished", "progress") == [
        ("张大山", 3_000_000, None, None, "2023-11-05", "已竣工"), ("李小河", 800_000, None, None, None, "已腾空"), ("王石", None, "2023-05", None, None, "已腾空"),
    ]  # fmt: skip
    assert {kind for (kind,) in values(found, "kind")} == {"农村危旧房改造"} and not found.problems


def test_the_id_number_of_a_house_owner_is_stored_sealed_and_nowhere_in_clear(database: Database) -> None:
    data = f"{TITLE[0]}\n村,户主姓名,身份证号,补助金额,腾空\n柳溪村,张大山,{number(1)},300,2023-05-06\n".encode()
    importing.save(database, importing.check(database, "改造.csv", data), "测试")
    with database.read() as conn:
        stored = conn.exec_driver_sql("SELECT * FROM project").mappings().one()
    assert (stored["beneficiary"], stored["vacated"], stored["name"]) == ("张大山", "2023-05-06", "农村危旧房改造")
    assert number(1) not in str(dict(stored)) and number(1) in database.vault.open(stored["extra_sealed"])


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2020年1月1日至2029年12月31日", "2020-01-01", "2029-12-31"), ("2020.1-2024.12", "2020-01", "2024-12"), ("5年(2020.1.1-2024.12.31)", "2020-01-01", "2024-12-31"), ("2020-2025年", "2020", "2025"),
        ("20200101-20251231", "2020-01-01", "2025-12-31"), ("2024年8月19日起至28日止", "2024-08-19", "2024-08-28"), ("2024年3月-10月", "2024-03", "2024-10"), ("二〇二〇年一月至二〇二四年十二月", "2020-01", "2024-12"),
    ],
)  # fmt: skip
def test_words_from_when_to_when_are_read_in_every_spelling(written: str, first: str, last: str) -> None:
    assert periods.stretch(written) == (first, last)


@pytest.mark.parametrize("written", ["3年", "2020年", "2024.3-10", "2024年13月至15月", "2024年5月至2023年6月", "长期"])
def test_words_that_name_no_two_days_are_no_stretch(written: Any) -> None:
    assert periods.stretch(written) is None


def test_a_project_without_a_contract_is_about_its_bid_its_budget_or_what_was_paid() -> None:
    (budget,) = read(["石门乡2024年10月项目形象进度表"], ["项目名称", "建设地点", "总投资(万元)", "已拨资金(万元)", "形象进度", "完工时间"], ["桥", "石门村", 100, 60, 0.85, "预计2024年12月"], ["合计", None, 100, 60])
    (paid,) = read(["石门乡2024年项目资金拨付明细表"], ["项目名称", "实施村", "施工单位", "累计拨付(元)", "本次拨付(元)", "形象进度"], ["桥", "石门村", "宏达公司", 60, 5, "50%"])
    assert (budget.amount_read, budget.total_agrees, values(budget, "finished", "paid")) == (100_000_000, True, [(None, 60_000_000)]) and not budget.problems
    assert (paid.amount_read, values(paid, "paid")) == (6000, [(6000,)])


def test_levels_below_a_total_are_in_its_unit_and_named_in_other_words() -> None:
    (found,) = read(
        ["青枫镇2024年高标准农田建设项目投资计划表"], ["项目名称", "建设地点", "建设规模", "总投资(万元)", "其中", None], [None, None, None, None, "中央财政资金", "县级财政配套资金"], ["柳溪片", "柳溪村", "500亩", 150, 100, 50],
        merged=[(1, 4, 1, 5)] + [(1, c, 2, c) for c in range(4)],
    )  # fmt: skip
    assert values(found, "budget", "central", "county") == [(150_000_000, 100_000_000, 50_000_000)] and not found.problems


def test_a_programme_is_what_its_title_says() -> None:
    (found,) = read(["青枫镇2023年易地扶贫搬迁农户进度表"], ["村", "户主", "搬迁方式", "补助金额(元)", "腾空时间"], ["高山村", "陈某", "集中安置", 112000, "2023.6"])
    assert values(found, "kind", "name", "vacated", "progress") == [("异地搬迁", "异地搬迁", "2023-06", "已腾空")]
