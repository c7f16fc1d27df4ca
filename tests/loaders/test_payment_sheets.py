"""Sheets of payments as offices write them: whose money, how much, for when, and what is no row at all."""

from typing import Any

import pytest

from tests.loaders.tables import HEAD, TITLE, A, B, C, paid, read, rejected


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("柳溪村24年6月高龄津贴发放表", "2024-06"), ("柳溪村二0二三年度耕地地力补贴发放表", "2023"), ("柳溪村二零二四年第三季度高龄津贴发放表", "2024-Q3"),
        ("柳溪村2024年7至9月高龄津贴发放表", "2024-Q3"), ("柳溪村2024年1月-6月高龄津贴发放表", "2024-H1"),
    ],
)  # fmt: skip
def test_the_title_says_the_period_in_every_spelling(title: str, period: str) -> None:
    (found,) = read([title], HEAD, [1, "张三", A, 5])
    assert found.period == period and paid(found) == [("张三", 500)]


@pytest.mark.parametrize(
    ("head", "row", "fen"),
    [
        (["应发金额", "扣款", "实发金额"], [500, 20, 480], 48000), (["月低保金", "补发金额", "合计"], [500, 100, 600], 60000), (["保障金额", "补发", "扣回", "发放金额"], [500, 100, 50, 550], 55000),
        (["低保金", "补发"], [500, None], 50000), (["补发金额", "补发原因"], [100, "漏发"], 10000), (["扣除面积", "补贴面积", "补贴金额"], [0.3, 3.2, 384], 38400), (["月保障金额", "发放金额"], [500, 1000], 100000), (["发放金额", "合计"], [500, 500], 50000),
    ],
)  # fmt: skip
def test_the_amount_is_what_was_paid_where_the_row_says_how_it_adds_up(head: list[str], row: list[Any], fen: int) -> None:
    (found,) = read(TITLE, ["姓名", "身份证号", *head], ["张三", A, *row])
    assert paid(found) == [("张三", fen)]


@pytest.mark.parametrize(
    ("head", "row", "cell"),
    [
        (["低保金", "补发"], [500, 100], "D3"), (["发放金额", "扣款"], [500, 20], "D3"), (["低保金", "补发"], [500, "补扣20"], "D3"), (["补助金额", "保障金额"], [500, 600], "D3"), (["本月发放金额", "合计"], [500, 600], "D3"), (["本月发放金额", "价格临时补贴"], [500, 30], "D3"),
        (["1月", "2月", "补发", "合计"], [500, 500, 100, 1100], "E3"), (["农村低保", "高龄津贴", "电费"], [500, 60, 200], "E3"),
    ],
)  # fmt: skip
def test_money_beside_an_amount_that_may_hold_it_or_not_is_asked_about(head: list[str], row: list[Any], cell: str) -> None:
    (found,) = read(TITLE, ["姓名", "身份证号", *head], ["张三", A, *row])
    assert rejected(found) == [(3, "amount-beside", cell)] and not found.records


def test_a_guardian_a_carer_and_a_parent_are_paid_for_the_one_whose_money_it_is() -> None:
    for title, head in (
        ("孤儿基本生活费", ["儿童姓名", "儿童身份证号", "监护人姓名", "监护人身份证号"]),
        ("特困人员照料护理费", ["特困人员", "身份证号码", "照料人", "照料人身份证"]),
        ("雨露计划补助", ["学生姓名", "学生身份证号", "家长姓名", "家长身份证号"]),
        ("临时救助", ["帮扶对象姓名", "帮扶对象身份证号", "代领人", "代领人身份证"]),
    ):
        (found,) = read([f"柳溪村2024年6月{title}发放表"], [*head, "银行卡号", "金额"], ["张三", A, "李四", B, "6299990000000000001", 900])
        (record,) = found.records
        assert (record.values["name"], record.values["id_number"], record.values["payee"], record.values["amount"]) == ("张三", A, "李四", 90000)


def test_an_only_column_of_money_is_the_amount_whatever_it_is_called() -> None:
    (found,) = read(["柳溪村2024年6月特困人员照料护理费发放表"], ["姓名", "身份证号", "护理等级", "护理费"], ["张三", A, "全护理", 900])
    assert found.form and found.form.record == "payment" and paid(found) == [("张三", 90000)]


