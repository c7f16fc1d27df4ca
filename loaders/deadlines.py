"""The clocks of the law: how long an office may take to answer what people ask, in its own words and with its source."""

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import get_args

from loaders import workdays
from loaders.workdays import Due, Unit

_FILE = Path(__file__).with_name("deadlines.toml")


@dataclass(frozen=True, slots=True)
class Clock:
    """A period that the law gives: ``says`` is the law in plain words, ``ours`` what is our own reading of it."""

    key: str
    name: str
    days: int
    unit: Unit
    starts: str
    basis: str
    says: str
    ours: str = ""

    @property
    def length(self) -> str:
        """How long it is in words: 20日, 20个工作日."""
        return length(self.days, self.unit)

    def due(self, start: date) -> Due:
        """The last day, where it begins with what happened on ``start``."""
        return workdays.due(start, self.days, self.unit)


def length(days: int, unit: Unit) -> str:
    """So many days in words: 20日, 20个工作日."""
    return f"{days}{'个工作日' if unit == 'working' else '日'}"


def clock(key: str) -> Clock:
    """The clock of that key; asking for one that nobody has written is a slip of the programmer."""
    return _clocks(os.environ.get("VILLAGE_DEADLINES", ""))[key]


def clocks() -> dict[str, Clock]:
    """All clocks by their key."""
    return dict(_clocks(os.environ.get("VILLAGE_DEADLINES", "")))


@lru_cache(maxsize=4)
def _clocks(own: str) -> dict[str, Clock]:
    """Ours, and over them those of the county's own file."""
    found = _read(_FILE)
    if own:
        found |= _read(Path(own))
    return found


def _read(file: Path) -> dict[str, Clock]:
    read = tomllib.loads(file.read_text("utf-8"))
    found = {key: Clock(key, **facts) for key, facts in read.items()}
    for each in found.values():
        if each.unit not in get_args(Unit) or each.days < 1:
            raise ValueError(f"{file.name}：[{each.key}] 的天数或单位写得不对。")
    return found
