"""The clerk's own workbook with the reasons beside the rows: what to correct, and where."""

import contextlib
import io
import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from loaders import workbook
from loaders.importing import Checked
from loaders.problems import Problem, letter
from loaders.workbook import Sheet, Value

#: The heading of the added column; no form knows it, so the corrected file is read as before.
HEADING = "原因（改好后可删去本列）"

#: Beyond this a whole number is no longer exact in a spreadsheet's cell.
_EXACT = 2**53
_ADDRESS = re.compile(r"([A-Z]+)(\d+)$")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MOST_NOTES = 5000


def workbook_with_reasons(checked: Checked) -> bytes:
    """The file as it was written, as xlsx, with a column of reasons and the faulty cells coloured.

    Texts stay texts, also those that look like numbers or formulas; a formula stays as the value it had.
    """
    book = workbook.read(checked.data, checked.name)
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as made:
        formats = {
            "date": made.add_format({"num_format": "yyyy-mm-dd"}),
            "datetime": made.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            "time": made.add_format({"num_format": "hh:mm"}),
            "error": made.add_format({"bg_color": "#FFC7CE"}),
            "warning": made.add_format({"bg_color": "#FFEB9C"}),
            "reason": made.add_format({"font_color": "#9C1C1C", "text_wrap": True, "valign": "top"}),
            "heading": made.add_format({"bold": True, "font_color": "#9C1C1C", "text_wrap": True}),
            "merged": made.add_format({"align": "center", "valign": "vcenter", "text_wrap": True}),
        }
        for colour in ("error", "warning"):
            for kind, pattern in (
                ("date", "yyyy-mm-dd"),
                ("datetime", "yyyy-mm-dd hh:mm"),
                ("time", "hh:mm"),
            ):
                filled = {"bg_color": "#FFC7CE" if colour == "error" else "#FFEB9C", "num_format": pattern}
                formats[f"{colour}-{kind}"] = made.add_format(filled)
        names: set[str] = set()
        for sheet in book.sheets:
            found = [p for t in checked.tables if t.reading.sheet == sheet.name for p in t.reading.problems]
            headers = [
                t.reading.header_rows[-1]
                for t in checked.tables
                if t.reading.sheet == sheet.name and t.reading.header_rows
            ]
            _Page(made.add_worksheet(_sheet_name(sheet.name, names)), sheet, found, headers, formats).write()
    return stream.getvalue()


def file_name(name: str) -> str:
    """What the returned file is called."""
    return f"{name.rsplit('.', 1)[0]}（标出问题）.xlsx"


def _sheet_name(name: str, taken: set[str]) -> str:
    """The sheet's name as a spreadsheet program allows it, and each only once."""
    wanted = _FORBIDDEN.sub("＿", name).strip("'")[:31] or "表"
    found, number = wanted, 2
    while found.lower() in taken:
        found, number = f"{wanted[:28]}_{number}", number + 1
    taken.add(found.lower())
    return found


