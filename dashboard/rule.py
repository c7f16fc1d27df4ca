"""What a cross-check is, and how one is run: plain SQL in, findings out. A finding is a 疑点, never a verdict.

A rule is one file of ``dashboard/rules`` that declares ``RULE``. Its ``sql`` is one portable SELECT (SQLite and
PostgreSQL run it alike) over the tables of the records and the tables that :func:`prepare` lays out:

* ``period_months`` (code, first, last): every period with its first and last month as whole numbers
  (year × 12 + month − 1), so that periods are compared by months and never by their text;
* ``scheme_facts`` (id, key, relief, monthly, by_person, after_death, means_tested, by_land): flags are 0 or 1;
* ``scheme_exclusion`` (a_id, b_id): two schemes that one person does not get for the same month, both ways round;
* ``known_entry`` (kind, entry_id, person_id, confidence, since, till, first_end, happened, ended, value_fen, batch_id,
  row …): the lines of the reference lists in force with the person whom they mean. ``since`` and ``till`` are months:
  those of ``happened`` and ``ended``, of the list itself where it does not say; ``first_end`` is the last month that
  ``happened`` may mean, none where it is not said;
* ``home_entry``: the same for everybody who lives with that person; ``who`` is 本人 or 家里人;
* ``this_day`` (day, month, number): one row, the day in China from which is counted what is overdue: its text, its month,
  its number in it. It is no fact, or what was cleared would be found anew every day;
* ``allocation_scheme`` (allocation_id, scheme_id): the scheme that the purpose of a fund's line names.

``payment_trail`` says which person was ever paid in which village to which account, for how many people at most: where a
rule begins that would otherwise have to read every payment.

Only batches in force count, which every rule says itself by joining ``batch``. The SELECT holds two marks inside a
WHERE: ``/*touched*/`` where the rows begin to be read, which after an upload become those of the persons or places that
it touched, and ``/*townships*/`` where they are narrowed to the townships of who asks. The columns
that it must give, and what they are, stand in ``RESERVED``; every other column is a fact: it goes into the sentence,
into the fingerprint, and a change of it makes an old finding a new one. Lines with the same ``subject`` are one
finding, so the SELECT is ordered by ``subject``.
"""

import hashlib
import importlib
import json
import pkgutil
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import Connection, text

from dashboard import clock, display
from dashboard import rules as rules_folder
from loaders import periods, saving, schemes

Confidence = Literal["certain", "likely", "name"]

CONFIDENCES: dict[str, str] = {
    "certain": "证件号或原表对得上",
    "likely": "很可能，要先核对",
    "name": "只有姓名相同，要先认人",
}

#: The columns of a rule's SELECT that are no facts.
RESERVED = (
    "subject",  # what the finding is about, as text: with the rule's name it is the finding's identity
    "scope",  # what an upload touches: the person's or the place's id, as rule.about says
    "township_id",
    "place_id",  # the village (or township) whose supervisors see it
    "person_id",  # whom it concerns; NULL where it concerns nobody
    "amount_fen",  # at stake in row a, which counts once however many lines it stands in
    "confidence",  # certain, likely, name
    "a_batch", "a_row",  # the row that is in question
    "b_batch", "b_row",  # the row that it contradicts; NULL where there is one row only; row NULL is the whole sheet
)  # fmt: skip
TOUCHED, TOWNSHIPS = "/*touched*/", "/*townships*/"
#: Source rows that are kept with a finding; its amount and its facts count all of them.
MOST_ROWS = 60
_FIRST_YEAR, _LAST_YEAR = 1930, 2100


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that a place may set for itself; ``unit`` 元 is kept and compared in fen."""

    key: str  # its name in the SQL, as :key
    words: str
    unit: str  # 元, 个月, 人, 天, …
    default: int
    least: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One cross-check, for the supervisor who must explain it and for the engine that runs it."""

    name: str  # of its file
    title: str  # in a few words: 去世以后还在发
    says: str  # the rule in one sentence
    method: str  # what is compared with what, and what is left out
    why: str
    legal: str  # the source in law
    example: str  # worked, with numbers
    told: str  # the sentence of one finding: {scheme} {period} {happened} {total} {times} … from its facts
    about: Literal["person", "place"]
    sql: str
    touched: str  # the SQL column that is compared with what an upload touched: p.person_id
    township: str  # the SQL column of the township: p.township_id
    reads: tuple[str, ...]  # the records (of a batch) that it looks at
    group: Literal["people", "payments", "books", "projects", "decisions", "visits"] = "people"
    thresholds: tuple[Threshold, ...] = ()
    sides: tuple[str, str] = ("发放记录", "比对名单")  # what the two rows are

    def values(self, given: Mapping[str, int] | None = None) -> dict[str, int]:
        """The thresholds as they are used: the place's own, else the defaults."""
        own = given or {}
        return {one.key: own.get(one.key, one.default) for one in self.thresholds}


