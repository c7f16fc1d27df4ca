"""Every question of dashboard/queries, asked by everybody about everything: what comes back is what the table of rights says."""

import ast
import importlib
import inspect
import io
import pkgutil
import re
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, text

from dashboard import access, clock, cross_matching, queries
from dashboard.access import RIGHTS, Viewer, Whose, may
from dashboard.queries import approvals, decisions, imports, looks, papers
from dashboard.queries.proof import NoProof
from loaders.database import Database, connect
from loaders.importing import Checked, CheckedTable
from loaders.records.base import table_of
from loaders.records.findings import Finding
from loaders.records.imports import Batch, Import, RejectedRow
from loaders.records.papers import Paper
from loaders.records.payments import Payment
from loaders.records.people import Person
from loaders.records.places import Place
from tests import rights
from tests.rights import CAST, COUNTY, FAR, NEXT, OTHER, PEOPLE, TOWN, VILLAGE, Member

TODAY = clock.today()

#: Questions that need no right, and why.
FREE = {
    "places.home": "the name of the viewer's own place",
    "looks.note": "whoever looks is written down", "consent.note": "whoever looks for somebody else is written down",
    "consent.start": "for a consent that was given to the viewer", "accounts.confirm": "the own password", "accounts.end_others": "the own sessions",
}
#: Questions that know no viewer, and who asks them.
WITHOUT_A_VIEWER = {
    "books.for_command": "the command", "administering.account_of": "the command", "payments.by_id_number": "the command", "payments.rows_of": "payments and the benchmark", "places.townships_with": "other questions",
    "overview.books_there": "other questions", "papers.of": "other questions", "imports.address": "public: printed on every card", "desk.contact": "public: printed on every card", "open_data.changes": "public",
    "open_data.lines": "public; in full for the viewer that is given", "proof.publications": "public",
    **dict.fromkeys(("answers.corrected", "answers.figure_now", "answers.note_of", "answers.of", "small.never_named", "small.shown", "small.telling", "imports.sums", "subjects.people_of"), "other questions"),
    **dict.fromkeys(("asking.sealed", "asking.unsealed", "enquiries.names_official", "enquiries.settle", "enquiries.step", "enquiries.steps", "enquiries.write_down", "telling.tell"), "other questions, which have asked for the right"),
    **dict.fromkeys(("following.follow", "following.rate", "following.reopen", "following.withdraw"), "whoever knows the number and the phrase of an enquiry"),
    **dict.fromkeys(("cards.is_revoked", "pins.has", "pins.is_right"), "signing in"), **dict.fromkeys(("cards.issue_codes", "cards.slips"), "pages of the clerk, for villages that `imports.villages` gave"),
    "effects.undone": "the command", "consent.stop": "the own session", "consent.behalf": "for a consent that was given to the viewer",
}  # fmt: skip


# --- the questions and the rights that they ask for


@dataclass(frozen=True)
class Question:
    """A function of dashboard/queries that takes a viewer."""

    name: str
    ask: Callable[..., Any]
    rights: frozenset[str]
    takes: dict[str, Any]  # further parameters that have no default, and those that say whose


@cache
def _modules() -> dict[str, types.ModuleType]:
    """The questions' room, and whatever else in dashboard/ takes a database and a viewer."""
    names = [f"dashboard.queries.{info.name}" for info in pkgutil.iter_modules(queries.__path__)]
    asked = re.compile(r"^def [a-z]\w*\(\s*(?:db|conn): .*viewer: Viewer", re.MULTILINE)
    home = Path(access.__file__).parent
    for room in ("", "identity.", "routes."):
        names += [f"dashboard.{room}{path.stem}" for path in (home / room.rstrip(".")).glob("*.py") if asked.search(path.read_text("utf-8"))]
    return {_short(name): importlib.import_module(name) for name in names}


def _short(name: str) -> str:
    """A module's name without its room: no two of these rooms have one of the same name."""
    return re.sub(r"^dashboard\.((queries|identity|routes)\.)?", "", name)


@cache
def _bodies() -> dict[str, ast.FunctionDef]:
    """Every function of the room by module and name, private ones too."""
    found = {}
    for name, module in _modules().items():
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.FunctionDef):
                found[f"{name}.{node.name}"] = node
    return found


