"""The accounts of officials and their passwords."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, insert, select, update

from dashboard.access import Role
from dashboard.identity import passwords
from loaders import journal, text
from loaders.database import Database
from loaders.records.accounts import Account

OFFICIAL_ROLES: tuple[Role, ...] = ("clerk", "supervisor", "administrator")
#: What may be in a login; it is typed on phones and read over the telephone.
LONGEST_LOGIN, LONGEST_NAME = 40, 60

_hasher = PasswordHasher()
#: Verified where the login is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))


def plain_login(login: str) -> str:
    """The login as it is stored and compared."""
    return text.squeeze(login).casefold()


def verify(stored: str | None, password: str) -> bool:
    """Whether this is the password behind the stored hash; without one it is not, and takes as long."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def renew_hash(db: Database, account_id: int, stored: str, password: str) -> None:
    """Hash the right password anew where today's settings ask for more than the stored hash has."""
    if _hasher.check_needs_rehash(stored):
        with db.write() as connection:
            connection.execute(update(Account).where(Account.id == account_id).values(password_hash=hashed(password)))


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(password)


def add_official(
    db: Database, login: str, name: str, role: str, place_id: int | None, password: str, actor: str = "", must_change: bool = False
) -> int:
    """The number of the new account; ``ValueError`` says in Chinese what is not acceptable."""
    login, name = plain_login(login), text.name(name)
    if not 2 <= len(login) <= LONGEST_LOGIN:
        raise ValueError("登录名要有 2 到 40 个字，例如 qingfeng01。")
    if not name or len(name) > LONGEST_NAME:
        raise ValueError("请填写姓名。")
    if role not in OFFICIAL_ROLES:
        raise ValueError(f"没有“{role}”这种角色，可用：{'、'.join(OFFICIAL_ROLES)}。")
    passwords.check(password, login, name)
    stored = hashed(password)
    with db.write() as connection:
        if connection.scalar(select(Account.id).where(Account.login == login)) is not None:
            raise ValueError(f"登录名“{login}”已经有人使用，请换一个。")
        number = (connection.scalar(select(func.max(Account.id))) or 0) + 1
        values = {"id": number, "login": login, "name": name, "role": role, "place_id": place_id, "password_hash": stored, "must_change": must_change}
        connection.execute(insert(Account).values(**values))
        journal.write(connection, actor or name, "account-added", f"account:{number}", f"{role}@{place_id or ''}")
    return number
