"""Runs the cross-matches and keeps what they find: all of a place, or again what an upload has touched.

What a rule finds is kept once by rule and subject. Found again with the same facts it stays as it was left: what was
cleared stays cleared. With other facts, what was cleared or corrected is new again, and what is still open says so in its
history. What is found no more keeps its history too and no longer stands.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from dashboard import clock
from dashboard import rule as ruling
from dashboard.rule import Found, Only, Rule, Touched
from loaders import journal, lists, saving
from loaders.database import Database, Unavailable, insert_many
from loaders.matching import chunks
from loaders.records.base import Base, table_of
from loaders.records.books import LedgerBalance, LedgerEntry, LedgerSummary
from loaders.records.findings import Finding, FindingSource, FindingStep, RuleSetting
from loaders.records.imports import Batch, Replacement
from loaders.records.payments import Entitlement, Payment
from loaders.records.people import Person
from loaders.records.places import Place
from loaders.records.reference import ReferenceEntry
from loaders.records.settings import Setting

ACTION = "match"
MACHINE = "比对"
#: A larger upload than this waits for somebody to run the whole match, so that no clerk waits for it.
MOST_PEOPLE = 20_000
DUE = "match-due"
_AT_ONCE = 2_000
_OVER = ("cleared", "corrected")
_FINDING = (
    "id", "rule", "subject", "scope", "township_id", "place_id", "person_id", "amount_fen", "confidence", "times", "facts", "fingerprint", "state", "stands", "found_at", "changed_at",
)  # fmt: skip
_SOURCE = ("finding_id", "position", "side", "batch_id", "row")
#: The tables whose rows say which people and places an upload touches.
TABLES: dict[str, tuple[type[Base], ...]] = {
    **{record: (table,) for record, table in lists.TABLES.items()},
    "payment": (Payment,), "entitlement": (Entitlement,), "person": (Person,), "ledger_entry": (LedgerEntry, LedgerBalance), "ledger_summary": (LedgerSummary,),
}  # fmt: skip

Progress = Callable[[str, float], None]


@dataclass(slots=True)
class Matched:
    """What a run has changed, counted by rule: found for the first time, new again, found no more."""

    rules: int = 0
    found: dict[str, int] = field(default_factory=dict)
    new: dict[str, int] = field(default_factory=dict)
    again: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.new or self.again or self.gone)


# --- the whole of a place


def match(db: Database, actor: str, townships: Iterable[int] = (), progress: Progress | None = None) -> Matched:
    """Run every rule over the townships, or over everything; what has changed."""
    only = frozenset(townships)
    say = progress or (lambda _stage, _share: None)
    done = Matched()
    with db.write() as conn:
        saving.follow_trail(conn)
    rules = ruling.all_rules()
    with db.read() as conn:
        ruling.prepare(conn)
        try:
            for number, rule in enumerate(rules):
                say(rule.title, number / len(rules))
                found = list(_runs(conn, rule, only, touched=False))
                here = Finding.township_id.in_(only) if only else None
                _keep(db, rule, found, here, done)
        finally:
            ruling.clear(conn)
    with db.write() as conn:
        if not only:
            conn.execute(delete(Setting).where(Setting.name == DUE))
        _note(conn, actor, done, sorted(only))
    say("完成", 1.0)
    return done


def _runs(conn: Connection, rule: Rule, townships: frozenset[int], touched: bool) -> Iterator[Found]:
    """What the rule finds: one run for the places with the usual thresholds, one for each other set of them."""
    for only, values in _parts(conn, rule, townships):
        yield from ruling.run(conn, rule, Only(only.townships, only.but, touched), values)


def _parts(conn: Connection, rule: Rule, townships: frozenset[int]) -> list[tuple[Only, dict[str, int]]]:
    own: dict[tuple[tuple[str, int], ...], set[int]] = {}
    settings = settings_of(conn, rule)
    for township, values in settings.items():
        if values != rule.values() and (not townships or township in townships):
            own.setdefault(tuple(sorted(values.items())), set()).add(township)
    others = frozenset().union(*own.values())
    parts = [(Only(frozenset(places)), dict(values)) for values, places in own.items()]
    if townships:
        rest = townships - others
        return [*parts, (Only(rest), rule.values())] if rest else parts
    return [*parts, (Only(but=others), rule.values())]


def settings_of(conn: Connection, rule: Rule) -> dict[int, dict[str, int]]:
    """The thresholds of every township that has some of its own, or its county has."""
    rows = conn.execute(select(RuleSetting.place_id, RuleSetting.key, RuleSetting.value).where(RuleSetting.rule == rule.name)).all()
    given: dict[int, dict[str, int]] = {}
    for row in rows:
        given.setdefault(row.place_id, {})[row.key] = row.value
    if not given:
        return {}
    towns = conn.execute(select(Place.id, Place.parent_id).where(Place.level == "township"))
    return {
        town: rule.values({**given.get(county or 0, {}), **given.get(town, {})}) for town, county in towns if town in given or county in given
    }


# --- what an upload has touched


def recheck(db: Database, *import_ids: int) -> Matched | None:
    """Run the rules again over the people and places that imports touch, in force or taken back.

    None where it is too large for that: then a whole match is due. The caller has published already, so
    nothing fails where the database is busy or a rule cannot run: the next whole match finds the rest.
    """
    try:
        return _recheck(db, import_ids)
    except (Unavailable, SQLAlchemyError) as reason:  # what was published stays published
        logging.getLogger(__name__).warning("the recheck of imports %s waits for the next match: %s", import_ids, reason)
        return None


def _recheck(db: Database, import_ids: Sequence[int]) -> Matched | None:
    with db.read() as conn:
        batches, records = _batches(conn, import_ids)
        rules = [rule for rule in ruling.all_rules() if records & set(rule.reads)]
        touched = _touched(conn, batches, records) if rules else Touched()
    if not rules or not touched:
        return Matched()
    if len(touched.people) > MOST_PEOPLE:
        with db.write() as conn:
            _due(conn)
        return None
    done = Matched()
    with db.write() as conn:
        saving.follow_trail(conn)
    with db.read() as conn:
        ruling.prepare(conn, touched)
        try:
            seen = {about: frozenset(conn.execute(text(f"SELECT id FROM touched_{about}")).scalars()) for about in ("person", "place")}
            for rule in rules:
                found = list(_runs(conn, rule, frozenset(), touched=True))
                _keep(db, rule, found, seen[rule.about], done)
        finally:
            ruling.clear(conn)
    if done.changed:
        with db.write() as conn:
            _note(conn, MACHINE, done, [], import_ids)
    return done


def _due(conn: Connection) -> None:
    conn.execute(delete(Setting).where(Setting.name == DUE))
    conn.execute(insert(Setting).values(name=DUE, value=b"1"))


def due(conn: Connection) -> bool:
    """Whether something large came in that no match has seen."""
    return conn.execute(select(Setting.name).where(Setting.name == DUE)).scalar() is not None


def _batches(conn: Connection, import_ids: Sequence[int]) -> tuple[list[int], set[str]]:
    """The tables of imports and those that they replaced, and what they record."""
    own: dict[int, str] = {}
    for part in chunks(import_ids):
        own |= {row.id: row.record for row in conn.execute(select(Batch.id, Batch.record).where(Batch.import_id.in_(part)))}
    for part in chunks(list(own)):
        replaced = select(Batch.id, Batch.record).join(Replacement, Replacement.replaced_id == Batch.id)
        own |= {row.id: row.record for row in conn.execute(replaced.where(Replacement.batch_id.in_(part)))}
    return list(own), set(own.values())


def _touched(conn: Connection, batches: Sequence[int], records: set[str]) -> Touched:
    """The people and places of these tables; whoever lives with them or shares an account is added by the rules' tables."""
    people: set[int] = set()
    places: set[int] = set()
    for part in chunks(batches):
        for row in conn.execute(select(Batch.township_id, Batch.place_id).where(Batch.id.in_(part))):
            places |= {one for one in row if one is not None}
        for table in (table_of(model) for record in records for model in TABLES.get(record, ())):
            names = [name for name in ("village_id", "place_id", "township_id") if name in table.c]
            for row in conn.execute(select(*(table.c[name] for name in names)).where(table.c.batch_id.in_(part)).distinct()):
                places |= {one for one in row if one is not None}
            if "person_id" in table.c:
                people |= set(conn.execute(select(table.c.person_id).where(table.c.batch_id.in_(part)).distinct()).scalars())
        if "person" in records:
            people |= set(conn.execute(select(Person.id).where(Person.batch_id.in_(part))).scalars())
        if "reference_entry" in records:
            numbered = select(Person.id).join(ReferenceEntry, ReferenceEntry.id_digest == Person.id_digest)
            named = select(Person.id).join(ReferenceEntry, (ReferenceEntry.township_id == Person.township_id) & (ReferenceEntry.name == Person.name))
            people |= set(conn.execute(numbered.where(ReferenceEntry.batch_id.in_(part))).scalars())
            people |= set(conn.execute(named.where(ReferenceEntry.batch_id.in_(part), ReferenceEntry.id_digest.is_(None))).scalars())
    return Touched(frozenset(people), frozenset(places))


