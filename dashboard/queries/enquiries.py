"""What people ask, as the offices in charge see it: the clock of each, the answer, its publication, the correction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from dashboard import clock, display
from dashboard.access import Viewer, Whose, may
from dashboard.queries import answers, looks
from dashboard.queries.residents import Residents
from dashboard.queries.scope import within
from dashboard.queries.subjects import KINDS, people_of
from loaders import deadlines, enquiring, journal, text, workdays
from loaders.database import Database, vault_beside
from loaders.enquiring import MOVES, OPEN, OUTCOMES, Act, Kept, Party, Standing
from loaders.records.accounts import Account
from loaders.records.base import table_of
from loaders.records.enquiries import Enquiry, EnquiryStep
from loaders.records.imports import Batch, CorrectionNote, Import
from loaders.records.places import Place
from loaders.records.reference import ReferenceEntry
from loaders.workdays import UNKNOWN

NOBODY = "没有留名"
LONGEST_ANSWER, LONGEST_QUESTION, MOST = 1000, 500, 300
Which = Literal["open", "done", "all"]

ACTS: dict[str, str] = {
    "send": "交来", "take": "村里接办", "pass-on": "转给乡镇", "escalate": "到期没有答复，转给乡镇", "answer": "答复", "rate": "评价", "reopen": "要求重新办理", "withdraw": "撤回",
    "close": "办结", "publish": "公开答复", "hide": "不再公开", "correct": "已更正",
}  # fmt: skip
PARTIES: dict[Party, str] = {"asker": "反映的人", "village": "村里", "township": "乡镇", "clock": "到期自动"}


class Refused(Exception):
    """It is not done; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """An enquiry in a list of the office."""

    id: int
    number: str
    place_id: int
    place: str
    kind: str
    about: str
    reason: str
    asker: str
    received_on: date
    now: Standing
    rating: str
    corrected: bool
    direct: bool
    reopened: bool


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was done about an enquiry: when, what, by whom, in which words."""

    day: date
    act: str
    party: Party
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Note:
    """A correction that may be the one that an enquiry led to."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class Case:
    """An enquiry as whoever is in charge of it sees it. ``acts`` is what this viewer may do now, ``why_not`` why not more."""

    line: Line
    party: Party
    asker: str  # in full
    text: str
    photo: bytes | None
    source: str
    clock: deadlines.Clock
    uncertain: str
    steps: tuple[Done, ...]
    answer: str
    outcome: str
    question: str  # what would be public, as proposed or as it is
    public_answer: str
    published_on: date | None
    corrected: str
    notes: tuple[Note, ...]
    acts: frozenset[Act]
    why_not: str = ""


@dataclass(slots=True)
class Count:
    """The enquiries of a village, or for a county of a township."""

    place_id: int
    place: str
    paces: dict[str, int] = field(default_factory=lambda: {"on-track": 0, "at-risk": 0, "overdue": 0})
    ran_out: int = 0  # the village let its days run out
    answered: int = 0
    corrected: int = 0
    ratings: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """How many wait for an answer."""
        return sum(self.paces.values())


# --- what is kept, and what the clock has done since


def kept(row: Any) -> Kept:
    """What the way of an enquiry depends on."""
    return Kept(row.state, row.days, row.unit, row.since, row.answered_on, row.reopened)


def step(conn: Connection, enquiry_id: int, act: str, party: Party, day: date, actor: str = "", words: str = "") -> None:
    """Write down what was done, the words sealed; and note the act in the journal, without words and without askers."""
    sealed = vault_beside(conn).seal(words) if words else None
    values = {"enquiry_id": enquiry_id, "at": clock.now(), "day": day, "act": act, "party": party, "actor": actor[:60], "text_sealed": sealed}
    conn.execute(insert(EnquiryStep).values(**values))
    journal.write(conn, actor or PARTIES[party], f"enquiry-{act}", f"enquiry:{enquiry_id}", words if party == "clock" else "")


