"""Programmes that help household by household, such as mending dangerous houses: under which policy, how much, how far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries.open_data import Policy
from dashboard.queries.payments import Source
from loaders import schemes, text, workdays
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.funds import Project
from loaders.records.imports import Batch, Import
from loaders.records.places import Place
from loaders.schemes import Scheme

#: The steps of a house in their order: the column of the day, its name, the words that say it without a day.
STEPS = (("vacated", "腾空", ("腾空", "搬离")), ("started", "动工", ("动工", "开工")), ("finished", "竣工", ("竣工", "完工")), ("accepted", "验收", ("验收",)))
_ORDER = {name: number for number, (_, name, _) in enumerate(STEPS, 1)}
_NOT_YET = ("未", "没", "没有", "不", "待", "尚", "拟", "准备", "正在", "计划", "预计", "即将")


@dataclass(frozen=True, slots=True)
class House:
    """One household's house: its head masked, or without a name where names may not be shown (any more)."""

    name: str
    step: str  # the furthest step that its sheets say; empty where they say none
    said: str  # how far it is in the words of the newest sheet
    days: tuple[tuple[str, str], ...]  # a step and its day
    content: str
    planned_fen: int | None
    paid_fen: int | None
    source: Source

    def reached(self, step: str) -> bool:
        """Whether it is at this step or further."""
        return bool(self.step) and _ORDER[self.step] >= _ORDER[step]


@dataclass(frozen=True, slots=True)
class Houses:
    """Some houses and what they come to; the sums are those of the houses, line by line."""

    houses: tuple[House, ...]

    @property
    def planned_fen(self) -> int:
        """What is planned for them, as far as sheets say it."""
        return sum(house.planned_fen or 0 for house in self.houses)

    @property
    def paid_fen(self) -> int:
        """What was paid for them, as far as sheets say it."""
        return sum(house.paid_fen or 0 for house in self.houses)

    @property
    def unsaid(self) -> int:
        """For how many of them no step is written."""
        return sum(not house.step for house in self.houses)

    @property
    def unwritten(self) -> int:
        """How many of them have no amount in the sheet."""
        return sum(house.planned_fen is None for house in self.houses)

    def at(self, step: str) -> int:
        """How many reached a step."""
        return sum(house.reached(step) for house in self.houses)


@dataclass(frozen=True, slots=True)
class Village:
    """The houses of one village."""

    place_id: int
    place: str
    of: Houses


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme in a year: its scheme where the dictionary knows it, its document and money, its villages."""

    name: str
    year: str
    scheme: Scheme | None
    document: str
    fund: str
    villages: tuple[Village, ...]

    @property
    def of(self) -> Houses:
        """All its houses together."""
        return Houses(tuple(house for village in self.villages for house in village.of.houses))


def programmes(db: Database, viewer: Viewer, today: date) -> list[Programme]:
    """The programmes in force, the newest year first."""
    if not may(viewer, "public-books"):
        return []
    with db.read() as conn:
        rows = _rows(conn)
    by_programme: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        by_programme.setdefault(((row.period or "")[:4], row.name), []).append(row)
    policy = Policy(today)
    return [_programme(name, year, own, policy) for (year, name), own in sorted(by_programme.items(), reverse=True)]


def _rows(conn: Connection) -> list[Any]:
    """The rows of houses in force, the newest period first and in the order of their sheets."""
    project = table_of(Project)
    wanted = (
        select(project, Place.name.label("place"), Import.id.label("import_id"), Import.name.label("file"), Import.at, Batch.sheet)
        .join(Batch, Batch.id == project.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == project.c.place_id)
        .where(Batch.in_force, project.c.beneficiary.is_not(None))
        .order_by(project.c.place_id, project.c.id)
    )
    return sorted(conn.execute(wanted).all(), key=lambda row: display.ends(row.period), reverse=True)


def _programme(name: str, year: str, rows: Sequence[Any], policy: Policy) -> Programme:
    scheme = schemes.dictionary().find_in(text.squeeze(name)).scheme
    by_place: dict[int, list[Any]] = {}
    for row in rows:
        by_place.setdefault(row.place_id, []).append(row)
    villages = tuple(Village(place, own[0].place, Houses(tuple(_houses(own, scheme, policy)))) for place, own in sorted(by_place.items()))
    document, fund = (next((value for row in rows if (value := getattr(row, key))), "") for key in ("document", "fund"))
    return Programme(name, year, scheme, document, fund, villages)


def _houses(rows: Iterable[Any], scheme: Scheme | None, policy: Policy) -> list[House]:
    """The houses of a village: a later sheet about the same household continues an earlier one, unless there are namesakes."""
    by_name: dict[str, list[Any]] = {}
    for row in rows:
        by_name.setdefault(text.name(row.beneficiary), []).append(row)
    found = []
    for own in by_name.values():
        newest = [row for row in own if row.period == own[0].period]
        older = own[len(newest) :] if len(newest) == 1 else []
        found += [_house([row, *older], scheme, policy) for row in newest]
    return found


def _house(rows: Sequence[Any], scheme: Scheme | None, policy: Policy) -> House:
    newest = rows[0]

    def first(key: str) -> Any:
        return next((value for row in rows if (value := getattr(row, key)) is not None), None)

    today = policy.today.isoformat()
    days = tuple((name if _has_come(day, today) else f"计划{name}", day) for key, name, _ in STEPS if (day := first(key)))
    hidden = policy.hides(scheme.key if scheme else None, workdays.china_day(newest.at))
    name = "一户人家" if hidden else display.masked(newest.beneficiary)
    step = max((_step_in(row, today) for row in rows), key=lambda step: _ORDER.get(step, 0))
    content = text.mask_people_in(newest.content or "", [newest.beneficiary])
    return House(name, step, newest.progress or "", days, content, first("budget_fen"), first("paid_fen"), Source(newest.import_id, newest.file, newest.sheet, newest.row, newest.column))


def _step_in(row: Any, today: str) -> str:
    """The furthest step that a row says by a day that has come, else in words or by a percentage; empty where it says none."""
    said, far = row.progress or "", row.progress_percent or 0
    by_percent = {"finished": far >= 100, "started": far > 0}
    for key, name, words in reversed(STEPS):
        day = getattr(row, key)
        if _has_come(day, today) if day else _says(said, words) or by_percent.get(key):
            return name
    return ""


def _has_come(day: str, today: str) -> bool:
    return day <= today[: len(day)]


def _says(said: str, words: Sequence[str]) -> bool:
    """Whether one of the words stands there, and not with a not before it: 未竣工."""
    return any(word in said and not said.partition(word)[0].endswith(_NOT_YET) for word in words)
