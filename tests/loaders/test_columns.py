"""Cells: read for certain, or refused with a reason."""

from datetime import date

import pytest

from loaders import columns, periods
from loaders.columns import Unreadable
from loaders.periods import NotADay


@pytest.mark.parametrize(
    ("written", "unit", "fen"),
    [
        ("753", "元", 75300), ("¥1,234.50", "元", 123450), ("753元", "元", 75300), ("１２３．５", "元", 12350), ("柒佰伍拾叁元整", "元", 75300),
        ("壹万贰仟叁佰肆拾伍元陆角柒分", "元", 1234567), ("-12.5", "元", -1250), ("(123.00)", "元", -12300), ("1.2万", "元", 1200000), ("12,345万元", "元", 12345000000),
        (35.7226, "万元", 35722600), (178.24176, "万元", 178241760), (0.1 + 0.2, "元", 30), ("753.00(柒佰伍拾叁元整)", "元", 75300),
    ],
)  # fmt: skip
def test_an_amount_is_whole_fen_however_it_is_written(written: object, unit: str, fen: int) -> None:
    assert columns.amount_fen(written, unit)[0] == fen


@pytest.mark.parametrize("written", ["1,23", "7 53", "753未发", "753(退回)", "753+12", "约500", "500/月", "1.2.3", "753(壹元整)", True, float("nan")])
def test_an_amount_that_could_mean_something_else_is_refused(written: object) -> None:
    with pytest.raises(Unreadable) as refused:
        columns.amount_fen(written)
    assert refused.value.code == "amount-unreadable"


def test_less_than_a_fen_is_refused_and_a_remark_is_kept() -> None:
    with pytest.raises(Unreadable, match="amount-rounded"):
        columns.amount_fen(35.7226, "元")
    assert columns.amount_fen("10(其中,灾情因素6万元)", "万元") == (10_000_000, "其中,灾情因素6万元")


@pytest.mark.parametrize(
    "written",
    ["330890194207072208", "'330890194207072208", "330890 19420707 2208", "３３０８９０１９４２０７０７２２０８", "\u200b330890194207072208", "‘330890194207072208"],
)
def test_an_identity_number_is_one_in_every_dress(written: str) -> None:
    assert columns.id_number(written) == "330890194207072208"


def test_fifteen_digits_become_eighteen_and_a_small_x_a_large_one() -> None:
    assert columns.id_number("330890741029090") == columns.id_number(330890741029090) == "330890197410290909"
    assert columns.id_number("33089019740227217x") == "33089019740227217X"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("33089019510411952X", "id-check-digit"), ("33089019410918315", "id-length"), (3.30890194207072e17, "id-digits-lost"), ("3.3089E+17", "id-digits-lost"),
        (330890194207072208, "id-digits-lost"), ("330890194213072208", "id-date"), (None, "id-missing"), ("张三", "id-character"), ("33089019420707220A", "id-character"),
    ],
)  # fmt: skip
def test_a_wrong_identity_number_says_what_is_wrong(written: object, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        columns.id_number(written)
    assert refused.value.code == code


def test_names_lose_spaces_and_remarks_and_numbers_are_no_names() -> None:
    names = ["崔 春", "阿依古丽•买买提", "张\u200b三", "欧阳  修", "李四(已故)"]
    assert [columns.person_name(n) for n in names] == ["崔春", "阿依古丽·买买提", "张三", "欧阳修", "李四"]
    with pytest.raises(Unreadable, match="name-unreadable"):
        columns.person_name("张3")


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("青枫镇2023年12月份农村低保", ("2023-12",)), ("20225月最低生活保障", ("2022-05",)), ("2022年第二季度", ("2022-Q2",)), ("二〇二三年十二月", ("2023-12",)),
        ("2023年10月1日至10月31日", ("2023-10",)), ("填表日期:2023年1月28日", ()), ("2023年1-6月", ("2023-H1",)), ("低保202312", ("2023-12",)), ("2023年上半年", ("2023-H1",)),
        ("浙财农〔2023〕15号2022年耕地", ("2022",)), ("2023年11-12月", ()), ("2023年12月、2024年1月", ("2023-12", "2024-01")), ("制表时间:2023.12.5 2023年11月低保", ("2023-11",)),
        ("2023年三季度", ("2023-Q3",)), ("2023.12", ("2023-12",)), ("2024年1月-3月", ("2024-Q1",)), ("农村低保家庭查询_20240315", ("2024-03",)),
    ],
)  # fmt: skip
def test_a_title_states_its_period_and_a_day_of_printing_does_not(title: str, found: tuple[str, ...]) -> None:
    assert periods.in_text(title) == found


def test_a_month_in_the_sheet_borrows_the_year_of_the_file() -> None:
    assert periods.of_sources("低保发放表", "12月", "2023年低保") == ("2023-12", False)


@pytest.mark.parametrize(
    ("written", "period", "day"),
    [
        ("7.1", "2023-Q3", date(2023, 7, 1)), (7.23, "2023-Q3", date(2023, 7, 23)), ("10-03", "2023-10", date(2023, 10, 3)), ("2023年10月3日", None, date(2023, 10, 3)),
        (45200, None, date(2023, 10, 1)), (20231003, None, date(2023, 10, 3)), ("3/4/2023", "2023-Q1", date(2023, 3, 4)), ("10日", "2023-10", date(2023, 10, 10)),
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_spelling(written: object, period: str | None, day: date) -> None:
    assert periods.day(written, period)[0] == day


def test_a_number_that_may_be_the_first_or_the_tenth_is_ambiguous() -> None:
    with pytest.raises(NotADay) as refused:
        periods.day(7.1, "2023-Q3")
    assert refused.value.ambiguous and refused.value.month == "2023-07"
