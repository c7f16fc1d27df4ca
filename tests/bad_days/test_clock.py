"""A clock that is set back or forward: nobody is locked out, nobody stays signed in for it, the order of the journal holds."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from dashboard.command import main
from dashboard.identity import accounts, officials, throttle
from loaders import importing, journal, verifying
from loaders.database import Database
from tests.bad_days.rosters import roster

WORD = "青枫镇的一个长长的密码"


class Clock:
    """What time it is for the whole program."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 5, 2, 12)
        own = self

        class Set(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return own.now.replace(tzinfo=UTC)

        patch.setattr("dashboard.clock.now", lambda: self.now)
        patch.setattr(journal, "datetime", Set)
        patch.setattr(importing, "datetime", Set)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_entries_under_a_clock_that_was_set_back_a_day_keep_their_order_and_it_is_said(database: Database, clock: Clock) -> None:
    importing.save(database, importing.check(database, "五月.csv", roster(3, month=5)), "张")
    clock.now -= timedelta(days=1)
    second = importing.save(database, importing.check(database, "六月.csv", roster(3)), "张")
    importing.withdraw(database, second, "张")
    done = verifying.verify(database)
    assert done.ok and done.clock_back == 1 and done.head and done.head.at == clock.now
    assert "往回拨过" in CliRunner().invoke(main, ["verify", "--database", database.url]).stdout
    with database.read() as conn:
        numbers = [entry.id for entry in journal.entries(conn, "publish", "seal", "import", "undo")]
    assert numbers == sorted(numbers)


def test_a_session_of_a_clock_that_ran_ahead_ends_when_it_is_put_right(database: Database, clock: Clock) -> None:
    officials.add_official(database, "chen", "陈会计", "clerk", None, WORD)
    token = accounts.sign_in_official(database, "chen", WORD, "10.0.0.1").token
    clock.now -= timedelta(seconds=2)  # what a time server corrects
    assert accounts.viewer(database, token)
    clock.now -= timedelta(days=1)
    assert accounts.viewer(database, token) is None
    again = accounts.sign_in_official(database, "chen", WORD, "10.0.0.1").token
    assert accounts.viewer(database, again)


def test_a_session_ends_early_where_the_clock_jumps_ahead_and_the_next_one_holds(database: Database, clock: Clock) -> None:
    officials.add_official(database, "chen", "陈会计", "clerk", None, WORD)
    token = accounts.sign_in_official(database, "chen", WORD, "10.0.0.1").token
    clock.now += timedelta(days=1)
    assert accounts.viewer(database, token) is None
    assert accounts.viewer(database, accounts.sign_in_official(database, "chen", WORD, "10.0.0.1").token)


def test_a_pause_does_not_last_a_day_because_the_clock_was_set_back_nor_are_guesses_free(database: Database, clock: Clock) -> None:
    officials.add_official(database, "chen", "陈会计", "clerk", None, WORD)
    for _ in range(throttle.ACCOUNT_FREE + 1):
        accounts.sign_in_official(database, "chen", "falsch-99", "10.0.0.1")
    clock.now -= timedelta(days=1)
    guess = accounts.sign_in_official(database, "chen", "falsch-99", "10.0.0.1")
    assert (guess.reason, guess.wait_seconds) == ("wrong", 2 * throttle.FIRST_PAUSE)
    assert accounts.sign_in_official(database, "chen", WORD, "10.0.0.1").reason == "wait"
    clock.now += timedelta(seconds=2 * throttle.FIRST_PAUSE)
    assert accounts.sign_in_official(database, "chen", WORD, "10.0.0.1").token
