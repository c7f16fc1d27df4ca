"""How far a right reaches, as a condition of the rows that a question may see."""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from dashboard.access import RIGHTS, Viewer, may


def within(viewer: Viewer, right: str, *, township: Any = None, village: Any = None, household: Any = None, person: Any = None) -> ColumnElement[bool]:
    """The condition of the rows that the viewer's right reaches, by the columns that say where a row belongs.

    No row where the viewer has no such right, or the table has no column that its scope asks for: what does not say
    where it belongs is nobody's.
    """
    if not may(viewer, right):
        return false()
    scope = RIGHTS[right].scope
    if scope == "everybody":
        return true()
    if scope == "person":
        return _is(person, viewer.person_id)
    if scope == "household":
        return or_(_is(person, viewer.person_id), _is(household, viewer.household_id))
    if scope == "village":
        return _is(village, viewer.place_id)
    if scope == "office" and viewer.village_id is not None:
        return _is(village, viewer.village_id)
    return true() if viewer.county else _is(township, viewer.township_id)


def _is(column: Any, value: int | None) -> ColumnElement[bool]:
    if column is None or value is None:
        return false()
    found: ColumnElement[bool] = column == value
    return found
