"""Reads published totals of books: a line for each category."""

from typing import Any

from loaders import columns, layout, place_names, text
from loaders.layout import Heading
from loaders.problems import Problem, letter
from loaders.readers import ledger_rows
from loaders.readers.cells import as_text
from loaders.readers.result import Record
from loaders.readers.rows import Cells, RowReader, Stop
from loaders.recognising import Match

#: The columns that hold the amount of a line, and what they are called where a line has two.
_AMOUNTS = {"amount": "金额", "income": "收入", "spending": "支出", "closing_debit": "借方", "closing_credit": "贷方"}
_OF_VILLAGE = ("opening", "income", "spending", "closing")


class SummaryReader(RowReader):
    """Reads a table whose rows are totals of categories; nothing is added up here."""

    def body(self) -> None:
        """Read all lines."""
        self.village_above: str | None = None
        self.run_blocks(self._summary_row)

    def _summary_row(self, row: int, cells: Cells, match: Match, headings: list[Heading]) -> None:
        reading = self.reading
        by_village = "label" not in match.columns
        label = columns.line(self.get(cells, match, "village" if by_village else "label"))
        here = [(c, v) for c, v in self.filled(cells) if headings[0].index <= c <= headings[-1].index]
        found: list[Problem] = []
        if label is None and not any(isinstance(v, int | float) for _, v in here):
            return
        money = [key for key in (_OF_VILLAGE if by_village else _AMOUNTS) if key in match.columns]
        written = [key for key in money if not columns.is_blank(self.get(cells, match, key))]
        if not written and (layout.is_footer(here) or (label and label.endswith((":", "：")))):
            return
        if any(isinstance(v, str) and ledger_rows.kind_of(v, True) in ("total", "subtotal") for _, v in here):
            return
        reading.rows_read += 1
        try:
            amounts = [(key, self.money(row, cells, match, key, found)) for key in written or money[:1]]
            if label is None:
                key = "village" if by_village else "label"
                found.append(self.problem("place-missing" if by_village else "summary-missing", row, match.columns[key][1]))
                raise Stop
            self._check_line(row, match, dict(amounts))
        except Stop:
            self.reject(row, cells, headings, found, None)
            return
        reading.problems.extend(found)
        values: dict[str, Any] = {"code": columns.line(self.get(cells, match, "code"))}
        extra = {h.full: as_text(v) for h in match.rest if h.index < len(cells) and (v := cells[h.index]) is not None}
        if extra:
            values["extra"] = extra
        village = self.get(cells, match, "village")
        if not columns.is_blank(village):
            self.village_above = place_names.village(str(village))
        if "village" in match.columns and self.village_above:
            values["village"] = self.village_above
        for key, fen in amounts:
            column = match.columns[key][1]
            words = text.squeeze(label)[:90] + (f"（{_AMOUNTS[key]}）" if len(amounts) > 1 else "") if not by_village else column.leaf[:100]
            reading.records.append(Record(row + 1, letter(column.index), values | {"label": words, "amount": fen}))

    def _check_line(self, row: int, match: Match, amounts: dict[str, int | None]) -> None:
        """Warn where opening balance, income and spending of a village do not give its closing balance."""
        if {"opening", "income", "spending", "closing"} <= amounts.keys():
            opening, income, spending, closing = (amounts[key] or 0 for key in _OF_VILLAGE)
            if opening + income - spending != closing:
                found, wanted = columns.yuan(closing), columns.yuan(opening + income - spending)
                self.reading.problems.append(self.problem("balance-line", row, match.columns["closing"][1], found=found, wanted=wanted))
