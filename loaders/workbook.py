"""Bytes to sheets of cells. The format is told by content, and every file is read in a child with limits."""

import contextlib
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

import orjson

Value = str | int | float | bool | date | datetime | time | None

MAX_BYTES = 100 << 20
WALL_SECONDS = 60.0
#: Cells up to this length repeat (names of places, schemes and banks, given names), unless there are more of them than this.
_WORD, _WORDS = 12, 50_000

#: code → what the clerk is told
REFUSALS = {
    "empty": "文件是空的（0字节）。请重新导出后再上传。",
    "too-large": "文件太大（超过100MB）。请按村或按月拆开后再上传。",
    "encrypted": "文件设了打开密码，读不了。请用表格软件打开，取消密码，另存后再上传。",
    "damaged": "文件已损坏或没有传完整，打不开。请用表格软件打开检查，另存后再上传。",
    "too-many-cells": "表格展开后太大（内存不够），可能在很远的行列有内容。请删去空白的行和列，另存后再上传。",
    "too-many-rows": "一个文件里超过30万行，一次读不完。请按乡镇或按月拆成几份，分别上传。",
    "not-a-spreadsheet": "这不是表格文件（看起来是{kind}）。能读的有：xls、xlsx、xlsm、et、ods、csv、txt。",
    "timeout": "文件读了太久还没读完，已停止。请拆成几个小文件再上传。",
    "no-sheets": "文件里没有任何有内容的工作表。请打开看看是不是存错了文件，填好后再上传。",
}


class Refused(Exception):
    """The file could not or must not be read; ``message`` is for the clerk."""

    def __init__(self, code: str, **words: str) -> None:
        self.code = code
        self.message = REFUSALS[code].format_map({"kind": "别的文件"} | words)
        super().__init__(self.message)


@dataclass(slots=True)
class Sheet:
    """One sheet in absolute coordinates: ``rows[0][0]`` is A1. Rows end at their last filled cell."""

    name: str
    rows: list[list[Value]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, column, last row, column
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)  # #N/A, #REF! …
    uncached: set[tuple[int, int]] = field(default_factory=set)  # formulas whose value was never computed


@dataclass(slots=True)
class Workbook:
    """The sheets of a file, its kind as its content tells it, and the encoding of a text."""

    kind: str
    sheets: list[Sheet]
    encoding: str | None = None


def _special(cell: object) -> Value:
    """A date or time that the child wrote as a little object."""
    if isinstance(cell, dict):
        kind, written = next(iter(cell.items()))
        if kind == "d":
            return date.fromisoformat(written)
        if kind == "dt":
            return datetime.fromisoformat(written)
        return time.fromisoformat(written)
    return cell  # type: ignore[return-value]


def _shared(row: list[Value], words: dict[Value, Value]) -> list[Value]:
    """The row with one copy of a word for all cells that hold it, which takes less memory, and so less time."""
    keep = words.setdefault if len(words) < _WORDS else words.get
    return [keep(cell, cell) if type(cell) is str and len(cell) <= _WORD else cell for cell in row]


def _cell(place: str) -> tuple[int, int]:
    row, _, column = place.partition(",")
    return int(row), int(column)


def _sheet(meta: dict[str, object]) -> Sheet:
    get = meta.get
    return Sheet(
        name=str(meta["name"]),
        rows=[],
        merged=[tuple(m) for m in get("merged", [])],  # type: ignore[attr-defined]
        hidden=bool(get("hidden")),
        hidden_rows=set(get("hidden_rows", [])),  # type: ignore[call-overload]
        hidden_columns=set(get("hidden_columns", [])),  # type: ignore[call-overload]
        errors={_cell(k): v for k, v in get("errors", {}).items()},  # type: ignore[attr-defined]
        uncached={_cell(k) for k in get("uncached", [])},  # type: ignore[attr-defined]
    )


def read(data: bytes, name: str = "", wall_seconds: float = WALL_SECONDS) -> Workbook:
    """The sheets of a spreadsheet, whatever its suffix says; :class:`Refused` with a sentence for the clerk.

    The child gets the bytes through a pipe, so that no copy of them is left on a disk.
    """
    if not data:
        raise Refused("empty")
    if len(data) > MAX_BYTES:
        raise Refused("too-large")
    child = subprocess.Popen(
        [sys.executable, "-I", str(Path(__file__).with_name("workbook_child.py")), Path(name).suffix.lower()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdin and child.stdout
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    def feed() -> None:
        with contextlib.suppress(OSError):
            child.stdin.write(data)  # type: ignore[union-attr]
        with contextlib.suppress(OSError):
            child.stdin.close()  # type: ignore[union-attr]

    clock = threading.Timer(wall_seconds, stop)
    clock.daemon = True
    clock.start()
    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    book = Workbook("", [])
    words: dict[Value, Value] = {}
    done = False
    refusal: tuple[str, dict[str, str]] | None = None
    try:
        for line in child.stdout:
            message = orjson.loads(line)
            if isinstance(message, list):
                book.sheets[-1].rows.extend(_shared(row, words) for row in message)
            elif "x" in message:
                book.sheets[-1].rows.extend(_shared([_special(cell) for cell in row], words) for row in message["x"])
            elif "name" in message:
                book.sheets.append(_sheet(message))
            elif "refused" in message:
                refusal = (message["refused"], message.get("words", {}))
            elif "kind" in message:
                book.kind, book.encoding = message["kind"], message.get("encoding")
            elif "end" in message:
                done = True
    except orjson.JSONDecodeError:
        done = False
    finally:
        clock.cancel()
        child.kill()
        child.stdout.close()
        code = child.wait()
        feeder.join(5)
    if refusal:
        raise Refused(refusal[0], **refusal[1])
    if late.is_set():
        raise Refused("timeout")
    if not done:
        # a child that ran out of memory aborts; one out of processor time is killed
        raise Refused({-24: "timeout", -9: "timeout"}.get(code, "too-many-cells" if code < 0 else "damaged"))
    if not any(sheet.rows for sheet in book.sheets):
        raise Refused("no-sheets")
    return book
