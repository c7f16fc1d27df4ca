"""Reads what a village decided: days that span, attendance and votes in words, a step on each row; and checks them."""

import re
from typing import Any

from loaders import columns, periods, text
from loaders.columns import Unreadable
from loaders.form import Column
from loaders.layout import Heading
from loaders.problems import Problem
from loaders.quorum import DAY_OF_STEP, step_of
from loaders.readers.lists import Line, ListReader

#: Columns whose cells hold a day or a span of days → the columns of its two ends.
_SPANS = {
    "plan_public": ("plan_public_from", "plan_public_until"),
    "result_public": ("result_public_on", "result_public_until"),
    "done_public": ("done_public_on", None),
}
_NUMBER = r"(?:(?:为|共|计|有|会|到|的)*[::]?)(\d+)"
#: What words say of attendance and votes: 应到45人，实到42人；赞成40票，反对1票，弃权1票
_SAID = {
    "attendance_due": re.compile(r"应(?:到|参加|参会|出席)(?:会)?(?:村民|代表|人数|户数)*" + _NUMBER),
    "attendance": re.compile(r"(?:实(?:到|参加|参会|出席|际到会|际参会)|到会|出席)(?:会)?(?:村民|代表|人数|户数)*" + _NUMBER),
    "votes_for": re.compile(r"(?<!不)(?:赞成|同意|赞同)(?:票数|票|人数)?" + _NUMBER + r"|(\d+)[票人](?<!\d)(?:赞成|同意|赞同)"),
    "votes_against": re.compile(r"(?:反对|不同意|不赞成)(?:票数|票|人数)?" + _NUMBER + r"|(\d+)[票人](?:反对|不同意|不赞成)"),
    "votes_abstained": re.compile(r"弃权(?:票数|票|人数)?" + _NUMBER + r"|(\d+)[票人]弃权"),
}
_ATTENDANCE, _VOTES = ("attendance_due", "attendance"), ("votes_for", "votes_against", "votes_abstained")
_RATIO = re.compile(r"(?:到会|参会|出席|实到)?(?:率|比例)(?:\(%\))?$")


