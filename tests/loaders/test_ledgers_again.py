"""Books that are published again: corrected, in another way, or those of cash beside those of the bank."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dashboard.queries import books
from loaders import importing
from loaders.database import Database

TWO = ["日期", "摘要", "收入", "支出"]


def publish(database: Database, tmp_path: Path, *rows: list[Any]) -> None:
    """Import one sheet, as the command does."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(tmp_path / "表.xlsx")
    checked = importing.check(database, f"{rows[0][0]}.xlsx", (tmp_path / "表.xlsx").read_bytes())
    importing.save(database, checked, "测试")


def found(database: Database, period: str) -> tuple[str | None, str, str, str | None]:
    ledger = books.for_command(database, "石溪村", period)
    assert len(ledger["entries"]) == sum(1 for e in ledger["entries"] if e["source"])
    return ledger["opening_yuan"], ledger["income_yuan"], ledger["spending_yuan"], ledger["closing_yuan"]


def test_a_corrected_month_replaces_the_first(database: Database, tmp_path: Path) -> None:
    publish(database, tmp_path, ["石溪村2024年5月收支明细"], TWO, ["5.1", "租金", 100, None], ["5.2", "电费", None, 20])
    publish(database, tmp_path, ["石溪村2024年5月收支明细（更正）"], TWO, ["5.1", "租金", 100, None], ["5.2", "电费", None, 25], ["5.3", "水费", None, 5])
    assert found(database, "2024-05") == (None, "100.00", "30.00", None)


def test_a_quarter_of_months_that_are_there_is_not_added_to_them(database: Database, tmp_path: Path) -> None:
    for month, fen in ((7, 100), (8, 200), (9, 300)):
        publish(database, tmp_path, [f"石溪村2024年{month}月收支明细"], TWO, [f"{month}.1", "租金", fen, None])
    with pytest.raises(importing.Stopped, match="同一本账"):
        publish(database, tmp_path, ["石溪村2024年第三季度财务公开"], ["收入项目", "金额", "支出项目", "金额"], ["全部租金", 600, None, None])
    with pytest.raises(importing.Stopped, match="同一本账"):
        publish(database, tmp_path, ["石溪村2024年第三季度收支明细"], TWO, ["7.1", "租金", 100, None], ["9.9", "电费", None, 1])
    assert found(database, "2024-Q3") == (None, "600.00", "0.00", None)


def test_cash_and_bank_are_one_village_and_what_moves_between_them_is_no_income(database: Database, tmp_path: Path) -> None:
    cash = [["石溪村2024年5月现金日记账"], [*TWO, "余额"], ["5.1", "上月结余", None, None, 5], ["5.3", "提现", 100, None, 105], ["5.4", "误工", None, 60, 45]]
    bank = [["石溪村2024年5月银行存款日记账"], [*TWO, "余额"], ["5.1", "上月结余", None, None, 500], ["5.3", "提现", None, 100, 400], ["5.9", "补助", 30, None, 430]]
    publish(database, tmp_path, *bank)
    assert found(database, "2024-05") == ("500.00", "30.00", "100.00", "430.00")  # what leaves the only book must be seen to leave it
    publish(database, tmp_path, *cash)
    assert found(database, "2024-05") == ("505.00", "30.00", "60.00", "475.00")
    assert books.for_command(database, "石溪村", "2024-05")["transfers_yuan"] == "100.00"


def test_a_summary_that_is_published_again_replaces_the_first(database: Database, tmp_path: Path) -> None:
    rows = [["石溪村2023年收支汇总表"], ["项目", "金额"], ["租金收入", 10], ["电费支出", 5]]
    publish(database, tmp_path, *rows)
    publish(database, tmp_path, *rows[:3], ["电费支出", 6])
    assert [line["amount_yuan"] for line in books.for_command(database, "石溪村", "2023")["summaries"]] == ["10.00", "6.00"]


def test_a_supplement_that_goes_on_from_the_first_sheet_opens_with_what_that_closed_with(database: Database, tmp_path: Path) -> None:
    head = [*TWO, "余额"]
    publish(database, tmp_path, ["石溪村2024年5月收支明细"], head, ["上月结余", None, None, None, 100], ["5.1", "租金", 20, None, 120])
    publish(database, tmp_path, ["石溪村2024年5月收支补充"], head, ["期初余额", None, None, None, 120], ["5.9", "水费", None, 5, 115])
    assert found(database, "2024-05") == ("100.00", "20.00", "5.00", "115.00")


def test_a_balance_of_cash_alone_at_one_end_is_no_balance_of_the_village(database: Database, tmp_path: Path) -> None:
    publish(database, tmp_path, ["石溪村2024年5月现金日记账"], [*TWO, "余额"], ["5.1", "上月结余", None, None, 5], ["5.4", "误工", None, 2, 3])
    publish(database, tmp_path, ["石溪村2024年5月银行存款日记账"], [*TWO, "余额"], ["5.9", "补助", 30, None, 430])
    assert found(database, "2024-05") == (None, "30.00", "2.00", "433.00")
