"""Books of villages as accountants make them: sides, dates, balances, vouchers, published totals."""

from typing import Any

import pytest

from loaders import reading
from loaders.readers.result import Reading
from loaders.workbook import Sheet, Workbook
from tests.loaders import tables

TITLE = ["青枫镇石溪村2024年5月收支明细表"]
TWO = ["日期", "摘要", "收入", "支出", "余额"]


def read(*rows: list[Any], **sheet: Any) -> Reading:
    """The one table of these rows that is read."""
    (found,) = [r for r in tables.read(*rows, **sheet) if r.form]
    return found


def flows(found: Reading) -> list[int]:
    """Every entry in yuan, spending below zero."""
    return [(record.values["income"] - record.values["spending"]) // 100 for record in found.records]


def days(found: Reading) -> list[str]:
    return [str(record.values.get("date") or record.values.get("month")) for record in found.records]


def balances(found: Reading) -> dict[str, int]:
    return {balance.kind: balance.amount_fen // 100 for balance in found.balances}


def codes(found: Reading) -> list[str]:
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["上期结余:1,000.00元"], ["本期结余:1,080元"]),
        (["上季结余", None, None, 1000], ["季末余额", None, None, None, 1080]),
        (["上年度结余(元)", 1000], ["本年结余为1080元，其中现金80元"]),
    ],
)
def test_a_balance_counts_in_a_row_in_a_sentence_and_in_cells_beside_the_table(above: list[Any], below: list[Any]) -> None:
    found = read(TITLE, above, TWO[:4], ["5.1", "租金", 100, None], ["5.2", "电费", None, 20], below)
    assert flows(found) == [100, -20] and balances(found) == {"opening": 1000, "closing": 1080} and not found.rejected


def test_cash_and_bank_stated_apart_are_one_balance_together() -> None:
    found = read(TITLE, TWO, ["5.1", "租金", 100, None], ["现金结余", None, None, None, 80], ["银行存款结余", None, None, None, 1000])
    assert balances(found) == {"closing": 1080}


def test_a_line_whose_balance_does_not_follow_is_pointed_out() -> None:
    found = read(TITLE, TWO, ["上月结余", None, None, None, 10], ["5.1", "租金", 100, None, 110], ["5.2", "电费", None, 20, 80])
    assert codes(found) == ["balance-line", "balance-disagrees"] and flows(found) == [100, -20]


def test_a_signature_below_a_column_of_money_is_no_entry() -> None:
    found = read(TITLE, TWO, ["5.1", "租金", 100, None], ["村主任:王大田", None, "报账员:李小溪", "村监会主任:赵山"])
    assert flows(found) == [100] and not found.rejected


def test_an_entry_that_speaks_of_a_total_is_an_entry() -> None:
    found = read(TITLE, TWO, ["5.1", "付保洁员3人工资合计", None, 90], ["5.31", "本月合计", 0, 90])
    assert flows(found) == [-90] and found.total_agrees


def test_a_part_of_income_and_one_of_spending_below_each_other_in_one_column() -> None:
    head = ["序号", "项目", "金额", "备注"]
    found = read(TITLE, head, ["一、收入"], [1, "承包款", 40], ["收入合计", None, 40], ["二、支出"], [1, "电费", 20], ["支出合计", None, 20])
    assert flows(found) == [40, -20] and found.total_agrees
    found = read(TITLE, head, ["一、收入", None, 40], [1, "承包款", 40], ["二、支出", None, 21], [1, "电费", 20])
    assert flows(found) == [40, -20] and found.stated_total == 1900 and found.total_agrees is False


def test_a_column_of_directions_tells_totals_apart_and_counts_as_one_and_minus_one() -> None:
    head = ["日期", "收/支", "项目", "金额"]
    found = read(TITLE, head, ["5.1", "收", "承包款", 40], ["5.2", "支", "电费", 20], ["合计", "收", None, 40], ["合计", "支", None, 20])
    assert flows(found) == [40, -20] and found.stated_total == 2000 and found.total_agrees
    assert flows(read(TITLE, head, ["5.1", "1", "承包款", 40], ["5.2", -1, "电费", 20])) == [40, -20]