@dataclass(frozen=True, slots=True)
class Where:
    """A row of a spreadsheet; without a number it is the whole sheet."""

    batch_id: int
    row: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found about one subject, before anybody has looked at it."""

    rule: str
    subject: str
    scope: int
    township_id: int
    place_id: int
    person_id: int | None
    amount_fen: int
    confidence: str
    times: int  # how many rows are in question
    facts: tuple[dict[str, Any], ...]
    asked: tuple[Where, ...]  # the rows in question
    against: tuple[Where, ...]  # the rows that they contradict
    fingerprint: bytes = b""


@dataclass(frozen=True, slots=True)
class Touched:
    """What an upload or a withdrawal has changed: the persons and places to look at again."""

    people: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.people or self.places)


@dataclass(frozen=True, slots=True)
class Only:
    """Which part is looked at: some townships or all but some, and perhaps only what was touched."""

    townships: frozenset[int] = frozenset()
    but: frozenset[int] = frozenset()
    touched: bool = False

    def sql(self, rule: Rule) -> str:
        """The rule's SELECT, narrowed."""
        touched = f" AND {rule.touched} IN (SELECT id FROM touched_{rule.about})" if self.touched else ""
        inside = f" AND {rule.township} IN ({_numbers(self.townships)})" if self.townships else ""
        outside = f" AND {rule.township} NOT IN ({_numbers(self.but)})" if self.but else ""
        return rule.sql.replace(TOUCHED, touched).replace(TOWNSHIPS, inside + outside)


def _numbers(ids: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in sorted(ids))


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the folder ``rules``, by name; a file there that holds a RULE is registered by being there."""
    modules = pkgutil.iter_modules(rules_folder.__path__)
    found = [importlib.import_module(f"{rules_folder.__name__}.{module.name}").RULE for module in modules]
    return tuple(sorted(found, key=lambda rule: rule.name))


def by_name(name: str) -> Rule | None:
    """The rule of that name."""
    return next((rule for rule in all_rules() if rule.name == name), None)


# --- the tables that rules read beside the records ------------------------------------------------------

_TABLES = {
    "period_months": "code VARCHAR(10) PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL",
    "scheme_facts": "id BIGINT PRIMARY KEY, key VARCHAR(80), relief INTEGER, monthly INTEGER, by_person INTEGER, after_death INTEGER, means_tested INTEGER, by_land INTEGER",
    "scheme_exclusion": "a_id BIGINT NOT NULL, b_id BIGINT NOT NULL, PRIMARY KEY (a_id, b_id)",
    "this_day": "day VARCHAR(10) NOT NULL, month INTEGER NOT NULL, number INTEGER NOT NULL",
    "allocation_scheme": "allocation_id BIGINT PRIMARY KEY, scheme_id BIGINT NOT NULL",
    "touched_person": "id BIGINT PRIMARY KEY",
    "touched_place": "id BIGINT PRIMARY KEY",
}

#: A line of a reference list means a person by ID number; where the list has none, by name and village, and
#: failing that by name in the township, each only where one person alone is called so.
_KNOWN = """
CREATE TEMPORARY TABLE known_entry AS
WITH matched AS (
  SELECT e.id AS entry_id, p.id AS person_id, 'certain' AS confidence
  FROM person p JOIN reference_entry e ON e.id_digest = p.id_digest
  WHERE e.id_digest IS NOT NULL /*people*/
  UNION ALL
  SELECT e.id, MIN(p.id), 'likely'
  FROM reference_entry e JOIN person p ON p.village_id = e.place_id AND p.name = e.name
  WHERE e.id_digest IS NULL
  GROUP BY e.id HAVING COUNT(*) = 1
  UNION ALL
  SELECT e.id, MIN(p.id), 'name'
  FROM reference_entry e JOIN person p ON p.township_id = e.township_id AND p.name = e.name
  WHERE e.id_digest IS NULL AND e.place_id = e.township_id
  GROUP BY e.id HAVING COUNT(*) = 1
)
SELECT e.kind, e.id AS entry_id, m.person_id, m.confidence,
       COALESCE(f.first, w.first) AS since,
       COALESCE(l.last, CASE WHEN f.first IS NULL THEN w.last ELSE 999999 END) AS till, f.last AS first_end,
       e.happened, e.ended, e.value_fen, e.area, e.position, e.relation, e.batch_id, e.row
