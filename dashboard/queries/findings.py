"""疑点: what the cross-matches found, for the supervisors of the place: both rows, what was done, what the person says.

A finding is no verdict and nothing follows from it by itself (个人信息保护法第二十四条): each change is made by a
person, with a reason, and is kept. Nobody is confirmed unheard.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, select, update

from dashboard import clock, cross_matching, display
from dashboard import rule as ruling
from dashboard.access import Viewer, may
from dashboard.cross_matching import MACHINE, Matched, Progress
from dashboard.queries import looks
from dashboard.queries.scope import within
from dashboard.rule import CONFIDENCES, Rule
from loaders import journal, lists, saving, schemes, text, workdays
from loaders.database import Database
from loaders.form import by_name
from loaders.records.base import table_of
from loaders.records.findings import Finding, FindingSource, FindingStep, RuleSetting
from loaders.records.imports import Batch, Import, RejectedRow
from loaders.records.payments import SchemeRow
from loaders.records.people import Person
from loaders.records.places import Place

STATES = {"new": "新的", "verifying": "正在核实", "confirmed": "核实属实", "cleared": "已排除", "corrected": "已改正"}
#: What may follow on a state.
NEXT = {
    "new": ("verifying", "cleared"), "verifying": ("confirmed", "cleared"), "confirmed": ("corrected", "verifying"), "cleared": ("verifying",), "corrected": ("verifying",),
}  # fmt: skip
SPEAKERS = {"heard": "听本人说的", "self": "本人自己写的", "family": "家里人说的", "nobody": "找不到本人"}
SHORTEST, LONGEST = 3, 300
SIZE = 20
_DOWNLOADED = 20_000
_OPEN = ("new", "verifying", "confirmed")


class Refused(Exception):
    """A finding cannot be changed so; the message says why."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A rule, what it is for, and how many of its findings are in which state; those that stand no longer are apart."""

    rule: str
    title: str
    group: str
    says: str
    method: str
    why: str
    legal: str
    example: str
    states: dict[str, int]
    gone: int
    amount_fen: int  # at stake in what is open

    @property
    def open(self) -> int:
        """How many somebody still has to do something about."""
        return sum(self.states.get(state, 0) for state in _OPEN)


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in a list; names are masked."""

    id: int
    rule: str
    title: str
    words: str
    who: str
    place: str
    amount_fen: int
    confidence: str
    state: str
    stands: bool
    found_on: date

    @property
    def colour(self) -> str:
        """Red until it is corrected, then yellow; what was cleared has no colour."""
        return {"corrected": "wait", "cleared": "quiet"}.get(self.state, "bad")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it is stored, where it stands, and whether it is in force."""

    file: str
    sheet: str
    row: int | None
    about: str
    in_force: bool
    cells: tuple[tuple[str, str], ...]

    @property
    def words(self) -> str:
        """Where it stands, in one line."""
        if self.row is not None:
            return display.source(self.file, self.sheet, self.row)
        return f"《{self.file}》“{self.sheet}”整张表" if self.sheet else f"《{self.file}》整张表"


@dataclass(frozen=True, slots=True)
class Step:
    """What was done: when, by whom, what, and with which words."""

    at: datetime
    actor: str
    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One finding with everything that whoever verifies it needs."""

    line: Line
    name: str  # in full
    rule: Rule
    asked: tuple[SourceRow, ...]
    against: tuple[SourceRow, ...]
    steps: tuple[Step, ...]
    next: tuple[str, ...]
    heard: bool  # the person was heard, or could not be found


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold as it holds at the viewer's office: money in fen."""

    rule: str
    key: str
    words: str
    unit: str
    value: int
    usual: int
    least: int


# --- lists


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    return within(viewer, "findings", township=Finding.township_id, village=Finding.place_id)


