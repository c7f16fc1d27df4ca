"""One-time codes: set up with a square, asked after the password, used once, recovered from, required, turned off."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as open_socket

from dashboard.identity import accounts, administering, devices, own_account, throttle, totp
from dashboard.identity.accounts import COOKIE, Held, Outcome
from dashboard.identity.administering import AT_THE_MACHINE
from loaders import rekeying
from loaders.database import Database, connect
from tests.dashboard.offices import NEW, PASSWORD, Clock, acts, cheap, official, settle
from tests.serving import served


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def county(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    cheap(monkeypatch)
    settle(database)
    return database


def enter(db: Database, password: str = PASSWORD, address: str = "10.0.0.1", device: str | None = None) -> Outcome:
    return accounts.sign_in_official(db, "jing01", password, address, device)


def held(db: Database, outcome: Outcome) -> Held:
    found = accounts.held(db, outcome.token)
    assert found is not None
    return found


def shown(key: str, clock: Clock, later: int = 0) -> str:
    """What the phone shows now, or so many steps later."""
    return pyotp.TOTP(key).at(clock.now.replace(tzinfo=UTC) + timedelta(seconds=30 * later))


def enrolled(db: Database, clock: Clock, role: str = "clerk") -> tuple[str, list[str]]:
    """An account with codes on: its key, and the recovery codes."""
    official(db, "jing01", role)
    mine = held(db, enter(db))
    key = totp.offered(db, mine.account_id)
    codes = own_account.turn_on(db, mine, PASSWORD, shown(key, clock))
    clock.passes(seconds=30)
    return key, codes


def test_the_codes_are_those_of_rfc_6238(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the key of the appendix, in base 32
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
        monkeypatch.setattr("dashboard.clock.now", lambda at=at: at)
        assert totp.step_of(key, code) == seconds // 30


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_of_the_phone_may_be_half_a_minute_wrong(clock: Clock, steps: int, opens: bool) -> None:
    key = pyotp.random_base32()
    assert (totp.step_of(key, shown(key, clock, steps)) is not None) == opens


def test_the_key_is_offered_until_a_code_confirms_it_and_is_then_asked_for(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    mine = held(county, enter(county))
    key = totp.offered(county, mine.account_id)
    assert totp.offered(county, mine.account_id) == key and len(key) == 32
    with pytest.raises(ValueError, match="6 位数字不对"):
        own_account.turn_on(county, mine, PASSWORD, "000000")
    assert enter(county).step == ""
    with pytest.raises(ValueError, match="现在的密码不对"):
        own_account.turn_on(county, mine, "不是这个密码啊", shown(key, clock))
    assert len(own_account.turn_on(county, mine, PASSWORD, shown(key, clock))) == 10
    assert enter(county).step == "code"
    assert acts(county) == ["account-added", "totp-on"]


def test_turning_codes_on_ends_the_sessions_that_had_the_password_alone(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    here, there = enter(county), enter(county)
    mine = held(county, here)
    own_account.turn_on(county, mine, PASSWORD, shown(totp.offered(county, mine.account_id), clock))
    assert accounts.viewer(county, here.token) and accounts.viewer(county, there.token) is None


def test_the_right_password_opens_nothing_before_the_code(county: Database, clock: Clock) -> None:
    key, _ = enrolled(county, clock)
    first = enter(county)
    assert (first.step, first.device, accounts.viewer(county, first.token)) == ("code", None, None)
    opened, kind = own_account.give_code(county, held(county, first), shown(key, clock), "10.0.0.1")
    viewer = accounts.viewer(county, opened.token)
    assert viewer and viewer.role == "clerk" and kind == "code" and opened.device
    assert accounts.held(county, first.token) is None  # the session that waited is gone


def test_a_code_opens_once(county: Database, clock: Clock) -> None:
    key, _ = enrolled(county, clock)
    code = shown(key, clock)
    assert own_account.give_code(county, held(county, enter(county)), code, "10.0.0.1")[0].token
    assert own_account.give_code(county, held(county, enter(county)), code, "10.0.0.1")[0].reason == "wrong"
    earlier = shown(key, clock, -1)  # still within the drift, and older than the one that was used
    assert own_account.give_code(county, held(county, enter(county)), earlier, "10.0.0.1")[0].reason == "wrong"
    clock.passes(seconds=30)
    assert own_account.give_code(county, held(county, enter(county)), shown(key, clock), "10.0.0.2")[0].token


@pytest.mark.parametrize("kind", ["code", "recovery"])
def test_of_many_who_give_the_same_code_at_once_one_gets_in(county: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(throttle, "ACCOUNT_FREE", 100)
    key, codes = enrolled(county, clock)
    typed = shown(key, clock) if kind == "code" else codes[0]
    waiting = [held(county, enter(county)) for _ in range(8)]
    with ThreadPoolExecutor(8) as several:
        done = list(several.map(lambda mine: own_account.give_code(county, mine, typed, "10.0.0.1"), waiting))
    assert sorted(opened for _, opened in done) == [*[""] * 7, kind] and sum(outcome.token is not None for outcome, _ in done) == 1


def test_a_new_key_of_the_database_leaves_codes_and_recovery_codes_as_they_are(county: Database, clock: Clock) -> None:
    key, codes = enrolled(county, clock)
    rekeying.rekey(county, "测试")
    newer = connect(county.url)
    assert own_account.give_code(newer, held(newer, enter(newer)), shown(key, clock), "1")[0].token
    assert own_account.give_code(newer, held(newer, enter(newer)), codes[0], "1")[0].token
    newer.engine.dispose()


def test_a_recovery_code_opens_once_however_it_is_typed(county: Database, clock: Clock) -> None:
    _, codes = enrolled(county, clock)
    assert len(set(codes)) == 10 and all(re.fullmatch(r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}", code) for code in codes)
    mine = held(county, enter(county))
    opened, kind = own_account.give_code(county, mine, f" {codes[3].lower().replace('-', ' ')} ", "10.0.0.1")
    assert opened.token and kind == "recovery" and totp.left(county, mine.account_id) == 9
    assert own_account.give_code(county, held(county, enter(county)), codes[3], "10.0.0.1")[0].reason == "wrong"
    assert own_account.give_code(county, held(county, enter(county)), codes[4], "10.0.0.1")[0].token
    assert acts(county).count("recovery-used") == 2


def test_new_recovery_codes_take_the_place_of_the_old_and_want_password_and_code(county: Database, clock: Clock) -> None:
    key, codes = enrolled(county, clock)
    mine = held(county, own_account.give_code(county, held(county, enter(county)), codes[0], "1")[0])
    with pytest.raises(ValueError, match="密码不对"):
        own_account.new_recovery_codes(county, mine, "不是这个密码啊", shown(key, clock))
    with pytest.raises(ValueError, match="动态口令不对"):
        own_account.new_recovery_codes(county, mine, PASSWORD, "000000")
    newer = own_account.new_recovery_codes(county, mine, PASSWORD, shown(key, clock))
    assert not set(newer) & set(codes)
    assert own_account.give_code(county, held(county, enter(county)), codes[1], "1")[0].reason == "wrong"
    assert own_account.give_code(county, held(county, enter(county)), newer[1], "1")[0].token


def test_who_knows_the_password_and_guesses_codes_pauses_strangers_and_not_the_known_device(county: Database, clock: Clock) -> None:
    key, codes = enrolled(county, clock)
    known = own_account.give_code(county, held(county, enter(county)), codes[0], "10.0.0.1")[0].device
    for number in range(12):
        guess, _ = own_account.give_code(county, held(county, enter(county)), f"{number:06}", f"10.9.0.{number}")
        clock.passes(seconds=guess.wait_seconds)
    own_account.give_code(county, held(county, enter(county)), "123456", "10.9.0.99")
    assert own_account.give_code(county, held(county, enter(county)), shown(key, clock), "10.9.1.1")[0].wait_seconds == throttle.LONGEST_PAUSE
    mine = held(county, enter(county, device=known))
    assert own_account.give_code(county, mine, shown(key, clock), "10.0.0.1", known)[0].token
    assert "code-failed" in acts(county)


def test_the_code_is_awaited_for_ten_minutes(county: Database, clock: Clock) -> None:
    _, _ = enrolled(county, clock)
    waiting = enter(county)
    clock.passes(minutes=9)
    assert accounts.held(county, waiting.token)
    clock.passes(minutes=2)
    assert accounts.held(county, waiting.token) is None


def test_the_keys_stand_sealed_and_the_recovery_codes_as_digests(county: Database, clock: Clock) -> None:
    key, codes = enrolled(county, clock)
    with county.read() as conn:
        stored = [str(conn.exec_driver_sql(f"SELECT * FROM {table}").all()) for table in ("account", "recovery_code", "journal")]
    assert not [secret for secret in (key, *codes, *(code.replace("-", "") for code in codes)) for table in stored if secret in table]


def test_codes_are_turned_off_with_password_and_code_or_by_an_administrator(county: Database, clock: Clock) -> None:
    key, codes = enrolled(county, clock)
    mine = held(county, own_account.give_code(county, held(county, enter(county)), codes[0], "1")[0])
    for password, code, said in ((PASSWORD, "000000", "动态口令不对"), ("不是这个密码啊", shown(key, clock), "密码不对")):
        with pytest.raises(ValueError, match=said):
            own_account.turn_off(county, mine, password, code)
    own_account.turn_off(county, mine, PASSWORD, shown(key, clock))
    assert enter(county).step == "" and totp.left(county, mine.account_id) == 0
    own_account.turn_on(county, held(county, enter(county)), PASSWORD, shown(totp.offered(county, mine.account_id), clock))
    session = enter(county)
    administering.reset_totp(county, AT_THE_MACHINE, mine.account_id)
    assert accounts.held(county, session.token) is None and enter(county).step == ""
    assert acts(county) == ["account-added", "totp-on", "recovery-used", "totp-off", "totp-on", "totp-reset"]


def test_a_role_that_must_use_codes_sets_them_up_first_and_cannot_turn_them_off(county: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VILLAGE_TOTP_ROLES", "supervisor, administrator")
    official(county, "jing01", "supervisor")
    first = enter(county)
    assert (first.step, accounts.viewer(county, first.token)) == ("totp", None)
    mine = held(county, first)
    key = totp.offered(county, mine.account_id)
    own_account.turn_on(county, mine, "", shown(key, clock))  # the password was given just now
    viewer = accounts.viewer(county, first.token)
    assert viewer and viewer.role == "supervisor"
    clock.passes(seconds=30)
    with pytest.raises(ValueError, match="必须用动态口令"):
        own_account.turn_off(county, held(county, first), PASSWORD, shown(key, clock))


def test_a_first_password_is_changed_before_codes_are_set_up(county: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VILLAGE_TOTP_ROLES", "clerk")
    official(county, "jing01", must_change=True)
    first = enter(county)
    changed = own_account.change_password(county, held(county, first), PASSWORD, NEW, NEW)
    assert (first.step, changed.step, accounts.viewer(county, changed.token)) == ("password", "totp", None)


def test_a_role_that_the_setting_misspells_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VILLAGE_TOTP_ROLES", "clerks")
    with pytest.raises(ValueError, match=r"VILLAGE_TOTP_ROLES.*clerks"):
        totp.required()


# --- over HTTP


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Database]]:
    db = connect(str(tmp_path_factory.mktemp("totp") / "village.db"))
    settle(db)
    official(db, "first", must_change=True)
    official(db, "codes")
    official(db, "jiandu", "supervisor")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VILLAGE_TOTP_ROLES", "supervisor")
        with served(Path(db.files).parent / "village.db") as url:
            yield url, db
    db.engine.dispose()


def client(site: tuple[str, Database], login: str) -> httpx.Client:
    made = httpx.Client(base_url=site[0], timeout=30)
    answer = made.post("/login", data={"who": "official", "login": login, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return made


def opens_nothing(url: str, made: httpx.Client, step: str) -> None:
    """Whatever is asked for, this session is answered like a visitor's, or sent to the one step."""
    assert made.get("/whoami").json() == {"role": "visitor", "expired": True}
    for path in ("/me", "/lite/cards?village=1"):
        assert made.get(path).headers["location"] == "/login"
    assert made.get("/login").headers["location"] == step
    assert made.put("/_stcore/upload_file/a/b", files={"file": b"x"}).status_code == 401
    with pytest.raises(InvalidStatus):
        open_socket(url.replace("http", "ws") + "/_stcore/stream", additional_headers={"Cookie": f"{COOKIE}={made.cookies[COOKIE]}"}).close()


