"""What the readers of all kinds of tables share: problems with their cell, totals, units, merged cells."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from loaders import columns, layout, periods, problems, text
from loaders.columns import Unreadable
from loaders.form import Column
from loaders.layout import Heading, Table
from loaders.problems import Problem, address, letter
from loaders.readers.cells import as_text
from loaders.readers.result import Check, Reading, Rejected
from loaders.recognising import Bid, Match
from loaders.workbook import Value

Cells = list[Value]
#: Columns of amounts: heading, unit, and what the column adds to its records.
Amounts = list[tuple[Heading, str, dict[str, Any]]]


_SECTION = re.compile(r"^[(]?(?:[一二三四五六七八九十]+|\d+)[)]?[、.]|(?:村|社区|嘎查|屯)(?:[::]|$)")


def opens_section(words: str) -> bool:
    """Whether words that stand alone in a row name the part of the table that follows, and no person."""
    return bool(_SECTION.search(text.squeeze(words)))


class Stop(Exception):
    """The row cannot be loaded; its problems are noted already."""


class RowReader:
    """Reads the body of one table; all that is found goes into the reading."""

    def __init__(self, table: Table, bid: Bid, reading: Reading, stem: str) -> None:
        self.table, self.bid, self.form, self.reading = table, bid, bid.form, reading
        self.sheet = table.sheet
        self.rows = table.sheet.rows
        self.stem = stem
        self.unit_outside = table.unit or layout.stated_unit(table.sheet.name, stem)
        self.seen: dict[Any, int] = {}
        self.people: dict[Any, int] = {}
        self.totals: list[tuple[int, str, str, int]] = []  # row, kind, label, fen
        self.stated_totals: list[tuple[int, Cells, Match]] = []
        self.section: int = 0  # fen since the last sub-total
        self.sections: list[tuple[int, int]] = []  # sub-total row, stated
        self.part_totals: list[tuple[int, Cells]] = []
        self.filled_down: dict[int, Value] = {}
        self.side: str | None = None

    # --- set-up

    def run(self) -> None:
        """Read the whole table."""
        reading = self.reading
        match = self.bid.blocks[0]
        reading.columns = {key: heading.full for key, (_, heading) in match.columns.items()}
        for block in self.bid.blocks:
            for column, headings in block.repeated:
                self._repeated(column, headings)
        if reading.blocked:
            return
        self._hidden()
        self.error_cells = self.sheet.errors
        self.merged_down = self._merged_down()
        self.body()
        if not reading.period:
            reading.period = periods.enclosing({record.values.get("period") for record in reading.records})

    def body(self) -> None:
        """Read the rows of the table; every kind of reader has its own way."""
        raise NotImplementedError

    def _repeated(self, column: Column, headings: list[Heading]) -> None:
        leaf = headings[0].leaf
        letters = "、".join(letter(heading.index) for heading in headings)
        if column.kind in ("amount", "id", "name") and self._columns_differ(headings):
            self.reading.blocked = problems.make(
                "heading-ambiguous", sheet=self.sheet.name, column=leaf, found=leaf, wanted=letters, row=self.table.header_rows[-1] + 1
            )
            self.reading.problems.append(self.reading.blocked)
            self.reading.rows_read = sum(1 for row in self.table.body if len(self.filled(self.rows[row])) > 2)
        else:
            self.reading.problems.append(
                problems.make("heading-repeated", sheet=self.sheet.name, column=leaf, found=leaf, wanted=letter(headings[0].index), row=self.table.header_rows[-1] + 1)
            )

    def _columns_differ(self, headings: list[Heading]) -> bool:
        first, *others = [heading.index for heading in headings]
        for row in self.table.body:
            cells = self.rows[row]
            one = cells[first] if first < len(cells) else None
            for index in others:
                if (cells[index] if index < len(cells) else None) != one:
                    return True
        return False

    def _hidden(self) -> None:
        body = self.table.body
        rows = [row for row in self.sheet.hidden_rows if row in body and row < len(self.rows) and self.filled(self.rows[row])]
        shown = {heading.index for heading in self.table.headings}
        hidden = [column for column in self.sheet.hidden_columns if column in shown]
        for code, count in (("hidden-rows", len(rows)), ("hidden-columns", len(hidden))):
            if count:
                self.reading.problems.append(problems.make(code, sheet=self.sheet.name, found=count))
        if self.sheet.hidden:
            self.reading.problems.append(problems.make("hidden-sheet", sheet=self.sheet.name))

    def _merged_down(self) -> dict[tuple[int, int], Value]:
        found: dict[tuple[int, int], Value] = {}
        for top, left, bottom, _ in self.sheet.merged:
            if top in self.table.body and bottom > top and bottom - top < 5000:
                cells = self.rows[top]
                value = cells[left] if left < len(cells) else None
                for row in range(top + 1, bottom + 1):
                    found[row, left] = value
        return found

    def filled(self, cells: Cells) -> list[tuple[int, Value]]:
        """The cells of a row that say something, with their columns."""
        return [(c, v) for c, v in enumerate(cells) if v is not None and (type(v) is not str or v.strip())]

    def amount_unit(self, heading: Heading) -> str:
        """The unit that a column's amounts are in: its own, else that of the sheet, else 元; a conflict is noted."""
        own = next((unit for level in reversed(heading.path) if (unit := text.bracket_unit(level)) and unit != "亩"), None)
        own = own or (heading.unit if heading.unit != "亩" else None)
        if own and self.unit_outside and own != self.unit_outside and not any(p.code == "unit-conflict" for p in self.reading.problems):
            self.reading.problems.append(
                problems.make("unit-conflict", sheet=self.sheet.name, column=heading.leaf, found=own, wanted=self.unit_outside)
            )
        return own or self.unit_outside or "元"

    # --- problems

    def problem(self, code: str, row: int, heading: Heading | None, **words: object) -> Problem:
        """A problem at a cell of this sheet."""
        at = self.table.moved.get(heading.index, (row, heading.index)) if heading else (row, 0)
        cell = address(*at) if heading else None
        return problems.make(code, row=at[0] + 1, column=heading.leaf if heading else None, cell=cell, sheet=self.sheet.name, **words)

    def check(self, kind: str, row: int, heading: Heading, stated: int, wanted: int, name: str = "") -> None:
        """Note what the sheet states at a cell beside what was added up."""
        at = self.table.moved.get(heading.index, (row, heading.index))
        self.reading.checks.append(Check(kind, stated, wanted, address(*at), name))

    def written(self, cells: Cells, headings: list[Heading]) -> dict[str, str]:
        """What is written in a row, by heading; two columns of one heading are told apart by their letters."""
        written: dict[str, str] = {}
        for heading in headings:
            value = cells[heading.index] if heading.index < len(cells) else None
            if value is not None:
                key = heading.full
                written[f"{key}·{letter(heading.index)}" if key in written else key] = as_text(value)
        return written

    def reject(self, row: int, cells: Cells, headings: list[Heading], found: list[Problem], amount: int | None) -> None:
        """Keep a row that cannot be loaded, with its reasons."""
        self.reading.rejected.append(Rejected(row + 1, self.written(cells, headings), found, amount))
        self.reading.problems.extend(found)

    # --- what a row is

    def label(self, cells: Cells, until: int, start: int = 0) -> tuple[int, str, str] | None:
        """A total's label among the leading cells: its column, its kind, its words."""
        for index in range(start, min(until, len(cells))):
            value = cells[index]
            if type(value) is str and ("计" in value or "页" in value) and (kind := text.total_kind(value)):
                if "本页" in value:
                    kind = "subtotal"
                return index, kind, text.squeeze(value)
        return None

    def run_blocks(self, read_row: Callable[[int, Cells, Match, list[Heading]], None]) -> None:
        """Hand every row of every block side by side to the function, as far as it has a cell there."""
        for match, headings in zip(self.bid.blocks, self.table.blocks, strict=True):
            self.section = 0
            low, high = headings[0].index, headings[-1].index
            for row in self.table.body:
                if row in self.table.header_rows:  # repeated on every printed page
                    continue
                cells = self.rows[row]
                if any(cells[i] is not None and cells[i] != "" for i in range(low, min(high + 1, len(cells)))):
                    read_row(row, cells, match, headings)

    def get(self, cells: Cells, match: Match, key: str) -> Value:
        """The cell of a row in the column of that key; none where the table lacks it."""
        index = match.index(key)
        return cells[index] if index is not None and index < len(cells) else None

    def money(self, row: int, cells: Cells, match: Match, key: str, found: list[Problem]) -> int | None:
        """The amount in a column; raises :class:`Stop` after noting why it cannot be read."""
        if key not in match.columns:
            return None
        heading = match.columns[key][1]
        if (row, heading.index) in self.error_cells:
            found.append(self.problem("error-cell", row, heading, found=self.error_cells[row, heading.index]))
            raise Stop
        if (row, heading.index) in self.sheet.uncached:
            found.append(self.problem("formula-without-value", row, heading))
            raise Stop
        value = self.get(cells, match, key)
        if columns.is_blank(value):
            return None
        try:
            fen, remark = columns.amount_fen(value, self.amount_unit(heading))
        except Unreadable as error:
            found.append(self.problem(error.code, row, heading, **error.words))
            raise Stop from error
        if remark:
            found.append(self.problem("amount-remark", row, heading, found=text.mask_numbers_in(remark)[:40]))
        return fen

    def cell_problem(self, error: Unreadable, row: int, heading: Heading, required: bool) -> Problem:
        """The problem of a cell that cannot be read; only a warning where the row can do without it."""
        problem = self.problem(error.code, row, heading, **error.words)
        if problem.severity == "error" and not required and error.code.startswith(("number", "date", "id-", "name-")):
            return Problem(problem.code, "warning", problem.message, problem.row, problem.column, problem.cell, problem.sheet)
        return problem

    def total_candidates(self, cells: Cells, heading: Heading, unit: str) -> Iterator[int]:
        """The amounts of a total row at a column, then beside it: totals are often shifted by a cell."""
        for shift in (0, -1, 1):
            index = heading.index + shift
            value = cells[index] if 0 <= index < len(cells) else None
            if value is None:
                continue
            try:
                fen, _ = columns.amount_fen(value, unit)
            except Unreadable:
                continue
            if fen is not None:
                yield fen

    # --- columns of amounts

    def fill(self, row: int, cells: Cells, down: set[int]) -> Cells:
        """The row with the values of cells merged downwards."""
        filled = [(index, self.merged_down[row, index]) for index in down if (row, index) in self.merged_down]
        if not filled:
            return cells
        cells = list(cells)
        for index, value in filled:
            cells.extend([None] * (index + 1 - len(cells)))
            cells[index] = value
        return cells

    def fill_sparse(self, cells: Cells, sparse: set[int]) -> Cells:
        """A village that is written once above the rows that it covers."""
        for index in sparse:
            value = cells[index] if index < len(cells) else None
            if value is None or columns.is_blank(value):
                above = self.filled_down.get(index)
                if above is not None:
                    cells = [*cells, *[None] * (index + 1 - len(cells))]
                    cells[index] = above
            else:
                self.filled_down[index] = value
        return cells

    def broken_cells(self, row: int, match: Match, amounts: Amounts, found: list[Problem]) -> bool:
        """Note formulas in error or without a value in the cells that a row needs; whether there is one."""
        bad = False
        needed = [heading for heading, _, _ in amounts] + [match.columns[k][1] for k in ("name", "id_number") if k in match.columns]
        for heading in needed:
            if (row, heading.index) in self.error_cells:
                found[:] = [p for p in found if p.cell != address(row, heading.index)]
                found.append(self.problem("error-cell", row, heading, found=self.error_cells[row, heading.index]))
                bad = True
            elif (row, heading.index) in self.sheet.uncached:
                found[:] = [p for p in found if p.cell != address(row, heading.index)]
                found.append(self.problem("formula-without-value", row, heading))
                bad = True
        return bad

    def amount_columns(self, match: Match) -> Amounts:
        """The columns of amounts: heading, unit, and what the column adds to its records."""
        if match.by_scheme:
            return [(heading, self.amount_unit(heading), {"scheme": scheme}) for heading, scheme in match.by_scheme]
        if match.by_month:
            return [
                (heading, self.amount_unit(heading), {"period": month} | ({"scheme": scheme} if scheme else {}))
                for heading, month, scheme in match.by_month
            ]
        if "amount" in match.columns:
            heading = match.columns["amount"][1]
            return [(heading, self.amount_unit(heading), {})]
        return []

    def row_total(self, match: Match) -> Heading | None:
        """The column in which a row adds up its columns of amounts; none where it has none."""
        found = match.columns.get("row_total")
        return found[1] if found else None

    def stated(self, cells: Cells, amounts: Amounts, expected: int) -> int | None:
        """The total that a row states for the columns of amounts together."""
        if whole := self.row_total(self.bid.blocks[0]):
            amounts = [(whole, self.amount_unit(whole), {})]
        if len(amounts) == 1:
            found = list(self.total_candidates(cells, amounts[0][0], amounts[0][1]))
            if expected in found:
                return expected
            index = amounts[0][0].index
            value = cells[index] if index < len(cells) else None
            return found[0] if found and value is not None and not columns.is_blank(value) else None
        parts = [next(self.total_candidates(cells, heading, unit), None) for heading, unit, _ in amounts]
        return sum(part or 0 for part in parts) if any(part is not None for part in parts) else None

    def subtotal(self, row: int, cells: Cells, amounts: Amounts) -> None:
        """Compare a sub-total with the rows since the last one."""
        expected, self.section = self.section, 0
        self.part_totals.append((row, cells))
        if not amounts or not expected:
            return
        stated = self.stated(cells, amounts, expected)
        if stated is not None:
            self.check("subtotal", row, amounts[0][0], stated, expected)
        if stated is not None and stated != expected:
            self.sections.append((row, stated))
            self.reading.problems.append(self.problem("subtotal-disagrees", row, amounts[0][0], found=columns.yuan(stated), wanted=columns.yuan(expected)))

    def check_total(self) -> None:
        """Compare the totals that the sheet states with the sum of all rows."""
        reading = self.reading
        amounts = self.amount_columns(self.bid.blocks[0])
        if not amounts:
            return
        stated = [
            (row, value)
            for row, cells, match in self.stated_totals
            if (value := self.stated(cells, self.amount_columns(match), reading.amount_read)) is not None
        ]
        if not stated:
            if len(self.part_totals) == 1 and self.section == 0:  # one 小计 below all rows is their total
                reading.stated_total = self.stated(self.part_totals[0][1], amounts, reading.amount_read)
            return
        agreeing = [value for _, value in stated if value == reading.amount_read]
        if not agreeing and len(stated) > 1 and sum(value for _, value in stated) == reading.amount_read:
            agreeing = [reading.amount_read]  # each part of the sheet has a total of its own
        reading.stated_total = agreeing[0] if agreeing else stated[-1][1]
        if not agreeing:
            row, value = stated[-1]
            reading.problems.append(
                self.problem(
                    "total-disagrees", row, amounts[0][0], found=columns.yuan(value), wanted=columns.yuan(reading.amount_read), difference=columns.yuan(value - reading.amount_read)
                )
            )