# --- keeping


def _keep(db: Database, rule: Rule, found: list[Found], where: ColumnElement[bool] | frozenset[int] | None, done: Matched) -> None:
    """Keep what one rule found; what stood in the part that was looked at and is not found any more stands no longer."""
    done.rules += 1
    if found:
        done.found[rule.name] = len(found)
    now = clock.now()
    with db.write() as conn:
        known = _known(conn, rule, [one.subject for one in found], where)
        fresh = [one for one in found if one.subject not in known]
        _insert(conn, fresh, now)
        _count(done.new, rule, len(fresh))
        seen = {one.subject for one in found}
        for one in found:
            if before := known.get(one.subject):
                _count(done.again, rule, _again(conn, before, one, now))
        gone = [row for subject, row in known.items() if subject not in seen and row.stands and row.here]
        for part in chunks([row.id for row in gone]):
            conn.execute(update(Finding).where(Finding.id.in_(part)).values(stands=False, changed_at=now))
        _steps(conn, [(row.id, "gone", row.state) for row in gone], now)
        _count(done.gone, rule, len(gone))


def _count(into: dict[str, int], rule: Rule, count: int) -> None:
    if count:
        into[rule.name] = into.get(rule.name, 0) + count


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    fingerprint: bytes
    state: str
    stands: bool
    here: bool  # in the part that was looked at


