"""The people of a residents' register as they are stored, against the register as it is written.

A later register brings the same people up to date and takes their rows over; such a row is only looked for.
"""

from collections.abc import Iterator
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from loaders import columns
from loaders.readers.result import Record
from loaders.records.base import table_of
from loaders.records.imports import Batch, Import
from loaders.records.people import Person
from loaders.seal import Vault, WrongKey

What = Literal["altered", "missing", "added"]


def different(conn: Connection, vault: Vault, batch: Row[Any], records: list[Record]) -> Iterator[tuple[What, int]]:
    """The rows of a register whose people are not stored as they are written, or whose person is not there at all."""
    stored: dict[int, list[Row[Any]]] = {}
    for person in conn.execute(select(table_of(Person)).where(Person.batch_id == batch.id)):
        stored.setdefault(person.row, []).append(person)
    written: dict[int, list[Record]] = {}
    for record in records:
        written.setdefault(record.row, []).append(record)
    for row, people in sorted(stored.items()):
        if row not in written:
            yield "added", row
        elif not all(any(_same(vault, person, record.values) for record in written[row]) for person in people):
            yield "altered", row
    absent = sorted(written.keys() - stored.keys())
    if absent:
        later = conn.execute(select(Person.id_digest, Person.name).where(Person.batch_id >= batch.id)).all()
        digests, names = {row.id_digest for row in later}, {row.name for row in later}
        for row in absent:
            if not all(_known(vault, record.values, digests, names) for record in written[row]):
                yield "missing", row


def _known(vault: Vault, values: dict[str, Any], digests: set[bytes | None], names: set[str]) -> bool:
    number = values.get("id_number")
    return vault.digest(number) in digests if number else values["name"] in names


def _same(vault: Vault, row: Row[Any], values: dict[str, Any]) -> bool:
    """Whether a person is stored as a row says; the number may be known from elsewhere where the row has none."""
    number, phone = values.get("id_number"), values.get("phone")
    born = values.get("birth") or (columns.birth_date(number) if number else None)
    sex = columns.sex(number) if number else values.get("sex")
    return (
        row.registered
        and (row.name, row.relation, row.birth_date, row.sex) == (values["name"], (values.get("relation") or "")[:20] or None, born, sex)
        and (not number or row.id_digest == vault.digest(number))
        and _opens_to(vault, row.phone_sealed, phone)
    )


def _opens_to(vault: Vault, sealed: bytes | None, written: str | None) -> bool:
    try:
        return (vault.open(sealed) if sealed else None) == (written or None)
    except WrongKey:
        return False


def unfounded(conn: Connection) -> Iterator[tuple[int | None, int | None]]:
    """The batch and row of people who are called registered, but by no register that stands."""
    registered = (
        select(Person.batch_id, Person.row)
        .outerjoin(Batch, Batch.id == Person.batch_id)
        .outerjoin(Import, Import.id == Batch.import_id)
        .where(Person.registered, Import.id.is_(None) | (Import.state == "withdrawn") | (Batch.record != "person"))
    )
    yield from ((row.batch_id, row.row) for row in conn.execute(registered))
