"""The names of those who live somewhere: whom the words of a public line may name, so that they can be masked there."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from loaders import text
from loaders.records.people import Person


class Residents:
    """Masks, in the words of a village's lines, the people who live there and those whom the line itself names."""

    def __init__(self, conn: Connection, villages: Iterable[int]) -> None:
        self._of: dict[int, set[str]] = {number: set() for number in villages}
        if self._of:
            for village, name in conn.execute(select(Person.village_id, Person.name).where(Person.village_id.in_(list(self._of)))):
                self._of[village].add(name)

    def masked(self, words: str, village_id: int, party: str | None = None) -> str:
        """The words with the names of the village's residents and of the party masked."""
        own = text.people_in(party) if party else ()
        return text.mask_residents_in(text.mask_people_in(words, own), self._of.get(village_id, ()))
