"""What a place has decided for itself about publication; a village without an own word follows its township."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from loaders import journal, place_names
from loaders.places import Gazetteer, Place
from loaders.readers.result import Reading
from loaders.records.publication import PlaceSetting

TWO_STEPS = "two-steps"  # on, off: the committee approves before anything is public
MAJOR = "major-fen"  # from which amount on a matter of money is a major one, as the county has set it
CONTACT = "contact"  # whom people of the place may ask, as it is printed on their cards
DAY = "publication-day"  # the customary day of the month after a quarter

#: Records that are never published need no committee.
PRIVATE = ("person", "household_income", "visit", "reference_entry")

NAMES = {TWO_STEPS: "公布前先审核", MAJOR: "重大财务事项的标准", DAY: "季度公布日"}


def of(conn: Connection, name: str) -> dict[int, str]:
    """The own words of all places about one thing, by place."""
    found = conn.execute(select(PlaceSetting.place_id, PlaceSetting.value).where(PlaceSetting.name == name))
    return {place_id: value for place_id, value in found}


def value(conn: Connection, name: str, place_id: int, township_id: int | None) -> str | None:
    """What counts for a place: its own word, else that of its township, else nothing."""
    said = of(conn, name)
    return said.get(place_id, said.get(township_id) if township_id is not None else None)


def keep(conn: Connection, actor: str, place_id: int, name: str, word: str | None) -> None:
    """Keep the word of a place, or forget it; the journal says by whom."""
    own = PlaceSetting.place_id == place_id, PlaceSetting.name == name
    conn.execute(delete(PlaceSetting).where(*own))
    if word is not None:
        conn.execute(insert(PlaceSetting).values(place_id=place_id, name=name, value=word[:100]))
    journal.write(conn, actor, "place-setting", f"{place_id}:{name}", word or "")


def committee(conn: Connection, gazetteer: Gazetteer, tables: Iterable[Reading]) -> Place | None:
    """The place whose committee has to approve these tables before they are public; none where no place asks for it."""
    words = of(conn, TWO_STEPS)
    if "on" not in words.values():
        return None
    asking: dict[int, Place] = {}
    for place in {place.id: place for found in tables if found.form and found.form.record not in PRIVATE for place in _places(gazetteer, found)}.values():
        own = words.get(place.id, words.get(place.township_id) if place.township_id is not None else None)
        if own == "on":
            asking[place.id] = place
    return _smallest(gazetteer, list(asking.values()))


def _smallest(gazetteer: Gazetteer, asking: list[Place]) -> Place | None:
    """The smallest place that covers all of them."""
    if len(asking) < 2:
        return asking[0] if asking else None
    townships = {place.township_id for place in asking}
    above = gazetteer.by_id(townships.pop() or 0) if len(townships) == 1 else None
    if above is not None:
        return above
    counties = {town.parent_id for place in asking if (town := gazetteer.by_id(place.township_id or 0)) is not None}
    return (gazetteer.by_id(counties.pop() or 0) if len(counties) == 1 else None) or asking[0]


def _places(gazetteer: Gazetteer, found: Reading) -> list[Place]:
    """The places that a table is about: that of the whole table, and those of its rows."""
    own = {(found.township, found.village)}
    for record in found.records:
        get = record.values.get
        own.add((get("township") or found.township, get("village") or found.village))
        own |= {(get("township") or found.township, name) for name in get("also") or ()}
    return [place for township, village in own for place in _named(gazetteer, township, village)]


def _named(gazetteer: Gazetteer, township: str | None, village: str | None) -> list[Place]:
    seat = gazetteer.find(township, level="township") if township and place_names.kind_of(township) != "county" else None
    if village is None:
        return [seat] if seat else []
    place = gazetteer.find(village, seat.id if seat else None, "village")
    if place is None:  # not in the list of places yet, or a name of several villages: its township's word counts
        return [seat] if seat else gazetteer.candidates(village, None, "village")
    return [place]
