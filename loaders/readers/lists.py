"""Reads lists of anything but people's money and books: projects, assets, contracts, decisions, incomes, visits."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from loaders import columns, layout, periods, place_names, problems, text
from loaders.columns import Unreadable
from loaders.form import LEVELS
from loaders.layout import Heading
from loaders.problems import Problem, address, letter
from loaders.readers.cells import as_text, plan
from loaders.readers.result import Record
from loaders.readers.rows import Amounts, Cells, RowReader, opens_section
from loaders.recognising import Match, repeats_others
from loaders.workbook import Value

#: The number of a document: 浙财农〔2024〕12号
_DOCUMENT = re.compile(r"[一-龥]{2,10}[〔(\[](?:19|20)\d\d[〕)\]]第?\d+号")
_AVERAGE = re.compile(r"^\s*(?:平\s*均|均\s*值|人\s*均|户\s*均)(?:分|数|值|得分)?\s*$")
_WORDS = re.compile("[一-龥]{2,}")
_YEAR_OF_MONEY = re.compile(r"((?:19|20)\d\d)年?度?(?:下达|安排|拨付|资金)?")
_OF_WHICH = re.compile(r"^\s*其中\s*[::]?\s*")
_POSTED = ("fund_allocation", "project")  # records that keep from when until when they were posted
_EVERYWHERE = ("全镇", "全乡", "全县", "全街道", "各村", "全区")


def _year_of(heading: Heading) -> dict[str, str]:
    """The year of the money of a column: 市资金 › 2021年下达."""
    match = _YEAR_OF_MONEY.fullmatch(text.heading_base(heading.leaf))
    return {"period": match[1]} if match else {}


@dataclass(slots=True)
class Line:
    """A row on its way to records: what its cells say, the records to be, and the problems so far."""

    row: int
    cells: Cells
    match: Match
    values: dict[str, Any]
    records: list[tuple[Heading | None, dict[str, Any]]]
    found: list[Problem]


def _yearly(value: Value, heading: Heading) -> Value:
    """The cell without the words that say what its heading says already: 6000元/年 below 年租金."""
    return re.sub(r"(?<=[\d元])[/每]年$", "", text.squeeze(value)) if isinstance(value, str) and "年" in heading.leaf else value


class ListReader(RowReader):
    """Reads a table with a row for every thing; what its form requires must be there, all else may be missing."""

    def body(self) -> None:
        """Read all rows, then compare the totals with them."""
        self.places: set[tuple[str | None, str | None]] = set()
        self.column_sums: dict[str, Decimal] = {}
        self.unread: set[int] = set()  # columns with a figure that could not be read
        self.places_carried = 0  # rows whose place is that of a row above
        self.notes: list[str] = []  # what stands below the rows
        self.opened = ""  # the words of the row that opened the part of the sheet
        self.titles = (self.table.above, self.sheet.name, self.stem)
        sides = self.table.blocks if len(self.bid.blocks) > 1 else [self.table.headings]
        for match, headings in zip(self.bid.blocks, sides, strict=True):
            before = dict(self.column_sums)
            self.total_rows: list[tuple[int, Cells]] = []
            self._block(match, headings)
            self._check_sums(before)
        self.check_total()
        if self.places_carried:
            self.reading.problems.append(problems.make("place-carried", sheet=self.sheet.name, found=self.places_carried))
        self._settle()

    # --- columns of amounts

    def amount_columns(self, match: Match) -> Amounts:
        """The money that a total is about: by level of government where the sheet has such columns, else the amount."""
        if match.by_level:
            name = self.form.split[0]
            return [(heading, self.amount_unit(heading), {name: key} | _year_of(heading)) for heading, key in match.by_level]
        if (key := self.amount_key(match)) in match.columns:
            heading = match.columns[key][1]
            return [(heading, self.amount_unit(heading), {})]
        return []

    def amount_unit(self, heading: Heading) -> str:
        """The unit of a column's amounts; a level of government is in that of the total that it is a part of."""
        unit = super().amount_unit(heading)
        match = self.bid.blocks[0]
        levels = [at for key in LEVELS if key in match.columns for at in [match.columns[key][1]]] + [at for at, _ in match.by_level]
        if self.unit_outside or heading not in levels or self._own_unit(heading):
            return unit
        whole = next((match.columns[key][1] for key in ("budget", self.amount_key(match)) if key in match.columns), None)
        return (self._own_unit(whole) if whole else None) or unit

    def _own_unit(self, heading: Heading) -> str | None:
        units = (heading.unit, *(text.bracket_unit(level) for level in heading.path))
        return next((unit for unit in units if unit and unit != "亩"), None)

    def amount_key(self, match: Match) -> str:
        """The column that totals are about in this sheet: the form's own, else the first that stands in for it."""
        wanted = (self.form.amount or "amount", *self.form.amount_else)
        return next((key for key in wanted if key in match.columns), wanted[0])

    def row_total(self, match: Match) -> Heading | None:
        """The column that adds up the levels of a row."""
        key = self.amount_key(match)
        return match.columns[key][1] if match.by_level and key in match.columns else None

    # --- rows

    def _block(self, match: Match, headings: list[Heading]) -> None:
        beside = len(self.bid.blocks) > 1
        low, high = (headings[0].index if beside else 0), headings[-1].index
        self.section = 0
        self.village: str | None = None
        self.amounts = self.amount_columns(match)
        self.subtotals: list[tuple[int, Cells, int]] = []  # row, and what was read before it
        self.below_total = False
        start = self.reading.amount_read
        self.key = self.amount_key(match)
        self.told = {tells.key for tells in self.form.tells}
        self.opened = ""
        self.headings = "|".join(heading.full for heading in headings)
        apart = {self.key} if self.form.amount else set()
        self.steps = [step for step in plan(match, self.amount_unit, self.reading.period, sheet_unit=True) if step[0] not in apart]
        if self.amounts:
            self.reading.unit = self.amount_unit(self.amounts[0][0])
        self.shares = self._shares(match)
        down = {heading.index for key, (column, heading) in match.columns.items() if column.kind not in ("amount", "count", "number", "serial")}
        sparse = self._sparse(match)
        carried = {i for key in self.form.carried if (i := match.index(key)) is not None}
        self.carried: dict[int, Value] = {}
        for row in self.table.body:
            cells = self.rows[row][low : high + 1] if beside else self.rows[row]
            if beside:
                cells = [None] * low + cells
            if not self._is_data(row, cells, match):
                continue
            self.below_total = False
            cells = [_OF_WHICH.sub("", value) if isinstance(value, str) and text.is_of_which(value) else value for value in cells]
            if self.merged_down:
                cells = self.fill(row, cells, down)
            if sparse:
                cells = self._carry_place(cells, sparse)
            if carried:
                cells = self._carry(cells, match, carried)
            self.reading.rows_read += 1
            self.take(row, cells, match, headings)
        self._check_subtotals(start)
        self._point_out_unread(match)

    def _check_subtotals(self, start: int) -> None:
        """Compare the sub-totals with the rows above each of them, or below where the sheet puts them first."""
        if not self.subtotals or not self.amounts:
            return
        at = [read for _, _, read in self.subtotals]
        end = self.reading.amount_read
        ways = [edges for edges, rows in (([start, *at], at[0] > start), ([*at, end], at[-1] < end)) if rows]
        readings = []
        for edges in ways or [[start, *at]]:
            found = []
            for (row, cells, _), (low, high) in zip(self.subtotals, itertools.pairwise(edges), strict=True):
                stated = self.stated(cells, self.amounts, high - low)
                if high != low and stated is not None:
                    found.append((row, stated, high - low))
            readings.append(found)
        for row, stated, wanted in min(readings, key=lambda found: sum(stated != wanted for _, stated, wanted in found)):
            self.check("subtotal", row, self.amounts[0][0], stated, wanted)
            if stated == wanted:
                continue
            self.reading.problems.append(self.problem("subtotal-disagrees", row, self.amounts[0][0], found=columns.yuan(stated), wanted=columns.yuan(wanted)))

    def _point_out_unread(self, match: Match) -> None:
        """Point out columns of money that the form has no place for; their figures stay with the row, sealed."""
        for heading in (heading for heading in match.rest if not repeats_others(heading)):
            unit = heading.unit or next((unit for level in heading.path if (unit := text.bracket_unit(level))), None)
            beside = len(heading.path) > 1 and any(heading.path[0] == other.path[0] for other, _, _ in self.amounts)
            figures = any(isinstance(value, int | float) and value for value in self._column(heading.index))
            if figures and ((unit and unit != "亩") or beside) and not re.search("标准|单价|均", heading.leaf):
                self.reading.problems.append(self.problem("money-unread", self.table.header_rows[-1], heading, found=heading.leaf))

    def _sparse(self, match: Match) -> list[int]:
        """The columns of places, from the left, that are written once above the rows that they cover.

        A sheet that repeats a name in the next row writes every row's own; an empty cell there means no village.
        """
        if self.sheet.merged:
            return []
        places = sorted(i for key in ("township", "village", "villages", "anyplace") if (i := match.index(key)) is not None)
        rows = [row for row in self.table.body if len(self.filled(self.rows[row])) > 1]
        found = []
        for index in places:
            names = [self.rows[row][index] if index < len(self.rows[row]) else None for row in rows]
            if names and not columns.is_blank(names[0]) and any(map(columns.is_blank, names)) and not any(
                a == b for a, b in itertools.pairwise(names) if not columns.is_blank(a)
            ):  # fmt: skip
                found.append(index)
        return found

    def _carry_place(self, cells: Cells, sparse: list[int]) -> Cells:
        """The row with the places of the rows above, where it writes none itself and speaks of no larger place."""
        for position, index in enumerate(sparse):
            if index < len(cells) and not columns.is_blank(cells[index]):
                for inner in sparse[position + 1 :]:
                    self.filled_down.pop(inner, None)
        if any(isinstance(value, str) and word in value for value in cells for word in _EVERYWHERE):
            return cells
        before = list(cells)
        cells = self.fill_sparse(cells, set(sparse))
        self.places_carried += cells != before
        return cells

    def take(self, row: int, cells: Cells, match: Match, headings: list[Heading]) -> None:
        """Read one row of data into records, or keep it with its reasons."""
        reading = self.reading
        values, found, bad = self._values(row, cells, match)
        if self.error_cells or self.sheet.uncached:
            bad = self.broken_cells(row, match, self.amounts, found) or bad
        records, amount, wrong = self._amounts(row, cells, match, found)
        amount = self.complete(Line(row, cells, match, values, records, found), amount)
        reading.amount_read += amount or 0
        self.section += amount or 0
        self._add_up(values)
        self.places.add((values.get("township"), values.get("village")))
        self._compare_sums(row, match, values | (records[0][1] if records else {}), found)
        if bad or wrong or any(problem.severity == "error" for problem in found):
            self.reject(row, cells, headings, found, amount)
            return
        self.unread.update(heading.index for heading in self.table.headings if any(p.cell == address(row, heading.index) for p in found))
        reading.problems.extend(found)
        reading.amount_loaded += amount or 0
        self._point_out_twins(row, cells, match)
        for where, own in records:
            reading.records.append(Record(row + 1, letter(where.index) if where else None, values | own))

    def complete(self, line: "Line", amount: int | None) -> int | None:
        """The row's amount, once what its cells say together is settled; a kind of record adds its own checks here."""
        if self.form.shape == "rows":
            return self._of_levels(line.row, line.values, line.records, amount, line.match, line.found)
        return amount

    def _carry(self, cells: Cells, match: Match, carried: set[int]) -> Cells:
        """The row with what is written once for it and the rows above: the blank cells left of the first that says something."""
        serial = match.index("serial")
        counted = serial is not None and serial < len(cells) and not columns.is_blank(cells[serial]) and "step" not in match.columns
        own = {index for key in self.form.carried if (index := match.index(key)) is not None and self.form.column(key).required} if counted else set()
        cells = [*cells, *[None] * (max(carried) + 1 - len(cells))]
        for index in sorted(carried):
            if index in own or not columns.is_blank(cells[index]):
                break
            cells[index] = self.carried.get(index)
        self.carried = {index: cells[index] for index in carried}
        return cells

    def _is_data(self, row: int, cells: Cells, match: Match) -> bool:
        """Whether a row is data; totals, notes and headings of parts are taken care of here."""
        filled = self.filled(cells)
        serial_at = match.index("serial")
        amount_at = {heading.index for heading, _, _ in self.amounts}
        if all((index == serial_at and not _WORDS.search(str(value))) or (index in amount_at and not value) for index, value in filled):
            return False
        first_amount = min(amount_at, default=len(cells))
        label = self.label(cells, first_amount)
        if label and label[0] in {index for index, _ in filled[:3]}:
            self._total(row, cells, match, label[1])
            return False
        first = str(filled[0][1])
        if text.is_of_which(first):  # but below the total of a city, 其中:柯城区 opens its own rows
            return self.below_total and place_names.kind_of(_OF_WHICH.sub("", first)) is not None
        if _AVERAGE.match(first):
            return False
        needed = [at for column in self.form.columns if column.required and (at := match.index(column.key)) is not None]
        present = [at for at in needed if at < len(cells) and not columns.is_blank(cells[at])]
        if layout.is_footer(filled) and (len(filled) <= 2 or not present):
            self.notes.append("|".join(str(value) for _, value in filled))
            return False
        if len(filled) == 1 and isinstance(filled[0][1], str) and (filled[0][0] not in present or opens_section(first) or len(text.squeeze(first)) > 12):
            self._open_part(first, match)
            return False
        if not present and amount_at.issuperset(index for index, _ in filled) and self._repeats_sum(cells):
            self.total_rows.append((row, cells))
            self.stated_totals.append((row, cells, match))
            return False
        headings = {heading.index: text.heading(heading.leaf) for heading in self.table.headings}
        return sum(isinstance(v, str) and headings.get(i) == text.heading(v) for i, v in filled) < 2

    def _repeats_sum(self, cells: Cells) -> bool:
        stated = self.stated(cells, self.amounts, self.reading.amount_read) if self.amounts else None
        return bool(stated) and stated in (self.section, self.reading.amount_read)

    def _total(self, row: int, cells: Cells, match: Match, kind: str) -> None:
        self.below_total = True
        if kind == "subtotal":
            self.subtotals.append((row, cells, self.reading.amount_read))
            self.section = 0
        elif kind == "total":
            self.total_rows.append((row, cells))
            self.stated_totals.append((row, cells, match))

    def _open_part(self, words: str, match: Match) -> None:
        """Note the village that a row of words alone states for the rows below it."""
        self.opened = words
        _, village = place_names.of_title(words)
        if village and "village" not in match.columns:
            self.village = village

    # --- cells

    def _values(self, row: int, cells: Cells, match: Match) -> tuple[dict[str, Any], list[Problem], bool]:
        """What the columns of a row say, the problems of its cells, and whether one keeps the row out."""
        values: dict[str, Any] = dict(self.form.says)
        found: list[Problem] = []
        extra: dict[str, str] = {}
        self.not_yet = extra
        bad = False
        for key, index, heading, parse, required in self.steps:
            value = cells[index] if index < len(cells) else None
            if value is None and not required:
                continue
            try:
                read = parse(value)
            except Unreadable as error:
                extra[heading.full] = as_text(value)
                if not required and columns.is_not_yet(value):
                    continue
                certain = required or error.code.startswith("id-")  # a number that is wrong keeps its row out
                problem = self.cell_problem(error, row, heading, certain)
                found.append(problem)
                bad = bad or problem.severity == "error"
                continue
            if read is not None:
                values[key] = read
            elif required and key not in self.told:
                found.append(self._missing(row, key, heading))
                bad = True
        if "id_number" in match.columns and "id_number" not in values and not bad:
            found.append(self.problem("id-absent", row, match.columns["id_number"][1]))
        if "progress" in values:
            self._progress(row, cells, match, values, found)
        self._place(values)
        bad = self._complete(row, match, values, found) or bad
        for heading in match.rest:
            value = cells[heading.index] if heading.index < len(cells) else None
            if value is not None and text.squeeze(str(value)):
                extra[heading.full] = as_text(value)
        if extra:
            values["extra"] = extra
        return values, found, bad

    def broken_cells(self, row: int, match: Match, amounts: Amounts, found: list[Problem]) -> bool:
        """Note formulas in error or without a value; one in the main amount keeps the row out, any other is left out."""
        bad = super().broken_cells(row, match, amounts, found)
        for key, index, heading, _, required in self.steps:
            code = "error-cell" if (row, index) in self.error_cells else "formula-without-value" if (row, index) in self.sheet.uncached else None
            if code and not any(p.cell == address(row, index) and p.code == code for p in found):
                found[:] = [p for p in found if p.cell != address(row, index)]
                problem = self.problem(code, row, heading, found=self.error_cells.get((row, index), ""))
                found.append(problem if required else replace(problem, severity="warning"))
                bad = bad or (required and key not in self.told)
        return bad

    def _missing(self, row: int, key: str, heading: Heading | None) -> Problem:
        column = self.form.column(key)
        return self.problem("value-missing", row, heading, found=heading.leaf if heading else column.headings[0], wanted=column.example or "见空白表")

    def _complete(self, row: int, match: Match, values: dict[str, Any], found: list[Problem]) -> bool:
        """Add what other cells, the headings and the title say of the row; whether something that it needs is missing."""
        self._steps_taken(values)
        for key, first, last in self.form.spans:
            if key in values and (span := periods.stretch(values[key])):
                values.setdefault(first, span[0])
                values.setdefault(last, span[1])
        bad = False
        for key, other in self.form.instead:
            if key not in values and other in values:
                values[key] = values[other]
            if key not in values:
                found.append(self._missing(row, key, match.columns[key][1] if key in match.columns else None))
                bad = True
        for tells in self.form.tells:
            key = tells.key
            written = [values.get(column) for column in tells.columns if column in match.columns]
            if value := self._told(tells.meanings, written):
                values[key] = value
            elif any(column.key == key and column.required for column in self.form.columns) and not match.by_level:
                found.append(self._missing(row, key, match.columns[key][1] if key in match.columns else None))
                bad = True
        return bad

    def _told(self, meanings: tuple[tuple[str, str], ...], written: list[str | None]) -> str | None:
        """The one value that the nearest words speak of: the cell, the part of the sheet, the headings, the titles."""
        for words in (*written, self.opened, self.headings, *self.titles):
            if words and len(said := [value for value, pattern in meanings if re.search(pattern, words)]) == 1:
                return said[0]
        return None

    def _steps_taken(self, values: dict[str, Any]) -> None:
        """A step that is ticked off without a day makes the progress, unless the sheet says it in a column."""
        steps = [column for column in self.form.columns if column.kind == "step" and values.get(column.key)]
        for column in self.form.columns:
            if column.kind == "step" and isinstance(values.get(column.key), bool):
                del values[column.key]
        if steps:
            values.setdefault("progress", f"已{steps[-1].headings[0]}")

    def _place(self, values: dict[str, Any]) -> None:
        """Settle where the row belongs: its own columns, then the part of the sheet that it stands in."""
        several = values.pop("villages", None)
        if several and len(several) > 1:
            values["also"], values["places"] = several, "、".join(several)
        elif several:
            self._named(values, several[0])
        if named := values.pop("anyplace", None):
            self._named(values, named)
        if (county := values.get("county")) and isinstance(county, str) and not values.get("township") and not values.get("village"):
            self._named(values, county)
        if self.village and not values.get("village") and not values.get("also"):
            values["village"] = self.village

    def _named(self, values: dict[str, Any], name: str) -> None:
        kind = place_names.kind_of(name)
        if name in _EVERYWHERE:
            return
        if kind == "village":
            values["village"] = place_names.village(name)
        elif kind in ("township", "county"):
            values["township"] = place_names.township(name)
        elif kind is None and "recipient" not in values:
            values["recipient"] = name

    def _progress(self, row: int, cells: Cells, match: Match, values: dict[str, Any], found: list[Problem]) -> None:
        heading = match.columns["progress"][1]
        value = cells[heading.index]
        try:
            percent = columns.percent(value, self.shares)
        except Unreadable as error:
            found.append(self.problem(error.code, row, heading, **error.words))
            return
        if percent is not None:
            values["progress_percent"] = percent

    def _shares(self, match: Match) -> bool | None:
        """Whether the bare numbers of the progress column are shares of one; none where they do not tell."""
        at = match.index("progress")
        numbers = [v for v in self._column(at) if isinstance(v, int | float) and not isinstance(v, bool) and v] if at is not None else []
        if any(0 < v < 1 for v in numbers):
            return all(v <= 1 for v in numbers) or None
        return False if any(v > 1 for v in numbers) and 1 not in numbers else None

    def _column(self, index: int) -> Iterator[Value]:
        return (self.rows[row][index] for row in self.table.body if index < len(self.rows[row]))

    def _amounts(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> tuple[list[tuple[Heading | None, dict[str, Any]]], int | None, bool]:
        """The amounts of a row: records to be, their sum, and whether one cannot be read."""
        if not self.amounts:
            return [(None, {})], None, False
        records: list[tuple[Heading | None, dict[str, Any]]] = []
        total: int | None = None
        bad = False
        for heading, unit, own in self.amounts:
            value = cells[heading.index] if heading.index < len(cells) else None
            if not self._needs_amount() and columns.is_not_yet(value):
                self.not_yet[heading.full] = as_text(value)
                continue
            try:
                fen, remark = columns.amount_fen(_yearly(value, heading), unit)
            except Unreadable as error:
                if not self._needs_amount() and not re.search(r"\d", str(value)):  # 按收成分成
                    found.append(replace(self.problem(error.code, row, heading, **error.words), severity="warning"))
                    self.not_yet[heading.full] = as_text(value)
                    continue
                found.append(self.problem(error.code, row, heading, **error.words))
                bad = True
                continue
            if remark:
                found.append(self.problem("amount-remark", row, heading, found=text.mask_numbers_in(remark)[:40]))
            if fen is None or (own and fen == 0):
                continue
            total = (total or 0) + fen
            records.append((heading, own | {self.key: fen} | ({"amount_remark": remark} if remark else {})))
        if not bad:
            total, records, bad = self._whole(row, cells, match, total, records, found)
        return records, total, bad

    def _needs_amount(self) -> bool:
        return any(column.key == self.key and column.required for column in self.form.columns)

    def _whole(
        self, row: int, cells: Cells, match: Match, total: int | None, records: list[tuple[Heading | None, dict[str, Any]]], found: list[Problem]
    ) -> tuple[int | None, list[tuple[Heading | None, dict[str, Any]]], bool]:  # fmt: skip
        """Compare the row's own total with its parts; a row without any amount is kept out where one is needed."""
        if whole := self.row_total(match):
            value = cells[whole.index] if whole.index < len(cells) else None
            try:
                stated = columns.amount_fen(value, self.amount_unit(whole))[0]
            except Unreadable as error:
                found.append(self.problem(error.code, row, whole, **error.words))
                return total, records, total is None
            if total is None and stated is not None:
                return stated, [(whole, {self.key: stated})], False
            if stated is not None and stated != total:
                found.append(self.problem("row-sum-disagrees", row, whole, found=columns.yuan(stated), wanted=columns.yuan(total or 0)))
        if total is None and self._needs_amount():
            if not any(p.code in ("error-cell", "formula-without-value") for p in found):
                found.append(self.problem("amount-missing", row, self.amounts[0][0]))
            return None, records, True
        return total, records or [(None, {})], False

    def _of_levels(
        self, row: int, values: dict[str, Any], records: list[tuple[Heading | None, dict[str, Any]]], amount: int | None, match: Match, found: list[Problem]
    ) -> int | None:  # fmt: skip
        """The row's money where its levels stand beside it: their sum, compared with the budget that the row states."""
        parts: list[int] = [values[key] for key in LEVELS if values.get(key) is not None]
        if not parts or not any(column.key == "budget" for column in self.form.columns):
            return amount
        budget = values.get("budget", amount if self.key == "budget" else None)
        if budget is None and self.key == "budget":
            for _, record in records:
                record["budget"] = sum(parts)
            return sum(parts)
        if budget is None:
            values["budget"] = sum(parts)
        elif budget != sum(parts):
            heading = match.columns["budget"][1]
            found.append(self.problem("row-sum-disagrees", row, heading, found=columns.yuan(budget), wanted=columns.yuan(sum(parts))))
        return amount

    def _compare_sums(self, row: int, match: Match, values: dict[str, Any], found: list[Problem]) -> None:
        """Point out a column that is not the sum of the two that it should be: due is received and owed."""
        for whole, *parts in self.form.adds:
            if all(isinstance(values.get(key), int) for key in (whole, *parts)) and values[whole] != (wanted := sum(values[key] for key in parts)):
                heading = match.columns[whole][1]
                found.append(self.problem("row-sum-disagrees", row, heading, found=columns.yuan(values[whole]), wanted=columns.yuan(wanted)))

    def _point_out_twins(self, row: int, cells: Cells, match: Match) -> None:
        serial_at = match.index("serial")
        key = tuple(repr(value) for index, value in enumerate(cells) if index != serial_at and value is not None)
        if key in self.seen:
            self.reading.problems.append(self.problem("duplicate-row", row, self.table.headings[0], found=self.seen[key] + 1))
        self.seen.setdefault(key, row)

    # --- totals of further columns

    def _add_up(self, values: dict[str, Any]) -> None:
        for key in self.form.sums:
            if isinstance(value := values.get(key), int | Decimal):
                self.column_sums[key] = self.column_sums.get(key, Decimal(0)) + value

    def _check_sums(self, before: dict[str, Decimal]) -> None:
        """Compare the totals of further columns with this block's rows, or with all; they stand right below their own column."""
        for row, cells in self.total_rows[-1:]:
            for key, index, heading, parse, _ in self.steps:
                if key not in self.form.sums or index >= len(cells) or index in self.unread:
                    continue
                try:
                    stated = parse(cells[index])
                except Unreadable:
                    continue
                wanted = self.column_sums.get(key, Decimal(0))
                money = self.form.column(key).kind == "amount"
                agrees = stated is not None and Decimal(stated) in (wanted, wanted - before.get(key, Decimal(0)))
                if stated is not None and money:
                    self.check("column", row, heading, int(stated), int(stated if agrees else wanted), heading.leaf)
                if stated is not None and not agrees:
                    self.reading.problems.append(
                        self.problem(
                            "column-total-disagrees", row, heading, wanted=heading.leaf,
                            found=columns.yuan(stated) if money else stated, difference=columns.yuan(int(wanted)) if money else wanted,
                        )
                    )  # fmt: skip

    def _settle(self) -> None:
        """The smallest place that covers all rows, and what the title says of every one of them."""
        reading = self.reading
        stated = {"fund": reading.title if self.form.record == "fund_allocation" else None}
        around = text.squeeze("|".join((self.table.above, *self.notes)))
        if match := _DOCUMENT.search(around):
            stated["document"] = match[0]
        if self.form.record in _POSTED:
            stated["notice_from"], stated["notice_until"] = periods.notice(around)
        for record in reading.records:
            for key, value in stated.items():
                if value and (key.startswith("notice") or any(column.key == key for column in self.form.columns)):
                    record.values.setdefault(key, value)
        townships, villages = {township for township, _ in self.places}, {village for _, village in self.places}
        if len(townships) == 1 and reading.township is None:
            reading.township = townships.pop()
        if len(villages) == 1 and len(townships) <= 1 and reading.village is None:
            reading.village = villages.pop()