def _called(name: str, call: ast.Call) -> str:
    """The function of the room that a call means, as far as it can be seen."""
    module, func = name.partition(".")[0], call.func
    if isinstance(func, ast.Name):
        home = str(getattr(getattr(_modules()[module], func.id, None), "__module__", ""))
        return f"{_short(home)}.{func.id}"
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        home = str(getattr(getattr(_modules()[module], func.value.id, None), "__name__", ""))
        return f"{_short(home)}.{func.attr}"
    return ""


@cache
def asked_for(name: str, seen: tuple[str, ...] = ()) -> frozenset[str]:
    """The rights that a function asks for, itself or through others of the room."""
    found: set[str] = set()
    for node in ast.walk(_bodies()[name]):
        if not isinstance(node, ast.Call):
            continue
        found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str) and arg.value in RIGHTS}
        other = _called(name, node)
        if other in _bodies() and other not in (*seen, name, *FREE):
            found |= asked_for(other, (*seen, name))
    return frozenset(found)


def _functions() -> Iterator[tuple[str, Callable[..., Any], dict[str, Any]]]:
    for name, module in _modules().items():
        for key, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not key.startswith("_"):
                yield f"{name}.{key}", function, typing.get_type_hints(function)


def _questions() -> dict[str, Question]:
    found = {}
    for name, function, hints in _functions():
        if "viewer" not in hints or not {"db", "conn", "at"} & set(hints) or name in FREE:
            continue
        given = inspect.signature(function).parameters
        takes = {
            key: hints[key]
            for key, parameter in given.items()
            if key not in ("db", "conn", "at", "viewer") and parameter.kind is not parameter.VAR_POSITIONAL and (parameter.default is parameter.empty or key.endswith("_id"))
        }
        found[name] = Question(name, function, asked_for(name), takes)
    return found


QUESTIONS = _questions()


def test_every_question_asks_the_table_of_rights() -> None:
    assert {name for name, question in QUESTIONS.items() if not question.rights} == set()
    assert set(FREE) <= set(_bodies())


def test_every_question_without_a_viewer_is_known() -> None:
    without = {name for name, _, hints in _functions() if "viewer" not in hints and {"db", "conn"} & set(hints)}
    assert {name for name in without if not name.startswith("accounts.")} == set(WITHOUT_A_VIEWER)


# --- whose the numbers are


@dataclass(frozen=True)
class World:
    """The county, the cast, and for every kind of number which there are and whose they are."""

    db: Database
    folder: Path
    cast: dict[str, Member]
    numbers: dict[str, dict[int, Whose]]
    people: dict[str, Whose]  # a full name and whose it is


