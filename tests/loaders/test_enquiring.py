"""The way of an enquiry: every move by every party in every state, and what the clock does alone."""

from datetime import date
from itertools import product
from typing import get_args

import pytest

from loaders import enquiring
from loaders.enquiring import MOVES, Act, Kept, Party, Standing, State, after, may_move, standing

DAY = date(2026, 11, 2)  # a Monday; fifteen days later it is the 17th


def kept(state: State, since: date = DAY, answered: date | None = None, reopened: bool = False) -> Kept:
    return Kept(state, 15, "calendar", since, answered, reopened)


def at(state: State, **more: object) -> Standing:
    answered = DAY if state in ("answered", "closed") else None
    return standing(Kept(state, 15, "calendar", DAY, answered, **more), DAY)  # type: ignore[arg-type]


#: act and party → the states in which it may be done. Everything else may not.
ALLOWED: dict[tuple[str, str], set[str]] = {
    ("take", "village"): {"received"},
    ("pass-on", "village"): {"received", "village"},
    ("pass-on", "township"): {"received", "village"},
    ("answer", "village"): {"received", "village"},
    ("answer", "township"): {"received", "village", "township", "reopened"},
    ("rate", "asker"): {"answered"},
    ("reopen", "asker"): {"answered", "closed"},
    ("withdraw", "asker"): {"received", "village", "township", "reopened"},
    ("escalate", "clock"): {"received", "village"},
    ("close", "clock"): {"answered"},
    ("publish", "village"): {"answered", "closed"},
    ("publish", "township"): {"answered", "closed"},
    ("hide", "village"): {"answered", "closed"},
    ("hide", "township"): {"answered", "closed"},
    ("correct", "village"): {"answered", "closed"},
    ("correct", "township"): {"answered", "closed"},
}


@pytest.mark.parametrize(("act", "party", "state"), list(product(get_args(Act), get_args(Party), get_args(State))))
def test_a_move_is_made_by_whom_and_where_it_may_be_and_nowhere_else(act: Act, party: Party, state: State) -> None:
    assert may_move(act, party, at(state)) is (state in ALLOWED.get((act, party), set()))


def test_every_move_is_in_the_table_of_this_test() -> None:
    assert {act for act, _ in ALLOWED} == set(MOVES) == set(get_args(Act))


@pytest.mark.parametrize(
    ("today", "state", "pace", "left"),
    [
        (date(2026, 11, 2), "received", "on-track", 11),
        (date(2026, 11, 11), "received", "on-track", 4),
        (date(2026, 11, 12), "received", "at-risk", 3),
        (date(2026, 11, 17), "received", "at-risk", 0),
        (date(2026, 11, 18), "township", "on-track", 11),  # its own fifteen days begin: until 3 December
        (date(2026, 12, 3), "township", "at-risk", 0),
        (date(2026, 12, 4), "township", "overdue", 0),
        (date(2027, 3, 1), "township", "overdue", 0),
    ],
)
def test_the_clock_of_the_village_runs_out_into_that_of_the_township(today: date, state: str, pace: str, left: int) -> None:
    found = standing(kept("received"), today)
    assert (found.state, found.pace, found.left) == (state, pace, left)
    assert found.escalated == (date(2026, 11, 18) if state == "township" else None)


def test_what_the_township_has_stays_there_and_is_overdue() -> None:
    found = standing(kept("township"), date(2026, 11, 18))
    assert (found.state, found.pace, found.escalated, found.holder) == ("township", "overdue", None, "township")


def test_the_village_answers_no_more_once_its_days_are_over_and_the_township_does() -> None:
    late = standing(kept("village"), date(2026, 11, 18))
    assert not may_move("answer", "village", late) and may_move("answer", "township", late)
    assert not may_move("take", "village", standing(kept("received"), date(2026, 11, 18)))


def test_an_answer_that_nobody_speaks_to_is_over_after_thirty_days() -> None:
    answered = kept("answered", answered=DAY)
    assert standing(answered, date(2026, 12, 2)).state == "answered" and standing(answered, date(2026, 12, 2)).until == date(2026, 12, 2)
    over = standing(answered, date(2026, 12, 3))
    assert (over.state, over.closed, over.until) == ("closed", date(2026, 12, 3), None) and not may_move("reopen", "asker", over)


def test_it_is_done_again_once_and_not_twice() -> None:
    assert may_move("reopen", "asker", at("answered")) and not may_move("reopen", "asker", at("answered", reopened=True))


@pytest.mark.parametrize(
    ("rating", "reopened", "state"),
    [("satisfied", False, "closed"), ("mostly", False, "closed"), ("unsatisfied", False, "answered"), ("unsatisfied", True, "closed")],
)
def test_a_rating_ends_it_unless_the_asker_may_still_have_it_done_again(rating: str, reopened: bool, state: str) -> None:
    assert after("rate", at("answered", reopened=reopened), {"rating": rating}) == state


def test_every_state_and_pace_has_a_chinese_name() -> None:
    assert set(enquiring.STATES) == set(get_args(State)) and set(enquiring.PACES) == set(get_args(enquiring.Pace))
