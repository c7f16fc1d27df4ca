"""Sheets as they are: layouts, totals, forms, amounts to the fen."""

from pathlib import Path
from typing import Any

import pytest

from loaders import reading, workbook
from loaders.reading import Supplied
from loaders.workbook import Sheet, Workbook
from tests.loaders.tables import HEAD, TITLE, A, B, C, D, number, paid, read


@pytest.mark.parametrize(
    ("file", "record", "period", "rows", "fen"),
    [
        ("青枫镇2023年12月农村低保金发放花名册.xls", "payment", "2023-12", (23, 21, 2), 2387800),
        ("柏坞乡2024年2月低保发放(分村).xlsx", "payment", "2024-02", (22, 22, 0), 1870800),
        ("柳溪村2023年第三季度财务公开.xlsx", "ledger_entry", "2023-Q3", (21, 21, 0), 4275333),
        ("大坞里村2023年10月收支.xlsx", "ledger_entry", "2023-10", (14, 14, 0), 1655873 - 5818495),
        ("农村低保家庭查询_20240315.xlsx", "entitlement", "2024-03", (16, 16, 0), 2093700),
        ("农村低保人员查询_20240315.xlsx", "entitlement", "2024-03", (25, 25, 0), 1264000),
        ("小梁乡村集体经济组织收益分配统计表2012.xls", "ledger_summary", "2012", (17, 17, 0), 0),
    ],
)
def test_the_example_sheets_are_read_to_the_fen(real: Path, file: str, record: str, period: str, rows: tuple[int, int, int], fen: int) -> None:
    found = [r for r in reading.read(workbook.read((real / file).read_bytes(), file), file) if r.form]
    assert {r.form.record for r in found if r.form} == {record} and {r.period for r in found} == {period}
    assert tuple(map(sum, zip(*((r.rows_read, r.rows_loaded, r.rows_rejected) for r in found), strict=True))) == rows
    assert sum(r.amount_read for r in found) == fen and not any(r.total_agrees is False for r in found)



@pytest.mark.parametrize("total", [["合计", None, None, 12], ["合 计", None, 12], [None, "总计：", None, "12.00"], ["共计", "2户", None, 12]])
@pytest.mark.parametrize("first", [True, False])
def test_a_total_checks_the_rows_wherever_it_stands_and_is_never_one(total: list[Any], first: bool) -> None:
    rows = [[1, "张三", A, 5], [2, "李四", B, 7]]
    body = [total, *rows] if first else [*rows, total]
    (found,) = read(TITLE, HEAD, *body, ["填表人:王五      审核人:"])
    assert paid(found) == [("张三", 500), ("李四", 700)]
    assert (found.rows_read, found.stated_total, found.total_agrees) == (2, 1200, True)


def test_a_total_that_does_not_agree_is_said_and_changes_nothing() -> None:
    (found,) = read(TITLE, HEAD, [1, "张三", A, 5], ["合计", None, None, 9])
    assert found.total_agrees is False and found.amount_read == 500 and [p.code for p in found.problems] == ["total-disagrees"]


def test_parts_and_sub_totals_are_not_counted_twice() -> None:
    (found,) = read(TITLE, HEAD, [1, "张三", A, 5], ["其中:补发", None, None, 2], ["小计", None, None, 5], [2, "李四", B, 7], ["合计", None, None, 12])
    assert found.amount_read == 1200 and found.rows_read == 2 and found.total_agrees


def test_units_of_ten_thousand_count_from_the_title_the_heading_and_a_row_of_units() -> None:
    head = ["序号", "村", "户主姓名", "身份证号", "补助金额"]
    for above, header, below in (
        ([["柳溪村2024年异地搬迁补助发放表"], ["单位:万元"]], head, []),
        ([["柳溪村2024年异地搬迁补助发放表"]], [*head[:4], "补助金额(万元)"], []),
        ([["柳溪村2024年异地搬迁补助发放表"]], head, [[None, None, None, "人", "万元"]]),
    ):
        (found,) = read(*above, header, *below, [1, "柳溪村", "张三", A, 3.5])
        assert paid(found) == [("张三", 3_500_000)]


def test_two_header_levels_a_number_row_and_hidden_rows_are_read_and_said() -> None:
    rows = [
        TITLE, ["序号", "户主", None, "发放金额", None], [None, "姓名", "身份证号", "低保金", "合计"], [1, 2, 3, 4, 5],
        [1, "张三", A, 5, 5], [2, "李四", B, 7, 7],
    ]  # fmt: skip
    (found,) = read(*rows, merged=[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)], hidden_rows={5})
    assert paid(found) == [("张三", 500), ("李四", 700)] and found.header_rows == [2, 3]
    assert [p.code for p in found.problems] == ["hidden-rows"]


