"""Village matters: the steps of each with its days, attendance and votes, whether the rules were kept, what villagers say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from dashboard import clock, display
from dashboard.access import Viewer, Whose, may
from dashboard.queries import answers, papers
from dashboard.queries.answers import Answer
from dashboard.queries.papers import Shown
from dashboard.queries.payments import Source
from loaders import journal, quorum, text
from loaders.database import Database
from loaders.quorum import Finding
from loaders.records.base import table_of
from loaders.records.decisions import Comment, Decision
from loaders.records.imports import Batch, Import
from loaders.records.people import Person
from loaders.records.places import Place

#: The steps in their order: the column of their day, and their name.
STEPS = (
    ("proposed_on", "村党组织提议"), ("discussed_on", "村务联席会议商议"), ("plan_public_from", "方案公示"), ("reviewed_on", "党员大会审议"), ("resolved_on", "村民代表会议决议"),
    ("result_public_on", "决议结果公示"), ("done_on", "组织实施"), ("done_public_on", "实施结果公示"),
)  # fmt: skip
_FACTS = (
    *(key for key, _ in STEPS), "plan_public_until", "meeting", "attendance_due", "attendance", "votes_for", "votes_against", "votes_abstained", "result", "opinion", "proposer", "kind", "content",
    "amount_fen",
)  # fmt: skip
LONGEST, MOST_COMMENTS = 500, 5


@dataclass(frozen=True, slots=True)
class Remark:
    """What a villager says to a plan; the name is masked for everybody else."""

    id: int
    name: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as all its rows tell it: ``facts`` by the columns of a decision, newer sheets first."""

    key: str
    matter: str
    place_id: int
    place: str
    facts: dict[str, Any]
    findings: tuple[Finding, ...]
    remarks: tuple[Remark, ...]
    sources: tuple[Source, ...]
    papers: tuple[Shown, ...] = ()
    township_id: int | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def whose(self) -> Whose:
        """Where it belongs."""
        return Whose(self.township_id, self.place_id)

    @property
    def subject(self) -> str:
        """What its comments, photos and papers are kept under."""
        return papers.subject("decision", self.key)

    @property
    def broken(self) -> list[Finding]:
        """The rules that were not kept."""
        return [finding for finding in self.findings if finding.verdict == "not met"]

    def open_until(self, today: date) -> date | None:
        """Until when villagers may comment on its plan; none where it is not open (any more)."""
        first, last = _day(self.facts.get("plan_public_from")), _day(self.facts.get("plan_public_until"))
        return last if first and last and first <= today <= last and not self.facts.get("resolved_on") else None

    @property
    def last_day(self) -> str:
        """The newest day that is known of it."""
        return max((str(day) for key, _ in STEPS if (day := self.facts.get(key))), default="")


def _day(written: Any) -> date | None:
    return date.fromisoformat(written) if written and len(written) == 10 else None


def places(db: Database, viewer: Viewer) -> dict[int, str]:
    """The villages that have matters in force."""
    if not may(viewer, "public-books"):
        return {}
    decision = table_of(Decision)
    own = select(decision.c.place_id).join(Batch, Batch.id == decision.c.batch_id).where(Batch.in_force)
    with db.read() as conn:
        return {number: name for number, name in conn.execute(select(Place.id, Place.name).where(Place.id.in_(own)).order_by(Place.id))}


def matters(db: Database, viewer: Viewer, place_id: int) -> list[Matter]:
    """The matters of a village, the newest first."""
    if not may(viewer, "public-books"):
        return []
    with db.read() as conn:
        rows = _rows(conn, place_id)
        remarks = _remarks(conn, viewer, place_id)
        shown, said = papers.of(conn, place_id), answers.of(conn, "decision", place_id)
    by_matter: dict[str, list[Any]] = {}
    for row in rows:
        by_matter.setdefault(text.squeeze(row.matter), []).append(row)
    found = [_with_answers(_together(key, own, remarks, shown), said) for key, own in by_matter.items()]
    return sorted(found, key=lambda matter: matter.last_day, reverse=True)


def _with_answers(matter: Matter, said: Mapping[str, tuple[Answer, ...]]) -> Matter:
    return replace(matter, answers=said.get(f"{matter.place_id} {matter.subject}", ()))


