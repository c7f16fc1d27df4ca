"""What a village owes to the public and until when: published, late, missing, due soon, or not applicable with a reason.

Everything is computed on the day from what is in force: no clock runs beside. A publication counts from the first day on
which it stood here, also where a later file has replaced it; what was withdrawn with nothing instead does not count. Where
its own sheet says since when it hung on the board, that day counts and the page says so. What was due before a place came
to this dashboard, and was brought in afterwards, is no fault of it: it is called so and left out of the share. An item whose sheets say since when they hung is judged from the first of
those days on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import Connection, func, insert, select, update

from dashboard import clock, display
from dashboard.access import Viewer, Whose, may
from dashboard.queries import papers
from loaders import catalogue, journal, notes, periods, place_settings, text, workdays
from loaders.catalogue import Item
from loaders.database import Database
from loaders.lists import TABLES
from loaders.records.base import Base, table_of
from loaders.records.books import LedgerEntry, LedgerSummary
from loaders.records.imports import Batch, Import, Replacement
from loaders.records.papers import Paper
from loaders.records.payments import Entitlement, PaymentTotal, SchemeRow
from loaders.records.places import Place
from loaders.records.publication import Exemption, Posting, Preparation

State = Literal["ontime", "late", "missing", "soon", "later", "before", "exempt", "event"]
#: state → the sign and the word that say it without its colour
WORDS: dict[State, tuple[str, str]] = {
    "ontime": ("✓", "按时公开"), "late": ("△", "公开晚了"), "missing": ("✗", "该公开还没公开"), "soon": ("○", "快到期"), "later": ("·", "还没到期"),
    "before": ("◇", "启用本站前的，补录"), "exempt": ("—", "不适用"), "event": ("＋", "有事就公开"),
}  # fmt: skip
SOON = 14  # days
YEAR = timedelta(days=365)
PAPER: Final = "notice"  # a photo of what hangs on the board; its subject names item and period
_LONGEST = 200
#: The records whose rows say which village they are about; payments are found by their totals.
_KINDS: dict[str, type[Base]] = {"ledger_entry": LedgerEntry, "entitlement": Entitlement, "ledger_summary": LedgerSummary, **TABLES}


@dataclass(frozen=True, slots=True)
class Duty:
    """An item for one period of one place."""

    item: Item
    period: str | None  # none for what follows events
    state: State
    due: date | None
    day: date | None = None  # when it was first public
    stated: bool = False  # that day is what the sheet says
    entered: date | None = None  # when it came into this dashboard
    days: int = 0  # late, or left
    reason: str = ""  # why it does not apply
    by: str = ""
    approved: bool = False  # the supervision committee has approved it


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what was due in a year was public in time."""

    ontime: int
    late: int
    missing: int

    @property
    def due(self) -> int:
        """How many duties are judged."""
        return self.ontime + self.late + self.missing

    @property
    def percent(self) -> int | None:
        """The share that was in time, rounded down; none where nothing was due yet."""
        return self.ontime * 100 // self.due if self.due else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A village's duties: the newest of each item first, the year before it, and what follows events."""

    place_id: int
    place: str
    township: str
    township_id: int | None
    since: date | None  # from when on it is judged
    duties: tuple[Duty, ...]  # that recur, of the last year and the next, the newest of an item first
    events: tuple[Duty, ...]
    unsure: tuple[Item, ...]  # whose ground nobody has confirmed, or that are for some places alone
    share: Share

    def of(self, *states: State) -> list[Duty]:
        """The duties in these states, those that are longest due first."""
        return sorted((duty for duty in self.duties if duty.state in states), key=lambda duty: duty.due or date.max)

    @property
    def newest(self) -> list[Duty]:
        """The duty of each item that was due last, or the next one where none was due yet."""
        found: dict[str, Duty] = {}
        for duty in self.duties:
            before = found.get(duty.item.key)
            if before is None or (before.state == "later" and duty.state != "later") or (duty.state not in ("later",) and duty.due and before.due and duty.due > before.due):
                found[duty.item.key] = duty
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Town:
    """A township's villages beside one another."""

    id: int
    name: str
    villages: tuple[Calendar, ...]
    items: tuple[Item, ...]
    share: Share


