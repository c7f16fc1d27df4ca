"""Sheets of other counties and other clerks: their words for places, months and people, read as a person would."""

from typing import Any

import pytest

from loaders import periods, place_names
from tests.loaders.tables import HEAD, A, B, codes, paid, read, rejected, values


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("塔拉苏木巴彦嘎查2018年10月收支公开榜", ("塔拉苏木", "巴彦嘎查")), ("石屯乡马家屯2023年9月低保金", ("石屯乡", "马家屯")), ("大屯镇小屯子村2022年", ("大屯镇", "小屯子村")),
        ("A村2023年11月诚信积分公示表", (None, "A村")), ("2018年下半年农村独生子女父母奖励金", (None, None)), ("2023年重点村资金分配", (None, None)), ("各嘎查2023年低保", (None, None)),
    ],
)  # fmt: skip
def test_villages_and_townships_of_other_provinces_are_places_and_kinds_of_villages_are_none(title: str, places: tuple[str | None, str | None]) -> None:
    assert place_names.of_title(title) == places


def test_a_column_of_banners_villages_says_where_and_members_of_a_commune_are_people() -> None:
    (found,) = read(["2021年5月高龄津贴兑现表"], ["苏木", "嘎查", "农牧户姓名", "身份证号", "金额"], ["塔拉苏木", "巴彦嘎查", "张三", A, 60])
    assert (found.township, found.village, paid(found)) == ("塔拉苏木", "巴彦嘎查", [("张三", 6000)])


@pytest.mark.parametrize(
    ("title", "period"),
    [("柳溪村2023年5-6月农村低保金发放表", "2023-Q2"), ("柳溪村2021年10-11月高龄津贴发放表", "2021-Q4"), ("柳溪村2022年3-4月高龄津贴发放表", "2022-H1"), ("柳溪村2019-2020年度冬春救助发放表", "2020"), ("柳溪村2017—2018年度采暖期取暖补贴发放表", "2018")],
)  # fmt: skip
def test_a_span_without_a_name_is_kept_under_the_period_that_covers_it_and_said(title: str, period: str) -> None:
    (found,) = read([title], HEAD, [1, "张三", A, 900])
    assert found.period == period and ("period-covers", None) in codes(found) and paid(found) == [("张三", 90000)]


def test_a_span_with_a_name_or_a_month_is_not_doubted() -> None:
    assert [periods.covering(title) for title in ("2024年6月发放表", "2023年12月(2022-2023年度)", "2024年11月至2025年2月")] == [None] * 3
    (found,) = read(["柳溪村2024年1-3月高龄津贴发放表"], HEAD, [1, "张三", A, 900])
    assert found.period == "2024-Q1" and not found.problems


def test_bare_numbers_of_months_head_columns_of_months() -> None:
    for head in ([["序号", "姓名", "身份证号", 1, 2, 3, "合计"]], [["序号", "姓名", "身份证号", "1", "2", "3", "合计"]]):
        (found,) = read(["柳溪村2023年农村低保金发放台账"], *head, [1, "张三", A, 500, 500, 510, 1510], ["合计", None, None, 500, 500, 510, 1510])
        assert values(found, "period", "amount") == [("2023-01", 50000), ("2023-02", 50000), ("2023-03", 51000)] and found.stated_total == 151000


def test_a_row_of_column_numbers_is_no_row_of_months() -> None:
    (found,) = read(["柳溪村2023年6月农村低保金发放表"], HEAD, [1, 2, 3, 4], [1, "张三", A, 500])
    assert paid(found) == [("张三", 50000)] and found.rows_read == 1


def test_a_rows_category_tells_which_of_the_titles_schemes_is_meant() -> None:
    (found,) = read(["柳溪村2022年9月农村低保、特困供养金发放表"], ["姓名", "身份证号", "类别", "金额"], ["张三", A, "低保", 600], ["李四", B, "特困", 900])
    assert [record.values["scheme"].short for record in found.records] == ["农村低保", "特困供养"] and not found.problems
    (found,) = read(["柳溪村2022年9月农村低保、特困供养金发放表"], ["姓名", "身份证号", "类别", "金额"], ["张三", A, "低保", 600], ["李四", B, "一档", 900])
    assert ("scheme-ambiguous", None) in codes(found) and "scheme" not in found.records[1].values


def test_what_is_given_once_is_of_the_month_it_was_paid_in_and_monthly_money_is_asked_about() -> None:
    rows: tuple[list[Any], ...] = (["姓名", "身份证号", "救助金额", "发放日期"], ["张三", A, 2000, "2022-01-15"], ["李四", B, 1000, "2022-02-15"])
    (found,) = read(["柳溪村临时救助发放台账"], *rows)
    assert values(found, "period") == [("2022-01",), ("2022-02",)] and codes(found) == [("period-from-paid", None)]
    (found,) = read(["柳溪村农村低保金发放台账"], *rows)
    assert found.blocked and found.blocked.code == "period-missing"


