"""Days that the law counts: which are worked on, when a period ends, how many are left.

Which days are off and which Saturdays and Sundays are worked on instead comes from the State Council's notice of
each year, as the library ``chinese_calendar`` keeps it. A year that it does not know yet may stand in a file that the
setting ``VILLAGE_HOLIDAYS`` names; without one it is counted Monday to Friday, and that is said (`UNKNOWN`).

How a period is counted: the day on which it begins does not count, it starts with the day after (民法典第二百零一条
第一款); where its last day is a day off, it ends on the first day after that which is none (第二百零三条第一款). Where days
were moved, the day that is really off is the one that counts. Periods in working days leave out every day off, as
行政复议法第八十八条 and 行政许可法第八十二条 say it of theirs.
"""

import os
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Literal

import chinese_calendar

Unit = Literal["calendar", "working"]

UNKNOWN = "节假日安排尚未公布，按周一至周五计算"

_CHINA = timezone(timedelta(hours=8))  # one clock for the whole country, without summer time
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period; ``certain`` unless days off were guessed that nobody has published yet."""

    day: date
    certain: bool


@lru_cache(maxsize=4)
def _given(file: str) -> dict[int, tuple[frozenset[date], frozenset[date]]]:
    """Days off and worked weekends by year, as a file of the county says them: ``[2027]``, ``off``, ``work``."""
    read = tomllib.loads(Path(file).read_text("utf-8"))
    return {int(year): (_days(days.get("off", ())), _days(days.get("work", ()))) for year, days in read.items()}


def _days(written: list[date | str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(str(day)) for day in written)


def today() -> date:
    """The day in China, wherever the server stands."""
    return china_day(datetime.now(UTC))


def china_time(at: datetime) -> datetime:
    """The time on the clocks in China, without its zone, of a time as the database keeps it (UTC, with or without its zone)."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(_CHINA).replace(tzinfo=None)


def china_day(at: datetime) -> date:
    """The day in China of a time as the database keeps it."""
    return china_time(at).date()


def begins(day: date) -> datetime:
    """When a day begins in China, as the database keeps times."""
    return datetime(day.year, day.month, day.day, tzinfo=_CHINA).astimezone(UTC).replace(tzinfo=None)


def known(day: date) -> bool:
    """Whether the days off of its year are published and known here."""
    return _arranged(day) is not None


def _arranged(day: date) -> bool | None:
    """Whether the day is worked on as its year was arranged; none for a year that is not known."""
    if file := os.environ.get("VILLAGE_HOLIDAYS"):
        years = _given(file)
        if day.year in years:
            off, work = years[day.year]
            return day in work or (day.weekday() < 5 and day not in off)
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


def is_workday(day: date) -> bool:
    """Whether the day is worked on; in a year that is not known yet, Monday to Friday are."""
    arranged = _arranged(day)
    return day.weekday() < 5 if arranged is None else arranged


def due(start: date, days: int, unit: Unit) -> Due:
    """The last day of a period of so many days that begins with something that happened on ``start``."""
    day, certain = start, True
    if unit == "working":
        left = days
        while left:
            day += _DAY
            certain = certain and known(day)
            left -= is_workday(day)
        return Due(day, certain)
    day = start + timedelta(days=days)
    while not is_workday(day):
        certain = certain and known(day)
        day += _DAY
    return Due(day, certain and known(day))


def working_days_left(day: date, until: date) -> int:
    """How many working days come after ``day`` up to and including ``until``; 0 where it is over."""
    return sum(is_workday(day + timedelta(days=number)) for number in range(1, (until - day).days + 1))
