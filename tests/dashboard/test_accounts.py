"""Sign-in: three things that match, pauses that grow, sessions that end, codes on cards."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, select

from dashboard.access import RIGHTS, VISITOR, Viewer, may
from dashboard.identity import accounts, cards, officials, throttle
from loaders.database import Database, connect
from loaders.records.accounts import Attempt, HouseholdCode, Session
from loaders.records.people import Household, Person
from loaders.records.places import Place

PASSWORD = "青枫镇的一个长长的密码"
MING, HUA = "330890198001010018", "330890198502020024"


class Clock:
    """A clock that moves when told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 1, 1)
        monkeypatch.setattr("dashboard.clock.now", lambda: self.now)

    def passes(self, **time: int) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def village(database: Database) -> Database:
    """A village with two households: 张小明 and 张小华 in one, another 张小明 in the other."""
    with database.write() as connection:
        connection.execute(insert(Place).values(id=1, name="青枫镇", level="township", township_id=1))
        connection.execute(
            insert(Place).values(id=2, name="竹溪村", level="village", parent_id=1, township_id=1)
        )
        place = {"township_id": 1, "village_id": 2}
        for number, group in ((10, "一组"), (20, "二组")):
            values = {"id": number, "group_name": group, "head_id": number + 1, **place}
            connection.execute(insert(Household).values(**values))
        for number, household, name, identity in (
            (11, 10, "张小明", MING),
            (12, 10, "张小华", HUA),
            (21, 20, "张小明", "330890197003030033"),
        ):
            sealed = {
                "id_digest": database.vault.digest(identity),
                "id_sealed": database.vault.seal(identity),
            }
            connection.execute(
                insert(Person).values(id=number, household_id=household, name=name, **sealed, **place)
            )
    cards.issue_codes(database, 2, "测试")
    return database


def code(db: Database, household_id: int = 10) -> str:
    return next(slip.code for slip in cards.slips(db, 2) if slip.household_id == household_id)


def enter(db: Database, name: str = "张小明", last_six: str = MING[-6:], **other: str) -> accounts.Outcome:
    return accounts.sign_in_villager(
        db, name, last_six, other.get("code") or code(db), other.get("address", "10.0.0.1")
    )


def test_name_last_six_and_code_of_one_person_open_a_session(village: Database) -> None:
    outcome = enter(village)
    assert outcome.reason == ""
    assert accounts.viewer(village, outcome.token) == Viewer(
        "villager", "张小明", person_id=11, household_id=10, place_id=2, township_id=1
    )


def test_code_and_name_may_be_typed_carelessly(village: Database) -> None:
    careless = code(village).lower().replace("-", " ")
    assert enter(village, name=" 张 小明 ", code=f" {careless} ").token


@pytest.mark.parametrize(
    ("name", "last_six", "household"),
    [
        ("张小明", HUA[-6:], 10),
        ("张小华", MING[-6:], 10),
        ("张小明", MING[-6:], 20),
        ("", "", 10),
        ("张小明", "", 10),
    ],
)
def test_three_things_that_do_not_match_one_person_open_nothing(
    village: Database, name: str, last_six: str, household: int
) -> None:
    outcome = enter(village, name, last_six, code=code(village, household))
    assert (outcome.token, outcome.reason) == (None, "wrong")


def test_an_unknown_code_gets_the_same_answer(village: Database) -> None:
    assert enter(village, code="AAAA-AAAA") == accounts.Outcome(None, "wrong", 0)


def test_the_password_of_an_official_opens_a_session(village: Database) -> None:
    number = officials.add_official(village, "Jing01", "李经办", "clerk", 1, PASSWORD)
    outcome = accounts.sign_in_official(village, " jing01", PASSWORD, "10.0.0.1")
    assert accounts.viewer(village, outcome.token) == Viewer(
        "clerk", "李经办", account_id=number, place_id=1, township_id=1
    )


def test_wrong_passwords_are_followed_by_pauses_that_double(database: Database, clock: Clock) -> None:
    officials.add_official(database, "jing01", "李经办", "clerk", None, PASSWORD)
    pauses = []
    for _ in range(6):
        outcome = accounts.sign_in_official(database, "jing01", "不是它", "10.0.0.1")
        assert outcome.reason == "wrong"
        pauses.append(outcome.wait_seconds)
        clock.passes(seconds=outcome.wait_seconds)
    assert pauses == [0, 0, 10, 20, 40, 80]


def test_during_a_pause_even_the_right_password_waits_and_after_it_all_is_forgotten(
    database: Database, clock: Clock
) -> None:
    officials.add_official(database, "jing01", "李经办", "clerk", None, PASSWORD)
    for _ in range(3):
        accounts.sign_in_official(database, "jing01", "不是它", "10.0.0.1")
    clock.passes(seconds=4)
    assert accounts.sign_in_official(database, "jing01", PASSWORD, "10.9.9.9") == accounts.Outcome(
        None, "wait", 6
    )
    clock.passes(seconds=6)
    assert accounts.sign_in_official(database, "jing01", PASSWORD, "10.9.9.9").token
    assert accounts.sign_in_official(database, "jing01", "不是它", "10.0.0.1").wait_seconds == 0


