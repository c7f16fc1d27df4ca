"""What waits for a supervision committee: for who decides, for the clerk who prepared it; and which places ask for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from dashboard import cross_matching, display
from dashboard.access import Viewer, Whose, may
from dashboard.queries import imports, looks
from dashboard.queries.imports import RECORDS, OnDesk
from loaders import approving, importing, place_settings, workdays
from loaders.approving import STATES, Prepared, Refused
from loaders.columns import yuan
from loaders.database import Database
from loaders.importing import Checked, Progress
from loaders.places import Gazetteer
from loaders.records.base import table_of
from loaders.records.places import Place
from loaders.records.publication import Preparation

MOST = 50
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Content:
    """A table that waits: what it is, how many rows, its sum, what it replaces."""

    what: str
    rows: int
    rejected: int
    fen: int
    stated_fen: int | None
    money: bool
    change: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that was sent for approval."""

    id: int
    file: str
    place: str
    actor: str
    at: datetime  # as the clerk's clock shows it
    state: str
    decided_by: str
    decided_at: datetime | None
    said: str
    reason: str
    contents: tuple[Content, ...]
    mine: bool  # the viewer prepared it

    @property
    def words(self) -> str:
        """Its state in words."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a file: it is published, or waits for its committee."""

    lines: list[str]
    waits: str = ""  # the place whose committee decides


# --- the clerk -----------------------------------------------------------------------------------------


def asks(db: Database, viewer: Viewer, desk: OnDesk, decisions: dict[int, str]) -> str:
    """The place whose committee has to approve the file of a clerk first; empty where it may be published at once."""
    found = approving.asking(db, desk.checked, {**decisions, **dict.fromkeys(desk.refused, "skip")}) if may(viewer, "publish") and desk.viewer == viewer else None
    return found[1] if found else ""


def send(db: Database, viewer: Viewer, desk: OnDesk, decisions: dict[int, str], reason: str = "", remainders: dict[int, str] | None = None) -> int:
    """Prepare a file for its committee; its number, or :class:`imports.NotNow`."""
    if not may(viewer, "publish"):
        raise imports.NotNow("您的账号不能送审。")
    decided = imports.decided(db, viewer, desk, decisions, remainders)
    try:
        return approving.prepare(db, desk.checked, viewer.name, viewer.account_id, viewer.place_id, decided, reason, remainders)
    except (importing.Stopped, Refused) as stopped:
        raise imports.NotNow(str(stopped)) from None


def sent(db: Database, viewer: Viewer) -> list[Waiting]:
    """What was prepared at the viewer's office or below it and is not done with, the newest first."""
    if not may(viewer, "publish"):
        return []
    preparation = table_of(Preparation)
    wanted = select(preparation).where(preparation.c.state.in_(("prepared", "returned"))).order_by(preparation.c.id.desc())
    with db.read() as conn:
        found = [approving.read(row) for row in conn.execute(wanted)]
        return [_waiting(conn, viewer, one) for one in found if _covers(conn, viewer, "publish", one.place_id)][:MOST]


def drop(db: Database, viewer: Viewer, number: int) -> None:
    """Take back what was prepared at home, or put aside what was returned."""
    if not may(viewer, "publish") or number not in {one.id for one in sent(db, viewer)}:
        raise Refused("这份文件不归您管。")
    approving.drop(db, number, viewer.name)


# --- the committee -------------------------------------------------------------------------------------


def waiting(db: Database, viewer: Viewer) -> list[Waiting]:
    """What the viewer may decide about, the oldest first."""
    if not may(viewer, "approve"):
        return []
    preparation = table_of(Preparation)
    with db.read() as conn:
        found = [approving.read(row) for row in conn.execute(select(preparation).where(preparation.c.state == "prepared").order_by(preparation.c.id))]
        return [_waiting(conn, viewer, one) for one in found if _covers(conn, viewer, "approve", one.place_id)]


def decided(db: Database, viewer: Viewer) -> list[Waiting]:
    """What was approved or returned for the viewer's place, the newest first."""
    if not may(viewer, "approve"):
        return []
    preparation = table_of(Preparation)
    wanted = select(preparation).where(preparation.c.state.in_(("approved", "returned"))).order_by(preparation.c.decided_at.desc()).limit(MOST)
    with db.read() as conn:
        found = [approving.read(row) for row in conn.execute(wanted)]
        return [_waiting(conn, viewer, one) for one in found if _covers(conn, viewer, "approve", one.place_id)]


def _covers(conn: Connection, viewer: Viewer, right: str, place_id: int) -> bool:
    """Whether the right reaches the place."""
    place = conn.execute(select(Place.level, Place.township_id).where(Place.id == place_id)).first()
    return place is not None and may(viewer, right, Whose(place.township_id, place_id if place.level == "village" else None))


def _mine_to_decide(db: Database, viewer: Viewer, number: int) -> Prepared:
    with db.read() as conn:
        one = approving.of(conn, number)
        if one is None or not may(viewer, "approve") or not _covers(conn, viewer, "approve", one.place_id):
            raise Refused("这份文件不归您审核。")
    return one


def original(db: Database, viewer: Viewer, number: int) -> bytes | None:
    """The file as it was prepared, for who decides; the look is written down."""
    one = _mine_to_decide(db, viewer, number)
    looks.note(db, viewer, looks.prepared(number), "公布前审核")
    return db.open_file(one.sha256)


