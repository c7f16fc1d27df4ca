"""The benchmark: ``python -m tests.benchmark [part]``; a table, and the same in build/bench.json.

Every figure that counts is a ratio of two things measured side by side in one run, or a bounded load on this
machine alone, because machines are shared.
"""

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime

from tests.benchmark import county, first_visit, importing, light, load, lookup, matching
from tests.benchmark.measured import BUILD, Line


def _told(one: Line) -> str:
    if "skipped" in one:
        return f"{one['what']:<62} skipped: {one['skipped']}"
    verdict = "" if one["met"] is None else "met" if one["met"] else "NOT MET"
    return f"{one['what']:<62} {one['measured']:>12,.3f} {one['unit']:<3} {one['limit']:>6} {verdict}"


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=82_095)
    parser.add_argument("--stored", type=int, default=10_000_000)
    parser.add_argument("--villagers", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=55, help="of the load; the light pages get a fifth of it")
    parts: dict[str, Callable[[], list[Line]]] = {
        "import": lambda: importing.measure(given.rows),
        "lookup": lambda: lookup.measure(given.stored),
        "county": county.measure,
        "light": lambda: light.measure(given.seconds / 5),
        "load": lambda: load.measure(given.villagers, given.seconds),
        "first-visit": first_visit.measure,
        "match": matching.measure,
    }
    parser.add_argument("part", nargs="?", choices=list(parts))
    given = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    lines: list[Line] = []
    for name, run in parts.items():
        if given.part in (None, name):
            for one in run():
                print(_told(one), flush=True)
                lines.append(one)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    (BUILD / "bench.json").write_text(json.dumps({"at": at, "lines": lines}, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
