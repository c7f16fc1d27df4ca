"""A short run of the damaged spreadsheets; the long one is ``python -m tests.fuzz``."""

import random

from loaders.workbook import Sheet, Workbook
from tests.fuzz import cells, judge
from tests.fuzz.run import run
from tests.loaders.tables import HEAD, TITLE, A, B, read

ROWS = [TITLE, HEAD, [1, "张秀英", A, 100], [2, "李建国", B, 200]]


def test_two_hundred_damaged_spreadsheets_are_read_right_or_refused() -> None:
    result = run(200, seed=3)
    assert (result.files, result.found) == (200, [])


def test_the_same_seed_damages_the_same_cells() -> None:
    book = Workbook("xlsx", [Sheet("S", ROWS)])
    one, two = (cells.change(book, random.Random(7)) for _ in range(2))
    assert one and two and one.book == two.book and one.book != book


def test_an_amount_that_does_not_stand_in_its_row_is_found() -> None:
    changed = cells.Changed(Workbook("xlsx", [Sheet("Sheet1", [*ROWS[:3], [2, "李建国", B, 999]])]), "Sheet1", frozenset({4}), "")
    assert judge.silently_wrong(read(*ROWS), read(*ROWS), changed) == "row 4 says another amount than was read"


def test_a_row_that_vanishes_without_a_word_is_found() -> None:
    changed = cells.Changed(Workbook("xlsx", [Sheet("Sheet1", ROWS)]), "Sheet1", frozenset(), "")
    assert judge.silently_wrong(read(*ROWS), read(*ROWS[:3]), changed) == "amounts of rows [4] changed and nothing was said"
