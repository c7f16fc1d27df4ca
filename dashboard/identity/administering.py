"""What administrators do with the accounts of others; one of a township reaches the accounts of that township alone."""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, select, update

from dashboard.access import ROLE_NAMES, Role, Viewer, Whose, may
from dashboard.identity import accounts, officials, passwords, totp
from loaders import journal, workdays
from loaders.database import Database, alone
from loaders.records.accounts import Account
from loaders.records.base import table_of
from loaders.records.places import Place

#: Who works at the machine itself reaches everything.
AT_THE_MACHINE = Viewer("administrator", "命令行")


class NotAllowed(ValueError):
    """The viewer may not do this, or not to this account."""


@dataclass(frozen=True, slots=True)
class Made:
    """A password that was made for an account, to be handed over once."""

    account_id: int
    login: str
    name: str
    password: str


def everywhere(viewer: Viewer) -> bool:
    """Whether the administrator is one of the whole installation: of the county, or of no place."""
    return viewer.role == "administrator" and (viewer.county or viewer.place_id is None)


def reaches(viewer: Viewer, township_id: int | None, village_id: int | None) -> bool:
    """Whether the viewer administers the accounts of that place."""
    return may(viewer, "accounts") and (everywhere(viewer) or may(viewer, "accounts", Whose(township_id, village_id)))


_COLUMNS = (
    Account.id, Account.login, Account.name, Account.role, Account.place_id, Account.disabled, Account.must_change, Account.subject, Account.signed_in_at,
    Account.totp_sealed.is_not(None).label("has_totp"), Place.name.label("place"), Place.township_id, Place.level,
)  # fmt: skip
_ALL = select(*_COLUMNS).outerjoin(Place, Place.id == Account.place_id).order_by(Account.disabled, Account.login)


@dataclass(frozen=True, slots=True)
class Official:
    """An account as an administrator sees it."""

    id: int
    login: str
    name: str
    role: Role
    place_id: int | None
    place: str
    disabled: bool
    must_change: bool
    has_totp: bool
    linked: bool
    signed_in: str  # the day of the last sign-in; empty before the first


def listed(db: Database, viewer: Viewer) -> list[Official]:
    """The accounts that the viewer administers, the enabled ones first."""
    if not may(viewer, "accounts"):
        return []
    with db.read() as connection:
        rows = connection.execute(_ALL).all()
    return [
        Official(
            row.id, row.login, row.name, row.role, row.place_id, row.place or "", row.disabled, row.must_change, row.has_totp, row.subject is not None,
            f"{workdays.china_day(row.signed_in_at):%Y-%m-%d}" if row.signed_in_at else "",
        )
        for row in rows
        if reaches(viewer, row.township_id, _village(row))
    ]  # fmt: skip


def places(db: Database, viewer: Viewer) -> list[tuple[int, str]]:
    """The places that the viewer may put an account at: the township first, then its villages."""
    with db.read() as connection:
        rows = connection.execute(select(Place.id, Place.name, Place.level, Place.township_id).order_by(Place.id)).all()
    named = {row.id: row.name for row in rows}
    found = [row for row in rows if reaches(viewer, row.township_id, row.id if row.level == "village" else None)]
    return [(row.id, row.name if row.level != "village" else f"{named.get(row.township_id, '')}{row.name}") for row in found]


def add(db: Database, viewer: Viewer, login: str, name: str, role: str, place_id: int | None) -> Made:
    """A new account with a first password that must be changed."""
    with db.read() as connection:
        _reach_place(connection, viewer, place_id)
    password = passwords.first()
    number = officials.add_official(db, login, name, role, place_id, password, viewer.name, must_change=True)
    return Made(number, officials.plain_login(login), name, password)


def change(db: Database, viewer: Viewer, account_id: int, role: str, place_id: int | None) -> None:
    """Give the account another role or place; who was signed in with it signs in again."""
    if role not in officials.OFFICIAL_ROLES:
        raise ValueError(f"没有“{role}”这种角色。")
    with db.write() as connection:
        account = _reached(connection, viewer, account_id)
        _reach_place(connection, viewer, place_id)
        if (account.role, account.place_id) == (role, place_id):
            return
        _keep_one(connection, account, role, place_id)
        connection.execute(update(Account).where(Account.id == account_id).values(role=role, place_id=place_id))
        accounts.end_all(connection, account_id)
        said = f"{account.role}@{account.place_id or ''} → {role}@{place_id or ''}"
        journal.write(connection, viewer.name, "account-changed", f"account:{account_id}", said)


def disable(db: Database, viewer: Viewer, account_id: int) -> None:
    """Let nobody sign in with the account; who is signed in with it is out at once."""
    with db.write() as connection:
        account = _reached(connection, viewer, account_id)
        if account.disabled:
            return
        _keep_one(connection, account, None, None)
        connection.execute(update(Account).where(Account.id == account_id).values(disabled=True))
        accounts.end_all(connection, account_id)
        journal.write(connection, viewer.name, "account-disabled", f"account:{account_id}")