def settle(conn: Connection, row: Any, today: date) -> Standing:
    """Write down what the clock has done since, with its legal reason; how the enquiry stands now."""
    now = enquiring.standing(kept(row), today)
    if now.escalated:
        conn.execute(update(Enquiry).where(Enquiry.id == row.id).values(state="township", since=now.escalated, escalated=True))
        step(conn, row.id, "escalate", "clock", now.escalated, words=ran_out(row))
    elif now.closed:
        conn.execute(update(Enquiry).where(Enquiry.id == row.id).values(state="closed"))
        step(conn, row.id, "close", "clock", now.closed, words=f"{deadlines.clock('again').length}内没有再说什么，算作办结。")
    return now


def ran_out(row: Any) -> str:
    """Why an enquiry went to the township: which days, by which law."""
    law = deadlines.clock(row.clock)
    length = deadlines.length(row.days, row.unit)
    return f"村里{length}内没有答复，转给乡镇办理。依据：{law.basis}。"


def write_down(db: Database, today: date) -> int:
    """Write down all that the clock has done; how many enquiries it moved. Nothing is shown wrong while nobody does this."""
    with db.read() as conn:
        rows = conn.execute(select(Enquiry).where(Enquiry.state.in_(("received", "village", "answered")))).all()
    due = [row.id for row in rows if (now := enquiring.standing(kept(row), today)).escalated or now.closed]
    for number in due:
        with db.write() as conn:
            row = conn.execute(select(Enquiry).where(Enquiry.id == number)).one()
            settle(conn, row, today)
    return len(due)


# --- who is in charge


def party_of(viewer: Viewer, row: Any) -> Party | None:
    """As whom the viewer deals with an enquiry; none for who has no business with it."""
    if viewer.county or not may(viewer, "enquiries", Whose(row.township_id, row.place_id)):
        return None
    if viewer.village_id is None:
        return "township"
    return "village" if not row.direct else None


def concerns(viewer: Viewer, words: str) -> bool:
    """Whether the words name the viewer, who then is not the one to answer."""
    name = text.name(viewer.name)
    return len(name) > 1 and name in text.name(words)


def names_official(conn: Connection, place_id: int, township_id: int, words: str, about: Sequence[str] = ()) -> bool:
    """Whether it is about somebody who holds an office in the village, as far as the lists of officials and our accounts tell."""
    entry = table_of(ReferenceEntry)
    listed = select(entry.c.name).join(Batch, Batch.id == entry.c.batch_id).where(entry.c.kind == "official", entry.c.place_id.in_((place_id, township_id)), Batch.in_force)
    own = select(Account.name).where(Account.place_id == place_id)
    names = {text.name(name) for name in (*conn.execute(listed).scalars(), *conn.execute(own).scalars())}
    said = text.name(words)
    return any(len(name) > 1 and (name in said or name in map(text.name, about)) for name in names)


def _visible(viewer: Viewer) -> Any:
    """The condition on the enquiries that the office may know of."""
    reached = within(viewer, "enquiries", township=Enquiry.township_id, village=Enquiry.place_id)
    return reached if viewer.village_id is None else reached & Enquiry.direct.is_(False)


# --- lists and counts


def listed(db: Database, viewer: Viewer, today: date, which: Which = "open", place_id: int | None = None) -> list[Line]:
    """The enquiries of the office, those that are due first at the top; answered ones the newest first."""
    if viewer.county:
        return []
    with db.read() as conn:
        wanted = select(Enquiry, Place.name.label("place")).join(Place, Place.id == Enquiry.place_id).where(_visible(viewer))
        if which != "all":
            wanted = wanted.where(Enquiry.state.in_(OPEN) if which == "open" else Enquiry.state.not_in(OPEN))
        if place_id is not None:
            wanted = wanted.where(Enquiry.place_id == place_id)
        wanted = wanted.order_by(Enquiry.id.desc())  # of those that wait none is left out, however old it is
        rows = conn.execute(wanted if which == "open" else wanted.limit(MOST)).all()
        lines = [_line(conn, row, today) for row in rows]
    return sorted(lines, key=lambda line: (line.now.due is None, line.now.due.day if line.now.due else date.max, -line.id))


