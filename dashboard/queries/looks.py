"""“谁看过我家的记录”: each look of an official or helper at somebody's record, in the journal and before that person."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, union

from dashboard import clock
from dashboard.access import ROLE_NAMES, Role, Viewer, may
from loaders import journal, text, workdays
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.households import CreditScore, HouseholdIncome, Visit
from loaders.records.imports import Batch, Import, JournalEntry
from loaders.records.payments import Entitlement, Payment
from loaders.records.people import Person
from loaders.records.places import Place
from loaders.records.publication import Preparation

ACTION = "look"
MOST = 200
#: Whoever looks again at the same for the same purpose within this time is still looking.
STILL = timedelta(hours=1)
_LONGEST = 40

#: Tables whose rows belong to a person, and those whose rows belong to a household besides.
_OF_PERSON = (Payment, Entitlement)
_OF_HOUSEHOLD = (HouseholdIncome, Visit, CreditScore)


@dataclass(frozen=True, slots=True)
class Subject:
    """What was looked at. A list of many people is one subject: whom it names is known when they ask."""

    key: str


def person(number: int) -> Subject:
    """One person's record."""
    return Subject(f"person:{number}")


def household(number: int) -> Subject:
    """The record of a household."""
    return Subject(f"household:{number}")


def batch(number: int) -> Subject:
    """The rows of a published table, with names in full."""
    return Subject(f"batch:{number}")


def imported(number: int) -> Subject:
    """All tables of a file, as it was brought in."""
    return Subject(f"import:{number}")


def prepared(number: int) -> Subject:
    """A file that waited for approval; it is looked at by whom the tables name that came of it."""
    return Subject(f"prepared:{number}")


def place(number: int) -> Subject:
    """Everybody of a village, township or county."""
    return Subject(f"place:{number}")


def note(at: Database | Connection, viewer: Viewer, subject: Subject, purpose: str) -> None:
    """Write the look down, with the viewer's role and place and the purpose in plain words (“更正发放表”).

    Nothing is written where the viewer looks at the own record, or has looked at the same for the same purpose a
    moment ago. Call it before the record is shown: where the look cannot be written, nothing is to be seen.
    """
    own = {f"person:{viewer.person_id}", f"household:{viewer.household_id}"} if viewer.role == "villager" else set()
    if subject.key in own:
        return
    said = {
        "role": viewer.role, "account": viewer.account_id, "person": viewer.person_id, "place": viewer.place_id or viewer.township_id,
        "purpose": text.mask_numbers_in(text.visible(purpose))[:_LONGEST],
    }  # fmt: skip
    detail = json.dumps(said, ensure_ascii=False, sort_keys=True)
    if isinstance(at, Connection):
        _write(at, viewer, subject, detail)
        return
    with at.read() as conn:
        if _still(conn, subject, detail):
            return
    with at.write() as conn:
        _write(conn, viewer, subject, detail)


def _write(conn: Connection, viewer: Viewer, subject: Subject, detail: str) -> None:
    if not _still(conn, subject, detail):
        journal.write(conn, viewer.name, ACTION, subject.key, detail)


def _still(conn: Connection, subject: Subject, detail: str) -> bool:
    wanted = select(JournalEntry.at).where(JournalEntry.action == ACTION, JournalEntry.subject == subject.key, JournalEntry.detail == detail)
    last = conn.execute(wanted.order_by(JournalEntry.id.desc()).limit(1)).scalar()
    return last is not None and timedelta() <= clock.now() - last < STILL


# --- what the person sees


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the viewer's or the household's record; ``what`` names the table or place where it was a list."""

    at: datetime
    who: str
    purpose: str
    what: str

    @property
    def words(self) -> str:
        """The look in a sentence: 10月3日 青枫镇经办人 因更正发放表，看过您家的记录."""
        seen = f"看过{self.what}，里面有您家" if self.what else "看过您家的记录"
        return f"{self.who} {f'因{self.purpose}，' if self.purpose else ''}{seen}"


def mine(db: Database, viewer: Viewer) -> list[Look]:
    """Who looked at the record of the viewer or of somebody of the household, the newest first."""
    if not may(viewer, "looks") or viewer.person_id is None:
        return []
    entry = table_of(JournalEntry)
    with db.read() as conn:
        subjects = _subjects(conn, viewer)
        wanted = select(entry.c.at, entry.c.actor, entry.c.subject, entry.c.detail).where(entry.c.action == ACTION, entry.c.subject.in_(subjects))
        rows = conn.execute(wanted.order_by(entry.c.id.desc()).limit(MOST)).all()
        said = [json.loads(row.detail) if row.detail.startswith("{") else {} for row in rows]
        places = {each["place"] for each in said if each.get("place")}
        names: dict[int, str] = {number: name for number, name in conn.execute(select(Place.id, Place.name).where(Place.id.in_(places)))}
    return [Look(workdays.china_time(row.at), _who(row.actor, each, names), each.get("purpose", ""), subjects[row.subject]) for row, each in zip(rows, said, strict=True)]


def _who(actor: str, said: dict[str, Any], places: dict[int, str]) -> str:
    """The office by its place and role; a helper by the name, whom the household knows and agreed to."""
    role: Role = said.get("role", "clerk")
    if role == "villager":
        return f"您家同意的帮忙人{actor}"
    return places.get(said.get("place") or 0, "") + ROLE_NAMES[role]


def _subjects(conn: Connection, viewer: Viewer) -> dict[str, str]:
    """Every subject that has the viewer's household in it, and what it is called."""
    home = Person.household_id == viewer.household_id if viewer.household_id is not None else Person.id == viewer.person_id
    members = list(conn.execute(select(Person.id).where(home | (Person.id == viewer.person_id))).scalars())
    found = {f"person:{number}": "" for number in members}
    if viewer.household_id is not None:
        found[f"household:{viewer.household_id}"] = ""
    village, township = Place.__table__.alias(), Place.__table__.alias()
    around = select(village.c.id, village.c.name, township.c.id, township.c.name, township.c.parent_id)
    row = conn.execute(around.select_from(village.outerjoin(township, township.c.id == village.c.township_id)).where(village.c.id == viewer.place_id)).first()
    if row:
        found |= {f"place:{number}": f"{name}的记录" for number, name in (row[:2], row[2:4]) if number is not None}
        if row[4] is not None:
            found[f"place:{row[4]}"] = "全县的记录"
    rows = conn.execute(select(Batch.id, Batch.import_id, Import.name).join(Import, Import.id == Batch.import_id).where(Batch.id.in_(_tables(members, viewer)))).all()
    for number, import_id, name in rows:
        found |= {f"batch:{number}": f"《{name}》", f"import:{import_id}": f"《{name}》"}
    prepared = select(Preparation.id, Preparation.name).where(Preparation.import_id.in_({row.import_id for row in rows}))
    return found | {f"prepared:{number}": f"《{name}》" for number, name in conn.execute(prepared)}


def _tables(members: list[int], viewer: Viewer) -> Any:
    """The tables, in force or not, in which somebody of the household has a row."""
    own = [select(table.c.batch_id).where(table.c.person_id.in_(members)) for table in map(table_of, _OF_PERSON)]
    for table in map(table_of, _OF_HOUSEHOLD):
        theirs = table.c.person_id.in_(members)
        own.append(select(table.c.batch_id).where(theirs if viewer.household_id is None else theirs | (table.c.household_id == viewer.household_id)))
    return union(*own, select(Person.batch_id).where(Person.id.in_(members), Person.batch_id.is_not(None)))
