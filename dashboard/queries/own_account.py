"""What an official sees of the own account."""

from dataclasses import dataclass

from sqlalchemy import func, select

from dashboard.access import Viewer, may
from loaders.database import Database
from loaders.records.accounts import Account, RecoveryCode
from loaders.records.places import Place


@dataclass(frozen=True, slots=True)
class Security:
    """How the account is signed in with."""

    login: str
    place: str
    has_totp: bool
    recovery_codes: int
    linked: bool


def security(db: Database, viewer: Viewer) -> Security:
    """The viewer's own account; without the right, nothing of it."""
    if not may(viewer, "own-account") or viewer.account_id is None:
        return Security("", "", False, 0, False)
    unused = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account_id == viewer.account_id, RecoveryCode.used_at.is_(None))
    columns = (Account.login, Account.subject, Account.totp_sealed.is_not(None).label("has_totp"), Place.name, unused.scalar_subquery().label("codes"))
    with db.read() as conn:
        row = conn.execute(select(*columns).outerjoin(Place, Place.id == Account.place_id).where(Account.id == viewer.account_id)).one()
    return Security(row.login, row.name or "", row.has_totp, row.codes, row.subject is not None)
