"""Money granted to places and projects, what is built with it, and a township's totals of a scheme."""

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from loaders.records.base import Base, Fen, Id


class FundAllocation(Base):
    """Money of one level of government granted to a place, for a project or a purpose."""

    __tablename__ = "fund_allocation"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)  # that receives it
    places: Mapped[str | None] = mapped_column(String(120))  # as written, where a cell names several
    period: Mapped[str | None] = mapped_column(String(10))
    fund: Mapped[str | None] = mapped_column(String(120))  # 2024年第一批中央财政衔接资金
    document: Mapped[str | None] = mapped_column(String(80))  # 浙财农〔2024〕12号
    level: Mapped[str | None] = mapped_column(String(10))  # central, province, city, county, other
    purpose: Mapped[str | None] = mapped_column(String(200))
    project: Mapped[str | None] = mapped_column(String(120))
    recipient: Mapped[str | None] = mapped_column(String(100))  # an office, where it is no place
    notice_from: Mapped[str | None] = mapped_column(String(10))  # 公示期
    notice_until: Mapped[str | None] = mapped_column(String(10))
    amount_fen: Mapped[int] = mapped_column(Fen)
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index(None, "batch_id", "row"), Index(None, "township_id", "period"))


class Project(Base):
    """A project as one sheet describes it; a later sheet about the same project is a row of its own."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    places: Mapped[str | None] = mapped_column(String(120))
    period: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str | None] = mapped_column(String(60))
    beneficiary: Mapped[str | None] = mapped_column(String(60))  # of a house that is mended; shown masked
    content: Mapped[str | None] = mapped_column(String(500))
    stage: Mapped[str | None] = mapped_column(String(10))  # pool, plan, progress, done: what the sheet is about
    document: Mapped[str | None] = mapped_column(String(80))
    fund: Mapped[str | None] = mapped_column(String(120))
    budget_fen: Mapped[int | None] = mapped_column(Fen)
    central_fen: Mapped[int | None] = mapped_column(Fen)
    province_fen: Mapped[int | None] = mapped_column(Fen)
    city_fen: Mapped[int | None] = mapped_column(Fen)
    county_fen: Mapped[int | None] = mapped_column(Fen)
    other_fen: Mapped[int | None] = mapped_column(Fen)
    bid_fen: Mapped[int | None] = mapped_column(Fen)
    contract_fen: Mapped[int | None] = mapped_column(Fen)
    change_fen: Mapped[int | None] = mapped_column(Fen)
    audited_fen: Mapped[int | None] = mapped_column(Fen)
    paid_fen: Mapped[int | None] = mapped_column(Fen)
    unpaid_fen: Mapped[int | None] = mapped_column(Fen)
    retention_fen: Mapped[int | None] = mapped_column(Fen)
    contractor: Mapped[str | None] = mapped_column(String(100))
    inspector: Mapped[str | None] = mapped_column(String(100))  # 监理
    tender: Mapped[str | None] = mapped_column(String(60))
    responsible: Mapped[str | None] = mapped_column(String(100))
    vacated: Mapped[str | None] = mapped_column(String(10))  # 腾空, of a house that is mended
    started: Mapped[str | None] = mapped_column(String(10))  # a day or a month: 2023-05-06, 2023-05
    finished: Mapped[str | None] = mapped_column(String(10))
    due: Mapped[str | None] = mapped_column(String(10))
    accepted: Mapped[str | None] = mapped_column(String(10))
    progress_percent: Mapped[int | None]
    progress: Mapped[str | None] = mapped_column(String(60))  # as written
    goal: Mapped[str | None] = mapped_column(String(300))
    term: Mapped[str | None] = mapped_column(String(60))  # from when to when, as written
    notice_from: Mapped[str | None] = mapped_column(String(10))
    notice_until: Mapped[str | None] = mapped_column(String(10))
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "period"), Index(None, "batch_id", "row"), Index(None, "township_id", "period"))


class SchemeSummary(Base):
    """How many people got how much of a scheme in a place, as an office sums it up; never persons."""

    __tablename__ = "scheme_summary"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    township_id: Mapped[int] = mapped_column(Id)
    place_id: Mapped[int] = mapped_column(Id)
    scheme_id: Mapped[int | None] = mapped_column(Id)
    period: Mapped[str | None] = mapped_column(String(10))
    part: Mapped[str | None] = mapped_column(String(60))  # 80-89周岁, 城镇; none for the whole
    households: Mapped[int | None]
    people: Mapped[int | None]
    area_mu: Mapped[str | None] = mapped_column(String(20))
    standard_fen: Mapped[int | None] = mapped_column(Fen)
    amount_fen: Mapped[int | None] = mapped_column(Fen)
    remark: Mapped[str | None] = mapped_column(String(200))
    extra_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    batch_id: Mapped[int] = mapped_column(Id)
    row: Mapped[int]
    column: Mapped[str | None] = mapped_column(String(4))

    __table_args__ = (Index(None, "place_id", "scheme_id", "period"), Index(None, "batch_id", "row"), Index(None, "township_id", "period"))


class AnotherPlace(Base):
    """A further place of a project or an allocation whose cell names several."""

    __tablename__ = "another_place"

    record_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    place_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    record: Mapped[str] = mapped_column(String(30))
    batch_id: Mapped[int] = mapped_column(Id, index=True)

    __table_args__ = (Index(None, "place_id", "record"),)
