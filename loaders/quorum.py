"""Whether a village decision kept the rules of 五议两公开, said in plain Chinese with the rule's source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from loaders import text

Verdict = Literal["met", "not met", "unknown"]

#: The steps in their order → how registers call them; the first word that a text holds decides, so the narrow ones come first.
STEPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("实施结果公开", re.compile(r"(?:实施|办理|执行|落实)(?:情况|结果)(?:的)?公[开示告]|结果公[开示告](?!.*决议)|完成.{0,2}公[开示]")),
    ("决议公开", re.compile(r"(?:决议|表决|决策)(?:过程|结果|情况|事项)?公[开示告]|过程公开")),
    ("方案公示", re.compile(r"(?:方案|草案|商议).{0,4}公[开示告]")),
    ("村民会议决议", re.compile(r"村民(?:\(成员\))?会议(?:.{0,4}(?:决议|表决))?$")),
    ("村民代表会议决议", re.compile(r"代表(?:会议|大会)|决议|表决")),
    ("党员大会审议", re.compile(r"党员.{0,8}(?:大会|会议|审议|议事会)|审议")),
    ("联席会议商议", re.compile(r"联席会|商议|两委\W?会|会商")),
    ("党组织提议", re.compile(r"提议|动议|提出")),
    ("组织实施", re.compile(r"实施|执行|落实|完成|办结")),
)
#: A step → the column of a decision that keeps its day.
DAY_OF_STEP = {
    "党组织提议": "proposed_on",
    "联席会议商议": "discussed_on",
    "方案公示": "plan_public_from",
    "党员大会审议": "reviewed_on",
    "村民代表会议决议": "resolved_on",
    "村民会议决议": "resolved_on",
    "决议公开": "result_public_on",
    "组织实施": "done_on",
    "实施结果公开": "done_public_on",
}
_RULES = "《浙江省实施〈中华人民共和国村民委员会组织法〉办法》"
_REPRESENTATIVES = f"{_RULES}关于村民代表会议的规定（第十八条、第二十三条）"
_ASSEMBLY = f"{_RULES}关于村民会议的规定（第十三条）"
_NOTICE = "“五议两公开”工作规程（宁海县）：方案公示不少于15天"
_RESULT = "“五议两公开”工作规程（宁海县）：决议结果公示不少于3天"
_ORDER = "“五议两公开”工作规程：提议、商议、审议、决议、实施依次进行"
_PLAN_DAYS, _RESULT_DAYS = 15, 3
_UNANIMOUS = re.compile(r"(?:全票|一致|全体).{0,4}(?:通过|同意|赞成)")
_IN_ORDER = (
    ("proposed_on", "党组织提议"), ("discussed_on", "联席会议商议"), ("reviewed_on", "党员大会审议"),
    ("resolved_on", "会议决议"), ("result_public_on", "决议公开"), ("done_on", "组织实施"), ("done_public_on", "实施结果公开"),
)  # fmt: skip


def step_of(words: str) -> str | None:
    """The step of 五议两公开 that a text names, in the words of :data:`DAY_OF_STEP`; none where it names none."""
    written = text.squeeze(words).replace("“", "").replace("”", "").replace('"', "")
    return next((step for step, pattern in STEPS if pattern.search(written)), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule and whether a decision keeps it: the sentence for villagers, and where the rule stands."""

    verdict: Verdict
    sentence: str
    source: str


def findings(facts: Mapping[str, Any]) -> list[Finding]:
    """What a decision's facts (the columns of a decision) meet, do not meet or leave unknown: order, notice, attendance, votes, result."""
    return [_order(facts), _plan_public(facts), _attendance(facts), _votes(facts), _result_public(facts)]


def _order(facts: Mapping[str, Any]) -> Finding:
    known = [(name, day) for key, name in _IN_ORDER if (day := facts.get(key))]
    for (before, first), (after, second) in pairwise(known):
        width = min(len(first), len(second))  # a month can only be compared with a month
        if first[:width] > second[:width]:
            return Finding("not met", f"步骤次序不对：“{after}”（{second}）早于“{before}”（{first}）。", _ORDER)
    missing = "、".join(name for key, name in _IN_ORDER[:4] if not facts.get(key))
    if missing:
        return Finding("unknown", f"没有登记日期的步骤：{missing}，看不全先后次序。", _ORDER)
    return Finding("met", "提议、商议、审议、决议依次进行。", _ORDER)


