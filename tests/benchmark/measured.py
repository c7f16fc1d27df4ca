"""What the parts of the benchmark share: a line of the table, an empty folder, percentiles."""

import math
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
Line = dict[str, Any]


def line(what: str, measured: float, limit: str = "", met: bool | None = None, unit: str = "") -> Line:
    """One line of the table."""
    return {"what": what, "measured": round(measured, 4), "unit": unit, "limit": limit, "met": met}


def at_most(what: str, measured: float, limit: float, unit: str) -> Line:
    """A line that is met up to the limit."""
    return line(what, measured, f"≤ {limit:g}", measured <= limit, unit)


def at_least(what: str, measured: float, limit: float, unit: str) -> Line:
    """A line that is met from the limit on."""
    return line(what, measured, f"≥ {limit:g}", measured >= limit, unit)


def skipped(what: str, why: str) -> Line:
    """A line of what could not be measured here, and why."""
    return {"what": what, "measured": None, "unit": "", "limit": "", "met": None, "skipped": why}


def fresh(name: str) -> Path:
    """An empty folder for a database."""
    folder = BUILD / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]
