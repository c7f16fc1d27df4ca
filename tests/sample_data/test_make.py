"""The sample township: the same bytes every time, and every file read as its manifest says."""

import json
from pathlib import Path

from loaders import reading, workbook
from sample_data import make

TOWNSHIP = Path(make.__file__).with_name("township")


def test_the_same_arguments_make_the_township_that_is_kept_here(tmp_path: Path) -> None:
    make.make(tmp_path)
    kept = {path.name: path.read_bytes() for path in TOWNSHIP.iterdir()}
    assert {path.name for path in tmp_path.iterdir()} == set(kept)
    assert [name for name, data in kept.items() if (tmp_path / name).read_bytes() != data] == []


def test_every_file_is_read_as_the_manifest_says() -> None:
    wrong = []
    for entry in json.loads((TOWNSHIP / "manifest.json").read_text("utf-8"))["files"]:
        name = entry["file"]
        found = [r for r in reading.read(workbook.read((TOWNSHIP / name).read_bytes(), name), name) if r.form]
        rows = {
            "read": sum(r.rows_read for r in found),
            "loaded": sum(r.rows_loaded for r in found),
            "rejected": sum(r.rows_rejected for r in found),
        }
        read = sum(r.amount_read for r in found), sum(r.amount_loaded for r in found)
        wanted = entry["amount_read_fen"], entry["amount_loaded_fen"]
        if rows != entry["rows"] or read != wanted or {r.form.record for r in found if r.form} != {entry["record"]}:
            wrong.append((name, rows, read))
    assert wrong == []