def _line(conn: Connection, row: Any, today: date) -> Line:
    kind = KINDS[row.subject]
    return Line(
        row.id, shown(row.number), row.place_id, row.place, kind.name, row.about, kind.names.get(row.reason, ""), _masked(people_of(conn, row.person_id)), row.received_on,
        enquiring.standing(kept(row), today), row.rating or "", answers.note_of(conn, row) is not None, row.direct, row.reopened,
    )  # fmt: skip


def _masked(name: str) -> str:
    """The asker in a list; in full only where the enquiry is opened."""
    return display.masked(name) if name else NOBODY


def waiting(db: Database, viewer: Viewer, today: date) -> tuple[int, int]:
    """How many enquiries wait for this office's own answer, and how many of them are due soon or overdue."""
    own: Party = "township" if viewer.village_id is None else "village"
    mine = [line for line in listed(db, viewer, today) if line.now.holder == own]
    return len(mine), sum(line.now.pace != "on-track" for line in mine)


def counts(db: Database, viewer: Viewer, today: date) -> list[Count]:
    """For each village of the office, or each township of a county, how its enquiries stand."""
    if not may(viewer, "enquiries") or viewer.place_id is None:
        return []
    by = "township_id" if viewer.county else "place_id"
    mine = Place.level == "township" if viewer.county else within(viewer, "enquiries", township=Place.township_id, village=Place.id)
    with db.read() as conn:
        found = {number: Count(number, name) for number, name in _names(conn, mine).items()}
        for row in conn.execute(select(Enquiry).where(_visible(viewer))):
            if count := found.get(getattr(row, by)):
                _counted(conn, count, row, today)
    return [count for count in found.values() if viewer.county or count.place_id != viewer.township_id or count.open or count.answered]


def _names(conn: Connection, which: Any) -> dict[int, str]:
    """Places and their names, villages before their township."""
    return {number: name for number, name in conn.execute(select(Place.id, Place.name).where(which).order_by(Place.level.desc(), Place.id))}


def _counted(conn: Connection, count: Count, row: Any, today: date) -> None:
    now = enquiring.standing(kept(row), today)
    count.ran_out += bool(row.escalated or now.escalated)
    if now.pace:
        count.paces[now.pace] += 1
    elif row.answered_on is not None:
        count.answered += 1
        count.corrected += answers.note_of(conn, row) is not None
        if row.rating:
            count.ratings[row.rating] = count.ratings.get(row.rating, 0) + 1


# --- one enquiry


def shown(number: str) -> str:
    """A receipt's number as it is printed: K7M-A9C-PD4."""
    return "-".join(number[at : at + 3] for at in range(0, len(number), 3))


def plain(number: str) -> str:
    """A receipt's number as it is compared."""
    return "".join(c for c in text.squeeze(number).upper() if c.isascii() and c.isalnum())


def opened(db: Database, viewer: Viewer, enquiry_id: int, today: date) -> Case | None:
    """The enquiry with all that is known of it; none for who is not in charge of it."""
    with db.read() as conn:
        row = _of(conn, enquiry_id)
        party = party_of(viewer, row) if row else None
        if row is None or party is None:
            return None
    if row.person_id is not None:
        looks.note(db, viewer, looks.person(row.person_id), "答复反映")
    with db.read() as conn:
        line = _line(conn, row, today)
        words = db.vault.open(row.text_sealed)
        done = steps(conn, db, row, today)
        said = next((one.words for one in reversed(done) if one.act == "answer"), "")
        name = people_of(conn, row.person_id)
        why_not = "反映里提到了您的名字，请由别人答复。" if concerns(viewer, words) else ""
        acts = frozenset(act for act in MOVES if enquiring.may_move(act, party, line.now) and not (why_not and act != "pass-on"))
        if KINDS[row.subject].private:
            acts -= {"publish", "hide"}
        law = deadlines.clock(row.clock)
        uncertain = UNKNOWN if line.now.due and not line.now.due.certain else ""
        residents = Residents(conn, [row.place_id])
        question = row.public_question or residents.masked(f"{line.reason}。{words}" if words else line.reason, row.place_id, name)
        return Case(
            line, party, name or NOBODY, words, db.open_file(row.photo) if row.photo else None, _source(conn, row), law, uncertain, done, said, row.outcome or "", question[:LONGEST_QUESTION],
            row.public_answer or residents.masked(said, row.place_id, name), row.published_on, answers.corrected(conn, row), _notes(conn, row), acts, why_not,
        )  # fmt: skip


