"""Village matters on their way through 五议两公开, and what villagers say to plans."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class Decision(Base):
    """A matter as one row tells it: the days of its steps, who was there, how they voted.

    A register with a row for every step says in ``step`` which one; rows of one matter belong together by
    place and ``matter``.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    matter: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str | None] = mapped_column(String(60))
    proposer: Mapped[str | None] = mapped_column(String(100))
    step: Mapped[str | None] = mapped_column(String(30))
    held_on: Mapped[str | None] = mapped_column(String(10))  # the meeting or step of this row
    meeting: Mapped[str | None] = mapped_column(String(60))  # 村民代表会议, 村民会议
    proposed_on: Mapped[str | None] = mapped_column(String(10))  # 村党组织提议
    discussed_on: Mapped[str | None] = mapped_column(String(10))  # 村务联席会议商议
    plan_public_from: Mapped[str | None] = mapped_column(String(10))
    plan_public_until: Mapped[str | None] = mapped_column(String(10))
    reviewed_on: Mapped[str | None] = mapped_column(String(10))  # 党员大会审议
    resolved_on: Mapped[str | None] = mapped_column(String(10))  # 村民代表会议决议
    result_public_on: Mapped[str | None] = mapped_column(String(10))
    result_public_until: Mapped[str | None] = mapped_column(String(10))
    done_on: Mapped[str | None] = mapped_column(String(10))
    done_public_on: Mapped[str | None] = mapped_column(String(10))
    attendance_due: Mapped[int | None]
    attendance: Mapped[int | None]
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstained: Mapped[int | None]
    result: Mapped[str | None] = mapped_column(String(100))
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    opinion: Mapped[str | None] = mapped_column(String(200))  # of the supervision committee
    content: Mapped[str | None] = mapped_column(String(500))
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index(None, "batch_id", "row"))


class Comment(Base):
    """What a villager says to an open plan of the own village; ``subject`` is the plan, shown with a masked name."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    place_id: Mapped[int] = mapped_column(Id)
    subject: Mapped[str] = mapped_column(String(230))  # decision:<matter>
    person_id: Mapped[int] = mapped_column(Id)
    text: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime]
    hidden: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "place_id", "subject"),)
