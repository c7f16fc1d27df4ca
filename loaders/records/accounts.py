"""Who may sign in, and who has; by what villagers are known, and whom they let help."""

from datetime import date, datetime

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
    """The code on a household's card; sealed, so that the clerk can print it again."""

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
    household_id: Mapped[int | None] = mapped_column(Id)  # whose card it was opened with
    consent_id: Mapped[int | None] = mapped_column(Id)  # by which consent it looks on somebody's behalf now


class Attempt(Base):
    """A sign-in that is counted against an account or an address."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "key", "at"),)


class RevokedCode(Base):
    """The code of a card that no longer opens anything, so that who holds it is told to ask for a new one."""

    __tablename__ = "revoked_code"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    household_id: Mapped[int] = mapped_column(Id)
    code_digest: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    code_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(60))


class Pin(Base):
    """The six digits that a person has chosen; the Argon2id hash is sealed: six digits are tried out fast by who has the file."""

    __tablename__ = "pin"

    person_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    hash_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    set_at: Mapped[datetime]


class Consent(Base):
    """That somebody may look and ask on a person's behalf until a day: another person, or an official of the village."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, index=True)  # who is helped
    by_person_id: Mapped[int | None] = mapped_column(Id, index=True)  # who helps: a person …
    by_account_id: Mapped[int | None] = mapped_column(Id, index=True)  # … or an official
    whole_household: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime]
    until: Mapped[date]  # the last day, as the calendar in China has it
    reference: Mapped[str] = mapped_column(String(60), default="")  # of the written consent at the clerk's desk; empty: the person's own tap
    ended_at: Mapped[datetime | None]


class Told(Base):
    """What a person is to be told at the next sign-in, until it was read."""

    __tablename__ = "told"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(Id, index=True)
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(String(200))
    read_at: Mapped[datetime | None]
