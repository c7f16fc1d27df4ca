"""Public notes of correction: what was published, what stands instead, the sums before and after, and why."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from loaders import text
from loaders.records.imports import Batch, CorrectionNote
from loaders.records.people import Person
from loaders.records.places import Place

REPLACED = "经办单位上传了更正后的表格，以新的为准。"
WITHDRAWN = "经办单位发现这份表格有误，已经撤回。"


def replaced(conn: Connection, now: datetime, old: Iterable[int], new: int, reason: str) -> None:
    """Note that a batch took the place of others."""
    for batch_id in old:
        _note(conn, now, "replaced", batch_id, new, reason or REPLACED)


def withdrawn(conn: Connection, now: datetime, public: Iterable[int], back: Sequence[tuple[int, int]], reason: str) -> None:
    """Note that batches which were public were taken back; ``back`` pairs them with those in force again."""
    instead = dict(back)
    for batch_id in public:
        _note(conn, now, "withdrawn", batch_id, instead.get(batch_id), reason or WITHDRAWN)


def in_public(conn: Connection, township_id: int | None, reason: str) -> str:
    """A reason as everybody may read it: without numbers of people, the names of the township's residents masked."""
    villages = select(Place.id).where(Place.township_id == township_id)
    residents = set(conn.execute(select(Person.name).where(Person.village_id.in_(villages)).distinct()).scalars())
    return text.mask_residents_in(text.mask_numbers_in(text.visible(reason)), residents)[:200]


def _note(conn: Connection, now: datetime, kind: str, batch_id: int, instead: int | None, reason: str) -> None:
    fen = {number: amount for number, amount in conn.execute(select(Batch.id, Batch.amount_loaded_fen).where(Batch.id.in_([batch_id, instead])))}
    township = conn.execute(select(Batch.township_id).where(Batch.id == batch_id)).scalar()
    words = in_public(conn, township, reason)
    conn.execute(
        insert(CorrectionNote).values(at=now, kind=kind, batch_id=batch_id, instead_id=instead, old_fen=fen[batch_id], new_fen=fen.get(instead or 0), reason=words)
    )
