"""The running server, asked by the whole cast for every address, page, file and socket: it gives what the table of rights says."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as open_socket

from dashboard import widgets
from dashboard.access import RIGHTS, Viewer, Whose, may
from dashboard.identity import cards
from dashboard.identity.accounts import COOKIE
from dashboard.queries import imports, looks, papers
from dashboard.server import LIGHT_PAGES
from loaders.database import connect
from loaders.records.payments import Payment
from loaders.records.people import Person
from tests import rights
from tests.dashboard.test_rights_queries import PHOTO
from tests.rights import CAST, FAR, NEXT, PEOPLE, TOWN, VILLAGE, Member
from tests.serving import served

HOME = Path(widgets.__file__).parent


@dataclass(frozen=True)
class World:
    """The served county: where, who, and what must not be said to everybody."""

    url: str
    cast: dict[str, Member]
    people: dict[str, Whose]  # full names and whose they are
    payments: list[int]
    codes: dict[str, str]  # household codes by the head's name

    def client(self, who: str) -> httpx.Client:
        token = self.cast[who].token
        return httpx.Client(base_url=self.url, timeout=30, cookies={COOKIE: token} if token else None)


@pytest.fixture(scope="module")
def world(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = rights.filled(_migrated, tmp_path_factory.mktemp("http"))
    db = connect(str(folder / "village.db"))
    cast = {who: rights.sign_in(db, who) for who in CAST}
    county = cast["clerk of the county"].viewer
    imports.keep_address(db, county, rights.ADDRESS)
    papers.add(db, county, VILLAGE, "decision:修停车场", "现场", None, [papers.Given("现场.png", PHOTO)])
    with db.read() as conn:
        people = {row[0]: Whose(*row[1:]) for row in conn.execute(select(Person.name, Person.township_id, Person.village_id, Person.household_id, Person.id))}
        payments = list(conn.execute(select(Payment.id)).scalars())
    looks.note(db, cast["clerk"].viewer, looks.person(people[PEOPLE["own"][0]].person_id or 0), "核实低保")
    codes = {slip.head_name: slip.code for village in (VILLAGE, NEXT, FAR) for slip in cards.slips(db, village)}
    db.engine.dispose()
    with served(folder / "village.db") as url:
        yield World(url, cast, people, payments, codes)


def says_too_much(world: World, viewer: Viewer, asked: set[str], words: str) -> list[str]:
    """The names, numbers, accounts and codes in an answer that none of the rights let this viewer read."""
    clear = [right for right in asked if RIGHTS[right].clear]
    allowed = {viewer.name} | {name for name, whose in world.people.items() if any(may(viewer, right, whose) for right in clear)}
    secret = [name for name in world.people if name not in allowed]
    secret += [rights.number(who) for who in PEOPLE] + [rights.account(who) for who in PEOPLE]
    printed = {name for name, whose in world.people.items() if "codes" in asked and may(viewer, "codes", whose)}
    secret += [part for name, code in world.codes.items() if name not in printed for part in (code, code.replace("-", ""))]
    return [one for one in secret if one in words]


# --- light pages and their downloads


def _addresses(path: str, world: World) -> list[str]:
    """The path with everybody's identifiers: places, payments, villages, schemes."""
    if path.startswith("/lite/proof"):
        return [path, *(f"{path}?payment={number}" for number in world.payments)]
    places = [path.replace("{place}", str(place)) for place in (VILLAGE, FAR)] if "{place}" in path else [path]
    asked = [place for one in places for place in (one, *(f"{one}?place={number}&village={number}&period=2026&q=钱&scheme={scheme}&key={scheme}" for number, scheme in product((VILLAGE, NEXT, FAR, TOWN), ("dibao",))))]
    return list(dict.fromkeys(re.sub(r"\{\w+\}", str(VILLAGE), one) for one in asked))


@pytest.mark.parametrize("path", LIGHT_PAGES)
def test_a_light_page_opens_for_who_has_its_right_and_says_no_more_than_that(world: World, path: str) -> None:
    right, answered = LIGHT_PAGES[path].right, 0
    for who, member in world.cast.items():
        with world.client(who) as client:
            for address in _addresses(path, world):
                answer = client.get(address)
                if not may(member.viewer, right):
                    expected = (303, "/login") if who == "visitor" else (403, None)
                    assert (answer.status_code, answer.headers.get("location")) == expected, (who, address)
                else:
                    assert answer.status_code in (200, 404), (who, address)
                    answered += answer.status_code == 200
                assert says_too_much(world, member.viewer, {right}, answer.text) == [], (who, address)
    assert answered


def test_the_own_page_names_the_household_and_another_household_s_payment_has_no_proof(world: World) -> None:
    with world.client("villager") as client:
        assert PEOPLE["own"][0] in client.get("/lite").text
        assert "核实低保" in client.get("/lite/looks").text
    with world.client("neighbour") as client:
        assert "核实低保" not in client.get("/lite/looks").text


