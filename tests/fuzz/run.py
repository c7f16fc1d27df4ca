"""One run: damaged files in turn, judged; the same seed gives the same files."""

import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from loaders import reading, workbook
from loaders.readers.result import Reading
from loaders.workbook import Refused, Workbook
from tests.fuzz import cells, files, judge
from tests.fuzz.damage import DAMAGES

#: within which every file must be answered
SECONDS = 20.0


@dataclass(slots=True)
class Result:
    """How many files were read, were refused for which reason, and what must not be."""

    files: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        refused = ", ".join(f"{code} {count}" for code, count in self.refused.most_common())
        return (
            f"{self.files} files in {self.seconds:.0f} s: {self.read} read, {sum(self.refused.values())} refused ({refused}), "
            f"{len(self.found)} findings; the slowest took {self.slowest:.1f} s"
        )


@cache
def _formats(path: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()), *files.other_formats(path)]


@cache
def _read(path: Path) -> tuple[Workbook, list[Reading]]:
    book = cells.shortened(workbook.read(path.read_bytes(), path.name))
    return book, reading.read(book, path.name)


def damaged(path: Path, dice: random.Random, result: Result) -> str | None:
    """Damage the bytes of a file, read it, and say what must not be."""
    name, data = dice.choice(_formats(path))
    kind = dice.choice(list(DAMAGES))
    said = f"{kind}: {name}"
    broken = DAMAGES[kind](data, dice)
    try:
        book = workbook.read(broken, name, wall_seconds=SECONDS)
    except Refused as refused:
        result.refused[refused.code] += 1
        return f"{said}: not answered in time" if refused.code == "timeout" else None
    result.read += 1
    wrong = judge.inconsistent(reading.read(book, name))
    return f"{said}: {wrong}" if wrong else None


def changed(path: Path, dice: random.Random, result: Result) -> str | None:
    """Change a cell of a file and say which amount is wrong though nobody was told."""
    book, before = _read(path)
    change = cells.change(book, dice)
    if change is None:
        return None
    after = reading.read(change.book, path.name)
    result.read += 1
    wrong = judge.inconsistent(after) or judge.silently_wrong(before, after, change)
    return f"{change.said} of {path.name}: {wrong}" if wrong else None


def run(number: int, seed: int, minutes: float | None = None, first: int = 0, tell: Callable[[str], None] = list[str]().append) -> Result:
    """So many files, or as many as the minutes allow; ``tell`` hears of every finding at once, and how far it is."""
    result, started = Result(), time.monotonic()
    originals = files.originals()
    for order in range(first, first + number):
        if minutes is not None and time.monotonic() - started > minutes * 60:
            break
        dice = random.Random(f"{seed}:{order}")
        path, begun = dice.choice(originals), time.monotonic()
        try:
            wrong = (damaged if order % 2 else changed)(path, dice, result)
        except Exception as error:  # whatever escapes is what is looked for
            wrong = f"{path.name}: {type(error).__name__} at {error.__traceback__ and traceback.extract_tb(error.__traceback__)[-1].name}"
        taken = time.monotonic() - begun
        result.slowest = max(result.slowest, taken)
        if wrong or taken > SECONDS:
            result.found.append(f"--seed {seed} --first {order}: {wrong or f'took {taken:.0f} s'}")
            tell(result.found[-1])
        result.files += 1
        result.seconds = time.monotonic() - started
        if result.files % 500 == 0:
            tell(str(result))
    return result