def counted(db: Database, viewer: Viewer) -> list[Counted]:
    """Every rule with its findings at the viewer's places, those with open ones first; none for who verifies nothing."""
    if not may(viewer, "findings"):
        return []
    sums = (
        select(Finding.rule, Finding.state, Finding.stands, func.count(), func.sum(case((Finding.state.in_(_OPEN), Finding.amount_fen), else_=0)))
        .where(_mine(viewer)).group_by(Finding.rule, Finding.state, Finding.stands)
    )  # fmt: skip
    states: dict[str, dict[str, int]] = {}
    gone: dict[str, int] = {}
    fen: dict[str, int] = {}
    with db.read() as conn:
        for rule, state, stands, count, amount in conn.execute(sums):
            if not stands and state == "new":  # nobody has begun with it, and there is nothing left of it
                gone[rule] = gone.get(rule, 0) + count
                continue
            own = states.setdefault(rule, {})
            own[state] = own.get(state, 0) + count
            fen[rule] = fen.get(rule, 0) + int(amount or 0)
    found = [
        Counted(r.name, r.title, r.group, r.says, r.method, r.why, r.legal, r.example, states.get(r.name, {}), gone.get(r.name, 0), fen.get(r.name, 0))
        for r in ruling.all_rules()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.open, not one.states, one.title))


def _wanted(viewer: Viewer, rule_name: str, state: str) -> Any:
    wanted = (
        select(Finding.__table__, Person.name.label("name"), Place.name.label("place"))
        .outerjoin(Person, Person.id == Finding.person_id).outerjoin(Place, Place.id == Finding.place_id).where(_mine(viewer))
    )  # fmt: skip
    if rule_name:
        wanted = wanted.where(Finding.rule == rule_name)
    if state:
        wanted = wanted.where(Finding.state == state)
    # somebody has begun with it, or it still stands
    return wanted.where(Finding.stands | (Finding.state != "new"))


_ORDER = (case({"new": 0, "verifying": 1, "confirmed": 2, "corrected": 3}, value=Finding.state, else_=4), Finding.amount_fen.desc(), Finding.id)


def listed(db: Database, viewer: Viewer, rule_name: str = "", state: str = "", page: int = 0) -> tuple[list[Line], int]:
    """One page of the findings at the viewer's places, what is new and large first; and how many there are."""
    if not may(viewer, "findings"):
        return [], 0
    wanted = _wanted(viewer, rule_name, state)
    with db.read() as conn:
        count = conn.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
        rows = conn.execute(wanted.order_by(*_ORDER).limit(SIZE).offset(page * SIZE)).all()
        return list(_lines(conn, rows)), count


def everything(db: Database, viewer: Viewer, rule_name: str = "", state: str = "") -> list[Line]:
    """The findings of a list for a file; taking it away is written down."""
    if not may(viewer, "findings"):
        return []
    with db.read() as conn:
        rows = conn.execute(_wanted(viewer, rule_name, state).order_by(*_ORDER).limit(_DOWNLOADED)).all()
        found = list(_lines(conn, rows))
    if found:
        journal.note(db, viewer.name, "findings-list", f"place:{viewer.place_id}", f"{len(found)}条")
    return found


def _lines(conn: Connection, rows: Sequence[Any]) -> Iterator[Line]:
    names = _scheme_names(conn)
    for row in rows:
        rule = ruling.by_name(row.rule)
        if rule is None:  # a rule that was taken out of the folder: its findings wait until it is back
            continue
        words = ruling.sentence(rule, json.loads(row.facts), row.amount_fen, row.times, names)
        yield Line(
            row.id, row.rule, rule.title, words, display.masked(row.name) if row.name else "", row.place or "", row.amount_fen, CONFIDENCES[row.confidence], row.state,
            row.stands, workdays.china_day(row.found_at),
        )  # fmt: skip


def _scheme_names(conn: Connection) -> dict[int, str]:
    dictionary = schemes.dictionary()
    rows = conn.execute(select(SchemeRow.id, SchemeRow.key, SchemeRow.name))
    return {row.id: known.short if (known := dictionary.by_key(row.key)) else row.name for row in rows}


# --- one