# --- what was published --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Shown:
    """Something that is in force: of which record and scheme, for which period, since when it is public."""

    record: str
    scheme: str | None
    period: str | None
    day: date
    stated: bool
    entered: date
    batch_id: int
    approved: bool


@dataclass(frozen=True, slots=True)
class _First:
    """Since when a batch, or what it replaced, is public."""

    day: date
    stated: bool
    entered: date
    approved: bool


def _firsts(conn: Connection, batches: Iterable[int]) -> dict[int, _First]:
    """For each batch the first day on which it or what it replaced was public here, or on the board as its sheet says."""
    wanted = set(batches)
    before: dict[int, list[int]] = defaultdict(list)
    for new, old in conn.execute(select(Replacement.batch_id, Replacement.replaced_id)):
        before[new].append(old)
    chains = {number: _chain(number, before) for number in wanted}
    every = sorted({number for chain in chains.values() for number in chain})
    at: dict[int, date] = {}
    approved: set[int] = set()
    posted: dict[int, date] = {}
    for start in range(0, len(every), 500):
        part = every[start : start + 500]
        rows = conn.execute(select(Batch.id, Import.at, Preparation.id).join(Import, Import.id == Batch.import_id).outerjoin(Preparation, Preparation.import_id == Import.id).where(Batch.id.in_(part)))
        for number, when, prepared in rows:
            at[number] = workdays.china_day(when)
            approved |= {number} if prepared is not None else set()
        posted |= {number: since for number, since in conn.execute(select(Posting.batch_id, Posting.since).where(Posting.batch_id.in_(part)))}
    found = {}
    for number, chain in chains.items():
        entered = min(at[one] for one in chain if one in at)
        boards = [since for one in chain if (since := posted.get(one)) and since <= entered]
        found[number] = _First(min([entered, *boards]), bool(boards), entered, number in approved)
    return found


def _chain(number: int, before: dict[int, list[int]]) -> list[int]:
    """A batch and everything that it has replaced, one after the other."""
    found, waiting = [number], list(before.get(number, ()))
    while waiting:
        old = waiting.pop()
        if old not in found:
            found.append(old)
            waiting += before.get(old, ())
    return found


def _in_force(conn: Connection, villages: Sequence[int], since: date) -> list[tuple[int, int, str, str | None, str | None]]:
    """Village, batch, record, scheme and period of what is in force about these villages."""
    found: list[tuple[int, int, str, str | None, str | None]] = []
    for record, kind in _KINDS.items():
        table = table_of(kind)
        place = table.c.village_id if "village_id" in table.c else table.c.place_id
        period = table.c.month if record == "ledger_entry" else table.c.period
        scheme = table.c.scheme_id if "scheme_id" in table.c else None
        wanted = select(place, table.c.batch_id, period, *([SchemeRow.key] if scheme is not None else [])).join(Batch, Batch.id == table.c.batch_id)
        if scheme is not None:
            wanted = wanted.outerjoin(SchemeRow, SchemeRow.id == scheme)
        if record == "ledger_entry":
            wanted = wanted.add_columns(table.c.period)
        for row in conn.execute(wanted.where(place.in_(villages), Batch.in_force).distinct()):
            own = (row[2] or row[3]) if record == "ledger_entry" else row[2]
            found.append((row[0], row[1], record, row[3] if scheme is not None else None, own))
    return [*found, *_paid(conn, villages, since)]


