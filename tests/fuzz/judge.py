"""Judges what a changed file was read as: no row lost, and every amount is one that stands in its row."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from loaders.readers.result import Reading, Record
from loaders.workbook import Sheet, Value
from tests.fuzz.cells import Changed

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+", re.I)
_CAPITALS = re.compile("[零一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟〇两]")
#: 元, 千元, 万元, 亿元 in fen
_UNITS = (100, 100_000, 1_000_000, 10_000_000_000)
#: income stands on one side and spending on the other: one half of a row may be loaded and the other rejected
TWO_SIDED = ("ledger_entry", "ledger_summary")
MONEY = ("amount", "income", "spending")

Amount = tuple[str, int, str, int]  # sheet, row, key, fen


def amounts(record: Record) -> Iterator[tuple[str, int]]:
    """The amounts of a record that are not nothing, by key."""
    for key in MONEY:
        fen = record.values.get(key)
        if isinstance(fen, int) and fen:
            yield key, fen


def _written(value: Value) -> set[int] | None:
    """The fen that a cell may mean, in whatever unit; none where it is written in words."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return set()
    written = unicodedata.normalize("NFKC", str(value))
    if _CAPITALS.search(written):
        return None
    found = [Decimal(number.replace(",", "")) for number in _NUMBER.findall(written)]
    return {round(number * unit) for number in found for unit in _UNITS if abs(number) < Decimal("1e25")}


def stands(sheet: Sheet, record: Record) -> bool:
    """Whether every amount of a record is written in a cell of its row, or in a cell that reaches into it."""
    rows = {record.row - 1} | {top for top, _, bottom, _ in sheet.merged if top <= record.row - 1 <= bottom}
    cells = [_written(value) for row in rows if row < len(sheet.rows) for value in sheet.rows[row]]
    if any(cell is None for cell in cells):
        return True
    return all(any(cell and abs(fen) in cell for cell in cells) for _, fen in amounts(record))


def _by_amount(readings: list[Reading]) -> Counter[Amount]:
    return Counter((r.sheet, record.row, key, fen) for r in readings for record in r.records if not r.blocked for key, fen in amounts(record))


def _reported(readings: list[Reading]) -> Counter[tuple[str, str, str | None, str]]:
    """What the clerk is told, and what each table was taken for."""
    told = Counter((r.sheet, p.code, p.cell, p.message) for r in readings for p in r.problems)
    told.update((r.sheet, p.code, p.cell, p.message) for r in readings for row in r.rejected for p in row.problems)
    told.update((r.sheet, "form", None, r.form.name if r.form else "none") for r in readings)
    told.update((r.sheet, "blocked", None, r.blocked.code) for r in readings if r.blocked)
    return told


def inconsistent(readings: list[Reading]) -> str | None:
    """What of the readings contradicts itself; none where all adds up."""
    for reading in readings:
        rejected = [row.row for row in reading.rejected]
        loaded = {record.row for record in reading.records}
        if not reading.blocked and len(rejected) > reading.rows_read:
            return f"{reading.sheet}: more rows are rejected than were read"
        if not reading.blocked and loaded & set(rejected) and reading.form and reading.form.record not in TWO_SIDED:
            return f"{reading.sheet}: rows {sorted(loaded & set(rejected))[:3]} are both loaded and rejected"
        if reading.rows_read != reading.rows_loaded + reading.rows_rejected or reading.rows_loaded < 0:
            return f"{reading.sheet}: rows do not add up"
        if any(isinstance(fen, float) for record in reading.records for fen in record.values.values()):
            return f"{reading.sheet}: a float was read"
    return None


def silently_wrong(before: list[Reading], after: list[Reading], changed: Changed) -> str | None:
    """Which amount changed though nobody was told and nothing in its row did; none where all is as written."""
    old, new = _by_amount(before), _by_amount(after)
    sheets = {sheet.name: sheet for sheet in changed.book.sheets}
    for reading in after:
        for record in reading.records if reading.form and not reading.blocked else ():
            if record.row in changed.rows and reading.sheet == changed.sheet and not stands(sheets[reading.sheet], record):
                return f"row {record.row} says another amount than was read"
    if not any(reading.form for reading in after):
        return None  # the clerk is told that nothing in the file was recognised
    told = _reported(after) - _reported(before)
    heads = max((row for r in before if r.sheet == changed.sheet for row in r.header_rows), default=0)
    if min(changed.rows, default=heads + 1) <= heads:
        return None  # other words above a column, or none, give its numbers another meaning: the readers' own tests are about those
    elsewhere = [a for a in [*(old - new), *(new - old)] if (a[0], a[1]) != (changed.sheet, a[1]) or a[1] not in changed.rows]
    if elsewhere and not told:
        return f"amounts of rows {sorted({a[1] for a in elsewhere})[:5]} changed and nothing was said"
    lost = {a[1] for a in old - new if a[0] == changed.sheet} - {record.row for r in after if r.sheet == changed.sheet for record in r.records}
    if lost and not told:
        return f"rows {sorted(lost)[:5]} are gone and nothing was said"
    return None
