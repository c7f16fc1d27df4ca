"""Registers of village decisions: days, attendance and votes in every spelling; and the rules they must keep."""

from typing import Any

import pytest

from loaders import quorum, reading
from loaders.workbook import Sheet, Workbook
from tests.loaders.tables import codes, read, values


def test_a_matter_is_read_with_the_days_of_its_steps_its_attendance_and_its_votes() -> None:
    (found,) = read(
        ["柳溪村2024年五议两公开登记表"],
        ["决策事项", "动议事由", "党组织提议时间", "联席会议商议时间", "方案公示时间", "党员大会审议时间", "村民代表会议决议时间", "应到", "实到", "赞成", "反对", "弃权", "表决结果", "决议公示时间"],
        ["修建文化礼堂", "☑党员群众建议 □上级安排", "2024.3.1", "3月5日", "3月6日至21日", "2024/3/22", 45376, "45人", 42, "40票", 1, "一", "通过", "3.26-3.29"],
    )  # fmt: skip
    assert found.form and found.form.record == "decision" and not found.problems
    assert values(found, "proposer", "proposed_on", "discussed_on", "plan_public_from", "plan_public_until") == [("党员群众建议", "2024-03-01", "2024-03-05", "2024-03-06", "2024-03-21")]
    assert values(found, "reviewed_on", "resolved_on", "result_public_on", "result_public_until") == [("2024-03-22", "2024-03-25", "2024-03-26", "2024-03-29")]
    assert values(found, "attendance_due", "attendance", "votes_for", "votes_against", "votes_abstained") == [(45, 42, 40, 1, 1)]


def test_the_party_meetings_attendance_is_not_taken_for_that_of_the_representatives() -> None:
    (found,) = read(
        ["柳溪村2024年决策登记表"], ["议题", "党员大会审议", None, None, "村民代表会议决议", None, None, None], [None, "时间", "应到", "实到", "时间", "应到", "实到", "同意"],
        ["修路", "3.2", 30, 28, "3.9", 45, 42, 42], merged=[(1, 1, 1, 3), (1, 4, 1, 7)],
    )  # fmt: skip
    assert values(found, "reviewed_on", "resolved_on", "attendance_due", "attendance", "party_due", "party_present") == [("2024-03-02", "2024-03-09", 45, 42, 30, 28)]
    assert not found.problems


def test_what_does_not_add_up_is_pointed_out_with_its_cell() -> None:
    (found,) = read(
        ["柳溪村2024年决议表"], ["事项", "会议时间", "应到", "实到", "到会率", "赞成", "反对", "弃权"], ["修路", "3.9", 40, 42, None, 42, 0, 0], ["建桥", "3.9", 45, 40, "92%", 30, 5, 3],
    )  # fmt: skip
    assert codes(found) == [("attendance-above-due", "D3"), ("attendance-ratio-differs", "E4"), ("votes-disagree", "F4")]


@pytest.mark.parametrize(
    ("heading", "written", "expected"),
    [
        ("表决情况", "赞成40票，反对1票，弃权1票", (40, 1, 1)),
        ("表决情况", "同意40人、不同意1人、弃权1人", (40, 1, 1)),
        ("赞成/反对/弃权", "40/1/1", (40, 1, 1)),
        ("表决结果", "应到45人实到42人，40票赞成，1票反对，1票弃权，通过", (40, 1, 1)),
        ("表决情况", "全票通过", (None, None, None)),
    ],
)
def test_votes_are_read_from_words(heading: str, written: str, expected: tuple[int | None, ...]) -> None:
    (found,) = read(["柳溪村2024年决议表"], ["事项", "会议时间", "实到", heading], ["修路", "3.9", 42, written])
    assert values(found, "votes_for", "votes_against", "votes_abstained") == [expected] and not found.problems