def test_a_guess_is_counted_before_the_password_is_looked_at(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []

    def look(_: str, __: str) -> bool:
        with database.read() as connection:
            counted.append(len(connection.execute(select(Attempt.id)).all()))
        return False

    monkeypatch.setattr(officials, "verify", look)
    accounts.sign_in_official(database, "nobody", "x", "10.0.0.1")
    assert counted == [3]  # one for the account, one for the address, one for all together


def test_an_unknown_login_costs_a_verification_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    monkeypatch.setattr(PasswordHasher, "verify", lambda _, stored, __: verified.append(stored))
    accounts.sign_in_official(database, "nobody", "x", "10.0.0.1")
    assert [stored.startswith("$argon2id$") for stored in verified] == [True]


def test_an_address_that_tries_many_accounts_has_to_wait(database: Database, clock: Clock) -> None:
    for number in range(throttle.ADDRESS_FREE + 1):
        accounts.sign_in_villager(database, f"人{number}", "000000", f"AAAAAA{number:02}", "10.0.0.1")
    assert accounts.sign_in_villager(database, "另一人", "111111", "CCCCCCCC", "10.0.0.1").reason == "wait"
    assert accounts.sign_in_villager(database, "另一人", "111111", "CCCCCCCC", "10.0.0.2").reason == "wrong"


def test_the_pause_has_an_upper_end() -> None:
    assert throttle.pause_after(1000, 2) == throttle.LONGEST_PAUSE


def test_a_session_survives_a_restart_and_stores_no_token(village: Database) -> None:
    token = enter(village).token
    village.engine.dispose()
    again = connect(village.url)
    found = accounts.viewer(again, token)
    assert found and found.person_id == 11
    with again.read() as connection:
        stored = connection.execute(select(Session)).one()
    assert token and token.encode() not in stored.digest
    again.engine.dispose()


def test_a_session_ends_when_it_is_signed_out(village: Database) -> None:
    token = enter(village).token
    accounts.sign_out(village, token)
    assert accounts.viewer(village, token) is None


def test_an_idle_session_ends_and_one_in_use_does_not(village: Database, clock: Clock) -> None:
    idle, used = enter(village).token, enter(village).token
    for _ in range(2):
        clock.passes(minutes=40)
        assert accounts.viewer(village, used)
        accounts.viewer(village, idle, seen=False)
    assert accounts.viewer(village, idle) is None


def test_a_session_in_use_ends_after_half_a_day(village: Database, clock: Clock) -> None:
    token = enter(village).token
    for _ in range(12):
        assert accounts.viewer(village, token)
        clock.passes(hours=1, seconds=-1)
        accounts.keep_awake(village)
    clock.passes(seconds=12)
    assert accounts.viewer(village, token) is None


def test_the_sweep_forgets_what_has_ended(village: Database, clock: Clock) -> None:
    enter(village)
    enter(village, name="别人")
    clock.passes(days=2)
    accounts.sweep(village)
    with village.read() as connection:
        assert [connection.execute(select(table)).all() for table in (Session, Attempt)] == [[], []]


@pytest.mark.parametrize("token", [None, "", "x" * 65, "never-issued"])
def test_a_token_that_was_never_issued_is_nobody(database: Database, token: str | None) -> None:
    assert accounts.viewer(database, token) is None


@pytest.mark.parametrize(
    ("login", "role", "password", "said"),
    [
        ("j", "clerk", PASSWORD, "登录名"),
        ("jing01", "king", PASSWORD, "角色"),
        ("jing01", "clerk", "short", "密码"),
    ],
)
def test_an_account_that_is_not_acceptable_is_refused_in_chinese(
    database: Database, login: str, role: str, password: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        officials.add_official(database, login, "李经办", role, None, password)


def test_a_login_belongs_to_one_person(database: Database) -> None:
    officials.add_official(database, "jing01", "李经办", "clerk", None, PASSWORD)
    with pytest.raises(ValueError, match="已经有人"):
        officials.add_official(database, "JING01", "王经办", "clerk", None, PASSWORD)


def test_codes_go_to_households_that_have_none_and_stay(village: Database) -> None:
    before = cards.slips(village, 2)
    assert cards.issue_codes(village, 2, "测试") == 0
    assert cards.slips(village, 2) == before
    assert [(slip.head_name, slip.group_name, slip.village) for slip in before] == [
        ("张小明", "一组", "竹溪村"),
        ("张小明", "二组", "竹溪村"),
    ]


def test_a_code_is_eight_clear_characters_and_is_stored_sealed(village: Database) -> None:
    printed = code(village)
    assert len(printed) == 9 and printed[4] == "-"
    assert set(printed) - {"-"} <= set(cards.ALPHABET)
    assert not set("01258BILOSUZ") & set(cards.ALPHABET)
    with village.read() as connection:
        sealed = connection.scalars(select(HouseholdCode.code_sealed)).all()
    assert all(printed.replace("-", "").encode() not in content for content in sealed)


def test_rights_stand_in_one_table_and_an_unknown_right_fails() -> None:
    assert may(Viewer("clerk"), "upload") and not may(Viewer("villager"), "upload")
    assert [right for right in RIGHTS if may(VISITOR, right)] == ["ask", "follow", "public-books", "open-data", "public-assets", "public-village"]
    with pytest.raises(KeyError):
        may(VISITOR, "everything")
