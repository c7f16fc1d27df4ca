"""Photos and papers that belong to a project, a decision, a contract or an item of the catalogue of publication."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Id


class Paper(Base):
    """A photo or paper of a village's matter; its bytes are kept sealed, addressed by ``sha256``.

    ``subject`` says what it belongs to: ``project:<name>``, ``decision:<matter>``, ``contract:<number or subject>``,
    ``notice:<item>:<period>`` for what hangs on the board.
    """

    __tablename__ = "paper"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    subject: Mapped[str] = mapped_column(String(230))
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))  # media type: image/jpeg, application/pdf
    taken: Mapped[str | None] = mapped_column(String(10))  # the day that it shows
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    hidden: Mapped[bool] = mapped_column(default=False)  # taken off the page again

    __table_args__ = (Index(None, "place_id", "subject"),)
