"""What offices publish as totals of a scheme: by place, how many people and how much; beside what was paid there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, case, func, or_, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries import answers, small
from dashboard.queries.answers import Answer
from dashboard.queries.payments import Source
from dashboard.queries.small import FEW
from loaders import schemes
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.funds import SchemeSummary
from loaders.records.imports import Batch, Import
from loaders.records.payments import PaymentTotal, SchemeRow
from loaders.records.places import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One place and part of a summary. Counts and money are none where they are so small that they would name someone."""

    place: str
    part: str
    households: int | None
    people: int | None
    amount_fen: int | None
    paid_fen: int | None  # what the payments in force add up to there; none where there are none
    hidden: bool
    source: Source
    answers: tuple[Answer, ...] = ()

    @property
    def difference_fen(self) -> int | None:
        """What the summary says beyond the payments in force."""
        return None if self.amount_fen is None or self.paid_fen is None else self.amount_fen - self.paid_fen


@dataclass(frozen=True, slots=True)
class Summary:
    """A published summary of a scheme for a period, its lines by place."""

    scheme: str
    period: str
    title: str
    lines: tuple[Line, ...]

    @property
    def amount_fen(self) -> int | None:
        """The sum of its lines; none where a line is kept back."""
        return None if any(line.hidden for line in self.lines) else sum(line.amount_fen or 0 for line in self.lines)

    @property
    def apart(self) -> list[Line]:
        """The lines that say something else than the payments in force."""
        return [line for line in self.lines if line.difference_fen]


def summaries(db: Database, viewer: Viewer, township_id: int | None = None) -> list[Summary]:
    """The summaries in force, the newest first; of one township where it is given."""
    if not may(viewer, "public-books"):
        return []
    with db.read() as conn:
        rows = _rows(conn, township_id)
        paid = _paid(conn, rows)
        said = answers.of(conn, "summary")
    by_sheet: dict[tuple[int, int | None], list[Any]] = {}
    for row in rows:
        by_sheet.setdefault((row.batch_id, row.scheme_id), []).append(row)
    found = [_summary(own, paid, said) for own in by_sheet.values()]
    return sorted(found, key=lambda summary: (display.ends(summary.period), summary.scheme), reverse=True)


def _rows(conn: Connection, township_id: int | None) -> list[Any]:
    table = table_of(SchemeSummary)
    wanted = (
        select(
            table, Place.name.label("place"), SchemeRow.key, SchemeRow.name.label("scheme"), Import.id.label("import_id"), Import.name.label("file"), Batch.sheet, Batch.title,
            Batch.period.label("stated"),
        )
        .join(Batch, Batch.id == table.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == table.c.place_id)
        .outerjoin(SchemeRow, SchemeRow.id == table.c.scheme_id)
        .where(Batch.in_force)
        .order_by(table.c.id)
    )  # fmt: skip
    if township_id is not None:
        wanted = wanted.where(table.c.township_id == township_id)
    return list(conn.execute(wanted))


def _paid(conn: Connection, rows: Sequence[Any]) -> dict[tuple[int, int, str], int]:
    """What was paid by place, scheme and period, as far as the summaries speak of it; a township's villages together."""
    periods = sorted({row.period or row.stated for row in rows if row.period or row.stated})
    scheme_ids = sorted({row.scheme_id for row in rows if row.scheme_id is not None})
    if not periods or not scheme_ids:
        return {}
    places = sorted({row.place_id for row in rows})
    kept_back = func.sum(case((small.shown(conn), 0), else_=1))
    sums = select(PaymentTotal.village_id, PaymentTotal.township_id, PaymentTotal.scheme_id, PaymentTotal.period, func.sum(PaymentTotal.amount_fen), kept_back)
    sums = sums.where(PaymentTotal.period.in_(periods), PaymentTotal.scheme_id.in_(scheme_ids))
    sums = sums.where(or_(PaymentTotal.village_id.in_(places), PaymentTotal.township_id.in_(places)))
    found: dict[tuple[int, int, str], int] = {}
    unsaid: set[tuple[int, int, str]] = set()  # a part of it is too small to be told, so the whole is not told beside the rest
    for village, township, scheme, period, fen, hidden in conn.execute(sums.group_by(PaymentTotal.village_id, PaymentTotal.township_id, PaymentTotal.scheme_id, PaymentTotal.period)):
        for place in {village, township}:
            found[place, scheme, period] = found.get((place, scheme, period), 0) + fen
            if hidden:
                unsaid.add((place, scheme, period))
    return {key: fen for key, fen in found.items() if key not in unsaid}


def _summary(rows: Sequence[Any], paid: dict[tuple[int, int, str], int], said: dict[str, tuple[Answer, ...]]) -> Summary:
    first = rows[0]
    known = schemes.dictionary().by_key(first.key or "")
    whole = len({row.part for row in rows if row.part}) <= 1  # parts of a place together are what was paid there
    lines = tuple(replace(_line(row, paid, known, whole), answers=said.get(f"summary:{row.id}", ())) for row in rows)
    return Summary(known.short if known else first.scheme or "没有写明的补贴", first.period or first.stated or "", first.title or "", lines)


def _line(row: Any, paid: dict[tuple[int, int, str], int], known: schemes.Scheme | None, whole: bool) -> Line:
    source = Source(row.import_id, row.file, row.sheet, row.row, row.column, row.id)
    names_nobody = known is None or known.minors or known.publish_days == 0
    if names_nobody and row.people is not None and 0 < row.people < FEW:
        return Line(row.place, row.part or "", None, None, None, None, True, source)
    fen = paid.get((row.place_id, row.scheme_id, row.period or row.stated or "")) if whole else None
    return Line(row.place, row.part or "", row.households, row.people, row.amount_fen, fen, False, source)
