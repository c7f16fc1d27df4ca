"""Search over what is public: villages, kinds of money, projects, contracts, decisions, published lists by masked name."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql import ColumnElement

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries.open_data import Policy
from loaders import schemes, text, workdays
from loaders.columns import yuan
from loaders.database import Database
from loaders.records.assets import Contract
from loaders.records.base import table_of
from loaders.records.decisions import Decision
from loaders.records.funds import Project
from loaders.records.imports import Batch, Import
from loaders.records.payments import Entitlement, SchemeRow
from loaders.records.people import Person
from loaders.records.places import Place

MOST = 20
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found: its kind, its name, what is said of it, and the address of its page."""

    kind: str
    name: str
    about: str
    address: str


def search(db: Database, viewer: Viewer, words: str, today: date) -> list[Hit]:
    """What is public and matches the words, villages first; nothing for no words.

    People are found by their masked name alone, so a search tells no more than the published lists do.
    """
    words = text.squeeze(words)[:_LONGEST]
    if not words or not may(viewer, "open-data"):
        return []
    with db.read() as conn:
        found = [*_villages(conn, words), *_schemes(words), *_things(conn, words), *_people(conn, words, today)]
    return found


def _like(words: str) -> str:
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _villages(conn: Connection, words: str) -> list[Hit]:
    named = Place.name.like(_like(words), escape="\\") | Place.former_names.like(_like(words), escape="\\")
    rows = conn.execute(select(Place.id, Place.name, Place.former_names).where(Place.level == "village", named).order_by(Place.id).limit(MOST))
    return [Hit("村", name, f"曾用名：{former.replace(';', '、')}" if former else "看这个村的账、项目和决策", f"/v/{number}") for number, name, former in rows]


def _schemes(words: str) -> list[Hit]:
    known = schemes.dictionary()
    exact = known.find(words)
    first = [exact.scheme] if exact.scheme else list(exact.candidates)
    others = [s for s in known.all() if s not in first and any(words in name for name in (s.name, s.short, *s.aliases))]
    return [Hit("补贴项目", scheme.short, scheme.plain, f"/lite/scheme?key={scheme.key}") for scheme in [*first, *others][:MOST]]


def _in_force(record: Any, place: ColumnElement[Any], *columns: ColumnElement[Any]) -> Any:
    table = table_of(record)
    return (
        select(*columns, Place.name.label("place"), Place.id.label("place_id"))
        .select_from(table)
        .join(Batch, Batch.id == table.c.batch_id)
        .join(Place, Place.id == place)
        .where(Batch.in_force)
        .distinct()
        .limit(MOST)
    )


def _things(conn: Connection, words: str) -> list[Hit]:
    like = _like(words)
    project, contract, decision = table_of(Project), table_of(Contract), table_of(Decision)
    hits = []
    for row in conn.execute(_in_force(Project, project.c.place_id, project.c.name).where(project.c.name.like(like, escape="\\") & project.c.beneficiary.is_(None))):
        hits.append(Hit("项目", row.name, row.place, f"/projects?place={row.place_id}"))
    for row in conn.execute(_in_force(Contract, contract.c.place_id, contract.c.subject, contract.c.yearly_fen).where(contract.c.subject.like(like, escape="\\"))):
        rent = f"，年租金{yuan(row.yearly_fen)}元" if row.yearly_fen is not None else ""
        hits.append(Hit("合同", row.subject, row.place + rent, f"/contracts?place={row.place_id}"))
    for row in conn.execute(_in_force(Decision, decision.c.place_id, decision.c.matter).where(decision.c.matter.like(like, escape="\\"))):
        hits.append(Hit("决策", row.matter, row.place, f"/decisions?place={row.place_id}"))
    return hits


def _people(conn: Connection, words: str, today: date) -> list[Hit]:
    """Whoever stands on a published list under a name that masks like the words."""
    name = words if "*" in words else display.masked(words)
    if not 2 <= len(name) <= 6 or name[0] == "*":
        return []
    pattern = name.replace("*", "_")
    entitlement = table_of(Entitlement)
    rows = conn.execute(
        select(entitlement.c.name, SchemeRow.key, SchemeRow.name.label("scheme"), Place.id, Place.name.label("place"), Import.at, Person.birth_date)
        .select_from(entitlement)
        .join(Person, Person.id == entitlement.c.person_id)
        .join(Batch, Batch.id == entitlement.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(SchemeRow, SchemeRow.id == entitlement.c.scheme_id)
        .join(Place, Place.id == entitlement.c.village_id)
        .where(Batch.record == "entitlement", Batch.in_force, entitlement.c.name.like(pattern), entitlement.c.until.is_(None))
        .where(entitlement.c.relation.is_(None) | entitlement.c.relation.in_(("本人", "户主")))
        .limit(200)
    ).all()
    policy = Policy(today)
    shown = {(display.masked(row.name), row.place, row.scheme, row.id) for row in rows if not policy.hides(row.key, workdays.china_day(row.at), row.birth_date)}
    return [Hit("享受名单", who, f"{place}，{scheme}", f"/v/{number}") for who, place, scheme, number in sorted(shown)][:MOST]
