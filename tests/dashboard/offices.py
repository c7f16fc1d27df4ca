"""Two townships of a county with their offices, a clock that moves when told, and cheap Argon2id: for the tests of accounts."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, select

from dashboard.access import Viewer
from dashboard.identity import administering, officials
from loaders.database import Database
from loaders.records.imports import JournalEntry
from loaders.records.places import Place

COUNTY, TOWN, VILLAGE, OTHER = 330890000000, 330890101000, 330890101200, 330890102000
PASSWORD = "三棵树 两口井 一座桥"
NEW = "清早挑水 走过小石桥"


class Clock:
    """A clock that moves when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 1, 1)
        monkeypatch.setattr("dashboard.clock.now", lambda: self.now)

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with the smallest settings: a thousand guesses are not what these tests measure."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(officials, "_hasher", hasher)
    monkeypatch.setattr(officials, "_NOBODY", hasher.hash("nobody"))


def settle(db: Database) -> None:
    """The places."""
    with db.write() as conn:
        for code, name, level, parent, town in (
            (COUNTY, "澄溪县", "county", None, None), (TOWN, "青枫镇", "township", COUNTY, TOWN), (VILLAGE, "柳溪村", "village", TOWN, TOWN), (OTHER, "柏坞乡", "township", COUNTY, OTHER),
        ):  # fmt: skip
            conn.execute(insert(Place).values(id=code, code=str(code), name=name, level=level, parent_id=parent, township_id=town))


def official(db: Database, login: str, role: str = "clerk", place: int | None = TOWN, **other: bool) -> int:
    """An account with the password of these tests."""
    return officials.add_official(db, login, f"名{login}", role, place, PASSWORD, **other)


def administrator(place: int | None, account_id: int | None = None) -> Viewer:
    """An administrator of the place."""
    return Viewer("administrator", "管理员", account_id, place_id=place, township_id=place if place not in (None, COUNTY) else None, county=place == COUNTY)


def acts(db: Database) -> list[str]:
    """What the journal says was done, in its order."""
    with db.read() as conn:
        return list(conn.execute(select(JournalEntry.action).order_by(JournalEntry.id)).scalars())


def state(db: Database, account_id: int) -> administering.Official:
    """The account as who is at the machine sees it."""
    return next(one for one in administering.listed(db, administering.AT_THE_MACHINE) if one.id == account_id)
