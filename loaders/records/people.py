"""People and households; identity numbers are sealed beside a keyed digest for equality."""

from datetime import date

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Id


class Household(Base):
    """People who live and are helped together; the head is one of them."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    village_id: Mapped[int] = mapped_column(Id)
    group_name: Mapped[str | None] = mapped_column(String(30))
    number: Mapped[str | None] = mapped_column(String(40))  # the office's own 户号
    head_id: Mapped[int | None] = mapped_column(Id)
    import_id: Mapped[int | None] = mapped_column(Id)

    __table_args__ = (Index(None, "village_id", "number"),)


class Person(Base):
    """A person; without an identity number only where a sheet gave none."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    village_id: Mapped[int] = mapped_column(Id)
    household_id: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(60))
    id_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    birth_date: Mapped[date | None]
    sex: Mapped[str | None] = mapped_column(String(1))  # 男, 女
    relation: Mapped[str | None] = mapped_column(String(20))  # to the head: 本人 …
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    registered: Mapped[bool] = mapped_column(default=False)  # by a residents' register, not only seen on a list
    import_id: Mapped[int | None] = mapped_column(Id)
    batch_id: Mapped[int | None] = mapped_column(Id)
    row: Mapped[int | None]

    __table_args__ = (Index("ix_person_village", "village_id", "name", "registered"), Index(None, "household_id"))
