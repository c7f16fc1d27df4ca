"""Sheets of funds and of a scheme's totals as offices write them: levels, groups, parts, who got how much."""

from typing import Any

import pytest

from loaders.readers.result import Reading
from tests.loaders.tables import codes, read, values


def one(*rows: list[Any], **sheet: Any) -> Reading:
    (found,) = read(*rows, **sheet)
    return found


def test_title_head_and_foot_say_the_level_the_document_and_until_when_it_is_posted() -> None:
    found = one(
        ["清湾镇2024年第一批中央财政衔接资金分配表"], ["文号:浙财农〔2024〕12号", None, None, "单位:万元"], ["序号", "村", "项目名称", "金额"], ["合 计", None, None, 38],
        [1, "东岸村", "茶园道路", 20], [2, None, "全镇项目管理费", 18], ["公示期:2024年3月1日至3月10日  监督电话:12317"],
    )  # fmt: skip
    said = ("central", "浙财农〔2024〕12号", "2024-03-01", "2024-03-10")
    assert values(found, "village", "amount", "level", "document", "notice_from", "notice_until") == [("东岸村", 20_000_000, *said), (None, 18_000_000, *said)]
    assert found.total_agrees and not found.problems


def test_blocks_side_by_side_with_city_totals_before_their_counties_are_read_without_the_totals() -> None:
    found = one(
        ["2018年残疾人两项补贴省补资金分配表"], ["金额单位:万元"], ["单位", "金额", "单位", "金额"], ["全省合计", 600, "湖西市小计", 250],
        ["江东市小计", 350, "其中:城北区", 100], ["其中:上河区", 150, "长兴县", 150], ["下沙区", 200, None, None],
    )  # fmt: skip
    assert values(found, "township", "amount", "level") == [(name, fen * 1_000_000, "province") for name, fen in (("上河区", 150), ("下沙区", 200), ("城北区", 100), ("长兴县", 150))]
    assert found.total_agrees and not found.problems


def test_a_sub_total_that_is_wrong_is_pointed_out_whether_it_stands_before_or_behind_its_rows() -> None:
    head = [["青枫镇2024年省级资金分配表"], ["村", "项目名称", "金额"]]
    before = one(*head, ["第一批小计", None, 5], ["柳溪村", "桥", 3], ["柳溪村", "路", 2], ["第二批小计", None, 8], ["茶坪村", "渠", 7])
    behind = one(*head, ["柳溪村", "桥", 3], ["柳溪村", "路", 2], ["小计", None, 5], ["茶坪村", "渠", 7], ["小计", None, 8])
    assert codes(before) == [("subtotal-disagrees", "C6")] and codes(behind) == [("subtotal-disagrees", "C7")]


def test_money_of_a_level_in_columns_by_year_is_an_allocation_for_each_year() -> None:
    found = one(
        ["云山县2022年农业补贴资金下达情况表"], ["单位", "下达补贴资金(万元)", None, None], [None, "市资金", None, "区资金"], [None, "2021年下达", "2022年下达", None],
        ["白云镇", 10.5, 20, 5], ["合计", 10.5, 20, 5], merged=[(1, 0, 3, 0), (1, 1, 1, 3), (2, 1, 2, 2), (2, 3, 3, 3)],
    )  # fmt: skip
    assert values(found, "level", "period", "amount") == [("city", "2021", 10_500_000), ("city", "2022", 20_000_000), ("county", None, 5_000_000)]
    assert found.total_agrees


def test_figures_below_the_name_of_a_place_are_no_place() -> None:
    found = one(["云山县2016年村级组织运转经费分配表"], ["序号", "乡镇", "村数171个(其中贫困村40个)", "社区(25个)", "合计(万元)"], [1, "莆田镇", 90, 15, 500], [2, "火田镇", 81, 10, 480])
    assert values(found, "township", "village", "amount") == [("莆田镇", None, 500_000_000), ("火田镇", None, 480_000_000)]


def test_a_column_of_money_that_the_form_does_not_know_is_pointed_out() -> None:
    found = one(["青枫镇2024年省级资金分配表"], ["村", "项目名称", "金额(元)", "奖励部分(元)"], ["柳溪村", "桥", 30, 5])
    assert codes(found) == [("money-unread", "D2")] and found.amount_read == 3000


