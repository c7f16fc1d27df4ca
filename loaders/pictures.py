"""Photos and papers made fit to be shown: told by content, photos re-encoded by a child with limits."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PHOTO, PAPER = "image/jpeg", "application/pdf"
MAX_BYTES = 8 << 20
WALL_SECONDS = 30.0

_SUFFIXES = {".jpg": PHOTO, ".jpeg": PHOTO, ".png": PHOTO, ".webp": PHOTO, ".pdf": PAPER}
_TOO_LARGE = 3  # what the child says by its status

#: code → what the clerk is told
REFUSALS = {
    "empty": "文件是空的，请重新选一次。",
    "too-large": "文件太大（超过8兆字节）。请把照片调小或把材料拆开后再传。",
    "unknown": "只能传照片（jpg、png、webp）和pdf材料。",
    "not-what-it-says": "文件的内容和文件名的后缀对不上，请打开看看，另存后再传。",
    "damaged": "照片打不开，可能已损坏。请打开看看，另存后再传。",
    "too-many-pixels": "照片的尺寸太大，请调小后再传。",
}


class Refused(Exception):
    """The file is not taken; ``message`` is for the clerk."""

    def __init__(self, code: str) -> None:
        self.code, self.message = code, REFUSALS[code]
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Fit:
    """What may be shown: its media type, the bytes, and a small picture of a photo (nothing of a paper)."""

    kind: str
    data: bytes
    small: bytes


def fit(name: str, data: bytes) -> Fit:
    """The file as it may be shown; a photo without anything but its pixels. Raises :class:`Refused`."""
    if not data:
        raise Refused("empty")
    if len(data) > MAX_BYTES:
        raise Refused("too-large")
    said, found = _SUFFIXES.get(Path(name).suffix.lower()), _kind(data)
    if said is None:
        raise Refused("unknown")
    if said != found:
        raise Refused("not-what-it-says")
    return Fit(PAPER, data, b"") if found == PAPER else _photo(data)


def _kind(data: bytes) -> str:
    """Whether it begins as a photo or a paper."""
    if data.startswith(b"%PDF-"):
        return PAPER
    photo = data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")
    return PHOTO if photo else ""


def _photo(data: bytes) -> Fit:
    child = [sys.executable, "-I", str(Path(__file__).with_name("pictures_child.py"))]
    try:
        done = subprocess.run(child, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=WALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise Refused("too-many-pixels") from None
    if done.returncode:  # killed by a limit is below zero
        raise Refused("too-many-pixels" if done.returncode == _TOO_LARGE or done.returncode < 0 else "damaged")
    length = int.from_bytes(done.stdout[:4], "big")
    return Fit(PHOTO, done.stdout[4 : 4 + length], done.stdout[4 + length :])