def rows(db: Database, viewer: Viewer, number: int, progress: Progress | None = None) -> list[tuple[str, list[list[str]]]]:
    """The first rows of every table that would be published: row, who or what, amount; numbers of people never."""
    one = _mine_to_decide(db, viewer, number)
    looks.note(db, viewer, looks.prepared(number), "公布前审核")
    checked = approving.opened(db, one, _as_clerk(db, one), progress)
    chosen = {id(table) for table, _ in importing.chosen_of(checked, one.decisions)}
    found = []
    for table in checked.tables:
        if id(table) in chosen:
            lines = [[str(record.row), _who(record.values), _amount(record.values)] for record in table.reading.records[:MOST_ROWS]]
            found.append((imports.what(table.reading), lines))
    return found


def _who(values: dict[str, Any]) -> str:
    for key in ("name", "summary", "label", "matter", "subject", "project", "purpose", "party", "village"):
        if values.get(key):
            return display.party(str(values[key])) if key == "party" else str(values[key])
    return ""


def _amount(values: dict[str, Any]) -> str:
    if "income" in values:
        return f"收{yuan(values['income'])}" if values["income"] else f"支{yuan(values['spending'])}"
    fen = next((values[key] for key in ("amount", "yearly", "total", "budget", "original") if isinstance(values.get(key), int)), None)
    return "" if fen is None else yuan(fen)


def _as_clerk(db: Database, one: Prepared) -> Any:
    """The comparison that the clerk's page makes, as the clerk who prepared the file."""
    if one.home_id is None:
        return None
    with db.read() as conn:
        office = conn.execute(select(Place.level, Place.township_id).where(Place.id == one.home_id)).first()
    county = office is not None and office.level == "county"
    clerk = Viewer("clerk", one.actor, place_id=one.home_id, township_id=office.township_id if office and not county else None, county=county)

    def compare(checked: Checked) -> None:
        if checked.status == "ready":
            imports.at_home(db, clerk, checked)

    return compare


def approve(db: Database, viewer: Viewer, number: int, progress: Progress | None = None) -> int:
    """Approve and publish; the import's number, or :class:`Refused` with the reason."""
    one = _mine_to_decide(db, viewer, number)
    checked = approving.opened(db, one, _as_clerk(db, one), progress)
    try:
        import_id = approving.approve(db, number, checked, viewer.name, viewer.account_id, progress)
    except importing.Stopped as stopped:
        raise Refused(stopped.message) from None
    cross_matching.recheck(db, import_id)
    return import_id


def give_back(db: Database, viewer: Viewer, number: int, reason: str) -> None:
    """Return a file to its clerk with a reason."""
    _mine_to_decide(db, viewer, number)
    approving.give_back(db, number, viewer.name, reason)


def _waiting(conn: Connection, viewer: Viewer, one: Prepared) -> Waiting:
    place = conn.execute(select(Place.name).where(Place.id == one.place_id)).scalar() or ""
    mine = (viewer.account_id is not None and viewer.account_id == one.account_id) or viewer.name == one.actor
    return Waiting(
        one.id, one.name, place, one.actor, workdays.china_time(one.at), one.state, one.decided_by or "", workdays.china_time(one.decided_at) if one.decided_at else None, one.said, one.reason,
        tuple(map(_content, one.contents)), mine,
    )  # fmt: skip


def _content(said: dict[str, Any]) -> Content:
    about = said["scheme"] or RECORDS.get(said["record"]) or said["form"]
    what = "　".join(part for part in (about, display.period(said["period"]) if said["period"] else "", said["place"]) if part)
    change = ""
    if said["replaces"]:
        change = f"替换已公布的《{'》《'.join(said['replaces'])}》，原来合计{display.yuan(said['old_fen'] or 0)}"
    elif said["decision"] == "add":
        change = "补充：和已公布的都算"
    return Content(what, said["rows"], said["rejected"], said["fen"], said["stated_fen"], said["record"] in ("payment", "ledger_entry", "entitlement", "pending"), change)


# --- which places ask for it ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Custom:
    """A place and what it has decided for itself; ``follows`` is what counts where it has said nothing."""

    place_id: int
    name: str
    level: str
    two_steps: bool | None
    follows: bool
    major_fen: int | None


def customs(db: Database, viewer: Viewer) -> list[Custom]:
    """The places of the administrator with their own words: the township first, then its villages."""
    if not may(viewer, "place-settings"):
        return []
    with db.read() as conn:
        gazetteer = Gazetteer(conn)
        steps, major = (place_settings.of(conn, name) for name in (place_settings.TWO_STEPS, place_settings.MAJOR))
        seats = [place for place in gazetteer.townships() if _covers(conn, viewer, "place-settings", place.id)]
        found = [place for seat in seats for place in (seat, *gazetteer.villages(seat.id))]
    return [
        Custom(
            place.id, place.name, place.level, steps[place.id] == "on" if place.id in steps else None, steps.get(place.township_id or 0) == "on",
            int(major[place.id]) if place.id in major else None,
        )
        for place in found
    ]  # fmt: skip


def set_two_steps(db: Database, viewer: Viewer, place_id: int, asks_for_it: bool | None) -> None:
    """Keep whether a place asks for approval; none follows the township."""
    _settable(db, viewer, place_id)
    with db.write() as conn:
        place_settings.keep(conn, viewer.name, place_id, place_settings.TWO_STEPS, None if asks_for_it is None else "on" if asks_for_it else "off")


def set_major(db: Database, viewer: Viewer, place_id: int, fen: int | None) -> None:
    """Keep from which amount on a matter of money is a major one in a place."""
    _settable(db, viewer, place_id)
    if fen is not None and fen <= 0:
        raise Refused("金额要大于0。")
    with db.write() as conn:
        place_settings.keep(conn, viewer.name, place_id, place_settings.MAJOR, None if fen is None else str(fen))


def _settable(db: Database, viewer: Viewer, place_id: int) -> None:
    if place_id not in {place.place_id for place in customs(db, viewer)}:
        raise Refused("这个地方不归您管。")
