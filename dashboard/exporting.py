"""Everything in force of one kind of record as CSV, JSON or xlsx, masked as the public sees it; no cell is a formula."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import xlsxwriter

from dashboard.access import Viewer, may
from dashboard.queries import looks, open_data
from dashboard.queries.open_data import Cell, Field, OpenTable
from loaders import journal
from loaders.database import Database

#: What opens a formula in a spreadsheet program, also behind spaces.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe(value: str | int | None) -> str | int:
    """A cell that no spreadsheet program takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    if value.lstrip().startswith(_FORMULA) and not _is_number(value):
        return "'" + value
    return value


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", ""))
    except ValueError:
        return False
    return True


def may_in_full(viewer: Viewer) -> bool:
    """Whether the viewer may take records out with names in full."""
    return may(viewer, "export-full")


def write(db: Database, kind: str, path: Path, today: date, full_for: Viewer | None = None) -> int:
    """Write everything in force of a kind; how many rows. Identity and account numbers are never written.

    In full it is what stands in the places of the office, and a look at everybody there.
    """
    table = open_data.tables()[kind]
    count = 0
    if full_for is not None and (office := full_for.place_id or full_for.township_id) is not None:
        looks.note(db, full_for, looks.place(office), f"导出{table.title}")

    def counted() -> Iterator[list[Cell]]:
        nonlocal count
        for line in open_data.lines(db, table, today, full_for):
            count += 1
            yield line

    if path.suffix.lower() == ".xlsx":
        _xlsx(path, table.fields, counted())
    else:
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(as_csv(table, counted()))
    if full_for is not None:
        journal.note(db, full_for.name, "export-full", kind, f"{count}行")
    return count


def as_csv(table: OpenTable, lines: Iterable[list[Cell]]) -> Iterator[str]:
    """The rows as pieces of a CSV file, with a mark that spreadsheet programs know UTF-8 by."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([field.heading for field in table.fields])
    yield "\ufeff"
    for line in lines:
        writer.writerow([safe(cell) for cell in line])
        if stream.tell() > 1 << 16:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()


def as_json(table: OpenTable, lines: Iterable[list[Cell]]) -> Iterator[str]:
    """The rows as pieces of one JSON document: ``{"table", "rows": [{…}]}``; amounts are decimal strings in yuan."""
    keys = [field.key for field in table.fields]
    yield f'{{"table":{json.dumps(table.name)},"rows":['
    first = True
    for line in lines:
        yield ("" if first else ",\n") + json.dumps(dict(zip(keys, line, strict=True)), ensure_ascii=False)
        first = False
    yield "]}\n"


def _xlsx(path: Path, fields: tuple[Field, ...], lines: Iterable[list[Cell]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("导出")
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "0.00"})
        for column, field in enumerate(fields):
            sheet.write_string(0, column, field.heading, bold)
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                if isinstance(cell, str) and fields[column].kind == "yuan":
                    sheet.write_number(number, column, float(cell), money)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, str(safe(cell)))