def test_one_small_total_below_all_rows_is_their_total() -> None:
    (found,) = read(["柳溪村2018年6月高龄津贴发放表"], HEAD, [1, "张三", A, 60], [2, "李四", B, 60], ["小计", "2人", None, 130])
    assert (found.stated_total, found.total_agrees, found.rows_read) == (13000, False, 2)


def test_a_list_is_as_of_the_day_that_it_states() -> None:
    (found,) = read(["柳溪村农村低保对象花名册"], ["截止时间:2024年6月底"], ["户主姓名", "身份证号", "保障人口", "月保障金额"], ["张三", A, 2, 500])
    assert found.form and (found.form.record, found.period) == ("entitlement", "2024-06")


def test_members_of_whom_nothing_says_that_they_get_anything_are_residents() -> None:
    (found,) = read(["嘎查", "姓名", "户主姓名", "家庭关系", "身份证号码", "人员类别"], ["巴彦嘎查", "张三", "张三", "本人", A, "常住"])
    assert found.form and found.form.record == "person" and found.rows_loaded == 1
    (found,) = read(["三合村2023年选民登记名单"], ["序号", "选民姓名", "性别", "身份证号码"], [1, "张三", "男", A])
    assert found.form and found.form.record == "person"


def test_projects_with_a_part_of_the_villagers_money_are_projects() -> None:
    (found,) = read(
        ["2019年一事一议财政奖补项目公示表"], ["乡镇", "项目村", "项目名称", "总投资", "财政奖补", "受益人口"], ["青枫镇", "柳溪村", "路灯安装", 100000, 80000, 320]
    )  # fmt: skip
    assert found.form and (found.form.record, found.amount_read) == ("project", 10_000_000)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("柳溪村2024年度城乡居民医保个人缴费花名册", "not-given"), ("柳溪村2023年违规领取低保金追缴清单", "not-given"), ("柳溪村2024年3月农村低保停发人员名单", "not-given"), ("柳溪村2024年5月拟新增农村低保对象公示", "not-given"),
        ("柳溪村2024年3月农村低保发放失败清单", "not-arrived"), ("柳溪村2023年城乡居民养老保险参保缴费表", "not-given"), ("柳溪村2023年小额信贷台账", "not-given"), ("柳溪村2023年低保申请登记表", "not-given"),
    ],
)  # fmt: skip
def test_what_villagers_pay_lose_or_only_may_get_is_not_taken_for_what_they_got(title: str, code: str) -> None:
    (found,) = read([title], HEAD, [1, "张三", A, 380])
    assert found.blocked and found.blocked.code == code and (found.rows_loaded, found.amount_loaded) == (0, 0)


@pytest.mark.parametrize("title", ["柳溪村2024年医保个人缴费补贴发放表", "柳溪村2022年小额信贷贴息发放表", "柳溪村2024年3月农村低保停发后补发表", "柳溪村2024年诚信积分奖励发放表"])
def test_what_is_given_for_what_villagers_paid_is_given(title: str) -> None:
    (found,) = read([title], HEAD, [1, "张三", A, 380])
    assert paid(found) == [("张三", 38000)] and found.blocked is None


@pytest.mark.parametrize(
    ("head", "row", "fen"),
    [
        (["村", "生活补贴人数", "生活补贴金额", "护理补贴人数", "护理补贴金额", "合计金额"], ["柳溪村", 3, 900, 2, 1000, 1900], 190000),
        (["村", "低保金额", "特困金额", "孤儿补助金额", "金额"], ["柳溪村", 900, 500, 100, 1500], 150000), (["村", "集中供养金额", "分散供养金额", "发放总金额"], ["柳溪村", 900, 500, 1400], 140000),
    ],
)  # fmt: skip
def test_the_sum_of_the_parts_of_a_summary_is_not_added_to_them(head: list[str], row: list[Any], fen: int) -> None:
    (found,) = read(["青枫镇2022年困难群众救助资金发放汇总表"], head, row)
    assert found.form and (found.form.record, found.amount_read) == ("scheme_summary", fen)


def test_debts_that_were_paid_back_in_part_count_what_is_left() -> None:
    (found,) = read(["柳溪村2023年应收款明细表"], ["欠款人", "欠款事由", "发生时间", "期初欠款", "本年收回", "期末欠款"], ["张三", "承包款", "2019年", 1000, 200, 800])
    assert found.form and (found.form.record, found.amount_read) == ("debt", 80000)


def test_columns_of_years_are_paid_for_their_years_and_a_span_of_years_is_none_of_them() -> None:
    (found,) = read(["柳溪村2021-2023年高龄津贴发放情况"], ["姓名", "身份证号", "2021年", "2022年", "2023年", "合计"], ["张三", A, 600, 600, 720, 1920])
    assert values(found, "period", "amount") == [("2021", 60000), ("2022", 60000), ("2023", 72000)] and found.blocked is None
    (found,) = read(["柳溪村2021-2023年高龄津贴发放表"], HEAD, [1, "张三", A, 1920])
    assert found.blocked and found.blocked.code == "period-missing"
    (found,) = read(["2021-2025年柳溪村项目库"], ["乡镇", "项目名称", "建设内容", "总投资"], ["青枫镇", "路灯", "新建", 1000])
    assert found.form and (found.form.record, found.period) == ("project", "2025") and ("period-covers", None) in codes(found)


