"""A process that is killed at its so-manieth step: every statement to a database, every change of a file, every sync."""

import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

#: what the interpreter tells of before it is done
_TOLD = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree", "sqlite3.connect"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Whether a process that does this work was killed right before this step; not where it was done before."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            _count_to(step)
            work()
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), "the work failed by itself"
    return status != 0


def _count_to(step: int) -> None:
    """Kill this process right before its so-manieth step from now on."""
    seen = count(1)

    def stepped(*_: object) -> None:
        if next(seen) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(what: str, about: tuple[object, ...]) -> None:
        if what in _TOLD or (what == "open" and isinstance(about[2], int) and about[2] & _WRITING):
            stepped()

    def traced(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(stepped)

    real = os.fsync
    os.fsync = lambda handle: (stepped(), real(handle))[1]  # type: ignore[assignment]
    event.listen(Engine, "connect", traced)
    sys.addaudithook(heard)


def every_step(folder: Path, work: Callable[[Path], object], most: int) -> Iterator[tuple[int, Path]]:
    """Copies of a folder in which this work was killed, each at another of its steps, evenly among all that it has.

    ``most`` is how many; under FAULTS=all (``make faults``) it is every step. A copy is gone when the next one is asked for.
    """
    steps = 1
    while _tried(folder, work, steps * 2):
        steps *= 2
    low, high = steps, steps * 2  # killed at the first, not at the last
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _tried(folder, work, middle) else (low, middle)
    if os.environ.get("FAULTS") == "all":
        most = low
    print(f"killed at {min(most, low)} of {low} steps")
    for step in sorted({1 + (low - 1) * n // max(1, min(most, low) - 1) for n in range(min(most, low))}):
        copy = _copied(folder)
        assert killed_at(step, lambda own=copy: work(own))  # type: ignore[misc]
        yield step, copy
        shutil.rmtree(copy)


def _tried(folder: Path, work: Callable[[Path], object], step: int) -> bool:
    copy = _copied(folder)
    try:
        return killed_at(step, lambda: work(copy))
    finally:
        shutil.rmtree(copy)


def _copied(folder: Path) -> Path:
    copy = folder.with_name(f"{folder.name}-killed")
    shutil.copytree(folder, copy)
    return copy