def test_debit_and_credit_as_a_direction_need_an_account_or_a_book_of_cash_or_bank() -> None:
    head = ["日期", "摘要", "借/贷", "金额", "科目"]
    rows = [["5.1", "补助", "贷", 40, "补助收入"], ["5.2", "电费", "借", 20, "管理费用"]]
    assert flows(read(TITLE, head, *rows)) == [40, -20]
    assert codes(read(TITLE, head[:4], *[row[:4] for row in rows])) == ["direction-missing"] * 2
    assert flows(read(["石溪村2024年5月现金日记账"], head[:4], *[row[:4] for row in rows])) == [-40, 20]


def test_spending_with_a_correction_is_not_taken_for_a_signed_column() -> None:
    found = read(["石溪村2024年5月费用明细"], ["日期", "摘要", "金额"], ["5.1", "电费", 30], ["5.2", "冲回电费", -10])
    assert flows(found) == [-30, 10]


def test_month_and_day_in_two_columns_and_a_day_written_once() -> None:
    head = [["2024年", None, "摘要", "收入", "支出"], ["月", "日", None, None, None]]
    merged = [(1, 0, 1, 1), (1, 2, 2, 2), (1, 3, 2, 3), (1, 4, 2, 4)]
    rows = [[3, 4, "租金", 10, None], [None, 9, "电费", None, 2], [None, None, "水费", None, 3], ["〃", 12, "利息", 1, None]]
    found = read(["石溪村第一季度收支明细"], *head, *rows, merged=merged)
    assert days(found) == ["2024-03-04", "2024-03-09", "2024-03-09", "2024-03-12"] and found.period == "2024-Q1"
    assert codes(found) == ["date-carried"]


def test_an_entry_of_another_time_counts_in_the_period_of_its_table_and_is_pointed_out() -> None:
    found = read(["石溪村2024年第三季度收支明细"], TWO, ["2024-7-1", "租金", 10, None], ["2024-6-28", "补记水费", None, 5])
    assert flows(found) == [10, -5] and codes(found) == ["date-outside"]
    assert [record.values["month"] for record in found.records] == ["2024-07", None]


def test_a_summary_of_income_and_spending_is_no_entry() -> None:
    found = read(["石溪村2023年收支汇总表"], ["项目", "收入", "支出"], ["租金", 10, None], ["电费", None, 2], ["合计", 10, 2])
    assert found.form and found.form.record == "ledger_summary"
    assert [(r.values["label"], r.values["amount"]) for r in found.records] == [("租金", 1000), ("电费", 200)]


def test_a_trial_balance_gives_the_balance_of_every_account() -> None:
    head = [["科目编码", "科目名称", "本期发生额", None, "期末余额", None], [None, None, "借方", "贷方", "借方", "贷方"]]
    merged = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)]
    rows = [["101", "库存现金", 20, 18, 7, None], ["501", "经营收入", None, 30, None, 30], ["合计", None, 20, 48, 7, 30]]
    found = read(["上溪村2024年12月科目余额表"], *head, *rows, merged=merged)
    assert [(r.values["label"], r.values["amount"]) for r in found.records] == [("库存现金", 700), ("经营收入", 3000)]


VOUCHER = ["日期", "凭证号", "摘要", "科目名称", "借方金额", "贷方金额"]


def test_vouchers_give_the_lines_beside_cash_and_bank_with_the_date_of_their_first_line() -> None:
    found = read(
        ["石溪村2024年5月记账凭证"], VOUCHER,
        ["2024-05-03", "记-1", "收林场租金", "银行存款", 80, None], [None, None, "收林场租金", "经营收入-租赁收入", None, 80],
        ["2024-05-06", "记-2", "付办公费、电费", "管理费用-办公费", 20, None], [None, None, None, "管理费用-水电费", 30, None], [None, None, None, "库存现金", None, 50],
        ["合计", None, None, None, 130, 130],
    )  # fmt: skip
    assert flows(found) == [80, -20, -30] and days(found) == ["2024-05-03", "2024-05-06", "2024-05-06"]
    assert [(record.row, record.column) for record in found.records] == [(4, "F"), (5, "E"), (6, "E")]


def test_a_voucher_that_moves_no_cash_is_neither_income_nor_spending_and_is_named() -> None:
    found = read(
        ["石溪村2024年5月记账凭证"], VOUCHER,
        ["5.1", "1", "计提折旧", "管理费用", 100, None], ["5.1", "1", "计提折旧", "累计折旧", None, 100],
        ["5.2", "2", "付电费", "管理费用", 10, None], ["5.2", "2", "付电费", "银行存款", None, 10],
        ["5.3", "3", "提取现金", "库存现金", 50, None], ["5.3", "3", "提取现金", "银行存款", None, 50],
    )  # fmt: skip
    assert flows(found) == [-10] and codes(found) == ["voucher-noncash", "cash-transfer"]


