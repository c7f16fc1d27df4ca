"""Before publishing, arithmetic: each equation with both sides, its cell, and the public reason for what is left over."""

import pytest

from loaders import equations, importing, places
from loaders.database import Database
from loaders.equations import Equation
from tests.sheets import bring, number

LEDGER = ("柳溪村2026年第二季度收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,1000", "5.5,收店面租金,500,,1500", "5.6,付路灯电费,,120.5,1379.5", ",合计,500,120.5,1379.5")


@pytest.fixture
def db(database: Database) -> Database:
    with database.write() as conn:
        places.load(conn, "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n330890102202,茶坪村\n".encode())
    return database


def of(db: Database, *lines: str, decision: str = "add") -> list[Equation]:
    checked = importing.check(db, "表.csv", "\n".join(lines).encode())
    assert checked.status == "ready", checked.error
    return importing.equations_of(db, checked.tables[0], decision)


def sides(found: list[Equation], kind: str) -> list[tuple[int, int, str | None]]:
    return [(one.left_fen, one.right_fen, one.cell) for one in found if one.kind == kind]


def test_rows_are_compared_with_the_printed_total_and_the_cell_is_named(db: Database) -> None:
    rows = ("青枫镇2026年5月高龄津贴发放表", "村,姓名,身份证号,金额", f"柳溪村,张秀英,{number(1)},80", f"柳溪村,李建国,{number(2)},90")
    assert sides(of(db, *rows, "合计,,,170"), "total") == [(17_000, 17_000, None)]
    [one] = of(db, *rows, "合计,,,190")
    assert one.sentence == "各行相加170.00元，表上写的合计190.00元（D5格），相差20.00元。"


def test_rows_are_compared_with_every_sub_total(db: Database) -> None:
    rows = ("青枫镇2026年5月高龄津贴发放表", "村,姓名,身份证号,金额", f"柳溪村,张秀英,{number(1)},80", f"柳溪村,李建国,{number(2)},90", "小计,,,170", f"茶坪村,王兰,{number(3)},70", "小计,,,75", "合计,,,240")
    assert sides(of(db, *rows), "subtotal") == [(17_000, 17_000, "D5"), (7_000, 7_500, "D7")]


def test_the_balance_before_with_income_and_spending_is_compared_with_the_balance_after(db: Database) -> None:
    assert sides(of(db, *LEDGER), "balance") == [(137_950, 137_950, "E6")]
    wrong = [line.replace("1379.5", "1400") for line in LEDGER]
    assert sides(of(db, *wrong), "balance") == [(137_950, 140_000, "E6")]


def test_books_begin_with_what_the_books_before_them_ended_with(db: Database) -> None:
    bring(db, "账.csv", *LEDGER)
    third = ("柳溪村2026年第三季度收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,{}", "8.5,收店面租金,500,,{}")
    assert sides(of(db, *(line.format(*("1379.5", "1879.5")[i - 2 :]) if i > 1 else line for i, line in enumerate(third))), "opening") == [(137_950, 137_950, "E3")]
    assert sides(of(db, *(line.format(*("1300", "1800")[i - 2 :]) if i > 1 else line for i, line in enumerate(third))), "opening") == [(137_950, 130_000, "E3")]
    assert sides(of(db, *(line.replace("第二季度", "第四季度") for line in LEDGER)), "opening") == []  # the third is not public: nothing to compare with


PAID = ("青枫镇2026年5月农村低保金发放表", "村,姓名,身份证号,金额", f"柳溪村,张秀英,{number(1)},500", f"茶坪村,李建国,{number(2)},400")
SUMMARY = ("青枫镇2026年5月农村低保汇总表", "村,户数,人数,金额", "柳溪村,1,1,{}", "茶坪村,1,1,400")


def test_what_is_paid_is_compared_with_the_summary_of_the_township(db: Database) -> None:
    bring(db, "汇总.csv", *(line.format("520") for line in SUMMARY))
    found = [(one.left_words, one.left_fen, one.right_fen) for one in of(db, *PAID) if one.kind == "summary"]
    assert found == [("柳溪村各人相加", 50_000, 52_000), ("茶坪村各人相加", 40_000, 40_000)]


def test_a_supplement_counts_with_what_is_public_already_and_a_replacement_instead_of_it(db: Database) -> None:
    bring(db, "汇总.csv", *(line.format("520") for line in SUMMARY))
    bring(db, "低保.csv", *PAID)
    more = ("青枫镇2026年5月农村低保金补充发放表", "村,姓名,身份证号,金额", f"柳溪村,王兰,{number(3)},20")
    assert [(one.left_fen, one.even) for one in of(db, *more) if one.kind == "summary"] == [(52_000, True)]
    again = [line.replace(",500", ",520") for line in PAID]
    assert [one.left_fen for one in of(db, *again, decision="replace") if one.kind == "summary"] == [52_000, 40_000]


def test_a_summary_is_compared_with_what_was_paid_and_with_nothing_where_nothing_was(db: Database) -> None:
    assert of(db, *(line.format("520") for line in SUMMARY)) == []
    bring(db, "低保.csv", *PAID)
    found = [(one.left_fen, one.right_fen) for one in of(db, *(line.format("520") for line in SUMMARY)) if one.kind == "summary"]
    assert found == [(50_000, 52_000), (40_000, 40_000)]


def test_money_that_came_back_is_not_paid(db: Database) -> None:
    bring(db, "汇总.csv", *(line.format("500") for line in SUMMARY))
    rows = ("青枫镇2026年5月农村低保金发放表", "村,姓名,身份证号,金额,发放状态", f"柳溪村,张秀英,{number(1)},500,成功", f"柳溪村,王兰,{number(3)},90,发放失败")
    assert [(one.left_fen, one.right_fen) for one in of(db, *rows) if one.kind == "summary"] == [(50_000, 50_000)]


def test_a_sheet_without_totals_has_no_equation(db: Database) -> None:
    assert of(db, *PAID) == []


def test_what_is_left_over_is_told_only_where_no_reason_is_given(db: Database) -> None:
    checked = importing.check(db, "表.csv", "\n".join((*PAID, "合计,,,950")).encode())
    assert importing.unexplained(db, checked, {}, {}) == ["各行相加900.00元，表上写的合计950.00元（D5格），相差50.00元。"]
    assert importing.unexplained(db, checked, {}, {0: "  "}) and importing.unexplained(db, checked, {}, {0: "合计抄错"}) == []
    assert importing.unexplained(db, checked, {0: "skip"}, {}) == []
    assert equations.UNSAID