@pytest.mark.parametrize(
    ("names", "villages", "problems"),
    [
        (["柳溪村", None, "茶坪村", None], ["柳溪村", "柳溪村", "茶坪村", "茶坪村"], ["place-carried"]),
        (["柳溪村", "柳溪村", "茶坪村", None], ["柳溪村", "柳溪村", "茶坪村", None], []),
    ],
)  # fmt: skip
def test_a_village_is_carried_down_only_in_a_sheet_that_writes_each_once(names: list[str | None], villages: list[str | None], problems: list[str]) -> None:
    rows = [[name, f"{n}号桥", n] for n, name in enumerate(names, 1)]
    found = one(["青枫镇2024年省级资金分配表"], ["村", "项目名称", "金额"], *rows)
    assert [village for (village,) in values(found, "village")] == villages and [code for code, _ in codes(found)] == problems


def test_a_row_without_its_villages_is_of_the_whole_township_where_it_says_so() -> None:
    found = one(["青枫镇2024年省级资金分配表"], ["村", "项目名称", "金额"], ["柳溪村", "桥", 1], ["茶坪村", "渠", 1], [None, "全镇管理费", 1])
    assert values(found, "village") == [("柳溪村",), ("茶坪村",), (None,)]


# --- totals of a scheme


def test_what_is_counted_may_stand_in_brackets_and_a_rate_is_no_sum() -> None:
    head = ["乡镇", "保障(户数)", "保障(人数)", "月保障金(元/人/月)", "月发放金额(元)", "特困户数(户)", "特困人数", "特困月保障金额(元/人/月)", "特困月发放金额(元/人)"]
    found = one(["安化县2012年10月农村低保资金发放汇总表"], head, ["清塘铺镇", 80, 94, 386, 36284, 10, 10, 780, 7800], ["合计", 80, 94, None, 36284, 10, 10, None, 7800])
    assert values(found, "part", "households", "people", "standard", "amount") == [(None, 80, 94, 38600, 3_628_400), ("特困", 10, 10, 78000, 780_000)]
    assert found.total_agrees and not found.problems


def test_a_row_without_a_place_is_the_titles_and_what_was_paid_since_january_is_not_of_the_month() -> None:
    found = one(
        ["荷城街道2022年5月最低生活保障"], ["本月低保户数(户)", "本月低保人数(人)", "城镇低保", None, "农村低保", None, "本月低保资金发放数(万元)", "1-本月低保资金发放数(万元)", "本年度低保标准(元/人月)"],
        [None, None, "城镇低保户数(户)", "城镇低保人数(人)", "农村低保户数(户)", "农村低保人数(人)"], [300, 500, 100, 150, 200, 350, 35.7226, 178.24176, 1120],
        merged=[(1, 2, 1, 3), (1, 4, 1, 5)] + [(1, c, 2, c) for c in (0, 1, 6, 7, 8)],
    )  # fmt: skip
    assert found.place_name == "荷城街道" and found.amount_read == 35_722_600 and not found.problems
    assert sorted(values(found, "households", "people", "standard", "amount"), key=str) == [(100, 150, None, None), (200, 350, None, None), (300, 500, 112_000, 35_722_600)]
    assert len({getattr(scheme, "key", scheme) for (scheme,) in values(found, "scheme")}) == 3


def test_tables_below_each_other_each_have_their_own_title_and_month() -> None:
    first, second = read(
        ["荷城街道2022年5月特困人员供养"], ["总户数(户)", "总人数(人)", "本月供养资金发放数(万元)"], [50, 52, 9.36], [], ["荷城街道2022年4月临时救助"], ["本月救助户数(户)", "本月救助资金发放数(万元)"], [3, 0.9]
    )
    assert [(r.period, r.scheme and r.scheme.key, r.amount_read) for r in (first, second)] == [("2022-05", "extreme-poverty", 9_360_000), ("2022-04", "temporary-aid", 900_000)]


