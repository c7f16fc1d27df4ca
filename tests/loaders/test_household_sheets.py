"""Incomes, visits and integrity scores of households: what is written once, in parts, with signs, in months."""

from decimal import Decimal
from typing import Any

import pytest

from loaders import importing
from loaders.database import Database
from tests.loaders.tables import codes, number, read, values

INCOME = ["户主姓名", "家庭人口", "工资性收入", "生产经营性收入", "财产性收入", "转移性收入", "家庭总收入", "生产经营性支出", "家庭纯收入", "人均纯收入"]


def test_income_in_ten_thousands_is_read_to_the_fen_and_its_total_is_checked() -> None:
    (found,) = read(["柳溪村2024年农户收入表", "单位:万元"], INCOME, ["张三", "4人", 3.6, 0.8, 0.12, 0.5376, 5.0576, 0.3, 4.7576, 1.1894], ["合计", 4, 3.6, 0.8, 0.12, 0.5376, 5.0576, 0.3, 4.7576])
    assert values(found, "people", "wages", "transfers", "total", "net", "per_head") == [(4, 3_600_000, 537_600, 5_057_600, 4_757_600, 1_189_400)]
    assert found.amount_read == found.stated_total == 5_057_600 and not found.problems


def test_income_that_does_not_add_up_is_read_as_written_and_pointed_out() -> None:
    (found,) = read(["柳溪村2024年农户收入表"], INCOME, ["张三", 2, 100, 200, 0, 50, 351, 50, 300, 151])
    assert values(found, "total", "net", "per_head") == [(35_100, 30_000, 15_100)]
    assert codes(found) == [("row-sum-disagrees", "G3"), ("net-disagrees", "I3"), ("per-head-disagrees", "J3")]


def test_a_kind_of_income_without_a_column_of_its_own_is_the_sum_of_its_parts() -> None:
    (found,) = read(
        ["柳溪村2024年收入测算表"], ["户主", "工资性收入", None, "转移性收入", None, None, "总收入"], [None, "务工", "公益性岗位", "低保金", "养老金", "小计", None],
        ["张三", 3000, 500, 400, 200, 601, 4101], merged=[(1, 1, 1, 2), (1, 3, 1, 5)],
    )  # fmt: skip
    assert values(found, "wages", "transfers", "total") == [(350_000, 60_100, 410_100)]
    assert codes(found) == [("row-sum-disagrees", "F4")]


def test_members_below_their_household_make_no_rows_and_no_money_of_their_own() -> None:
    (found,) = read(
        ["柳溪村2024年农户收入表"], ["户主姓名", "家庭成员", "人口", "工资性收入", "转移性收入", "总收入"],
        ["张三", "张三", 3, 100, 50, 150], [None, "李芳", None, None, None, None], [None, "张小", None, None, None, None], ["李四", "李四", 1, 0, 90, 90],
        merged=[(0, 0, 0, 5), (2, 0, 4, 0), (2, 2, 4, 2), (2, 3, 4, 3)],
    )  # fmt: skip
    assert (found.rows_read, found.amount_read) == (2, 24_000) and values(found, "name", "total") == [("张三", 15_000), ("李四", 9_000)]
    assert found.records[0].values["extra"] == {"家庭成员": "张三、李芳、张小"}


def test_visits_keep_the_household_that_is_written_once() -> None:
    (found,) = read(["柳溪村2024年6月走访登记表"], ["序号", "户主姓名", "帮扶干部", "走访时间", "走访情况"], [1, "张三", "王建国", "6.5", "看望"], [None, None, "王建国", "6月20日", "送药"], [2, "李四", "赵六", "24日", "无"])
    assert values(found, "name", "helper", "visited") == [("张三", "王建国", "2024-06-05"), ("张三", "王建国", "2024-06-20"), ("李四", "赵六", "2024-06-24")]


def test_a_column_for_each_month_gives_a_visit_for_each_mark() -> None:
    (found,) = read(["柳溪村2024年走访台账"], ["户主", "帮扶责任人", "单位", "1月", "2月", "3月"], ["张三", "王建国", "镇政府", "√", None, "3.15"], ["李四", "赵六", "卫生院", None, "8日", "√"])
    assert values(found, "name", "visited") == [("张三", "2024-01"), ("张三", "2024-03-15"), ("李四", "2024-02-08"), ("李四", "2024-03")]


def test_a_list_of_who_looks_after_whom_needs_no_days() -> None:
    (found,) = read(["青枫镇结对帮扶名单"], ["行政村", "户主姓名", "证件号码", "单位", "帮扶责任人", "帮扶人手机号"], ["柳溪村", "张三", number(1), "镇政府", "王建国", "00000000000"])
    assert found.form and found.form.record == "visit" and values(found, "name", "helper", "office", "visited") == [("张三", "王建国", "镇政府", None)]


