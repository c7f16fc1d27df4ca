"""Reads published totals of books: a line for each category."""

from typing import Any

from loaders import columns, layout, text
from loaders.layout import Heading
from loaders.problems import Problem, letter
from loaders.readers import ledger_rows
from loaders.readers.cells import as_text
from loaders.readers.result import Record
from loaders.readers.rows import Cells, RowReader, Stop
from loaders.recognising import Match

#: The columns that hold the amount of a line, and what they are called where a line has two.
_AMOUNTS = {"amount": "金额", "income": "收入", "spending": "支出", "closing_debit": "借方", "closing_credit": "贷方"}


class SummaryReader(RowReader):
    """Reads a table whose rows are totals of categories; nothing is added up here."""

    def body(self) -> None:
        """Read all lines."""
        self.run_blocks(self._summary_row)

    def _summary_row(self, row: int, cells: Cells, match: Match, headings: list[Heading]) -> None:
        reading = self.reading
        label = columns.line(self.get(cells, match, "label"))
        here = [(c, v) for c, v in self.filled(cells) if headings[0].index <= c <= headings[-1].index]
        found: list[Problem] = []
        if label is None and not any(isinstance(v, int | float) for _, v in here):
            return
        money = [key for key in _AMOUNTS if key in match.columns]
        written = [key for key in money if not columns.is_blank(self.get(cells, match, key))]
        if layout.is_footer(here) and not written:
            return
        if any(isinstance(v, str) and ledger_rows.kind_of(v, True) in ("total", "subtotal") for _, v in here):
            return
        reading.rows_read += 1
        try:
            amounts = [(key, self.money(row, cells, match, key, found)) for key in written or money[:1]]
            if label is None:
                found.append(self.problem("summary-missing", row, match.columns["label"][1]))
                raise Stop
        except Stop:
            self.reject(row, cells, headings, found, None)
            return
        reading.problems.extend(found)
        values: dict[str, Any] = {"code": columns.line(self.get(cells, match, "code"))}
        extra = {h.full: as_text(v) for h in match.rest if h.index < len(cells) and (v := cells[h.index]) is not None}
        if extra:
            values["extra"] = extra
        for key, fen in amounts:
            words = text.squeeze(label)[:90] + (f"（{_AMOUNTS[key]}）" if len(amounts) > 1 else "")
            reading.records.append(Record(row + 1, letter(match.columns[key][1].index), values | {"label": words, "amount": fen}))