def _of(conn: Connection, enquiry_id: int) -> Any:
    return conn.execute(select(Enquiry, Place.name.label("place")).join(Place, Place.id == Enquiry.place_id).where(Enquiry.id == enquiry_id)).first()


def steps(conn: Connection, db: Database, row: Any, today: date) -> tuple[Done, ...]:
    """All that was done, and what the clock has done since without anybody writing it down."""
    rows = conn.execute(select(EnquiryStep).where(EnquiryStep.enquiry_id == row.id).order_by(EnquiryStep.id))
    done = [Done(one.day, one.act, one.party, one.actor, db.vault.open(one.text_sealed) if one.text_sealed else "") for one in rows]
    now = enquiring.standing(kept(row), today)
    if now.escalated:
        done.append(Done(now.escalated, "escalate", "clock", "", ran_out(row)))
    if now.closed:
        done.append(Done(now.closed, "close", "clock", "", ""))
    return tuple(done)


def _source(conn: Connection, row: Any) -> str:
    """Where the figure stands that is asked about, in a line."""
    if row.batch_id is None or row.row is None:
        return ""
    batch = conn.execute(select(Import.id, Import.name, Batch.sheet).join(Batch, Batch.import_id == Import.id).where(Batch.id == row.batch_id)).first()
    return f"第{batch.id}号导入，{display.source(batch.name, batch.sheet, row.row, row.column)}" if batch else ""


