"""The files that are damaged: those of the sample township and of the examples, and the same rows in other formats."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from loaders import workbook
from sample_data.sheets import Cell, Sheet, write

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "sample_data" / "township", ROOT.parent / "shared" / "real")
#: larger files take long and say nothing new
MAX_BYTES = 60_000
KINDS = {".xls", ".xlsx", ".ods", ".csv"}


def originals() -> list[Path]:
    """The spreadsheets of the folders that are here, by name."""
    found = [path for folder in FOLDERS if folder.is_dir() for path in folder.iterdir() if path.suffix in KINDS]
    return sorted(path for path in found if path.stat().st_size <= MAX_BYTES and path.name != "places.csv")


def _cell(value: workbook.Value) -> Cell:
    return value if isinstance(value, str | int | float) or value is None else str(value)


def other_formats(path: Path) -> Iterator[tuple[str, bytes]]:
    """The first sheet of a file in the formats that the file does not have."""
    first = workbook.read(path.read_bytes(), path.name).sheets[0]
    rows = [[_cell(value) for value in row] for row in first.rows[:60]]
    with tempfile.TemporaryDirectory() as folder:
        for ending in (".xlsx", ".xls", ".ods", ".csv", "(网页).xls"):
            file = Path(folder) / f"{path.stem}{ending}"
            write(file, [Sheet("表", rows)])
            yield file.name, file.read_bytes()
