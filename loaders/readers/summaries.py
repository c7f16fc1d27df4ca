"""Reads published totals of books: a line for each category."""

from typing import Any

from loaders import columns, layout, text
from loaders.layout import Heading
from loaders.problems import Problem, letter
from loaders.readers.cells import as_text
from loaders.readers.result import Record
from loaders.readers.rows import Cells, RowReader, Stop
from loaders.recognising import Match


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
        if layout.is_footer(here) and columns.is_blank(self.get(cells, match, "amount")):
            return
        reading.rows_read += 1
        try:
            fen = self.money(row, cells, match, "amount", found)
            if label is None:
                found.append(self.problem("summary-missing", row, match.columns["label"][1]))
                raise Stop
        except Stop:
            self.reject(row, cells, headings, found, None)
            return
        reading.problems.extend(found)
        values: dict[str, Any] = {"label": text.squeeze(label)[:100], "amount": fen, "code": columns.line(self.get(cells, match, "code"))}
        extra = {h.full: as_text(v) for h in match.rest if h.index < len(cells) and (v := cells[h.index]) is not None}
        if extra:
            values["extra"] = extra
        reading.records.append(Record(row + 1, letter(match.columns["amount"][1].index), values))
