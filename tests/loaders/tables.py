"""Small tables for the tests of reading: fictional people, sheets in line, what became of them."""

from typing import Any

from loaders import reading
from loaders.readers.result import Reading
from loaders.workbook import Sheet, Workbook
from tests.sheets import number

TITLE = ["青枫镇柳溪村2024年6月农村低保金发放表"]
HEAD = ["序号", "姓名", "身份证号", "金额(元)"]


A, B, C, D = (number(n) for n in (1, 2, 3, 4))


def read(*rows: list[Any], file: str = "表.xlsx", name: str = "Sheet1", **sheet: Any) -> list[Reading]:
    """The readings of a sheet of these rows."""
    return reading.read(Workbook("xlsx", [Sheet(name, [list(row) for row in rows], **sheet)]), file)


def paid(found: Reading) -> list[tuple[str, int]]:
    """Who gets how many fen."""
    return [(record.values["name"], record.values["amount"]) for record in found.records]


def rejected(found: Reading) -> list[tuple[int, str, str | None]]:
    """Rows that were rejected, with the first reason and its cell."""
    return [(row.row, errors[0].code, errors[0].cell) for row in found.rejected if (errors := [p for p in row.problems if p.severity == "error"])]


def values(found: Reading, *keys: str) -> list[tuple[Any, ...]]:
    """What the records of a reading say under these keys."""
    return [tuple(record.values.get(key) for key in keys) for record in found.records]


def codes(found: Reading) -> list[tuple[str, str | None]]:
    """The problems of a reading: what is wrong, and in which cell."""
    return [(problem.code, problem.cell) for problem in found.problems]