def test_the_balance_shows_which_side_of_a_book_comes_in() -> None:
    head, title = ["日期", "摘要", "借方", "贷方", "余额"], ["石溪村2024年5月银行对账单"]
    assert flows(read(title, head, ["5.1", "上月结余", None, None, 100], ["5.2", "支取", 40, None, 60], ["5.3", "存入", None, 10, 70])) == [-40, 10]
    assert codes(read(title, head[:4], ["5.2", "支取", 40, None])) == ["direction-missing"]


def test_cash_taken_from_the_bank_is_marked_by_its_words_and_by_the_other_account() -> None:
    head = ["日期", "摘要", "对方科目", "借方", "贷方", "余额"]
    found = read(
        ["石溪村2024年5月银行存款日记账"], head, [None, "承前页", None, None, None, 100],
        ["5.4", "收租金", "经营收入", 60, None, 160], ["5.8", "付电费", "管理费用", None, 3, 157], ["5.9", "开支票", "库存现金", None, 20, 137],
    )  # fmt: skip
    assert flows(found) == [60, -3, -20] and [bool(r.values.get("transfer")) for r in found.records] == [False, False, True]
    assert balances(found) == {"opening": 100, "closing": 137} and codes(found) == ["cash-transfer"]


def test_rows_that_say_what_an_entry_is_made_of_are_not_counted_again() -> None:
    rows = [["5.1", "发包收入", 100, None], [None, "其中:鱼塘", 60, None], [None, "山林", 40, None], ["5.3", "电费", None, 9], ["合计", None, 100, 9]]
    found = read(TITLE, TWO[:4], *rows)
    assert flows(found) == [100, -9] and found.total_agrees


def test_a_numbered_group_is_the_sub_total_of_the_numbers_below_it() -> None:
    rows = [["一、收入", 150], ["(一)发包收入", 100], ["1.鱼塘", 60], ["2.山林", 40], ["(二)利息", 50], ["二、支出", 30], ["1.电费", 20], ["2.水费", 10]]
    found = read(["石溪村2024年12月财务公开"], ["项目", "金额"], *rows)
    assert flows(found) == [60, 40, 50, -20, -10] and found.total_agrees and not found.problems
    rows[3] = ["2.山林", 30]
    assert codes(read(["石溪村2024年12月财务公开"], ["项目", "金额"], *rows)) == ["subtotal-disagrees", "total-disagrees"]


def test_totals_that_count_the_balances_in_agree() -> None:
    head = ["收入项目", "金额", "支出项目", "金额"]
    found = read(TITLE, head, ["上月结余", 200, "误工", 80], ["补助", 50, "办公费", 5], [None, None, "本月结余", 165], ["合计", 250, "合计", 250])
    assert flows(found) == [50, -80, -5] and balances(found) == {"opening": 200, "closing": 165} and found.total_agrees


def test_the_book_of_one_account_of_spending_is_spending_and_its_balance_no_money() -> None:
    head = ["日期", "凭证号", "摘要", "借方", "贷方", "余额"]
    rows = [["5.1", "1", "办公费", 100, None, 100], ["5.9", "2", "电费", 30, None, 130], ["5.31", "9", "结转本年收益", None, 130, 0]]
    found = read(["石溪村2024年5月管理费用明细账"], head, *rows)
    assert flows(found) == [-100, -30] and not found.balances and codes(found) == ["voucher-noncash"]


def test_a_page_that_goes_on_repeats_its_title_and_header() -> None:
    title = ["石溪村2024年5月流水账"]
    found = read(title, TWO, ["5.1", "租金", 100, None, 600], ["过次页", None, 100, None, 600], title, TWO, ["承前页", None, 100, None, 600], ["5.9", "电费", None, 50, 550])
    assert flows(found) == [100, -50] and balances(found) == {"closing": 550} and not found.problems


