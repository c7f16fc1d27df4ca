"""The codes of households, and the slips that they are printed on."""

import secrets
from dataclasses import dataclass

from sqlalchemy import insert, select

from dashboard import clock
from loaders import journal, text
from loaders.database import Database
from loaders.records.accounts import HouseholdCode
from loaders.records.people import Household, Person
from loaders.records.places import Place

#: No two of these are easily taken for each other, on paper or by ear.
ALPHABET = "ACDEFGHJKMNPQRTVWXY34679"
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed on a household's slip; the code stands as 4-4."""

    household_id: int
    head_name: str
    group_name: str
    village: str
    code: str


def issue_codes(db: Database, village_id: int, actor: str) -> int:
    """How many households of the village had no code and have one now."""
    now = clock.now()
    with db.write() as connection:
        without = connection.scalars(
            select(Household.id)
            .outerjoin(HouseholdCode, HouseholdCode.household_id == Household.id)
            .where(Household.village_id == village_id, HouseholdCode.household_id.is_(None))
        ).all()
        codes = {household_id: _new_code() for household_id in without}
        if not codes:
            return 0
        connection.execute(
            insert(HouseholdCode),
            [
                {
                    "household_id": household_id,
                    "code_digest": db.vault.digest(f"code:{code}"),
                    "code_sealed": db.vault.seal(code),
                    "issued_at": now,
                }
                for household_id, code in codes.items()
            ],
        )
        journal.write(connection, actor, "codes-issued", f"place:{village_id}", str(len(codes)))
    return len(codes)


def slips(db: Database, village_id: int) -> list[Slip]:
    """The slips of the village's households that have a code, by group and head."""
    with db.read() as connection:
        rows = connection.execute(
            select(
                Household.id,
                Household.group_name,
                Person.name.label("head"),
                Place.name.label("village"),
                HouseholdCode.code_sealed,
            )
            .join(HouseholdCode, HouseholdCode.household_id == Household.id)
            .outerjoin(Person, Person.id == Household.head_id)
            .outerjoin(Place, Place.id == Household.village_id)
            .where(Household.village_id == village_id)
            .order_by(Household.group_name, Person.name, Household.id)
        ).all()
    return [
        Slip(
            row.id,
            row.head or "",
            row.group_name or "",
            row.village or "",
            shown_code(db.vault.open(row.code_sealed)),
        )
        for row in rows
    ]


def shown_code(code: str) -> str:
    """The code as it is printed: K7MA-9CPD."""
    return f"{code[:4]}-{code[4:]}"


def plain_code(code: str) -> str:
    """The household code as it is compared: capital letters and digits alone."""
    return "".join(c for c in text.squeeze(code).upper() if c.isascii() and c.isalnum())


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