def _plan_public(facts: Mapping[str, Any]) -> Finding:
    days = _days(facts.get("plan_public_from"), facts.get("plan_public_until"))
    if days is None:
        return Finding("unknown", f"没有登记方案公示的起止日期，不知道是否满{_PLAN_DAYS}天。", _NOTICE)
    if days < _PLAN_DAYS:
        return Finding("not met", f"方案公示了{days}天，不满{_PLAN_DAYS}天。", _NOTICE)
    return Finding("met", f"方案公示了{days}天，满{_PLAN_DAYS}天。", _NOTICE)


def _result_public(facts: Mapping[str, Any]) -> Finding:
    days = _days(facts.get("result_public_on"), facts.get("result_public_until"))
    if days is None:
        begun = facts.get("result_public_on")
        words = f"决议结果{begun}起公示，没有登记到哪天" if begun else "没有登记决议结果的公示日期"
        return Finding("unknown", f"{words}，不知道是否满{_RESULT_DAYS}天。", _RESULT)
    if days < _RESULT_DAYS:
        return Finding("not met", f"决议结果公示了{days}天，不满{_RESULT_DAYS}天。", _RESULT)
    return Finding("met", f"决议结果公示了{days}天，满{_RESULT_DAYS}天。", _RESULT)


def _attendance(facts: Mapping[str, Any]) -> Finding:
    due, present = facts.get("attendance_due"), facts.get("attendance")
    assembly, households = _is_assembly(facts), "户" in str(facts.get("meeting") or "")
    source = _ASSEMBLY if assembly else _REPRESENTATIVES
    if not due or present is None:
        return Finding("unknown", "没有登记应到和实到人数，不知道到会人数是否够。", source)
    told = f"应到{due}{'户' if households else '人'}、实到{present}{'户' if households else '人'}"
    if present > due:
        return Finding("unknown", f"登记的{told}有误，不知道到会人数是否够。", source)
    if assembly and not households:
        enough, wanted = present * 2 > due, "过半数"
    else:
        enough, wanted = present * 3 >= due * 2, "三分之二"
    return Finding("met" if enough else "not met", f"{told}，{'达到' if enough else '没有达到'}{wanted}。", source)


def _votes(facts: Mapping[str, Any]) -> Finding:
    source = _ASSEMBLY if _is_assembly(facts) else _REPRESENTATIVES
    agreed, present = facts.get("votes_for"), facts.get("attendance")
    if agreed is None and _UNANIMOUS.search(str(facts.get("result") or "")):
        return Finding("met", f"登记的结果是“{facts['result']}”，没有登记票数。", source)
    if agreed is None:
        return Finding("unknown", "没有登记赞成票数，不知道是否过到会人数的半数。", source)
    if not present:
        return Finding("unknown", f"赞成{agreed}票，没有登记实到人数，不知道是否过半数。", source)
    if agreed > present:
        return Finding("unknown", f"赞成{agreed}票多于实到{present}人，登记有误。", source)
    enough = agreed * 2 > present
    return Finding("met" if enough else "not met", f"赞成{agreed}票，{'超过' if enough else '没有超过'}实到{present}人的半数。", source)


def _is_assembly(facts: Mapping[str, Any]) -> bool:
    """Whether the meeting was one of all villagers or households, not of their representatives."""
    meeting = str(facts.get("meeting") or facts.get("step") or "")
    return bool(re.search(r"村民(?:大会|会议)|户代表|户主(?:大会|会议)", meeting)) and "村民代表" not in meeting


def _days(first: str | None, last: str | None) -> int | None:
    """How many days a notice hung, both ends counted; none where a day is missing or only a month."""
    if not first or not last or len(first) != 10 or len(last) != 10 or last < first:
        return None
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