def one(db: Database, viewer: Viewer, finding_id: int) -> Opened | None:
    """A finding with the rows it rests on; the look is written down. None where it is not the viewer's to verify."""
    if not may(viewer, "findings"):
        return None
    with db.read() as conn:
        row = conn.execute(_wanted(viewer, "", "").where(Finding.id == finding_id)).first()
        line = next(_lines(conn, [row]), None) if row else None
        if row is None or line is None:
            return None
    people = {row.person_id, *(each.get("of_person") for each in json.loads(row.facts))} - {None}
    for person in sorted(people):
        looks.note(db, viewer, looks.person(person), f"核实疑点：{line.title}")
    with db.read() as conn:
        rows = _sources(conn, db, finding_id)
        steps = conn.execute(select(FindingStep.__table__).where(FindingStep.finding_id == finding_id).order_by(FindingStep.id)).all()
    rule = ruling.by_name(line.rule)
    assert rule is not None
    return Opened(
        line, row.name or "", rule, tuple(found for side, found in rows if side == 0), tuple(found for side, found in rows if side == 1),
        tuple(_step(db, step) for step in steps), NEXT[line.state], row.person_id is None or any(step.kind == "say" for step in steps),
    )  # fmt: skip


def _sources(conn: Connection, db: Database, finding_id: int) -> list[tuple[int, SourceRow]]:
    """The rows that a finding rests on, each with its side."""
    wanted = select(FindingSource.side, FindingSource.batch_id, FindingSource.row).where(FindingSource.finding_id == finding_id)
    return [(side, _row(conn, db, batch_id, number)) for side, batch_id, number in conn.execute(wanted.order_by(FindingSource.position)).all()]


def _step(db: Database, step: Any) -> Step:
    words = db.vault.open(step.words_sealed) if step.words_sealed else ""
    what = {
        "say": SPEAKERS.get(step.speaker or "", ""), "facts": "表里的数变了", "gone": "重新比对，不再有了", "back": "又出现了",
    }.get(step.kind, f"改为“{STATES[step.state]}”")  # fmt: skip
    if step.kind == "facts" and step.state == "new":
        what = "表里的数变了，要重新核实"
    return Step(workdays.china_time(step.at), step.actor, what, words)


#: Columns of the tables that no spreadsheet has a heading for, or that stand on the page already.
_HIDDEN = {"id", "township_id", "household_id", "person_id", "payee_id", "batch_id", "row", "column", "status", "registered", "import_id", "regime", "kind", "number"}
#: Where a form's column is kept under another name.
_ALIASES = {
    "amount": "amount_fen", "area": "area_mu", "standard": "standard_fen", "bank": "channel", "payee": "payee_name", "income": "income_fen", "spending": "spending_fen", "date": "entry_date", "birth": "birth_date",
}  # fmt: skip


def _row(conn: Connection, db: Database, batch_id: int, number: int | None) -> SourceRow:
    """A row as it is stored, under the headings of its form; numbers of people and accounts are never shown."""
    columns = (
        Import.name, Batch.sheet, Batch.form, Batch.record, Batch.period, Batch.place_name, Batch.in_force, Batch.title, Batch.rows_loaded, Batch.amount_loaded_fen, SchemeRow.name.label("scheme"),
    )  # fmt: skip
    found = conn.execute(select(*columns).join(Import, Import.id == Batch.import_id).outerjoin(SchemeRow, SchemeRow.id == Batch.scheme_id).where(Batch.id == batch_id)).one()
    about = "，".join(part for part in (found.place_name or "", display.period(found.period) if found.period else "", found.scheme or "") if part)
    if number is None:
        cells = [("收下的行", f"{found.rows_loaded}行")] + ([("金额合计", display.yuan(found.amount_loaded_fen))] if found.amount_loaded_fen else [])
    else:
        cells = _cells(conn, found.record, found.form, batch_id, number) or _rejected(conn, db, batch_id, number)
    return SourceRow(found.name, found.sheet, number, about, bool(found.in_force), tuple(cells))


def _cells(conn: Connection, record: str, form_name: str, batch_id: int, number: int) -> list[tuple[str, str]]:
    form = by_name(form_name)
    cells: list[tuple[str, str]] = []
    for table in map(table_of, cross_matching.TABLES.get(record, ())):
        for row in conn.execute(select(table).where(table.c.batch_id == batch_id, table.c.row == number)).mappings():
            headings = _headings(form.columns, record, table.c.keys()) if form else {}
            cells += _known(conn, row)
            cells += [(headings[name], _written(name, row[name])) for name in row if name in headings and row[name] is not None and not name.endswith(("_sealed", "_digest"))]
    return list(dict.fromkeys(cells))


