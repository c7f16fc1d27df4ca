"""Files that must not be read: refused in a sentence, soon, and the process goes on."""

import csv
import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dashboard import exporting
from loaders import importing, reading, text, workbook
from loaders.database import Database
from loaders.workbook import Refused, Workbook
from sample_data.sheets import Sheet, write
from tests.hostile.made import (
    LAUGHS,
    OLE2,
    OUTSIDE,
    cells,
    lying,
    nested,
    overlapping,
    relations,
    shared,
    xlsx,
    zipped,
)
from tests.loaders.tables import number, paid
from tests.serving import ROOT, surroundings

#: within which every file is answered
SECONDS = 20.0
HEAD = "青枫镇柳溪村2024年6月农村低保金发放表\n姓名,身份证号,金额\n"


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def ods(rows: str, before: str = "") -> bytes:
    office, table = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table"))
    content = f'{before}<o:document-content xmlns:o="{office}" xmlns:table="{table}" xmlns:office="{office}"><o:body><o:spreadsheet><table:table table:name="S">{rows}</table:table></o:spreadsheet></o:body></o:document-content>'
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def xml2003(rows: str, before: str = "") -> bytes:
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return f'<?xml version="1.0"?>{before}<Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet></Workbook>'.encode()


GOOD = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REPEATED = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "more than may be uploaded": (lambda: bytes(workbook.MAX_BYTES + 1), "too-large"),
    "a photograph": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "not-a-spreadsheet"),
    "a PDF": (lambda: b"%PDF-1.7\n%", "not-a-spreadsheet"),
    "a program": (lambda: b"MZ" + bytes(999), "not-a-spreadsheet"),
    "a letter": (lambda: zipped({"word/document.xml": b"<w/>"}), "not-a-spreadsheet"),
    "random bytes": (lambda: bytes(range(256)) * 20, "not-a-spreadsheet"),
    "half a workbook": (lambda: cut(GOOD), "damaged"),
    "half an old workbook": (lambda: OLE2 + bytes(600), "damaged"),
    "an old workbook of nothing but ones": (lambda: OLE2 + b"\xff" * 100_000, "damaged"),
    "a password": (lambda: OLE2 + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "two far corners": (lambda: xlsx(FAR), "too-many-cells"),
    "five thousand rows as wide as can be": (lambda: xlsx("".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="XFD{r}"><v>1</v></c></row>' for r in range(1, 5001))), "too-many-cells"),
    "a row beyond all rows": (lambda: xlsx('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'), "damaged"),
    "a row beyond all rows in other quotes": (lambda: xlsx("<row r='4294967295'><c r='A4294967295'><v>1</v></c></row>"), "damaged"),
    "no sheets with content": (lambda: xlsx(), "no-sheets"),
    "a bomb of spaces": (lambda: xlsx(" " * 1_000_000 for _ in range(900)), "too-many-cells"),
    "one shared text of hundreds of megabytes": (lambda: xlsx("<row r='1'><c t='s'><v>0</v></c></row>", extra=shared("", "a" * 200_000_000)), "too-many-cells"),
    "a list of parts of many megabytes": (lambda: xlsx(cells("a"), extra={"xl/_rels/workbook.xml.rels": "<a/>" * 6_000_000}), "damaged"),
    "a zip in a zip in a zip": (lambda: nested(16, b"a"), "not-a-spreadsheet"),
    "the same bytes under two thousand names": (lambda: overlapping(2000, 1 << 20), "too-many-cells"),
    "a size that lies": (lambda: lying(xlsx(" " * 50_000_000), b"xl/worksheets/sheet1.xml", 1000), "damaged"),
    "entities that multiply in a sheet": (lambda: xlsx(cells("&i;"), LAUGHS), "damaged"),
    "entities that multiply in the shared texts": (lambda: xlsx("<row r='1'><c t='s'><v>0</v></c></row>", extra=shared(LAUGHS, "&i;")), "damaged"),
    "entities that multiply in the workbook": (lambda: xlsx(cells("a"), name="&i;", head=LAUGHS), "damaged"),
    "entities that multiply in the list of parts": (lambda: xlsx(cells("a"), extra=relations(LAUGHS, "&i;")), "damaged"),
    "a file of the server in a sheet": (lambda: xlsx(cells("&i;"), OUTSIDE), "damaged"),
    "a file of the server in the shared texts": (lambda: xlsx("<row r='1'><c t='s'><v>0</v></c></row>", extra=shared(OUTSIDE, "&i;")), "damaged"),
    "a file of the server in an OpenDocument sheet": (lambda: ods("<table:table-row/>&i;", OUTSIDE), "damaged"),
    "entities that multiply in XML of 2003": (lambda: xml2003("<Row><Cell><Data>&i;</Data></Cell></Row>", LAUGHS), "damaged"),
    "a cell beyond all columns in XML of 2003": (lambda: xml2003('<Row><Cell ss:Index="999999"><Data>1</Data></Cell></Row>'), "too-many-cells"),
    "a cell that is repeated over a whole OpenDocument sheet": (lambda: ods(REPEATED), "too-many-cells"),
    "fifty million commas": (lambda: HEAD.encode() + b"," * 50_000_000, "too-many-cells"),
    "one line of fifty megabytes": (lambda: HEAD.encode() + b"a" * 50_000_000, "damaged"),
    "a quote that never closes over many megabytes": (lambda: HEAD.encode() + b'"' + b"a,b\n" * 5_000_000, "damaged"),
    "a text of a million rows": (lambda: HEAD.encode() + f"张秀英,{number(1)},300\n".encode() * 1_000_000, "too-many-rows"),
    "a workbook of a million rows": (lambda: xlsx(f"<row r='{r}'><c t='inlineStr'><is><t>张秀英</t></is></c><c><v>300</v></c></row>" for r in range(1, 1_048_577)), "too-many-rows"),
    "zeros in a text": (lambda: HEAD.encode() + "张\0三,1,5\n".encode(), "not-a-spreadsheet"),
    "two encodings in one text": (lambda: HEAD.encode() + "李四,1,6\n".encode("gb18030"), "damaged"),
    "a web page of a hundred thousand open tags": (lambda: b"<html><p>" + b"<b>" * 100_000, "not-a-spreadsheet"),
    "a web page of many wide cells": (lambda: b"<html><table>" + b"<tr><td colspan=300>a" * 8_000, "too-many-cells"),
}


def read(data: bytes, name: str = "表.xlsx") -> Workbook:
    return workbook.read(data, name, wall_seconds=SECONDS)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(kind: str) -> None:
    make, code = HOSTILE[kind]
    with pytest.raises(Refused) as refused:
        read(make())
    assert refused.value.code == code
    assert refused.value.message.endswith("。") and "Error" not in refused.value.message


def test_macros_are_neither_run_nor_kept_from_being_read() -> None:
    macros: dict[str, str | bytes] = {"xl/vbaProject.bin": OLE2 + b"Attribute VB_Name = Auto_Open" * 500, "xl/activeX/activeX1.bin": b"MZ" + bytes(500), "xl/macrosheets/sheet1.xml": f"<worksheet>{cells('=EXEC(1)')}</worksheet>"}
    book = read(xlsx(cells("姓名", "金额"), extra=macros), "表.xlsm")
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("S", [["姓名", "金额"]])]


FORMULAS = ("=HYPERLINK(&quot;http://evil.example&quot;)", "=cmd|&apos; /c calc&apos;!A0", "@SUM(1)", "+1+1", "-2+3", "\t=1")


@pytest.mark.parametrize("written", FORMULAS)
def test_a_formula_in_a_name_is_a_text_that_no_export_lets_act(database: Database, tmp_path: Path, written: str) -> None:
    written_rows = (["青枫镇柳溪村2024年6月资产登记表"], ["资产名称", "类别", "数量", "原值", "备注"], [written, "房屋", "1", "500", written])
    rows = "".join(cells(*row).replace("r='1'", f"r='{place}'") for place, row in enumerate(written_rows, 1))
    checked = importing.check(database, "资产.xlsx", xlsx(rows))
    assert checked.tables[0].reading.rows_read == 1
    importing.save(database, checked, "张")
    for name in ("资产.csv", "资产.xlsx"):
        exporting.write(database, "asset", tmp_path / name, date(2024, 7, 1))
    said = [cell for row in csv.reader(io.StringIO((tmp_path / "资产.csv").read_text("utf-8-sig"))) for cell in row]
    assert not any(cell.startswith(("=", "+", "@", "\t", "-")) for cell in said) and any("1" in cell for cell in said)
    book = openpyxl.load_workbook(tmp_path / "资产.xlsx")
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_formula_that_was_never_computed_is_no_amount() -> None:
    title, head = cells("青枫镇柳溪村2024年6月农村低保金发放表"), cells("姓名", "身份证号", "金额").replace("r='1'", "r='2'")
    row = cells("张秀英", number(1)).replace("r='1'", "r='3'").replace("</row>", "<c><f>WEBSERVICE(&quot;http://evil.example&quot;)</f></c></row>")
    data = xlsx(title + head + row)
    (found,) = reading.read(read(data), "表.xlsx")
    assert (found.rows_loaded, found.rows_rejected) == (0, 1)


def test_two_headings_of_the_same_name_are_asked_about_and_nothing_is_added_up() -> None:
    (found,) = reading.read(read(f"青枫镇柳溪村2024年6月农村低保金发放表\n姓名,身份证号,金额,金额\n张秀英,{number(1)},300,400\n".encode(), "表.csv"), "表.csv")
    assert found.blocked and found.blocked.code == "heading-ambiguous" and found.rows_loaded == 0


@pytest.mark.parametrize("columns", [2, 35])
def test_what_is_read_of_the_largest_file_that_is_taken_stays_below_a_gigabyte(columns: int) -> None:
    script = (
        "import resource; from loaders import workbook;"
        f"data = '\\n'.join(','.join(f'{{r}}x{{c}}' for c in range({columns})) for r in range(299_000)).encode();"
        "rows = len(workbook.read(data, 'a.csv').sheets[0].rows);"
        "print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=True)
    rows, own, child = map(int, ran.stdout.split())
    assert rows == 299_000 and own < 1 << 20 and child < 1 << 20  # in KB


def test_a_reader_that_hangs_is_stopped(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [Sheet("S", [["姓名"]] * 3000)])
    with pytest.raises(Refused, match="停止"):
        workbook.read((tmp_path / "a.xlsx").read_bytes(), wall_seconds=0.01)


def test_huge_spans_of_a_web_page_stay_small() -> None:
    book = workbook.read(b"<table><tr><td rowspan=99999999 colspan=99999999>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    assert max(len(row) for row in book.sheets[0].rows) < 1000


def test_a_sheet_of_all_columns_is_read() -> None:
    (sheet,) = read(xlsx("<row r='1'>" + "<c><v>1</v></c>" * 16384 + "</row>")).sheets
    assert len(sheet.rows[0]) == 16384


def test_a_range_merged_over_the_whole_sheet_stays_small() -> None:
    (sheet,) = read(xlsx(cells("a") + "</sheetData><mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells><sheetData>")).sheets
    assert sheet.rows == [["a"]]


def test_a_script_in_a_web_page_is_neither_run_nor_read() -> None:
    (sheet,) = read(b"<html><table><tr><td>a</td><td>b<script>alert(1)</script></td></tr></table>").sheets
    assert sheet.rows == [["a", "b"]]


def test_numbers_that_are_none_are_shown_and_not_taken_for_an_empty_cell() -> None:
    (sheet,) = read(xlsx("<row r='1'><c><v>NaN</v></c><c><v>1e999</v></c><c><v>1e30</v></c></row>")).sheets
    assert sheet.rows == [["nan", "inf", 1e30]]


@pytest.mark.parametrize("written", ["1e30", "NaN", "inf", "99999999999999999999", "-1e300"])
def test_an_amount_that_no_township_has_is_reported(written: str) -> None:
    (found,) = reading.read(read(f"{HEAD}张秀英,330890196001010011,{written}\n".encode(), "表.csv"), "表.csv")
    assert (found.rows_loaded, found.rows_rejected, found.amount_loaded) == (0, 1, 0)


def test_an_error_in_a_cell_is_seen_whatever_quotes_the_file_uses() -> None:
    (sheet,) = read(xlsx("<row r='1'><c r='A1'><v>1</v></c><c r='B1' t='e'><v>#N/A</v></c></row>")).sheets
    assert sheet.errors == {(0, 1): "#N/A"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/低保.csv", "低保.csv"), ("C:\\表\\低保.csv", "低保.csv"), ("/etc/passwd", "passwd"), ("低\0保.csv", "低保.csv"), ("低保\u202evsc.exe", "低保vsc.exe"),
        ("CON.csv", "_CON.csv"), ("..", "未命名"), ("", "未命名"), ("<b>低保</b>", "b_"), ("长" * 3000 + ".csv", "长" * 116 + ".csv"), ("低\r\n保.csv", "低保.csv"),
    ],
)  # fmt: skip
def test_a_file_name_is_only_a_name(name: str, shown: str) -> None:
    assert text.file_name(name) == shown


def test_marks_that_turn_or_hide_letters_change_neither_name_nor_amount_nor_heading() -> None:
    written = f"青枫镇柳溪村2024年6月农村低保金发放表\n姓\u200b名,身份证号,\u202e金额\n张\u200d秀\u2066英,{number(1)},\u200b5\u202e00\ufeff\n"
    (found,) = reading.read(read(written.encode(), "表.csv"), "表.csv")
    assert paid(found) == [("张秀英", 50000)]