def _paid(conn: Connection, villages: Sequence[int], since: date) -> list[tuple[int, int, str, str | None, str | None]]:
    """The same of payments, out of their totals: which scheme and period a village has, and the batch that brought it."""
    total = table_of(PaymentTotal)
    rows = conn.execute(
        select(total.c.township_id, total.c.village_id, total.c.period, total.c.scheme_id, SchemeRow.key)
        .join(SchemeRow, SchemeRow.id == total.c.scheme_id)
        .where(total.c.village_id.in_(villages), func.substr(total.c.period, 1, 4) >= str(since.year - 1))
    ).all()
    batches: dict[tuple[int | None, int | None], list[tuple[int, str | None, int | None]]] = defaultdict(list)
    known = select(Batch.id, Batch.township_id, Batch.scheme_id, Batch.period, Batch.place_id).where(Batch.record == "payment", Batch.in_force)
    for batch in conn.execute(known.where(Batch.township_id.in_({row.township_id for row in rows})).order_by(Batch.id)):
        batches[batch.township_id, batch.scheme_id].append((batch.id, batch.period, batch.place_id))
    found = []
    for row in rows:
        same = [one for one in batches[row.township_id, row.scheme_id] if one[1] == row.period]
        own = same or [*batches[row.township_id, row.scheme_id], *batches[row.township_id, None]]
        fits = [number for number, period, place in own if (period is None or _within(row.period, period)) and place in (None, row.village_id, row.township_id)]
        if fits:
            found.append((row.village_id, fits[0], "payment", row.key, row.period))
    return found


def _within(inner: str, outer: str) -> bool:
    return inner == outer or bool(_months(inner) and _months(inner) <= _months(outer))


@lru_cache(maxsize=2048)
def _months(period: str) -> frozenset[str]:
    """The months of a period; none where it is not written as one."""
    return frozenset(periods.months(period)) if periods.is_period(period) else frozenset()


def _papers(conn: Connection, villages: Sequence[int]) -> dict[int, dict[tuple[str, str | None], date]]:
    """The photos of notices, by village: item and period, and the day on which they came."""
    found: dict[int, dict[tuple[str, str | None], date]] = defaultdict(dict)
    rows = conn.execute(select(Paper.place_id, Paper.subject, Paper.at).where(Paper.place_id.in_(villages), Paper.subject.like(f"{PAPER}:%"), Paper.hidden.is_(False)).order_by(Paper.id))
    for place_id, subject, at in rows:
        _, item, *period = subject.split(":")
        found[place_id].setdefault((item, period[0] if period else None), workdays.china_day(at))
    return found


# --- what is owed --------------------------------------------------------------------------------------


def village(db: Database, viewer: Viewer, place_id: int, today: date) -> Calendar | None:
    """The calendar of a village on a day; none for what is no village."""
    if not may(viewer, "public-village"):
        return None
    with db.read() as conn:
        found = _calendars(conn, [place_id], today)
    return found[0] if found else None


def township(db: Database, viewer: Viewer, township_id: int, today: date) -> Town | None:
    """The villages of a township beside one another; none for what is no township."""
    if not may(viewer, "public-village"):
        return None
    with db.read() as conn:
        name = conn.execute(select(Place.name).where(Place.id == township_id, Place.level == "township")).scalar()
        if name is None:
            return None
        own = select(Place.id).where(Place.township_id == township_id, Place.level == "village", Place.valid_to.is_(None)).order_by(Place.id)
        found = tuple(_calendars(conn, list(conn.execute(own).scalars()), today))
    return Town(township_id, name, found, tuple(catalogue.owed_by_villages()), _sum(one.share for one in found))


def townships(db: Database, viewer: Viewer) -> dict[int, str]:
    """The townships that have villages, by number."""
    if not may(viewer, "public-village"):
        return {}
    own = select(Place.township_id).where(Place.level == "village").distinct()
    with db.read() as conn:
        rows = conn.execute(select(Place.id, Place.name).where(Place.level == "township", Place.id.in_(own)).order_by(Place.id))
        return {number: name for number, name in rows}


def _sum(shares: Iterable[Share]) -> Share:
    found = list(shares)
    return Share(sum(s.ontime for s in found), sum(s.late for s in found), sum(s.missing for s in found))