@pytest.fixture(scope="module")
def world(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = rights.filled(_migrated, tmp_path_factory.mktemp("rights"))
    db = connect(str(folder / "village.db"))
    with db.write() as conn:
        person = conn.execute(select(Person.id).where(Person.name == PEOPLE["own"][0])).scalar_one()
        for place in (VILLAGE, FAR):
            conn.execute(text("INSERT INTO comment (place_id, subject, person_id, text, at, hidden) VALUES (:place, 'decision:修停车场', :person, '同意', :at, 0)"), {"place": place, "person": person, "at": "2026-03-07 00:00:00.000000"})
    cast = {who: rights.sign_in(db, who) for who in CAST}
    for place in (VILLAGE, FAR):
        papers.add(db, cast["clerk of the county"].viewer, place, "decision:修停车场", "现场", None, [papers.Given("现场.png", PHOTO)])
    _prepared(db, cast)
    looks.note(db, cast["clerk"].viewer, looks.person(person), "核实")
    cross_matching.match(db, "测试")
    yield World(db, folder, cast, _numbers(db), _people(db))
    db.engine.dispose()


def _prepared(db: Database, cast: dict[str, Member]) -> None:
    """Two files that wait for the committee of the far village, which asks for that; one was returned."""
    approvals.set_two_steps(db, Viewer("administrator", "县里", place_id=COUNTY, county=True), FAR, True)
    clerk = cast["clerk of another township"].viewer
    for number in (1, 2):
        sheet = f"柏坞乡后垅村2025年第{number}季度财务公开,单位：元\n日期,凭证号,摘要,收入,支出,经手人\n2025-0{number * 3}-02,1,买桌椅,0,700,鲍听澜"
        approvals.send(db, clerk, imports.lay(db, clerk, f"{number}季度.csv", sheet.encode()), {0: "new"})
    approvals.give_back(db, cast["supervisor of another township"].viewer, 2, "凭证不全")


#: One of each kind: of a whole township and of one village, one that was replaced, and those of others.
FILES = ("青枫镇低保.csv", "青枫镇特困.csv", "柳溪村一季度.csv", "枧底村合同.csv", "柏坞乡低保.csv", "柏坞乡特困.csv")


def _people(db: Database) -> dict[str, Whose]:
    with db.read() as conn:
        rows = conn.execute(select(Person.name, Person.township_id, Person.village_id, Person.household_id, Person.id)).all()
    return {row[0]: Whose(*row[1:]) for row in rows}


def _numbers(db: Database) -> dict[str, dict[int, Whose]]:
    with db.read() as conn:
        places = {row.id: Whose(row.township_id, row.id) for row in conn.execute(select(Place.id, Place.township_id))}
        wanted = select(Batch.id, Batch.import_id, Batch.township_id, Batch.place_id, Import.name).join(Import, Import.id == Batch.import_id)
        of_batch = {row.id: (row.import_id, Whose(row.township_id, row.place_id), row.name) for row in conn.execute(wanted)}
        found = {row.id: Whose(row.township_id, row.place_id, None, row.person_id) for row in conn.execute(select(Finding.id, Finding.township_id, Finding.place_id, Finding.person_id))}
        rejected = {row.id: of_batch[row.batch_id][1] for row in conn.execute(select(RejectedRow.id, RejectedRow.batch_id))}
        payment = table_of(Payment)
        paid = {row.id: Whose(row.township_id, row.village_id, row.household_id, row.person_id) for row in conn.execute(select(payment))}
        papers = {row.id: Whose(row.township_id, row.place_id) for row in conn.execute(select(Paper.id, Paper.township_id, Paper.place_id))}
        remarks = {row[0]: places[row[1]] for row in conn.execute(text("SELECT id, place_id FROM comment"))}
        homes = {row.household_id: Whose(row.township_id, row.village_id, row.household_id) for row in conn.execute(select(Person.household_id, Person.township_id, Person.village_id)) if row.household_id}
        accounts = {row[0]: places[row[1]] for row in conn.execute(text("SELECT id, place_id FROM account WHERE place_id IS NOT NULL"))}
    villages = {number: places[number] for number in (VILLAGE, NEXT, FAR)}
    imported = {number: whose for number, whose, name in of_batch.values() if name in FILES}
    return {
        "place_id": {**villages, TOWN: places[TOWN], COUNTY: places[COUNTY]}, "village_id": villages, "township_id": {TOWN: places[TOWN], OTHER: places[OTHER]}, "import_id": imported,
        "rejected_id": rejected, "finding_id": found, "payment_id": paid, "paper_id": papers, "remark_id": remarks, "account_id": accounts, "household_id": homes, "consent.village_id": {VILLAGE: Whose()}, "approvals.number": {1: places[FAR], 2: places[FAR]}, "page": {0: Whose()}, "most": {50: Whose()},
    }  # fmt: skip


# --- what a question is asked with


WORDS = {
    "period": ("2026-Q2", "2026-09"), "scheme_key": ("rural-dibao", "nongcun-dibao", "农村低保"), "words": ("钱*霖", "村"), "reason": ("录错了",), "given": (rights.ADDRESS,), "record": ("contract", "asset"),
    "state": ("verifying",), "speaker": ("heard",), "said": ("早就停过",), "rule_name": ("paid_after_death",), "key": ("grace",),
    "cards.name": (PEOPLE["own"][0],), "pin": ("274953",), "again": ("274953",), "login": ("xin-zhang",), "role": ("clerk",), "of_subject": ("decision:修停车场",), "title": ("现场",), "name": ("九月.csv",), "side": ("claim",), "taken": ("2026-03-08",),
}  # fmt: skip
UPLOAD = f"青枫镇2026年9月农村低保金发放花名册\n村,姓名,身份证号,金额\n柳溪村,容漱玉,{rights.STRANGER},500\n".encode()
BOOKS = "柏坞乡后垅村2025年第四季度财务公开,单位：元\n日期,凭证号,摘要,收入,支出\n2025-11-02,1,买桌椅,0,700\n".encode()


def _values(world: World, db: Database, name: str, key: str, kind: Any) -> list[tuple[Any, Whose | None]]:
    """What a parameter is given, each with whose it is; an assertion for a kind that nobody has thought of."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
    if kind is int:
        return list((world.numbers.get(f"{name.partition('.')[0]}.{key}") or world.numbers.get(key, {2026: Whose(), 1: Whose()})).items())
    if kind is str or typing.get_origin(kind) is typing.Literal:
        return [(word, None) for word in WORDS.get(f"{name.partition('.')[0]}.{key}") or WORDS.get(key, ("2026",))]
    if kind is date:
        return [(TODAY, None)]
    if kind is bool:
        return [(True, None)]
    if kind is bytes:
        return [(UPLOAD, None)]
    if kind is decisions.Matter:
        return [(matter, matter.whose) for place in (VILLAGE, NEXT, FAR) for matter in decisions.matters(db, rights.VISITOR, place)]
    if kind is imports.RejectedLine:
        clerk = world.cast["clerk of the county"].viewer
        return [(line, world.numbers["rejected_id"][line.id]) for line in imports.waiting(db, clerk)[0]]
    if kind is imports.OnDesk:
        clerk = world.cast["clerk of the county"].viewer
        return [(imports.lay(db, clerk, "九月.csv", UPLOAD), Whose(TOWN, VILLAGE)), (imports.lay(db, clerk, "账.csv", BOOKS), Whose(OTHER, FAR))]
    if kind is Checked:
        return [(imports.lay(db, world.cast["clerk of the county"].viewer, "九月.csv", UPLOAD).checked, Whose(TOWN, VILLAGE))]
    if typing.get_origin(kind) is dict:
        return [({0: "add"} if typing.get_args(kind)[0] is int else {}, None)]
    if kind is papers.Given:
        return [(papers.Given("现场.png", PHOTO), None)]
    if kind is CheckedTable:
        # what is on a clerk's own desk; whose desk it is, `OnDesk` says
        return [(table, None) for table in imports.lay(db, world.cast["clerk of the county"].viewer, "九月.csv", UPLOAD).checked.tables]
    if kind == Sequence[papers.Given]:
        return [([papers.Given("现场.png", PHOTO)], None)]
    raise AssertionError(f"say in this test what {key}: {kind} is to be")


def _photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "#9ca").save(written, "PNG")
    return written.getvalue()


PHOTO = _photo()
REFUSALS = ("dashboard.", "loaders.")


class _Done:
    """What a question that says nothing has done."""


DONE = _Done()


def _answer(question: Question, db: Database, viewer: Viewer, given: dict[str, Any]) -> Any:
    """What comes back; nothing where it is refused in a sentence of ours."""
    try:
        if "conn" in inspect.signature(question.ask).parameters:
            with db.read() as conn:
                return question.ask(conn, viewer, **given)
        found = question.ask(db, viewer, **given)
        if question.name == "imports.at_home":  # says which tables are refused
            return [table for position, table in enumerate(given["checked"].tables) if position not in found]
        if isinstance(found, int) and not isinstance(found, bool) and _writes(question.name):
            return DONE
        if found is None and inspect.signature(question.ask).return_annotation is None:
            return DONE
        return list(found) if isinstance(found, Iterator) else found
    except Exception as refused:
        if type(refused).__module__.startswith(REFUSALS) or isinstance(refused, ValueError):
            return None
        raise


def _empty(found: Any) -> bool:
    """Whether an answer says nothing: none, or only empty parts, zeros and the viewer's own name."""
    if isinstance(found, imports.OnDesk):
        return not found.positions
    if isinstance(found, NoProof):
        return True
    if is_dataclass(found) and not isinstance(found, type):
        return all(_empty(getattr(found, field.name)) for field in fields(found) if field.name not in ("name", "village"))
    if isinstance(found, tuple | list):
        return all(map(_empty, found))
    return not found


def strings(found: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, bytes):
        yield found.decode("utf-8", "ignore")
    elif isinstance(found, dict):
        for pair in found.items():
            yield from strings(pair)
    elif isinstance(found, list | tuple | set | frozenset):
        for one in found:
            yield from strings(one)
    elif is_dataclass(found) and not isinstance(found, type):
        for field in fields(found):
            yield from strings(getattr(found, field.name))


SHOWS_NAMES = ("name", "*")


def _may_be_named(world: World, viewer: Viewer, asked: frozenset[str]) -> set[str]:
    """Whose full name the rights of a question let the viewer read: the table says it in ``clear``."""
    clear = [right for right in asked if RIGHTS[right].clear]
    return {name for name, whose in world.people.items() if any(may(viewer, right, whose) for right in clear)}


def _numbers_shown(asked: frozenset[str]) -> bool:
    return any("_sealed" in RIGHTS[right].clear for right in asked)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_answers_whom_the_table_lets_ask_about_what_is_theirs(world: World, tmp_path: Path, name: str) -> None:
    question, answered = QUESTIONS[name], []
    for who, member in world.cast.items():
        viewer = member.viewer
        roles = any(viewer.role in RIGHTS[right].roles for right in question.rights)
        db = rights.copied(world.folder, tmp_path / who.replace(" ", "-")) if roles and _writes(name) else world.db
        with db.read() as conn:
            before = conn.exec_driver_sql("PRAGMA data_version").scalar()
            choices = {key: _values(world, db, name, key, kind) for key, kind in question.takes.items()}
            before = conn.exec_driver_sql("PRAGMA data_version").scalar()
            for chosen in product(*choices.values()):
                given = dict(zip(choices, (value for value, _ in chosen), strict=True))
                whose = [one for _, one in chosen if one is not None and one != Whose()]
                found = _answer(question, db, viewer, given)
                reached = roles and all(any(may(viewer, right, one) for right in question.rights) for one in whose)
                if not reached:
                    assert _empty(found) or (found is DONE and not roles), f"{who} asked {name} of {given}"
                elif not _empty(found):
                    answered.append(who)
                _says_no_more(world, viewer, question, found)
            if not roles:
                assert conn.exec_driver_sql("PRAGMA data_version").scalar() == before, f"{who} changed something with {name}"
        if db is not world.db:
            db.engine.dispose()
    assert answered or name in NEVER_ANSWERED_HERE or name.partition(".")[0] in NEVER_ANSWERED_HERE, f"nobody got an answer from {name}: the test would not notice a leak"


#: Questions to which this county has nothing to say; their own tests are named.
NEVER_ANSWERED_HERE = {
    "imports.freshen": "tests/dashboard/test_clerk_pages.py", "calendar": "tests/dashboard/test_calendar.py", "remainders": "tests/dashboard/test_remainders.py", "consent": "tests/dashboard/test_consent.py", "pending": "tests/dashboard/test_pending.py",
    **dict.fromkeys(("enquiries", "answers", "asking", "following", "subjects", "telling"), "tests/dashboard/test_enquiries.py"), **dict.fromkeys(("cards", "pins"), "tests/dashboard/test_cards.py"),
}  # fmt: skip


def test_what_is_not_answered_here_has_tests_of_its_own() -> None:
    assert {file for file in NEVER_ANSWERED_HERE.values() if not (Path(__file__).parents[2] / file).is_file()} == set()


def _says_no_more(world: World, viewer: Viewer, question: Question, found: Any) -> None:
    words = "\n".join(strings(found))
    strangers = set(world.people) - _may_be_named(world, viewer, question.rights)
    assert not [name for name in strangers if name in words], (viewer, question.name)
    if not _numbers_shown(question.rights):
        assert not [who for who in PEOPLE if rights.number(who) in words or rights.account(who) in words], (viewer, question.name)


@cache
def _writes(name: str, seen: tuple[str, ...] = ()) -> bool:
    """Whether a function changes anything, as far as its words and those of the functions that it calls say."""
    for node in ast.walk(_bodies()[name]):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and (node.func.attr == "write" or (isinstance(node.func.value, ast.Name) and node.func.value.id in ("importing", "approving", "journal", "place_settings"))):
            return True
        other = _called(name, node)
        if other in _bodies() and other not in (*seen, name) and _writes(other, (*seen, name)):
            return True
    return False
