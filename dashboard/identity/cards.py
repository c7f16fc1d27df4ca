"""The codes of households, the cards that they are printed on, and cards that no longer open anything."""

import json
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select

from dashboard import clock
from dashboard.access import Viewer, Whose, may
from dashboard.queries.scope import within
from loaders import journal, text
from loaders.database import Database
from loaders.records.accounts import HouseholdCode, RevokedCode, Session
from loaders.records.people import Household, Person
from loaders.records.places import Place

#: No two of these are easily taken for each other, on paper or by ear.
ALPHABET = "ACDEFGHJKMNPQRTVWXY34679"
CODE_LENGTH = 8


#: Why cards are changed, as a clerk is offered it.
REASONS = ("卡丢了", "别人看到了或拍了照", "换了户主或分了户", "卡坏了，看不清")
LONGEST_REASON = 60
#: So many households are shown for a name.
MOST_FOUND = 20


class NotDone(ValueError):
    """Why nothing was changed, in Chinese."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed on a household's card; the code stands as 4-4."""

    household_id: int
    head_name: str
    group_name: str
    village: str
    code: str
    township: str = ""
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """A household as the clerk picks it: its head, group and number, its people, and when its card was made."""

    id: int
    head_id: int | None
    head_name: str
    group_name: str
    number: str
    village_id: int
    people: tuple[tuple[int, str], ...]
    issued_at: datetime | None


def issue_codes(db: Database, village_id: int, actor: str) -> int:
    """How many households of the village had no code and have one now."""
    with db.write() as connection:
        without = connection.scalars(
            select(Household.id)
            .outerjoin(HouseholdCode, HouseholdCode.household_id == Household.id)
            .where(Household.village_id == village_id, HouseholdCode.household_id.is_(None))
        ).all()
        if not without:
            return 0
        _issue(db, connection, without)
        journal.write(connection, actor, "codes-issued", f"place:{village_id}", str(len(without)))
    return len(without)


def _issue(db: Database, connection: Connection, households: Collection[int]) -> None:
    codes = dict(zip(households, _new_codes(db, connection, len(households)), strict=True))
    rows = [
        {"household_id": number, "code_digest": _digest(db, code), "code_sealed": db.vault.seal(code), "issued_at": clock.now()}
        for number, code in codes.items()
    ]
    connection.execute(insert(HouseholdCode), rows)


def _new_codes(db: Database, connection: Connection, number: int) -> list[str]:
    """Codes that no card has or had."""
    found: dict[bytes, str] = {}
    while len(found) < number:
        made = {_digest(db, code): code for code in (_new_code() for _ in range(min(500, number - len(found))))}
        for table in (HouseholdCode, RevokedCode):
            for taken in connection.scalars(select(table.code_digest).where(table.code_digest.in_(list(made)))):
                made.pop(taken, None)
        found |= made
    return list(found.values())


def _digest(db: Database, code: str) -> bytes:
    return db.vault.digest(f"code:{code}")


# --- revoking ------------------------------------------------------------------------------------------


def revoke(db: Database, viewer: Viewer, household_id: int, reason: str, *, again: bool) -> None:
    """The household's card opens nothing any more, and who came in with it is out; ``again`` makes a new one."""
    reason = _reason(reason)
    with db.write() as connection:
        home = connection.execute(select(Household.village_id, Household.township_id).where(Household.id == household_id)).first()
        if home is None or not may(viewer, "codes", Whose(township_id=home.township_id, village_id=home.village_id)):
            raise NotDone("没有这一户，或不归您管。")
        ended = _revoke(connection, HouseholdCode.household_id == household_id, reason)
        if not ended and not again:
            raise NotDone("这一户没有可以作废的卡。")
        if again:
            _issue(db, connection, [household_id])
        said = json.dumps({"reason": reason, "revoked": len(ended), "issued": int(again)}, ensure_ascii=False)
        journal.write(connection, viewer.name, "card-revoked", f"household:{household_id}", said)


def revoke_all(db: Database, viewer: Viewer, village_id: int, reason: str) -> int:
    """How many cards of the village were revoked and made anew."""
    reason = _reason(reason)
    own = within(viewer, "codes", township=Household.township_id, village=Household.village_id)
    homes = select(Household.id).where(Household.village_id == village_id, own)
    with db.write() as connection:
        ended = _revoke(connection, HouseholdCode.household_id.in_(homes), reason)
        if not ended:
            raise NotDone("这个村没有可以作废的卡，或不归您管。")
        _issue(db, connection, ended)
        said = json.dumps({"reason": reason, "revoked": len(ended), "issued": len(ended)}, ensure_ascii=False)
        journal.write(connection, viewer.name, "card-revoked", f"place:{village_id}", said)
    return len(ended)


def _reason(given: str) -> str:
    reason = text.mask_numbers_in(text.visible(given))[:LONGEST_REASON].strip()
    if not reason:
        raise NotDone("请写明为什么换卡。")
    return reason


