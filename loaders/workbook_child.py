"""The child process that parses one untrusted file: bytes on standard input, lines of JSON on standard output.

It imports nothing of ours and is started alone, so that a parser that aborts takes nobody with it.
"""

import contextlib
import csv
import gc
import io
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from html.parser import HTMLParser
from math import isfinite
from typing import Any
from xml.parsers import expat

import orjson

MEMORY = 1 << 30
CPU_SECONDS = 18
MAX_UNZIPPED = 1000 << 20
#: sheets shrink to a tenth; what shrinks so much more, and is large, was made to be large
MAX_RATIO, RATIO_FROM = 100, 64 << 20
#: the lists of sheets and of parts
MAX_DIRECTORY = 16 << 20
#: what the process that asked must hold
MAX_CELLS, MAX_SENT = 12_000_000, 400 << 20
#: rows that say something, of all sheets: what is read of more is not done within seconds
MAX_FILLED = 300_000
MAX_PAGE_CELLS = 2_000_000  # web pages are read slowly
MAX_MEMBERS = 3000
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
BLOCK = 500

Row = list[Any]
Meta = dict[str, Any]


class Refuse(Exception):
    def __init__(self, code: str, **words: str) -> None:
        super().__init__(code)
        self.code, self.words = code, words


def emit(message: object) -> None:
    sys.stdout.buffer.write(orjson.dumps(message))
    sys.stdout.buffer.write(b"\n")


