"""Officials: good passwords, the first one changed, known devices, and who may do what with whose account."""

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from dashboard.access import ROLE_NAMES, Role, Viewer
from dashboard.identity import accounts, administering, devices, officials, own_account, passwords, throttle
from dashboard.identity.accounts import Outcome
from dashboard.identity.administering import AT_THE_MACHINE, NotAllowed
from loaders.database import Database
from tests.dashboard.offices import (
    COUNTY,
    NEW,
    OTHER,
    PASSWORD,
    TOWN,
    VILLAGE,
    Clock,
    acts,
    administrator,
    cheap,
    official,
    settle,
    state,
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def county(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    cheap(monkeypatch)
    settle(database)
    return database


def enter(db: Database, login: str = "jing01", password: str = PASSWORD, address: str = "10.0.0.1", device: str | None = None) -> Outcome:
    return accounts.sign_in_official(db, login, password, address, device)


def held(db: Database, outcome: Outcome) -> accounts.Held:
    found = accounts.held(db, outcome.token)
    assert found is not None
    return found


# --- passwords


@pytest.mark.parametrize("password", ["三棵树 两口井 一座桥", "correct horse battery", "mima-12345", "yangguang-2026"])
def test_a_password_needs_length_and_no_kinds_of_characters(password: str) -> None:
    passwords.check(password, "jing01", "李经办")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("九个字的密码不够的", "10 到 128"),
        ("x" * 129, "10 到 128"),
        ("1234567890", "太常见"),
        ("Woaini1314520", "太常见"),
        ("aabbaabbaabb", "太常见"),
        ("qingfeng01", "登录名或姓名"),
        ("QingFeng01123", "登录名或姓名"),
        ("欧阳经办人员欧阳经办人员", "登录名或姓名"),
    ],
)
def test_a_password_that_is_short_common_or_the_own_name_is_refused(password: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        passwords.check(password, "qingfeng01", "欧阳经办人员")


def test_a_first_password_is_beyond_guessing_easy_to_read_and_good_enough() -> None:
    made = {passwords.first() for _ in range(50)}
    assert len(made) == 50 and {len(one) for one in made} == {14}
    assert not set("".join(made)) & set("01258ilosuz")
    for one in made:
        passwords.check(one, "jing01", "李经办")


def test_a_password_is_stored_as_argon2id_alone(database: Database) -> None:
    official(database, "jing01", place=None)
    with database.read() as conn:
        stored = conn.exec_driver_sql("SELECT password_hash FROM account").scalar_one()
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$") and PASSWORD not in stored


def test_a_first_password_opens_nothing_until_it_is_changed(county: Database) -> None:
    number = official(county, "jing01", must_change=True)
    first = enter(county)
    assert (first.step, accounts.viewer(county, first.token)) == ("password", None)
    changed = own_account.change_password(county, held(county, first), PASSWORD, NEW, NEW)
    viewer = accounts.viewer(county, changed.token)
    assert viewer and viewer.account_id == number and changed.step == ""
    assert enter(county).reason == "wrong" and enter(county, password=NEW).step == ""
    assert acts(county) == ["account-added", "password-changed"]


def test_changing_the_password_ends_every_other_session_and_keeps_this_one_signed_in(county: Database) -> None:
    official(county, "jing01")
    here, there = enter(county), enter(county, address="10.0.0.2")
    changed = own_account.change_password(county, held(county, here), PASSWORD, NEW, NEW)
    assert [accounts.viewer(county, token) is None for token in (here.token, there.token, changed.token)] == [True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [(NEW, NEW + "啊", NEW + "啊", "现在的密码不对"), (PASSWORD, NEW, NEW + "啊", "不一样"), (PASSWORD, PASSWORD, PASSWORD, "不一样"), (PASSWORD, "短", "短", "10 到 128")],
)
def test_a_change_of_password_that_does_not_hold_changes_nothing(county: Database, old: str, new: str, again: str, said: str) -> None:
    official(county, "jing01")
    mine = held(county, enter(county))
    with pytest.raises(ValueError, match=said):
        own_account.change_password(county, mine, old, new, again)
    assert enter(county).token and acts(county) == ["account-added"]


def test_a_stolen_session_cannot_try_out_the_password(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    mine = held(county, enter(county))
    for _ in range(3):
        with pytest.raises(ValueError, match="现在的密码不对"):
            own_account.prove(county, mine, "不是这个密码啊")
    with pytest.raises(own_account.Wait, match="请等 10 秒"):
        own_account.prove(county, mine, PASSWORD)
    clock.passes(seconds=10)
    own_account.prove(county, mine, PASSWORD)
    assert acts(county)[-1] == "password-failed"


# --- strangers and known devices


def test_a_thousand_wrong_guesses_from_elsewhere_leave_the_known_device_free(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    known = enter(county).device
    for number in range(1000):
        guess = enter(county, password="猜的一个密码", address=f"10.9.{number // 250}.{number % 250}")
        assert guess.reason == "wrong"
        clock.passes(seconds=guess.wait_seconds)
    assert enter(county, password="猜的一个密码", address="10.9.9.9").wait_seconds == throttle.LONGEST_PAUSE
    assert enter(county, address="10.8.8.8", device=known).token  # no pause, whichever address it comes from
    assert enter(county, address="10.8.8.8").reason == "wait"


def test_while_others_keep_guessing_a_new_device_gets_in_after_the_longest_pause_at_most(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    for number in range(40):
        clock.passes(seconds=enter(county, password="猜的一个密码", address=f"10.9.0.{number}").wait_seconds)
    guessing = 0

    def guess() -> None:
        nonlocal guessing
        guessing += enter(county, password="猜的一个密码", address=f"10.9.1.{guessing % 250}").reason == "wrong"

    guess()
    first = enter(county, address="10.8.8.8")
    assert first.reason == "wait" and 0 < first.wait_seconds <= throttle.LONGEST_PAUSE
    for _ in range(throttle.LONGEST_PAUSE // 10):
        clock.passes(seconds=10)
        guess()
    assert guessing > 1  # somebody else was quicker after the pause, and it began anew
    assert enter(county, address="10.8.8.8").token


def test_who_waits_gets_one_try_and_not_more(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    for number in range(12):
        clock.passes(seconds=enter(county, password="猜的一个密码", address=f"10.9.0.{number}").wait_seconds)
    enter(county, password="猜的一个密码", address="10.9.1.1")
    assert enter(county, password="又猜的密码", address="10.8.8.8").reason == "wait"
    clock.passes(seconds=throttle.LONGEST_PAUSE)
    enter(county, password="猜的一个密码", address="10.9.1.2")
    tries = [enter(county, password="又猜的密码", address="10.8.8.8").reason for _ in range(4)]
    assert tries == ["wrong", "wait", "wait", "wait"]


def test_a_known_device_that_guesses_wrongly_pauses_itself_alone(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    known = enter(county).device
    pauses = [enter(county, password="不是这个密码", device=known).wait_seconds for _ in range(3)]
    assert pauses == [0, 0, 10]
    assert enter(county, device=known).reason == "wait"
    assert enter(county, address="10.7.7.7").token


def test_a_device_that_knows_another_account_or_was_made_up_is_a_stranger(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    official(county, "jing02")
    other = enter(county, login="jing02").device
    for number in range(4):
        clock.passes(seconds=enter(county, password="猜的一个密码", address=f"10.9.0.{number}").wait_seconds)
    enter(county, password="猜的一个密码", address="10.9.0.9")
    assert other is not None
    tampered = other[:40] + ("A" if other[40] != "A" else "B") + other[41:]
    assert [enter(county, device=device).reason for device in (other, tampered, "", "x" * 5000, "不是")] == ["wait"] * 5


def test_one_browser_of_an_office_knows_all_who_sign_in_with_it_up_to_six(county: Database) -> None:
    cookie = None
    for number in range(7):
        official(county, f"jing0{number}")
        cookie = enter(county, login=f"jing0{number}", device=cookie).device
    known = [number for number in range(7) if devices.line(county, "login", number + 1, f"jing0{number}", "1", cookie, True).address is None]
    assert known == [1, 2, 3, 4, 5, 6]


def test_a_device_is_forgotten_after_a_year(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    cookie = enter(county).device
    clock.passes(days=364)
    assert devices.known(county, cookie)
    clock.passes(days=2)
    assert not devices.known(county, cookie)


def test_a_cookie_of_a_device_tells_nobody_whose_it_is(county: Database) -> None:
    official(county, "jing01")
    first, second = enter(county).device, enter(county).device
    assert first and second and first != second and "jing01" not in first


# --- what an answer tells


def test_unknown_disabled_and_wrong_get_the_same_answer_for_the_same_work(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    official(county, "jing01")
    disabled = official(county, "jing02")
    with_codes = official(county, "jing03")
    administering.disable(county, AT_THE_MACHINE, disabled)
    with county.write() as conn:
        conn.exec_driver_sql(f"UPDATE account SET totp_sealed = x'00' WHERE id = {with_codes}")
    work: list[str] = []
    plain = PasswordHasher.verify

    def verify(self: PasswordHasher, stored: str, password: str) -> bool:
        work.append("$".join(stored.split("$")[:4]))  # how dear it is
        return plain(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    event.listen(county.engine, "before_cursor_execute", lambda *given: work.append(given[2]))
    done = []
    for number, (login, password) in enumerate(
        [("nobody", PASSWORD), ("jing01", "不是这个密码"), ("jing02", PASSWORD), ("jing02", "不是这个密码"), ("jing03", "不是这个密码")]
    ):
        work.clear()
        done.append((enter(county, login, password, address=f"10.0.1.{number}"), tuple(work)))
    assert {outcome for outcome, _ in done} == {Outcome(None, "wrong")}
    assert len({steps for _, steps in done}) == 1 and "$argon2id$v=19$m=8,t=1,p=1" in done[0][1]


def test_the_pauses_of_an_account_that_does_not_exist_are_those_of_one_that_does(county: Database, clock: Clock) -> None:
    official(county, "jing01")
    pauses: dict[str, list[tuple[str, int]]] = {"jing01": [], "nobody": []}
    for login, seen in pauses.items():
        for number in range(6):
            outcome = enter(county, login, "不是这个密码", address=f"10.0.{len(login)}.{number}")
            seen.append((outcome.reason, outcome.wait_seconds))
            clock.passes(seconds=outcome.wait_seconds)
    assert pauses["jing01"] == pauses["nobody"]


# --- who may do what with whose account

Act = Callable[[Database, Viewer, int], object]
ACTS: dict[str, Act] = {
    "account-changed": lambda db, who, number: administering.change(db, who, number, "supervisor", VILLAGE),
    "account-disabled": administering.disable,
    "password-reset": administering.reset_password,
    "totp-reset": administering.reset_totp,
    "account-unlinked": administering.unlink,
}
#: who tries → may they, with an account of the township, with one of the other township, with one of no place
TRIES: dict[str, tuple[Viewer, tuple[bool, bool, bool]]] = {
    **{role: (Viewer(role, "某人", 99, place_id=TOWN, township_id=TOWN), (False, False, False)) for role in ROLE_NAMES if role != "administrator"},
    "administrator of the township": (administrator(TOWN, 99), (True, False, False)),
    "administrator of the other township": (administrator(OTHER, 99), (False, True, False)),
    "administrator of the county": (administrator(COUNTY, 99), (True, True, True)),
    "administrator of no place": (administrator(None, 99), (True, True, True)),
    "who is at the machine": (AT_THE_MACHINE, (True, True, True)),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", TRIES)
def test_only_an_administrator_of_the_place_does_this_to_an_account(county: Database, act: str, who: str) -> None:
    viewer, expected = TRIES[who]
    for may, place in zip(expected, (TOWN, OTHER, None), strict=True):
        number = official(county, f"jing{place}", "clerk", place)
        before = (acts(county), state(county, number))
        if act == "account-changed" and may and who == "administrator of the other township":
            with pytest.raises(NotAllowed, match="不归您管"):  # the own account of a clerk cannot be given to a village elsewhere
                ACTS[act](county, viewer, number)
        elif may:
            ACTS[act](county, viewer, number)
            assert acts(county) == [*before[0], act]
        else:
            with pytest.raises(NotAllowed):
                ACTS[act](county, viewer, number)
            assert (acts(county), state(county, number)) == before


@pytest.mark.parametrize("who", TRIES)
def test_only_an_administrator_of_the_place_makes_and_sees_accounts_there(county: Database, who: str) -> None:
    viewer, expected = TRIES[who]
    for place in (TOWN, OTHER, None):
        official(county, f"jing{place}", "clerk", place)
    assert [any(one.place_id == place for one in administering.listed(county, viewer)) for place in (TOWN, OTHER, None)] == list(expected)
    for may, place in zip(expected, (TOWN, OTHER, None), strict=True):
        if not may:
            with pytest.raises(NotAllowed):
                administering.add(county, viewer, "xin01", "新人", "clerk", place)
            continue
        made = administering.add(county, viewer, f"xin{place}", "新人", "clerk", place)
        assert enter(county, made.login, made.password).step == "password"


def test_an_administrator_of_a_township_offers_its_places_alone(county: Database) -> None:
    assert administering.places(county, administrator(TOWN)) == [(TOWN, "青枫镇"), (VILLAGE, "青枫镇柳溪村")]
    assert [name for _, name in administering.places(county, administrator(COUNTY))] == ["澄溪县", "青枫镇", "青枫镇柳溪村", "柏坞乡"]
    assert administering.places(county, Viewer("clerk", place_id=TOWN, township_id=TOWN)) == []


@pytest.mark.parametrize("act", ACTS)
def test_nobody_does_this_to_the_own_account(county: Database, act: str) -> None:
    number = official(county, "guan01", "administrator")
    official(county, "guan02", "administrator")
    with pytest.raises(NotAllowed, match="自己的账号"):
        ACTS[act](county, administrator(TOWN, number), number)


@pytest.mark.parametrize(
    ("others", "stays"),
    [([], True), ([("guan02", OTHER)], True), ([("guan02", TOWN)], False), ([("guan02", COUNTY)], False), ([("guan02", None)], False)],
)
def test_the_last_administrator_of_a_place_stays(county: Database, others: list[tuple[str, int | None]], stays: bool) -> None:
    last = official(county, "guan01", "administrator", TOWN)
    for login, place in others:
        official(county, login, "administrator", place)
    for act in (administering.disable, lambda db, who, number: administering.change(db, who, number, "clerk", TOWN)):
        if stays:
            with pytest.raises(ValueError, match="最后一位管理员"):
                act(county, AT_THE_MACHINE, last)
            assert state(county, last).role == "administrator" and not state(county, last).disabled
        else:
            act(county, AT_THE_MACHINE, last)
            administering.enable(county, AT_THE_MACHINE, last)
            administering.change(county, AT_THE_MACHINE, last, "administrator", TOWN)


def test_an_administrator_of_everything_is_not_replaced_by_one_of_a_township(county: Database) -> None:
    last = official(county, "guan01", "administrator", None)
    official(county, "guan02", "administrator", TOWN)
    with pytest.raises(ValueError, match="最后一位管理员"):
        administering.change(county, AT_THE_MACHINE, last, "administrator", TOWN)
    administering.change(county, AT_THE_MACHINE, last, "administrator", COUNTY)


def test_who_is_disabled_is_out_at_once_and_back_when_enabled(county: Database) -> None:
    number = official(county, "jing01")
    token = enter(county).token
    administering.disable(county, administrator(TOWN), number)
    assert accounts.viewer(county, token) is None and enter(county).reason == "wrong"
    administering.enable(county, administrator(TOWN), number)
    assert accounts.viewer(county, token) is None and enter(county).token
    assert acts(county) == ["account-added", "account-disabled", "account-enabled"]


def test_another_role_or_a_new_password_ends_the_sessions_of_before(county: Database) -> None:
    number = official(county, "jing01")
    token = enter(county).token
    administering.change(county, administrator(TOWN), number, "supervisor", TOWN)
    assert accounts.viewer(county, token) is None
    again = enter(county)
    viewer = accounts.viewer(county, again.token)
    assert viewer and viewer.role == "supervisor"
    made = administering.reset_password(county, administrator(TOWN), number)
    assert accounts.viewer(county, again.token) is None and enter(county).reason == "wrong"
    assert enter(county, password=made.password).step == "password"


@pytest.mark.parametrize("role", ["king", "villager", "visitor"])
def test_an_account_has_one_of_the_three_roles(county: Database, role: Role) -> None:
    number = official(county, "jing01")
    with pytest.raises(ValueError, match="角色"):
        administering.change(county, AT_THE_MACHINE, number, role, TOWN)
    with pytest.raises(ValueError, match="角色"):
        administering.add(county, AT_THE_MACHINE, "xin01", "新人", role, TOWN)


def test_no_first_password_stands_in_the_journal_or_in_clear_in_the_database(county: Database) -> None:
    made = administering.add(county, AT_THE_MACHINE, "xin01", "新人", "clerk", TOWN)
    with county.read() as conn:
        tables = conn.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        said = "".join(str(conn.exec_driver_sql(f'SELECT * FROM "{table}"').all()) for table in tables)
    assert made.password not in said and officials.plain_login("xin01") in said