def test_a_register_of_steps_keeps_the_matter_that_is_written_once_and_gives_the_day_to_its_step() -> None:
    (found,) = read(
        ["柳溪村五议两公开台账"], ["序号", "事项", "环节", "时间", "应到", "实到"],
        [1, "修路", "党支部提议", "2024.3.1", 5, 5], [2, None, "村“两委”会商议", "2024.3.3", 7, 7], [3, None, "村民代表会议决议", "2024.3.25", 45, 40],
    )  # fmt: skip
    assert values(found, "matter", "proposed_on", "discussed_on", "resolved_on") == [
        ("修路", "2024-03-01", None, None), ("修路", None, "2024-03-03", None), ("修路", None, None, "2024-03-25")
    ]  # fmt: skip


KEPT = {
    "proposed_on": "2024-03-01", "discussed_on": "2024-03-05", "plan_public_from": "2024-03-06", "plan_public_until": "2024-03-20",
    "reviewed_on": "2024-03-22", "resolved_on": "2024-03-25", "result_public_on": "2024-03-26", "result_public_until": "2024-03-28",
    "attendance_due": 45, "attendance": 30, "votes_for": 16,
}  # fmt: skip


def test_a_decision_that_keeps_all_rules_is_said_to_keep_them_each_with_its_source() -> None:
    found = quorum.findings(KEPT)
    assert [finding.verdict for finding in found] == ["met"] * 5
    assert found[2].sentence == "应到45人、实到30人，达到三分之二。" and "村民代表会议" in found[2].source


@pytest.mark.parametrize(
    ("facts", "place", "verdict", "words"),
    [
        ({"discussed_on": "2024-02-01"}, 0, "not met", "“联席会议商议”（2024-02-01）早于“党组织提议”（2024-03-01）"),
        ({"reviewed_on": None}, 0, "unknown", "党员大会审议"),
        ({"plan_public_until": "2024-03-19"}, 1, "not met", "公示了14天，不满15天"),
        ({"plan_public_until": None}, 1, "unknown", "不知道是否满15天"),
        ({"attendance": 29}, 2, "not met", "没有达到三分之二"),
        ({"attendance": 46}, 2, "unknown", "有误"),
        ({"meeting": "村民会议", "attendance": 23}, 2, "met", "达到过半数"),
        ({"meeting": "户代表会议", "attendance": 29}, 2, "not met", "应到45户、实到29户，没有达到三分之二"),
        ({"votes_for": 15}, 3, "not met", "没有超过实到30人的半数"),
        ({"votes_for": None, "result": "全票通过"}, 3, "met", "全票通过"),
        ({"votes_for": None, "result": "通过"}, 3, "unknown", "没有登记赞成票数"),
        ({"result_public_until": "2024-03-27"}, 4, "not met", "公示了2天，不满3天"),
        ({"result_public_until": None}, 4, "unknown", "没有登记到哪天"),
    ],
)
def test_what_a_decision_does_not_keep_or_does_not_say_is_named(facts: dict[str, Any], place: int, verdict: str, words: str) -> None:
    found = quorum.findings(KEPT | facts)[place]
    assert found.verdict == verdict and words in found.sentence
    assert [other.verdict for other in quorum.findings(KEPT | facts) if other is not found].count("met") >= 3


SIX = [
    ("(一)党支部提议", ["（一）村党支部提议"], ["动议事由", "□党员群众建议 ☑村干部提议"], ["事项", "建文化礼堂"], ["时间", "2024年3月1日"], ["应到", "5人", "实到", "5人"], ["监督意见", "合规"]),
    ("(四)决议", ["（四）村民代表会议决议"], ["事项", "建文化礼堂"], ["时间", "2024年3月25日", "会议形式", "村民代表会议"], ["应到", "45", "实到", "46"], ["赞成", "40票", "反对", "2票"]),
]


def test_linked_sheets_with_a_label_left_of_each_value_are_a_row_each_and_problems_name_the_cell_itself() -> None:
    book = Workbook("xlsx", [Sheet(name, [list(row) for row in rows]) for name, *rows in SIX])
    first, last = reading.read(book, "青枫镇柳溪村登记表.xlsx")
    assert values(first, "matter", "proposer", "step", "proposed_on", "attendance", "opinion") == [("建文化礼堂", "村干部提议", "党组织提议", "2024-03-01", 5, "合规")]
    assert values(last, "matter", "resolved_on", "attendance_due", "votes_for", "votes_against") == [("建文化礼堂", "2024-03-25", 45, 40, 2)]
    assert codes(last) == [("attendance-above-due", "D4"), ("votes-disagree", "B5")]


