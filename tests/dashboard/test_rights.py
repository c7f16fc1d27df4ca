"""The table of rights itself: it is whole, it says why, it hides numbers from everybody, and pages and open data follow it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from dashboard import clock, display, widgets
from dashboard.access import PERSONAL, RIGHTS, ROLE_NAMES, VISITOR, Role, Scope, Viewer, Whose, may, sight
from dashboard.light import everything
from dashboard.queries import open_data
from dashboard.server import LIGHT_PAGES
from loaders.database import Database, connect
from loaders.records.schema import metadata
from tests import rights
from tests.rights import COUNTY, FAR, NEXT, OTHER, TOWN, VILLAGE

HOME = Path(widgets.__file__).parent
ROOMS = ("public", "villager", "clerk", "supervisor", "admin", "screen")
#: What is written down and is no table of its own.
WORDS = {"look", "visit.counts", "comment.name"}
#: Sealed things that a right opens by name: the row that a clerk corrects, a household's code, a visit, what somebody asks.
OPENED = {"rejected_row.cells_sealed", "household_code.code_sealed", "visit.content_sealed", "enquiry.text_sealed", "enquiry_step.text_sealed", "finding_step.words_sealed"}
COLUMNS = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
#: Columns that say who somebody is, in whatever table they stand.
TELLING = {"person_id", "household_id", "payee_id", "payee_name", "handler", "party", "beneficiary", "related_name", "birth_date", "relation", "contractor", "inspector", "responsible"}


# --- the table


def test_every_right_says_on_which_law_it_stands() -> None:
    wordless = [right for right, entry in RIGHTS.items() if not re.search("法|条例|办法", entry.reason)]
    assert wordless == [] and {entry.scope for entry in RIGHTS.values()} <= set(get_args(Scope))
    assert all(set(entry.roles) <= set(ROLE_NAMES) and entry.roles and entry.records for entry in RIGHTS.values())


def test_the_table_speaks_of_records_and_fields_that_there_are() -> None:
    said = {word for entry in RIGHTS.values() for word in f"{entry.records} {entry.clear} {entry.masked}".split()} | set(PERSONAL)
    unknown = {word for word in said - WORDS if word.partition(".")[0] not in COLUMNS or (word.partition(".")[2] or "id") not in {*COLUMNS[word.partition(".")[0]], "id"}}
    assert unknown == set()


def test_every_column_that_tells_who_somebody_is_is_personal() -> None:
    missing = {
        f"{table}.{column}"
        for table, columns in COLUMNS.items()
        for column in columns & TELLING
        if (table, column) != ("enquiry_step", "party")  # which side speaks: the asker or the office
        and column not in PERSONAL.get(table, "").split() and PERSONAL.get(table) != "*"
    }
    assert missing == set()


@pytest.mark.parametrize("role", ROLE_NAMES)
def test_nobody_reads_an_identity_account_or_telephone_number_and_sealed_things_open_by_name_alone(role: Role) -> None:
    sealed = {(table, column) for table, columns in COLUMNS.items() for column in columns if column.endswith(("_sealed", "_digest"))}
    seen = {f"{table}.{column}" for table, column in sealed for right in RIGHTS if sight(Viewer(role), right, table, column) != "hidden"}
    assert seen <= OPENED and len(sealed) > 10


def test_what_everybody_may_see_shows_persons_masked_or_not_at_all() -> None:
    public = {right: entry for right, entry in RIGHTS.items() if "visitor" in entry.roles}
    assert {right for right, entry in public.items() if entry.clear or entry.scope != "everybody"} == set()
    shown = {(table, column, sight(VISITOR, right, table, column)) for right in public for table, columns in COLUMNS.items() for column in columns & TELLING}
    assert {sight for _, _, sight in shown} == {"masked", "hidden"}


#: The scope and where the viewer stands → which of the places are reached.
HERE, NEIGHBOUR, ELSEWHERE = Whose(TOWN, VILLAGE, 1, 11), Whose(TOWN, NEXT, 2, 12), Whose(OTHER, FAR, 3, 13)
REACHES: list[tuple[str, Viewer, list[Whose]]] = [
    ("public-books", VISITOR, [HERE, NEIGHBOUR, ELSEWHERE]),
    ("own-payments", Viewer("villager", household_id=1, person_id=11, place_id=VILLAGE, township_id=TOWN), [HERE]),
    ("own-payments", Viewer("villager", person_id=12, place_id=VILLAGE, township_id=TOWN), [NEIGHBOUR]),
    ("own-payments", Viewer("villager", place_id=VILLAGE, township_id=TOWN), []),
    ("comment", Viewer("villager", household_id=9, person_id=19, place_id=VILLAGE, township_id=TOWN), [HERE]),
    ("publish", Viewer("clerk", place_id=TOWN, township_id=TOWN), [HERE, NEIGHBOUR]),
    ("publish", Viewer("clerk", place_id=VILLAGE, township_id=TOWN), [HERE]),
    ("publish", Viewer("clerk", place_id=COUNTY, county=True), [HERE, NEIGHBOUR, ELSEWHERE]),
    ("publish", Viewer("clerk"), []),
    ("publish", Viewer("supervisor", place_id=TOWN, township_id=TOWN), []),
    ("overview", Viewer("supervisor", place_id=VILLAGE, township_id=TOWN), [HERE, NEIGHBOUR]),
]


@pytest.mark.parametrize(("right", "viewer", "reached"), REACHES)
def test_a_right_reaches_as_far_as_its_scope_and_what_says_no_place_is_nobodys(right: str, viewer: Viewer, reached: list[Whose]) -> None:
    assert [whose for whose in (HERE, NEIGHBOUR, ELSEWHERE) if may(viewer, right, whose)] == reached
    if RIGHTS[right].scope != "everybody" and not viewer.county:
        assert not may(viewer, right, Whose())


# --- the pages


def _menu() -> list[tuple[str, str]]:
    """The right and the file of every page of the menu, as `dashboard/app.py` writes it."""
    for node in ast.parse((HOME / "app.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "MENU":
            return [(line[0], line[2]) for line in ast.literal_eval(node.value)]
    raise AssertionError("no menu")


def _guards(file: Path) -> set[str]:
    """The rights that guard a page or what it calls, by the word in ``@widgets.guarded("…")`` and ``may(me, "…")``."""
    return set(re.findall(r'guarded\("([\w-]+)"\)', file.read_text("utf-8")))


def test_every_page_stands_in_the_menu_and_asks_for_the_right_that_the_menu_says() -> None:
    menu = dict((file, right) for right, file in _menu())
    drawn = {f"{room}/{path.name}" for room in ROOMS for path in (HOME / room).glob("*.py") if "st.navigation" not in (text := path.read_text("utf-8")) and re.search(r"^(show|page|\w+\.show)\(.*\)$", text, re.M)}
    assert drawn - set(menu) == set() and set(menu.values()) <= set(RIGHTS)
    wrong = {file: (right, guards) for file, right in menu.items() if (guards := _guards(HOME / file)) and right not in guards}
    assert wrong == {}
    assert {file for file, right in menu.items() if not _guards(HOME / file) and "visitor" not in RIGHTS[right].roles} == set()


def test_every_light_page_and_every_door_to_one_names_a_right_of_the_table() -> None:
    assert {entry.right for entry in LIGHT_PAGES.values()} <= set(RIGHTS)
    doors = {(right, to) for _, pages in everything.SECTIONS for right, to, _, _ in pages}
    assert {(right, to) for right, to in doors if right not in RIGHTS} == set()
    assert {to for right, to in doors if to in LIGHT_PAGES and LIGHT_PAGES[to].right != right} == set()


# --- open data


@pytest.fixture(scope="module")
def county(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = connect(str(rights.filled(_migrated, tmp_path_factory.mktemp("table")) / "village.db"))
    yield db
    db.engine.dispose()


@pytest.mark.parametrize("name", open_data.tables())
def test_a_field_of_the_open_data_is_seen_as_the_table_says_by_the_public_and_in_full(county: Database, name: str) -> None:
    table, office = open_data.tables()[name], Viewer("supervisor", "县里", place_id=COUNTY, county=True)
    record = {"scheme_total": "payment_total"}.get(name, name)
    public = list(open_data.lines(county, table, clock.today()))
    full = list(open_data.lines(county, table, clock.today(), office))
    assert name not in open_data.PRIVATE or public == []
    for at, field in enumerate(table.fields):
        if field.kind not in ("name", "party", "private"):
            continue
        column = field.key
        seen = sight(VISITOR, "open-data", record, column)
        known = {line[at] for line in full if line[at]}
        shown = {line[at] for line in public if line[at]}
        assert sight(office, "export-full", record, column) == "clear" or not known
        if seen == "masked":
            assert shown <= {display.masked(str(one)) for one in known} | {display.party(str(one)) for one in known}
        else:
            assert shown == set()


@pytest.mark.parametrize("who", [who for who in rights.CAST if who.startswith(("clerk", "supervisor"))])
def test_a_full_export_holds_the_places_of_the_office_alone(county: Database, who: str) -> None:
    viewer = rights.sign_in(county, who).viewer
    named = {str(line[1]) for line in open_data.lines(county, open_data.tables()["payment"], clock.today(), viewer)}
    places = {"柳溪村": VILLAGE, "枧底村": NEXT, "后垅村": FAR}
    allowed = {about[0] for about in rights.PEOPLE.values() if may(viewer, "export-full", Whose(OTHER if about[2] == "柏坞乡" else TOWN, places[about[3]]))}
    assert named == allowed - {rights.PEOPLE["member"][0]}
