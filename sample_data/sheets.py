"""Writes sheets as the offices' programs would: xlsx, xls, ods, csv, a web page called .xls."""

import csv
import html
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import xlsxwriter

Cell = str | int | float | None
_MADE = datetime(2026, 11, 1)


@dataclass(slots=True)
class Sheet:
    """Rows of cells, merged ranges (first row, column, last row, column), and rows that are hidden."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: tuple[int, ...] = ()


def write(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write the sheets in the format that the suffix names; .html.xls is a web page that is called .xls."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.name.endswith("(网页).xls"):
        path.write_bytes(_page(sheets[0]))
    elif path.suffix == ".xlsx":
        _xlsx(path, sheets)
    elif path.suffix == ".xls":
        path.write_bytes(_xls(sheets))
    elif path.suffix == ".ods":
        _ods(path, sheets)
    else:
        path.write_bytes(_csv(sheets[0]))


def _xlsx(path: Path, sheets: Sequence[Sheet]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for number, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, column, cell)
                    elif cell is not None:
                        page.write_number(number, column, cell)
            for top, left, bottom, right in sheet.merged:
                value = sheet.rows[top][left]
                page.merge_range(top, left, bottom, right, value if value is not None else "")
            for number in sheet.hidden:
                page.set_row(number, None, None, {"hidden": True})


def _xls(sheets: Sequence[Sheet]) -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        starts = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merged}
        for number, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if (number, column) in starts:
                    bottom, right = starts[number, column]
                    page.write_merge(number, bottom, column, right, cell)
                else:
                    page.write(number, column, cell)
        for number in sheet.hidden:
            page.row(number).hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _ods(path: Path, sheets: Sequence[Sheet]) -> None:
    """A small OpenDocument spreadsheet; written here because its bytes must be the same every time."""
    body = []
    for sheet in sheets:
        rows = []
        for row in sheet.rows:
            cells = []
            for cell in row:
                if cell is None or cell == "":
                    cells.append("<table:table-cell/>")
                elif isinstance(cell, str):
                    cells.append(f'<table:table-cell office:value-type="string"><text:p>{html.escape(cell)}</text:p></table:table-cell>')
                else:
                    cells.append(f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>')
            rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        body.append(f'<table:table table:name="{html.escape(sheet.name)}">{"".join(rows)}</table:table>')
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>{"".join(body)}</office:spreadsheet></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            info = zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def _csv(sheet: Sheet) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in sheet.rows])
    return stream.getvalue().encode("gb18030")


def _page(sheet: Sheet) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{html.escape('' if c is None else str(c))}</td>" for c in row) + "</tr>" for row in sheet.rows)
    return f'<html><head><meta charset="gb2312"></head><body><table border="1">{rows}</table></body></html>'.encode("gb18030")