def test_a_village_written_once_covers_the_rows_below_it() -> None:
    head = ["村", "日期", "摘要", "收入", "支出"]
    found = read(["青枫镇2024年5月收支明细"], head, ["石溪村", "5.1", "租金", 10, None], [None, "5.2", "电费", None, 1], ["梅坞村", "5.1", "租金", 20, None])
    assert [record.values["village"] for record in found.records] == ["石溪村", "石溪村", "梅坞村"]


def test_cash_and_bank_side_by_side_are_two_books() -> None:
    head = [["日期", "摘要", "现金", None, None, "银行存款", None, None], [None, None, "收入", "支出", "余额", "收入", "支出", "余额"]]
    rows = [
        [None, "上月结余", None, None, 10, None, None, 100], ["5.1", "租金", None, None, None, 50, None, 150],
        ["5.2", "提现", 20, None, 30, None, 20, 130], ["5.3", "扫把", None, 5, 25, None, None, 130],
    ]  # fmt: skip
    sheet = Sheet("Sheet1", [TITLE, *head, *rows], merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 4), (1, 5, 1, 7)])
    cash, bank = reading.read(Workbook("xlsx", [sheet]), "表.xlsx")
    assert (cash.fund, flows(cash), balances(cash)) == ("cash", [20, -5], {"opening": 10, "closing": 25})
    assert (bank.fund, flows(bank), balances(bank)) == ("bank", [50, -20], {"opening": 100, "closing": 130})


def test_a_line_for_each_village_gives_its_totals() -> None:
    head = ["序号", "村名", "上季结余", "本季收入", "本季支出", "本季结余"]
    found = read(["青枫镇2023年第四季度村级财务收支汇总表"], head, [1, "石溪村", 100, 20, 30, 90], [2, "梅坞村", 200, 50, 10, 241], ["合计", None, 300, 70, 40, 331])
    assert found.form and found.form.record == "ledger_summary" and found.rows_read == 2 and codes(found) == ["balance-line"]
    assert [(r.values["village"], r.values["label"], r.values["amount"]) for r in found.records][:2] == [("石溪村", "上季结余", 10000), ("石溪村", "本季收入", 2000)]


def test_the_same_books_once_with_dates_and_once_as_a_notice_are_read_once() -> None:
    detail = Sheet("明细", [["石溪村2024年5月收支明细"], TWO[:4], ["5.1", "租金", 100, None], ["5.2", "电费", None, 2]])
    notice = [["石溪村2024年5月收支公示"], ["收入项目", "金额", "支出项目", "金额"], ["上月结余", 7, None, None], ["租金", 100, "电费", 2]]
    book, again = reading.read(Workbook("xlsx", [detail, Sheet("公示", notice)]), "表.xlsx")
    assert flows(book) == [100, -2] and balances(book) == {"opening": 7} and again.check_only and not again.records
    notice[-1][1] = 101
    book, again = reading.read(Workbook("xlsx", [detail, Sheet("公示", notice)]), "表.xlsx")
    assert flows(again) == [101, -2] and "books-twice" in codes(again)


@pytest.mark.parametrize(("summary", "moved"), [("提取现金", True), ("现金存入银行", True), ("收租金存入银行", False), ("取现手续费", False), ("提现付误工费", False)])
def test_money_between_cash_and_bank_is_known_by_its_words(summary: str, moved: bool) -> None:
    (record,) = read(TITLE, TWO, ["5.1", summary, 100, None]).records
    assert bool(record.values.get("transfer")) is moved


def test_several_days_of_one_month_give_the_month() -> None:
    found = read(["石溪村2024年第三季度收支明细"], TWO, ["7.1-7.5", "误工", None, 3], ["7月上旬", "电费", None, 2], ["7.30-8.2", "水费", None, 5])
    assert days(found) == ["2024-07", "2024-07"] and codes(found) == ["date-ambiguous", "date-ambiguous", "date-unreadable"]


def test_an_amount_in_words_beside_the_figure_is_not_a_second_amount() -> None:
    found = read(["石溪村2024年5月支出明细"], ["日期", "用途", "金额(小写)", "金额(大写)"], ["5.1", "电费", 5, "伍元整"], ["5.2", "水费", 2, "贰元整"])
    assert flows(found) == [-5, -2]