def enable(db: Database, viewer: Viewer, account_id: int) -> None:
    """Let the account sign in again."""
    with db.write() as connection:
        if _reached(connection, viewer, account_id).disabled:
            connection.execute(update(Account).where(Account.id == account_id).values(disabled=False))
            journal.write(connection, viewer.name, "account-enabled", f"account:{account_id}")


def reset_password(db: Database, viewer: Viewer, account_id: int) -> Made:
    """A new first password, which must be changed; who is signed in with the account is out at once."""
    password = passwords.first()
    stored = officials.hashed(password)
    with db.write() as connection:
        account = _reached(connection, viewer, account_id)
        connection.execute(update(Account).where(Account.id == account_id).values(password_hash=stored, must_change=True))
        accounts.end_all(connection, account_id)
        journal.write(connection, viewer.name, "password-reset", f"account:{account_id}")
    return Made(account_id, account.login, account.name, password)


def reset_totp(db: Database, viewer: Viewer, account_id: int) -> None:
    """Turn the account's one-time codes off, for who has lost the phone and the recovery codes."""
    with db.write() as connection:
        _reached(connection, viewer, account_id)
        totp.remove(connection, account_id, viewer.name, "totp-reset")
        accounts.end_all(connection, account_id)


def unlink(db: Database, viewer: Viewer, account_id: int) -> None:
    """Forget who the account is at the provider; the next sign-in there with its login links it anew."""
    with db.write() as connection:
        _reached(connection, viewer, account_id)
        connection.execute(update(Account).where(Account.id == account_id).values(subject=None))
        accounts.end_all(connection, account_id)
        journal.write(connection, viewer.name, "account-unlinked", f"account:{account_id}")


def account_of(db: Database, login: str) -> int | None:
    """The number of the account with the login."""
    with db.read() as connection:
        return connection.scalar(select(Account.id).where(Account.login == officials.plain_login(login)))


def _village(row: Row[*tuple[object, ...]]) -> int | None:
    return row.place_id if row.level == "village" else None


def _reached(connection: Connection, viewer: Viewer, account_id: int) -> Row[*tuple[object, ...]]:
    """The account, if the viewer may change it; nobody does this to the own account."""
    if not may(viewer, "accounts"):
        raise NotAllowed("只有管理员能管理账号。")
    alone(connection, table_of(Account))
    row = connection.execute(_ALL.where(Account.id == account_id)).first()
    if row is None or not reaches(viewer, row.township_id, _village(row)):
        raise NotAllowed("没有这个账号，或不归您管。")
    if row.id == viewer.account_id:
        raise NotAllowed("自己的账号请在“我的账号”里办，或请另一位管理员办。")
    return row


def _reach_place(connection: Connection, viewer: Viewer, place_id: int | None) -> None:
    if not may(viewer, "accounts"):
        raise NotAllowed("只有管理员能管理账号。")
    if place_id is None:
        if not everywhere(viewer):
            raise NotAllowed("请选择本乡镇的地方。")
        return
    row = connection.execute(select(Place.id, Place.level, Place.township_id).where(Place.id == place_id)).first()
    if row is None or not reaches(viewer, row.township_id, row.id if row.level == "village" else None):
        raise NotAllowed("这个地方不归您管。")


def _keep_one(connection: Connection, account: Row[*tuple[object, ...]], role: str | None, place_id: int | None) -> None:
    """Refuse what would leave a place without an enabled administrator who reaches as far as this one does."""
    if account.role != "administrator" or account.disabled:
        return
    before = _reach(connection, account.place_id)
    if role == "administrator" and _reach(connection, place_id) in (before, None):
        return
    others = connection.execute(_ALL.where(Account.role == "administrator", Account.disabled.is_(False), Account.id != account.id)).all()
    if not any(_reach(connection, other.place_id) in (before, None) for other in others):
        raise ValueError("这是最后一位管理员，不能停用、换角色或换地方。请先开一个新的管理员账号。")


def _reach(connection: Connection, place_id: int | None) -> int | None:
    """The place that an administrator there administers; none for the whole installation."""
    if place_id is None:
        return None
    row = connection.execute(select(Place.id, Place.level).where(Place.id == place_id)).first()
    return None if row is None or row.level == "county" else row.id


def states(official: Official) -> list[str]:
    """What is to be known of an account, in words."""
    said = (
        (official.disabled, "已停用"), (official.must_change, "还没有换第一次的密码"), (official.has_totp, "用动态口令"), (official.linked, "绑定了统一登录"),
        (not official.signed_in, "没有登录过"), (bool(official.signed_in), f"上次登录 {official.signed_in}"),
    )  # fmt: skip
    return [words for known, words in said if known]


def in_words(official: Official) -> str:
    """An account in a list to choose from."""
    return f"{official.name}（{official.login}，{'，'.join(filter(None, (ROLE_NAMES[official.role], official.place)))}）"


