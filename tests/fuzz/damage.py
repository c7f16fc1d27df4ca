"""Damages the bytes of a file: any byte, the members of a zip, the words between the tags of its XML."""

import io
import random
import re
import zipfile
from collections.abc import Callable

#: what stands in a cell instead of what stood there
WORDS = (
    "", "0", "-1", "1e30", "NaN", "Infinity", "99999999999999999999", "１２３．４５", "1,2,3", "12.345", "(500)", "+5", "=1+1", "@SUM(A1)", "\u202e005",
    "\u200b5\u200b", "五百元", "5e3", "0x10", "500元", "#REF!", "二〇二四年十三月", "\ufeff", "姓名", "合计", "-", "A" * 4000,
)  # fmt: skip
_WORD = re.compile(rb">([^<>]+)<")


def _bytes(data: bytes, dice: random.Random) -> bytes:
    mutable = bytearray(data)
    for _ in range(dice.choice((1, 1, 4, 32))):
        mutable[dice.randrange(len(mutable))] = dice.randrange(256)
    return bytes(mutable)


def _cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, len(data))]


def _doubled(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    part = data[start : start + dice.randrange(1, 2000)]
    return data[:start] + part * dice.choice((2, 3, 50)) + data[start + len(part) :]


def _removed(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randrange(1, 500) :]


def _members(data: bytes, dice: random.Random, change: Callable[[bytes, random.Random], bytes]) -> bytes:
    """The zip again, with one member changed, dropped or twice there; the bytes themselves changed where it is no zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except zipfile.BadZipFile:
        return change(data, dice)
    which = dice.randrange(len(members))
    name, content = members[which]
    what = dice.randrange(12)
    if what == 0:
        del members[which]
    elif what == 1:
        members.append((name, change(content, dice) if content else b""))
    elif content:
        members[which] = (name, change(content, dice))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        written: set[str] = set()
        for member, content in members:
            if member in written:
                member = member.swapcase()
            written.add(member)
            archive.writestr(member, content)
    return stream.getvalue()


def _word(data: bytes, dice: random.Random) -> bytes:
    places = list(_WORD.finditer(data))
    if not places:
        return _bytes(data, dice)
    place = dice.choice(places)
    return data[: place.start(1)] + dice.choice(WORDS).encode() + data[place.end(1) :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "bytes": _bytes,
    "cut": _cut,
    "doubled": _doubled,
    "removed": _removed,
    "bytes of a member": lambda data, dice: _members(data, dice, _bytes),
    "part of a member": lambda data, dice: _members(data, dice, dice.choice((_cut, _doubled, _removed))),
    "word between tags": lambda data, dice: _members(data, dice, _word),
}