def test_a_balance_sheet_has_its_assets_beside_its_debts() -> None:
    head = ["资产", "行次", "年初数", "期末数", "负债及所有者权益", "行次", "年初数", "期末数"]
    found = read(["石溪村资产负债表"], ["2023年12月31日"], head, ["流动资产:", None, None, None, "流动负债:"], ["货币资金", 1, 100, 200, "应付款项", 36, 7, 8])
    assert [(r.values["label"], r.values["amount"]) for r in found.records] == [("货币资金", 20000), ("应付款项", 800)]


def test_both_accounts_of_a_line_tell_what_came_in_and_what_only_moved() -> None:
    head = ["日期", "凭证号", "摘要", "借方科目", "贷方科目", "金额"]
    rows = [
        ["5.1", "1", "收租金", "银行存款", "经营收入", 100], ["5.2", "2", "付电费", "管理费用", "库存现金", 20],
        ["5.3", "3", "提现", "库存现金", "银行存款", 50], ["5.4", "4", "计提折旧", "管理费用", "累计折旧", 7],
    ]  # fmt: skip
    found = read(["石溪村2024年5月记账凭证"], head, *rows)
    assert flows(found) == [100, -20] and codes(found) == ["cash-transfer", "voucher-noncash"] and found.rows_read == 2


def test_spending_that_is_written_below_zero_throughout_is_spending() -> None:
    found = read(TITLE, TWO[:4], ["5.1", "租金", 50, None], ["5.2", "电费", None, -20], ["5.3", "水费", None, -30], ["合计", None, 50, -50])
    assert flows(found) == [50, -20, -30] and found.total_agrees and codes(found) == ["spending-below-zero"]
    found = read(TITLE, TWO[:4], ["5.2", "电费", None, 20], ["5.3", "冲电费", None, -5])
    assert flows(found) == [-20, 5]


def test_a_village_above_its_rows_is_their_village() -> None:
    rows = [["石溪村"], ["5.1", "租金", 10, None], ["小计", None, 10], ["梅坞村:"], ["5.2", "电费", None, 2], ["合计", None, 10, 2]]
    found = read(["青枫镇2024年5月村级收支明细"], TWO[:4], *rows)
    assert [record.values["village"] for record in found.records] == ["石溪村", "梅坞村"] and found.total_agrees


def test_the_village_of_a_notice_is_its_village() -> None:
    found = read(["关于公布石溪村2024年5月财务收支的通知"], ["现将我村2024年5月财务收支公布如下"], TWO[:4], ["5.1", "租金", 10, None], ["石溪村村民委员会"])
    assert found.village == "石溪村" and flows(found) == [10]


def test_parts_headed_by_their_sub_totals_and_a_total_in_words() -> None:
    rows = [["一", "收入小计", 150], [1, "租金", 150], ["二", "支出小计", 50], [1, "电费", 20], [2, "误工", 30], ["三", "收支结余", 100]]
    found = read(["石溪村2024年5月收支公示"], ["序号", "收支项目", "金额"], *rows)
    assert flows(found) == [150, -20, -30] and balances(found) == {"closing": 100} and found.stated_total == 10000 and found.total_agrees
    found = read(["石溪村2024年5月支出公示"], ["序号", "用途", "金额"], [1, "电费", 60], [2, "水费", 40], ["合计(大写):壹佰元整", None, 100])
    assert flows(found) == [-60, -40] and found.stated_total == -10000 and found.total_agrees


def test_balances_in_the_cells_of_a_closing_line_are_no_entry() -> None:
    found = read(TITLE, TWO[:4], ["5.1", "租金", 100, None], ["上月结余：500.00元", "本月收入：100.00元", "本月支出：0元", "本月结余：600.00元"])
    assert flows(found) == [100] and balances(found) == {"opening": 500, "closing": 600} and not found.rejected


def test_a_copy_of_a_sheet_is_read_once_and_one_with_other_amounts_is_pointed_out() -> None:
    rows = [TITLE, TWO[:4], ["5.1", "租金", 100, None], ["5.2", "电费", None, 2]]
    first, copy = reading.read(Workbook("xlsx", [Sheet("公开", rows), Sheet("公开 (2)", rows)]), "表.xlsx")
    assert flows(first) == [100, -2] and copy.check_only and codes(copy) == ["summary-sheet"]
    first, copy = reading.read(Workbook("xlsx", [Sheet("公开", rows), Sheet("旧", [*rows[:3], ["5.2", "电费", None, 3]])]), "表.xlsx")
    assert flows(copy) == [100, -3] and codes(copy) == ["books-twice"]
