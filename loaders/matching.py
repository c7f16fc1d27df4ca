"""Which person and household a row means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from loaders import columns
from loaders.records.people import Household, Person

CHUNK = 900
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
    """An identity number, never in clear: digest and sealed number."""

    digest: bytes
    sealed: bytes
    born: date
    sex: str


def chunks(values: Sequence[Any], size: int = CHUNK) -> Iterable[Sequence[Any]]:
    """The values in pieces that one statement takes."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def by_digest(conn: Connection, digests: Sequence[bytes]) -> dict[bytes, Known]:
    """The persons who are known by these digests."""
    found: dict[bytes, Known] = {}
    columns_ = (Person.id_digest, Person.id, Person.household_id, Person.village_id, Person.name)
    for part in chunks(digests):
        for digest, *rest in conn.execute(select(*columns_).where(Person.id_digest.in_(part))):
            found[digest] = Known(*rest)
    return found


@dataclass(slots=True)
class People:
    """Finds or makes the person of a row inside one write transaction; what is new waits in lists to be inserted."""

    conn: Connection
    import_id: int
    township_id: int
    next_id: Any  # makes the ids of this import's rows
    known: dict[bytes, Known] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[Known]] = field(default_factory=dict)
    groups: dict[int, str | None] = field(default_factory=dict)
    households: dict[tuple[int, str], int] = field(default_factory=dict)
    new_people: list[dict[str, Any]] = field(default_factory=list)
    new_households: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    heads: list[tuple[int, int]] = field(default_factory=list)

    def prepare(self, digests: Iterable[bytes], numbers: Iterable[tuple[int, str]]) -> None:
        """Look up at once everybody and every household that the rows may mean."""
        wanted = [digest for digest in set(digests) if digest not in self.known]
        self.known.update(by_digest(self.conn, wanted))
        pairs = list(set(numbers))
        for part in chunks(pairs, 400):
            rows = self.conn.execute(
                select(Household.village_id, Household.number, Household.id).where(Household.number.in_({number for _, number in part}))
            )
            for village_id, number, household_id in rows:
                self.households[village_id, number] = household_id

    def household(self, village_id: int, group: str | None, number: str | None) -> int:
        """The household of that number in the village, or a new one."""
        if number and (found := self.households.get((village_id, number))):
            return found
        made = self.next_id()
        self.new_households.append(
            {
                "id": made,
                "township_id": self.township_id,
                "village_id": village_id,
                "group_name": group,
                "number": number,
                "head_id": None,
                "import_id": self.import_id,
            }
        )
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
            if found is None:
                found = self._unnamed(name, village_id, identity)
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
        self.new_people.append(
            {
                "id": made.id,
                "township_id": self.township_id,
                "village_id": village_id,
                "household_id": household_id,
                "name": name,
                "id_digest": identity.digest if identity else None,
                "id_sealed": identity.sealed if identity else None,
                "birth_date": identity.born if identity else None,
                "sex": identity.sex if identity else None,
                "relation": relation,
                "import_id": self.import_id,
            }
        )
        if relation is None or relation in _HEADS:
            self.heads.append((household_id, made.id))
        if identity is not None:
            self.known[identity.digest] = made
        self.by_name.setdefault((village_id, name), []).append(made)
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
        found = self._candidates(name, village_id)
        if group and len(found) > 1:
            same = [k for k in found if k.household_id is not None and self.groups.get(k.household_id) in (group, None)]
            found = same if len(same) == 1 else found
        return found[0] if len(found) == 1 else None

    def _unnamed(self, name: str, village_id: int, identity: Identity) -> Known | None:
        """Nobody is guessed to own an identity number: it makes a person of its own."""
        return None

    def flush(self) -> None:
        """Insert what is new and write what has changed."""
        from_household = {h["id"]: h for h in self.new_households}
        later: list[dict[str, Any]] = []
        for household_id, person_id in self.heads:
            if household_id in from_household:
                if from_household[household_id]["head_id"] is None:
                    from_household[household_id]["head_id"] = person_id
            else:
                later.append({"b_id": household_id, "head_id": person_id})
        if self.new_households:
            self.conn.execute(Household.__table__.insert(), self.new_households)
        if self.new_people:
            self.conn.execute(Person.__table__.insert(), self.new_people)
        if later:
            table = Household.__table__
            self.conn.execute(
                update(table).where(table.c.id == bindparam("b_id"), table.c.head_id.is_(None)).values(head_id=bindparam("head_id")), later
            )
        if self.changed:
            table = Person.__table__
            self.conn.execute(
                update(table).where(table.c.id == bindparam("b_id")).values(household_id=bindparam("household_id")), self.changed
            )
        self.new_households, self.new_people, self.changed, self.heads = [], [], [], []


def identity_of(number: str, digest: bytes, sealed: bytes) -> Identity:
    """What the database keeps of an identity number."""
    return Identity(digest, sealed, columns.birth_date(number), columns.sex(number))
