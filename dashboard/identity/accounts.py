"""Signing in, and the sessions that follow."""

import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from dashboard import clock
from dashboard.access import Role, Viewer
from dashboard.identity import cards, consent, devices, officials, pins, throttle, totp
from loaders import journal, text
from loaders.database import Database
from loaders.records.accounts import Account, HouseholdCode, Pin, Session
from loaders.records.people import Person
from loaders.records.places import Place

SECURE = os.environ.get("VILLAGE_SECURE") == "1"
#: Behind https the browser itself holds the cookie to this host and to https.
COOKIE = "__Host-village" if SECURE else "village"

LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=1)
#: A session that begins later than this from now was begun under a clock that has been set back since: it is over.
SLACK = timedelta(minutes=5)
#: How long the one-time code may be awaited.
CODE_LIFETIME = timedelta(minutes=10)

#: When sessions were last seen, until `keep_awake` writes it down: a reader never waits for a long import.
_seen: dict[bytes, datetime] = {}

Reason = Literal["", "wrong", "wait", "revoked"]
#: What an official still has to do before the session opens anything: give the one-time code, change the first
#: password, set up one-time codes.
Step = Literal["", "code", "password", "totp"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A token, or the reason why there is none and how many seconds to wait before the next try counts.

    ``step`` is what must follow first; ``device`` is the cookie by which this browser is known from now on.
    """

    token: str | None
    reason: Reason = ""
    wait_seconds: int = 0
    step: Step = ""
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The account behind a session, whatever it still has to do."""

    account_id: int
    login: str
    name: str
    role: Role
    step: Step
    has_totp: bool
    by_provider: bool
    digest: bytes


# Signing in


def sign_in_villager(db: Database, name: str, secret: str, code: str, address: str) -> Outcome:
    """A session for the one person of the code's household whose name matches, and whose own PIN or, without one, last six."""
    name, secret, code = text.name(name), text.squeeze(secret).upper(), cards.plain_code(code)
    digest = db.vault.digest(f"code:{code}")
    if not name or len(secret) != pins.LENGTH or len(code) != cards.CODE_LENGTH:
        counted = []  # against the address alone, else all who leave a field empty would wait for each other
    else:
        counted = [digest, db.vault.digest(f"person:{name}:{secret}")]
    wait = throttle.reserve(db, counted, address)
    if wait:
        return Outcome(None, "wait", wait)
    with db.read() as connection:
        people = connection.execute(
            select(Person.id, Person.household_id, Person.name, Person.id_sealed, Pin.hash_sealed)
            .join(HouseholdCode, HouseholdCode.household_id == Person.household_id)
            .outerjoin(Pin, Pin.person_id == Person.id)
            .where(HouseholdCode.code_digest == digest)
        ).all()
        revoked = cards.revoked(connection, digest)
    # all comparisons always run, and a PIN is verified also where there is none: the time tells nothing
    by_number = {row.id for row in people if _same(text.name(row.name), name) & _same(_last_six(db, row.id_sealed), secret)}
    own = {row.id: row.hash_sealed for row in people if row.hash_sealed and _same(text.name(row.name), name)}
    by_pin = {person_id for person_id, kept in (own or {None: None}).items() if pins.is_right(db, kept, secret)}
    with_pin = {row.id for row in people if row.hash_sealed}
    matching = [row for row in people if row.id in (by_number - with_pin) | by_pin]
    if revoked:
        return Outcome(None, "revoked")
    if not counted or len(matching) != 1:
        return refusal(db, counted)
    return begin(db, counted, address, person_id=matching[0].id, household_id=matching[0].household_id)


def confirm(db: Database, viewer: Viewer, secret: str, address: str) -> Outcome:
    """Whether who is signed in also knows what opens the sign-in now: the own PIN, else the last six; counted as there."""
    secret, counted = text.squeeze(secret).upper(), [db.vault.digest(f"confirm:{viewer.person_id}")]
    wait = throttle.reserve(db, counted, address)
    if wait:
        return Outcome(None, "wait", wait)
    with db.read() as connection:
        row = connection.execute(select(Person.id_sealed, Pin.hash_sealed).outerjoin(Pin, Pin.person_id == Person.id).where(Person.id == viewer.person_id)).first()
    kept = row.hash_sealed if row else None
    by_pin = pins.is_right(db, kept, secret)
    by_number = kept is None and bool(secret) and _same(_last_six(db, row.id_sealed if row else None), secret)
    if not (by_pin or by_number):
        return refusal(db, counted)
    with db.write() as connection:
        throttle.forget(connection, counted, throttle.address_key(db, address))
    return Outcome(None)


def end_others(db: Database, viewer: Viewer, token: str) -> None:
    """End the villager's other sessions."""
    with db.write() as connection:
        connection.execute(delete(Session).where(Session.person_id == viewer.person_id, Session.digest != digest_of(token)))


def sign_in_official(db: Database, login: str, password: str, address: str, device: str | None = None) -> Outcome:
    """A session for the account whose password this is; it opens nothing yet where a step must follow.

    The answer, and the work until it is there, are the same where the account is unknown or disabled, and do not tell
    whether it uses one-time codes: that shows after the right password alone.
    """
    login = officials.plain_login(login)
    with db.read() as connection:
        account = connection.execute(
            select(Account.id, Account.password_hash, Account.disabled, Account.totp_sealed.is_not(None).label("has_totp")).where(Account.login == login)
        ).first()
    line = devices.line(db, "login", account.id if account else None, login, address, device, patience=True)
    wait = throttle.reserve(db, line.keys, line.address, line.patient)
    if wait:
        return Outcome(None, "wait", wait)
    right = officials.verify(account.password_hash if account else None, password)
    if account is None or account.disabled or not right:
        note_guessing(db, line.keys[0], "sign-in-failed", account.id if account else None)
        return refusal(db, line.keys, known=line.address is None)
    officials.renew_hash(db, account.id, account.password_hash, password)
    return begin(db, line.keys, line.address, account_id=account.id, waits_for_code=account.has_totp, device=device)


def sign_in_by_provider(db: Database, subject: str, login: str, device: str | None = None) -> Outcome:
    """A session for the enabled account that is linked to the subject, or that has the login and is linked to nobody yet."""
    columns = (Account.id, Account.name, Account.disabled, Account.subject, Account.totp_sealed.is_not(None).label("has_totp"))
    with db.write() as connection:
        account = connection.execute(select(*columns).where(Account.subject == subject)).first()
        if account is None and login:
            named = (Account.login == officials.plain_login(login), Account.subject.is_(None), Account.disabled.is_(False))
            account = connection.execute(select(*columns).where(*named)).first()
        if account is None or account.disabled:
            return Outcome(None, "wrong")
        if account.subject is None:
            connection.execute(update(Account).where(Account.id == account.id).values(subject=subject))
            journal.write(connection, account.name, "account-linked", f"account:{account.id}")
    return begin(db, (), None, account_id=account.id, waits_for_code=account.has_totp, by_provider=True, device=device)


def note_guessing(db: Database, key: bytes, action: str, account_id: int | None) -> None:
    """Note that a secret was guessed at too often, once when the pauses begin; whether the account exists or not."""
    with db.write() as connection:
        number, _ = throttle.failures(connection, key, clock.now() - throttle.REMEMBERED)
        if number == throttle.ACCOUNT_FREE + 1:
            journal.write(connection, "", action, f"account:{account_id or 'unknown'}")


def refusal(db: Database, keys: Sequence[bytes], *, known: bool = False) -> Outcome:
    """That it was wrong, and how long the pause is that begins now."""
    with db.read() as connection:
        return Outcome(None, "wrong", throttle.account_wait(connection, keys, clock.now(), known=known))


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _last_six(db: Database, sealed: bytes | None) -> str:
    return db.vault.open(sealed)[-6:].upper() if sealed else ""


# Sessions


def begin(
    db: Database,
    counted: Sequence[bytes],
    address: str | None,
    *,
    account_id: int | None = None,
    person_id: int | None = None,
    household_id: int | None = None,
    waits_for_code: bool = False,
    by_provider: bool = False,
    device: str | None = None,
    instead_of: bytes | None = None,
    alone: bool = False,
) -> Outcome:
    """A new session, in place of another one or, ``alone``, of all others of the account; what was counted is forgotten."""
    token, now = secrets.token_urlsafe(32), clock.now()
    digest = digest_of(token)
    with db.write() as connection:
        throttle.forget(connection, counted, throttle.address_key(db, address) if address is not None else None)
        if alone and account_id is not None:
            end_all(connection, account_id)
        if instead_of is not None:
            connection.execute(delete(Session).where(Session.digest == instead_of))
        connection.execute(
            insert(Session).values(
                digest=digest,
                account_id=account_id,
                person_id=person_id,
                household_id=household_id,
                created_at=now,
                seen_at=now,
                expires_at=now + (CODE_LIFETIME if waits_for_code else LIFETIME),
                waits_for_code=waits_for_code,
                by_provider=by_provider,
            )
        )
        if account_id is None:
            return Outcome(token)
        if not waits_for_code:
            connection.execute(update(Account).where(Account.id == account_id).values(signed_in_at=now))
        row: Row[Any] = connection.execute(_HOLDER, _at(digest, now)).one()  # type: ignore[assignment]
    return Outcome(token, step=_step(row), device=None if waits_for_code else devices.remember(db, device, account_id))


def end_all(connection: Connection, account_id: int, but: bytes | None = None) -> None:
    """End every session of the account, save for one."""
    ended = delete(Session).where(Session.account_id == account_id)
    connection.execute(ended if but is None else ended.where(Session.digest != but))


def digest_of(token: str) -> bytes:
    """The SHA-256 under which a token's session is stored."""
    return sha256(token.encode()).digest()


#: Asked several times for every page that is drawn, so it is put together once.
_HOLDER = (
    select(
        Session.seen_at,
        Session.waits_for_code,
        Session.by_provider,
        Session.consent_id,
        Account.id.label("account_id"),
        Account.login,
        Account.must_change,
        Account.totp_sealed.is_not(None).label("has_totp"),
        Account.name.label("account_name"),
        Account.role,
        Account.place_id,
        Place.township_id.label("office_township"),
        Place.level.label("office_level"),
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
    .where(Session.digest == bindparam("digest"), Session.expires_at > bindparam("now"), Session.created_at <= bindparam("soon"))
)


def _at(digest: bytes, now: datetime) -> dict[str, Any]:
    return {"digest": digest, "now": now, "soon": now + SLACK}


def _holder(db: Database, token: str | None, seen: bool) -> Row[Any] | None:
    """Who holds the token, or none where it is unknown, revoked or expired; ``seen`` keeps it awake."""
    if not token or len(token) > 64:
        return None
    digest, now = digest_of(token), clock.now()
    with db.read() as connection:
        row: Row[Any] | None = connection.execute(_HOLDER, _at(digest, now)).first()  # type: ignore[assignment]
    if row is None or (row.account_id is None and row.person_id is None):
        return None
    if max(row.seen_at, _seen.get(digest, row.seen_at)) <= now - IDLE:
        return None
    if seen:
        _seen[digest] = now
    return row


def _step(row: Row[Any]) -> Step:
    """What the holder of a session has to do first."""
    if row.waits_for_code:
        return "code"
    if row.must_change and not row.by_provider:
        return "password"
    return "totp" if row.role in totp.required() and not row.has_totp else ""


def held(db: Database, token: str | None) -> Held | None:
    """The account of an official's session, also of one that opens nothing yet."""
    row = _holder(db, token, seen=True)
    if row is None or row.account_id is None or token is None:
        return None
    return Held(row.account_id, row.login, row.account_name, cast(Role, row.role), _step(row), row.has_totp, row.by_provider, digest_of(token))


def viewer(db: Database, token: str | None, *, seen: bool = True) -> Viewer | None:
    """Who holds the token, or none where it is unknown, revoked or expired, or where a step must be taken first."""
    row = _holder(db, token, seen)
    if row is None or (row.account_id is not None and _step(row)):
        return None
    me = _as_signed_in(row)
    return me if row.consent_id is None else consent.behalf(db, me, row.consent_id) or me


def _as_signed_in(row: Row[Any]) -> Viewer:
    if row.account_id is not None:
        return Viewer(
            cast(Role, row.role),
            row.account_name,
            account_id=row.account_id,
            place_id=row.place_id,
            township_id=row.office_township,
            county=row.office_level == "county",
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
    now = clock.now()
    with db.write() as connection:
        connection.execute(
            delete(Session).where((Session.expires_at <= now) | (Session.seen_at <= now - IDLE))
        )
        throttle.sweep(connection)
