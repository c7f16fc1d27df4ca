"""Roles and rights, as one table."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["visitor", "villager", "clerk", "supervisor", "administrator"]

ROLE_NAMES: dict[Role, str] = {
    "visitor": "访客",
    "villager": "村民",
    "clerk": "经办人",
    "supervisor": "监督员",
    "administrator": "管理员",
}

_EVERYBODY: frozenset[Role] = frozenset(ROLE_NAMES)

#: Who may do what. A right that is missing here is a slip of the programmer, so asking for it fails.
RIGHTS: dict[str, frozenset[Role]] = {
    "own-payments": frozenset({"villager"}),
    "comment": frozenset({"villager"}),
    "public-books": _EVERYBODY,
    "open-data": _EVERYBODY,
    "public-assets": _EVERYBODY,
    "public-village": _EVERYBODY,
    "upload": frozenset({"clerk"}),
    "publish": frozenset({"clerk"}),
    "codes": frozenset({"clerk"}),
    "overview": frozenset({"clerk", "supervisor", "administrator"}),
    "export-full": frozenset({"clerk", "supervisor"}),
    "accounts": frozenset({"administrator"}),
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking; ``place_id`` is the office's place, or the village that a villager lives in."""

    role: Role
    name: str = ""
    account_id: int | None = None
    person_id: int | None = None
    household_id: int | None = None
    place_id: int | None = None
    township_id: int | None = None


VISITOR = Viewer("visitor")


def may(viewer: Viewer, right: str) -> bool:
    """Whether the viewer's role has the right."""
    return viewer.role in RIGHTS[right]