FROM matched m
JOIN reference_entry e ON e.id = m.entry_id
JOIN batch b ON b.id = e.batch_id AND b.in_force
LEFT JOIN period_months f ON f.code = SUBSTR(e.happened, 1, 7)
LEFT JOIN period_months l ON l.code = SUBSTR(e.ended, 1, 7)
LEFT JOIN period_months w ON w.code = COALESCE(e.period, b.period)
"""
#: Who is looked at again beside those whom an upload names: who lives with them, shares an account or the name.
_NEAR = (
    "FROM touched_person t JOIN person o ON o.id = t.id JOIN person f ON f.household_id = o.household_id",
    "FROM touched_person t JOIN payment_trail o ON o.person_id = t.id AND LENGTH(o.account_digest) > 0 JOIN payment_trail q ON q.account_digest = o.account_digest JOIN person f ON f.id = q.person_id",
    "FROM touched_person t JOIN person o ON o.id = t.id JOIN person f ON f.village_id = o.village_id AND f.name = o.name",
)
_HOME = """
CREATE TEMPORARY VIEW home_entry AS
SELECT k.kind, k.entry_id, f.id AS person_id, CASE WHEN f.id = k.person_id THEN '本人' ELSE '家里人' END AS who,
       k.confidence, k.since, k.till, k.happened, k.ended, k.value_fen, k.area, k.position, k.relation, k.batch_id, k.row
