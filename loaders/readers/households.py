"""Reads what is kept of households: incomes by kind, visits, integrity scores; and checks that their columns add up."""

import re
from decimal import Decimal
from typing import Any

from loaders import columns, text
from loaders.columns import Unreadable
from loaders.layout import Heading
from loaders.readers.lists import Line, ListReader
from loaders.readers.rows import Cells
from loaders.recognising import Match, month_of_heading

_KINDS = ("wages", "business", "property", "transfers", "property_and_transfers", "other_income")
_BLOCKS = ("social", "work", "family", "personal")


class HouseholdReader(ListReader):
    """Reads a table whose rows are households; the members that follow a household's own row go with it."""

    def _is_data(self, row: int, cells: Cells, match: Match) -> bool:
        name = match.index("name")
        covered = (row, name) in self.merged_down
        return not (covered and self._is_member(row, cells, match)) and super()._is_data(row, cells, match) and not self._is_member(row, cells, match)

    def _is_member(self, row: int, cells: Cells, match: Match) -> bool:
        """Whether a row only names a member of the household above it, and says nothing of its own in the form's columns."""
        name = match.index("name")
        if name is None or not self.reading.rows_read:
            return False
        own = cells[name] if name < len(cells) else None
        covered = (row, name) in self.merged_down
        said = any(
            heading.index < len(cells) and not columns.is_blank(cells[heading.index])
            for key, (column, heading) in match.columns.items()
            if column.kind in ("amount", "points") or key in ("visited", "content")
        )
        parts = any(not columns.is_blank(cells[h.index]) for group in match.parts.values() for h in group if h.index < len(cells))
        if said or parts or not (covered or columns.is_blank(own)):
            return False
        told = {h.full: str(cells[h.index]) for h in match.rest if h.index < len(cells) and not columns.is_blank(cells[h.index])}
        if told and self.reading.records:
            members = self.reading.records[-1].values.setdefault("extra", {})
            for heading, words in told.items():
                members[heading] = "、".join(filter(None, (members.get(heading), words)))
        return bool(told) or covered

    def part(self, line: Line, key: str) -> list[tuple[Heading, Any]]:
        """The columns that add up to a group, with what they say in this row."""
        headings = line.match.parts.get(key, [])
        return [(heading, line.cells[heading.index]) for heading in headings if heading.index < len(line.cells)]


class IncomeReader(HouseholdReader):
    """Reads what households took in; the kinds of income are the data, everything derived from them is a check."""

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Fill a kind of income from its parts, then compare total, net income and income per head with what they come from."""
        values, found = line.values, line.found
        for key in self.form.parts:
            self._of_parts(line, key)
        kinds: list[int] = [values[key] for key in _KINDS if values.get(key) is not None]
        if amount is None and kinds:
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

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Add a record for every column of a month or of a further visit that says something."""
        visits: list[tuple[Heading | None, dict[str, Any]]] = []
        for heading in line.match.rest:
            value = line.cells[heading.index] if heading.index < len(line.cells) else None
            month = month_of_heading(heading, int(self.reading.period[:4]) if self.reading.period else None)
            if month and value is not None and (day := _in_month(value, month)):
                visits.append((heading, {"visited": day}))
        if visits:
            line.records[:] = visits
        return amount


def _in_month(value: object, month: str) -> str | None:
    """The day, or only the month, of a visit that a month's column notes: 5日, 3.5, √; none where it notes none."""
    written = text.squeeze(str(value))
    if written in ("√", "✓", "✔", "☑", "是", "已走访", "有", "1", "已访", "1次"):
        return month
    match = re.fullmatch(r"(?:0?(\d{1,2})[月.])?(\d{1,2})[日号]?", written)
    if match and match[1] in (None, str(int(month[5:]))) and 1 <= int(match[2]) <= 31:
        return f"{month}-{int(match[2]):02}"
    return None


class ScoreReader(HouseholdReader):
    """Reads integrity scores; points are numbers with a sign, never money."""

    def body(self) -> None:
        """Read the rows; a heading of a part may say which board they are on."""
        self.part_board: str | None = None
        super().body()

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Fill a block from what was added and taken off, note the board, compare the total."""
        values = line.values
        for key in _BLOCKS:
            self._of_parts(line, key)
        self._board(line)
        total = values.get("total")
        own = [values[key] for key in (*_BLOCKS, "added") if key in values]
        if "deducted" in values:
            own.append(-abs(values["deducted"]))
        base = values.get("base", self._stated_base())
        if total is not None and own and base is not None and total not in (sum(own), base + sum(own)):
            wanted = as_points(base + sum(own))
            line.found.append(self.problem("score-disagrees", line.row, line.match.columns["total"][1], found=as_points(total), wanted=wanted))
        return amount

    def _stated_base(self) -> Decimal | None:
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
