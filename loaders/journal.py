"""What was done, by whom, to what: published, replaced, withdrawn, corrected, looked at. It can only grow.

Every entry is chained by hash to the one before it (:mod:`loaders.digests`). The head of the chain stands sealed
beside it, so that an end that was cut off, or a chain that was written anew without the key, shows.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, cast

from sqlalchemy import Connection, Row, delete, insert, select

from loaders import digests
from loaders.database import Database, alone, vault_beside
from loaders.records.base import table_of
from loaders.records.imports import JournalEntry
from loaders.records.settings import Setting
from loaders.seal import WrongKey

HEAD = "journal-head"

_FIELDS = (JournalEntry.id, JournalEntry.at, JournalEntry.actor, JournalEntry.action, JournalEntry.subject, JournalEntry.detail)
_LAST = select(JournalEntry.id, JournalEntry.digest, JournalEntry.at).order_by(JournalEntry.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry's number, digest and time."""

    number: int
    digest: bytes
    at: datetime

    @property
    def short(self) -> str:
        """The first 16 hexadecimal digits, as they are printed."""
        return self.digest.hex()[:16]


def write(conn: Connection, actor: str, action: str, subject: str, detail: str = "") -> None:
    """Note an act inside the transaction that does it."""
    alone(conn, table_of(JournalEntry))
    last = conn.execute(_LAST).first()
    number = last.id + 1 if last else 1
    fields = (number, datetime.now(UTC).replace(tzinfo=None), actor[:60], action, subject[:120], detail)
    digest = digests.link(last.digest if last else digests.FIRST, fields)
    names = ("id", "at", "actor", "action", "subject", "detail")
    conn.execute(insert(JournalEntry).values(**dict(zip(names, fields, strict=True)), digest=digest))
    conn.execute(delete(Setting).where(Setting.name == HEAD))
    conn.execute(insert(Setting).values(name=HEAD, value=vault_beside(conn).seal(f"{number}:{digest.hex()}")))


def note(db: Database, actor: str, action: str, subject: str, detail: str = "") -> None:
    """Note an act that changes nothing else: a look, an export."""
    with db.write() as conn:
        write(conn, actor, action, subject, detail)


def head(conn: Connection) -> Head | None:
    """The newest entry; none while nothing was done."""
    last = conn.execute(_LAST).first()
    return Head(last.id, last.digest, last.at) if last else None


def entries(conn: Connection, *actions: str) -> Iterator[Row[Any]]:
    """The entries of these actions in their order."""
    wanted = select(*_FIELDS).where(JournalEntry.action.in_(actions)).order_by(JournalEntry.id)
    yield from cast(Iterable[Row[Any]], conn.execute(wanted))


def said(entry: Row[Any]) -> dict[str, Any]:
    """What the detail of an entry says, where it is written as JSON."""
    return dict(json.loads(entry.detail))


def about_batches(conn: Connection, action: str) -> dict[int, tuple[int, dict[str, Any]]]:
    """The newest entry of the action for each batch: its number and what it says."""
    return {int(entry.subject.removeprefix("batch:")): (entry.id, said(entry)) for entry in entries(conn, action)}


def newest(conn: Connection, action: str, subject: str) -> dict[str, Any] | None:
    """What the newest entry of the action says about the subject."""
    wanted = select(JournalEntry.detail).where(JournalEntry.action == action, JournalEntry.subject == subject)
    detail = conn.execute(wanted.order_by(JournalEntry.id.desc()).limit(1)).scalar()
    return dict(json.loads(detail)) if detail else None


def set_back(conn: Connection) -> int:
    """How many entries bear an earlier time than the one before them: the clock was set back, their order is right."""
    times = conn.execute(select(JournalEntry.at).order_by(JournalEntry.id)).scalars().all()
    return sum(later < earlier for earlier, later in pairwise(times))


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with the chain: at which entry, and how."""

    number: int
    kind: str  # altered, missing, cut, unsigned


def check(db: Database, conn: Connection) -> list[Broken]:
    """Where the chain does not hold, computed anew from its first entry."""
    found: list[Broken] = []
    previous, before = digests.FIRST, 0
    kept: dict[int, bytes] = {}
    chained = False
    for row in conn.execute(select(*_FIELDS, JournalEntry.digest).order_by(JournalEntry.id)):
        fields, digest = row[:-1], row.digest
        if row.id != before + 1:
            found.append(Broken(before + 1, "missing"))
        elif digests.link(previous, fields) != digest:
            found.append(Broken(row.id, "altered"))
        previous, before = digest, row.id
        kept[before] = digest
        chained = chained or row.action == "publish"
    sealed = conn.execute(select(Setting.value).where(Setting.name == HEAD)).scalar()
    if sealed is None:
        return [*found, Broken(before, "unsigned")] if chained else found
    try:
        number, _, written = db.vault.open(sealed).partition(":")
    except (WrongKey, ValueError):
        return [*found, Broken(before, "unsigned")]
    if int(number) != before:
        found.append(Broken(min(int(number), before) + 1, "cut"))
    elif previous.hex() != written:
        found.append(Broken(before, "altered"))
    return found