class _Dates:
    """Writes a date as a little object, and notes that a block holds one."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, value: object) -> object:
        self.seen = True
        if isinstance(value, datetime):
            return {"dt": value.isoformat()} if value.time() != time() else {"d": value.date().isoformat()}
        if isinstance(value, date):
            return {"d": value.isoformat()}
        if isinstance(value, time):
            return {"t": value.isoformat()}
        if isinstance(value, timedelta):
            return {"t": (datetime.min + (value % timedelta(days=1))).time().isoformat()}
        return str(value)


class _Sent:
    """How much was sent of all sheets."""

    cells = 0
    written = 0
    rows = 0


_sent = _Sent()


def emit_rows(rows: Iterable[Row]) -> None:
    """Send rows in blocks, without the empty ones at the end."""
    block: list[Row] = []
    empty = 0

    def send() -> None:
        dates = _Dates()
        _sent.cells += sum(map(len, block)) + len(block)
        _sent.rows += sum(map(bool, block))
        if _sent.rows > MAX_FILLED:
            raise Refuse("too-many-rows")
        if _sent.cells > MAX_CELLS or _sent.written > MAX_SENT:
            raise Refuse("too-many-cells")
        line = orjson.dumps(block, default=dates, option=orjson.OPT_PASSTHROUGH_DATETIME)
        _sent.written += len(line)
        sys.stdout.buffer.write(b'{"x":' + line + b"}\n" if dates.seen else line + b"\n")
        block.clear()

    for row in rows:
        row = [
            (value or None)
            if type(value) is str
            else value
            if type(value) is not float
            else int(value)
            if -1e15 < value < 1e15 and value.is_integer()
            else value
            if isfinite(value)
            else str(value)  # not a number, or endless: JSON would turn it into an empty cell
            for value in row
        ]
        while row and row[-1] is None:
            row.pop()
        if not row:
            empty += 1
            continue
        while empty:
            block.append([])
            empty -= 1
            if len(block) >= BLOCK:
                send()
        block.append(row)
        if len(block) >= BLOCK:
            send()
    if block:
        send()


# --- what a file is ----------------------------------------------------------------------------------


def kind_of(data: bytes) -> str:
    """The kind of a file by its content."""
    head = data[:4096]
    if head[:4] == b"PK\x03\x04":
        return "zip"
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "ole2"
    for magic, kind in (
        (b"%PDF", "PDF文件"),
        (b"\x89PNG", "图片"),
        (b"\xff\xd8\xff", "图片"),
        (b"GIF8", "图片"),
        (b"BM", "图片"),
        (b"Rar!", "压缩包"),
        (b"7z\xbc\xaf", "压缩包"),
        (b"\x1f\x8b", "压缩包"),
        (b"MZ", "程序"),
        (b"\x7fELF", "程序"),
    ):
        if head.startswith(magic):
            raise Refuse("not-a-spreadsheet", kind=kind)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "text"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2048].lower()
    if start.startswith(b"<?xml") and (b"office:spreadsheet" in start or b"excel.sheet" in start):
        return "xml"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<body", b"<style", b"<div")) or (
        start.startswith(b"<?xml") and b"<html" in start
    ):
        return "html"
    if start.startswith(b"mime-version"):
        raise Refuse("not-a-spreadsheet", kind="网页归档文件")
    if start.startswith(b"{\\rtf"):
        raise Refuse("not-a-spreadsheet", kind="写字板文档")
    if head[:4] in (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00") or head[:2] in (b"\x09\x04", b"\x09\x02", b"\x09\x00"):
        return "ole2"  # a bare BIFF stream, as some old offices write it
    return "text"


# --- text --------------------------------------------------------------------------------------------


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: a byte order mark, then UTF-8, then GB18030, which holds GBK."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            with contextlib.suppress(UnicodeDecodeError):
                return data.decode(encoding), encoding
            raise Refuse("damaged")
    sample = data[:4000]
    zeros = sample.count(0)
    if zeros:
        for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
            if sample[offset::2].count(0) > len(sample) // 8:
                with contextlib.suppress(UnicodeDecodeError):
                    return data.decode(encoding), encoding
        raise Refuse("not-a-spreadsheet", kind="别的文件")
    for encoding in ("utf-8", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding), encoding
    for encoding in ("utf-8", "gb18030"):  # a text that is no text from some line on
        with contextlib.suppress(UnicodeDecodeError):
            if data[:2000].partition(b"\n")[0].decode(encoding).isprintable():
                raise Refuse("damaged")
    raise Refuse("not-a-spreadsheet", kind="别的文件")


def delimiter_of(content: str) -> str:
    """The delimiter that most lines agree on."""
    lines = [line for line in content[:20000].splitlines() if line.strip()][:40]
    best, score = ",", 0.0
    for delimiter in ",\t;|":
        counts = [row for row in (len(r) - 1 for r in csv.reader(lines, delimiter=delimiter)) if row > 0]
        if counts:
            common = max(set(counts), key=counts.count)
            value = counts.count(common) * min(common, 6) + common / 100
            if value > score:
                best, score = delimiter, value
    return best


def read_text(data: bytes, suffix: str) -> None:
    content, encoding = decode(data)
    sample = content[:2000]
    strange = sum(1 for c in sample if (ord(c) < 32 and c not in "\t\r\n\x0c\x1a") or c == "\ufffd")
    if strange > len(sample) // 50:
        raise Refuse("not-a-spreadsheet", kind="别的文件")
    if suffix not in (".csv", ".txt", ".tsv", ".xls", ".xlsx", ".et", ".prn", "") and delimiter_of(content) not in content:
        raise Refuse("not-a-spreadsheet", kind="文字")
    csv.field_size_limit(1 << 20)
    emit({"kind": "csv", "encoding": encoding})
    emit({"name": ""})
    try:
        rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter_of(content))
        emit_rows(_narrow(row) for row in rows)
    except csv.Error as error:
        raise Refuse("damaged") from error


def _narrow(row: list[str]) -> Row:
    if len(row) > MAX_COLUMNS:
        raise Refuse("too-many-cells")
    return [_bare(cell) for cell in row]


def _bare(cell: str) -> str | None:
    """A cell without the formula that keeps a long number a text: ="330890…"."""
    if cell == "":
        return None
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell.rstrip("\x1a")


# --- web pages saved as .xls -------------------------------------------------------------------------


class _Tables(HTMLParser):
    """All rows of all tables of a page, with spans; what stands between tables is a row of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self.merged: list[list[int]] = []
        self.row: dict[int, Any] | None = None
        self.taken: dict[int, int] = {}  # column → rows that a cell above still covers
        self.cell: list[str] | None = None
        self.loose: list[str] = []
        self.span = (1, 1)
        self.skip = 0
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "title"):
            self.skip += 1
        elif tag == "table":
            self.end_cell()
            self.end_row()
            self.flush()
            self.taken = {}
        elif tag == "tr":
            self.end_cell()
            self.end_row()
            self.flush()
            self.row = {}
        elif tag in ("td", "th"):
            self.end_cell()
            if self.row is None:
                self.row = {}
            given = dict(attrs)

            def span(key: str, most: int) -> int:
                value = given.get(key) or "1"
                return min(max(int(value), 1), most) if value.isdigit() else 1

            self.span = (span("rowspan", 5000), span("colspan", 300))
            self.cell = []
        elif tag in ("br", "p", "div") and self.cell:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "title"):
            self.skip = max(0, self.skip - 1)
        elif tag in ("td", "th"):
            self.end_cell()
        elif tag == "tr":
            self.end_cell()
            self.end_row()
        elif tag == "table":
            self.end_cell()
            self.end_row()
            self.rows.append([])

    def handle_data(self, data: str) -> None:
        if self.skip:
            return
        if self.cell is not None:
            self.cell.append(data)
        elif data.strip():
            self.loose.append(data.strip())

    def flush(self) -> None:
        if self.loose:
            self.rows.append([" ".join(self.loose)])
            self.loose = []

    def end_cell(self) -> None:
        if self.cell is None or self.row is None:
            self.cell = None
            return
        value = "".join(self.cell).replace("\xa0", " ").strip()
        column = 0
        while column in self.row or self.taken.get(column, 0) > 0:
            column += 1
        down, across = self.span
        for c in range(column, column + across):
            self.row[c] = value if c == column else None
            if down > 1:
                self.taken[c] = max(self.taken.get(c, 0), down)
        if down > 1 or across > 1:
            at = len(self.rows)
            self.merged.append([at, column, at + down - 1, column + across - 1])
        self.cell = None

    def end_row(self) -> None:
        if self.row is None:
            return
        width = max(self.row, default=-1) + 1
        self.cells += width
        if self.cells > MAX_PAGE_CELLS or width > MAX_COLUMNS:
            raise Refuse("too-many-cells")
        self.rows.append([self.row.get(c) for c in range(width)])
        self.taken = {c: n - 1 for c, n in self.taken.items() if n > 1}
        self.row = None

    def close(self) -> None:
        super().close()
        self.end_cell()
        self.end_row()
        self.flush()


