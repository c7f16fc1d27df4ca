"""A village of two households for the tests of cards, PINs and consents, with its clerk and a clerk of elsewhere."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from dashboard.access import Viewer
from dashboard.identity import accounts, cards, officials
from loaders.columns import check_digit
from loaders.database import Database
from loaders.records.imports import JournalEntry
from loaders.records.people import Household, Person
from loaders.records.places import Place

TOWN, VILLAGE, NEXT = 330890101000, 330890101200, 330890101201
PASSWORD = "青枫镇经办人的一个密码"
#: who → number, household, name, birth and order of the ID number
PEOPLE = {
    "mother": (11, 10, "张秀英", "19520314001"),
    "son": (12, 10, "张小明", "19780625003"),
    "daughter": (21, 20, "张小红", "19801107006"),
    "stranger": (31, 30, "卞楚云", "19600101005"),
}


def number(who: str) -> str:
    """The fictional ID number of one of them."""
    digits = "330890" + PEOPLE[who][3]
    return digits + check_digit(digits)


def fill(db: Database) -> Database:
    """The village; the mother is head of a household with her son, the daughter lives in another one, the stranger next door."""
    with db.write() as conn:
        for code, name, level, parent in ((TOWN, "青枫镇", "township", None), (VILLAGE, "竹溪村", "village", TOWN), (NEXT, "枧底村", "village", TOWN)):
            conn.execute(insert(Place).values(id=code, code=str(code), name=name, level=level, parent_id=parent, township_id=TOWN))
        for home, village, group, head in ((10, VILLAGE, "一组", 11), (20, VILLAGE, "二组", 21), (30, NEXT, "三组", 31)):
            conn.execute(insert(Household).values(id=home, township_id=TOWN, village_id=village, group_name=group, head_id=head))
        for who, (person, home, name, _) in PEOPLE.items():
            sealed = {"id_digest": db.vault.digest(number(who)), "id_sealed": db.vault.seal(number(who))}
            village = NEXT if home == 30 else VILLAGE
            conn.execute(insert(Person).values(id=person, household_id=home, name=name, township_id=TOWN, village_id=village, **sealed))
    for village in (VILLAGE, NEXT):
        cards.issue_codes(db, village, "测试")
    officials.add_official(db, "jing-cun", "陈小经", "clerk", VILLAGE, PASSWORD)
    officials.add_official(db, "jing-lin", "邻经办", "clerk", NEXT, PASSWORD)
    return db


CLERK = Viewer("clerk", "陈小经", account_id=1, place_id=VILLAGE, township_id=TOWN)
NEIGHBOUR = Viewer("clerk", "邻经办", account_id=2, place_id=NEXT, township_id=TOWN)


def code(db: Database, home: int) -> str:
    """The code on the household's card."""
    return next(slip.code for village in (VILLAGE, NEXT) for slip in cards.slips(db, village) if slip.household_id == home)


def enter(db: Database, who: str, secret: str | None = None, **other: str) -> accounts.Outcome:
    """One of them signs in with the card of the own household."""
    _, home, name, _ = PEOPLE[who]
    given = number(who)[-6:] if secret is None else secret
    return accounts.sign_in_villager(db, other.get("name", name), given, other.get("code") or code(db, home), other.get("address", "10.0.0.1"))


def viewer(db: Database, who: str) -> Viewer:
    """One of them, signed in."""
    found = accounts.viewer(db, enter(db, who).token)
    assert found is not None
    return found


def journal(db: Database, action: str) -> list[Any]:
    """What the journal holds of an action: who, about what."""
    with db.read() as conn:
        return [tuple(row) for row in conn.execute(select(JournalEntry.actor, JournalEntry.subject).where(JournalEntry.action == action))]


class Clock:
    """A clock that moves when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 11, 24, 2)
        monkeypatch.setattr("dashboard.clock.now", lambda: self.now)

    def passes(self, **time: int) -> None:
        """So much later."""
        self.now += timedelta(**time)
