"""One-time codes of six digits (RFC 6238): the key, the codes, and the recovery codes for a lost phone."""

import hmac
import os
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Literal

import pyotp
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from dashboard import clock
from dashboard.access import Role
from dashboard.identity import passwords
from loaders import journal, text
from loaders.database import Database
from loaders.records.accounts import Account, RecoveryCode

STEP_SECONDS = 30
#: A phone's clock may be this many steps before or behind ours.
DRIFT = 1
#: So long that a thief of the database cannot try them out, and no key is needed to know one again.
RECOVERY_CODES, RECOVERY_LENGTH = 10, 16
ISSUER = "阳光村务"
_OFFICES: tuple[Role, ...] = ("clerk", "supervisor", "administrator")

#: What opened: nothing, a code of the phone, a recovery code.
Opened = Literal["", "code", "recovery"]


def required() -> frozenset[str]:
    """The roles that must use codes: the setting ``VILLAGE_TOTP_ROLES``, with commas."""
    return _roles(os.environ.get("VILLAGE_TOTP_ROLES", ""))


@cache
def _roles(written: str) -> frozenset[str]:
    found = frozenset(part for part in written.replace("，", ",").replace(" ", "").split(",") if part)
    if unknown := found - set(_OFFICES):
        raise ValueError(f"设置 VILLAGE_TOTP_ROLES 里的“{'、'.join(sorted(unknown))}”不认识，可用：{'、'.join(_OFFICES)}。")
    return found


def in_groups(key: str) -> str:
    """The key as it is typed into a phone: groups of four."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def address(login: str, key: str) -> str:
    """What the square code says to the phone's app."""
    return pyotp.TOTP(key, interval=STEP_SECONDS).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(key: str, typed: str) -> int | None:
    """The step whose code was typed, among those that a clock a little wrong may show; all of them are always compared."""
    now = int(clock.now().replace(tzinfo=UTC).timestamp()) // STEP_SECONDS
    codes = {step: pyotp.TOTP(key, interval=STEP_SECONDS).generate_otp(step) for step in range(now - DRIFT, now + DRIFT + 1)}
    given = _plain(typed).encode()
    matching = [step for step, code in codes.items() if hmac.compare_digest(code.encode(), given)]
    return max(matching, default=None)


def _plain(typed: str) -> str:
    """A code without the blanks and lines that people put into it, in capitals."""
    return text.squeeze(typed).replace("-", "").replace(" ", "").upper()


# What stands in the database


def offered(db: Database, account_id: int) -> str:
    """The key that waits for its first code; the same until it is confirmed, so that a page may be opened again."""
    with db.write() as connection:
        sealed = connection.scalar(select(Account.totp_offered_sealed).where(Account.id == account_id))
        if sealed:
            return db.vault.open(sealed)
        key = pyotp.random_base32()
        connection.execute(update(Account).where(Account.id == account_id).values(totp_offered_sealed=db.vault.seal(key)))
    return key


def confirm(db: Database, account_id: int, actor: str, typed: str) -> list[str]:
    """Turn codes on where this is the first of the offered key: the recovery codes, shown this once; else nothing."""
    with db.write() as connection:
        sealed = connection.scalar(select(Account.totp_offered_sealed).where(Account.id == account_id))
        step = step_of(db.vault.open(sealed), typed) if sealed else None
        if step is None:
            return []
        connection.execute(update(Account).where(Account.id == account_id).values(totp_sealed=sealed, totp_offered_sealed=None, totp_step=step))
        codes = _new_recovery_codes(connection, account_id)
        journal.write(connection, actor, "totp-on", f"account:{account_id}")
    return codes


def renew_recovery_codes(db: Database, account_id: int, actor: str) -> list[str]:
    """Ten new recovery codes; those of before open nothing any more."""
    with db.write() as connection:
        codes = _new_recovery_codes(connection, account_id)
        journal.write(connection, actor, "recovery-codes", f"account:{account_id}")
    return codes


def _new_recovery_codes(connection: Connection, account_id: int) -> list[str]:
    codes = [passwords.draw(RECOVERY_LENGTH) for _ in range(RECOVERY_CODES)]
    connection.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    connection.execute(insert(RecoveryCode), [{"digest": _digest(account_id, code), "account_id": account_id} for code in codes])
    return [passwords.in_groups(code) for code in codes]


def _digest(account_id: int, code: str) -> bytes:
    return sha256(f"recovery:{account_id}:{code}".encode()).digest()


def accept(db: Database, connection: Connection, account_id: int, actor: str, typed: str) -> Opened:
    """What the typed code opens, inside the transaction that uses it up: no code opens twice."""
    sealed = connection.scalar(select(Account.totp_sealed).where(Account.id == account_id))
    if not sealed:
        return ""
    step = step_of(db.vault.open(sealed), typed)
    if step is not None:
        newer = or_(Account.totp_step.is_(None), Account.totp_step < step)
        used = connection.execute(update(Account).where(Account.id == account_id, newer).values(totp_step=step))
        return "code" if used.rowcount else ""
    this = (RecoveryCode.digest == _digest(account_id, _plain(typed)), RecoveryCode.account_id == account_id)
    used = connection.execute(update(RecoveryCode).where(*this, RecoveryCode.used_at.is_(None)).values(used_at=clock.now()))
    if used.rowcount:
        journal.write(connection, actor, "recovery-used", f"account:{account_id}")
        return "recovery"
    return ""


def left(db: Database, account_id: int) -> int:
    """How many recovery codes have not been used."""
    with db.read() as connection:
        unused = (RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
        return connection.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def remove(connection: Connection, account_id: int, actor: str, action: str) -> None:
    """Turn codes off, noted as the action; recovery codes go with them."""
    connection.execute(update(Account).where(Account.id == account_id).values(totp_sealed=None, totp_offered_sealed=None, totp_step=None))
    connection.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    journal.write(connection, actor, action, f"account:{account_id}")


def at(step: int) -> datetime:
    """When a step begins, as the clock of the house says it."""
    return datetime.fromtimestamp(step * STEP_SECONDS, UTC).replace(tzinfo=None)
