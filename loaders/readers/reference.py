"""Reads lists to match against; in lists of officials and relatives it settles who is who."""

import re
from typing import Any

from loaders import columns, text
from loaders.columns import Unreadable
from loaders.readers.lists import Line, ListReader
from loaders.readers.result import Record
from loaders.recognising import Match

_KIN = "(配偶|妻子|丈夫|父亲|母亲|父母|子女|儿子|女儿|长子|次子|长女|次女|兄弟|姐妹|兄弟姐妹)"
_RELATIVE, _RELATIVE_ID = re.compile(rf"^{_KIN}(?:姓名)?$"), re.compile(rf"^{_KIN}(?:身份证号码?|身份证)$")
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
        self.beside: list[Record] = []  # who else stands in the row
        for key, meant in _SAME:
            if key in values:
                values.setdefault(meant, values.pop(key))
        if not line.match.columns.keys().isdisjoint(("person", "person_id", "related_name", "related_under")):
            self._who(line)
        why = str(values.get("why") or "死亡")
        if values["kind"] == "deceased" and not re.search("死|亡|故|逝|去世", why):  # 迁出, 参军
            line.found.append(self.problem("not-deceased", line.row, line.match.columns["why"][1], found=why))
        area = line.match.index("area")
        if area is not None and values["kind"] == "house" and "亩" in str(line.cells[area] if area < len(line.cells) else ""):  # houses are measured in square metres
            line.found.append(self.cell_problem(Unreadable("number-unreadable", found=columns.shown(line.cells[area])), line.row, line.match.columns["area"][1], False))
            values.pop("area", None)
        if "name" not in values:
            line.found.append(self.problem("name-missing", line.row, next(iter(line.match.columns.values()))[1]))
        if not _wrong(line):  # a row is loaded as a whole, or kept with its reasons
            self.reading.records.extend(self.beside)
        return amount

    def _who(self, line: Line) -> None:
        values = line.values
        person, number = values.pop("person", None), values.pop("person_id", None)
        named = "name" in line.match.columns or "name_under" in line.match.columns  # so the plain name is the official's
        for key, value in (("related_name" if named else "name", person), (self._whose_number(line.match, named), number)):
            if value is not None:
                values.setdefault(key, value)
        self._relatives_beside(line)
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

    @staticmethod
    def _whose_number(match: Match, named: bool) -> str:
        """Whose the plain ID number is: the relative's where the official has one, else that of the nearest name to its left."""
        number = match.index("person_id")
        if not named or number is None:
            return "id_number"
        if "related_id" in match.columns or "related_id_under" in match.columns:
            return "id_number"
        left = [(at, key) for key in ("name", "name_under", "person", "related_name", "related_under") if (at := match.index(key)) is not None and at < number]
        return "id_number" if left and max(left)[1].startswith("name") else "related_id"

    def _relatives_beside(self, line: Line) -> None:
        """Enter the relatives that have columns of their own beside the official: 配偶姓名, 配偶身份证号."""
        of = ("related_name", "related_id") if "related_name" in line.values else ("name", "id_number")
        official = {"related_name": line.values.get(of[0]), "related_id": line.values.get(of[1])}
        if "name" in line.match.columns and (kin := _RELATIVE.match(text.heading_base(line.match.columns["name"][1].leaf))):
            line.values.setdefault("relation", kin[1])
        numbers = {match[1]: heading for heading in line.match.rest if (match := _RELATIVE_ID.match(text.heading_base(heading.leaf)))}
        for heading in line.match.rest:
            found = _RELATIVE.match(text.heading_base(heading.leaf))
            value = line.cells[heading.index] if heading.index < len(line.cells) else None
            if not found or not columns.is_name(value):
                continue
            entry: dict[str, Any] = {"kind": "relative", "name": text.name(str(value)), "relation": found[1]} | official
            if own := numbers.get(found[1]):
                written = line.cells[own.index] if own.index < len(line.cells) else None
                try:
                    entry["id_number"] = None if columns.is_blank(written) else columns.id_number(written)
                except Unreadable as error:
                    line.found.append(self.problem(error.code, line.row, own, **error.words))
                line.values.get("extra", {}).pop(own.full, None)
            line.values.get("extra", {}).pop(heading.full, None)
            place = {key: line.values[key] for key in ("township", "village", "period") if key in line.values}
            self.beside.append(Record(line.row + 1, None, {key: word for key, word in (entry | place).items() if word is not None}))

    def _official(self, line: Line) -> None:
        """Enter the official who stands beside the relative, once."""
        values = line.values
        name, number = values.get("related_name"), values.get("related_id")
        own = {key: values.pop(key) for key in ("position", "happened", "ended") if key in values}
        place = {key: values[key] for key in ("township", "village", "period") if key in values}
        known = (name, number, place.get("village"))
        if name and "position" in line.match.columns and known not in self.officials and not _wrong(line):
            self.officials.add(known)
            entry = {"kind": "official", "name": name, "id_number": number} | own | place
            self.beside.append(Record(line.row + 1, None, {key: value for key, value in entry.items() if value is not None}))


def _wrong(line: Line) -> bool:
    return any(problem.severity == "error" for problem in line.found)
