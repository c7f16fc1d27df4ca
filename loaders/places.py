"""Places: the county's list of codes and names, and finding the one that a sheet means."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from loaders import periods, place_names, text
from loaders.records.places import Place as Row

#: ids below this are places known by name alone; a place with a code has its code as its id.
_NAMELESS = 10**9

_HEADINGS = {
    "code": ("代码", "区划代码", "统计用区划代码", "code", "统计代码"),
    "name": ("名称", "区划名称", "name", "地名"),
    "former": ("曾用名", "原名", "former_names", "former names", "former", "别名"),
    "from": ("启用日期", "valid_from", "from", "生效日期"),
    "to": ("停用日期", "valid_to", "to", "失效日期", "撤销日期"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the rest of the program sees it."""

    id: int
    code: str | None
    name: str
    level: str  # county, township, village
    parent_id: int | None
    township_id: int | None
    former_names: tuple[str, ...] = ()


def level_of(code: str) -> str:
    """The level that a 12-digit statistical code has by its zeros."""
    if code.endswith("000000"):
        return "county"
    return "township" if code.endswith("000") else "village"


def _key(name: str) -> str:
    name = text.name(name)
    for suffix in ("村民委员会", "村委会", "居民委员会", "居委会", "社区", "村", "嘎查", "街道办事处", "街道", "镇", "乡", "苏木"):
        if name.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


