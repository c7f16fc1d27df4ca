"""The dashboard in a process of its own on filled data, with villagers who are signed in already."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from dashboard.identity import accounts
from loaders.database import Database, connect
from loaders.records.accounts import Session
from tests.benchmark.filling import fill
from tests.benchmark.measured import fresh
from tests.serving import served

YEARS = ("2017", "2016", "2015")  # of the payments below


@dataclass(frozen=True)
class Site:
    """A running dashboard: its address and the sessions of its villagers."""

    url: str
    tokens: tuple[str, ...]

    def cookie(self, villager: int) -> str:
        """The header that carries a villager's session."""
        return f"{accounts.COOKIE}={self.tokens[villager]}"


@contextmanager
def dashboard(name: str, villagers: int) -> Iterator[Site]:
    """The dashboard for so many signed-in villagers, each with 108 payments under three schemes in three years."""
    folder = fresh(name)
    db = connect(str(folder / "village.db"))
    fill(db, villagers, 108, schemes=3)
    tokens = tuple(secrets.token_urlsafe(32) for _ in range(villagers))
    _sign_in(db, tokens)
    db.engine.dispose()
    with served(folder / "village.db") as url:
        yield Site(url, tokens)


def _sign_in(db: Database, tokens: Sequence[str]) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    until = now + timedelta(hours=1)
    rows = [{"digest": accounts.digest_of(token), "person_id": person, "created_at": now, "seen_at": now, "expires_at": until} for person, token in enumerate(tokens)]
    with db.write() as conn:
        conn.execute(insert(Session), rows)