def test_the_person_comes_before_the_head_and_name_and_number_are_of_the_same_one() -> None:
    (found,) = read(TITLE, ["户主姓名", "户主身份证号", "享受人姓名", "享受人身份证号", "金额"], ["张三", A, "李四", B, 5])
    assert [(r.values["name"], r.values["id_number"]) for r in found.records] == [("李四", B)]
    (found,) = read(TITLE, ["户主姓名", "户主身份证号", "学生姓名", "金额"], ["张三", A, "李四", 5])
    assert [(r.values["name"], r.values["id_number"]) for r in found.records] == [("张三", A)]
    (found,) = read(TITLE, ["户主", "领取人", "身份证号", "金额"], ["张三", "李四", A, 5])
    assert [(r.values["name"], r.values["payee"]) for r in found.records] == [("张三", "李四")]


@pytest.mark.parametrize(("written", "fen"), [("伍佰元(500.00)", 50000), ("500圆", 50000), ("1 234.50", 123450)])
def test_further_spellings_of_an_amount(written: str, fen: int) -> None:
    assert paid(read(TITLE, HEAD, [1, "张三", A, written])[0]) == [("张三", fen)]


@pytest.mark.parametrize("written", ["500 600", "500\n600", "伍佰元(600)", "补扣50", "500+100", "1e30", "10%"])
def test_what_may_be_two_amounts_or_none_is_refused(written: str) -> None:
    assert rejected(read(TITLE, HEAD, [1, "张三", A, written])[0]) == [(3, "amount-unreadable", "D3")]


def test_a_rounded_column_of_numbers_makes_a_chance_check_digit_worthless() -> None:
    chance = "330890196001010000"  # its check digit is right
    (found,) = read(TITLE, HEAD, [1, "张三", chance, 5])
    assert paid(found) == [("张三", 500)]
    (found,) = read(TITLE, HEAD, [1, "张三", chance, 5], [2, "李四", B, 7], [3, "王五", "330890197001010000", 9])
    assert rejected(found) == [(3, "id-digits-lost", "C3"), (5, "id-digits-lost", "C5")]


def test_months_of_several_schemes_keep_their_month_and_their_scheme() -> None:
    for top, below in ((["农村低保", None, "高龄津贴", None], ["1月", "2月"] * 2), (["1月", None, "2月", None], ["农村低保", "高龄津贴"] * 2)):
        (found,) = read(
            ["柳溪村2024年1-2月补贴发放表"], ["姓名", "身份证号", *top], [None, None, *below], ["张三", A, 1, 2, 3, 4],
            merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)],
        )  # fmt: skip
        got = {(r.values["period"], r.values["scheme"].short): r.values["amount"] for r in found.records}
        two, three = (200, 300) if top[0] == "农村低保" else (300, 200)
        assert got == {("2024-01", "农村低保"): 100, ("2024-02", "农村低保"): two, ("2024-01", "高龄津贴"): three, ("2024-02", "高龄津贴"): 400}


def test_short_headings_are_the_schemes_that_the_title_names() -> None:
    (found,) = read(
        ["柳溪村2024年6月困难残疾人生活补贴和重度残疾人护理补贴发放表"], ["姓名", "身份证号", "生活补贴", "护理补贴", "合计"], ["张三", A, 90, 125, 215], ["李四", B, 90, None, 90]
    )
    assert [(r.values["scheme"].name, r.values["amount"]) for r in found.records] == [("困难残疾人生活补贴", 9000), ("重度残疾人护理补贴", 12500), ("困难残疾人生活补贴", 9000)]


def test_months_may_head_their_columns_as_six_digits() -> None:
    (found,) = read(["柳溪村2024年农村低保金发放表"], ["姓名", "身份证号", "202401", "202402"], ["张三", A, 5, 7])
    assert [(r.values["period"], r.values["amount"]) for r in found.records] == [("2024-01", 500), ("2024-02", 700)]


@pytest.mark.parametrize("rows", [[["柳溪村"], ["茶坪村"]], [["柳溪村(1户)"], ["二、茶坪村"]], [["村名：柳溪村"], ["村名：茶坪村"]], [["柳溪村", None, None, 5], ["茶坪村", None, None, 7]]])
def test_a_row_of_a_village_stands_for_the_rows_below_it(rows: list[list[Any]]) -> None:
    (found,) = read(["青枫镇2024年6月农村低保金发放表"], HEAD, rows[0], [1, "张三", A, 5], rows[1], [2, "李四", B, 7], ["合计", None, None, 12])
    assert [(r.values["village"], r.values["amount"]) for r in found.records] == [("柳溪村", 500), ("茶坪村", 700)]
    assert found.rows_read == 2 and found.total_agrees and not found.problems


def test_a_village_that_states_another_sum_than_its_rows_is_said() -> None:
    (found,) = read(["青枫镇2024年6月农村低保金发放表"], HEAD, ["柳溪村", None, None, 6], [1, "张三", A, 5], ["茶坪村", None, None, 7], [2, "李四", B, 7])
    assert [(p.code, p.cell) for p in found.problems] == [("subtotal-disagrees", "D3")] and found.amount_read == 1200