_COLUMNS = (Finding.id, Finding.subject, Finding.fingerprint, Finding.state, Finding.stands)


def _known(conn: Connection, rule: Rule, subjects: list[str], where: ColumnElement[bool] | frozenset[int] | None) -> dict[str, _Known]:
    """The findings of the rule in the part that was looked at, and those that were found again outside of it."""
    wanted = select(*_COLUMNS).where(Finding.rule == rule.name)
    found: dict[str, _Known] = {}
    if isinstance(where, frozenset):
        inside = [wanted.where(Finding.scope.in_(part)) for part in chunks(sorted(where))]
    else:
        inside = [wanted if where is None else wanted.where(where)]
    for statement in inside:
        found |= {row.subject: _Known(row.id, row.fingerprint, row.state, row.stands, True) for row in conn.execute(statement)}
    for part in chunks([one for one in subjects if one not in found]):
        rows = conn.execute(wanted.where(Finding.subject.in_(part)))
        found |= {row.subject: _Known(row.id, row.fingerprint, row.state, row.stands, False) for row in rows}
    return found


def _insert(conn: Connection, fresh: list[Found], now: datetime) -> None:
    first = (conn.execute(select(func.max(Finding.id))).scalar() or 0) + 1
    numbered = enumerate(fresh, first)
    while part := list(islice(numbered, _AT_ONCE)):
        rows = [
            (
                number, one.rule, one.subject, one.scope, one.township_id, one.place_id, one.person_id, one.amount_fen, one.confidence, one.times, _facts(one),
                one.fingerprint, "new", True, now, now,
            )
            for number, one in part
        ]  # fmt: skip
        # the driver writes days as text, but knows no moment
        conn.execute(insert(Finding), [dict(zip(_FINDING, row, strict=True)) for row in rows])
        insert_many(conn, table_of(FindingSource), _SOURCE, [row for number, one in part for row in _sources(number, one)])


