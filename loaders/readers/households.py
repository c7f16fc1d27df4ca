"""Reads what is kept of households: incomes by kind, visits, integrity scores; and checks that their columns add up."""

import re
from collections import Counter
from decimal import Decimal
from typing import Any

from loaders import columns, periods, text
from loaders.columns import Unreadable
from loaders.form import Column
from loaders.layout import Heading
from loaders.problems import Problem
from loaders.readers.cells import as_text
from loaders.readers.lists import Line, ListReader
from loaders.readers.rows import Cells
from loaders.recognising import Match, month_of_heading

_KINDS = ("wages", "business", "property", "transfers", "property_and_transfers", "other_income")
_MEMBER = re.compile(r"^(?:家庭)?成员(?:姓名)?$|^姓名$")
_DONE = frozenset(["√", "✓", "✔", "☑", "是", "有", "已走访", "已访", "已完成", "1次"])
_NOT_DONE = frozenset(["×", "x", "X", "✗", "否", "未", "未走访", "未入户", "未访", "0", "0次"])
_BLOCKS = ("social", "work", "family", "personal")


class HouseholdReader(ListReader):
    """Reads a table whose rows are households; the members that follow a household's own row go with it."""

    def _is_data(self, row: int, cells: Cells, match: Match) -> bool:
        covered = (row, match.index("name")) in self.merged_down
        if covered and self._is_member(row, cells, match):
            self._keep_member(cells, match)
            return False
        if not super()._is_data(row, cells, match):
            return False
        if not covered and self._is_member(row, cells, match):
            self._keep_member(cells, match)
            return False
        return True

    def _is_member(self, row: int, cells: Cells, match: Match) -> bool:
        """Whether a row only names a member of the household above it, and says nothing of its own in the form's columns."""
        if not self.reading.rows_read:
            return False
        own = self.get(cells, match, "name")
        named = (row, match.index("name")) not in self.merged_down and not columns.is_blank(own)
        other = self.member(cells, match)
        if named and (other is None or other == text.name(str(own))):
            return False
        said = any(
            heading.index < len(cells) and not columns.is_blank(cells[heading.index])
            for key, (column, heading) in match.columns.items()
            if column.kind in ("amount", "points") or key in ("visited", "content", "reason")
        )
        parts = any(not columns.is_blank(cells[h.index]) for group in match.parts.values() for h in group if h.index < len(cells))
        return not said and not parts

    def _keep_member(self, cells: Cells, match: Match) -> None:
        """Keep what is written of a member with the household above."""
        told = {h.full: str(cells[h.index]) for h in match.rest if h.index < len(cells) and not columns.is_blank(cells[h.index])}
        if told and self.reading.records:
            members = self.reading.records[-1].values.setdefault("extra", {})
            for heading, words in told.items():
                members[heading] = "、".join(filter(None, (members.get(heading), words)))

    def member(self, cells: Cells, match: Match) -> str | None:
        """The member of the household that a row names beside its head."""
        for heading in match.rest:
            value = cells[heading.index] if heading.index < len(cells) else None
            if value is not None and _MEMBER.search(text.heading_base(heading.leaf)) and columns.is_name(value):
                return text.name(str(value))
        return None

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Settle whose row it is: an ID number beside the name of a member is that member's."""
        own = self.member(line.cells, line.match)
        if own and line.values.get("name") not in (None, own):
            line.values.setdefault("extra", {})["户主"] = str(line.values["name"])
            line.values["name"] = own
        return amount

    def part(self, line: Line, key: str) -> list[tuple[Heading, Any]]:
        """The columns that add up to a group, with what they say in this row."""
        headings = line.match.parts.get(key, [])
        return [(heading, line.cells[heading.index]) for heading in headings if heading.index < len(line.cells)]