def read_html(data: bytes) -> None:
    content, encoding = decode(data)
    declared = re.search(r"charset=[\"']?([\w-]+)", content[:3000], re.I)
    if declared and declared[1].lower() in ("gb2312", "gbk", "gb18030") and encoding == "utf-8" and not content.isascii():
        pass  # what decodes as UTF-8 is UTF-8, whatever the page declares
    parser = _Tables()
    parser.feed(content)
    parser.close()
    if not any(len(row) > 1 for row in parser.rows):
        raise Refuse("not-a-spreadsheet", kind="没有表格的网页")
    emit({"kind": "html", "encoding": encoding})
    emit({"name": "", "merged": parser.merged})
    emit_rows(parser.rows)


# --- XML spreadsheets of 2003 ------------------------------------------------------------------------


def read_xml(data: bytes) -> None:
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", data):
        raise Refuse("damaged")
    sheets: list[tuple[str, list[Row], list[list[int]]]] = []
    here: dict[str, Any] = {"row": -1, "column": -1, "text": None, "type": "String", "span": (0, 0)}

    def start(tag: str, attrs: dict[str, str]) -> None:
        given = {k.split(":")[-1]: v for k, v in attrs.items()}
        tag = tag.split(":")[-1]
        if tag == "Worksheet":
            sheets.append((given.get("Name", ""), [], []))
            here["row"] = -1
        elif tag == "Row" and sheets:
            here["row"] = int(given["Index"]) - 1 if "Index" in given else here["row"] + 1
            if here["row"] > MAX_ROWS:
                raise Refuse("too-many-cells")
            here["column"] = -1
        elif tag == "Cell" and sheets:
            here["column"] = int(given["Index"]) - 1 if "Index" in given else here["column"] + 1
            across, down = int(given.get("MergeAcross", 0)), int(given.get("MergeDown", 0))
            if across or down:
                sheets[-1][2].append([here["row"], here["column"], here["row"] + down, here["column"] + across])
            here["span"] = (across, down)
        elif tag == "Data":
            here["text"], here["type"] = [], given.get("Type", "String")

    def end(tag: str) -> None:
        tag = tag.split(":")[-1]
        if tag == "Data" and sheets:
            written: Any = "".join(here["text"] or [])
            if here["type"] == "Number":
                with contextlib.suppress(ValueError):
                    written = float(written)
            elif here["type"] == "DateTime":
                with contextlib.suppress(ValueError):
                    written = datetime.fromisoformat(written)
            rows = sheets[-1][1]
            while len(rows) <= here["row"]:
                rows.append([])
            row = rows[here["row"]]
            if here["column"] > 2000:
                raise Refuse("too-many-cells")
            row.extend([None] * (here["column"] + 1 - len(row)))
            row[here["column"]] = written
            here["text"] = None
        elif tag == "Cell":
            here["column"] += here["span"][0]

    def characters(content: str) -> None:
        if here["text"] is not None:
            here["text"].append(content)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Refuse("damaged") from error
    emit({"kind": "xml"})
    for name, rows, merged in sheets:
        emit({"name": name, "merged": merged})
        emit_rows(rows)


