"""Reads an office's totals of a scheme: places by rows, and by columns how many households and people got how much."""

from collections import Counter
from fractions import Fraction
from typing import Any

from loaders import columns, problems, schemes
from loaders.columns import Unreadable
from loaders.layout import Heading
from loaders.problems import Problem, letter
from loaders.readers.lists import ListReader
from loaders.readers.rows import Amounts, Cells
from loaders.recognising import TOTAL_PART, Match

#: Rates are only compared where so many rows have one, and so large a share of them the same.
_ROWS_FOR_A_RATE = 3
_SHARE_OF_THE_SAME = 0.6


class CountsReader(ListReader):
    """Reads a row for every place into a record for every part: a scheme, an age band, town and country."""

    def body(self) -> None:
        """Read all rows, then compare totals and what one person gets."""
        self.counted: dict[int, int] = {}
        super().body()
        self._check_counts()
        self._compare_rates()
        self._without_amounts()
        named = {getattr(record.values["scheme"], "key", record.values["scheme"]) for record in self.reading.records if "scheme" in record.values}
        if len(named) > 1:  # each part has its own; the whole has none of them
            self.reading.scheme = None
            together = next((words for title in self.titles if (words := schemes.dictionary().words_in(title))), None)
            for record in self.reading.records if together else ():
                record.values.setdefault("scheme", together)

    def _without_amounts(self) -> None:
        """Point out a column of money in which no row has an amount: its heading may stand over another column."""
        filled = {record.column for record in self.reading.records if record.values.get("amount") is not None}
        for heading, _, _ in self.amount_columns(self.bid.blocks[0]):
            if self.reading.records and letter(heading.index) not in filled:
                self.reading.problems.append(problems.make("amount-column-empty", sheet=self.sheet.name, column=letter(heading.index), found=heading.full))

    def amount_columns(self, match: Match) -> Amounts:
        """The columns of money but for the one that adds up the others."""
        money = [(heading, part) for heading, part, measure in match.measures if measure == "amount"]
        parts = [(heading, part) for heading, part in money if part != TOTAL_PART]
        return [(heading, self.amount_unit(heading), {"part": part}) for heading, part in parts or money]

    def row_total(self, match: Match) -> Heading | None:
        """The column of money that adds up the others."""
        money = [(heading, part) for heading, part, measure in match.measures if measure == "amount"]
        if any(part != TOTAL_PART for _, part in money):
            return next((heading for heading, part in money if part == TOTAL_PART), None)
        return None

    def _amounts(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> tuple[list[tuple[Heading | None, dict[str, Any]]], int | None, bool]:
        records, total, bad = super()._amounts(row, cells, match, found)
        money = {own["part"]: (where, own["amount"]) for where, own in records if "part" in own}
        only_total = all(part == TOTAL_PART for _, part, _ in match.measures)
        made: list[tuple[Heading | None, dict[str, Any]]] = []
        for part in dict.fromkeys(part for _, part, _ in match.measures):
            if part == TOTAL_PART and not only_total and len(money) != 0 and part not in money:
                continue
            record, where = self._part(row, cells, match, part, found)
            if part in money:
                where, record["amount"] = money[part]
            if record:
                made.append((where, record | _named(part)))
        if not made and not bad:
            found.append(self.problem("amount-missing", row, match.measures[0][0]))
            bad = True
        return made, total, bad

    def _part(self, row: int, cells: Cells, match: Match, part: str, found: list[Problem]) -> tuple[dict[str, Any], Heading | None]:
        """The counts of one part of a row, and the first of their columns."""
        record: dict[str, Any] = {}
        first: Heading | None = None
        for heading, other, measure in match.measures:
            value = cells[heading.index] if heading.index < len(cells) else None
            if other != part or measure == "amount" or columns.is_blank(value):
                continue
            try:
                if measure == "standard":
                    record[measure] = columns.amount_fen(value, "元")[0]
                else:
                    record[measure] = columns.number(value) if measure == "area" else columns.count(value)
            except Unreadable as error:
                found.append(self.cell_problem(error, row, heading, False))
                continue
            if measure in ("households", "people"):
                self.counted[heading.index] = self.counted.get(heading.index, 0) + record[measure]
            first = first or heading
        return record, first

    def _check_counts(self) -> None:
        """Compare the totals of households and people, where the total of the money stands below its own column."""
        if len(self.bid.blocks) > 1 or not self.total_rows or not self.reading.total_agrees or self.reading.rejected:
            return
        row, cells = self.total_rows[-1]
        for heading, _, measure in self.bid.blocks[0].measures:
            if measure not in ("households", "people") or heading.index >= len(cells) or heading.index in self.unread:
                continue
            try:
                stated = columns.count(cells[heading.index])
            except Unreadable:
                continue
            wanted = self.counted.get(heading.index, 0)
            if stated is not None and stated != wanted:
                self.reading.problems.append(self.problem("column-total-disagrees", row, heading, wanted=heading.leaf, found=stated, difference=wanted))

    def _compare_rates(self) -> None:
        """Point out a place whose money for one person differs from what all others get."""
        rates: dict[str | None, list[tuple[Any, Fraction]]] = {}
        for record in self.reading.records:
            people, fen = record.values.get("people"), record.values.get("amount")
            if people and fen and not record.values.get("standard"):
                rates.setdefault(record.values.get("part"), []).append((record, Fraction(fen, people)))
        for found in rates.values():
            usual, times = Counter(rate for _, rate in found).most_common(1)[0]
            if len(found) < _ROWS_FOR_A_RATE or times < _SHARE_OF_THE_SAME * len(found):
                continue
            for record, rate in found:
                if rate != usual:
                    heading = next((h for h, _, m in self.bid.blocks[0].measures if m == "amount" and record.column == letter(h.index)), None)
                    self.reading.problems.append(
                        self.problem("rate-differs", record.row - 1, heading, found=columns.yuan(round(rate)), wanted=columns.yuan(round(usual)))
                    )


def _named(part: str) -> dict[str, Any]:
    """What a part's name says: the scheme where it is one, else the part itself."""
    if part in ("", TOTAL_PART):
        return {}
    known = schemes.dictionary()
    scheme = known.find(part).scheme or known.find(f"{part}补助").scheme or known.find_in(part).scheme
    return {"part": part, "scheme": scheme} if scheme else {"part": part}
