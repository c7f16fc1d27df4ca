"""The same rows read alike from every format, encoding and delimiter."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders import reading, workbook
from loaders.columns import check_digit
from sample_data.sheets import Cell, Sheet, write

_DIGITS = "33089019600101001"
ROWS: list[list[Cell]] = [
    ["青枫镇柳溪村2024年6月农村低保金发放表"],
    ["序号", "姓名", "身份证号", "保障人口", "发放金额(元)", "账号"],
    [1, "张 三", _DIGITS + check_digit(_DIGITS), 2, 753.5, "6299990000000000001"],
    [2, "阿依古丽·买买提", "33089019600101", 1, "1,204.00", "6299990000000000002"],
    ["合计", None, None, 3, 1957.5, None],
]
EXPECTED = (2, 1, 1, 195750, 75350, 195750, "2024-06", [("张三", 75350)], ["id-length"])


def text_of(delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([["" if c is None else c for c in row] for row in ROWS])
    return stream.getvalue()


def by_suffix(name: str) -> Callable[[Path], bytes]:
    def made(folder: Path) -> bytes:
        write(folder / name, [Sheet("表", ROWS)])
        return (folder / name).read_bytes()

    return made


def encoded(encoding: str, delimiter: str = ",") -> Callable[[Path], bytes]:
    return lambda folder: text_of(delimiter).encode(encoding)


FORMATS: dict[str, tuple[str, Callable[[Path], bytes]]] = {
    "xlsx": ("表.xlsx", by_suffix("a.xlsx")),
    "xlsx called xls": ("表.xls", by_suffix("a.xlsx")),
    "xlsm": ("表.xlsm", by_suffix("a.xlsx")),
    "xls": ("表.xls", by_suffix("a.xls")),
    "et": ("表.et", by_suffix("a.xls")),
    "ods": ("表.ods", by_suffix("a.ods")),
    "a web page called xls": ("表.xls", by_suffix("a(网页).xls")),
    "csv in GB18030": ("表.csv", encoded("gb18030")),
    "csv in GBK": ("表.csv", encoded("gbk")),
    "csv in UTF-8": ("表.csv", encoded("utf-8")),
    "csv in UTF-8 with a mark": ("表.csv", encoded("utf-8-sig")),
    "csv in UTF-16": ("表.csv", encoded("utf-16")),
    "tabs": ("表.txt", encoded("gb18030", "\t")),
    "semicolons": ("表.csv", encoded("utf-8", ";")),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_rows_read_alike(kind: str, tmp_path: Path) -> None:
    name, make = FORMATS[kind]
    (found,) = reading.read(workbook.read(make(tmp_path), name), name)
    people = [(record.values["name"], record.values["amount"]) for record in found.records]
    got = (
        found.rows_read, found.rows_loaded, found.rows_rejected, found.amount_read, found.amount_loaded, found.stated_total, found.period, people,
        [problem.code for problem in found.problems],
    )  # fmt: skip
    assert got == EXPECTED


def test_a_number_kept_as_text_by_a_formula_is_that_number() -> None:
    number = _DIGITS + check_digit(_DIGITS)
    written = f'柳溪村2024年6月农村低保金发放表\n姓名,身份证号,金额\n张三,"=""{number}""",5\n'
    (found,) = reading.read(workbook.read(written.encode("gbk"), "表.csv"), "表.csv")
    assert [record.values["id_number"] for record in found.records] == [number]