class IncomeReader(HouseholdReader):
    """Reads what households took in; the kinds of income are the data, everything derived from them is a check."""

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Fill a kind of income from its parts, then compare total, net income and income per head with what they come from."""
        super().complete(line, amount)
        values, found = line.values, line.found
        for key in self.form.parts:
            self._of_parts(line, key)
        kinds: list[int] = [values[key] for key in _KINDS if values.get(key) is not None]
        if amount is None and kinds and line.records:
            amount = sum(kinds)
            for _, record in line.records:
                record["total"] = amount
        elif amount is not None and kinds and self._whole_kinds(line) and amount != sum(kinds):
            found.append(self._differs(line, "total", "row-sum-disagrees", amount, sum(kinds)))
        net, costs, people = values.get("net"), values.get("costs"), values.get("people")
        if amount is not None and net is not None:
            wanted = amount - (costs or 0)
            if net != wanted and ("costs" in line.match.columns or "costs" in line.match.parts):
                found.append(self._differs(line, "net", "net-disagrees", net, wanted))
        whole = net if net is not None else amount if "net" not in line.match.columns and costs is None else None
        if whole is not None and people and (stated := values.get("per_head")) is not None:
            each = Decimal(whole) / people
            if abs(each - stated) >= self._precision(line, stated):
                found.append(self._differs(line, "per_head", "per-head-disagrees", stated, int(each.to_integral_value())))
        return amount

    def _whole_kinds(self, line: Line) -> bool:
        """Whether the sheet has all kinds of income, so that they must add up to the total."""
        has = {*line.match.columns, *line.match.parts}
        return {"wages", "business"} <= has and ({"property", "transfers"} <= has or "property_and_transfers" in has)

    def _of_parts(self, line: Line, key: str) -> None:
        total: int | None = None
        for heading, value in self.part(line, key):
            try:
                fen = columns.amount_fen(value, self.amount_unit(heading))[0]
            except Unreadable as error:
                line.found.append(self.cell_problem(Unreadable("number-unreadable", **error.words), line.row, heading, False))
                return
            if fen is not None:
                total = (total or 0) + fen
        stated = line.values.get(key)
        if total is None:
            return
        if stated is None:
            line.values[key] = total
        elif stated != total:
            line.found.append(self._differs(line, key, "row-sum-disagrees", stated, total))

    def _precision(self, line: Line, stated: int) -> int:
        """How far a figure per head may be off because it was rounded: one unit of its last digit, at most 0.01 of the sheet's unit in 万元."""
        finest = 10_000 if self.amount_unit(line.match.columns["per_head"][1]) == "万元" else 100
        return next((unit for unit in (finest, finest // 10, finest // 100) if unit and stated % unit == 0), 1)

    def _differs(self, line: Line, key: str, code: str, stated: int, wanted: int) -> Any:
        found = line.match.columns.get(key) or line.match.columns.get(self.form.amount or "")
        return self.problem(code, line.row, found[1] if found else None, found=columns.yuan(stated), wanted=columns.yuan(wanted))


class VisitReader(HouseholdReader):
    """Reads who visited whom and when; several visits in a row become as many records."""

    def _repeated(self, column: Column, headings: list[Heading]) -> None:
        if column.key not in ("visited", "content"):  # 第一次走访时间, 第二次走访时间
            super()._repeated(column, headings)

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Make a record for every day, in one column or in several, or in a column for each month."""
        super().complete(line, amount)
        line.values.pop("visited", None)
        visits: list[tuple[Heading | None, dict[str, Any]]] = [visit for heading in self._headings(line, "visited") for visit in self._days(line, heading)]
        year = int(self.reading.period[:4]) if self.reading.period else None
        for heading in line.match.rest:
            if month := month_of_heading(heading, year):
                visits += self._in_month(line, heading, month)
        if visits:
            line.records[:] = visits
        return amount

    def _headings(self, line: Line, key: str) -> list[Heading]:
        further = next((headings for column, headings in line.match.repeated if column.key == key), [])
        return further or ([line.match.columns[key][1]] if key in line.match.columns else [])

    def _days(self, line: Line, heading: Heading) -> list[tuple[Heading | None, dict[str, Any]]]:
        """The visits that one cell tells of: a day, or several with commas between them."""
        value = line.cells[heading.index] if heading.index < len(line.cells) else None
        if columns.is_blank(value) or text.squeeze(str(value)) in _NOT_DONE:
            return []
        try:
            year = re.match(r"(?:19|20)\d\d(?=年)", heading.leaf)
            days = periods.several(value, self.reading.period or (year[0] if year else None))
        except periods.NotADay as error:
            code = "date-ambiguous" if error.ambiguous else "date-unreadable"
            line.found.append(self.cell_problem(Unreadable(code, found=columns.shown(value)), line.row, heading, False))
            line.values.setdefault("extra", {})[heading.full] = as_text(value)
            return []
        told = self._told_beside(line, heading)
        return [(heading, {"visited": day} | told) for day in days]

    def _told_beside(self, line: Line, heading: Heading) -> dict[str, Any]:
        """What was noted of one of several visits, in the column that follows its day."""
        if len(self._headings(line, "visited")) < 2:
            return {}
        later = [h.index for h in self._headings(line, "visited") if h.index > heading.index]
        own = [h for h in self._headings(line, "content") if heading.index < h.index < min(later, default=h.index + 1)]
        written = line.cells[own[0].index] if own and own[0].index < len(line.cells) else None
        return {"content": None if columns.is_blank(written) else columns.line(written)} if own else {}

    def _in_month(self, line: Line, heading: Heading, month: str) -> list[tuple[Heading | None, dict[str, Any]]]:
        """The visits that a month's column notes: 5日, 3.5, √ for the month."""
        value = line.cells[heading.index] if heading.index < len(line.cells) else None
        if columns.is_blank(value) or text.squeeze(str(value)) in _NOT_DONE:
            return []
        if text.squeeze(str(value)) in _DONE:
            return [(heading, {"visited": month})]
        try:
            day = periods.when(value, month)
        except periods.NotADay:
            day = ""
        if isinstance(value, int) and 1 <= value <= 31:
            day = f"{month}-{value:02}"
        if day[:7] != month:
            line.found.append(self.cell_problem(Unreadable("date-unreadable", found=columns.shown(value)), line.row, heading, False))
            return []
        return [(heading, {"visited": day})]


class ScoreReader(HouseholdReader):
    """Reads integrity scores; points are numbers with a sign, never money."""

    def body(self) -> None:
        """Read the rows, then look whether all totals start from the same base."""
        self.part_board: str | None = None
        self.bases: list[tuple[Line, Decimal]] = []
        super().body()
        usual, often = Counter(base for _, base in self.bases).most_common(1)[0] if self.bases else (Decimal(0), 0)
        if often < 3 or often * 2 <= len(self.bases):
            return
        for line, base in self.bases:
            if base != usual:
                total: Decimal = line.values["total"]
                self.reading.problems.append(self._differs(line, total, total - base + usual))

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Fill a block from what was added and taken off, note the board, compare the total."""
        super().complete(line, amount)
        values = line.values
        for key in _BLOCKS:
            self._of_parts(line, key)
            if "change" in values and self.form.column(key).headings[0] in str(values.get("block") or ""):
                values[key] = values["change"]
        self._board(line)
        if self._by_month(line):
            return amount
        total = values.get("total")
        own = [values[key] for key in (*_BLOCKS, "added") if key in values and "change" not in values]
        if "deducted" in values:
            own.append(-abs(values["deducted"]))
        base = values.get("base", self._stated_base(line.match))
        if total is not None and own and base is not None and total not in (sum(own), base + sum(own)):
            line.found.append(self._differs(line, total, base + sum(own)))
        elif total is not None and own and base is None:
            self.bases.append((line, total - sum(own)))
        return amount

    def _by_month(self, line: Line) -> bool:
        """Make a record for every column of a month; whether there are such columns."""
        year = int(self.reading.period[:4]) if self.reading.period else None
        months = [(heading, month) for heading in line.match.rest if (month := month_of_heading(heading, year)) and year]
        records: list[tuple[Heading | None, dict[str, Any]]] = []
        for heading, month in months:
            try:
                points = columns.points(line.cells[heading.index] if heading.index < len(line.cells) else None)
            except Unreadable as error:
                line.found.append(self.cell_problem(error, line.row, heading, False))
                continue
            if points is not None:
                records.append((heading, {"period": month, "total": points}))
        if months:
            line.values.pop("total", None)
            line.records[:] = records or line.records
        return bool(months)

    def _differs(self, line: Line, total: Decimal, wanted: Decimal) -> Problem:
        return self.problem("score-disagrees", line.row, line.match.columns["total"][1], found=as_points(total), wanted=as_points(wanted))

    def _stated_base(self, columns_of: Match) -> Decimal | None:
        """The points that everybody starts with; none where blocks state the most that they give: 社会公德(30分)."""
        if any(key in columns_of.columns and re.search(r"\(\d+分\)", columns_of.columns[key][1].leaf) for key in _BLOCKS):
            return Decimal(0)
        match = re.search(r"基[础本准]分(?:值)?(?:均?为|[::])?(\d+)分", text.squeeze(self.table.above))
        return Decimal(match[1]) if match else None

    def _of_parts(self, line: Line, key: str) -> None:
        total: Decimal | None = None
        for heading, value in self.part(line, key):
            try:
                found = columns.points(value)
            except Unreadable as error:
                line.found.append(self.cell_problem(error, line.row, heading, False))
                return
            if found is not None:
                taken_off = any(word in heading.leaf for word in ("扣", "减"))
                total = (total or Decimal(0)) + (-abs(found) if taken_off else found)
        if total is not None:
            line.values.setdefault(key, total)

    def _board(self, line: Line) -> None:
        values = line.values
        words = str(values.get("board") or "")
        for board, key, name in (("red", "red", "红"), ("yellow", "yellow", "黄")):
            ticked = values.pop(key, None)
            if name in words or (ticked and str(ticked) not in ("否", "0", "×", "x")):
                values["board"] = board
        if values.get("board") in ("red", "yellow"):
            return
        values.pop("board", None)
        sources = [level for heading in (h for _, h in line.match.columns.values()) for level in heading.path[:-1]]
        for source in (*sources[:1], self.part_board or "", self.reading.title, self.sheet.name):
            if ("红榜" in source) != ("黄榜" in source):
                values["board"] = "red" if "红榜" in source else "yellow"
                return

    def _open_part(self, words: str, match: Match) -> None:
        super()._open_part(words, match)
        if "红榜" in words or "黄榜" in words:
            self.part_board = words


def as_points(value: Decimal) -> str:
    """Points as they are written, without zeros behind the point."""
    return f"{value.normalize():f}"