def _calendars(conn: Connection, villages: Sequence[int], today: date) -> list[Calendar]:
    places = {row.id: row for row in conn.execute(select(Place.id, Place.name, Place.township_id).where(Place.id.in_(villages), Place.level == "village"))}
    if not places:
        return []
    seats = {row.township_id for row in places.values()}
    names = {number: name for number, name in conn.execute(select(Place.id, Place.name).where(Place.id.in_(seats)))}
    rows = _in_force(conn, list(places), today - 2 * YEAR)
    firsts = _firsts(conn, {row[1] for row in rows})
    shown: dict[int, list[_Shown]] = defaultdict(list)
    for place_id, batch_id, record, scheme, period in rows:
        first = firsts[batch_id]
        shown[place_id].append(_Shown(record, scheme, period, first.day, first.stated, first.entered, batch_id, first.approved))
    photos, exempt, opened = _papers(conn, list(places)), _exemptions(conn, list(places)), _opened(conn, seats)
    days = place_settings.of(conn, place_settings.DAY)
    major = place_settings.of(conn, place_settings.MAJOR)
    found = []
    for place_id in sorted(places):
        row = places[place_id]
        own = shown[place_id]
        day = int(days.get(place_id, days.get(row.township_id or 0, str(catalogue.CUSTOMARY))))
        known = _Known(own, photos[place_id], exempt[place_id], opened.get(row.township_id), day)
        limit = major.get(place_id, major.get(row.township_id or 0))
        large = _large(conn, place_id, int(limit), known, today) if limit else []
        found.append(_calendar(row, names.get(row.township_id, ""), known, large, today))
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """All that is known about a village's publications."""

    shown: list[_Shown]
    papers: dict[tuple[str, str | None], date]
    exempt: list[Any]
    opened: date | None  # since when its township uses this dashboard
    day: int  # the customary one


def _opened(conn: Connection, townships: Iterable[int | None]) -> dict[int | None, date]:
    """The day of the first import about each township, whatever became of it."""
    wanted = select(Batch.township_id, func.min(Import.at)).join(Import, Import.id == Batch.import_id)
    rows = conn.execute(wanted.where(Batch.township_id.in_([number for number in townships if number is not None])).group_by(Batch.township_id))
    return {number: workdays.china_day(at) for number, at in rows}


