"""How the cells of a table's columns are read: which parser, in which unit, and whether the row needs the value."""

from collections.abc import Callable
from typing import Any

from loaders import columns, periods, place_names, schemes, text
from loaders.columns import Unreadable
from loaders.form import Column
from loaders.layout import Heading
from loaders.recognising import Match
from loaders.workbook import Value

Step = tuple[str, int, Heading, Callable[[Value], Any], bool]


def plan(match: Match, unit_of: Callable[[Heading], str], period: str | None, sheet_unit: bool = False) -> list[Step]:
    """How the columns of people are read: key, place, heading, parser, and whether the row needs it."""
    steps: list[Step] = []
    for key, (column, heading) in match.columns.items():
        if column.kind == "serial" or key == "amount":
            continue
        parse = _parser(column, heading, unit_of, period, sheet_unit)
        if column.kind in _FEW_VALUES:
            parse = _Remembered(parse).__getitem__
        steps.append((key, heading.index, heading, parse, column.required))
    return steps


#: Kinds of column whose cells repeat from row to row, so that what was read once need not be read again.
_FEW_VALUES = {"term", "text", "place", "township", "county", "when", "places", "anyplace", "group", "count", "sex", "scheme", "period", "day", "birth"}


class _Remembered(dict[Value, Any]):
    """What a parser makes of the words that it was asked for."""

    def __init__(self, parse: Callable[[Value], Any]) -> None:
        self.parse = parse

    def __missing__(self, value: Value) -> Any:
        found = self.parse(value)
        if type(value) is str and len(self) < 10_000:  # True, 1 and 1.0 are one key, and not one value
            self[value] = found
        return found


def _parser(
    column: Column, heading: Heading, unit_of: Callable[[Heading], str], period: str | None, sheet_unit: bool
) -> Callable[[Value], Any]:  # fmt: skip
    year = int(period[:4]) if period else None

    def optional(parse: Callable[[Value], Any]) -> Callable[[Value], Any]:
        return lambda value: None if columns.is_blank(value) else parse(value)

    def amount(value: Value) -> int | None:
        if "%" in str(value):
            raise Unreadable("number-unreadable", found=columns.shown(value))
        try:
            return columns.amount_fen(value, own_unit)[0]
        except Unreadable as error:
            raise Unreadable("number-unreadable", found=columns.shown(value)) from error

    def paid(value: Value) -> Any:
        try:
            return periods.day(value, period)[0]
        except periods.NotADay as error:
            raise Unreadable("date-ambiguous" if error.ambiguous else "date-unreadable", found=columns.shown(value)) from error

    def stated_period(value: Value) -> str | None:
        found = periods.of_cell(value, year)
        if found is None:
            raise Unreadable("period-unreadable", found=columns.shown(value))
        return found

    def when(value: Value) -> str:
        try:
            return periods.when(value, period)
        except periods.NotADay as error:
            raise Unreadable("date-ambiguous" if error.ambiguous else "date-unreadable", found=columns.shown(value)) from error

    def term(value: Value) -> str | None:
        try:
            return periods.when(value, period)
        except periods.NotADay:
            return short_text(value)

    def step(value: Value) -> str | bool | None:
        done = columns.step_done(value)
        return when(value) if done is None else done

    def scheme(value: Value) -> Any:
        written = columns.line(value)
        if written is None:
            return None
        match = schemes.dictionary().find(written)
        if match.scheme is None and not match.candidates:
            match = schemes.dictionary().find_in(text.squeeze(written))
        return match.scheme or text.squeeze(written)[:80]

    whole = column.key == "row_total" or (sheet_unit and column.key != "standard")
    own_unit = unit_of(heading) if whole else (text.bracket_unit(heading.leaf) or "元")
    if own_unit == "亩":
        own_unit = "元"
    area_unit = next((unit for level in reversed(heading.path) if (unit := text.area_unit(level))), None)
    parsers: dict[str, Callable[[Value], Any]] = {
        "name": columns.person_name if column.required else optional(columns.person_name),
        "id": columns.id_number if column.required else optional(columns.id_number),
        "amount": amount,
        "text": short_text,
        "place": optional(lambda value: place_names.village(str(value))),
        "township": optional(lambda value: place_names.township(str(value))),
        "county": short_text,
        "group": short_text,
        "count": columns.count,
        "number": columns.number,
        "day": optional(paid),
        "birth": optional(paid),
        "period": optional(stated_period),
        "account": columns.account,
        "scheme": optional(scheme),
        "phone": short_text,
        "sex": short_text,
        "code": short_text,
        "direction": short_text,
        "when": optional(when),
        "percent": short_text,
        "area": lambda value: columns.area_mu(value, area_unit),
        "floor": lambda value: columns.area_square_metres(value, area_unit),
        "term": optional(term),
        "step": optional(step),
        "places": optional(lambda value: place_names.villages_in(str(value))),
        "anyplace": optional(lambda value: text.name(str(value))),
        "points": columns.points,
    }
    return parsers[column.kind]


def short_text(value: Value) -> str | None:
    if type(value) is str and value.isalnum():
        return value
    written = None if columns.is_blank(value) else columns.line(value)
    return columns.ticked(written) if written and columns.has_boxes(written) else written


def as_text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value)
