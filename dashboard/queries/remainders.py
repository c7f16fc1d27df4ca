"""What was published though it does not add up: both sides, what is left over, and the public reason."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries.open_data import PRIVATE
from dashboard.queries.small import FEW
from loaders import workdays
from loaders.database import Database
from loaders.form import by_name
from loaders.records.base import table_of
from loaders.records.imports import Batch, Import
from loaders.records.payments import SchemeRow
from loaders.records.places import Place
from loaders.records.publication import Remainder

#: Tables in which a sum may tell about one of few people.
_PEOPLE = ("payment", "entitlement", "scheme_summary", "pending")


@dataclass(frozen=True, slots=True)
class Left:
    """A remainder; sums are none where so few people stand in the table that one would tell about one of them."""

    what: str
    period: str | None
    place: str
    left_words: str
    left_fen: int | None
    right_words: str
    right_fen: int | None
    reason: str
    day: date
    source: str


def remainders(db: Database, viewer: Viewer, place_id: int | None, *records: str) -> list[Left]:
    """What is left over in the tables in force of a place and of its whole township (or of all), the newest first; of these records or of all."""
    if not may(viewer, "open-data"):
        return []
    remainder = table_of(Remainder)
    home = select(Place.township_id).where(Place.id == place_id).scalar_subquery()
    wanted = (
        select(remainder, Batch.record, Batch.form, Batch.period, Batch.place_name, Batch.sheet, Batch.rows_loaded, Import.name.label("file"), SchemeRow.name.label("scheme"))
        .join(Batch, Batch.id == remainder.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .outerjoin(SchemeRow, SchemeRow.id == Batch.scheme_id)
        .where(Batch.in_force, Batch.record.not_in(PRIVATE))
        .order_by(remainder.c.id.desc())
    )
    if place_id is not None:
        wanted = wanted.where(or_(Batch.place_id == place_id, Batch.place_id == home))
    if records:
        wanted = wanted.where(Batch.record.in_(records))
    with db.read() as conn:
        rows = conn.execute(wanted).all()
    found = []
    for row in rows:
        form = by_name(row.form)
        hidden = row.record in _PEOPLE and row.rows_loaded < FEW
        where = f"《{row.file}》" + (f"“{row.sheet}”" if row.sheet else "") + (f"{row.cell}格" if row.cell else "")
        found.append(
            Left(
                row.scheme or (form.title if form else ""), row.period, row.place_name or "", row.left_words, None if hidden else row.left_fen, row.right_words,
                None if hidden else row.right_fen, row.reason, workdays.china_day(row.at), where,
            )
        )  # fmt: skip
    return found


def in_words(one: Left) -> str:
    """Both sides and what is left over, in a sentence."""
    if one.left_fen is None or one.right_fen is None:
        return f"{one.left_words}和{one.right_words}不一样。"
    apart = abs(one.left_fen - one.right_fen)
    return f"{one.left_words}{display.yuan(one.left_fen)}，{one.right_words}{display.yuan(one.right_fen)}，相差{display.yuan(apart)}。"
