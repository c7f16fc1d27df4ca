"""How a place publishes: its own settings, what waits for approval, what it need not publish, remainders, days of posting."""

from datetime import date, datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class PlaceSetting(Base):
    """What a place has decided for itself, by name; a village without an own word follows its township."""

    __tablename__ = "place_setting"

    place_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(100))


class Preparation(Base):
    """A file that waits for approval before anything of it is written; its bytes are kept sealed, addressed by ``sha256``."""

    __tablename__ = "preparation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    place_id: Mapped[int] = mapped_column(Id, index=True)  # whose committee decides
    home_id: Mapped[int | None] = mapped_column(Id)  # the clerk's office; none for the command line
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64))
    supplied: Mapped[str] = mapped_column(Text)  # JSON: place, period, form
    decisions: Mapped[str] = mapped_column(Text)  # JSON: table → new, replace, add, skip
    reason: Mapped[str] = mapped_column(String(200), default="")
    remainders: Mapped[str] = mapped_column(Text, default="{}")  # JSON: table → why it does not add up
    contents: Mapped[str] = mapped_column(Text)  # JSON: what would be published, in words and sums
    digest: Mapped[str] = mapped_column(String(64))  # over what was read and decided
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[int | None] = mapped_column(Id)
    state: Mapped[str] = mapped_column(String(10))  # prepared, approved, returned, dropped
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(60))
    said: Mapped[str] = mapped_column(String(200), default="")  # why it was returned
    import_id: Mapped[int | None] = mapped_column(Id, index=True)

    __table_args__ = (Index(None, "sha256", "state"),)


class Exemption(Base):
    """An item of the catalogue that a place need not publish, for a period or until it is ended; the reason is public."""

    __tablename__ = "exemption"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    place_id: Mapped[int] = mapped_column(Id)
    item: Mapped[str] = mapped_column(String(40))
    period: Mapped[str | None] = mapped_column(String(10))  # none: every period
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(60))

    __table_args__ = (Index(None, "place_id", "item"),)


class Remainder(Base):
    """An equation of a published batch that does not come out even, and the public reason."""

    __tablename__ = "remainder"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    batch_id: Mapped[int] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(20))  # total, subtotal, balance, opening, summary
    left_words: Mapped[str] = mapped_column(String(120))
    left_fen: Mapped[int] = mapped_column(Fen)
    right_words: Mapped[str] = mapped_column(String(120))
    right_fen: Mapped[int] = mapped_column(Fen)
    cell: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))


class Posting(Base):
    """From when until when a batch was posted, as its own sheet says it."""

    __tablename__ = "posting"

    batch_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    since: Mapped[date]
    until: Mapped[date | None]
