"""Sheets of what a village owns, lets, is owed and owes: assets, land, contracts with their rents, claims and debts."""

from typing import Any

import pytest

from tests.loaders.tables import codes, read, values


def test_an_assets_value_must_be_its_depreciation_and_what_is_left() -> None:
    (found,) = read(
        ["柳溪村股份经济合作社固定资产登记表"], ["截止日期:2023年12月31日", "单位:元"], ["序号", "资产名称", "类别", "数量", "购建时间", "原值", "累计折旧", "净值"],
        [1, "村办公楼", "房屋", 1, "2008年", 860000, 516000, 344000], [2, "电脑", "设备", "3台", "2019.5", "12,600.00", 12600, 100], ["合计", None, None, None, None, 872600, 528600, 344100],
    )  # fmt: skip
    assert found.total_agrees and values(found, "name", "acquired", "original", "net") == [("村办公楼", "2008", 86_000_000, 34_400_000), ("电脑", "2019-05", 1_260_000, 10_000)]
    assert codes(found) == [("row-sum-disagrees", "F5")]


@pytest.mark.parametrize(("heading", "cell", "mu"), [("面积(平方米)", 2000, "3"), ("面积(亩)", 3.5, "3.5"), ("面积", "1200㎡", "1.8"), ("面积(公顷)", 2, "30"), ("面积", "3亩", "3")])
def test_an_area_is_brought_to_mu_from_the_unit_of_its_heading_or_cell(heading: str, cell: Any, mu: str) -> None:
    (found,) = read(["柳溪村集体土地资源清查表"], ["资源名称", "地类", heading], ["晒谷场", "建设用地", cell])
    assert [f"{area.normalize():f}" for (area,) in values(found, "area")] == [mu]


def test_a_contract_has_the_days_of_its_term_and_its_name_where_no_other_says_what_is_let() -> None:
    (found,) = read(
        ["柳溪村集体经济合同台账"], ["合同编号", "合同名称", "承包方(承租方)", "合同期限", "年租金(元)", "应收", "已收", "欠收"],
        ["LX-1", "山塘承包合同", "赵大海", "2020年1月1日至2029年12月31日", 6000, 30000, 30000, 0], ["LX-2", "店面租赁合同", "钱小店", "2021.5.1-2024.4.30", "1.2万", 48000, 36000, 2000],
    )  # fmt: skip
    assert values(found, "subject", "party", "starts", "ends", "yearly", "owed") == [
        ("山塘承包合同", "赵大海", "2020-01-01", "2029-12-31", 600_000, 0), ("店面租赁合同", "钱小店", "2021-05-01", "2024-04-30", 1_200_000, 200_000),
    ]  # fmt: skip
    assert codes(found) == [("row-sum-disagrees", "F4")] and found.amount_read == 1_800_000


def test_a_list_of_rents_is_about_what_is_due_and_a_row_that_equals_the_sum_so_far_is_a_row() -> None:
    (found,) = read(
        ["柳溪村2024年租金收缴情况表"], ["序号", "承租人", "租赁标的", "应收租金", "已收租金", "未收租金"], ["1", "孙老板", "店面1号", "8000", "8000", "0"], ["2", "周老板", "店面2号", "8,000", "5000", "3000"],
        ["合计", None, None, "16000", "13000", "3000"],
    )  # fmt: skip
    assert values(found, "party", "due", "received", "owed") == [("孙老板", 800_000, 800_000, 0), ("周老板", 800_000, 500_000, 300_000)] and found.total_agrees and not found.problems


@pytest.mark.parametrize(
    ("title", "party", "side"),
    [("柳溪村债务明细表", "债权人", "debt"), ("柳溪村债权明细表", "债务人", "claim"), ("柳溪村应收款明细表", "单位名称", "claim"), ("柳溪村债权债务明细表", "债权人", "debt"), ("柳溪村债权债务明细表", "债务人", "claim")],
)
def test_the_title_or_else_who_is_named_says_whether_it_is_a_claim_or_a_debt(title: str, party: str, side: str) -> None:
    (found,) = read([title], [party, "主要内容", "金额", "偿还期限"], ["信用社", "借款", 50, "2025年6月1日"], ["王二", "砂石", 5, "长期"])
    assert values(found, "side", "party", "due_on") == [(side, "信用社", "2025-06-01"), (side, "王二", "长期")]


