"""Files that must not be read: refused in a sentence, soon, and the process goes on."""

import io
import zipfile
from pathlib import Path

import pytest

from loaders import workbook
from loaders.workbook import Refused
from sample_data.sheets import Sheet, write

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(rows: str, before: str = "") -> bytes:
    """A workbook whose only sheet has these rows of XML."""
    stream = io.BytesIO()
    relation = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{}" Target="{}"/></Relationships>'
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", relation.format(f"{_OFFICE}/officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", relation.format(f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", f'<?xml version="1.0"?>{before}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>')
    return stream.getvalue()


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def docx() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return stream.getvalue()


GOOD = xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')
HOSTILE: dict[str, tuple[bytes, set[str]]] = {
    "empty": (b"", {"empty"}),
    "a photograph": (b"\x89PNG\r\n\x1a\n" + bytes(99), {"not-a-spreadsheet"}),
    "a PDF": (b"%PDF-1.7\n%", {"not-a-spreadsheet"}),
    "a letter": (docx(), {"not-a-spreadsheet"}),
    "random bytes": (bytes(range(256)) * 20, {"not-a-spreadsheet", "damaged"}),
    "half a workbook": (cut(GOOD), {"damaged"}),
    "half an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), {"damaged"}),
    "a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), {"encrypted"}),
    "two far corners": (xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), {"too-many-cells"}),
    "a row beyond all rows": (xlsx('<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'), {"damaged"}),
    "entities that multiply": (xlsx('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), {"damaged"}),
    "a bomb of spaces": (xlsx(" " * 300_000_000), {"no-sheets", "too-many-cells", "damaged"}),
    "no sheets with content": (xlsx(""), {"no-sheets"}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(kind: str) -> None:
    data, codes = HOSTILE[kind]
    with pytest.raises(Refused) as refused:
        workbook.read(data, "表.xlsx")
    assert refused.value.code in codes
    assert refused.value.message.endswith("。") and "Error" not in refused.value.message


def test_a_reader_that_hangs_is_stopped(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [Sheet("S", [["姓名"]] * 3000)])
    with pytest.raises(Refused, match="停止"):
        workbook.read((tmp_path / "a.xlsx").read_bytes(), wall_seconds=0.01)


def test_huge_spans_of_a_web_page_stay_small() -> None:
    book = workbook.read(b"<table><tr><td rowspan=99999999 colspan=99999999>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    assert max(len(row) for row in book.sheets[0].rows) < 1000