def _exemptions(conn: Connection, villages: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in conn.execute(select(table_of(Exemption)).where(Exemption.place_id.in_(villages)).order_by(Exemption.id)):
        found[row.place_id].append(row)
    return found


def _calendar(place: Any, township_name: str, known: _Known, large: list[Duty], today: date) -> Calendar:
    duties: list[Duty] = []
    events: list[Duty] = list(large)
    unsure: list[Item] = []
    owed = {item.key for item in catalogue.owed_by_villages()}
    for item in catalogue.of_level(catalogue.VILLAGE):
        if not item.judged:
            unsure += [item] if item.mode == "主动" else []
        elif item.key in owed:
            own = [one for one in known.shown if _fits(one, item)]
            duties += [_duty(item, period, own, known, today) for period in reversed(catalogue.periods_between(item, today - YEAR, today + YEAR, known.day)) if _counts(item, period, today)]
        elif not any(duty.item.key == item.key for duty in large):
            events.append(_event(item, known))
    duties = [duty for duty in duties if not (duty.state == "before" and duty.day is None)]
    judged = [duty for duty in (*duties, *large) if duty.due and today - YEAR <= duty.due <= today]
    share = Share(*(sum(duty.state == state for duty in judged) for state in ("ontime", "late", "missing")))
    return Calendar(place.id, place.name, township_name, place.township_id, known.opened, tuple(duties), tuple(events), tuple(unsure), share)


def _counts(item: Item, period: str, today: date) -> bool:
    """Whether a period has begun: what lies in the future is not owed yet."""
    return periods.bounds(period)[0] <= today


def _duty(item: Item, period: str, shown: list[_Shown], known: _Known, today: date) -> Duty:
    """The duty of an item for a period; ``shown`` is what is public of that item at all."""
    until = catalogue.due(item, period, known.day)
    if lifted := _lifted(item, period, until, known.exempt):
        return Duty(item, period, "exempt", until, reason=lifted.reason, by=lifted.actor)
    own = [one for one in shown if _fulfils(one, item, period, known.day)]
    paper = known.papers.get((item.key, period))
    if own:
        first = min(own, key=lambda one: one.day)
        return _public(item, period, until, first, known)
    if paper:
        return _public(item, period, until, _Shown("paper", None, period, paper, False, paper, 0, False), known)
    if until >= today:
        left = (until - today).days
        return Duty(item, period, "soon" if left <= SOON else "later", until, days=left)
    since = min((day for day in (known.opened, *(one.day for one in shown if one.stated)) if day), default=None)
    if since is None or until < since:
        return Duty(item, period, "before", until)
    return Duty(item, period, "missing", until, days=(today - until).days)


def _public(item: Item, period: str | None, until: date, first: _Shown, known: _Known) -> Duty:
    """The state of what is public: in time, late, or brought in for a time before this dashboard."""
    state: State = "ontime" if first.day <= until else "late"
    if state == "late" and not first.stated and known.opened is not None and until < known.opened:
        state = "before"
    days = (first.day - until).days if state == "late" else 0
    return Duty(item, period, state, until, first.day, first.stated, first.entered, days, approved=first.approved)


def _fulfils(one: _Shown, item: Item, period: str, day: int) -> bool:
    """Whether what is in force is the publication of an item for a period."""
    own, wanted = _months(one.period or ""), _months(period)
    if own and len(own) <= len(wanted):
        return own <= wanted
    return catalogue.period_of(item, one.day, day) == period


def _fits(one: _Shown, item: Item) -> bool:
    return one.record in item.records and (not item.schemes or one.record not in ("payment", "entitlement", "pending", "scheme_summary") or one.scheme in item.schemes)


def _lifted(item: Item, period: str, until: date, exempt: list[Any]) -> Any:
    """The newest word that an item does not apply in a period; what was ended counts for what was due before."""
    fits = (row for row in reversed(exempt) if row.item == item.key and row.period in (None, period))
    return next((row for row in fits if row.ended_at is None or (row.period is None and until < workdays.china_day(row.ended_at))), None)


def _event(item: Item, known: _Known) -> Duty:
    """What follows events: when it was public last, as far as anything was."""
    if lifted := next((row for row in reversed(known.exempt) if row.item == item.key and row.ended_at is None), None):
        return Duty(item, None, "exempt", None, reason=lifted.reason, by=lifted.actor)
    own = [one for one in known.shown if _fits(one, item)]
    photos = [day for (key, _), day in known.papers.items() if key == item.key]
    last = max([one.day for one in own] + photos, default=None)
    return Duty(item, None, "event", None, last)


def _large(conn: Connection, place_id: int, limit: int, known: _Known, today: date) -> list[Duty]:
    """Entries of the books from the county's limit on, each with the days that the law gives it."""
    item = catalogue.items().get("major-financial-event")
    if item is None:
        return []
    entry = table_of(LedgerEntry)
    wanted = select(entry.c.entry_date, entry.c.batch_id).join(Batch, Batch.id == entry.c.batch_id).where(entry.c.village_id == place_id, Batch.in_force)
    wanted = wanted.where((entry.c.income_fen >= limit) | (entry.c.spending_fen >= limit), entry.c.entry_date > today - YEAR)
    public = {one.batch_id: one for one in known.shown if one.record == "ledger_entry"}
    found = []
    for day, batch_id in conn.execute(wanted.order_by(entry.c.entry_date.desc())):
        until = item.due_after(day)
        if until is not None and batch_id in public:
            found.append(_public(item, day.isoformat(), until, public[batch_id], known))
    return found


def notices(found: Calendar) -> dict[str, str]:
    """What a photo of a notice may show: its subject, and item and period in words; what is owed now first."""
    order = {"missing": 0, "soon": 1, "later": 2}
    open_ = sorted((duty for duty in found.duties if duty.state in order), key=lambda duty: (order[duty.state], duty.due or date.max))
    every = [duty.item for duty in found.events if duty.period is None] + list(found.unsure)
    named = {papers.subject(PAPER, f"{duty.item.key}:{duty.period}"): f"{duty.item.name}（{display.period(duty.period)}）" for duty in open_}
    return named | {papers.subject(PAPER, item.key): item.name for item in every}


# --- the clerk -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is late or due soon in one of the clerk's villages."""

    place_id: int
    place: str
    duty: Duty


def reminders(db: Database, viewer: Viewer, today: date) -> list[Reminder]:
    """What the clerk's villages owe: what is missing, the longest first, then what is due in the next days."""
    with db.read() as conn:
        found = _calendars(conn, [number for number in _own(conn, viewer, "publish")], today)
    owed = [Reminder(one.place_id, one.place, duty) for one in found for duty in one.of("missing", "soon")]
    return sorted(owed, key=lambda each: (each.duty.due or today, each.place_id))


def _own(conn: Connection, viewer: Viewer, right: str) -> dict[int, str]:
    """The villages that a right of the viewer reaches; those of a county's office would be too many to be reminded of."""
    if not may(viewer, right) or viewer.township_id is None:
        return {}
    rows = conn.execute(select(Place.id, Place.name, Place.township_id).where(Place.township_id == viewer.township_id, Place.level == "village").order_by(Place.id))
    return {row.id: row.name for row in rows if may(viewer, right, Whose(row.township_id, row.id))}


class NotKept(Exception):
    """The word is not kept; the message says why."""


def own_villages(db: Database, viewer: Viewer) -> dict[int, str]:
    """The villages for which the viewer may say that an item does not apply."""
    with db.read() as conn:
        return _own(conn, viewer, "exempt")


def exempt(db: Database, viewer: Viewer, place_id: int, item: str, period: str | None, reason: str) -> None:
    """Keep that an item does not apply to a village, for a period or from now on, with a public reason; written into the journal."""
    words = text.mask_numbers_in(text.visible(reason))[:_LONGEST]
    known = catalogue.items().get(item)
    if place_id not in own_villages(db, viewer):
        raise NotKept("这个村不归您管。")
    if known is None or catalogue.VILLAGE not in known.level or (period is not None and not periods.is_period(period)):
        raise NotKept("目录里没有这一项。")
    if len(words) < 2:
        raise NotKept("请写明为什么不适用，村民看得到。例如：本村没有特困供养对象。")
    with db.write() as conn:
        words = notes.in_public(conn, conn.execute(select(Place.township_id).where(Place.id == place_id)).scalar(), words)
        conn.execute(insert(Exemption).values(place_id=place_id, item=item, period=period, reason=words, at=clock.now(), actor=viewer.name[:60]))
        journal.write(conn, viewer.name, "exempt", f"{place_id}:{item}:{period or ''}", words)


def exemptions(db: Database, viewer: Viewer, place_id: int) -> list[tuple[str, str | None]]:
    """What the viewer may end: item and period of every word that still stands."""
    if place_id not in own_villages(db, viewer):
        return []
    with db.read() as conn:
        rows = conn.execute(select(Exemption.item, Exemption.period).where(Exemption.place_id == place_id, Exemption.ended_at.is_(None)).distinct())
        return [(row.item, row.period) for row in rows]


def end_exemption(db: Database, viewer: Viewer, place_id: int, item: str, period: str | None) -> None:
    """End what was said about an item; it is owed again from now on."""
    if place_id not in own_villages(db, viewer):
        raise NotKept("这个村不归您管。")
    same = Exemption.period == period if period is not None else Exemption.period.is_(None)
    with db.write() as conn:
        ended = conn.execute(update(Exemption).where(Exemption.place_id == place_id, Exemption.item == item, same, Exemption.ended_at.is_(None)).values(ended_at=clock.now(), ended_by=viewer.name[:60]))
        if not ended.rowcount:
            raise NotKept("这一项没有写过不适用。")
        journal.write(conn, viewer.name, "exempt-end", f"{place_id}:{item}:{period or ''}")
