"""Reads lists to match against; in lists of officials and relatives it settles who is who."""

from typing import Any

from loaders.readers.lists import Line, ListReader
from loaders.readers.result import Record

_SELF = ("本人", "自己", "干部本人", "村干部本人")
#: What may stand under a heading of its own, or under a group that says whose it is → the key of the entry.
_SAME = (("name_under", "name"), ("id_under", "id_number"), ("related_under", "related_name"), ("related_id_under", "related_id"))


class ReferenceReader(ListReader):
    """Reads a reference list; a row that names an official beside a relative gives an entry for each."""

    def body(self) -> None:
        """Read all rows; an official who stands beside several relatives is entered once."""
        self.officials: set[Any] = set()
        super().body()

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Settle whether a row is of an official, of a relative, or of both."""
        values = line.values
        for key, meant in _SAME:
            if key in values:
                values.setdefault(meant, values.pop(key))
        if "person" in line.match.columns or "related_name" in line.match.columns or "related_under" in line.match.columns:
            self._who(line)
        if "name" not in values:
            line.found.append(self.problem("name-missing", line.row, next(iter(line.match.columns.values()))[1]))
        return amount

    def _who(self, line: Line) -> None:
        values = line.values
        person, number = values.pop("person", None), values.pop("person_id", None)
        if "name" in line.match.columns or "name_under" in line.match.columns:  # the plain name is the official's
            pairs = (("related_name", person), ("related_id", number))
        else:
            pairs = (("name", person), ("id_number", number))
        for key, value in pairs:
            if value is not None:
                values.setdefault(key, value)
        relation = values.get("relation")
        if "name" not in values or relation in _SELF:
            for own, other in (("name", "related_name"), ("id_number", "related_id")):
                if other in values:
                    values.setdefault(own, values.pop(other))
            values.pop("related_name", None)
            values.pop("related_id", None)
            values.pop("relation", None)
            return
        if not relation and "related_name" not in values:
            return
        values["kind"] = "relative"
        self._official(line)

    def _official(self, line: Line) -> None:
        """Enter the official who stands beside the relative, once."""
        values = line.values
        name, number = values.get("related_name"), values.get("related_id")
        own = {key: values.pop(key) for key in ("position", "happened", "ended") if key in values}
        place = {key: values[key] for key in ("township", "village", "period") if key in values}
        known = (name, number, place.get("village"))
        if name and "position" in line.match.columns and known not in self.officials:
            self.officials.add(known)
            entry = {"kind": "official", "name": name, "id_number": number} | own | place
            self.reading.records.append(Record(line.row + 1, None, {key: value for key, value in entry.items() if value is not None}))
