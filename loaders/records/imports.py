"""Files brought in, their batches, the rows that could not be loaded, and the log of what was done."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class Import(Base):
    """One file brought in. Its bytes are kept sealed, addressed by ``sha256``."""

    __tablename__ = "import"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12))  # in-force, withdrawn
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(60))
    fingerprint: Mapped[str] = mapped_column(String(64), default="")  # of place, period and form given beside the bytes


class Batch(Base):
    """The rows of one table: one form, place and period; published, replaced and withdrawn as a whole."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    import_id: Mapped[int] = mapped_column(Id, index=True)
    township_id: Mapped[int | None] = mapped_column(Id)
    place_id: Mapped[int | None] = mapped_column(Id)
    place_name: Mapped[str | None] = mapped_column(String(60))
    sheet: Mapped[str] = mapped_column(String(120))
    table_number: Mapped[int]
    header_rows: Mapped[str] = mapped_column(String(40))  # "3,4"
    form: Mapped[str] = mapped_column(String(60))
    record: Mapped[str] = mapped_column(String(30))
    scheme_id: Mapped[int | None] = mapped_column(Id)  # none where a table holds several
    period: Mapped[str | None] = mapped_column(String(10))
    title: Mapped[str | None] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(4), default="元")  # of its amounts, as the sheet counts
    in_force: Mapped[bool] = mapped_column(default=True)
    rows_read: Mapped[int]
    rows_loaded: Mapped[int]
    rows_rejected: Mapped[int]
    amount_read_fen: Mapped[int] = mapped_column(Fen)
    amount_loaded_fen: Mapped[int] = mapped_column(Fen)
    stated_total_fen: Mapped[int | None] = mapped_column(Fen)
    problems: Mapped[str] = mapped_column(Text, default="[]")  # JSON, masked

    __table_args__ = (Index(None, "record", "in_force", "scheme_id", "period"), Index(None, "place_id", "record"))


class Replacement(Base):
    """``batch_id`` took the place of ``replaced_id``, which is back in force when its successor is withdrawn."""

    __tablename__ = "replacement"

    batch_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    replaced_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)


class RejectedRow(Base):
    """A row that could not be loaded, kept sealed with its reasons until someone corrects it."""

    __tablename__ = "rejected_row"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(Id, index=True)
    import_id: Mapped[int] = mapped_column(Id, index=True)
    row: Mapped[int]
    cells_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # JSON: heading → what is written
    problems: Mapped[str] = mapped_column(Text)  # JSON, masked
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    state: Mapped[str] = mapped_column(String(12), default="open")  # open, corrected, dismissed
    corrected_at: Mapped[datetime | None]
    corrected_by: Mapped[str | None] = mapped_column(String(60))
    corrected_import_id: Mapped[int | None] = mapped_column(Id)


class CorrectionNote(Base):
    """What was published, what stands instead, and why: public, one for each batch that was replaced or withdrawn."""

    __tablename__ = "correction_note"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(10))  # replaced, withdrawn
    batch_id: Mapped[int] = mapped_column(Id, index=True)  # what was published
    instead_id: Mapped[int | None] = mapped_column(Id)  # the batch that stands instead
    old_fen: Mapped[int] = mapped_column(Fen)
    new_fen: Mapped[int | None] = mapped_column(Fen)
    reason: Mapped[str] = mapped_column(String(200))


class JournalEntry(Base):
    """What was done, by whom, to what: publication, withdrawal, correction, account, look. It can only grow."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))  # over the digest before it and all of the above

    __table_args__ = (Index(None, "action", "subject"),)