def test_sums_carried_from_page_to_page_and_signatures_are_no_rows() -> None:
    (found,) = read(
        TITLE, HEAD, [1, "张三", A, 5], ["过次页", None, None, 5], ["承前页", None, None, 5], [2, "李四", B, 7], ["合计", None, None, 12],
        ["户数：2户", "人口：3人"], ["村(盖章)", None, "2024年6月10日"],
    )  # fmt: skip
    assert paid(found) == [("张三", 500), ("李四", 700)] and found.rows_read == 2 and found.total_agrees


def test_a_numbered_person_without_a_number_is_kept_though_the_remark_reads_like_a_signature() -> None:
    (found,) = read(TITLE, [*HEAD, "备注"], [1, "张三", A, 5, None], [2, "李四", None, None, "经办人:王五"], [3, None, None, None, "已故"])
    assert found.rows_read == 3 and [row for row, _, _ in rejected(found)] == [4, 5]


def test_a_row_of_units_with_units_per_month_is_no_row() -> None:
    (found,) = read(TITLE, ["姓名", "身份证号", "人数", "标准", "金额"], [None, None, "人", "元/人/月", "元"], ["张三", C, 2, 5, 10])
    assert paid(found) == [("张三", 1000)] and found.rows_read == 1


def test_a_subsidy_that_only_this_township_has_is_paid_under_its_own_name() -> None:
    (found,) = read(TITLE, ["姓名", "身份证号", "农村低保", "高龄津贴", "村慰问金金额", "合计"], ["张三", A, 500, 60, 200, 760])
    assert [(getattr(s := r.values["scheme"], "short", s), r.values["amount"]) for r in found.records] == [("农村低保", 50000), ("高龄津贴", 6000), ("村慰问金", 20000)]


@pytest.mark.parametrize(("written", "period"), [("1-3月", "2024-Q1"), ("上半年", "2024-H1"), ("十二月", "2024-12"), (6, "2024-06"), ("第二季度", "2024-Q2"), ("2023年11月", "2023-11")])
def test_a_period_of_a_row_borrows_the_year_of_the_title(written: object, period: str) -> None:
    (found,) = read(["柳溪村2024年高龄津贴发放表"], ["姓名", "身份证号", "月份", "金额"], ["张三", A, written, 5])
    assert [r.values["period"] for r in found.records] == [period]


def test_months_without_a_name_together_are_not_guessed() -> None:
    (found,) = read(["柳溪村2024年高龄津贴发放表"], ["姓名", "身份证号", "月份", "金额"], ["张三", A, "1-2月", 5])
    assert rejected(found) == [(3, "period-unreadable", "C3")]


def test_days_of_posting_are_not_the_month_of_the_money() -> None:
    for posting in ("公示期2024年7月1日至2024年7月7日", "公示期为2024年7月1日至7月7日", "公示时间:2024.7.1-2024.7.7"):
        (found,) = read([f"柳溪村2024年6月农村低保金发放情况公示如下,{posting}"], HEAD, [1, "张三", A, 5])
        assert found.period == "2024-06"
    (found,) = read(["柳溪村2024年6月农村低保金发放表(2024年7月1日至7月7日)"], HEAD, [1, "张三", A, 5])
    assert found.blocked and found.blocked.code == "period-missing"


def test_an_amount_in_words_beside_the_amount_is_no_second_amount() -> None:
    (found,) = read(TITLE, ["姓名", "身份证号", "金额", "金额(大写)"], ["张三", A, 5, "伍元整"])
    assert paid(found) == [("张三", 500)]


def test_the_month_of_paying_is_not_the_year_that_is_paid_for() -> None:
    for title, period in (
        ("柳溪村2023年度耕地地力保护补贴发放表(2024年1月发放)", "2023"), ("柳溪村2023年第四季度高龄津贴发放表(2024年1月10日打卡)", "2023-Q4"), ("柳溪村2023年度耕地地力保护补贴2024年1月发放表", None),
    ):  # fmt: skip
        (found,) = read([title], HEAD, [1, "张三", A, 5])
        assert found.period == period and (found.blocked is None) == (period is not None)


def test_a_sheet_that_is_named_after_another_month_than_its_title_is_said() -> None:
    (found,) = read(TITLE, HEAD, [1, "张三", A, 5], name="2024年5月")
    assert found.period == "2024-06" and [p.code for p in found.problems] == ["period-differs"]
    (found,) = read(["柳溪村2024年农村低保金发放表"], HEAD, [1, "张三", A, 5], name="2024年5月")
    assert found.period == "2024-05" and not found.problems


