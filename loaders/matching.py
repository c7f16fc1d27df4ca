"""Which person and household a row means."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from loaders import columns
from loaders.database import insert_many
from loaders.records.base import table_of
from loaders.records.people import Household, Person

CHUNK = 900
_HOUSEHOLD = ("id", "township_id", "village_id", "group_name", "number", "head_id", "import_id")
_HEAD = _HOUSEHOLD.index("head_id")
_PERSON = (
    "id", "township_id", "village_id", "household_id", "name", "id_digest", "birth_date", "sex", "relation", "registered", "import_id", "id_sealed",
)  # fmt: skip
_HEADS = ("本人", "户主", "本人或户主", "户主本人")


@dataclass(slots=True)
class Known:
    """A person as the matching sees one."""

    id: int
    household_id: int | None
    village_id: int
    name: str


@dataclass(slots=True)
class Identity:
    """A valid identity number as it is compared: by its digest."""

    digest: bytes
    number: str = field(repr=False)

    @property
    def born(self) -> date:
        """The day of birth that it states."""
        return columns.birth_date(self.number)

    @property
    def sex(self) -> str:
        """男 or 女."""
        return columns.sex(self.number)


def chunks(values: Sequence[Any], size: int = CHUNK) -> Iterable[Sequence[Any]]:
    """The values in pieces that one statement takes."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def by_digest(conn: Connection, digests: Sequence[bytes]) -> dict[bytes, Known]:
    """The persons who are known by these digests."""
    wanted = select(Person.id_digest, Person.id, Person.household_id, Person.village_id, Person.name)
    found: dict[bytes, Known] = {}
    if len(digests) > CHUNK:
        persons = conn.execute(select(func.count()).select_from(Person)).scalar() or 0
        if not persons:
            return found
        if persons < 2 * len(digests):
            asked = set(digests)
            for row in conn.execute(wanted.where(Person.id_digest.is_not(None))):
                if row.id_digest is not None and row.id_digest in asked:
                    found[row.id_digest] = Known(row.id, row.household_id, row.village_id, row.name)
            return found
    for part in chunks(digests):
        for row in conn.execute(wanted.where(Person.id_digest.in_(part))):
            if row.id_digest is not None:
                found[row.id_digest] = Known(row.id, row.household_id, row.village_id, row.name)
    return found


def namesakes(conn: Connection, village_id: int, names: Sequence[str]) -> dict[str, list[str | None]]:
    """For each of the names the groups of the people in the village who bear it, one entry a person."""
    found: dict[str, list[str | None]] = {}
    for part in chunks(sorted(set(names))):
        wanted = select(Person.name, Household.group_name).outerjoin(Household, Household.id == Person.household_id)
        for name, group in conn.execute(wanted.where(Person.village_id == village_id, Person.name.in_(part))):
            found.setdefault(name, []).append(group)
    return found


