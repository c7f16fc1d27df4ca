"""The own six digits: what is refused, that they are asked in place of the last six, how they are kept and forgotten."""

from datetime import date

import pytest
from sqlalchemy import select

from dashboard.identity import accounts, pins, telling
from loaders.database import Database, connect
from loaders.records.accounts import Pin
from loaders.rekeying import rekey
from tests.dashboard import homes
from tests.dashboard.homes import CLERK, NEIGHBOUR, enter, journal, number, viewer

PIN = "739164"


@pytest.fixture
def village(database: Database) -> Database:
    return homes.fill(database)


@pytest.fixture
def with_pin(village: Database) -> Database:
    pins.keep(village, viewer(village, "mother"), PIN, PIN)
    return village


@pytest.mark.parametrize("pin", ["123456", "654321", "890123", "135791", "111111", "121212", "123123", "112211", "112233", "520131", "147258"])
def test_what_counts_or_repeats_is_refused(pin: str) -> None:
    with pytest.raises(pins.NotTaken, match="太容易猜到"):
        pins.check(pin, number("mother"), [])


@pytest.mark.parametrize("pin", [number("mother")[at : at + 6] for at in range(12) if number("mother")[at : at + 6].isdecimal()] + [number("mother")[8:14][::-1]])
def test_a_part_of_the_own_id_number_is_refused(pin: str) -> None:
    with pytest.raises(pins.NotTaken):
        pins.check(pin, number("mother"), [])


@pytest.mark.parametrize("pin", ["780625", "250678", "062578", "197806", "061978"])
def test_a_birthday_of_the_household_is_refused(pin: str) -> None:
    with pytest.raises(pins.NotTaken, match="生日"):
        pins.check(pin, number("mother"), [date(1978, 6, 25)])


def test_the_birthdays_are_those_of_the_people_of_the_household(village: Database) -> None:
    with pytest.raises(pins.NotTaken, match="生日"):
        pins.keep(village, viewer(village, "mother"), "780625", "780625")  # her son's
    pins.keep(village, viewer(village, "daughter"), "780625", "780625")


@pytest.mark.parametrize("pin", ["73916", "7391644", "73916a", "７３９１６４", ""])
def test_anything_but_six_digits_is_refused(pin: str) -> None:
    with pytest.raises(pins.NotTaken, match="六位数字"):
        pins.check(pin, number("mother"), [])


def test_two_different_entries_are_refused_and_nothing_is_kept(village: Database) -> None:
    with pytest.raises(pins.NotTaken, match="不一样"):
        pins.keep(village, viewer(village, "mother"), PIN, "739165")
    assert not pins.has(village, 11) and enter(village, "mother").token


def test_the_pin_is_asked_in_place_of_the_last_six_and_of_this_person_alone(with_pin: Database) -> None:
    assert enter(with_pin, "mother").reason == "wrong"
    assert enter(with_pin, "mother", PIN).token
    assert enter(with_pin, "son").token and enter(with_pin, "son", PIN).reason == "wrong"
    assert journal(with_pin, "pin-set") == [("张秀英", "person:11")]


def test_the_hash_is_argon2id_and_sealed_and_outlives_a_new_key(with_pin: Database) -> None:
    with with_pin.read() as conn:
        kept = conn.execute(select(Pin.hash_sealed)).scalar_one()
    assert b"argon2" not in kept and with_pin.vault.open(kept).startswith("$argon2id$")
    rekey(with_pin, "测试")
    again = connect(with_pin.url)
    assert enter(again, "mother", PIN).token
    again.engine.dispose()


def test_wrong_pins_are_followed_by_the_same_pauses_as_wrong_numbers(with_pin: Database) -> None:
    said = [enter(with_pin, "mother", guess).wait_seconds for guess in ("739161", "739162", "739163")]
    assert said == [0, 0, 10] and enter(with_pin, "mother", PIN).reason == "wait"


def test_a_clerk_of_the_place_clears_a_forgotten_pin_and_the_person_is_told(with_pin: Database) -> None:
    with pytest.raises(pins.NotTaken, match="不归您管"):
        pins.reset(with_pin, NEIGHBOUR, 11)
    pins.reset(with_pin, CLERK, 11)
    mother = viewer(with_pin, "mother")  # with the last six of the number
    first, second = (news.words for news in telling.unread(with_pin, mother))
    assert first.startswith("经办人陈小经清除了您忘记的密码") and second.startswith("设了您自己的六位密码")
    telling.read(with_pin, mother)
    assert telling.unread(with_pin, mother) == [] and journal(with_pin, "pin-reset") == [("陈小经", "person:11")]
    with pytest.raises(pins.NotTaken, match="没有自己的密码"):
        pins.reset(with_pin, CLERK, 11)


def test_setting_it_needs_what_opens_the_sign_in_now_and_ends_the_other_sessions(village: Database) -> None:
    token, elsewhere = enter(village, "mother").token, enter(village, "mother").token
    mother = accounts.viewer(village, token)
    assert mother and token
    assert accounts.confirm(village, mother, number("son")[-6:], "10.0.0.1").reason == "wrong"
    assert accounts.confirm(village, mother, number("mother")[-6:], "10.0.0.1").reason == ""
    pins.keep(village, mother, PIN, PIN)
    accounts.end_others(village, mother, token)
    assert accounts.viewer(village, token) and accounts.viewer(village, elsewhere) is None
    assert accounts.confirm(village, mother, number("mother")[-6:], "10.0.0.1").reason == "wrong"
    assert [accounts.confirm(village, mother, guess, "10.0.0.1").reason for guess in ("1", "2", PIN)] == ["wrong", "wrong", "wait"]