def test_points_are_numbers_with_signs_and_their_total_is_compared_with_base_and_blocks() -> None:
    (found,) = read(
        ["柳溪村2024年6月诚信积分表"], ["户主", "基础分", "社会公德", None, "职业道德", "家庭美德", "个人品德", "总分"], [None, None, "加分", "扣分", None, None, None, None],
        ["张三", 100, 5, 2.5, 2, "+3", "扣5分", 102.5], ["李四", 100, None, 3, None, None, "−1", 98], merged=[(1, 2, 1, 3)],
    )  # fmt: skip
    assert values(found, "social", "work", "family", "personal", "total")[0] == (Decimal("2.5"), 2, 3, -5, Decimal("102.5"))
    assert values(found, "social", "personal") [1] == (-3, -1) and codes(found) == [("score-disagrees", "H5")]


@pytest.mark.parametrize("title", ["柳溪村2024年6月诚信红榜", "柳溪村2024年6月诚信黄榜"])
def test_the_board_is_what_the_title_says(title: str) -> None:
    (found,) = read([title], ["序号", "姓名", "上榜事由"], [1, "张三", "拾金不昧"])
    assert values(found, "name", "board", "reason") == [("张三", "red" if "红" in title else "yellow", "拾金不昧")]


def test_red_and_yellow_parts_of_one_sheet_are_kept_apart() -> None:
    (found,) = read(["柳溪村2024年6月诚信榜"], ["序号", "姓名", "上榜事由", "积分"], ["一、红榜"], [1, "张三", "拾金不昧", 105], ["二、黄榜"], [1, "李四", "乱倒垃圾", 95])
    assert values(found, "name", "board") == [("张三", "red"), ("李四", "yellow")]


@pytest.mark.parametrize(
    ("table", "sheet", "column", "stored"),
    [
        ("household_income", "柳溪村2024年农户收入表\n户主姓名,身份证号,工资性收入,转移性收入,总收入\n张三,{},100,50,150\n", "total_fen", 15_000),
        ("visit", "柳溪村2024年6月走访表\n户主姓名,身份证号,帮扶干部,走访时间\n张三,{},王建国,6.5\n", "visited", "2024-06-05"),
        ("credit_score", "柳溪村2024年6月诚信积分表\n户主姓名,身份证号,社会公德,总分\n张三,{},-5,95.5\n", "social || ' ' || total", "-5 95.5"),
    ],
)
def test_what_is_read_of_a_household_is_stored_with_its_person(database: Database, table: str, sheet: str, column: str, stored: Any) -> None:
    data = ("青枫镇" + sheet.format(number(1))).encode()
    importing.save(database, importing.check(database, "表.csv", data), "测试")
    with database.read() as conn:
        assert conn.exec_driver_sql(f"SELECT {column}, name FROM {table} JOIN person p USING (name) WHERE p.id = person_id").one() == (stored, "张三")


def test_columns_that_are_numbered_and_say_how_they_are_calculated_are_known() -> None:
    (found,) = read(
        ["柳溪村2023年收入明细表"], ["户主姓名", "家庭人口(A)", "一、工资性收入(L)", None, "二、生产经营性收入M", "三、财产性收入N", "四、转移性收入P", "家庭收入合计K=L+M+N+P", "家庭年纯收入S=K-R", "人均纯收入T=S/A"],
        [None, None, "务工收入", "小计", None, None, None, None, None, None], ["张三", 4, 36000, 36000, 8000, 1200, 5376, 50576, 48576, 12144], merged=[(1, 2, 1, 3)],
    )  # fmt: skip
    assert values(found, "wages", "business", "property", "transfers", "total", "net", "per_head") == [(3_600_000, 800_000, 120_000, 537_600, 5_057_600, 4_857_600, 1_214_400)]
    assert not found.problems


def test_a_card_of_one_household_is_one_row() -> None:
    (found,) = read(["青枫镇柳溪村2023年度农户收入明白卡"], ["户主姓名", "张三", "家庭人口", "4"], ["工资性收入", 36000, "转移性收入", 5376], ["家庭总收入", 41000], ["户主签字：", None])
    assert values(found, "name", "people", "wages", "transfers", "total") == [("张三", 4, 3_600_000, 537_600, 4_100_000)]
    assert (found.rows_read, found.amount_read) == (1, 4_100_000)


def test_several_visits_in_a_row_or_in_a_cell_are_a_visit_each() -> None:
    (found,) = read(["柳溪村2024年走访记录"], ["户主", "帮扶人", "第一次走访时间", "走访情况", "第二次走访时间", "走访情况"], ["张三", "王建国", "1月5日", "看望", "2月8日", "送药"], ["李四", "赵六", "3月5日、8日", None, None, None])
    assert values(found, "name", "visited", "content") == [("张三", "2024-01-05", "看望"), ("张三", "2024-02-08", "送药"), ("李四", "2024-03-05", None), ("李四", "2024-03-08", None)]
    assert not found.problems