# --- zip: xlsx, xlsm, ods ----------------------------------------------------------------------------

_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*?\br=\"(\d+)\"")
_HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\b(?=[^>]*\bhidden=\"(?:1|true)\")[^>]*>")
_FAR_ROW = re.compile(rb" r=\"[A-Z]{0,3}(\d{7,})\"")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>(.*?)</(?:\w+:)?c>", re.S)
_UNCACHED = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def scan_sheet(stream: Any) -> Meta:
    """What the reader does not tell of a sheet: hidden rows and columns, cells in error, formulas without a value."""
    meta: Meta = {"hidden_rows": [], "hidden_columns": [], "errors": {}, "uncached": []}
    tail = b""
    total = 0
    while chunk := stream.read(1 << 20):
        total += len(chunk)
        if total > MAX_UNZIPPED:
            raise Refuse("too-many-cells")
        buffer = tail + chunk
        cut = buffer.rfind(b"</c>") + 4 if b"</c>" in buffer else buffer.rfind(b"<")
        cut = max(cut, len(buffer) - (1 << 19))
        buffer, tail = buffer[:cut], buffer[cut:]
        scan_part(buffer, meta)
    scan_part(tail, meta)
    return meta


def scan_part(part: bytes, meta: Meta) -> None:
    if b"='" in part:
        part = part.replace(b"'", b'"')  # either quote may stand round an attribute
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise Refuse("damaged")
    if any(int(match) > MAX_ROWS for match in _FAR_ROW.findall(part)):
        raise Refuse("damaged")
    if b"hidden=" in part:
        meta["hidden_rows"] += [int(row) - 1 for row in _HIDDEN_ROW.findall(part)]
        for tag in _HIDDEN_COLUMNS.findall(part):
            low, high = re.search(rb'\bmin="(\d+)"', tag), re.search(rb'\bmax="(\d+)"', tag)
            if low and high:
                meta["hidden_columns"] += range(int(low[1]) - 1, min(int(high[1]), 500))
    if b't="e"' in part:
        for letters, row, body in _ERROR_CELL.findall(part):
            value = re.search(rb"<(?:\w+:)?v>([^<]*)<", body)
            meta["errors"][f"{int(row) - 1},{_column(letters)}"] = (value[1] if value else b"#?").decode(errors="replace")
    if b"<f" in part or b":f" in part:
        meta["uncached"] += [f"{int(row) - 1},{_column(letters)}" for letters, row in _UNCACHED.findall(part)]


def _elements(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[str, dict[str, str]]]:
    if archive.getinfo(member).file_size > MAX_DIRECTORY:
        raise Refuse("damaged")
    data = archive.read(member)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refuse("damaged")
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attrs: found.append((tag.split(":")[-1], attrs))
    parser.Parse(data, True)
    return iter(found)


def scan_xlsx(archive: zipfile.ZipFile) -> dict[str, Meta]:
    """The scan of every sheet, by the sheet's name."""
    targets = {}
    for tag, attrs in _elements(archive, "xl/_rels/workbook.xml.rels"):
        if tag == "Relationship":
            target = attrs["Target"].lstrip("/")
            targets[attrs["Id"]] = target if target.startswith("xl/") else "xl/" + target
    scans: dict[str, Meta] = {}
    names = set(archive.namelist())
    for tag, attrs in _elements(archive, "xl/workbook.xml"):
        if tag == "sheet":
            relation = next((v for k, v in attrs.items() if k.endswith(":id")), "")
            member = targets.get(relation, "")
            if member in names and "worksheets" in member:
                with archive.open(member) as stream:
                    scans[attrs["name"]] = scan_sheet(stream)
    return scans


