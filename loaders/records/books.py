"""A village's books: entries, balances and published totals."""

from datetime import date

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class LedgerEntry(Base):
    """One line of a village's books: income or spending."""

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    village_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str] = mapped_column(String(10))  # of the table: 2023-Q3
    month: Mapped[str | None] = mapped_column(String(7))  # 2023-07, where a date says it
    entry_date: Mapped[date | None]
    voucher: Mapped[str | None] = mapped_column(String(40))
    summary: Mapped[str] = mapped_column(String(300))
    account_code: Mapped[str | None] = mapped_column(String(20))
    account_name: Mapped[str | None] = mapped_column(String(80))
    regime: Mapped[str] = mapped_column(String(4))  # 2004, 2023
    category: Mapped[str] = mapped_column(String(40))  # in plain words
    income_fen: Mapped[int] = mapped_column(Fen)
    spending_fen: Mapped[int] = mapped_column(Fen)
    fund: Mapped[str | None] = mapped_column(String(10))  # cash, bank
    handler: Mapped[str | None] = mapped_column(String(60))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (
        Index("ix_ledger_entry_village", "village_id", "period"),
        Index("ix_ledger_entry_month", "village_id", "month"),
        Index("ix_ledger_entry_batch", "batch_id", "row"),
    )


class LedgerBalance(Base):
    """An opening or closing balance that a sheet states."""

    __tablename__ = "ledger_balance"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    village_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(8))  # opening, closing
    fund: Mapped[str | None] = mapped_column(String(10))
    amount_fen: Mapped[int] = mapped_column(Fen)
    batch_id: Mapped[int] = mapped_column(Id, index=True)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "village_id", "period"),)


class LedgerSummary(Base):
    """A published total of a category, of a village or township."""

    __tablename__ = "ledger_summary"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str] = mapped_column(String(10))
    code: Mapped[str | None] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(100))
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index("ix_ledger_summary_batch", "batch_id", "row"))
