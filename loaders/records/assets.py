"""What a village owns, lets, is owed and owes: assets, resources, contracts, claims and debts."""

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class Asset(Base):
    """A building, machine or other thing of a village."""

    __tablename__ = "asset"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str | None] = mapped_column(String(60))
    model: Mapped[str | None] = mapped_column(String(60))
    unit: Mapped[str | None] = mapped_column(String(10))
    quantity: Mapped[str | None] = mapped_column(String(20))
    area: Mapped[str | None] = mapped_column(String(20))  # square metres, as written
    original_fen: Mapped[int | None] = mapped_column(Fen)
    depreciation_fen: Mapped[int | None] = mapped_column(Fen)
    net_fen: Mapped[int | None] = mapped_column(Fen)
    acquired: Mapped[str | None] = mapped_column(String(10))  # a year, a month or a day
    location: Mapped[str | None] = mapped_column(String(120))
    use: Mapped[str | None] = mapped_column(String(60))  # 自用, 出租, 闲置
    keeper: Mapped[str | None] = mapped_column(String(60))
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index(None, "batch_id", "row"))


class Resource(Base):
    """A piece of land, water or wood of a village."""

    __tablename__ = "resource"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str | None] = mapped_column(String(60))  # 水田, 林地
    area_mu: Mapped[str | None] = mapped_column(String(20))
    east: Mapped[str | None] = mapped_column(String(60))
    south: Mapped[str | None] = mapped_column(String(60))
    west: Mapped[str | None] = mapped_column(String(60))
    north: Mapped[str | None] = mapped_column(String(60))
    location: Mapped[str | None] = mapped_column(String(120))
    owner: Mapped[str | None] = mapped_column(String(60))
    use: Mapped[str | None] = mapped_column(String(60))  # 发包, 自营, 闲置
    party: Mapped[str | None] = mapped_column(String(100))  # who has it
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index(None, "batch_id", "row"))


class Contract(Base):
    """Who rents what from the village, for how much, until when, and what was paid of it."""

    __tablename__ = "contract"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    number: Mapped[str | None] = mapped_column(String(60))
    name: Mapped[str | None] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(120))  # what is let
    kind: Mapped[str | None] = mapped_column(String(60))
    party: Mapped[str | None] = mapped_column(String(100))
    area_mu: Mapped[str | None] = mapped_column(String(20))
    signed: Mapped[str | None] = mapped_column(String(10))
    starts: Mapped[str | None] = mapped_column(String(10))
    ends: Mapped[str | None] = mapped_column(String(10))
    yearly_fen: Mapped[int | None] = mapped_column(Fen)
    total_fen: Mapped[int | None] = mapped_column(Fen)
    deposit_fen: Mapped[int | None] = mapped_column(Fen)
    terms: Mapped[str | None] = mapped_column(String(100))  # how it is paid
    due_on: Mapped[str | None] = mapped_column(String(10))
    due_fen: Mapped[int | None] = mapped_column(Fen)
    received_fen: Mapped[int | None] = mapped_column(Fen)
    owed_fen: Mapped[int | None] = mapped_column(Fen)
    status: Mapped[str | None] = mapped_column(String(30))
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index(None, "batch_id", "row"))


class Debt(Base):
    """What somebody owes the village (``claim``), or the village owes (``debt``)."""

    __tablename__ = "debt"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    side: Mapped[str] = mapped_column(String(5))  # claim, debt
    kind: Mapped[str | None] = mapped_column(String(60))
    party: Mapped[str | None] = mapped_column(String(100))
    reason: Mapped[str | None] = mapped_column(String(200))
    since: Mapped[str | None] = mapped_column(String(10))
    due_on: Mapped[str | None] = mapped_column(String(40))  # a day, or a term in words
    amount_fen: Mapped[int] = mapped_column(Fen)
    settled_fen: Mapped[int | None] = mapped_column(Fen)
    handler: Mapped[str | None] = mapped_column(String(60))
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index(None, "batch_id", "row"))