def scan_ods(archive: zipfile.ZipFile) -> dict[str, Meta]:
    """Merged cells and hidden rows and columns of an OpenDocument sheet, which the reader does not tell."""
    scans: dict[str, Meta] = {}
    here: dict[str, Any] = {"name": None, "row": 0, "column": 0, "repeat": 1, "columns": 0, "cells": 0}

    def start(tag: str, attrs: dict[str, str]) -> None:
        def times(key: str) -> int:
            return int(attrs.get(f"table:number-{key}-repeated", 1))

        if tag == "table:table":
            here.update(name=attrs.get("table:name", ""), row=0, columns=0)
            scans[here["name"]] = {"merged": [], "hidden_rows": [], "hidden_columns": []}
        elif here["name"] is None:
            return
        elif tag == "table:table-column":
            if attrs.get("table:visibility") in ("collapse", "filter"):
                first = here["columns"]
                scans[here["name"]]["hidden_columns"] += range(first, min(first + times("columns"), 500))
            here["columns"] += times("columns")
        elif tag == "table:table-row":
            here.update(column=0, repeat=times("rows"))
            if attrs.get("table:visibility") in ("collapse", "filter"):
                scans[here["name"]]["hidden_rows"] += range(here["row"], here["row"] + min(here["repeat"], 5000))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            down = int(attrs.get("table:number-rows-spanned", 1))
            across = int(attrs.get("table:number-columns-spanned", 1))
            if down > 1 or across > 1:
                row, column = here["row"], here["column"]
                scans[here["name"]]["merged"].append([row, column, row + down - 1, column + across - 1])
            if "office:value-type" in attrs:
                here["cells"] += here["repeat"] * times("columns")
                if here["cells"] > MAX_CELLS:
                    raise Refuse("too-many-cells")
            here["column"] += times("columns")

    def end(tag: str) -> None:
        if tag == "table:table-row":
            here["row"] += here["repeat"]
        elif tag == "table:table":
            here["name"] = None

    def doctype(*_: object) -> None:
        raise Refuse("damaged")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, doctype
    with archive.open("content.xml") as stream:
        parser.ParseFile(stream)
    return scans


def read_zip(data: bytes) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refuse("damaged") from error
    names = {member.filename for member in members}
    unzipped = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MAX_MEMBERS or unzipped > MAX_UNZIPPED or unzipped > max(RATIO_FROM, packed * MAX_RATIO):
        raise Refuse("too-many-cells")
    if any(member.flag_bits & 1 for member in members):
        raise Refuse("encrypted")
    scans: dict[str, Meta] = {}
    try:
        if "xl/workbook.xml" in names:
            kind = "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
            return read_calamine(data, kind, scan_beside(archive))
        elif "content.xml" in names:
            mime = archive.read("mimetype")[:100] if "mimetype" in names else b"spreadsheet"
            if b"spreadsheet" not in mime:
                raise Refuse("not-a-spreadsheet", kind="文字文档")
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise Refuse("encrypted")
            kind = "ods"
            scans = scan_ods(archive)
        elif "xl/workbook.bin" in names:
            kind = "xlsb"
        else:
            raise Refuse("not-a-spreadsheet", kind="文字文档" if "word/document.xml" in names else "压缩包")
    except (zipfile.BadZipFile, expat.ExpatError, EOFError, KeyError, ValueError, OSError) as error:
        raise Refuse("damaged") from error
    except Exception as error:  # zlib.error derives from Exception alone
        if isinstance(error, Refuse):
            raise
        raise Refuse("damaged") from error
    archive.close()
    read_calamine(data, kind, lambda: scans)


def scan_beside(archive: zipfile.ZipFile) -> Callable[[], dict[str, Meta]]:
    """Scan the sheets in a process beside this one, which reads their cells meanwhile; call the result to wait for it."""
    receive, send = os.pipe()
    scanner = os.fork()
    if scanner == 0:
        os.close(receive)
        result: Meta
        try:
            result = {"scans": scan_xlsx(archive)}
        except Refuse as refusal:
            result = {"refused": refusal.code}
        except MemoryError:
            result = {"refused": "too-many-cells"}
        except BaseException:
            result = {"refused": "damaged"}
        with os.fdopen(send, "wb") as stream:
            stream.write(orjson.dumps(result))
        os._exit(0)
    os.close(send)

    def wait() -> dict[str, Meta]:
        with os.fdopen(receive, "rb") as stream:
            written = stream.read()
        os.waitpid(scanner, 0)
        found: Meta = orjson.loads(written) if written else {"refused": "too-many-cells"}
        if "refused" in found:
            raise Refuse(found["refused"])
        scans: dict[str, Meta] = found["scans"]
        return scans

    return wait


