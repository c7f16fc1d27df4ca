"""Changes cells of a workbook that was read: swapped, doubled, shifted, emptied, huge, with another sign."""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass

from loaders.workbook import Sheet, Value, Workbook
from tests.fuzz.damage import WORDS

#: so many rows of a sheet are enough to change one of them
ROWS = 40


@dataclass(frozen=True, slots=True)
class Changed:
    """The workbook after the change, the sheet that was changed, and its rows (from 1) that differ."""

    book: Workbook
    sheet: str
    rows: frozenset[int]
    said: str


def shortened(book: Workbook) -> Workbook:
    """The same workbook with the first rows of every sheet alone."""
    short = copy.deepcopy(book)
    for sheet in short.sheets:
        del sheet.rows[ROWS:]
    return short


def _other(value: Value, dice: random.Random) -> Value:
    if isinstance(value, int | float) and not isinstance(value, bool) and dice.random() < 0.7:
        return dice.choice((-value, value * 100, value * 10**12, value + 0.005, value / 3, 0, float(value) + 1e30, float("inf"), float("nan"), str(value)))
    return dice.choice(WORDS) or None


def _swap(sheet: Sheet, row: int, column: int, dice: random.Random) -> None:
    other = sheet.rows[row]
    second = dice.randrange(len(other))
    other[column], other[second] = other[second], other[column]


def _swap_down(sheet: Sheet, row: int, column: int, dice: random.Random) -> None:
    other = dice.choice([r for r in sheet.rows if len(r) > column])
    sheet.rows[row][column], other[column] = other[column], sheet.rows[row][column]


def _double(sheet: Sheet, row: int, column: int, _: random.Random) -> None:
    sheet.rows[row].insert(column, sheet.rows[row][column])


def _shift(sheet: Sheet, row: int, column: int, _: random.Random) -> None:
    del sheet.rows[row][column]


def _blank(sheet: Sheet, row: int, column: int, _: random.Random) -> None:
    sheet.rows[row][column] = None


def _replace(sheet: Sheet, row: int, column: int, dice: random.Random) -> None:
    sheet.rows[row][column] = _other(sheet.rows[row][column], dice)


CHANGES: dict[str, Callable[[Sheet, int, int, random.Random], None]] = {
    "two cells of a row swapped": _swap,
    "two cells of a column swapped": _swap_down,
    "a cell doubled": _double,
    "a cell taken out": _shift,
    "a cell emptied": _blank,
    "a cell replaced": _replace,
}


def change(book: Workbook, dice: random.Random) -> Changed | None:
    """A copy of the workbook with one change; none where it has no cell or where nothing came out different."""
    changed = copy.deepcopy(book)
    sheet = dice.choice(changed.sheets)
    filled = [(r, c) for r, row in enumerate(sheet.rows) for c, value in enumerate(row) if value is not None]
    if not filled:
        return None
    row, column = dice.choice(filled)
    kind = dice.choice(list(CHANGES))
    before = [list(r) for r in sheet.rows]
    CHANGES[kind](sheet, row, column, dice)
    rows = frozenset(n + 1 for n, (old, new) in enumerate(zip(before, sheet.rows, strict=True)) if old != new)
    return Changed(changed, sheet.name, rows, f"{kind}: {sheet.name} row {row + 1} column {column + 1}") if rows else None
