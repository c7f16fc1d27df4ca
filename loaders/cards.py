"""Cards: a sheet that fills in one thing, with a label left of each value, as the table of one row that it means."""

from collections.abc import Callable, Iterator

from loaders import text
from loaders.layout import Heading, Table, stated_unit
from loaders.workbook import Sheet, Value


def card(sheet: Sheet, known: Callable[[str], bool]) -> Table | None:
    """The card of a sheet as a table; none where the sheet is no card. Problems point to the cells of the card itself."""
    if len(sheet.rows) > 60:
        return None
    pairs = [pair for row in range(len(sheet.rows)) for pair in _pairs(sheet, row)]
    labels = [(label, at) for label, at, value in pairs if value is not None and known(label)]
    if len(labels) < 3 or len({row for _, (row, _) in labels}) < 2:
        return None
    top = min(row for _, (row, _) in labels)
    row = max(top, 1)
    moved = {index: at for index, (_, at, _) in enumerate(pairs)}
    own = Sheet(
        sheet.name,
        [*([] for _ in range(row)), [value for _, _, value in pairs]],
        hidden=sheet.hidden,
        errors={(row, index): sheet.errors[at] for index, at in moved.items() if at in sheet.errors},
        uncached={(row, index) for index, at in moved.items() if at in sheet.uncached},
    )
    headings = [Heading(index, (text.squeeze(label),)) for index, (label, _, _) in enumerate(pairs)]
    above = "|".join(text.clean(str(value)) for cells in sheet.rows[:top] for value in cells if value is not None)
    return Table(own, 1, [row - 1], headings, [headings], range(row, row + 1), above, unit=stated_unit(above), known=len(labels), moved=moved)


def _pairs(sheet: Sheet, row: int) -> Iterator[tuple[str, tuple[int, int], Value]]:
    """The labels of a row with the cell right of each and what it says."""
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
    cells, column = sheet.rows[row], 0
    while column < len(cells):
        value = cells[column]
        bottom, right = spans.get((row, column), (row, column))
        if value is None or bottom > row:  # the name of a group of rows
            column = right + 1
            continue
        beside = right + 1
        if isinstance(value, str) and beside < len(cells):
            yield value, (row, beside), cells[beside]
        column = spans.get((row, beside), (row, beside))[1] + 1
