"""The dashboard in a process of its own, as ``village serve`` starts it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 240  # the first start of a run prepares the web files, on a machine that may be busy with other tests


def village(*words: object) -> list[str]:
    """The words that start the ``village`` command in a process."""
    return [sys.executable, "-m", "dashboard.command", *map(str, words)]


def surroundings() -> dict[str, str]:
    """The environment in which a process finds this checkout."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(database: Path, port: int = 0) -> Iterator[str]:
    """The address of the dashboard on the database, until it is no longer needed; at any port that is free, or at this one."""
    port = port or free_port()
    server = subprocess.Popen(village("serve", "--database", database, "--port", port), cwd=ROOT, env=surroundings())
    try:
        wait_for(server, f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    """Until the server answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            httpx.get(f"{url}/whoami", timeout=1)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
