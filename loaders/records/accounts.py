"""Who may sign in, and who has."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Id


class Account(Base):
    """An official: a clerk, supervisor or administrator of a place."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(15))  # clerk, supervisor, administrator
    place_id: Mapped[int | None] = mapped_column(Id)
    password_hash: Mapped[str] = mapped_column(String(200))
    disabled: Mapped[bool] = mapped_column(default=False)
    must_change: Mapped[bool] = mapped_column(default=False)  # the password is the one that somebody else gave
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # the key of the one-time codes
    totp_offered_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # a key that no code has confirmed yet
    totp_step: Mapped[int | None] = mapped_column(Id)  # the half minute of the newest code that was used
    subject: Mapped[str | None] = mapped_column(String(400), unique=True)  # who this is at the provider: issuer and subject
    signed_in_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that stands in once for a lost phone; only its digest is stored, and it is too long to be tried out."""

    __tablename__ = "recovery_code"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, index=True)
    used_at: Mapped[datetime | None]


class HouseholdCode(Base):
    """The code on a household's slip; sealed, so that the clerk can print it again."""

    __tablename__ = "household_code"

    household_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    code_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime]


class Session(Base):
    """Someone who is signed in; only the digest of the cookie's token is stored."""

    __tablename__ = "session"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    waits_for_code: Mapped[bool] = mapped_column(default=False)  # the password was right, the one-time code is awaited
    by_provider: Mapped[bool] = mapped_column(default=False)  # signed in elsewhere (OpenID Connect)


class Attempt(Base):
    """A sign-in that is counted against an account or an address."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "key", "at"),)
