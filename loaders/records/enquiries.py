"""What people ask about a figure or a matter, and what was done about it step by step."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class Enquiry(Base):
    """A question or objection with its clock. What was written and the photo are sealed.

    Who asked without a name stands nowhere: the number and the check phrase, of which a hash is kept, are all
    that leads back.
    """

    __tablename__ = "enquiry"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)  # the village; the township where it is the township's figure
    number: Mapped[str] = mapped_column(String(12), unique=True)  # of the receipt
    phrase_hash: Mapped[str] = mapped_column(String(200))  # of the check phrase, as of a password
    subject: Mapped[str] = mapped_column(String(12))  # payment, own, list, summary, books, fund, project, decision …
    subject_key: Mapped[str] = mapped_column(String(250))  # what its public answer stands beside
    about: Mapped[str] = mapped_column(String(300))  # the figure in words, as it stood
    figure_fen: Mapped[int | None] = mapped_column(Fen)
    batch_id: Mapped[int | None] = mapped_column(Id, index=True)
    row: Mapped[int | None]
    column: Mapped[str | None] = mapped_column(String(4))
    record_id: Mapped[int | None] = mapped_column(Id)  # the row of the figure's own table
    reason: Mapped[str] = mapped_column(String(12))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    photo: Mapped[str | None] = mapped_column(String(64))  # where its bytes are kept, sealed
    person_id: Mapped[int | None] = mapped_column(Id, index=True)  # none where no name was left
    direct: Mapped[bool] = mapped_column(default=False)  # to the township alone; the village does not see it
    state: Mapped[str] = mapped_column(String(10))  # as last written down; the clock may have gone further
    clock: Mapped[str] = mapped_column(String(20))  # of loaders/deadlines.toml
    days: Mapped[int]  # as it was when it came in
    unit: Mapped[str] = mapped_column(String(8))  # calendar, working
    since: Mapped[date]  # when whoever has it now got it
    received_on: Mapped[date]
    at: Mapped[datetime]
    escalated: Mapped[bool] = mapped_column(default=False)  # the village let its days run out
    reopened: Mapped[bool] = mapped_column(default=False)
    answered_on: Mapped[date | None]
    answered_by: Mapped[int | None] = mapped_column(Id)  # account
    outcome: Mapped[str | None] = mapped_column(String(10))  # right, error, other
    rating: Mapped[str | None] = mapped_column(String(12))  # satisfied, mostly, unsatisfied
    note_id: Mapped[int | None] = mapped_column(Id)  # the note of the correction that it led to
    public_question: Mapped[str | None] = mapped_column(String(500))
    public_answer: Mapped[str | None] = mapped_column(String(1000))
    published_on: Mapped[date | None]

    __table_args__ = (Index(None, "township_id", "state"), Index(None, "place_id", "subject"))


class EnquiryStep(Base):
    """One thing that was done about an enquiry, in its order. Of askers no name is written here."""

    __tablename__ = "enquiry_step"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    enquiry_id: Mapped[int] = mapped_column(Id, index=True)
    at: Mapped[datetime]
    day: Mapped[date]
    act: Mapped[str] = mapped_column(String(10))  # send, take, pass-on, escalate, answer, rate, reopen, withdraw, close, publish, hide, correct
    party: Mapped[str] = mapped_column(String(10))  # asker, village, township, clock
    actor: Mapped[str] = mapped_column(String(60), default="")  # the official
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