def test_claims_and_debts_are_told_by_their_part_of_the_sheet() -> None:
    (found,) = read(
        ["下塘村2023年债权债务登记表"], ["序号", "单位(个人)名称", "事由", "金额(元)"], ["一、债权"], [1, "王二", "欠水费", 320], ["小计", None, None, 320],
        ["二、债务"], [1, "建材店", "水泥款", 4500], ["小计", None, None, 4500], ["合计", None, None, 4820],
    )  # fmt: skip
    assert values(found, "side", "amount") == [("claim", 32_000), ("debt", 450_000)] and not found.problems


def test_claims_and_debts_stand_side_by_side_or_in_two_columns() -> None:
    (beside,) = read(
        ["茶坪村2024年债权债务公开表"], ["债权", None, "债务", None], ["单位或个人", "金额", "单位或个人", "金额"], ["供电所", 12, "信用社", 80], ["李四", 5, None, None], ["合计", 17, "合计", 80],
        merged=[(1, 0, 1, 1), (1, 2, 1, 3)],
    )  # fmt: skip
    (columns,) = read(["青枫镇2023年村级债权债务统计表", "单位:万元"], ["村名", "债权", "债务"], ["柳溪村", 12.5, 30], ["茶坪村", 0, 5.5678])
    assert values(beside, "side", "party", "amount") == [("claim", "供电所", 1200), ("claim", "李四", 500), ("debt", "信用社", 8000)] and beside.total_agrees
    assert values(columns, "village", "side", "amount") == [("柳溪村", "claim", 12_500_000), ("柳溪村", "debt", 30_000_000), ("茶坪村", "debt", 5_567_800)]


def test_a_row_that_may_be_a_claim_or_a_debt_is_kept_out() -> None:
    (found,) = read(["柳溪村债权债务明细表"], ["单位名称", "事由", "金额"], ["供电所", "电费", 12])
    assert [(row.row, row.problems[0].code) for row in found.rejected] == [(3, "value-missing")] and not found.records


def test_a_contracts_rent_in_words_is_kept_as_written_and_a_years_is_a_years() -> None:
    (found,) = read(["下塘村土地承包合同登记表"], ["承包人", "地块名称", "年租金(元)", "承包终止时间"], ["陈某", "山林", "6000元/年", "2030年2月底"], ["林某", "水塘", "按收成分成", "长期"])
    assert values(found, "yearly", "ends", "extra") == [(600_000, "2030-02", None), (None, None, {"年租金(元)": "按收成分成", "承包终止时间": "长期"})]
    assert codes(found) == [("amount-unreadable", "C4")]


def test_the_total_of_a_column_is_compared_only_where_all_its_figures_were_read() -> None:
    (found,) = read(
        ["茶坪村2024年租金收缴登记表"], ["承租人", "租赁标的", "应收租金", "欠租"], ["甲某", "店面", 1000, None], ["乙某", "仓库", 2000, 5], ["合计", None, 3000, 600], uncached={(2, 3)}
    )
    assert codes(found) == [("formula-without-value", "D3")] and found.total_agrees and len(found.records) == 2


def test_rents_of_a_quarter_are_read_below_headings_that_say_so() -> None:
    (found,) = read(["石门村2024年第二季度店面租金收缴表"], ["店面号", "承租人", "本季应收", "本季实收", "欠租"], ["1号", "甲某", 3000, 1000, 2000])
    assert (found.period, values(found, "subject", "due", "received", "owed")) == ("2024-Q2", [("1号", 300_000, 100_000, 200_000)])
