"""Lists to match against: who died, who is paid by the public, who owns a car, a house, a company."""

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class ReferenceEntry(Base):
    """One line of a list that payments are matched against; seen by those who verify, never by the public."""

    __tablename__ = "reference_entry"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(12))  # deceased, payroll, official, relative, vehicle, house, company, insurance, land
    name: Mapped[str] = mapped_column(String(60))
    id_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    happened: Mapped[str | None] = mapped_column(String(10))  # died, registered, employed since: a day or a month
    ended: Mapped[str | None] = mapped_column(String(10))
    office: Mapped[str | None] = mapped_column(String(100))  # where employed, which company
    position: Mapped[str | None] = mapped_column(String(60))
    related_name: Mapped[str | None] = mapped_column(String(60))  # the official whose relative this is
    relation: Mapped[str | None] = mapped_column(String(20))
    related_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    value_fen: Mapped[int | None] = mapped_column(Fen)  # of a car, a house; a company's capital
    area: Mapped[str | None] = mapped_column(String(20))  # square metres; of land in mu
    detail_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # plate, address
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "kind", "id_digest"), Index(None, "batch_id", "row"))