class DecisionReader(ListReader):
    """Reads a register of matters, with a row for each, or for each of its steps."""

    def _repeated(self, column: Column, headings: list[Heading]) -> None:
        if not column.under:  # what other meetings count is kept beside the row
            super()._repeated(column, headings)

    def complete(self, line: Line, amount: int | None) -> int | None:
        """Settle days, attendance and votes of a matter, then compare them."""
        values = line.values
        for key, ends in _SPANS.items():
            if key in values:
                self._span(line, key, ends)
        for key, wanted in (("attended", _ATTENDANCE), ("voted", _ATTENDANCE + _VOTES), ("result", _ATTENDANCE + _VOTES)):
            if key in values and key in line.match.columns:
                self._said(line, key, wanted)
        for key in ("attendance", "attendance_due", "votes_for"):
            self._said_in_column(line, key)
        self._step(values)
        self._check_attendance(line)
        self._check_votes(line)
        if not self.reading.period and "period" not in values and (day := _last_day(values)):
            values["period"] = day[:7]
        return amount

    def _span(self, line: Line, key: str, ends: tuple[str, str | None]) -> None:
        written = line.values.pop(key)
        value = line.cells[line.match.columns[key][1].index]
        try:
            first, last = periods.span(value, self.reading.period)
        except periods.NotADay as error:
            code = "date-ambiguous" if error.ambiguous else "date-unreadable"
            heading = line.match.columns[key][1]
            line.found.append(self.cell_problem(Unreadable(code, found=columns.shown(value)), line.row, heading, False))
            line.values.setdefault("extra", {})[heading.full] = str(written)
            return
        for end, day in zip(ends, (first, last), strict=True):
            if end and day:
                line.values.setdefault(end, day)

    def _said(self, line: Line, key: str, wanted: tuple[str, ...]) -> None:
        """Take the numbers that words state, where no column of their own does."""
        words = text.squeeze(str(line.values[key]))
        heading = line.match.columns[key][1]
        told = said(words, wanted) or _by_order(words, heading.leaf, wanted)
        for number, value in told.items():
            line.values.setdefault(number, value)
        if key != "result":
            line.values.setdefault("extra", {})[heading.full] = line.values.pop(key)
            if not told and key == "voted":
                line.values.setdefault("result", words)

    def _said_in_column(self, line: Line, key: str) -> None:
        """Take the numbers that words state in a column of one number: 应到40人，实到36人 below 到会人数."""
        if key in line.values or key not in line.match.columns:
            return
        heading = line.match.columns[key][1]
        value = line.cells[heading.index] if heading.index < len(line.cells) else None
        told = said(text.squeeze(value), _ATTENDANCE + _VOTES) if isinstance(value, str) else {}
        if key in told:
            for number, stated in told.items():
                line.values.setdefault(number, stated)
            line.found[:] = [problem for problem in line.found if problem.column != heading.leaf or problem.code != "number-unreadable"]

    def _step(self, values: dict[str, Any]) -> None:
        """The step of the row, as its column says, or the sheet; its day is the day of that step."""
        kind = step_of(values["step"]) if "step" in values else None
        if "step" not in values and "resolved_on" not in values:
            named = (line for line in (self.sheet.name, *reversed(self.table.above.split("|"))) if "两公开" not in line)
            kind = next((step for line in named if (step := step_of(line))), None)
            if kind and "held_on" in values:
                values["step"] = kind
        day = values.get("held_on")
        if kind and day and (column := DAY_OF_STEP.get(kind)):
            values.setdefault(column, day)

    def _check_attendance(self, line: Line) -> None:
        due, present = line.values.get("attendance_due"), line.values.get("attendance")
        if due is None or present is None:
            return
        if present > due:
            line.found.append(self._about(line, "attendance", "attendance-above-due", found=present, wanted=due))
            return
        for heading in line.match.rest:
            value = line.cells[heading.index] if heading.index < len(line.cells) else None
            if value is None or not _RATIO.search(text.heading(heading.leaf)) or not due:
                continue
            stated = columns.percent(value, isinstance(value, float) and value <= 1)
            if stated is not None and abs(stated - present * 100 / due) > 1:
                wanted = f"{present * 100 / due:.1f}".removesuffix(".0")
                line.found.append(self.problem("attendance-ratio-differs", line.row, heading, found=stated, wanted=wanted))

    def _check_votes(self, line: Line) -> None:
        present = line.values.get("attendance")
        votes = [line.values.get(key) for key in _VOTES]
        counted = sum(vote or 0 for vote in votes)
        if present is None or votes[0] is None:
            return
        if counted > present or (counted < present and any(vote is not None for vote in votes[1:])):
            line.found.append(self._about(line, "votes_for", "votes-disagree", found=counted, wanted=present))

    def _about(self, line: Line, key: str, code: str, **words: object) -> Problem:
        return self.problem(code, line.row, self._heading(line, key, "voted", "attended", "result"), **words)

    @staticmethod
    def _heading(line: Line, *keys: str) -> Heading | None:
        return next((line.match.columns[key][1] for key in keys if key in line.match.columns), None)


def said(words: str, wanted: tuple[str, ...]) -> dict[str, int]:
    """The numbers that a text states of attendance or votes; nothing for one that it states twice."""
    found: dict[str, int] = {}
    for key in wanted:
        numbers = {int(next(group for group in match.groups() if group)) for match in _SAID[key].finditer(words)}
        if len(numbers) == 1:
            found[key] = numbers.pop()
    return found


def _by_order(words: str, heading: str, wanted: tuple[str, ...]) -> dict[str, int]:
    """Numbers with slashes between them, in the order that the heading names: 应到/实到 above 45/42."""
    names = [next((key for key in wanted if _SAID[key].match(f"{name}1")), None) for name in re.split(r"[/、]", text.heading_base(heading))]
    numbers = re.fullmatch(r"(\d+)[人票]?[/、](\d+)[人票]?(?:[/、](\d+)[人票]?)?", words)
    told = [int(number) for number in numbers.groups() if number] if numbers else []
    if len(names) < 2 or len(told) != len(names):
        return {}
    return {key: value for key, value in zip(names, told, strict=True) if key}


def _last_day(values: dict[str, Any]) -> str | None:
    days = [values.get(key) for key in ("resolved_on", "held_on", "reviewed_on", "discussed_on", "proposed_on")]
    return next((day for day in days if day and len(day) >= 7), None)