def _revoke(connection: Connection, which: ColumnElement[bool], reason: str) -> list[int]:
    """The households whose cards were revoked; the sessions that were opened with them end."""
    columns = (HouseholdCode.household_id, HouseholdCode.code_digest, HouseholdCode.code_sealed, HouseholdCode.issued_at)
    old = connection.execute(select(*columns).where(which)).all()
    if not old:
        return []
    now = clock.now()
    connection.execute(insert(RevokedCode), [{**row._mapping, "revoked_at": now, "reason": reason} for row in old])
    homes = [row.household_id for row in old]
    for some in _portions(homes):
        connection.execute(delete(HouseholdCode).where(HouseholdCode.household_id.in_(some)))
        people = select(Person.id).where(Person.household_id.in_(some))
        # sessions of before do not say which card opened them
        theirs = or_(Session.household_id.in_(some), Session.household_id.is_(None) & Session.person_id.in_(people))
        connection.execute(delete(Session).where(theirs))
    return homes


def _portions(numbers: list[int], size: int = 500) -> Iterable[list[int]]:
    return (numbers[first : first + size] for first in range(0, len(numbers), size))


def is_revoked(db: Database, code: str) -> bool:
    """Whether this was the code of a card that no longer counts; it says nothing of a household but that it had the card."""
    with db.read() as connection:
        return revoked(connection, _digest(db, plain_code(code)))


def revoked(connection: Connection, digest: bytes) -> bool:
    """The same by the digest of the code; a code that is in use again is none."""
    known = [connection.scalar(select(func.count()).where(table.code_digest == digest)) for table in (RevokedCode, HouseholdCode)]
    return bool(known[0]) and not known[1]


# --- at the clerk's desk -------------------------------------------------------------------------------


def find(db: Database, viewer: Viewer, village_id: int, name: str) -> list[Home]:
    """The households of the village in which somebody has exactly this name."""
    own = within(viewer, "codes", township=Household.township_id, village=Household.village_id)
    named = select(Person.household_id).where(Person.village_id == village_id, Person.name == text.name(name))
    with db.read() as connection:
        return _homes(connection, own & (Household.village_id == village_id) & Household.id.in_(named))


def home(db: Database, viewer: Viewer, household_id: int) -> Home | None:
    """One household of the office's places."""
    own = within(viewer, "codes", township=Household.township_id, village=Household.village_id)
    with db.read() as connection:
        return next(iter(_homes(connection, own & (Household.id == household_id))), None)


def _homes(connection: Connection, which: ColumnElement[bool]) -> list[Home]:
    columns = (Household.id, Household.head_id, Household.group_name, Household.number, Household.village_id, HouseholdCode.issued_at)
    wanted = (
        select(*columns)
        .outerjoin(HouseholdCode, HouseholdCode.household_id == Household.id)
        .where(which)
        .order_by(Household.group_name, Household.id)
        .limit(MOST_FOUND)
    )
    rows = connection.execute(wanted).all()
    people: dict[int, list[tuple[int, str]]] = {row.id: [] for row in rows}
    members = select(Person.household_id, Person.id, Person.name).where(Person.household_id.in_(list(people))).order_by(Person.id)
    for row in connection.execute(members):
        people[row.household_id or 0].append((row.id, row.name))
    return [_home(row, people[row.id]) for row in rows]


def _home(row: Any, people: list[tuple[int, str]]) -> Home:
    head = dict(people).get(row.head_id, "")
    return Home(row.id, row.head_id, head, row.group_name or "", row.number or "", row.village_id, tuple(people), row.issued_at)


def slips(db: Database, village_id: int, household_id: int | None = None) -> list[Slip]:
    """What is printed for the village's households that have a code, or for one of them, by group and head."""
    township = Place.__table__.alias()
    wanted = (
        select(
            Household.id,
            Household.group_name,
            Person.name.label("head"),
            Place.name.label("village"),
            township.c.name.label("township"),
            HouseholdCode.code_sealed,
            HouseholdCode.issued_at,
        )
        .join(HouseholdCode, HouseholdCode.household_id == Household.id)
        .outerjoin(Person, Person.id == Household.head_id)
        .outerjoin(Place, Place.id == Household.village_id)
        .outerjoin(township, township.c.id == Household.township_id)
        .where(Household.village_id == village_id)
        .order_by(Household.group_name, Person.name, Household.id)
    )
    if household_id is not None:
        wanted = wanted.where(Household.id == household_id)
    with db.read() as connection:
        rows = connection.execute(wanted).all()
    return [
        Slip(
            row.id,
            row.head or "",
            row.group_name or "",
            row.village or "",
            shown_code(db.vault.open(row.code_sealed)),
            row.township or "",
            row.issued_at,
        )
        for row in rows
    ]


def shown_code(code: str) -> str:
    """The code as it is printed: K7MA-9CPD."""
    return f"{code[:4]}-{code[4:]}"


def plain_code(code: str) -> str:
    """The household code as it is compared: capital letters and digits alone."""
    return "".join(c for c in text.squeeze(code).upper() if c.isascii() and c.isalnum())


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
