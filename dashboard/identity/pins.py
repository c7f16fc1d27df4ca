"""The six digits that a villager may choose, to be asked in place of the last six of the ID number.

They are hashed with Argon2id and the hash is sealed: six digits are soon tried out by whoever has a plain hash.
"""

import secrets
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select

from dashboard import clock
from dashboard.access import Viewer, Whose, may
from dashboard.identity import telling
from loaders import journal
from loaders.database import Database
from loaders.records.accounts import Pin
from loaders.records.people import Person

LENGTH = 6
#: Much lighter than an official's: all of a village may sign in at once, and without the key the hash is sealed.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 << 10, parallelism=1)
#: Verified where there is no PIN, so that the answer takes as long as where there is one.
_NOBODY = _hasher.hash(secrets.token_urlsafe(12))

#: Chosen by many, besides what repeats or counts up and down.
_COMMON = frozenset({"112233", "123321", "147258", "258369", "147369", "159357", "520131", "521131", "131452", "201314", "520520"})


class NotTaken(ValueError):
    """Why the PIN is not taken, in Chinese."""


def is_right(db: Database, hash_sealed: bytes | None, given: str) -> bool:
    """Whether these are the six digits behind the stored hash; without one they are not, and it takes as long."""
    try:
        return _hasher.verify(db.vault.open(hash_sealed) if hash_sealed else _NOBODY, given) and hash_sealed is not None
    except (VerificationError, InvalidHashError):
        return False


def has(db: Database, person_id: int | None) -> bool:
    """Whether the person has chosen a PIN."""
    with db.read() as conn:
        return conn.scalar(select(Pin.person_id).where(Pin.person_id == person_id)) is not None


def check(pin: str, id_number: str, births: Iterable[date]) -> None:
    """``NotTaken`` where somebody who knows the person a little would try these digits first."""
    if len(pin) != LENGTH or not (pin.isascii() and pin.isdecimal()):
        raise NotTaken("密码要六位数字。")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == pin[:part] * (LENGTH // part) for part in (1, 2, 3))
    if len(steps) == 1 or repeats or len(set(pin)) <= 2 or pin in _COMMON:
        raise NotTaken("这个密码太容易猜到，不要用连着的、重复的数字。")
    if pin in id_number or pin[::-1] in id_number:
        raise NotTaken("不要用身份证号里的数字，知道您身份证号的人一试就中。")
    if any(pin in _spellings(day) for day in births):
        raise NotTaken("不要用自己或家里人的生日，熟人一猜就中。")


def _spellings(day: date) -> set[str]:
    return {day.strftime(form) for form in ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m", "%m%Y")}


def keep(db: Database, viewer: Viewer, pin: str, again: str) -> None:
    """Keep the digits as the viewer's own; ``NotTaken`` says what is wrong with them."""
    if not may(viewer, "own-pin") or viewer.person_id is None:
        raise NotTaken("只有本人能设自己的密码。")
    if pin != again:
        raise NotTaken("两次填的不一样，请再填一遍。")
    home = Person.household_id == viewer.household_id if viewer.household_id is not None else Person.id == viewer.person_id
    with db.read() as conn:
        own = conn.execute(select(Person.id_sealed).where(Person.id == viewer.person_id)).scalar()
        numbers = conn.execute(select(Person.id_sealed, Person.birth_date).where(home | (Person.id == viewer.person_id))).all()
    births = [row.birth_date or _birth(db.vault.open(row.id_sealed) if row.id_sealed else "") for row in numbers]
    check(pin, db.vault.open(own) if own else "", [day for day in births if day])
    sealed = db.vault.seal(_hasher.hash(pin))
    with db.write() as conn:
        conn.execute(delete(Pin).where(Pin.person_id == viewer.person_id))
        conn.execute(insert(Pin).values(person_id=viewer.person_id, hash_sealed=sealed, set_at=clock.now()))
        journal.write(conn, viewer.name, "pin-set", f"person:{viewer.person_id}")
        telling.tell(conn, viewer.person_id, "设了您自己的六位密码，以后登录填它。不是您设的，请马上找村里。")


def _birth(id_number: str) -> date | None:
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def reset(db: Database, viewer: Viewer, person_id: int) -> None:
    """Forget somebody's PIN at the clerk's desk: the last six of the ID number open again, and the person is told."""
    with db.write() as conn:
        person = conn.execute(select(Person.village_id, Person.township_id).where(Person.id == person_id)).first()
        if person is None or not may(viewer, "desk", Whose(township_id=person.township_id, village_id=person.village_id)):
            raise NotTaken("没有这个人，或不归您管。")
        if not conn.execute(delete(Pin).where(Pin.person_id == person_id)).rowcount:
            raise NotTaken("这个人没有自己的密码，登录填身份证号后六位。")
        journal.write(conn, viewer.name, "pin-reset", f"person:{person_id}")
        telling.tell(conn, person_id, f"经办人{viewer.name}清除了您忘记的密码，现在登录填身份证号后六位。不是您要求的，请马上找村里。")