def _rows(conn: Connection, place_id: int) -> list[Any]:
    decision = table_of(Decision)
    wanted = (
        select(decision, Place.name.label("place"), Import.id.label("import_id"), Import.name.label("file"), Batch.sheet)
        .join(Batch, Batch.id == decision.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == decision.c.place_id)
        .where(Batch.in_force, decision.c.place_id == place_id)
    )
    return sorted(conn.execute(wanted).all(), key=lambda row: (display.ends(row.period), row.id), reverse=True)


def _together(key: str, rows: Sequence[Any], remarks: Mapping[str, Sequence[Remark]], shown: Mapping[tuple[int, str], tuple[Shown, ...]]) -> Matter:
    subject = papers.subject("decision", key)
    facts = {name: value for name in _FACTS if (value := next((v for row in rows if (v := getattr(row, name)) is not None), None)) is not None}
    for row in rows:  # a register with a row for every step: the day of the row is the step's
        step = quorum.step_of(row.step) if row.step else None
        if step and row.held_on and quorum.DAY_OF_STEP.get(step):
            facts.setdefault(quorum.DAY_OF_STEP[step], row.held_on)
    if proposer := facts.get("proposer"):
        facts["proposer"] = display.party(proposer)
    sources = tuple(Source(row.import_id, row.file, row.sheet, row.row, None, row.id) for row in rows)
    return Matter(key, rows[0].matter, rows[0].place_id, rows[0].place, facts, tuple(quorum.findings(facts)), tuple(remarks.get(subject, ())), sources, shown.get((rows[0].place_id, subject), ()), rows[0].township_id)


# --- what villagers say


def _remarks(conn: Connection, viewer: Viewer, place_id: int) -> dict[str, list[Remark]]:
    wanted = select(Comment.id, Comment.subject, Comment.text, Comment.at, Comment.person_id, Person.name).join(Person, Person.id == Comment.person_id)
    found: dict[str, list[Remark]] = {}
    for row in conn.execute(wanted.where(Comment.place_id == place_id, Comment.hidden.is_(False)).order_by(Comment.id)):
        name = "我" if row.person_id == viewer.person_id else display.masked(row.name)
        found.setdefault(row.subject, []).append(Remark(row.id, name, row.text, row.at))
    return found


class NotOpen(Exception):
    """The comment is not taken; the message says why."""


def comment(db: Database, viewer: Viewer, matter: Matter, words: str, today: date) -> None:
    """Keep what a villager of the village says to an open plan; raises :class:`NotOpen` with the reason otherwise."""
    words = text.mask_numbers_in(text.visible(words))
    if not may(viewer, "comment", Whose(village_id=matter.place_id)) or viewer.person_id is None:
        raise NotOpen("只有本村登录的村民可以提意见。")
    if matter.open_until(today) is None:
        raise NotOpen("这个方案不在公示期，不能提意见了。")
    if not words or len(words) > LONGEST:
        raise NotOpen(f"请写1到{LONGEST}个字。")
    subject = matter.subject
    with db.write() as conn:
        own = select(func.count()).select_from(Comment).where(Comment.subject == subject, Comment.place_id == matter.place_id, Comment.person_id == viewer.person_id)
        if (conn.execute(own).scalar() or 0) >= MOST_COMMENTS:
            raise NotOpen(f"同一件事最多提{MOST_COMMENTS}条意见。")
        values = {"place_id": matter.place_id, "subject": subject, "person_id": viewer.person_id, "text": words, "at": clock.now(), "hidden": False}
        conn.execute(insert(Comment).values(**values))


def hide(db: Database, viewer: Viewer, remark_id: int, reason: str) -> None:
    """Take a comment off the page, as the office of the place may; the reason is written into the journal."""
    if not may(viewer, "publish") or not reason.strip():
        raise NotOpen("请写明为什么不显示。")
    with db.write() as conn:
        at = conn.execute(select(Place.township_id, Place.id).join(Comment, Comment.place_id == Place.id).where(Comment.id == remark_id)).first()
        if at is None or not may(viewer, "publish", Whose(*at)):
            raise NotOpen("这不是本乡镇的意见。")
        conn.execute(update(Comment).where(Comment.id == remark_id).values(hidden=True))
        journal.write(conn, viewer.name, "hide-comment", str(remark_id), text.visible(reason)[:200])
