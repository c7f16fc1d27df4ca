"""Counties, townships, villages and groups."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Id


class Place(Base):
    """A place with its 12-digit statistical code; a place known by name alone has no code yet."""

    __tablename__ = "place"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    code: Mapped[str | None] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(10))  # county, township, village
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    township_id: Mapped[int | None] = mapped_column(Id)  # itself for a township
    former_names: Mapped[str] = mapped_column(String(400), default="")  # joined by ;
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    __table_args__ = (Index(None, "name"), Index(None, "parent_id"))