def test_who_looks_after_several_households_may_be_written_once() -> None:
    (found,) = read(["柳溪村联系户台账"], ["联系干部", "联系户", "走访时间"], ["王建国", "张三", "2024.1.5"], [None, "李四", "2024.1.6"], ["赵六", "王五", "2024.1.7"])
    assert values(found, "helper", "name") == [("王建国", "张三"), ("王建国", "李四"), ("赵六", "王五")]


def test_side_by_side_totals_belong_to_their_own_block() -> None:
    (found,) = read(["柳溪村2024年农户收入表"], ["户主", "工资性收入", "转移性收入", "总收入"] * 2, ["张三", 100, 20, 120, "李四", 200, 0, 200], ["合计", 100, 20, 120, "合计", 200, 0, 200])
    assert (found.rows_read, found.amount_read) == (2, 32_000) and not found.problems


def test_scores_by_month_are_a_record_for_each_month() -> None:
    (found,) = read(["柳溪村2024年诚信积分汇总"], ["户主姓名", "1月", "2月", "累计积分"], ["张三", 100, "102.5", 202.5], ["李四", 95, "-", 95])
    assert values(found, "name", "period", "total") == [("张三", "2024-01", 100), ("张三", "2024-02", Decimal("102.5")), ("李四", "2024-01", 95)]


def test_red_and_yellow_boards_side_by_side_are_told_by_their_group() -> None:
    (found,) = read(["柳溪村2024年第一季度诚信榜"], ["红榜", None, "黄榜", None], ["姓名", "积分", "姓名", "积分"], ["张三", "+10分", "李四", "-5"], merged=[(1, 0, 1, 1), (1, 2, 1, 3)])
    assert values(found, "name", "board", "total") == [("张三", "red", 10), ("李四", "yellow", -5)]


def test_an_id_number_beside_a_members_name_is_not_taken_for_the_heads() -> None:
    (found,) = read(
        ["柳溪村2024年收入表"], ["户主姓名", "成员姓名", "身份证号码", "工资性收入", "转移性收入", "家庭总收入"],
        ["张三", "张三", number(1), 100, 50, 150], ["张三", "李芳", number(2), None, None, None], ["王五", "王小", number(3), 0, 60, 60],
    )  # fmt: skip
    assert values(found, "name", "id_number", "total") == [("张三", number(1), 15_000), ("王小", number(3), 6_000)]


def test_a_total_that_starts_from_another_base_than_all_others_is_pointed_out() -> None:
    rows = [[f"张{name}", 1, 2, total] for name, total in zip("三四五六", [103, 103, 103, 102], strict=True)]
    (found,) = read(["柳溪村2024年6月诚信积分表"], ["户主", "社会公德", "职业道德", "总分"], *rows)
    assert codes(found) == [("score-disagrees", "D6")]


@pytest.mark.parametrize(("written", "visited"), [("√", "2024-01"), ("5日", "2024-01-05"), (5, "2024-01-05"), ("1.5", "2024-01-05"), ("×", None)])
def test_a_months_column_tells_whether_and_when_somebody_came(written: Any, visited: str | None) -> None:
    (found,) = read(["柳溪村2024年走访完成情况"], ["帮扶干部", "结对户", "1月", "2月"], ["王建国", "张三", written, None])
    assert values(found, "name", "visited") == [("张三", visited)] and not found.problems


def test_a_month_that_holds_the_day_of_another_is_asked_about() -> None:
    (found,) = read(["柳溪村2024年走访完成情况"], ["帮扶干部", "结对户", "1月", "2月"], ["王建国", "张三", "3.5", "√"])
    assert values(found, "visited") == [("2024-02",)] and codes(found) == [("date-unreadable", "C3")]


def test_a_corrected_income_is_offered_as_a_change_with_its_amounts(database: Database) -> None:
    sheet = "青枫镇柳溪村2024年农户收入表\n户主姓名,工资性收入,转移性收入,总收入\n张三,100,{},{}\n李四,1,1,2\n"
    importing.save(database, importing.check(database, "甲.csv", sheet.format(50, 150).encode()), "测试")
    (difference,) = importing.check(database, "乙.csv", sheet.format(60, 160).encode()).tables[0].differences
    assert (difference.guess, difference.same, difference.names_changed) == ("replace", 2, ["张三（150.00→160.00）"])


def test_a_row_of_averages_is_no_household() -> None:
    (found,) = read(["大坞里村2024年6月诚信积分"], ["户号", "户主", "得分"], ["001", "张三", "95"], ["平均分", None, 95])
    assert found.rows_read == 1 and not found.rejected
