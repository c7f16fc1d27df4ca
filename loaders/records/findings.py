"""What the cross-matches found, what was done about it, and the thresholds that a place has set for itself."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class Finding(Base):
    """A 疑点: one rule and one subject. It is found again with the same facts, or anew with others."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    rule: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(160))
    scope: Mapped[int] = mapped_column(Id)  # the person or place by which it is looked at again
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    person_id: Mapped[int | None] = mapped_column(Id)
    amount_fen: Mapped[int] = mapped_column(Fen)
    confidence: Mapped[str] = mapped_column(String(10))  # certain, likely, name
    times: Mapped[int]
    facts: Mapped[str] = mapped_column(Text)  # JSON, without names and numbers of people
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(10))  # new, verifying, confirmed, cleared, corrected
    stands: Mapped[bool]  # whether the newest match still found it
    found_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "rule", "subject", unique=True),
        Index(None, "rule", "scope"),
        Index("ix_finding_place", "township_id", "rule", "state", "stands"),
        Index(None, "person_id"),
    )


class FindingSource(Base):
    """A row of a spreadsheet that a finding rests on; without a number it is the whole sheet."""

    __tablename__ = "finding_source"

    finding_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    side: Mapped[int]  # 0: in question, 1: what it contradicts
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int | None]


class FindingStep(Base):
    """What was done about a finding, by whom and why; it only grows."""

    __tablename__ = "finding_step"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    finding_id: Mapped[int] = mapped_column(Id, index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))  # state, say, facts, gone, back
    state: Mapped[str] = mapped_column(String(10))  # after it
    speaker: Mapped[str | None] = mapped_column(String(10))  # of what was said: self, heard, family
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # the reason, or what the person says


class RuleSetting(Base):
    """A threshold of a rule as a township or county has set it for itself."""

    __tablename__ = "rule_setting"

    place_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(30), primary_key=True)
    value: Mapped[int] = mapped_column(Id)  # money in fen
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
