"""The catalogue of publication: what a place has to make public, on what legal ground, how often and until when."""

import os
import re
import tomllib
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from loaders import periods, workdays

_FILE = Path(__file__).with_name("catalogue.toml")
_RULE = re.compile(r"(?P<every>[MQHY])(?:\+(?P<grace>\d+)d)?|event(?:\+(?P<days>\d+)(?P<unit>d|wd))?|(?P<around>E|vote|meeting)(?P<sign>[-+])(?P<distance>\d+)d")

Every = Literal["M", "Q", "H", "Y", ""]
#: The customary day of the month after a quarter until which it is public, where a place has set no other.
CUSTOMARY = 20
VILLAGE, TOWNSHIP, COUNTY = "村级", "乡级", "县级"
_EVERY = {"M": "每月", "Q": "每季度", "H": "每半年", "Y": "每年"}
_AROUND = {"E": "选举日", "vote": "表决", "meeting": "开会"}


class BadCatalogue(Exception):
    """A county's own file cannot be used; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Item:
    """One duty of publication. ``records`` and ``schemes`` say what of ours fulfils it; without them a photo of the notice does."""

    key: str
    section: str
    name: str
    plain: str
    content: tuple[str, ...]
    rule: str
    body: tuple[str, ...]
    level: tuple[str, ...]
    channel: tuple[str, ...]
    audience: str
    mode: str
    basis: str
    confidence: str  # high, medium, low: low is shown and never judged
    source: tuple[str, ...]
    starts: str = ""  # from what on an event counts
    display: str = ""  # days that it stays at least; long: for good
    records: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    when: str = ""  # for which places alone; nobody is judged by what may not be for them

    @property
    def every(self) -> Every:
        """How often it recurs; empty for what follows an event."""
        found = _parsed(self.rule)["every"]
        return found or ""  # type: ignore[return-value]

    @property
    def judged(self) -> bool:
        """Whether its ground is sure enough to say that it is late or missing."""
        return self.confidence != "low" and self.mode == "主动" and not self.when

    @property
    def days(self) -> int | None:
        """How many days after an event; none where the law gives no number."""
        found = _parsed(self.rule)["days"]
        return int(found) if found else None

    @property
    def working(self) -> bool:
        """Whether the days after an event are working days."""
        return _parsed(self.rule)["unit"] == "wd"

    @property
    def words(self) -> str:
        """The rule in words, and where its day is a custom and not the law, that it is."""
        part = _parsed(self.rule)
        if every := part["every"]:
            until = {"Q": f"，季后{part['grace'] or CUSTOMARY}日内（按当地习惯）", "M": "，下个月底以前"}.get(every, "一次")
            return f"{_EVERY[every]}{until}"
        if around := part["around"]:
            side = "以前" if part["sign"] == "-" else "以后"
            return f"{_AROUND[around]}{part['distance']}天{side}"
        if self.days is None:
            return f"{self.starts or '有事'}就公布"
        return f"{self.starts or '有事'}起{self.days}{'个工作日' if self.working else '天'}内"

    @property
    def ground(self) -> str:
        """Its legal ground, spelled for people."""
        return re.sub(r"§(\d+)", r"第\1条", self.basis).replace(";", "；").replace("(", "（").replace(")", "）")

    def due_after(self, event: date) -> date | None:
        """Until when it is to be public after an event; none where the law gives no number.

        Working days leave the statutory holidays out; calendar days are counted as they are, as what is to be hung on a
        board does not wait for an office to open.
        """
        if self.days is None:
            return None
        return workdays.due(event, self.days, "working").day if self.working else event + timedelta(days=self.days)


def _parsed(rule: str) -> dict[str, str | None]:
    found = _RULE.fullmatch(rule)
    if found is None:
        raise BadCatalogue(f"公开目录里的时限“{rule}”看不懂。")
    return found.groupdict()


def due(item: Item, period: str, day: int = CUSTOMARY) -> date:
    """The last day on which what recurs is public in time; ``day`` is the customary day of the month after a quarter.

    A quarter is public by that day of the month after it, a month by the end of the next one. For half-years and years
    the law wants one publication within them.
    """
    last = periods.bounds(period)[1]
    if item.every == "Q":
        return last + timedelta(days=day)
    if item.every == "M":
        return periods.bounds(f"{last + timedelta(days=1):%Y-%m}")[1]
    return last


def period_of(item: Item, at: date, day: int = CUSTOMARY) -> str:
    """The period that a publication on a day is of, where what is published does not say."""
    every = item.every
    if every == "Q":
        at -= timedelta(days=day)
    elif every == "M":
        at = at.replace(day=1) - timedelta(days=1)
    return code(every, at)


def code(every: Every, at: date) -> str:
    """The month, quarter, half-year or year that a day lies in."""
    if every == "M":
        return f"{at:%Y-%m}"
    if every == "Q":
        return f"{at.year}-Q{(at.month + 2) // 3}"
    return f"{at.year}-H{1 if at.month < 7 else 2}" if every == "H" else f"{at.year}"


def periods_between(item: Item, first: date, last: date, day: int = CUSTOMARY) -> list[str]:
    """The periods whose last day of publication lies between two days, the oldest first."""
    found: list[str] = []
    at = (first.replace(day=1) - timedelta(days=400)).replace(day=1)
    while at <= last:
        period = code(item.every, at)
        if (not found or found[-1] != period) and first <= due(item, period, day) <= last:
            found.append(period)
        at = (at + timedelta(days=32)).replace(day=1)
    return found


def _read(file: Path) -> dict[str, Item]:
    known = {field.name for field in fields(Item)}
    try:
        entries: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8")).get("item", [])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadCatalogue(f"公开目录 {file.name} 读不了：{error}") from None
    found: dict[str, Item] = {}
    for number, entry in enumerate(entries, 1):
        if unknown := set(entry) - known:
            raise BadCatalogue(f"公开目录 {file.name} 第{number}项有不认识的字段：{'、'.join(sorted(unknown))}")
        try:
            given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
            item = Item(**given)
        except TypeError as error:
            raise BadCatalogue(f"公开目录 {file.name} 第{number}项不完整：{error}") from None
        _parsed(item.rule)
        found[item.key] = item
    return found


@cache
def _items(own: str) -> dict[str, Item]:
    return _read(_FILE) | (_read(Path(own)) if own else {})


def items() -> dict[str, Item]:
    """All duties by their key: the standard catalogue, and over it the county's own file (``VILLAGE_CATALOGUE``)."""
    return _items(os.environ.get("VILLAGE_CATALOGUE", ""))


def owed_by_villages() -> list[Item]:
    """What a village itself has to make public, and is judged by: it recurs and its ground is sure."""
    return [item for item in of_level(VILLAGE) if item.every and item.judged and "村" in item.body]


def of_level(level: str) -> list[Item]:
    """The duties of a level, in the order of the catalogue."""
    return [item for item in items().values() if level in item.level]