class Gazetteer:
    """All places of a database, by code and by name."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._by_id: dict[int, Place] = {}
        self._by_code: dict[str, Place] = {}
        self._by_name: dict[str, list[Place]] = {}
        for row in conn.execute(select(Row.id, Row.code, Row.name, Row.level, Row.parent_id, Row.township_id, Row.former_names)):
            former = tuple(part for part in (row.former_names or "").split(";") if part)
            self._add(Place(row.id, row.code, row.name, row.level, row.parent_id, row.township_id, former))

    def _add(self, place: Place) -> None:
        self._by_id[place.id] = place
        if place.code:
            self._by_code[place.code] = place
        for name in (place.name, *place.former_names):
            for key in {text.name(name), _key(name)}:
                self._by_name.setdefault(key, []).append(place)

    def by_id(self, place_id: int) -> Place | None:
        """The place of that number."""
        return self._by_id.get(place_id)

    def names(self) -> tuple[str, ...]:
        """All names of townships and villages, the longest first: what a title may contain."""
        found = {text.name(name) for place in self._by_id.values() if place.level != "county" for name in (place.name, *place.former_names)}
        return tuple(sorted(found, key=lambda name: (-len(name), name)))

    def candidates(self, name: str, township_id: int | None = None, level: str | None = None) -> list[Place]:
        """The places that a name or code may mean; names written in full come before shortened ones."""
        name = text.name(name)
        if name in self._by_code:
            return [self._by_code[name]]
        found = self._by_name.get(name) or self._by_name.get(_key(place_names.village(name))) or []
        found = [place for place in dict.fromkeys(found) if level is None or place.level == level]
        if township_id is not None and (near := [p for p in found if p.township_id == township_id or p.id == township_id]):
            return near
        return [] if township_id is not None and level == "village" else found

    def find(self, name: str, township_id: int | None = None, level: str | None = None) -> Place | None:
        """The one place that a name or code means; none where none or several fit."""
        found = self.candidates(name, township_id, level)
        return found[0] if len(found) == 1 else None

    def villages(self, township_id: int | None = None) -> list[Place]:
        """The villages of a township, or all, in the order of their codes and names."""
        found = [p for p in self._by_id.values() if p.level == "village" and township_id in (None, p.township_id)]
        return sorted(found, key=lambda p: (p.code or "9", p.name))

    def townships(self) -> list[Place]:
        """All townships."""
        return sorted((p for p in self._by_id.values() if p.level == "township"), key=lambda p: (p.code or "9", p.name))

    def ensure_township(self, name: str) -> Place:
        """The township of that name or code, made by name where no list has it."""
        found = self.find(name, level="township")
        return found or self._make(place_names.township(name), "township", None, None)

    def ensure_county(self, name: str) -> Place:
        """The county of that name or code, made by name where no list has it."""
        found = self.find(name, level="county")
        return found or self._make(text.name(name), "county", None, None)

    def ensure_village(self, name: str, township_id: int | None) -> Place:
        """The village of that name or code in the township, made by name where no list has it."""
        found = self.find(name, township_id, "village") or (self.find(name, None, "village") if township_id is None else None)
        return found or self._adopt(name, township_id) or self._make(place_names.village(name), "village", township_id, township_id)

    def _adopt(self, name: str, township_id: int | None) -> Place | None:
        """A village that was known without its township gets it."""
        orphans = [p for p in self.candidates(name, None, "village") if p.township_id is None and p.code is None]
        if township_id is None or len(orphans) != 1:
            return None
        orphan = orphans[0]
        self._conn.execute(update(Row).where(Row.id == orphan.id).values(township_id=township_id, parent_id=township_id))
        adopted = Place(orphan.id, None, orphan.name, "village", township_id, township_id, orphan.former_names)
        for known in self._by_name.values():
            known[:] = [adopted if place.id == orphan.id else place for place in known]
        self._by_id[orphan.id] = adopted
        return adopted

    def _make(self, name: str, level: str, parent_id: int | None, township_id: int | None) -> Place:
        last = self._conn.execute(select(func.max(Row.id)).where(Row.id < _NAMELESS)).scalar() or 0
        place = Place(last + 1, None, name[:60], level, parent_id, township_id or (last + 1 if level == "township" else None))
        self._conn.execute(
            insert(Row).values(
                id=place.id, code=None, name=place.name, level=level, parent_id=parent_id, township_id=place.township_id, former_names=""
            )
        )
        self._add(place)
        return place


def _day(written: str) -> date | None:
    if not written.strip():
        return None
    found, _ = periods.day(written)
    return found


def load(conn: Connection, data: bytes) -> tuple[int, list[str]]:
    """Load a list of places from CSV; how many were loaded, and what is wrong with which line.

    A place that was known by name alone gets its code and keeps its number.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            content = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        return 0, ["文件不是文本，读不了。请另存为CSV。"]
    rows = list(csv.reader(io.StringIO(content)))
    if not rows:
        return 0, ["文件是空的。"]
    header = [text.squeeze(cell).lower() for cell in rows[0]]
    at = {key: next((header.index(h) for h in (text.squeeze(n).lower() for n in names) if h in header), None) for key, names in _HEADINGS.items()}
    if at["code"] is None or at["name"] is None:
        return 0, [f"第1行要有“代码”和“名称”两列，看到的是：{'、'.join(rows[0])}"]
    problems: list[str] = []
    found: list[dict[str, object]] = []

    def cell(row: list[str], key: str) -> str:
        index = at[key]
        return row[index].strip() if index is not None and index < len(row) else ""

    for number, row in enumerate(rows[1:], 2):
        if not any(part.strip() for part in row):
            continue
        code, name = text.squeeze(cell(row, "code")), text.name(cell(row, "name"))
        if len(code) == 9 and code.isdigit():
            code += "000"
        if len(code) == 6 and code.isdigit():
            code += "000000"
        if not (len(code) == 12 and code.isdigit() and code.isascii()):
            problems.append(f"第{number}行：代码“{code}”应为12位数字，例如330890102201。")
        elif not name:
            problems.append(f"第{number}行：没有名称。")
        else:
            try:
                dates = _day(cell(row, "from")), _day(cell(row, "to"))
            except periods.NotADay:
                problems.append(f"第{number}行：日期读不出，请写成2020-01-01的样子。")
                continue
            former = ";".join(text.name(part) for part in cell(row, "former").replace("；", ";").replace("、", ";").split(";") if part.strip())
            found.append({"code": code, "name": name, "former_names": former, "valid_from": dates[0], "valid_to": dates[1]})
    found.sort(key=lambda place: ("county", "township", "village").index(level_of(str(place["code"]))))
    ids = {code: number for code, number in conn.execute(select(Row.code, Row.id).where(Row.code.is_not(None)))}
    nameless = {(name, level): (number, township) for number, name, level, township in conn.execute(
        select(Row.id, Row.name, Row.level, Row.township_id).where(Row.code.is_(None))
    )}  # fmt: skip
    for place in found:
        code = str(place["code"])
        level = level_of(code)
        known = nameless.get((str(place["name"]), level))
        number = ids.get(code) or (known[0] if known else int(code))
        township = None if level == "county" else number if level == "township" else ids.get(code[:9] + "000")
        parent = None if level == "county" else ids.get(code[:6] + "000000") if level == "township" else township
        values = place | {"level": level, "parent_id": parent, "township_id": township}
        if code in ids or known:
            conn.execute(update(Row).where(Row.id == number).values(**values))
        else:
            conn.execute(insert(Row).values(id=number, **values))
        ids[code] = number
    return len(found), problems