@dataclass(slots=True)
class People:
    """Finds or makes the person of a row inside one write transaction; what is new waits in lists to be inserted."""

    conn: Connection
    import_id: int
    township_id: int
    next_id: Callable[[], int]  # makes the ids of this import's rows
    seal_all: Callable[[Sequence[str]], list[bytes]]  # seals numbers: those of new people alone need it
    known: dict[bytes, Known] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[Known]] = field(default_factory=dict)
    made: dict[tuple[int, str], list[Known]] = field(default_factory=dict)  # by this import, by name
    some_unnamed: bool = True  # some rows come without an identity number
    groups: dict[int, str | None] = field(default_factory=dict)
    households: dict[tuple[int, str], int] = field(default_factory=dict)
    new_people: list[tuple[Any, ...]] = field(default_factory=list)  # without their sealed numbers
    new_numbers: list[str | None] = field(default_factory=list, repr=False)
    new_households: dict[int, list[Any]] = field(default_factory=dict)
    changed: list[dict[str, Any]] = field(default_factory=list)
    heads: list[tuple[int, int]] = field(default_factory=list)

    def prepare(self, digests: Iterable[bytes], numbers: Iterable[tuple[int, str]], some_unnamed: bool) -> None:
        """Look up at once everybody and every household that the rows may mean."""
        self.some_unnamed = some_unnamed
        wanted = [digest for digest in set(digests) if digest not in self.known]
        self.known.update(by_digest(self.conn, wanted))
        pairs = list(set(numbers))
        for part in chunks(pairs, 400):
            villages, written = zip(*part, strict=True)
            homes = select(Household.village_id, Household.number, Household.id)
            rows = self.conn.execute(homes.where(Household.village_id.in_(set(villages)), Household.number.in_(set(written))))
            for village_id, number, household_id in rows:
                self.households[village_id, str(number)] = household_id

    def household(self, village_id: int, group: str | None, number: str | None) -> int:
        """The household of that number in the village, or a new one."""
        if number and (found := self.households.get((village_id, number))):
            return found
        made = self.next_id()
        self.new_households[made] = [made, self.township_id, village_id, group, number, None, self.import_id]
        if number:
            self.households[village_id, number] = made
        return made

    def person(
        self,
        name: str,
        identity: Identity | None,
        village_id: int,
        group: str | None,
        household_id: int | None = None,
        number: str | None = None,
        relation: str | None = None,
    ) -> Known:
        """The person of a row: by identity number, else by name and village where one person alone fits."""
        if identity is not None:
            found = self.known.get(identity.digest)
        else:
            found = self._by_name(name, village_id, group)
        if found is not None:
            if household_id is not None and found.household_id != household_id:
                found.household_id = household_id
                self.changed.append({"b_id": found.id, "household_id": household_id})
            return found
        if household_id is None:
            household_id = self.household(village_id, group, number)
        made = Known(self.next_id(), household_id, village_id, name)
        told = (identity.digest, identity.born, identity.sex) if identity else (None, None, None)
        self.new_people.append((made.id, self.township_id, village_id, household_id, name, *told, relation, False, self.import_id))
        self.new_numbers.append(identity.number if identity else None)
        if relation is None or relation in _HEADS:
            self.heads.append((household_id, made.id))
        if identity is not None:
            self.known[identity.digest] = made
        if self.some_unnamed:
            self.made.setdefault((village_id, name), []).append(made)
            self.groups[household_id] = group
        return made

    def _candidates(self, name: str, village_id: int) -> list[Known]:
        key = (village_id, name)
        if key not in self.by_name:
            rows = self.conn.execute(
                select(Person.id, Person.household_id, Person.village_id, Person.name, Household.group_name)
                .outerjoin(Household, Household.id == Person.household_id)
                .where(Person.village_id == village_id, Person.name == name)
            )
            self.by_name[key] = []
            for person_id, household_id, village, person_name, group in rows:
                self.by_name[key].append(Known(person_id, household_id, village, person_name))
                if household_id is not None:
                    self.groups[household_id] = group
        return self.by_name[key]

    def _by_name(self, name: str, village_id: int, group: str | None) -> Known | None:
        found = [*self._candidates(name, village_id), *self.made.get((village_id, name), ())]
        if group and len(found) > 1:
            same = [k for k in found if k.household_id is not None and self.groups.get(k.household_id) in (group, None)]
            found = same if len(same) == 1 else found
        return found[0] if len(found) == 1 else None

    def flush(self) -> None:
        """Insert what is new and write what has changed."""
        later: list[dict[str, Any]] = []
        for household_id, person_id in self.heads:
            new = self.new_households.get(household_id)
            if new is None:
                later.append({"b_id": household_id, "head_id": person_id})
            elif new[_HEAD] is None:
                new[_HEAD] = person_id
        insert_many(self.conn, table_of(Household), _HOUSEHOLD, [tuple(row) for row in self.new_households.values()])
        sealed = iter(self.seal_all([number for number in self.new_numbers if number]))
        people = [(*row, next(sealed) if number else None) for row, number in zip(self.new_people, self.new_numbers, strict=True)]
        insert_many(self.conn, table_of(Person), _PERSON, people)
        if later:
            table = table_of(Household)
            self.conn.execute(
                update(table).where(table.c.id == bindparam("b_id"), table.c.head_id.is_(None)).values(head_id=bindparam("head_id")), later
            )
        if self.changed:
            table = table_of(Person)
            self.conn.execute(
                update(table).where(table.c.id == bindparam("b_id")).values(household_id=bindparam("household_id")), self.changed
            )
        self.by_name.clear()
        self.made.clear()
        self.new_households, self.new_people, self.new_numbers, self.changed, self.heads = {}, [], [], [], []
