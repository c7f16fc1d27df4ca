"""Projects: what is built where, with whose money, how far it is; all sheets about one project put together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, or_, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries import answers, papers
from dashboard.queries import places as places_of
from dashboard.queries.answers import Answer
from dashboard.queries.papers import Shown
from dashboard.queries.payments import Source
from loaders import text
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.funds import AnotherPlace, Project
from loaders.records.imports import Batch, Import
from loaders.records.places import Place

#: The levels of government that give money, in words, the highest first.
LEVELS = {"central": "中央", "province": "省级", "city": "市级", "county": "县级", "other": "村里自筹和其他"}
_MONEY = ("budget", "bid", "contract", "change", "audited", "paid", "unpaid", "retention")
_WORDS = ("kind", "content", "contractor", "inspector", "tender", "responsible", "goal", "document", "fund", "started", "finished", "due", "accepted", "term")


@dataclass(frozen=True, slots=True)
class Report:
    """How far a project was when one sheet was made."""

    period: str | None
    percent: int | None
    words: str
    paid_fen: int | None
    contract_fen: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class Works:
    """A project as all its sheets together tell it; what a newer sheet says comes before an older one.

    ``money`` and ``words`` hold what is known by name (``contract``, ``paid`` …; ``contractor``, ``started`` …);
    ``levels`` is the plan's money by level of government. A private person's name is masked.
    """

    name: str
    place_id: int
    place: str
    year: str
    money: dict[str, int]
    levels: dict[str, int]
    words: dict[str, str]
    percent: int | None
    progress: str
    reports: tuple[Report, ...]  # the newest first
    sources: tuple[Source, ...]
    subject: str  # what its photos and papers are kept under
    papers: tuple[Shown, ...] = ()  # the newest day first
    answers: tuple[Answer, ...] = ()

    @property
    def state(self) -> str:
        """In a word: not begun, going on, finished, or only planned."""
        if self.percent == 100 or self.words.get("finished") or self.words.get("accepted"):
            return "已完工"
        if self.percent == 0:
            return "未开工"
        return "在建" if self.reports else "计划中"


def places(db: Database, viewer: Viewer) -> list[tuple[int, str]]:
    """The villages and townships that have projects in force."""
    if not may(viewer, "public-books"):
        return []
    project, other = table_of(Project), table_of(AnotherPlace)
    own = select(project.c.place_id).join(Batch, Batch.id == project.c.batch_id).where(Batch.in_force, project.c.beneficiary.is_(None))
    further = select(other.c.place_id).join(Batch, Batch.id == other.c.batch_id).where(Batch.in_force, other.c.record == "project")
    with db.read() as conn:
        rows = conn.execute(select(Place.id, Place.name).where(or_(Place.id.in_(own), Place.id.in_(further))).order_by(Place.id)).all()
    return [(number, name) for number, name in rows]


def townships(db: Database, viewer: Viewer) -> dict[int, str]:
    """The townships that have projects in force."""
    return places_of.townships_with(db, Project) if may(viewer, "public-books") else {}


def projects(db: Database, viewer: Viewer, place_id: int | None = None, year: str | None = None, township_id: int | None = None) -> list[Works]:
    """The projects of a place, of a township, or of all, the unfinished first; ``year`` keeps those of one year's sheets."""
    if not may(viewer, "public-books"):
        return []
    with db.read() as conn:
        rows = _rows(conn, place_id, township_id)
        shown, said = papers.of(conn, place_id), answers.of(conn, "project", place_id)
    by_name: dict[tuple[int, str], list[Any]] = {}
    for row in rows:
        by_name.setdefault((row.place_id, text.squeeze(row.name)), []).append(row)
    found = [_with_papers(_together(own), shown, said) for own in by_name.values()]
    if year:
        found = [works for works in found if any((report.period or "").startswith(year) for report in works.reports) or works.year == year]
    order = {"在建": 0, "未开工": 1, "计划中": 2, "已完工": 3}
    return sorted(found, key=lambda works: (order[works.state], works.place_id, works.name))


def _rows(conn: Connection, place_id: int | None, township_id: int | None) -> list[Any]:
    """The rows in force, the newest sheet first."""
    project, other = table_of(Project), table_of(AnotherPlace)
    wanted = (
        select(project, Place.name.label("place"), Import.id.label("import_id"), Import.name.label("file"), Batch.sheet)
        .join(Batch, Batch.id == project.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == project.c.place_id)
        .where(Batch.in_force, project.c.beneficiary.is_(None))  # houses of households are in programmes
    )
    if township_id is not None:
        wanted = wanted.where(project.c.township_id == township_id)
    if place_id is not None:
        also = select(other.c.record_id).where(other.c.place_id == place_id, other.c.record == "project")
        wanted = wanted.where(or_(project.c.place_id == place_id, project.c.id.in_(also)))
    return sorted(conn.execute(wanted).all(), key=lambda row: (display.ends(row.period), row.id), reverse=True)


def _with_papers(works: Works, shown: dict[tuple[int, str], tuple[Shown, ...]], said: dict[str, tuple[Answer, ...]]) -> Works:
    return replace(works, papers=shown.get((works.place_id, works.subject), ()), answers=said.get(f"{works.place_id} {works.subject}", ()))


def _together(rows: Sequence[Any]) -> Works:
    newest = rows[0]

    def first(key: str) -> Any:
        return next((value for row in rows if (value := getattr(row, key)) is not None), None)

    told = [row for row in rows if row.stage != "plan"]
    reports = tuple(
        Report(row.period, row.progress_percent, row.progress or "", row.paid_fen, row.contract_fen, _source(row)) for row in told
    )
    latest = next((row for row in told if row.progress_percent is not None or row.progress), None)
    words = {key: str(value) for key in _WORDS if (value := first(key)) is not None}
    for key in ("contractor", "inspector", "responsible"):
        if key in words:
            words[key] = display.party(words[key])
    return Works(
        newest.name, newest.place_id, newest.places or newest.place, (rows[-1].period or "")[:4],
        {key: value for key in _MONEY if (value := first(f"{key}_fen")) is not None},
        {key: value for key in LEVELS if (value := first(f"{key}_fen"))},
        words, latest.progress_percent if latest else None, (latest.progress or "") if latest else "", reports, tuple(_source(row) for row in rows),
        papers.subject("project", newest.name),
    )  # fmt: skip


def _source(row: Any) -> Source:
    return Source(row.import_id, row.file, row.sheet, row.row, row.column, row.id)