def test_a_group_that_adds_up_the_others_is_a_check() -> None:
    found = one(
        ["山阳县2022年7月残疾人两项补贴发放汇总表"], ["乡镇", "困难残疾人生活补贴", None, "重度残疾人护理补贴", None, "合计", None], [None, "人数", "金额(元)", "人数", "金额(元)", "人数", "金额(元)"],
        ["东山镇", 100, 7000, 20, 10000, 120, 17000], ["合计", 100, 7000, 20, 10000, 120, 17000], merged=[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 1, 6)],
    )  # fmt: skip
    assert values(found, "people", "amount") == [(100, 700_000), (20, 1_000_000)] and found.total_agrees


def test_levels_of_care_are_parts_and_the_sum_of_their_money_is_a_check() -> None:
    found = one(["青田县2024年6月特困人员照料护理费发放汇总表"], ["乡镇", "全护理人数", "全护理金额", "半护理人数", "半护理金额", "金额合计"], ["东乡", 2, 2000, 3, 1500, 3500], ["合计", 2, 2000, 3, 1500, 3500])
    assert values(found, "part", "people", "amount") == [("全护理", 2, 200_000), ("半护理", 3, 150_000)] and found.total_agrees


def test_counties_side_by_side_are_places_of_their_own() -> None:
    found = one(["湖西市2024年1月高龄津贴发放汇总表"], ["县(市、区)", "人数", "金额(元)", "县(市、区)", "人数", "金额(元)"], ["城北区", 100, 10000, "长兴县", 80, 8000])
    assert values(found, "township", "people", "amount") == [("城北区", 100, 1_000_000), ("长兴县", 80, 800_000)] and not found.blocked


@pytest.mark.parametrize("body", ["柳溪村", "柳溪村村民委员会", "柳溪村民委员会", "柳溪村股份经济合作社", "青枫镇柳溪村村委会"])
def test_a_village_gets_the_money_of_the_body_that_governs_it(body: str) -> None:
    found = one(["青枫镇2023年奖补资金拨付情况表"], ["收款单位", "用途", "拨付金额(元)"], [body, "绿化", 50], ["农业农村办公室", "规划", 12])
    assert values(found, "village", "recipient") == [("柳溪村", None), (None, "农业农村办公室")]


def test_money_for_projects_needs_no_column_of_places_where_the_title_has_one() -> None:
    found = one(["2025年农村公路补助资金分配表(青枫镇)"], ["项目名称", "补助资金(万元)", None], [None, "省级", "小计"], ["柳溪桥", 12.5, 12.5], merged=[(1, 0, 2, 0), (1, 1, 1, 2)])
    assert found.place_name == "青枫镇" and values(found, "project", "level", "amount") == [("柳溪桥", "province", 12_500_000)]


def test_a_heading_of_a_level_above_words_is_a_place_and_the_smaller_place_is_the_rows() -> None:
    found = one(["湖西市2024年省级农业专项资金分配表"], ["市", "县", "金额(万元)"], ["湖西市", "长兴县", 100])
    assert values(found, "township", "level", "amount") == [("长兴县", "province", 100_000_000)]


def test_areas_that_are_not_subsidised_make_no_part_of_their_own() -> None:
    found = one(["青枫镇2024年耕地地力保护补贴资金分村汇总表"], ["村", "户数", "确权面积", "扣除面积", "补贴面积", "标准(元/亩)", "补贴金额(元)"], ["柳溪村", 120, 800.55, 20.5, 780.05, 62.5, 48753.13])
    assert [(*whole[:-1], str(whole[-1])) for whole in values(found, "households", "standard", "amount", "area")] == [(120, 6250, 4_875_313, "780.05")]


def test_a_total_of_people_that_is_not_their_sum_is_pointed_out() -> None:
    found = one(["青枫镇2024年7月高龄津贴发放统计表"], ["村别", "人数", "发放金额"], ["柳溪村", 12, 3600], ["茶坪村", "5人", "1500元"], ["合计", 18, 5100])
    assert codes(found) == [("column-total-disagrees", "B5")] and found.total_agrees


def test_thousands_of_yuan_are_thousands_of_yuan() -> None:
    found = one(["常青县2024年农业专项资金分配表"], ["金额单位:千元"], ["单位", "合计", "中央", "省级"], ["青枫镇", 1500.5, 1000, 500.5])
    assert values(found, "level", "amount") == [("central", 100_000_000), ("province", 50_050_000)]