def read_calamine(data: bytes, kind: str, scanned: Callable[[], dict[str, Meta]]) -> None:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        raise Refuse("damaged") from error
    emit({"kind": kind})
    scans: dict[str, Meta] | None = None
    for index, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_index(index)
        except CalamineError as error:
            raise Refuse("damaged") from error
        scans = scanned() if scans is None else scans
        meta = scans.get(about.name, {})
        merged = meta.get("merged") or [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
        emit(meta | {"name": about.name, "hidden": about.visible != SheetVisibleEnum.Visible, "merged": merged[:20000]})
        # rows above the first are padded by the reader, columns left of it are not
        pad = [None] * (sheet.start[1] if sheet.start else 0)
        emit_rows((pad + row for row in sheet.iter_rows()) if pad else sheet.iter_rows())


# --- xls, et ------------------------------------------------------------------------------------------


def read_ole2(data: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refuse("encrypted")
    if "WordDocument".encode("utf-16-le") in data[:65536] and "Workbook".encode("utf-16-le") not in data:
        raise Refuse("not-a-spreadsheet", kind="文字文档")
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
    except xlrd.XLRDError as error:
        if "encrypt" in str(error).lower():
            raise Refuse("encrypted") from error
        return read_calamine(data, "xls", dict)
    except Exception:  # ten kinds of exception come out of a damaged file
        return read_calamine(data, "xls", dict)
    emit({"kind": "xls"})
    for sheet in book.sheets():
        errors: dict[str, str] = {}

        def rows(sheet: Any = sheet, errors: dict[str, str] = errors) -> Iterator[Row]:
            for r in range(sheet.nrows):
                values, types = sheet.row_values(r), sheet.row_types(r)
                for c, kind in enumerate(types):
                    if kind == 3:
                        values[c] = _xls_date(values[c], book.datemode)
                    elif kind == 4:
                        values[c] = bool(values[c])
                    elif kind == 5:
                        errors[f"{r},{c}"] = xlrd.error_text_from_code.get(values[c], "#?")
                        values[c] = None
                yield values

        cells = list(rows())
        hidden_columns: list[int] = []
        for c, about in sheet.colinfo_map.items():
            if about.hidden:
                hidden_columns.append(c)
        emit(
            {
                "name": sheet.name,
                "hidden": sheet.visibility != 0,
                "merged": [[r0, c0, r1 - 1, c1 - 1] for r0, r1, c0, c1 in sheet.merged_cells][:20000],
                "hidden_rows": [r for r, about in sheet.rowinfo_map.items() if about.hidden],
                "hidden_columns": hidden_columns,
                "errors": errors,
            }
        )
        emit_rows(cells)


def _xls_date(value: float, datemode: int) -> object:
    import xlrd

    try:
        if 0 <= value < 1:
            return (datetime.min + timedelta(days=value)).time()
        return xlrd.xldate_as_datetime(value, datemode)
    except (xlrd.XLDateError, OverflowError, ValueError):
        return value


# --- main ---------------------------------------------------------------------------------------------


def limit() -> None:
    """Cap memory, processor time and written files, so that no file can take the machine with it."""
    with contextlib.suppress(ImportError):
        import resource

        for what, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))


def main() -> None:
    gc.disable()  # it reads one file and ends
    suffix = sys.argv[1] if len(sys.argv) > 1 else ""
    data = sys.stdin.buffer.read()
    limit()
    readers: dict[str, Callable[[bytes], None]] = {
        "zip": read_zip,
        "ole2": read_ole2,
        "html": read_html,
        "xml": read_xml,
        "text": lambda content: read_text(content, suffix),
    }
    try:
        readers[kind_of(data)](data)
        emit({"end": True})
    except Refuse as refusal:
        emit({"refused": refusal.code, "words": refusal.words})
    except MemoryError:
        emit({"refused": "too-many-cells"})
    except BaseException:  # a reader written in Rust panics with an exception of its own
        emit({"refused": "damaged"})
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