@pytest.mark.parametrize(
    "head", [["户主姓名", "身份证号", "保障人口", "月保障金额", "分类施保金额", "合计"], ["户主姓名", "身份证号", "备注", "保障金额", "分类施保", "合计金额"]]
)  # fmt: skip
def test_a_list_of_recipients_says_what_they_get_altogether_and_nothing_was_paid(head: list[str]) -> None:
    (found,) = read(["柳溪村2024年3月农村低保对象名册"], head, ["张三", A, 2, 500, 100, 600])
    assert found.form and (found.form.record, found.amount_loaded, found.rows_loaded) == ("entitlement", 60000, 1)
    (found,) = read(["柳溪村2024年3月农村低保对象发放花名册"], ["户主姓名", "身份证号", "金额"], ["张三", A, 600])
    assert found.form and found.form.record == "payment"


def test_people_are_never_counted_as_places_whatever_heads_their_numbers() -> None:
    (found,) = read(["序号(NO.)", "姓名\nName", "身份证号\nID", "金额", "月份", "村居", "项目"], [1, "张三", A, 300, "2024年1月", "甲村", "低保"])
    assert found.form and found.form.record == "payment" and paid(found) == [("张三", 30000)]
    (found,) = read(["甲镇2024年1月低保发放汇总"], ["村居", "持有人", "证件", "人数", "金额"], ["甲村", "张三", A, 1, 300])
    assert found.form is None or found.form.record != "scheme_summary"


@pytest.mark.parametrize(
    ("title", "period"),
    [("2022年双季稻补贴", "2022"), ("2023年前三季度低保", "2023"), ("2023年1-3季度低保", "2023"), ("2023年一至二季度低保", "2023-H1"), ("2023年三、四季度低保", "2023-H2"), ("2023年四季度低保", "2023-Q4")],
)  # fmt: skip
def test_two_crops_and_several_quarters_are_no_quarter(title: str, period: str) -> None:
    assert periods.of_sources(title) == (period, False)


def test_the_line_above_a_header_says_whether_money_came_or_went() -> None:
    income, spending = read(
        ["甲村2023年7月财务公开"], ["一、收入"], ["日期", "项目", "金额"], ["7.1", "租金", 500], ["收入小计", None, 500],
        ["二、支出"], ["日期", "项目", "金额"], ["7.5", "电费", 80], ["7.6", "清洁", 20], ["支出小计", None, 100],
    )  # fmt: skip
    assert values(income, "income", "spending") == [(50000, 0)] and values(spending, "income", "spending") == [(0, 8000), (0, 2000)]


def test_what_was_to_be_given_is_not_added_to_what_was_given() -> None:
    (found,) = read(["甲县2023年困难群众救助资金发放进度表"], ["单位:万元"], ["乡镇", "下达资金", "已发放金额", "发放进度"], ["甲镇", 100, 80, "80%"], ["合计", 100, 80, None])
    assert found.form and (found.amount_read, found.total_agrees) == (80_000_000, True)


def test_works_are_projects_and_no_totals_of_a_scheme() -> None:
    head = ["项目名称", "实施地点", "计划投资", "到位资金", "已拨付资金", "完工情况"]
    (found,) = read(["甲县2023年衔接资金项目执行情况表"], head, ["村道", "甲村", 100, 80, 60, "完工"])
    assert found.form and found.form.record == "project" and values(found, "paid") == [(6000,)]


def test_a_number_behind_stars_is_said_to_be_hidden() -> None:
    (found,) = read(["甲村2024年6月低保发放公示表"], HEAD, [1, "张三", "330890********1234", 300])
    assert rejected(found) == [(3, "id-masked", "C3")]


def test_points_by_month_are_points_and_no_money() -> None:
    (found,) = read(["柳溪村2024年第一季度信用积分公示"], ["名次", "户主", "身份证号", "1月", "2月", "3月", "季度总分"], [1, "张三", A, 95, 90, -5, 180])
    assert found.form and found.form.record == "credit_score" and found.amount_read == 0


def test_a_list_of_telephones_is_no_list_of_officials() -> None:
    (found,) = read(["柳溪村村干部通讯录"], ["单位", "职务", "姓名", "手机号码"], ["柳溪村", "书记", "张三", "19900000001"])
    assert found.form is None


def test_a_budget_beside_what_was_spent_is_read_as_what_was_spent() -> None:
    (found,) = read(["柳溪村2023年度收支情况表"], ["单位:万元"], ["项目", "本年预算", "本年实际"], ["经营收入", 60, 58.5], ["管理费用", 30, 25.25])
    assert values(found, "label", "amount") == [("经营收入", 58_500_000), ("管理费用", 25_250_000)]
