"""What was done, by whom, to what: published, replaced, withdrawn, corrected, looked at."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from loaders.database import Database
from loaders.records.imports import JournalEntry


def write(conn: Connection, actor: str, action: str, subject: str, detail: str = "") -> None:
    """Note an act inside the transaction that does it."""
    now = datetime.now(UTC).replace(tzinfo=None)
    conn.execute(insert(JournalEntry).values(at=now, actor=actor[:60], action=action, subject=subject[:120], detail=detail))


def note(db: Database, actor: str, action: str, subject: str, detail: str = "") -> None:
    """Note an act that changes nothing else: a look, an export."""
    with db.write() as conn:
        write(conn, actor, action, subject, detail)