def test_people_of_two_schemes_side_by_side_keep_their_scheme() -> None:
    (found,) = read(
        ["柳溪村2024年6月救助资金发放表"], ["农村低保", None, None, None, "高龄津贴", None, None, None], [*HEAD, *HEAD], [1, "张三", A, 5, 1, "李四", B, 7], [2, "王五", C, 9, None, None, None, None],
        merged=[(1, 0, 1, 3), (1, 4, 1, 7)],
    )  # fmt: skip
    assert sorted((r.values["name"], r.values["scheme"].short, r.values["amount"]) for r in found.records) == [
        ("张三", "农村低保", 500), ("李四", "高龄津贴", 700), ("王五", "农村低保", 900)
    ]  # fmt: skip


def test_sections_of_schemes_stand_for_the_rows_below_them() -> None:
    (found,) = read(["柳溪村2024年6月救助资金发放表"], HEAD, ["一、农村低保"], [1, "张三", A, 5], ["小计", None, None, 5], ["二、高龄津贴"], [2, "李四", B, 7], ["小计", None, None, 7])
    assert [(r.values["name"], r.values["scheme"].short) for r in found.records] == [("张三", "农村低保"), ("李四", "高龄津贴")]


@pytest.mark.parametrize(("unit", "amount"), [("单位:万元", 753), ("单位:元", 13800000000)])
def test_an_amount_that_nobody_is_paid_is_a_wrong_unit_or_a_slipped_column(unit: str, amount: int) -> None:
    (found,) = read(TITLE, [unit], ["姓名", "身份证号", "金额"], ["张三", A, amount])
    assert rejected(found) == [(4, "amount-implausible", "C4")]


def test_wages_name_what_is_paid() -> None:
    (found,) = read(["柳溪村2024年6月公益性岗位工资发放表"], ["姓名", "身份证号", "出勤天数", "日工资", "应发工资", "扣个税", "实发工资"], ["张三", A, 10, 150, 1500, 20, 1480])
    assert paid(found) == [("张三", 148000)]


def test_a_table_of_counts_below_the_people_is_neither_people_nor_a_book() -> None:
    found = read(
        TITLE, HEAD, [1, "张三", A, 5], [2, "李四", B, 7], ["合计", None, None, 12], [], ["汇总"], ["类别", "户数", "人数", "金额"], ["A类", 1, 1, 5], ["B类", 1, 1, 7], ["合计", 2, 2, 12]
    )
    assert [(r.form.record if r.form and not r.check_only else None) for r in found] == ["payment", None]
    assert found[0].amount_read == 1200 and found[0].total_agrees


def test_parts_below_the_word_of_which_are_not_counted_again() -> None:
    (found,) = read(TITLE, HEAD, [1, "张三", A, 5], [2, "李四", B, 7], ["合计", None, None, 12], ["其中："], ["A类", "1户", None, 5], ["B类", "1户", None, 7])
    assert paid(found) == [("张三", 500), ("李四", 700)] and found.rows_read == 2 and found.total_agrees


def test_the_amount_of_a_household_is_not_paid_to_its_members_again() -> None:
    (found,) = read(TITLE, ["序号", "户主姓名", "姓名", "与户主关系", "身份证号", "户月发放金额"], [1, "张三", "张三", "户主", A, 9], [2, "张三", "李四", "妻", B, 9])
    assert paid(found) == [("张三", 900)] and rejected(found) == [(4, "amount-of-household", "F4")]


def test_columns_in_any_order_are_read_alike() -> None:
    for order in ([0, 1, 2, 3], [3, 2, 1, 0], [3, 0, 2, 1], [2, 3, 0, 1]):
        rows = [[row[i] for i in order] for row in (HEAD, [1, "张三", A, 5], [2, "李四", B, 7], ["合计", None, None, 12])]
        (found,) = read(TITLE, *rows)
        assert sorted(paid(found)) == [("张三", 500), ("李四", 700)] and found.rows_read == 2 and found.total_agrees


def test_an_account_holder_beside_a_name_does_not_stop_the_reading() -> None:
    (found,) = read(TITLE, ["户名", "持卡人姓名", "持卡人身份证号", "账号", "金额"], ["张三", "李四", B, "6299990000000000001", 5])
    assert [(r.values["name"], r.values["id_number"], r.values["amount"]) for r in found.records] == [("李四", B, 500)]


def test_marks_in_columns_of_schemes_are_no_amounts() -> None:
    (found,) = read(["柳溪村2024年6月补贴发放表"], ["姓名", "身份证号", "农村低保", "高龄津贴", "发放金额"], ["张三", A, 1, None, 500], ["李四", B, 5, 7, 12])
    assert rejected(found) == [(3, "amount-beside", "E3")] and paid(found) == [("李四", 500), ("李四", 700)]
