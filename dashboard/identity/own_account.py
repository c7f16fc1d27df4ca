"""What officials do with their own account: give the one-time code, change the password, turn codes on and off."""

from sqlalchemy import select, update

from dashboard.identity import accounts, devices, officials, passwords, throttle, totp
from dashboard.identity.accounts import Held, Outcome
from dashboard.identity.totp import Opened
from loaders import journal
from loaders.database import Database
from loaders.records.accounts import Account

WRONG_PASSWORD = "现在的密码不对。"
WRONG_CODE = "动态口令不对。请看手机上现在显示的 6 位数字；每个数字只能用一次，用过的请等下一个。"


class Wait(ValueError):
    """Too many wrong tries: how many seconds to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"试错的次数多了，请等 {seconds} 秒再试。")
        self.seconds = seconds


def give_code(db: Database, held: Held, typed: str, address: str, device: str | None = None) -> tuple[Outcome, Opened]:
    """The session that opens, in place of the one that waited for the code, and what kind of code it was."""
    line = devices.line(db, "code", held.account_id, str(held.account_id), address, device, patience=False)
    wait = throttle.reserve(db, line.keys, line.address)
    if wait:
        return Outcome(None, "wait", wait), ""
    with db.write() as connection:
        opened = totp.accept(db, connection, held.account_id, held.name, typed)
    if not opened:
        accounts.note_guessing(db, line.keys[0], "code-failed", held.account_id)
        return accounts.refusal(db, line.keys, known=line.address is None), ""
    return accounts.begin(
        db, line.keys, line.address, account_id=held.account_id, by_provider=held.by_provider, device=device, instead_of=held.digest
    ), opened


def change_password(db: Database, held: Held, old: str, new: str, again: str, device: str | None = None) -> Outcome:
    """A new session with the new password, all others of the account end; ``ValueError`` says what is not acceptable."""
    if new != again:
        raise ValueError("两次填的新密码不一样，请再填一遍。")
    if new == old:
        raise ValueError("新密码要和现在的不一样。")
    passwords.check(new, held.login, held.name)
    prove(db, held, old)
    stored = officials.hashed(new)
    with db.write() as connection:
        connection.execute(update(Account).where(Account.id == held.account_id).values(password_hash=stored, must_change=False))
        journal.write(connection, held.name, "password-changed", f"account:{held.account_id}")
    return accounts.begin(db, (), None, account_id=held.account_id, by_provider=held.by_provider, device=device, alone=True)


def prove(db: Database, held: Held, password: str) -> None:
    """That whoever sits there knows the password; ``ValueError`` where not."""
    key = db.vault.digest(f"own:{held.account_id}")
    if wait := throttle.reserve(db, (key,), None):
        raise Wait(wait)
    with db.read() as connection:
        stored = connection.scalar(select(Account.password_hash).where(Account.id == held.account_id))
    if not officials.verify(stored, password):
        accounts.note_guessing(db, key, "password-failed", held.account_id)
        raise ValueError(WRONG_PASSWORD)
    with db.write() as connection:
        throttle.forget(connection, (key,), None)


def _prove_both(db: Database, held: Held, password: str, typed: str) -> None:
    """The password, and a code of the phone or a recovery code."""
    prove(db, held, password)
    key = db.vault.digest(f"own-code:{held.account_id}")
    if wait := throttle.reserve(db, (key,), None):
        raise Wait(wait)
    with db.write() as connection:
        if totp.accept(db, connection, held.account_id, held.name, typed):
            throttle.forget(connection, (key,), None)
            return
    raise ValueError(WRONG_CODE)


def asks_password(held: Held) -> bool:
    """Whether setting up codes asks for the password: not right after it was given, nor from who signs in elsewhere."""
    return held.step != "totp" and not held.by_provider


def turn_on(db: Database, held: Held, password: str, typed: str) -> list[str]:
    """The recovery codes, shown this once, where the first code is right; all other sessions of the account end."""
    if held.has_totp:
        raise ValueError("动态口令已经开启。")
    if asks_password(held):
        prove(db, held, password)
    key = db.vault.digest(f"own-code:{held.account_id}")
    if wait := throttle.reserve(db, (key,), None):
        raise Wait(wait)
    codes = totp.confirm(db, held.account_id, held.name, typed)
    if not codes:
        raise ValueError("6 位数字不对。请看手机上现在显示的数字；还是不对的话，看看手机的时间准不准。")
    with db.write() as connection:
        throttle.forget(connection, (key,), None)
        accounts.end_all(connection, held.account_id, but=held.digest)
    return codes


def turn_off(db: Database, held: Held, password: str, typed: str) -> None:
    """Turn codes off with the own password and a code, unless the role must use them."""
    if held.role in totp.required():
        raise ValueError("您的角色必须用动态口令，不能关。换手机的话，请管理员重置。")
    _prove_both(db, held, password, typed)
    with db.write() as connection:
        totp.remove(connection, held.account_id, held.name, "totp-off")


def new_recovery_codes(db: Database, held: Held, password: str, typed: str) -> list[str]:
    """Ten new recovery codes in place of those of before."""
    _prove_both(db, held, password, typed)
    return totp.renew_recovery_codes(db, held.account_id, held.name)