def test_several_schemes_as_columns_are_several_payments_of_a_row() -> None:
    (found,) = read(
        ["柳溪村2024年6月补贴发放表"], ["姓名", "身份证号", "农村低保", "高龄津贴", "合计"], ["张三", A, 5, "—", 5], ["李四", B, "", 7, 7], ["合计", None, 5, 7, 12]
    )
    assert [(r.values["name"], r.values["scheme"].short, r.values["amount"]) for r in found.records] == [("张三", "农村低保", 500), ("李四", "高龄津贴", 700)]
    assert found.rows_read == 2 and found.total_agrees


def test_months_as_columns_are_payments_of_their_months() -> None:
    (found,) = read(["柳溪村2024年第二季度高龄津贴发放表"], ["姓名", "身份证号", "4月", "5月", "6月", "合计"], ["张三", A, 5, 5, 5, 15])
    assert [(r.values["period"], r.values["amount"]) for r in found.records] == [("2024-04", 500), ("2024-05", 500), ("2024-06", 500)]
    assert found.period == "2024-Q2"


def test_several_schemes_in_one_column_are_told_apart() -> None:
    (found,) = read(["柳溪村2025年一卡通发放清单"], ["姓名", "身份证号", "补贴项目", "金额"], ["张三", A, "地力补贴", 5], ["李四", B, "没听过的补贴", 7])
    schemes = [r.values["scheme"] for r in found.records]
    assert [getattr(s, "short", s) for s in schemes] == ["耕地地力补贴", "没听过的补贴"]


def test_what_is_paid_comes_before_what_was_due() -> None:
    (found,) = read(TITLE, ["姓名", "身份证号", "月保障金额", "补发", "实发金额"], ["张三", A, 5, 2, 7])
    assert paid(found) == [("张三", 700)]


def test_people_in_blocks_side_by_side_are_all_read() -> None:
    (found,) = read(TITLE, [*HEAD, *HEAD], [1, "张三", A, 5, 2, "李四", B, 7], [3, "王五", C, 9, None, None, None, None], ["合计", None, None, 21])
    assert sorted(paid(found)) == [("张三", 500), ("李四", 700), ("王五", 900)] and found.amount_read == 2100


def test_stacked_tables_keep_their_own_village_and_period() -> None:
    found = read(
        ["柳溪村2024年5月低保金发放表"], HEAD, [1, "张三", A, 5], ["合计", None, None, 5], [], ["茶坪村2024年6月低保金发放表"], HEAD, [1, "李四", B, 7], ["合计", None, None, 7]
    )
    assert [(r.village, r.period, r.amount_read, r.total_agrees) for r in found] == [("柳溪村", "2024-05", 500, True), ("茶坪村", "2024-06", 700, True)]


def test_members_below_their_head_share_one_amount() -> None:
    (found,) = read(
        ["柳溪村2024年6月农村低保在册对象名单"], ["户主姓名", "姓名", "与户主关系", "身份证号", "保障人口", "月保障金额"],
        ["张三", "张三", "本人", A, 2, 500], [None, "李四", "配偶", B, None, None], ["王五", "王五", "本人", C, 1, 300],
    )  # fmt: skip
    assert found.form and found.form.record == "entitlement"
    assert (found.rows_read, found.amount_read) == (3, 80000)


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        (["日期", "摘要", "收入", "支出"], [["6.1", "收租金", 10, None], ["6.2", "付电费", None, 4]]),
        (["日期", "摘要", "金额"], [["6.1", "收租金", 10], ["6.2", "付电费", -4]]),
        (["日期", "收支类别", "摘要", "金额"], [["6.1", "收入", "收租金", "¥10.00"], ["6.2", "支出", "付电费", "¥4.00"]]),
        (["日期", "收入项目", "金额", "日期", "支出项目", "金额"], [["6.1", "收租金", 10, "6.2", "付电费", 4]]),
        (["日期", "凭证号", "摘要", "科目名称", "借方金额", "贷方金额"], [["6.1", "1", "收租金", "银行存款", 10, None], ["6.1", "1", "收租金", "经营收入", None, 10], ["6.2", "2", "付电费", "管理费用", 4, None], ["6.2", "2", "付电费", "银行存款", None, 4]]),
    ],
)
def test_the_same_books_in_every_layout_are_the_same_entries(head: list[str], rows: list[list[Any]]) -> None:
    (found,) = read(["柳溪村2024年6月财务收支明细"], head, *rows)
    assert sorted((r.values["summary"], r.values["income"], r.values["spending"]) for r in found.records) == [("付电费", 0, 400), ("收租金", 1000, 0)]
    assert found.amount_read == 600 and not found.rejected


