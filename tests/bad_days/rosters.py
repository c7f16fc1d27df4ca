"""Payment lists for a bad day, and all that a database holds."""

import hashlib
import sqlite3
from pathlib import Path

from loaders.columns import check_digit

HEAD = "姓名,身份证号,金额"


def number(order: int) -> str:
    """A fictional identity number."""
    digits = f"330890{1930 + order // 1000}0101{order % 1000:03}"
    return digits + check_digit(digits)


def roster(people: int, *, month: int = 6, village: str = "柳溪村", yuan: int = 300) -> bytes:
    """So many people who get the same amount; the first is 张秀英."""
    names = ("张秀英", "李建国", "王兰", "陈福")
    rows = [f"{names[i % 4]},{number(i)},{yuan}" for i in range(people)]
    return "\n".join([f"青枫镇{village}2024年{month}月农村低保金发放表", HEAD, *rows]).encode()


def stored(folder: Path) -> str:
    """A digest of all that the folder's database holds, whoever wrote it."""
    conn = sqlite3.connect(folder / "village.db")
    assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    held = hashlib.sha256()
    for statement in conn.iterdump():
        held.update(statement.encode())
    conn.close()
    return held.hexdigest()


def kept(folder: Path) -> dict[str, bytes]:
    """The original files that are kept beside it, sealed, by name."""
    return {file.name: file.read_bytes() for file in (folder / "files").rglob("*") if file.is_file()}
