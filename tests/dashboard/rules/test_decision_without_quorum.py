"""decision_without_quorum: when it must fire and when it must not."""

from typing import Any

import pytest

from loaders import quorum
from tests.dashboard.rules.world import World

RULE = "decision_without_quorum"


def test_eighteen_of_thirty_four_came(world: World) -> None:
    world.decided("村集体茶园发包方案", resolved_on="2026-06-05", attendance_due=34, attendance=18, votes_for=17, result="通过")
    (found,) = world.found(RULE)
    assert (found.times, found.confidence) == (1, "certain")
    assert world.said(RULE) == ["应到34，实到18，赞成17，要到23才够数，却作了决定。"]


@pytest.mark.parametrize(
    ("meeting", "due", "present", "agreed"),
    [
        ("村民代表会议", 30, 20, 11),
        ("村民代表会议", 30, 19, 19),
        ("村民代表会议", 30, 20, 10),  # half of them is not more than half
        (None, 31, 21, 20),
        (None, 31, 20, 20),
        ("村民会议", 100, 51, 40),
        ("村民会议", 100, 50, 40),
        ("户代表会议", 100, 66, 60),
        ("户代表会议", 100, 67, 60),
        ("村民会议", 101, 51, 25),
    ],
)
def test_it_is_of_one_mind_with_the_page_of_decisions(world: World, meeting: str | None, due: int, present: int, agreed: int) -> None:
    facts: dict[str, Any] = {"meeting": meeting, "attendance_due": due, "attendance": present, "votes_for": agreed, "resolved_on": "2026-06-05"}
    world.decided("村集体茶园发包方案", **facts)
    broken = any(one.verdict == "not met" for one in quorum.findings(facts) if "应到" in one.sentence or "赞成" in one.sentence)
    assert bool(world.found(RULE)) is broken


@pytest.mark.parametrize(
    "values",
    [
        {"attendance_due": 30, "attendance": 25, "votes_for": 24},
        {"attendance_due": 30, "attendance": 18, "votes_for": 17, "result": "未通过"},
        {"attendance": 18, "votes_for": 17},  # nobody says how many should have come
        {"attendance_due": 18, "attendance": 30, "votes_for": 20},  # a slip of the pen
        {"attendance_due": 30, "attendance": 18, "votes_for": 17, "resolved_on": None},  # nothing was decided
        {"attendance_due": 30, "attendance": 18, "votes_for": 17, "step": "党员大会审议"},
    ],
)
def test_it_does_not_fire(world: World, values: dict[str, Any]) -> None:
    world.decided("村集体茶园发包方案", **({"resolved_on": "2026-06-05"} | values))
    assert world.found(RULE) == []


def test_a_register_that_was_withdrawn_does_not_count(world: World) -> None:
    world.decided("村集体茶园发包方案", resolved_on="2026-06-05", attendance_due=34, attendance=18, votes_for=17)
    world.withdraw("decision", "决策")
    assert world.found(RULE) == []