def test_a_session_with_a_first_password_opens_the_page_to_change_it_and_nothing_else(site: tuple[str, Database]) -> None:
    made = client(site, "first")
    opens_nothing(site[0], made, "/password")
    assert [made.get(path).headers["location"] for path in ("/code", "/totp")] == ["/password", "/password"]
    page = made.get("/password")
    assert page.status_code == 200 and "<script" not in page.text and "先换成自己的密码" in page.text and len(page.content) < 8192
    form = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert made.post("/password", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    refused = made.post("/password", data={**form, "new": "1234567890", "again": "1234567890"})
    assert refused.status_code == 422 and "太常见" in refused.text and "1234567890" not in refused.text
    assert made.post("/password", data=form).headers["location"] == "/"
    assert made.get("/whoami").json() == {"role": "clerk"}


def test_codes_are_set_up_with_a_square_and_asked_on_a_second_plain_page(site: tuple[str, Database]) -> None:
    made = client(site, "codes")
    page = made.get("/totp")
    assert "<svg" in page.text and "<script" not in page.text and len(page.content) < 16384
    key = re.search(r'class="key">([A-Z2-7 ]+)<', page.text)
    assert key and re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", key[1])
    now = pyotp.TOTP(key[1].replace(" ", "")).now()
    codes = made.post("/totp", data={"act": "on", "password": PASSWORD, "code": now})
    recovery = re.findall(r"<li>([A-Z0-9-]{19})</li>", codes.text)
    assert len(recovery) == 10 and "no-store" in codes.headers["cache-control"]
    assert recovery[0] not in made.get("/totp").text
    again = client(site, "codes")
    assert devices.COOKIE not in again.cookies
    opens_nothing(site[0], again, "/code")
    asked = again.get("/code")
    assert "<script" not in asked.text and 'inputmode="numeric"' in asked.text and len(asked.content) < 8192
    assert again.post("/code", data={"code": recovery[0]}, headers={"origin": "http://elsewhere.example"}).status_code == 403
    wrong = again.post("/code", data={"code": "000000"})
    assert wrong.status_code == 401 and "动态口令不对" in wrong.text
    before = again.cookies[COOKIE]
    opened = again.post("/code", data={"code": recovery[0]})
    assert opened.headers["location"] == "/me?done=recovery" and again.cookies[COOKIE] != before
    device = next(value for value in opened.headers.get_list("set-cookie") if value.startswith(devices.COOKIE)).lower()
    assert "httponly" in device and "samesite=strict" in device and "max-age=31536000" in device
    assert "恢复码还剩 9 个" in again.get("/me").text


def test_a_role_that_must_use_codes_is_led_to_set_them_up(site: tuple[str, Database]) -> None:
    made = client(site, "jiandu")
    opens_nothing(site[0], made, "/totp")
    page = made.get("/totp").text
    assert "您的角色必须用动态口令" in page and 'name="password"' not in page


@pytest.mark.parametrize("path", ["/code", "/password", "/totp", "/me"])
def test_who_is_not_signed_in_is_sent_to_sign_in(site: tuple[str, Database], path: str) -> None:
    assert httpx.get(site[0] + path).headers["location"].startswith("/login")
    if path != "/me":
        assert httpx.post(site[0] + path, data={"code": "1"}).headers["location"].startswith("/login")
