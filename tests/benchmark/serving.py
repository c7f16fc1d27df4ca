"""The dashboard in a process of its own on filled data, with villagers who are signed in already."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import insert

from dashboard import accounts
from loaders.database import Database, connect
from loaders.records.accounts import Session
from tests.benchmark.filling import fill
from tests.benchmark.measured import ROOT, fresh

START_SECONDS = 90
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
    with _server(folder / "village.db") as url:
        yield Site(url, tokens)


def _sign_in(db: Database, tokens: Sequence[str]) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    until = now + timedelta(hours=1)
    rows = [{"digest": accounts.digest_of(token), "person_id": person, "created_at": now, "seen_at": now, "expires_at": until} for person, token in enumerate(tokens)]
    with db.write() as conn:
        conn.execute(insert(Session), rows)


@contextmanager
def _server(database: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dashboard.command", "serve", "--database", str(database), "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        _wait(server, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(f"{url}/whoami", timeout=1)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")
