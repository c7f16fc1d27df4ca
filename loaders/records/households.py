"""A household's income, the visits it gets, and its integrity score."""

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class HouseholdIncome(Base):
    """What a household took in during a year, by the four kinds of income."""

    __tablename__ = "household_income"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    household_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(Id)  # the head
    period: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    people: Mapped[int | None]
    wages_fen: Mapped[int | None] = mapped_column(Fen)
    business_fen: Mapped[int | None] = mapped_column(Fen)
    property_fen: Mapped[int | None] = mapped_column(Fen)
    transfers_fen: Mapped[int | None] = mapped_column(Fen)
    total_fen: Mapped[int | None] = mapped_column(Fen)
    costs_fen: Mapped[int | None] = mapped_column(Fen)
    net_fen: Mapped[int | None] = mapped_column(Fen)
    per_head_fen: Mapped[int | None] = mapped_column(Fen)
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "household_id", "period"), Index(None, "batch_id", "row"))


class Visit(Base):
    """A visit to a household by the official who looks after it; a row without a day says only who does."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    household_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    helper: Mapped[str | None] = mapped_column(String(60))
    office: Mapped[str | None] = mapped_column(String(100))
    visited: Mapped[str | None] = mapped_column(String(10))  # a day or a month
    content_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index("ix_visit_last", "place_id", "household_id", "visited", "batch_id"), Index(None, "household_id"), Index(None, "batch_id", "row"))


class CreditScore(Base):
    """A month's integrity score in its four blocks, as the assembly approved it."""

    __tablename__ = "credit_score"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    household_id: Mapped[int | None] = mapped_column(Id)
    person_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(60))
    social: Mapped[str | None] = mapped_column(String(12))  # 社会公德; points, as written
    work: Mapped[str | None] = mapped_column(String(12))  # 职业道德
    family: Mapped[str | None] = mapped_column(String(12))  # 家庭美德
    personal: Mapped[str | None] = mapped_column(String(12))  # 个人品德
    total: Mapped[str | None] = mapped_column(String(12))
    board: Mapped[str | None] = mapped_column(String(10))  # red, yellow
    reason: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index(None, "person_id"), Index(None, "household_id"), Index(None, "batch_id", "row"))