def test_rows_whose_words_are_also_headings_are_data() -> None:
    (found,) = read(
        ["柳溪村五议两公开台账"], ["事项", "环节", "会议形式", "时间", "结果"],
        ["修路", "党员大会审议", "党员大会", "2024年3月1日", "同意"], [None, "村民代表会议决议", "村民代表会议", "2024年3月5日", "通过"], [None, "决议公开", "公告栏", "2024年3月6日", None],
    )  # fmt: skip
    assert values(found, "matter", "reviewed_on", "resolved_on", "result_public_on") == [("修路", "2024-03-01", None, None), ("修路", None, "2024-03-05", None), ("修路", None, None, "2024-03-06")]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2024.3.6-3.21", "2024-03-06", "2024-03-21"),
        ("3月6日至21日", "2024-03-06", "2024-03-21"),
        ("2024-03-06至2024-03-21", "2024-03-06", "2024-03-21"),
        ("3月6日起15天", "2024-03-06", "2024-03-20"),
        ("3月6日", "2024-03-06", None),
        ("2024年12月28日—2025年1月15日", "2024-12-28", "2025-01-15"),
    ],
)
def test_the_days_of_a_notice_are_read_from_their_first_to_their_last(written: str, first: str, last: str | None) -> None:
    (found,) = read(["柳溪村2024年决议表"], ["事项", "方案公示时间", "表决结果"], ["修路", written, "通过"])
    assert values(found, "plan_public_from", "plan_public_until") == [(first, last)] and not found.problems


@pytest.mark.parametrize("written", ["3月21日-3月6日", "张贴中", "2.30-3.15"])
def test_days_of_a_notice_that_cannot_be_are_asked_about(written: str) -> None:
    (found,) = read(["柳溪村2024年决议表"], ["事项", "方案公示时间", "表决结果"], ["修路", written, "通过"])
    assert values(found, "plan_public_from", "plan_public_until") == [(None, None)] and codes(found) == [("date-unreadable", "B3")]


def test_numbers_in_words_below_a_heading_of_one_number_are_read_and_numbers_that_may_mean_either_are_asked_about() -> None:
    (found,) = read(["柳溪村2024年决议表"], ["事项", "会议日期", "到会人数", "同意票"], ["修路", "3.9", "应到40人，实到36人", 36], ["建桥", "3.9", "40/38", 30])
    assert values(found, "attendance_due", "attendance") == [(40, 36), (None, None)] and codes(found) == [("number-unreadable", "C4")]


def test_what_other_meetings_count_makes_no_noise() -> None:
    (found,) = read(
        ["柳溪村2024年四议两公开登记表"], ["事项", "支部会议", None, "两委会议", None, "村民代表会议", None, None], [None, "时间", "实到", "时间", "实到", "时间", "应到", "实到"],
        ["修路", "3.1", 5, "3.3", 6, "3.25", 45, 41], merged=[(1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 1, 7)],
    )  # fmt: skip
    assert values(found, "proposed_on", "discussed_on", "resolved_on", "attendance_due", "attendance") == [("2024-03-01", "2024-03-03", "2024-03-25", 45, 41)]
    assert not found.problems


def test_a_second_level_of_headings_may_hold_words_that_nobody_knows() -> None:
    (found,) = read(
        ["青枫镇2023年备案表"], ["村别", "备案事项", "党组织提议", "方案公示", "村民代表会议", None, None, None, "村监会"], [None, None, "日期", "起止", "日期", "应到", "实到", "反对/弃权", "意见"],
        ["柳溪村", "文化礼堂", "2.1", "2.4-2.19", "2.25", 45, 42, "1/2", "同意"], merged=[(1, 4, 1, 7), (1, 0, 2, 0), (1, 1, 2, 1)],
    )  # fmt: skip
    assert values(found, "proposed_on", "plan_public_until", "resolved_on", "votes_against", "votes_abstained", "opinion") == [("2023-02-01", "2023-02-19", "2023-02-25", 1, 2, "同意")]
