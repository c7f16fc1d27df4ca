"""Sign-in, sessions and household codes."""

import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from dashboard.access import Role, Viewer
from loaders import journal, text
from loaders.database import Database
from loaders.records.accounts import Account, Attempt, HouseholdCode, Session
from loaders.records.people import Household, Person
from loaders.records.places import Place

SECURE = os.environ.get("VILLAGE_SECURE") == "1"
#: Behind https the browser itself holds the cookie to this host and to https.
COOKIE = "__Host-village" if SECURE else "village"

#: No two of these are easily taken for each other, on paper or by ear.
ALPHABET = "ACDEFGHJKMNPQRTVWXY34679"
CODE_LENGTH = 8

LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=1)

#: How many failures pass before a pause, the first pause, and how long failures are remembered.
ACCOUNT_FREE, FIRST_PAUSE, LONGEST_PAUSE, REMEMBERED = 2, 10, 900, timedelta(hours=24)
#: A village, or half a county's phones, share an address: it slows guessing and must not lock them out.
ADDRESS_FREE, LONGEST_ADDRESS_PAUSE, ADDRESS_REMEMBERED = 60, 60, timedelta(hours=1)

OFFICIAL_ROLES: tuple[Role, ...] = ("clerk", "supervisor", "administrator")
MIN_PASSWORD = 8

_hasher = PasswordHasher()
#: Verified where the login is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))

#: When sessions were last seen, until `keep_awake` writes it down: a reader never waits for a long import.
_seen: dict[bytes, datetime] = {}

