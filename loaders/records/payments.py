"""Schemes, what was paid under them, and who stands on their lists."""

from datetime import date

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class SchemeRow(Base):
    """The number of a scheme; everything else about it stands in the dictionary of schemes."""

    __tablename__ = "scheme"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(80), unique=True)  # of the dictionary, or the name as written
    name: Mapped[str] = mapped_column(String(80))


class Payment(Base):
    """Money for a beneficiary under a scheme for a period, to a payee who may be someone else."""

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    village_id: Mapped[int] = mapped_column(Id)
    household_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(Id)
    scheme_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str] = mapped_column(String(10))  # what it is for: 2023-12, 2023-Q4, 2023
    amount_fen: Mapped[int] = mapped_column(Fen)
    paid_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(10), default="paid")  # paid, returned
    channel: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))  # as written
    payee_name: Mapped[str | None] = mapped_column(String(60))
    payee_id: Mapped[int | None] = mapped_column(Id)  # person
    account_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    account_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    people: Mapped[int | None]  # number of people covered
    area_mu: Mapped[str | None] = mapped_column(String(20))
    standard_fen: Mapped[int | None] = mapped_column(Fen)
    category: Mapped[str | None] = mapped_column(String(30))
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # JSON: what stands under other headings
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))  # the letter of the amount's column

    __table_args__ = (
        CheckConstraint("typeof(amount_fen) = 'integer'", name="whole_fen").ddl_if(dialect="sqlite"),
        Index("ix_payment_person", "person_id", "period", "scheme_id", "amount_fen", "batch_id"),
        Index("ix_payment_village", "village_id", "period", "scheme_id", "amount_fen"),
        Index("ix_payment_batch", "batch_id", "row"),
        Index("ix_payment_standard", "person_id", sqlite_where=text("standard_fen IS NOT NULL"), postgresql_where=text("standard_fen IS NOT NULL")),
    )


class PaymentTrail(Base):
    """Who was ever paid in which village to which account, for how many people at most, in force or not.

    It only grows: what it leads to is looked up among the payments in force. Without an account the digest is empty.
    """

    __tablename__ = "payment_trail"

    person_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    village_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    account_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    people: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_payment_trail_account", "account_digest", "person_id"),)


class PaymentTotal(Base):
    """What was paid in force in a village for a period under a scheme; refreshed with what it sums up."""

    __tablename__ = "payment_total"

    township_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    village_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    scheme_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    payments: Mapped[int]
    people: Mapped[int]
    amount_fen: Mapped[int] = mapped_column(Fen)


class Entitlement(Base):
    """Who stands on a scheme's list, from when to when, for how many people, at what amount a month."""

    __tablename__ = "entitlement"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    village_id: Mapped[int] = mapped_column(Id)
    household_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(Id)
    scheme_id: Mapped[int] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(60))
    since: Mapped[str | None] = mapped_column(String(10))
    until: Mapped[str | None] = mapped_column(String(10))
    period: Mapped[str | None] = mapped_column(String(10))  # of the list
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    family_size: Mapped[int | None]
    people: Mapped[int | None]
    category: Mapped[str | None] = mapped_column(String(30))
    relation: Mapped[str | None] = mapped_column(String(20))  # a member's; the head's row is 本人 or none
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]

    __table_args__ = (
        Index("ix_entitlement_person", "person_id", "scheme_id"),
        Index("ix_entitlement_household", "household_id"),
        Index("ix_entitlement_village", "village_id", "scheme_id"),
        Index("ix_entitlement_batch", "batch_id", "row"),
    )


class Pending(Base):
    """A household on a list that is posted before anything is approved; public for the days of the posting alone."""

    __tablename__ = "pending"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    scheme_id: Mapped[int | None] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    id_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    family_size: Mapped[int | None]
    people: Mapped[int | None]
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    relation: Mapped[str | None] = mapped_column(String(20))
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "scheme_id"), Index(None, "batch_id", "row"))