@pytest.mark.parametrize("who", CAST)
def test_cards_hold_the_codes_of_the_office_s_own_places_alone(world: World, who: str) -> None:
    viewer = world.cast[who].viewer
    with world.client(who) as client:
        for village, name in ((VILLAGE, PEOPLE["own"][0]), (NEXT, PEOPLE["next"][0]), (FAR, PEOPLE["far"][0])):
            shown = world.codes[name] in client.get(f"/lite/cards?village={village}").text
            assert shown == may(viewer, "codes", world.people[name]), village


# --- open data, papers, uploads, the pages' data of Streamlit


def test_open_data_is_the_same_for_everybody_and_names_nobody_in_full(world: World) -> None:
    with world.client("visitor") as client:
        names = sorted(set(re.findall(r'href="/(open/[\w.-]+)"', client.get("/open").text)))
        plain = {name: client.get(f"/{name}").text for name in names}
    assert len(plain) > 20 and all(plain.values())
    for name, words in plain.items():
        assert says_too_much(world, world.cast["visitor"].viewer, {"open-data"}, words) == [], name
    for who in CAST:
        with world.client(who) as client:
            assert client.get("/open/payment.csv").text == plain["open/payment.csv"]
            assert [client.get(f"/open/{name}.csv").status_code for name in ("household_income", "visit", "reference_entry", "person", "../village.db")] == [404] * 5


def test_a_paper_is_public_and_no_other_file_is_reached_by_its_address(world: World) -> None:
    for who in ("visitor", "villager", "clerk"):
        with world.client(who) as client:
            assert client.get("/paper/1").status_code == 200
            assert {client.get(f"/paper/{path}").status_code for path in ("2", "../village.db", "1/../../village.key", "%2e%2e/village.db")} <= {400, 404}


@pytest.mark.parametrize("who", CAST)
def test_the_upload_and_the_files_of_streamlit_open_for_whom_the_table_says(world: World, who: str) -> None:
    viewer = world.cast[who].viewer
    with world.client(who) as client:
        upload = client.put("/_stcore/upload_file/some-session/some-file", files={"file": b"x"})
        refused = 401 if who == "visitor" else 403
        assert ((upload.status_code == refused and "没" in upload.text) or upload.status_code == 401) != may(viewer, "upload") or upload.text not in ("没有权限", "请先登录")
        assert (upload.text in ("没有权限", "请先登录")) != may(viewer, "upload")
        assert client.get("/media/" + "0" * 64 + ".csv").status_code == refused
        assert client.get("/_stcore/metrics").status_code == 404


def test_a_stolen_and_a_made_up_session_are_visitors(world: World) -> None:
    for token in ("x" * 43, "../" * 10, world.cast["villager"].token[:-1] if world.cast["villager"].token else ""):
        with httpx.Client(base_url=world.url, cookies={COOKIE: token}, timeout=30) as client:
            assert client.get("/lite").headers.get("location") == "/login"
            with pytest.raises(InvalidStatus):
                _socket(world.url, token).close()


# --- the pages of Streamlit, through their socket


def _menu() -> list[tuple[str, str]]:
    """The right and the address of every page."""
    for node in ast.parse((HOME / "app.py").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "MENU":
            return [(line[0], line[5]) for line in ast.literal_eval(node.value)]
    raise AssertionError("no menu")


def _socket(url: str, token: str | None):  # type: ignore[no-untyped-def]
    headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
    return open_socket(url.replace("http://", "ws://") + "/_stcore/stream", subprotocols=["streamlit", "x"], additional_headers=headers, max_size=None)  # type: ignore[list-item]


def _opened(web_socket, page: str, query: str) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """All that Streamlit sends for a page, as text, and the address of the page that it shows."""
    message = BackMsg()
    message.rerun_script.query_string, message.rerun_script.page_name = query, page
    web_socket.send(message.SerializeToString())
    said, shown = b"", ""
    while True:
        content = web_socket.recv(60)
        said += content
        answer = ForwardMsg()
        answer.ParseFromString(content)
        if answer.WhichOneof("type") == "navigation":
            current = [page for page in answer.navigation.app_pages if page.page_script_hash == answer.navigation.page_script_hash]
            shown = current[0].url_pathname if current else shown
        if answer.WhichOneof("type") == "script_finished":
            return said.decode("utf-8", "replace"), shown


@pytest.mark.parametrize("who", ["visitor", "villager", "neighbour", "villager of another township", "clerk", "clerk of another township", "clerk of the next village", "clerk without a place", "supervisor of another township", "administrator"])
def test_a_page_shows_itself_to_who_has_its_right_and_names_only_whom_that_reaches(world: World, who: str) -> None:
    member = world.cast[who]
    of_role = {right for right, _ in _menu() if may(member.viewer, right)}
    with _socket(world.url, member.token) as web_socket:
        for right, address in _menu():
            said, shown = _opened(web_socket, "" if address == "home" else address, f"place={VILLAGE}")
            if may(member.viewer, right):
                assert shown == ("" if address == "home" else address) and "出了问题" not in said, address
            else:
                assert shown != address, address
            asked = {right} & of_role or {"public-books"}
            assert says_too_much(world, member.viewer, asked, said) == [], (address, shown)
