"""Damaged spreadsheets: ``python -m tests.fuzz [--files 10000] [--seed 1] [--minutes M]``; every finding is a line."""

import argparse
import sys

from tests.fuzz.run import run


def main() -> None:
    """Run it, print what was found, and fail where something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="begin with this one: a finding says its own")
    parser.add_argument("--minutes", type=float, help="stop after so many")
    given = parser.parse_args()
    result = run(given.files, given.seed, given.minutes, given.first, lambda line: print(line, flush=True))
    print(result)
    sys.exit(bool(result.found))


if __name__ == "__main__":
    main()
