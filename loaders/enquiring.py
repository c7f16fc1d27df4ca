"""The way of an enquiry: its states, who may take it from which to which, and how far the clock has it today.

The clock needs nobody to wind it: what a state is follows from the days that have passed, whenever it is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from loaders import deadlines, workdays
from loaders.workdays import Due, Unit

State = Literal["received", "village", "township", "answered", "reopened", "closed", "withdrawn"]
Party = Literal["asker", "village", "township", "clock"]
Act = Literal["take", "pass-on", "answer", "rate", "reopen", "withdraw", "escalate", "close", "publish", "hide", "correct"]
Pace = Literal["on-track", "at-risk", "overdue", ""]

STATES: dict[State, str] = {
    "received": "已收到", "village": "村里在办", "township": "乡镇在办", "answered": "已答复", "reopened": "重新办理", "closed": "办结", "withdrawn": "已撤回",
}  # fmt: skip
PACES: dict[Pace, str] = {"on-track": "正常", "at-risk": "快到期", "overdue": "已超期", "": ""}
RATINGS = {"satisfied": "满意", "mostly": "基本满意", "unsatisfied": "不满意"}
OUTCOMES = {"right": "账是对的，已说明", "error": "确实有错", "other": "其他"}

#: So many working days before the end an answer is at risk.
AT_RISK = 3
#: Where somebody waits for an answer.
OPEN: frozenset[State] = frozenset({"received", "village", "township", "reopened"})
_WITH_VILLAGE: frozenset[State] = frozenset({"received", "village"})
_SAID: frozenset[State] = frozenset({"answered", "closed"})


@dataclass(frozen=True, slots=True)
class Move:
    """Who may do something, in which states, and what it becomes; none where the state stays or depends."""

    by: frozenset[Party]
    states: frozenset[State]
    to: State | None = None


#: Everything that can be done about an enquiry. What is not here cannot be done.
MOVES: dict[Act, Move] = {
    "take": Move(frozenset({"village"}), frozenset({"received"}), "village"),
    "pass-on": Move(frozenset({"village", "township"}), _WITH_VILLAGE, "township"),
    "answer": Move(frozenset({"village", "township"}), OPEN, "answered"),
    "rate": Move(frozenset({"asker"}), frozenset({"answered"})),
    "reopen": Move(frozenset({"asker"}), _SAID, "reopened"),
    "withdraw": Move(frozenset({"asker"}), OPEN, "withdrawn"),
    "escalate": Move(frozenset({"clock"}), _WITH_VILLAGE, "township"),
    "close": Move(frozenset({"clock"}), frozenset({"answered"}), "closed"),
    "publish": Move(frozenset({"village", "township"}), _SAID),
    "hide": Move(frozenset({"village", "township"}), _SAID),
    "correct": Move(frozenset({"village", "township"}), _SAID),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is written down of an enquiry, as far as its way depends on it."""

    state: State
    days: int
    unit: Unit
    since: date
    answered_on: date | None = None
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How an enquiry stands on a day: its state, until when an answer is due, and what the clock alone has done."""

    state: State
    since: date
    due: Due | None = None  # of the answer; none where nobody waits for one
    left: int = 0  # working days until then
    pace: Pace = ""
    escalated: date | None = None  # the day on which it went to the township because the village's days were over
    closed: date | None = None  # the day on which it was over because the asker said nothing more
    until: date | None = None  # the last day on which the asker may have it done again

    @property
    def holder(self) -> Party | None:
        """Who is to answer."""
        if self.state not in OPEN:
            return None
        return "village" if self.state in _WITH_VILLAGE else "township"


def standing(kept: Kept, today: date) -> Standing:
    """How it stands today. The days of the village over, it is with the township, whose own days begin then."""
    if kept.state in OPEN:
        due = workdays.due(kept.since, kept.days, kept.unit)
        if kept.state in _WITH_VILLAGE and today > due.day:
            since = due.day + timedelta(days=1)
            again = workdays.due(since, kept.days, kept.unit)
            return _waiting("township", since, again, today, escalated=since)
        return _waiting(kept.state, kept.since, due, today)
    if kept.answered_on is None:  # withdrawn before anybody answered
        return Standing(kept.state, kept.since)
    last = deadlines.clock("again").due(kept.answered_on).day
    until = None if kept.reopened else last
    if kept.state == "answered" and today > last:
        return Standing("closed", kept.since, closed=last + timedelta(days=1))
    return Standing(kept.state, kept.since, until=until if until and today <= until else None)


def _waiting(state: State, since: date, due: Due, today: date, escalated: date | None = None) -> Standing:
    left = workdays.working_days_left(today, due.day)
    pace: Pace = "overdue" if today > due.day else "at-risk" if left <= AT_RISK else "on-track"
    return Standing(state, since, due, left, pace, escalated)


def may_move(act: Act, party: Party, now: Standing) -> bool:
    """Whether the party may do this as it stands; what the township holds the village answers no more."""
    move = MOVES[act]
    if party not in move.by or now.state not in move.states:
        return False
    if act == "reopen":
        return now.until is not None
    return not (act == "answer" and party == "village" and now.holder != "village")


def after(act: Act, now: Standing, said: Mapping[str, str] | None = None) -> State:
    """The state that it has after this; a rating ends it unless the asker is not satisfied and may still ask again."""
    if act == "rate":
        again = (said or {}).get("rating") == "unsatisfied" and now.until is not None
        return "answered" if again else "closed"
    return MOVES[act].to or now.state