def _headings(columns: Sequence[Any], record: str, names: Sequence[str]) -> dict[str, str]:
    """What a form calls the columns of its table."""
    kept = lists.columns_of(record) if record in lists.TABLES else {}
    found: dict[str, str] = {}
    for column in columns:
        name = kept[column.key].column if column.key in kept else _ALIASES.get(column.key, column.key)
        if name in names and name not in _HIDDEN and column.headings:
            found.setdefault(name, "姓名" if name == "name" else column.headings[0].partition("(")[0])
    return found


def _known(conn: Connection, row: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """What every row says by number: where, what for, when."""
    cells = []
    place = row.get("village_id") or row.get("place_id")
    if place is not None:
        cells.append(("村", conn.execute(select(Place.name).where(Place.id == place)).scalar() or ""))
    if row.get("scheme_id") is not None:
        cells.append(("项目", conn.execute(select(SchemeRow.name).where(SchemeRow.id == row["scheme_id"])).scalar() or ""))
    if row.get("period"):
        cells.append(("所属期", display.period(row["period"])))
    if row.get("status") == "returned":
        cells.append(("发放结果", "退回"))
    return cells


def _written(name: str, value: Any) -> str:
    if name.endswith("_fen"):
        return display.yuan(value)
    if isinstance(value, date):
        return display.day(value)
    return display.when(text.mask_numbers_in(value)) if isinstance(value, str) else str(value)


def _rejected(conn: Connection, db: Database, batch_id: int, number: int) -> list[tuple[str, str]]:
    """The cells of a row that could not be loaded, as they are written; long numbers are hidden."""
    wanted = select(RejectedRow.cells_sealed, RejectedRow.problems).where(RejectedRow.batch_id == batch_id, RejectedRow.row == number)
    row = conn.execute(wanted.order_by(RejectedRow.id).limit(1)).first()
    if row is None:
        return []
    cells: dict[str, str] = json.loads(db.vault.open(row.cells_sealed))
    wrong = "；".join(problem.message for problem in saving.problems_of(row.problems))
    return [(heading, text.mask_numbers_in(text.squeeze(cell))) for heading, cell in cells.items() if cell] + [("没有收下，因为", wrong)]


# --- what is done about it


def _checked(words: str, what: str) -> str:
    said = text.mask_numbers_in(text.visible(words).strip())[:LONGEST]
    if len(said) < SHORTEST:
        raise Refused(f"请写明{what}，至少{SHORTEST}个字。")
    return said


def _my_own(conn: Connection, viewer: Viewer, finding_id: int) -> Any:
    row = conn.execute(select(Finding.__table__).where(_mine(viewer), Finding.id == finding_id)).first() if may(viewer, "findings") else None
    if row is None:
        raise Refused("这条疑点不归您核实。")
    return row


def change(db: Database, viewer: Viewer, finding_id: int, state: str, reason: str) -> None:
    """Put a finding into another state for a reason, which is kept and goes into the journal; or :class:`Refused`."""
    with db.write() as conn:
        row = _my_own(conn, viewer, finding_id)
        if state not in NEXT[row.state]:
            raise Refused(f"这条疑点现在是“{STATES[row.state]}”，不能直接改为“{STATES.get(state, state)}”。")
        said = _checked(reason, "理由")
        heard = select(func.count()).select_from(FindingStep).where(FindingStep.finding_id == finding_id, FindingStep.kind == "say")
        if state == "confirmed" and row.person_id is not None and not conn.execute(heard).scalar():
            raise Refused("还没有记下本人怎么说。先听本人说，再下结论；找不到本人的，也请写明怎么找过。")
        conn.execute(update(Finding).where(Finding.id == finding_id).values(state=state, changed_at=clock.now()))
        _kept(conn, db, viewer, finding_id, "state", state, said)
        detail = {"rule": row.rule, "from": row.state, "to": state, "reason": said}
        journal.write(conn, viewer.name, "finding", f"finding:{finding_id}", json.dumps(detail, ensure_ascii=False))


def say(db: Database, viewer: Viewer, finding_id: int, speaker: str, said: str) -> None:
    """Keep what the person says, or that nobody could be found; sealed, and that it was done goes into the journal."""
    with db.write() as conn:
        row = _my_own(conn, viewer, finding_id)
        if speaker not in SPEAKERS:
            raise Refused("请选是谁说的。")
        words = _checked(said, "怎么找过" if speaker == "nobody" else "说了什么")
        _kept(conn, db, viewer, finding_id, "say", row.state, words, speaker)
        journal.write(conn, viewer.name, "finding-say", f"finding:{finding_id}", json.dumps({"rule": row.rule, "speaker": speaker}))


def _kept(conn: Connection, db: Database, viewer: Viewer, finding_id: int, kind: str, state: str, words: str, speaker: str | None = None) -> None:
    values = {"finding_id": finding_id, "at": clock.now(), "actor": viewer.name or MACHINE, "kind": kind, "state": state, "speaker": speaker, "words_sealed": db.vault.seal(words)}
    conn.execute(insert(FindingStep).values(**values))


# --- running, and the thresholds


def run(db: Database, viewer: Viewer, progress: Progress | None = None) -> Matched:
    """Match everything of the viewer's township or county again."""
    if not may(viewer, "findings") or (viewer.township_id is None and not viewer.county):
        raise Refused("您的账号没有管着的地方，不能比对。")
    return cross_matching.match(db, viewer.name, () if viewer.county else [viewer.township_id or 0], progress)


@dataclass(frozen=True, slots=True)
class Fresh:
    """When everything was last matched, and whether much has come in since."""

    last: datetime | None
    due: bool


def fresh(db: Database, viewer: Viewer) -> Fresh:
    """How fresh the findings are."""
    if not may(viewer, "findings"):
        return Fresh(None, False)
    with db.read() as conn:
        last = cross_matching.last_match(conn, viewer.township_id)
        return Fresh(workdays.china_time(last) if last else None, cross_matching.due(conn))


def thresholds(db: Database, viewer: Viewer) -> list[Threshold]:
    """The thresholds as they hold at the viewer's office."""
    if not may(viewer, "rule-settings") or (viewer.township_id is None and not viewer.county):
        return []
    found: list[Threshold] = []
    with db.read() as conn:
        for rule in ruling.all_rules():
            own = _at_home(conn, viewer, rule)
            found += [Threshold(rule.name, one.key, one.words, one.unit, own[one.key], one.default, one.least) for one in rule.thresholds]
    return found


def _at_home(conn: Connection, viewer: Viewer, rule: Rule) -> dict[str, int]:
    if viewer.county:
        given = conn.execute(select(RuleSetting.key, RuleSetting.value).where(RuleSetting.rule == rule.name, RuleSetting.place_id == viewer.place_id))
        return rule.values({row.key: row.value for row in given})
    return cross_matching.settings_of(conn, rule).get(viewer.township_id or 0, rule.values())


def set_threshold(db: Database, viewer: Viewer, rule_name: str, key: str, value: int) -> None:
    """Set a threshold for the viewer's township or county; the next match uses it. Or :class:`Refused`."""
    rule = ruling.by_name(rule_name)
    known = next((one for one in rule.thresholds if one.key == key), None) if rule else None
    home = viewer.place_id if viewer.county else viewer.township_id
    if not may(viewer, "rule-settings") or viewer.village_id is not None or home is None:
        raise Refused("只有乡镇或县里能改比对的设定。")
    if known is None:
        raise Refused("没有这个设定。")
    if value < known.least:
        raise Refused(f"“{known.words}”不能小于{known.least}。")
    with db.write() as conn:
        conn.execute(delete(RuleSetting).where(RuleSetting.place_id == home, RuleSetting.rule == rule_name, RuleSetting.key == key))
        conn.execute(insert(RuleSetting).values(place_id=home, rule=rule_name, key=key, value=value, at=clock.now(), actor=viewer.name))
        journal.write(conn, viewer.name, "rule-setting", f"{rule_name}.{key}", str(value))