def _notes(conn: Connection, row: Any) -> tuple[Note, ...]:
    """The corrections that it may have led to: of its own table first, then the newest of the place."""
    wanted = (
        select(CorrectionNote.id, CorrectionNote.at, CorrectionNote.reason, CorrectionNote.batch_id, Import.name)
        .join(Batch, Batch.id == CorrectionNote.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .where((Batch.place_id.in_((row.place_id, row.township_id))) | (Batch.township_id == row.township_id), CorrectionNote.at >= row.at)
        .order_by((CorrectionNote.batch_id == (row.batch_id or 0)).desc(), CorrectionNote.id.desc())
        .limit(20)
    )
    return tuple(Note(one.id, f"{display.day(workdays.china_day(one.at))}《{one.name}》，{one.reason}") for one in conn.execute(wanted))


# --- what the office does


def _acting(conn: Connection, db: Database, viewer: Viewer, enquiry_id: int, act: Act, today: date) -> tuple[Any, Party, Standing]:
    """The enquiry as it is now, for who may do this; :class:`Refused` says why not."""
    row = _of(conn, enquiry_id)
    party = party_of(viewer, row) if row else None
    if row is None or party is None:
        raise Refused("这件反映不归您办。")
    now = settle(conn, row, today)
    if concerns(viewer, db.vault.open(row.text_sealed)) and act != "pass-on":
        raise Refused("反映里提到了您的名字，请由别人答复。")
    if not enquiring.may_move(act, party, now):
        if party == "village" and now.holder == "township":
            raise Refused("村里的期限已经过了，现在由乡镇答复。")
        raise Refused(f"这件反映{enquiring.STATES[now.state]}，现在不能这样办。")
    return _of(conn, enquiry_id), party, now


def _words(written: str, longest: int, what: str) -> str:
    words = text.mask_numbers_in(text.visible(written))
    if not words or len(words) > longest:
        raise Refused(f"请写{what}，1到{longest}个字。")
    return words


def _changed(conn: Connection, row: Any, **values: Any) -> None:
    conn.execute(update(Enquiry).where(Enquiry.id == row.id).values(**values))


def take(db: Database, viewer: Viewer, enquiry_id: int, today: date) -> None:
    """The village says that it is looking into it."""
    with db.write() as conn:
        row, party, _ = _acting(conn, db, viewer, enquiry_id, "take", today)
        _changed(conn, row, state="village")
        step(conn, row.id, "take", party, today, viewer.name)


def pass_on(db: Database, viewer: Viewer, enquiry_id: int, reason: str, today: date) -> None:
    """Give it to the township before the village's days are over, with the reason."""
    words = _words(reason, 200, "为什么转")
    with db.write() as conn:
        row, party, _ = _acting(conn, db, viewer, enquiry_id, "pass-on", today)
        law = deadlines.clock(row.clock)
        _changed(conn, row, state="township", since=today, days=law.days, unit=law.unit)
        step(conn, row.id, "pass-on", party, today, viewer.name, words)


def answer(db: Database, viewer: Viewer, enquiry_id: int, words: str, outcome: str, today: date) -> None:
    """Answer it; the asker reads the words at once."""
    words = _words(words, LONGEST_ANSWER, "答复")
    if outcome not in OUTCOMES:
        raise Refused("请选查下来是什么情况。")
    with db.write() as conn:
        row, party, _ = _acting(conn, db, viewer, enquiry_id, "answer", today)
        _changed(conn, row, state="answered", answered_on=today, answered_by=viewer.account_id, outcome=outcome)
        step(conn, row.id, "answer", party, today, viewer.name, words)


def publish(db: Database, viewer: Viewer, enquiry_id: int, question: str, public_answer: str, today: date) -> None:
    """Put question and answer beside the figure for everybody, as somebody other than who answered has reviewed them."""
    question, public_answer = _words(question, LONGEST_QUESTION, "问的是什么"), _words(public_answer, LONGEST_ANSWER, "答复")
    with db.write() as conn:
        row, party, _ = _acting(conn, db, viewer, enquiry_id, "publish", today)
        if KINDS[row.subject].private:
            raise Refused("这是一家人自己的事，不能公开。")
        if row.answered_by is not None and row.answered_by == viewer.account_id:
            raise Refused("公开以前要由另一个人看过：答复的人不能自己公开。")
        name = people_of(conn, row.person_id)
        if name and text.name(name) in text.name(question + public_answer):
            raise Refused("里面有反映的人的名字，请去掉再公开。")
        residents = Residents(conn, [row.place_id])
        question, public_answer = (residents.masked(words, row.place_id) for words in (question, public_answer))
        _changed(conn, row, public_question=question, public_answer=public_answer, published_on=today)
        step(conn, row.id, "publish", party, today, viewer.name)


def hide(db: Database, viewer: Viewer, enquiry_id: int, reason: str, today: date) -> None:
    """Take the public answer off the pages again, with the reason."""
    words = _words(reason, 200, "为什么不再公开")
    with db.write() as conn:
        row, party, _ = _acting(conn, db, viewer, enquiry_id, "hide", today)
        _changed(conn, row, published_on=None)
        step(conn, row.id, "hide", party, today, viewer.name, words)


def correct(db: Database, viewer: Viewer, enquiry_id: int, note_id: int, today: date) -> None:
    """Say which correction it led to; the asker and everybody who reads the answer see the old and the new value."""
    with db.write() as conn:
        row, party, _ = _acting(conn, db, viewer, enquiry_id, "correct", today)
        if note_id not in {note.id for note in _notes(conn, row)}:
            raise Refused("没有这次更正。")
        _changed(conn, row, note_id=note_id, outcome="error")
        step(conn, row.id, "correct", party, today, viewer.name)


def ratings_in_words(ratings: Mapping[str, int]) -> str:
    """Ratings in a line: 满意3，不满意1."""
    return "，".join(f"{name}{ratings[key]}" for key, name in enquiring.RATINGS.items() if ratings.get(key))
