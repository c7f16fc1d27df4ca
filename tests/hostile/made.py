"""Hostile files, made when they are asked for and kept nowhere."""

import io
import zipfile
import zlib
from collections.abc import Iterable

_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = '<?xml version="1.0"?>{}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{}" Target="{}"/></Relationships>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/hostname">]>'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def cells(*values: str) -> str:
    """A first row of texts, as XML."""
    return "<row r='1'>" + "".join(f"<c t='inlineStr'><is><t>{value}</t></is></c>" for value in values) + "</row>"


def xlsx(rows: str | Iterable[str] = "", before: str = "", extra: dict[str, str | bytes] | None = None, name: str = "S", head: str = "") -> bytes:
    """A workbook whose only sheet has these rows of XML; ``extra`` adds members or takes the place of ours."""
    stream = io.BytesIO()
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATION.format("", f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<?xml version="1.0"?>{head}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _RELATION.format("", f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
    } | (extra or {})
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
        if "xl/worksheets/sheet1.xml" not in members:
            with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
                sheet.write(f'<?xml version="1.0"?>{before}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                for part in (rows,) if isinstance(rows, str) else rows:
                    sheet.write(part.encode())
                sheet.write(b"</sheetData></worksheet>")
    return stream.getvalue()


def relations(before: str = "", target: str = "worksheets/sheet1.xml") -> dict[str, str | bytes]:
    """The list of the workbook's parts with this before it, or with another address in it."""
    return {"xl/_rels/workbook.xml.rels": _RELATION.format(before, f"{_OFFICE}/worksheet", target)}


def shared(before: str, text: str) -> dict[str, str | bytes]:
    """The texts that the cells point to."""
    target = f'<Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    return {
        "xl/_rels/workbook.xml.rels": _RELATION.format("", f"{_OFFICE}/worksheet", "worksheets/sheet1.xml").replace("</Relationships>", target),
        "xl/sharedStrings.xml": f'<?xml version="1.0"?>{before}<sst xmlns="{_MAIN}"><si><t>{text}</t></si></sst>',
    }


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def nested(depth: int, data: bytes) -> bytes:
    """A zip in a zip in a zip."""
    for _ in range(depth):
        data = zipped({"a.zip": data, "b.zip": data})
    return data


def lying(data: bytes, member: bytes, size: int) -> bytes:
    """The zip with a false size of one member in its directory and before its content."""
    changed = bytearray(data)
    for magic, at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        start = changed.find(magic)
        while start >= 0:
            if changed[start + name_at : start + name_at + len(member)] == member:
                changed[start + at : start + at + 4] = size.to_bytes(4, "little")
            start = changed.find(magic, start + 4)
    return bytes(changed)


def overlapping(times: int, size: int) -> bytes:
    """A zip whose directory names the same compressed bytes so many times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(size)) + packer.flush()
    fixed = lambda signature, extra: signature + extra + (20).to_bytes(2, "little") + bytes(2) + (8).to_bytes(2, "little") + bytes(4) + zlib.crc32(bytes(size)).to_bytes(4, "little") + len(packed).to_bytes(4, "little") + size.to_bytes(4, "little")  # noqa: E731
    body = fixed(b"PK\x03\x04", b"") + (1).to_bytes(2, "little") + bytes(2) + b"a" + packed
    directory = b"".join(
        fixed(b"PK\x01\x02", (20).to_bytes(2, "little")) + (20).to_bytes(2, "little") + bytes(2 + 2 + 2 + 2 + 4 + 4) + f"xl/worksheets/{n:06}".encode()
        for n in range(times)
    )
    count = min(times, 65535).to_bytes(2, "little")
    return body + directory + b"PK\x05\x06" + bytes(4) + count * 2 + len(directory).to_bytes(4, "little") + len(body).to_bytes(4, "little") + bytes(2)
