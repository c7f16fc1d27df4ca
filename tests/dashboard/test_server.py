"""The running server: sign-in, the gate, the light shell and its headers, asked over HTTP and WebSocket."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert
from starlette.types import Message
from streamlit import config as streamlit_config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as open_socket

from dashboard import gate, server
from dashboard.access import VISITOR
from dashboard.identity import accounts, cards, officials
from dashboard.identity.accounts import COOKIE
from dashboard.light import sign_in
from loaders.database import Database, connect
from loaders.records.people import Household, Person
from loaders.records.places import Place

PASSWORD = "青枫镇的一个长长的密码"
IDENTITY = "330890198001010018"
SCRIPT = """\
import streamlit as st
st.write("您是", st.user.role, st.user.uid)
st.download_button("下载", f"{st.user.role}的表", "a.csv")
if "break" in st.query_params:
    raise ValueError("a secret of the server")
"""
ROOT = Path(server.__file__).parent.parent


@dataclass
class Running:
    """A server in a process of its own, on a database with one villager and three officials."""

    folder: Path
    port: int
    code: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/_stcore/stream"

    def start(self) -> None:
        start = (
            "from pathlib import Path; from dashboard.server import serve; "
            f"serve('127.0.0.1', {self.port}, {str(self.folder / 'village.sqlite3')!r}, Path('app.py'))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", start], cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        until = time.monotonic() + 90
        while time.monotonic() < until and self.process.poll() is None:
            try:
                httpx.get(f"{self.url}/whoami", timeout=1)
                return
            except httpx.TransportError:
                time.sleep(0.1)
        pytest.fail("the server did not start")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=20)

    def villager(self) -> httpx.Client:
        client = self.client()
        form = {"who": "villager", "name": "张小明", "last_six": IDENTITY[-6:], "code": self.code}
        assert client.post("/login", data=form).headers["location"] == "/lite"
        return client

    def official(self, login: str = "jing01") -> httpx.Client:
        client = self.client()
        answer = client.post("/login", data={"who": "official", "login": login, "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        return client

    def open(self, client: httpx.Client | None = None, **headers: str) -> ClientConnection:
        if client and COOKIE in client.cookies:
            headers["Cookie"] = f"{COOKIE}={client.cookies[COOKIE]}"
        return open_socket(self.socket_url, subprotocols=["streamlit", "x"], additional_headers=headers)  # type: ignore[list-item]


@pytest.fixture(scope="module")
def running(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("server") / "database"
    shutil.copytree(_migrated, folder)
    (folder / "app.py").write_text(SCRIPT, "utf-8")
    db = connect(str(folder / "village.sqlite3"))
    place = {"township_id": 1, "village_id": 2}
    with db.write() as connection:
        connection.execute(insert(Place).values(id=1, name="青枫镇", level="township", township_id=1))
        connection.execute(
            insert(Place).values(id=2, name="竹溪村", level="village", parent_id=1, township_id=1)
        )
        connection.execute(insert(Household).values(id=10, head_id=11, **place))
        sealed = {"id_digest": db.vault.digest(IDENTITY), "id_sealed": db.vault.seal(IDENTITY)}
        connection.execute(insert(Person).values(id=11, household_id=10, name="张小明", **sealed, **place))
    cards.issue_codes(db, 2, "测试")
    for login, role in (("jing01", "clerk"), ("jing02", "clerk"), ("jian01", "supervisor")):
        officials.add_official(db, login, "李经办", role, 1, PASSWORD)
    code = cards.slips(db, 2)[0].code
    db.engine.dispose()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Running(folder, port, code)
    made.start()
    yield made
    made.stop()


def said_by(web_socket: ClientConnection, query: str = "") -> str:
    """All that Streamlit sends for one run of the script, as text."""
    message = BackMsg()
    message.rerun_script.query_string = query
    web_socket.send(message.SerializeToString())
    said = b""
    while True:
        content = web_socket.recv(20)
        assert isinstance(content, bytes)
        said += content
        answer = ForwardMsg()
        answer.ParseFromString(content)
        if answer.WhichOneof("type") == "script_finished":
            return said.decode("utf-8", "replace")


def media(said: str) -> str:
    return "/media/" + said.partition("/media/")[2].partition(".")[0] + ".txt"


# Signing in


def test_the_sign_in_page_is_small_plain_and_leads_on(running: Running) -> None:
    answer = running.client().get("/login")
    assert answer.status_code == 200 and len(answer.content) < 6 * 1024
    assert "<script" not in answer.text and 'lang="zh-CN"' in answer.text
    for part in ('name="name"', 'name="last_six"', 'name="code"', "/login?who=official", "/lite/books"):
        assert part in answer.text
    assert 'type="password"' in running.client().get("/login?who=official").text


def test_a_square_code_on_the_card_fills_in_the_household_code(running: Running) -> None:
    scanned = running.client().get("/login", params={"code": 'K7MA-9CPD"'}).text
    assert 'name="code" value="K7MA9CPD"' in scanned and "扫卡填好了" in scanned


def test_three_right_things_open_a_session_in_a_closed_cookie(running: Running) -> None:
    form = {"who": "villager", "name": "张小明", "last_six": IDENTITY[-6:], "code": running.code}
    answer = running.client().post("/login", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lite")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
    assert IDENTITY not in answer.text


def test_a_wrong_password_is_401_then_a_pause_that_grows_and_that_the_right_one_keeps(
    running: Running,
) -> None:
    client = running.client()
    wrong = {"who": "official", "login": "jing02", "password": "不是它"}
    answers = [client.post("/login", data=wrong) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert "登录名或密码不对" in answers[0].text and "不是它" not in answers[0].text
    assert answers[2].headers["retry-after"] == "10" and "10 秒" in answers[2].text
    paused = client.post("/login", data={**wrong, "password": PASSWORD})
    assert paused.status_code == 429 and "请等" in paused.text


def test_what_was_typed_wrongly_comes_back_escaped_and_without_the_secret(running: Running) -> None:
    form = {"who": "villager", "name": "<b>张", "last_six": "123456", "code": "AAAAAAAA"}
    answer = running.client().post("/login", data=form)
    assert answer.status_code == 401
    assert "&lt;b&gt;张" in answer.text and "<b>张" not in answer.text and "123456" not in answer.text


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "http://elsewhere.example"}]
)
def test_a_form_of_another_site_signs_nobody_in_or_out(running: Running, headers: dict[str, str]) -> None:
    client = running.official()
    form = {"who": "official", "login": "jing01", "password": PASSWORD}
    assert running.client().post("/login", data=form, headers=headers).status_code == 403
    assert client.post("/logout", headers=headers).status_code == 403
    assert client.get("/whoami").json() == {"role": "clerk"}


def test_a_form_that_is_too_large_is_refused(running: Running) -> None:
    assert running.client().post("/login", data={"name": "x" * 9000}).status_code == 413


def test_a_session_survives_a_restart_and_ends_with_sign_out(running: Running) -> None:
    client = running.villager()
    running.stop()
    running.start()
    assert client.get("/whoami").json() == {"role": "villager"}
    token = client.cookies[COOKIE]
    assert client.post("/logout").headers["location"] == "/login?bye=1"
    stolen = running.client()
    stolen.cookies.set(COOKIE, token)
    assert stolen.get("/whoami").json() == {"role": "visitor", "expired": True}


def test_nobody_is_a_visitor(running: Running) -> None:
    answer = running.client().get("/whoami")
    assert (answer.status_code, answer.json()) == (401, {"role": "visitor", "expired": False})


def test_the_payments_page_is_for_villagers(running: Running) -> None:
    assert running.client().get("/lite").headers["location"] == "/login"
    assert running.official().get("/lite").status_code == 403


# The gate


def test_a_visitor_sees_the_public_pages_whatever_the_headers_claim(running: Running) -> None:
    forged = {"x-vt-uid": "a1", "x-vt-role": "clerk", "X-VT-SID": "1"}
    with running.open(None, **forged) as web_socket:
        said = said_by(web_socket)
    assert "visitor" in said and "clerk" not in said


def test_the_script_learns_who_is_signed_in(running: Running) -> None:
    with running.open(running.villager()) as web_socket:
        assert "villager" in said_by(web_socket)


def test_a_cookie_that_has_ended_opens_no_socket(running: Running) -> None:
    with pytest.raises(InvalidStatus) as refused:
        running.open(Cookie=f"{COOKIE}=never-issued").close()
    assert refused.value.response.status_code == 403


def test_a_socket_of_another_site_is_refused(running: Running) -> None:
    with pytest.raises(InvalidStatus):
        running.open(Origin="http://elsewhere.example").close()


def test_signing_out_closes_the_sockets_at_once(running: Running) -> None:
    client = running.villager()
    with running.open(client) as web_socket:
        said_by(web_socket)
        client.post("/logout")
        with pytest.raises(ConnectionClosed) as closed:
            for _ in range(9):  # what was on its way comes first
                web_socket.recv(5)
        assert closed.value.rcvd and closed.value.rcvd.code == gate.SIGNED_OUT


def test_only_clerks_may_upload(running: Running) -> None:
    path = "/_stcore/upload_file/some-session/some-file"
    statuses = [
        client.put(path, files={"file": b"x"}).status_code
        for client in (running.client(), running.villager(), running.official("jian01"))
    ]
    assert statuses == [401, 403, 403]
    assert running.official().put(path, files={"file": b"x"}).text != "没有权限"  # Streamlit itself answers


def test_a_file_made_for_one_who_is_signed_in_is_closed_to_strangers(running: Running) -> None:
    with running.open(running.official()) as web_socket:
        private = media(said_by(web_socket))
        assert running.client().get(private).status_code == 401
        answer = running.official().get(private)
        assert answer.status_code == 200 and "no-store" in answer.headers["cache-control"]


def test_a_file_made_for_one_is_closed_to_everybody_else_who_is_signed_in(running: Running) -> None:
    with running.open(running.official()) as web_socket:
        private = media(said_by(web_socket))
        assert [other.get(private).status_code for other in (running.villager(), running.official("jian01"))] == [403, 403]


def test_a_file_offered_to_visitors_is_open_to_them(running: Running) -> None:
    with running.open() as web_socket:
        assert running.client().get(media(said_by(web_socket))).text == "visitor的表"


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
        "/auth/login",
    ],
)
def test_streamlits_other_doors_do_not_exist(running: Running, path: str) -> None:
    assert running.official().get(path).status_code == 404


def test_a_message_that_would_empty_everybodys_cache_is_dropped() -> None:
    clear, run, install = BackMsg(), BackMsg(), BackMsg()
    clear.clear_cache = True
    run.rerun_script.query_string = ""
    install.backend_operation_request.install_skills.SetInParent()
    kinds = [gate.allowed(message.SerializeToString()) for message in (clear, run, install)]
    assert kinds == [False, True, False]


def test_sockets_are_counted_per_session_per_address_and_in_all() -> None:
    limits = gate.Limits(total=4, per_session=2, visitors=2, per_address=1)
    sockets, visitor = gate.Sockets(limits), VISITOR
    asked = [("s", "1"), ("s", "2"), ("s", "3"), (None, "1"), (None, "1"), (None, "2"), ("t", "1")]
    admitted = [sockets.admit(visitor, token, address) for token, address in asked]
    assert [place is not None for place in admitted] == [True, True, False, True, False, True, False]
    if admitted[0]:
        sockets.leave(admitted[0])
    assert sockets.admit(visitor, "t", "1")


def test_the_watch_closes_the_sockets_of_sessions_that_ended_elsewhere(database: Database) -> None:
    officials.add_official(database, "jing01", "李经办", "clerk", None, PASSWORD)
    ended, awake = (accounts.sign_in_official(database, "jing01", PASSWORD, "1").token for _ in range(2))
    sockets = gate.Sockets(gate.Limits())
    places = [sockets.admit(VISITOR, token, "1") for token in (ended, awake, None)]
    accounts.sign_out(database, ended)
    asyncio.run(server._watch(database, sockets))
    assert [place and place.closed.is_set() for place in places] == [True, False, False]


def test_who_asks_too_fast_is_slowed_and_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    limits = gate.Limits(burst=2, per_second=0.5)
    message = BackMsg()
    message.rerun_script.query_string = ""

    async def four_times() -> None:
        async def receive() -> Message:
            return {"type": "websocket.receive", "bytes": message.SerializeToString()}

        async def send(_: Message) -> None: ...

        place = gate.Sockets(limits).admit(VISITOR, None, "1")
        assert place
        guarded = gate._Guarded(place, receive, send, limits)
        for _ in range(4):
            assert (await guarded())["type"] == "websocket.receive"

    asyncio.run(four_times())
    assert [round(seconds) for seconds in slept] == [2, 4]


# Streamlit's page and files


@pytest.mark.parametrize("path", ["/lite/none", "/favicon.png", "/index.html", "/manifest.json"])
def test_streamlits_own_page_in_english_is_not_reached(running: Running, path: str) -> None:
    answer = running.client().get(path)
    assert answer.status_code == 404 and "没有这一页" in answer.text


def test_a_page_of_the_menu_opens_by_its_address(running: Running) -> None:
    assert "<title>阳光村务</title>" in running.client().get("/books").text


def test_the_page_is_chinese_compressed_and_strict(running: Running) -> None:
    answer = running.client().get("/", headers={"accept-encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert 'lang="zh-CN"' in answer.text and "<title>阳光村务</title>" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy and "script-src 'self' blob:" in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    again = running.client().get("/", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_static_files_come_compressed_and_are_kept(running: Running) -> None:
    client = running.client()
    page = client.get("/").text
    script = page.partition('src="')[2].partition('"')[0]
    sizes = {}
    for encoding in ("br", "gzip", "identity"):
        answer = client.get(script, headers={"accept-encoding": encoding})
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert "immutable" in answer.headers["cache-control"]
        sizes[encoding] = int(answer.headers["content-length"])
    assert sizes["br"] < sizes["gzip"] < sizes["identity"]


@pytest.mark.parametrize(
    "path", ["/static/../../shell.py", "/static/%2e%2e/index.html", "/static/js/none.js"]
)
def test_no_path_leads_out_of_the_shell(running: Running, path: str) -> None:
    with socket.create_connection(("127.0.0.1", running.port), 5) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        assert raw.recv(64).split()[1] in (b"404", b"400")


@pytest.mark.parametrize("path", ["/", "/login", "/whoami", "/static/js/none.js", "/_stcore/health"])
def test_every_answer_carries_the_headers_of_the_house(running: Running, path: str) -> None:
    headers = running.client().get(path).headers
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "uvicorn" not in headers.get("server", "")


def test_a_page_that_fails_says_so_in_chinese_and_shows_nothing_of_the_server(running: Running) -> None:
    with running.open() as web_socket:
        said = said_by(web_socket, "break=1")
    assert "这一页出了问题" in said
    assert "secret" not in said and "ValueError" not in said and "encountered" not in said


# Settings and words


def test_every_setting_reaches_streamlit_from_any_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    server.configure()
    option = streamlit_config.get_option
    assert option("runner.postScriptGC") is False and option("runner.magicEnabled") is False
    assert option("server.trustedUserHeaders") == {"x-vt-uid": "uid", "x-vt-role": "role", "x-vt-sid": "sid"}
    assert option("server.maxUploadSize") == 20 and option("server.maxWidgetStateSize") == 2
    assert option("browser.gatherUsageStats") is False and option("theme.baseFontSize") == 20


def test_a_pause_is_said_in_seconds_or_whole_minutes() -> None:
    assert [sign_in.in_words(seconds) for seconds in (10, 119, 120, 320)] == [
        "10 秒",
        "119 秒",
        "2 分钟",
        "6 分钟",
    ]


def test_a_port_in_use_is_said_in_chinese(running: Running) -> None:
    with pytest.raises(SystemExit, match=f"{running.port}.*换一个端口"):
        server.serve("127.0.0.1", running.port)


def test_open_data_is_there_for_everybody_at_its_address_and_no_register_is(running: Running) -> None:
    with running.client() as client:
        table = client.get("/open/payment.csv")
        assert table.status_code == 200 and table.headers["content-type"].startswith("text/csv") and "姓名" in table.text
        assert client.get("/open/dictionary.json").json()["tables"][0]["table"] == "payment"
        assert client.get("/open/changes.json").json() == {"changes": [], "corrections": []}
        assert client.get("/open").status_code == 200
        assert [client.get(f"/open/{name}").status_code for name in ("person.csv", "reference_entry.json", "payment.exe", "../village.sqlite3")] == [404] * 4


#: Forms of villagers about themselves, with what a stranger might send.
OWN_FORMS = {
    "/lite/pin": {"old": IDENTITY[-6:], "new": "739164", "again": "739164"},
    "/lite/consents": {"name": "张小明", "code": "AAAAAAAA", "months": "1"},
    "/lite/helping": {"start": "1"},
    "/lite/told": {"read": "1"},
}


@pytest.mark.parametrize("path", OWN_FORMS)
def test_what_villagers_send_about_themselves_is_theirs_and_comes_from_our_own_page(running: Running, path: str) -> None:
    form = OWN_FORMS[path]
    assert running.client().post(path, data=form).headers["location"] == "/login"
    assert running.villager().post(path, data=form, headers={"origin": "http://elsewhere.example"}).status_code == 403
    assert running.villager().post(path, data={"x": "y" * 5000}).status_code == 413
    official = running.official("jian01").post(path, data=form).status_code
    assert official == (400 if path == "/lite/helping" else 403)  # officials may help, by a consent to them


def test_a_consent_that_is_not_to_oneself_begins_nothing(running: Running) -> None:
    client = running.villager()
    refused = client.post("/lite/helping", data={"start": "1"})
    assert refused.status_code == 400 and "收回或到期" in refused.text
    assert "您正在代" not in client.get("/lite").text