def _facts(found: Found) -> str:
    return json.dumps(found.facts, ensure_ascii=False, default=str)


def _sources(number: int, found: Found) -> Iterator[tuple[Any, ...]]:
    sides = [(0, where) for where in found.asked] + [(1, where) for where in found.against]
    for position, (side, where) in enumerate(sides):
        yield number, position, side, where.batch_id, where.row


def _again(conn: Connection, before: _Known, found: Found, now: datetime) -> int:
    """Keep what was known and is found again; whether it is new again."""
    same = before.fingerprint == found.fingerprint
    if same and before.stands:
        _resource(conn, before.id, found)
        return 0
    # corrected, gone, and back with the same facts: somebody has to look at it again; cleared stays cleared
    reopened = before.state in _OVER and (not same or (before.state == "corrected" and not before.stands))
    state = "new" if reopened else before.state
    conn.execute(
        update(Finding).where(Finding.id == before.id).values(
            scope=found.scope, township_id=found.township_id, place_id=found.place_id, person_id=found.person_id, amount_fen=found.amount_fen,
            confidence=found.confidence, times=found.times, facts=_facts(found), fingerprint=found.fingerprint, state=state, stands=True, changed_at=now,
        )
    )  # fmt: skip
    _resource(conn, before.id, found)
    _steps(conn, [(before.id, "back" if same else "facts", state)], now)
    return int(reopened)


def _resource(conn: Connection, number: int, found: Found) -> None:
    """The rows that the finding rests on now: a list that was replaced by an equal one is another source of the same facts."""
    known = [tuple(row) for row in conn.execute(select(*(table_of(FindingSource).c[name] for name in _SOURCE)).where(FindingSource.finding_id == number).order_by(FindingSource.position))]
    now = list(_sources(number, found))
    if known != now:
        conn.execute(delete(FindingSource).where(FindingSource.finding_id == number))
        insert_many(conn, table_of(FindingSource), _SOURCE, now)


def _steps(conn: Connection, steps: list[tuple[int, str, str]], now: datetime) -> None:
    if steps:
        rows = [{"finding_id": number, "at": now, "actor": MACHINE, "kind": kind, "state": state} for number, kind, state in steps]
        conn.execute(insert(FindingStep), rows)


def _note(conn: Connection, actor: str, done: Matched, townships: list[int], import_ids: Sequence[int] = ()) -> None:
    said: dict[str, Any] = {"rules": done.rules, "new": sum(done.new.values()), "again": sum(done.again.values()), "gone": sum(done.gone.values()), "townships": townships}
    if import_ids:
        said["imports"] = list(import_ids)
    journal.write(conn, actor, ACTION, "match", json.dumps(said))


def last_match(conn: Connection, township_id: int | None) -> datetime | None:
    """When a whole match was last run over the township; over everything for none."""
    for entry in reversed(list(journal.entries(conn, ACTION))):
        said = journal.said(entry)
        if "imports" not in said and (not said["townships"] or township_id in said["townships"]):
            at: datetime = entry.at
            return at
    return None