class _Page:
    """Writes one sheet."""

    def __init__(
        self, page: Any, sheet: Sheet, found: list[Problem], headers: list[int], formats: dict[str, Any]
    ) -> None:
        self.page, self.sheet, self.formats, self.headers = page, sheet, formats, headers
        self.found = found
        self.column = self._column()
        self.colours = _colours(found)

    def _column(self) -> int:
        """Where the reasons stand: behind all columns, or where an earlier check has put them."""
        for row in self.headers:
            cells = self.sheet.rows[row - 1] if row <= len(self.sheet.rows) else []
            if HEADING in cells:
                return cells.index(HEADING)
        width = max((len(row) for row in self.sheet.rows), default=0)
        return max([width, *(area[3] + 1 for area in self.sheet.merged)])

    def write(self) -> None:
        """Write the cells, then the reasons."""
        for top, left, bottom, right in self.sheet.merged:
            if (top, left) != (bottom, right) and top < len(self.sheet.rows):
                with contextlib.suppress(OverlappingRange):
                    self.page.merge_range(top, left, bottom, right, "", self.formats["merged"])
        starts = {(area[0], area[1]) for area in self.sheet.merged}
        for number, cells in enumerate(self.sheet.rows):
            for index, value in enumerate(cells):
                if value is not None and index != self.column:
                    self._cell(number, index, value, (number, index) in starts)
        for (row, index), words in self.sheet.errors.items():
            self.page.write_string(row, index, words, self._colour(row, index))
        for row, index in self.sheet.uncached:
            if self._colour(row, index):
                self.page.write_blank(row, index, None, self._colour(row, index))
        for (row, index), _ in self.colours.items():
            cells = self.sheet.rows[row] if row < len(self.sheet.rows) else []
            if index >= len(cells) or (cells[index] is None and (row, index) not in self.sheet.errors):
                self.page.write_blank(row, index, None, self._colour(row, index))
        if self.sheet.hidden:
            # shown, so that what is wrong on it can be found
            self.page.set_tab_color("#FFEB9C")
        self._widths()
        if self.found:
            self._reasons()

    def _cell(self, row: int, index: int, value: Value, merged: bool) -> None:
        colour = self.colours.get((row, index), "")
        style = self.formats[colour] if colour else self.formats["merged"] if merged else None
        if isinstance(value, bool):
            self.page.write_boolean(row, index, value, style)
        elif isinstance(value, int | float):
            if (
                (isinstance(value, int) and abs(value) >= _EXACT)
                or value != value
                or abs(value) == float("inf")
            ):
                self.page.write_string(row, index, str(value), style)
            else:
                self.page.write_number(row, index, value, style)
        elif isinstance(value, datetime | date | time):
            kind = (
                "datetime" if isinstance(value, datetime) else "date" if isinstance(value, date) else "time"
            )
            if isinstance(value, time) or value.year >= 1900:
                self.page.write_datetime(
                    row, index, value, self.formats[f"{colour}-{kind}" if colour else kind]
                )
            else:
                self.page.write_string(row, index, value.isoformat(), style)
        elif isinstance(value, str):
            self.page.write_string(row, index, value[:32767], style)

    def _colour(self, row: int, index: int) -> Any:
        colour = self.colours.get((row, index))
        return self.formats[colour] if colour else None

    def _widths(self) -> None:
        for index in range(self.column):
            longest = max(
                (_width(row[index]) for row in self.sheet.rows[:200] if index < len(row)), default=0
            )
            self.page.set_column(index, index, min(max(longest + 2, 6), 24))
        self.page.set_column(self.column, self.column, 60)

    def _reasons(self) -> None:
        """Write the reasons beside their rows; what concerns no row is a note, which nobody reads as data."""
        rows: dict[int, list[str]] = {}
        notes: dict[tuple[int, int], list[str]] = {}
        general: list[str] = []
        for problem in self.found:
            at = _place(problem.cell)
            if problem.row is None or problem.row in self.headers:
                general.append(problem.message)
            else:
                rows.setdefault(problem.row - 1, []).append(_said(problem))
            if at:
                notes.setdefault(at, []).append(problem.message)
        for row in self.headers or [1]:
            self.page.write_string(row - 1, self.column, HEADING, self.formats["heading"])
        if general:
            self.page.write_comment((self.headers or [1])[0] - 1, self.column, _note(general), _NOTE)
        for row, words in rows.items():
            self.page.write_string(
                row, self.column, " ".join(dict.fromkeys(words))[:32767], self.formats["reason"]
            )
        for (row, index), words in list(notes.items())[:_MOST_NOTES]:
            self.page.write_comment(row, index, _note(words), _NOTE)


_NOTE = {"author": "阳光村务", "x_scale": 2, "y_scale": 1.2}


def _note(words: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(words))[:2000]


def _said(problem: Problem) -> str:
    """A reason as it stands beside a row: which column, then what."""
    where = f"【{problem.column}】" if problem.column else ""
    return f"{where}{problem.message}"


def _colours(found: Iterable[Problem]) -> dict[tuple[int, int], str]:
    colours: dict[tuple[int, int], str] = {}
    for problem in found:
        at = _place(problem.cell)
        if at and colours.get(at) != "error":
            colours[at] = problem.severity
    return colours


def _place(cell: str | None) -> tuple[int, int] | None:
    """Row and column, counted from 0, of an address: C5 is (4, 2)."""
    match = _ADDRESS.match(cell or "")
    if not match:
        return None
    column = 0
    for character in match[1]:
        column = column * 26 + ord(character) - 64
    assert letter(column - 1) == match[1]
    return int(match[2]) - 1, column - 1


def _width(value: Value) -> int:
    """How wide a cell is drawn; a Chinese character takes two."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in str(value)) if value is not None else 0
