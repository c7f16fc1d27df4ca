"""Public notes of correction: what was published, what stands instead, when, the sums, and the office's reason."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from dashboard.access import Viewer, may
from dashboard.queries.open_data import PRIVATE
from dashboard.queries.small import FEW, telling
from loaders import workdays
from loaders.database import Database
from loaders.form import by_name
from loaders.records.enquiries import Enquiry
from loaders.records.imports import Batch, CorrectionNote, Import
from loaders.records.payments import SchemeRow
from loaders.records.places import Place

#: Whether an enquiry led to it: one that names it, or one that found its table to be wrong.
_ASKED = exists().where(or_(Enquiry.note_id == CorrectionNote.id, and_(Enquiry.outcome == "error", Enquiry.batch_id == CorrectionNote.batch_id)))


@dataclass(frozen=True, slots=True)
class Note:
    """One correction; sums are none where so few people stand in the table that a sum would tell about one of them."""

    at: datetime
    kind: str  # replaced, withdrawn
    record: str
    what: str  # the scheme, else the kind of table
    place: str
    period: str | None
    file: str
    instead: str  # the file that stands instead; empty where none does
    old_fen: int | None
    new_fen: int | None
    reason: str
    asked: bool = False  # because somebody asked about it


def notes(db: Database, viewer: Viewer, place_id: int | None = None, since: date | None = None, most: int = 200) -> list[Note]:
    """The notes of a place with those of its whole township, or of all, the newest first."""
    if not may(viewer, "open-data"):
        return []
    old, new, before, after = aliased(Batch), aliased(Batch), aliased(Import), aliased(Import)
    wanted = (
        select(
            CorrectionNote.at, CorrectionNote.batch_id, CorrectionNote.instead_id, CorrectionNote.kind, CorrectionNote.old_fen, CorrectionNote.new_fen, CorrectionNote.reason, old.record, old.form,
            old.place_name, old.period, old.rows_loaded, new.rows_loaded.label("new_rows"), before.name.label("file"), after.name.label("instead"),
            SchemeRow.name.label("scheme"), _ASKED.label("asked"),
        )
        .join(old, old.id == CorrectionNote.batch_id)
        .join(before, before.id == old.import_id)
        .outerjoin(new, new.id == CorrectionNote.instead_id)
        .outerjoin(after, after.id == new.import_id)
        .outerjoin(SchemeRow, SchemeRow.id == old.scheme_id)
        .where(old.record.not_in(PRIVATE))
        .order_by(CorrectionNote.id.desc())
        .limit(most)
    )  # fmt: skip
    if place_id is not None:
        home = select(Place.township_id).where(Place.id == place_id).scalar_subquery()
        wanted = wanted.where(or_(old.place_id == place_id, old.place_id == home, old.township_id == place_id))
    if since is not None:
        wanted = wanted.where(CorrectionNote.at >= workdays.begins(since))
    with db.read() as conn:
        rows = conn.execute(wanted).all()
        small = telling(conn, {number for row in rows for number in (row.batch_id, row.instead_id) if number is not None})
    found = []
    for row in rows:
        form = by_name(row.form)
        few = row.rows_loaded < FEW or (row.new_rows is not None and row.new_rows < FEW)
        hidden = (few and row.record in ("payment", "entitlement", "scheme_summary")) or {row.batch_id, row.instead_id} & small
        found.append(
            Note(
                row.at, row.kind, row.record, row.scheme or (form.title if form else ""), row.place_name or "", row.period, row.file, row.instead or "",
                None if hidden else row.old_fen, None if hidden else row.new_fen, row.reason, row.asked,
            )
        )  # fmt: skip
    return found
