"""Public answers: what was asked about a figure or matter, what the office says, and what was corrected; never who asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries.small import FEW, telling
from loaders import workdays
from loaders.database import Database
from loaders.records.assets import Asset, Contract, Debt, Resource
from loaders.records.base import Base, table_of
from loaders.records.books import LedgerEntry
from loaders.records.enquiries import Enquiry
from loaders.records.funds import FundAllocation, SchemeSummary
from loaders.records.imports import Batch, CorrectionNote
from loaders.records.payments import Entitlement, Payment


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer as everybody reads them; ``corrected`` says what was changed, nothing where nothing was."""

    key: str  # what it stands beside
    subject: str
    about: str
    question: str
    answer: str
    day: date
    corrected: str = ""


#: By which columns a row is found again in the table that took its place, and the column of its figure.
_SAME: dict[str, tuple[type[Base], tuple[str, ...], str]] = {
    "payment": (Payment, ("person_id", "scheme_id", "period"), "amount_fen"),
    "list": (Entitlement, ("person_id", "scheme_id"), "amount_fen"),
    "summary": (SchemeSummary, ("place_id", "scheme_id", "period", "part"), "amount_fen"),
    "books": (LedgerEntry, ("village_id", "summary", "entry_date", "month"), ""),
    "fund": (FundAllocation, ("place_id", "fund", "project", "purpose"), "amount_fen"),
    "contract": (Contract, ("place_id", "number", "subject"), "yearly_fen"),
    "asset": (Asset, ("place_id", "code", "name"), "original_fen"),
    "resource": (Resource, ("place_id", "code", "name"), ""),
    "debt": (Debt, ("place_id", "side", "party", "since"), "amount_fen"),
}


def of(conn: Connection, subject: str, place_id: int | None = None) -> dict[str, tuple[Answer, ...]]:
    """The public answers about one kind of figure in a place, or in all, by what they stand beside; the newest first."""
    found: dict[str, list[Answer]] = {}
    for answer in _answers(conn, [subject], place_id):
        found.setdefault(answer.key, []).append(answer)
    return {key: tuple(own) for key, own in found.items()}


def listed(db: Database, viewer: Viewer, subjects: Iterable[str] = (), place_id: int | None = None, most: int = 100) -> list[Answer]:
    """The public answers of a place or of all, the newest first."""
    if not may(viewer, "follow"):
        return []
    with db.read() as conn:
        return _answers(conn, list(subjects), place_id)[:most]


def _answers(conn: Connection, subjects: list[str], place_id: int | None) -> list[Answer]:
    wanted = select(Enquiry).where(Enquiry.published_on.is_not(None)).order_by(Enquiry.published_on.desc(), Enquiry.id.desc())
    if subjects:
        wanted = wanted.where(Enquiry.subject.in_(subjects))
    if place_id is not None:
        wanted = wanted.where(Enquiry.place_id == place_id)
    return [
        Answer(row.subject_key, row.subject, row.about, row.public_question or "", row.public_answer or "", row.published_on, corrected(conn, row))
        for row in conn.execute(wanted)
    ]


def note_of(conn: Connection, row: Any) -> Any:
    """The note of the correction that an enquiry led to: the one that was chosen, else the newest of its table where the error was confirmed."""
    note = select(CorrectionNote)
    if row.note_id is not None:
        return conn.execute(note.where(CorrectionNote.id == row.note_id)).first()
    if row.outcome != "error" or row.batch_id is None:
        return None
    return conn.execute(note.where(CorrectionNote.batch_id == row.batch_id).order_by(CorrectionNote.id.desc()).limit(1)).first()


def corrected(conn: Connection, row: Any) -> str:
    """What was corrected because of an enquiry, in a sentence: the old and the new value, and why; nothing where nothing was."""
    note = note_of(conn, row)
    if note is None:
        return ""
    parts = [display.day(workdays.china_day(note.at)) + ("更正" if note.kind == "replaced" else "撤回")]
    new = figure_now(conn, row, note.instead_id)
    if row.figure_fen is not None and new is not None:
        parts.append(f"原来{display.yuan(row.figure_fen)}，现在{display.yuan(new)}")
    elif sums := _sums(conn, note):
        parts.append(sums)
    parts.append(f"原因：{note.reason.rstrip('。')}")
    return "，".join(parts) + "。"


def _sums(conn: Connection, note: Any) -> str:
    """The sums of the whole table before and after; nothing where so few stand in it that a sum would tell about one."""
    batches = {batch.id: batch for batch in conn.execute(select(Batch.id, Batch.record, Batch.rows_loaded).where(Batch.id.in_([note.batch_id, note.instead_id or 0])))}
    old = batches.get(note.batch_id)
    if old is None or (old.record in ("payment", "entitlement", "scheme_summary") and any(batch.rows_loaded < FEW for batch in batches.values())):
        return ""
    if telling(conn, batches):
        return ""
    now = f"，现在{display.yuan(note.new_fen)}" if note.new_fen is not None else ""
    return f"整张表合计原来{display.yuan(note.old_fen)}{now}"


def figure_now(conn: Connection, row: Any, batch_id: int | None) -> int | None:
    """The figure of an enquiry in the table that stands instead; none where the row is not found there, or not for certain."""
    if batch_id is None or row.record_id is None or row.subject not in _SAME:
        return None
    record, same, figure = _SAME[row.subject]
    table = table_of(record)
    amount = table.c[figure] if figure else (table.c.income_fen + table.c.spending_fen if "income_fen" in table.c else None)
    if amount is None:
        return None
    old = conn.execute(select(*(table.c[name] for name in same)).where(table.c.id == row.record_id)).first()
    if old is None:
        return None
    alike: list[ColumnElement[bool]] = [table.c[name].is_(None) if value is None else table.c[name] == value for name, value in zip(same, old, strict=True)]
    if row.subject == "summary":  # a sum that names someone is not told here either
        alike.append(or_(table.c.people.is_(None), table.c.people >= FEW))
    count, fen = conn.execute(select(func.count(), func.max(amount)).where(table.c.batch_id == batch_id, *alike)).one()
    return fen if count == 1 else None