def test_a_bank_book_takes_debit_as_income_and_its_balances_are_checked() -> None:
    (found,) = read(
        ["柳溪村2024年6月银行存款日记账"], ["日期", "摘要", "借方", "贷方", "余额"], [None, "上月结余", None, None, 100], ["6.1", "收租金", 10, None, 110], ["6.9", "付电费", None, 4, 106], [None, "本月合计", 10, 4, 107]
    )
    assert [(r.values["income"], r.values["spending"]) for r in found.records] == [(1000, 0), (0, 400)]
    assert [(b.kind, b.amount_fen) for b in found.balances] == [("opening", 10000), ("closing", 10700)]
    assert [p.code for p in found.problems] == ["balance-disagrees"]


def test_cells_in_error_and_formulas_without_a_value_reject_their_rows_with_the_cell() -> None:
    (found,) = read(TITLE, HEAD, [1, "张三", A, None], [2, "李四", B, None], [3, "王五", C, 9], errors={(2, 3): "#N/A"}, uncached={(3, 3)})
    assert [(r.row, r.problems[0].code, r.problems[0].cell) for r in found.rejected] == [(3, "error-cell", "D3"), (4, "formula-without-value", "D4")]
    assert paid(found) == [("王五", 900)]


def test_twins_of_a_row_are_both_kept_and_pointed_out() -> None:
    (found,) = read(TITLE, HEAD, [1, "张三", A, 5], [2, "张三", A, 5])
    assert found.rows_loaded == 2 and [p.code for p in found.problems] == ["duplicate-row"]


def test_two_columns_of_amounts_with_one_name_are_not_guessed_between() -> None:
    (found,) = read(TITLE, ["姓名", "身份证号", "金额", "金额"], ["张三", A, 5, 7])
    assert found.blocked and found.blocked.code == "heading-ambiguous" and not found.records


def test_thousands_of_numbered_but_empty_rows_are_no_rows() -> None:
    (found,) = read(TITLE, HEAD, [1, "张三", A, 5], *([n, None, None, None] for n in range(2, 4000)))
    assert found.rows_read == 1 and not found.rejected


def test_a_sheet_that_sums_up_another_is_a_check_and_no_data() -> None:
    book = Workbook("xlsx", [Sheet("明细", [TITLE, HEAD, [1, "张三", A, 5]]), Sheet("汇总", [["汇总表"], ["村", "户数", "人数", "金额"], ["柳溪村", 1, 1, 5]])])
    found = reading.read(book, "2024年6月.xlsx")
    assert [r.check_only for r in found] == [False, True] and sum(r.amount_read for r in found) == 500


def test_a_table_that_no_form_knows_says_which_headings_it_has() -> None:
    (found,) = read(["花草登记"], ["花名", "颜色", "备注"], ["兰", "白", ""])
    assert found.form is None and "颜色" in found.problems[0].message and "补贴发放花名册" in found.problems[0].message


def test_what_the_caller_supplies_comes_first() -> None:
    book = Workbook("csv", [Sheet("", [["低保金发放表"], HEAD, [1, "张三", A, 5]])])
    (found,) = reading.read(book, "表.csv", Supplied(place="柳溪村", period="2024-06"))
    assert (found.village, found.period, found.blocked) == ("柳溪村", "2024-06", None)


def test_no_problem_shows_a_whole_number_of_anyone() -> None:
    (found,) = read(TITLE, HEAD, [1, "张三", A[:17] + "?", 5], [2, A, B, 5], [3, "王五", C, f"见{D}"])
    assert len(found.rejected) == 3
    assert not any(secret[:14] in p.message for p in found.problems for secret in (A, B, C, D))


def test_amounts_that_number_their_lines_are_no_amounts() -> None:
    rows = [[n, "张秀英", number(n), n] for n in range(1, 7)]
    (found,) = read(TITLE, HEAD, *rows)
    assert found.blocked and (found.blocked.code, found.rows_loaded) == ("amount-serial", 0)


def test_a_column_of_money_without_any_amount_is_pointed_out() -> None:
    book = read(["青枫镇2024年6月低保汇总表"], ["序号", "村", "保障户数(户)", "保障户数(户)", "保障人数(人)", "月发放金额(元)"], *([n, f"{c}村", n, n, 300 + n] for n, c in enumerate("甲乙丙丁戊己", 1)))
    assert "amount-column-empty" in [problem.code for found in book for problem in found.problems]


def test_a_balance_without_end_is_reported_and_stops_nothing() -> None:
    (found,) = read(["柳溪村2024年6月收支明细表"], ["日期", "摘要", "收入(元)", "支出(元)"], ["2024-06-01", "上月结余", "无", float("inf")], ["2024-06-02", "付电费", None, 50])
    assert (found.rows_loaded, [problem.cell for problem in found.problems]) == (1, ["D3"])
