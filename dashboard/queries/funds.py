"""From a fund to places, projects and people: one path that adds up at each step, with what is not accounted for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, select

from dashboard import clock, display
from dashboard.access import Viewer, may
from dashboard.queries import answers, places, programmes, projects, small
from dashboard.queries.answers import Answer
from dashboard.queries.payments import Source
from dashboard.queries.programmes import Houses
from dashboard.queries.projects import LEVELS, Works
from loaders import schemes, text
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.funds import FundAllocation
from loaders.records.imports import Batch, Import
from loaders.records.payments import PaymentTotal, SchemeRow
from loaders.records.places import Place

_Known = dict[tuple[int, str], Works]  # by place and name
_Houses = dict[tuple[int, str, str], Houses]  # by place, year and name of the programme
_Paid = dict[tuple[int, str, str], int]  # by place, scheme and year

#: What the title of a sheet says of itself, not of the money.
_SHEET = re.compile(r"(?:分配|安排|下达|拨付|发放|使用|计划)*(?:情况|明细|结果|方案)*(?:公示|公告)?表?$")


@dataclass(frozen=True, slots=True)
class Part:
    """Money of a fund for one purpose in a place: a project, people under a scheme, or neither of them found."""

    name: str
    kind: str  # project, people, unknown
    fen: int  # what was granted
    found_fen: int  # as much of it as the project's plan or the payments account for
    words: str
    source: Source
    answers: tuple[Answer, ...] = ()

    @property
    def missing_fen(self) -> int:
        """What was granted and is found nowhere."""
        return self.fen - self.found_fen


@dataclass(frozen=True, slots=True)
class Share:
    """What a place got of a fund, and for what."""

    place_id: int
    place: str
    fen: int
    parts: tuple[Part, ...]

    @property
    def missing_fen(self) -> int:
        """What the place got and is found nowhere."""
        return sum(part.missing_fen for part in self.parts)


@dataclass(frozen=True, slots=True)
class Fund:
    """Money of one level of government under one name and document in a year; its shares add up to it."""

    key: str
    name: str
    document: str
    level: str
    year: str
    notice: str  # from when to when it was public
    fen: int
    shares: tuple[Share, ...]

    @property
    def missing_fen(self) -> int:
        """What was granted and is found nowhere."""
        return sum(share.missing_fen for share in self.shares)


def townships(db: Database, viewer: Viewer) -> dict[int, str]:
    """The townships that have funds in force."""
    return places.townships_with(db, FundAllocation) if may(viewer, "public-books") else {}


def funds(db: Database, viewer: Viewer, township_id: int | None = None) -> list[Fund]:
    """The funds in force, the newest and largest first, each with its path; of one township where it is given."""
    if not may(viewer, "public-books"):
        return []
    with db.read() as conn:
        rows = _rows(conn, township_id)
        paid = _paid(conn, {row.township_id for row in rows})
        said = answers.of(conn, "fund")
    known = {(works.place_id, text.squeeze(works.name)): works for works in projects.projects(db, viewer, township_id=township_id)}
    houses = {
        (village.place_id, programme.year, text.squeeze(programme.name)): village.of
        for programme in programmes.programmes(db, viewer, clock.today())
        for village in programme.villages
    }
    by_fund: dict[tuple[str, str, str, str], list[Any]] = {}
    for row in rows:
        by_fund.setdefault((row.fund or "未写明的资金", row.document or "", row.level or "", (row.period or "")[:4]), []).append(row)
    found = [_fund(key, own, known, houses, paid, said) for key, own in by_fund.items()]
    return sorted(found, key=lambda fund: (fund.year, fund.fen), reverse=True)


def _rows(conn: Connection, township_id: int | None) -> list[Any]:
    table = table_of(FundAllocation)
    wanted = (
        select(table, Place.name.label("place"), Import.id.label("import_id"), Import.name.label("file"), Batch.sheet)
        .join(Batch, Batch.id == table.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == table.c.place_id)
        .where(Batch.in_force)
        .order_by(table.c.id)
    )
    if township_id is not None:
        wanted = wanted.where(table.c.township_id == township_id)
    return list(conn.execute(wanted))


def _paid(conn: Connection, townships: set[int]) -> _Paid:
    """What was paid in a village or township under a scheme in a year."""
    year = func.substr(PaymentTotal.period, 1, 4).label("year")
    sums = select(PaymentTotal.village_id, PaymentTotal.township_id, SchemeRow.key, year, func.sum(PaymentTotal.amount_fen).label("fen"))
    sums = sums.join(SchemeRow, SchemeRow.id == PaymentTotal.scheme_id).where(PaymentTotal.township_id.in_(townships), small.shown(conn))
    sums = sums.group_by(PaymentTotal.village_id, PaymentTotal.township_id, SchemeRow.key, year)
    found: _Paid = {}
    for village, township, key, when, fen in conn.execute(sums):
        for place in {village, township}:
            found[place, key, when] = found.get((place, key, when), 0) + fen
    return found


def _fund(
    key: tuple[str, str, str, str], rows: Sequence[Any], known: _Known, houses: _Houses, paid: _Paid, said: dict[str, tuple[Answer, ...]]
) -> Fund:  # fmt: skip
    name, document, level, year = key
    by_place: dict[tuple[int, str], list[Part]] = {}
    for row in rows:
        by_place.setdefault((row.place_id, row.recipient or row.places or row.place), []).append(replace(_part(row, known, houses, paid), answers=said.get(f"fund:{row.id}", ())))
    shares = tuple(Share(place_id, place, sum(part.fen for part in parts), tuple(parts)) for (place_id, place), parts in by_place.items())
    notice = next((f"{display.when(row.notice_from)}至{display.when(row.notice_until)}" for row in rows if row.notice_from and row.notice_until), "")
    title = _SHEET.sub("", name)
    shown = f"{title}（{LEVELS[level]}）" if level and LEVELS[level][:2] not in name else title
    fund_key = "|".join((name, document, level, year))
    return Fund(fund_key, shown, document, LEVELS.get(level, ""), year, notice, sum(share.fen for share in shares), tuple(sorted(shares, key=lambda s: -s.fen)))


def _part(row: Any, known: _Known, houses: _Houses, paid: _Paid) -> Part:
    source = Source(row.import_id, row.file, row.sheet, row.row, row.column, row.id)
    title = row.project or row.purpose or "没有写用途"
    works = known.get((row.place_id, text.squeeze(row.project))) if row.project else None
    if works is not None:
        return _of_project(row, works, source)
    mended = houses.get((row.place_id, (row.period or "")[:4], text.squeeze(title)))
    if mended is not None:
        return Part(title, "people", row.amount_fen, min(mended.planned_fen, row.amount_fen), f"用在{len(mended.houses)}户", source)
    scheme = schemes.dictionary().find_in(text.squeeze(f"{row.purpose or ''}{row.project or ''}")).scheme
    if scheme is not None:
        fen = paid.get((row.place_id, scheme.key, (row.period or "")[:4]), 0)
        return Part(scheme.short, "people", row.amount_fen, min(fen, row.amount_fen), "已经发到人", source)
    return Part(title, "unknown", row.amount_fen, 0, "还没有看到用在哪个项目、发给了谁", source)


def _of_project(row: Any, works: Works, source: Source) -> Part:
    planned = works.levels.get(row.level) if row.level else works.money.get("budget")
    if planned is None:
        planned = works.money.get("budget") if not works.levels else 0
    if planned is None:
        return Part(works.name, "project", row.amount_fen, row.amount_fen, f"{works.state}，项目计划里没有写钱", source)
    words = works.state if planned >= row.amount_fen else f"{works.state}，项目计划里只写了一部分"
    return Part(works.name, "project", row.amount_fen, min(planned, row.amount_fen), words, source)