FROM known_entry k
JOIN person own ON own.id = k.person_id
JOIN person f ON f.household_id = own.household_id
"""


def month_number(period: str) -> tuple[int, int]:
    """The first and last month of a period as the rules count them: year × 12 + month − 1."""
    first, last = periods.bounds(period)
    return first.year * 12 + first.month - 1, last.year * 12 + last.month - 1


def _all_periods() -> Iterator[dict[str, Any]]:
    for year in range(_FIRST_YEAR, _LAST_YEAR):
        parts = ["", "-H1", "-H2", *(f"-Q{n}" for n in range(1, 5)), *(f"-{n:02}" for n in range(1, 13))]
        for code in (f"{year}{part}" for part in parts):
            first, last = month_number(code)
            yield {"code": code, "first": first, "last": last}


def _scheme_rows(conn: Connection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    dictionary = schemes.dictionary()
    ids = {row.key: row.id for row in conn.execute(text("SELECT id, key FROM scheme"))}
    facts = []
    for key, number in ids.items():
        known = dictionary.by_key(key)
        facts.append(
            {
                "id": number,
                "key": key,
                "relief": int(known is not None and known.kind == "relief"),
                "monthly": int(known is not None and "按月" in known.rhythm),
                "by_person": int(known is not None and known.beneficiary == "人"),
                "after_death": int(known is not None and known.after_death),
                "means_tested": int(known is not None and known.means_tested),
                "by_land": int(known is not None and known.by_land),
            }
        )
    pairs = {
        pair
        for scheme in dictionary.all()
        for other in scheme.excludes
        if scheme.key in ids and other in ids
        for pair in ((ids[scheme.key], ids[other]), (ids[other], ids[scheme.key]))
    }
    return facts, [{"a_id": a, "b_id": b} for a, b in sorted(pairs)]


def _purposes(conn: Connection) -> list[dict[str, Any]]:
    """The lines of funds in force that name a scheme, and which one."""
    ids = {row.key: row.id for row in conn.execute(text("SELECT id, key FROM scheme"))}
    lines = conn.execute(text("SELECT a.id, a.purpose, a.project FROM fund_allocation a JOIN batch b ON b.id = a.batch_id WHERE b.in_force"))
    found = ((line.id, schemes.dictionary().find_in(f"{line.purpose or ''}{line.project or ''}").scheme) for line in lines)
    return [{"allocation_id": number, "scheme_id": ids[scheme.key]} for number, scheme in found if scheme and scheme.key in ids]


def prepare(conn: Connection, touched: Touched | None = None, today: date | None = None) -> None:
    """Lay out, for this connection alone, the tables that rules read beside the records; ``today`` is that of China."""
    clear(conn)
    saving.follow_trail(conn)
    for name, columns in _TABLES.items():
        conn.execute(text(f"CREATE TEMPORARY TABLE {name} ({columns})"))
    facts, pairs = _scheme_rows(conn)
    _fill(conn, "period_months", list(_all_periods()))
    _fill(conn, "scheme_facts", facts)
    _fill(conn, "scheme_exclusion", pairs)
    _fill(conn, "allocation_scheme", _purposes(conn))
    day = today or clock.today()
    _fill(conn, "this_day", [{"day": day.isoformat(), "month": day.year * 12 + day.month - 1, "number": day.day}])
    if touched:
        _fill(conn, "touched_person", [{"id": one} for one in sorted(touched.people)])
        _fill(conn, "touched_place", [{"id": one} for one in sorted(touched.places)])
        for others in _NEAR:
            conn.execute(text(f"INSERT INTO touched_person SELECT DISTINCT f.id {others} WHERE f.id NOT IN (SELECT id FROM touched_person)"))
    conn.execute(text(_KNOWN.replace("/*people*/", " AND p.id IN (SELECT id FROM touched_person)" if touched else "")))
    conn.execute(text(_HOME))
    conn.execute(text("CREATE INDEX ix_known_entry ON known_entry (kind, person_id)"))
    conn.execute(text("CREATE INDEX ix_known_entry_person ON known_entry (person_id)"))


def clear(conn: Connection) -> None:
    """Take away what :func:`prepare` has laid out."""
    conn.execute(text("DROP VIEW IF EXISTS home_entry"))
    for name in (*_TABLES, "known_entry"):
        conn.execute(text(f"DROP TABLE IF EXISTS {name}"))


def _fill(conn: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = list(rows[0])
        conn.execute(text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{n}' for n in names)})"), rows)


# --- running --------------------------------------------------------------------------------------------


def run(conn: Connection, rule: Rule, only: Only = Only(), values: Mapping[str, int] | None = None) -> Iterator[Found]:
    """What the rule finds in the part that is looked at, one subject after the other, as the database gives them.

    :func:`prepare` must have been called on the connection.
    """
    rows = conn.execution_options(stream_results=True).execute(text(only.sql(rule)), rule.values(values))
    for subject, lines in groupby(rows.mappings(), key=lambda line: str(line["subject"])):
        yield _found(rule, subject, [dict(line) for line in lines])


def _found(rule: Rule, subject: str, lines: Sequence[Mapping[str, Any]]) -> Found:
    first = lines[0]
    facts = tuple({key: value for key, value in line.items() if key not in RESERVED} for line in lines)
    asked: dict[Where, int] = {}
    for line in lines:
        where = Where(line["a_batch"], line["a_row"])
        asked[where] = max(asked.get(where, 0), line["amount_fen"])
    against = dict.fromkeys(Where(line["b_batch"], line["b_row"]) for line in lines if line["b_batch"] is not None)
    return Found(
        rule=rule.name,
        subject=subject,
        scope=first["scope"],
        township_id=first["township_id"],
        place_id=first["place_id"],
        person_id=first["person_id"],
        amount_fen=sum(asked.values()),
        confidence=min((line["confidence"] for line in lines), key=list(CONFIDENCES).index),
        times=len(asked),
        facts=facts if len(facts) <= MOST_ROWS else (*facts[: MOST_ROWS - 1], facts[-1]),
        asked=tuple(asked)[:MOST_ROWS],
        against=tuple(against)[:MOST_ROWS],
        fingerprint=fingerprint(rule.name, subject, facts, [line["amount_fen"] for line in lines]),
    )


def fingerprint(rule: str, subject: str, facts: Iterable[Mapping[str, Any]], amounts: Iterable[int]) -> bytes:
    """The digest of what was found, whatever file it stands in: the same facts give the same 32 bytes."""
    lines = sorted(
        json.dumps([dict(sorted(one.items())), fen], ensure_ascii=False, default=str)
        for one, fen in zip(facts, amounts, strict=True)
    )
    return hashlib.sha256(json.dumps([rule, subject, lines], ensure_ascii=False).encode()).digest()


# --- saying ---------------------------------------------------------------------------------------------


def sentence(
    rule: Rule, facts: Sequence[Mapping[str, Any]], amount_fen: int, times: int, scheme_names: Mapping[int, str] | None = None
) -> str:
    """One finding in words: the rule's template with the facts of its first line, how many lines, and their sum."""
    known = {**facts[0], "times": times, "total_fen": amount_fen, "last_period": facts[-1].get("period")}
    return rule.told.format(**{key: _word(key, known, scheme_names or {}) for key in keys_of(rule.told)})


def _word(key: str, known: Mapping[str, Any], scheme_names: Mapping[int, str]) -> str:
    """A fact as it stands in a sentence: money in yuan, periods, days and schemes in words."""
    if key.endswith("scheme") and f"{key}_id" in known:
        return scheme_names.get(known[f"{key}_id"], "某项补贴")
    value = known[key]
    if value is None:
        return "未写明"
    if key.endswith("_fen"):
        return display.yuan(int(value))
    return display.when(value) if isinstance(value, str) else str(value)


def keys_of(template: str) -> list[str]:
    """The names that a sentence's template asks for."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]