Reason = Literal["", "wrong", "wait"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A token, or the reason why there is none and how many seconds to wait before the next try counts."""

    token: str | None
    reason: Reason = ""
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed on a household's slip; the code stands as 4-4."""

    household_id: int
    head_name: str
    group_name: str
    village: str
    code: str


# Signing in


def sign_in_villager(db: Database, name: str, last_six: str, code: str, address: str) -> Outcome:
    """A session for the one person of the code's household whose name and last six both match."""
    name, last_six, code = text.name(name), text.squeeze(last_six).upper(), plain_code(code)
    digest = db.vault.digest(f"code:{code}")
    if not name or len(last_six) != 6 or len(code) != CODE_LENGTH:
        counted = []  # against the address alone, else all who leave a field empty would wait for each other
    else:
        counted = [digest, db.vault.digest(f"person:{name}:{last_six}")]
    refused = _reserve(db, counted, address)
    if refused:
        return refused
    with db.read() as connection:
        people = connection.execute(
            select(Person.id, Person.name, Person.id_sealed)
            .join(HouseholdCode, HouseholdCode.household_id == Person.household_id)
            .where(HouseholdCode.code_digest == digest)
        ).all()
    matching = [
        row.id
        for row in people
        # both comparisons always run: the time must not tell which of the two was right
        if _same(text.name(row.name), name) & _same(_last_six(db, row.id_sealed), last_six)
    ]
    if not counted or len(matching) != 1:
        return _refusal(db, counted)
    return _begin(db, counted, address, person_id=matching[0])


def sign_in_official(db: Database, login: str, password: str, address: str) -> Outcome:
    """A session for the account whose password this is."""
    login = plain_login(login)
    counted = [db.vault.digest(f"login:{login}")]
    refused = _reserve(db, counted, address)
    if refused:
        return refused
    with db.read() as connection:
        account = connection.execute(
            select(Account.id, Account.password_hash, Account.disabled).where(Account.login == login)
        ).first()
    right = _verify(account.password_hash if account else _NOBODY, password)
    if account is None or account.disabled or not right:
        _note_guessing(db, counted[0], account.id if account else None)
        return _refusal(db, counted)
    if _hasher.check_needs_rehash(account.password_hash):
        with db.write() as connection:
            connection.execute(
                update(Account).where(Account.id == account.id).values(password_hash=_hasher.hash(password))
            )
    return _begin(db, counted, address, account_id=account.id)


def _note_guessing(db: Database, key: bytes, account_id: int | None) -> None:
    """Note that a password was guessed at too often, once when the pauses begin; whether the account exists or not."""
    with db.write() as connection:
        if _failures(connection, key, _now() - REMEMBERED)[0] == ACCOUNT_FREE + 1:
            journal.write(connection, "", "sign-in-failed", f"account:{account_id or 'unknown'}")


def plain_code(code: str) -> str:
    """The household code as it is compared: capital letters and digits alone."""
    return "".join(c for c in text.squeeze(code).upper() if c.isascii() and c.isalnum())


def plain_login(login: str) -> str:
    """The login as it is stored and compared."""
    return text.squeeze(login).casefold()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _last_six(db: Database, sealed: bytes | None) -> str:
    return db.vault.open(sealed)[-6:].upper() if sealed else ""


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


# Counting failures


def _address_key(db: Database, address: str) -> bytes:
    return db.vault.digest(f"address:{address}")


def _reserve(db: Database, keys: Sequence[bytes], address: str) -> Outcome | None:
    """Count the attempt against its account and address, or say how long to wait.

    It is counted before the password is looked at: of many guesses at the same moment only the free ones get
    that far. A guess that is refused here counts for nothing, so nobody can keep a pause going for ever.
    """
    address_key, now = _address_key(db, address), _now()
    with db.write() as connection:
        wait = max(_account_wait(connection, keys, now), _address_wait(connection, address_key, now))
        if wait:
            return Outcome(None, "wait", wait)
        connection.execute(insert(Attempt), [{"key": key, "at": now} for key in (*keys, address_key)])
    return None


def _refusal(db: Database, keys: Sequence[bytes]) -> Outcome:
    with db.read() as connection:
        return Outcome(None, "wrong", _account_wait(connection, keys, _now()))


def _account_wait(connection: Connection, keys: Sequence[bytes], now: datetime) -> int:
    """Seconds until the next attempt at this account is let through."""
    waits = [0]
    for key in keys:
        failures, last = _failures(connection, key, now - REMEMBERED)
        waits.append(_left(last, pause_after(failures, ACCOUNT_FREE), now))
    return max(waits)


def _address_wait(connection: Connection, key: bytes, now: datetime) -> int:
    """Seconds until the next attempt from this address is let through."""
    failures, last = _failures(connection, key, now - ADDRESS_REMEMBERED)
    return _left(last, min(pause_after(failures, ADDRESS_FREE), LONGEST_ADDRESS_PAUSE), now)


def _failures(connection: Connection, key: bytes, since: datetime) -> tuple[int, datetime | None]:
    counted = select(func.count(), func.max(Attempt.at)).where(Attempt.key == key, Attempt.at > since)
    number, last = connection.execute(counted).one()
    return number, last


def _left(last: datetime | None, pause: int, now: datetime) -> int:
    remaining = last + timedelta(seconds=pause) - now if last else timedelta(0)
    return max(0, -(-remaining // timedelta(seconds=1)))


def pause_after(failures: int, free: int) -> int:
    """Seconds to pause after so many failures: none for the free ones, then ever twice as long."""
    if failures <= free:
        return 0
    return int(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - free - 1, 20)))


# Sessions


def _begin(
    db: Database,
    counted: Sequence[bytes],
    address: str,
    account_id: int | None = None,
    person_id: int | None = None,
) -> Outcome:
    token, now = secrets.token_urlsafe(32), _now()
    with db.write() as connection:
        connection.execute(delete(Attempt).where(Attempt.key.in_(counted)))
        own = select(func.max(Attempt.id)).where(Attempt.key == _address_key(db, address)).scalar_subquery()
        connection.execute(delete(Attempt).where(Attempt.id == own))
        connection.execute(
            insert(Session).values(
                digest=digest_of(token),
                account_id=account_id,
                person_id=person_id,
                created_at=now,
                seen_at=now,
                expires_at=now + LIFETIME,
            )
        )
    return Outcome(token)


def digest_of(token: str) -> bytes:
    """The SHA-256 under which a token's session is stored."""
    return sha256(token.encode()).digest()


#: Asked several times for every page that is drawn, so it is put together once.
_HOLDER = (
    select(
        Session.seen_at,
        Account.id.label("account_id"),
        Account.name.label("account_name"),
        Account.role,
        Account.place_id,
        Place.township_id.label("office_township"),
        Person.id.label("person_id"),
        Person.name.label("person_name"),
        Person.household_id,
        Person.village_id,
        Person.township_id.label("home_township"),
    )
    .select_from(Session)
    .outerjoin(Account, (Account.id == Session.account_id) & Account.disabled.is_(False))
    .outerjoin(Person, Person.id == Session.person_id)
    .outerjoin(Place, Place.id == Account.place_id)
    .where(Session.digest == bindparam("digest"), Session.expires_at > bindparam("now"))
)


def viewer(db: Database, token: str | None, *, seen: bool = True) -> Viewer | None:
    """Who holds the token, or none where it is unknown, revoked or expired; ``seen`` keeps it awake."""
    if not token or len(token) > 64:
        return None
    digest, now = digest_of(token), _now()
    with db.read() as connection:
        row = connection.execute(_HOLDER, {"digest": digest, "now": now}).first()
    if row is None or (row.account_id is None and row.person_id is None):
        return None
    if max(row.seen_at, _seen.get(digest, row.seen_at)) <= now - IDLE:
        return None
    if seen:
        _seen[digest] = now
    if row.account_id is not None:
        return Viewer(
            cast(Role, row.role),
            row.account_name,
            account_id=row.account_id,
            place_id=row.place_id,
            township_id=row.office_township,
        )
    return Viewer(
        "villager",
        row.person_name,
        person_id=row.person_id,
        household_id=row.household_id,
        place_id=row.village_id,
        township_id=row.home_township,
    )


def sign_out(db: Database, token: str | None) -> None:
    """Revoke the token."""
    if token:
        with db.write() as connection:
            connection.execute(delete(Session).where(Session.digest == digest_of(token)))


def keep_awake(db: Database) -> None:
    """Write down when sessions were last seen; the server calls it every now and then."""
    seen: list[dict[str, Any]] = [{"of": digest, "at": at} for digest, at in list(_seen.items())]
    if not seen:
        return
    statement = update(Session).where(Session.digest == bindparam("of")).values(seen_at=bindparam("at"))
    with db.write() as connection:
        connection.execute(statement, seen)
    for entry in seen:
        if _seen.get(entry["of"]) == entry["at"]:
            del _seen[entry["of"]]


def sweep(db: Database) -> None:
    """Forget the sessions that have ended and the attempts that no longer count."""
    keep_awake(db)
    now = _now()
    with db.write() as connection:
        connection.execute(
            delete(Session).where((Session.expires_at <= now) | (Session.seen_at <= now - IDLE))
        )
        connection.execute(delete(Attempt).where(Attempt.at <= now - REMEMBERED))


# Officials


def add_official(db: Database, login: str, name: str, role: str, place_id: int | None, password: str) -> int:
    """The number of the new account; ``ValueError`` says in Chinese what is not acceptable."""
    login, name = plain_login(login), text.name(name)
    if not 2 <= len(login) <= 40:
        raise ValueError("登录名要有 2 到 40 个字，例如 qingfeng01。")
    if not name:
        raise ValueError("请填写姓名。")
    if role not in OFFICIAL_ROLES:
        raise ValueError(f"没有“{role}”这种角色，可用：{'、'.join(OFFICIAL_ROLES)}。")
    if not MIN_PASSWORD <= len(password) <= 128 or password.casefold() == login:
        raise ValueError(f"密码要有 {MIN_PASSWORD} 到 128 个字符，不能与登录名相同。")
    hashed = _hasher.hash(password)
    with db.write() as connection:
        if connection.scalar(select(Account.id).where(Account.login == login)) is not None:
            raise ValueError(f"登录名“{login}”已经有人使用，请换一个。")
        number = (connection.scalar(select(func.max(Account.id))) or 0) + 1
        connection.execute(
            insert(Account).values(
                id=number, login=login, name=name, role=role, place_id=place_id, password_hash=hashed
            )
        )
        journal.write(connection, name, "account-added", f"account:{number}", role)
    return number


# Household codes


def issue_codes(db: Database, village_id: int, actor: str) -> int:
    """How many households of the village had no code and have one now."""
    now = _now()
    with db.write() as connection:
        without = connection.scalars(
            select(Household.id)
            .outerjoin(HouseholdCode, HouseholdCode.household_id == Household.id)
            .where(Household.village_id == village_id, HouseholdCode.household_id.is_(None))
        ).all()
        codes = {household_id: _new_code() for household_id in without}
        if not codes:
            return 0
        connection.execute(
            insert(HouseholdCode),
            [
                {
                    "household_id": household_id,
                    "code_digest": db.vault.digest(f"code:{code}"),
                    "code_sealed": db.vault.seal(code),
                    "issued_at": now,
                }
                for household_id, code in codes.items()
            ],
        )
        journal.write(connection, actor, "codes-issued", f"place:{village_id}", str(len(codes)))
    return len(codes)


def slips(db: Database, village_id: int) -> list[Slip]:
    """The slips of the village's households that have a code, by group and head."""
    with db.read() as connection:
        rows = connection.execute(
            select(
                Household.id,
                Household.group_name,
                Person.name.label("head"),
                Place.name.label("village"),
                HouseholdCode.code_sealed,
            )
            .join(HouseholdCode, HouseholdCode.household_id == Household.id)
            .outerjoin(Person, Person.id == Household.head_id)
            .outerjoin(Place, Place.id == Household.village_id)
            .where(Household.village_id == village_id)
            .order_by(Household.group_name, Person.name, Household.id)
        ).all()
    return [
        Slip(
            row.id,
            row.head or "",
            row.group_name or "",
            row.village or "",
            shown_code(db.vault.open(row.code_sealed)),
        )
        for row in rows
    ]


def shown_code(code: str) -> str:
    """The code as it is printed: K7MA-9CPD."""
    return f"{code[:4]}-{code[4:]}"


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _now() -> datetime:
    """UTC without its zone, as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)
