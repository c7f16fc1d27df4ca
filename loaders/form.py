"""Form: the declaration of one kind of spreadsheet, and the registry of all of them."""

import importlib
import pkgutil
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from loaders import forms as forms_folder
from loaders import text

Kind = Literal[
    "name", "id", "amount", "text", "place", "township", "county", "group", "count", "number", "day", "period",
    "account", "scheme", "direction", "phone", "serial", "birth", "sex", "code", "when", "percent", "places", "anyplace", "points",
    "area", "floor", "term", "step",
]  # fmt: skip
Shape = Literal["rows", "schemes", "months", "levels", "counts"]
#: Columns of money by the level of government that gives it.
LEVELS = ("central", "province", "city", "county", "other")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a form knows. ``headings`` are its names in order of preference, the template's first."""

    key: str
    kind: Kind
    headings: tuple[str, ...]
    required: bool = False  # a row without it is rejected
    under: tuple[str, ...] = ()  # counts only below a group whose heading begins with one of these
    example: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tells:
    """What words say of a row: of its own cells, of the part it stands in, of the headings, of the titles; the nearest decide."""

    key: str
    columns: tuple[str, ...]  # whose cells may say it
    meanings: tuple[tuple[str, str], ...]  # value, pattern of the words that mean it


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of spreadsheet.

    A table bids for a form with the columns it has: every group of ``needs`` must be met by one of its keys,
    none of ``without`` may be present. ``amount`` is the column that totals are about. In shape ``schemes``
    every column headed by a scheme is an amount, in shape ``months`` every column headed by a month, in shape
    ``levels`` every column of money of a level of government (of the keys that ``split`` names);
    ``sums`` are further columns whose totals are checked.
    """

    name: str
    title: str
    record: str
    about: str
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    strangers: tuple[Column, ...] = ()  # columns that such a sheet never has, known only to speak against it
    amount: str | None = None
    amount_else: tuple[str, ...] = ()  # what totals are about in a sheet without that column
    shape: Shape = "rows"
    title_words: tuple[str, ...] = ()
    title_not: tuple[str, ...] = ()
    needs_title: bool = False  # only with one of the title words
    needs_period: bool = True
    needs_scheme: bool = False
    card: bool = False  # also filled in one by one, a label left of each value
    per_household: bool = False  # the amount is the household's, repeated on its members
    double_entry: bool = False
    sums: tuple[str, ...] = ()
    says: tuple[tuple[str, str], ...] = ()  # what this kind of list says of every row: kind = deceased
    carried: tuple[str, ...] = ()  # columns that are written once for the rows that follow
    parts: tuple[str, ...] = ()  # columns that may be a group of columns which add up to it
    tells: tuple[Tells, ...] = ()
    split: tuple[str, tuple[str, ...]] = ("level", LEVELS)  # what the columns of shape levels tell apart, and their keys
    spans: tuple[tuple[str, str, str], ...] = ()  # a column of words from when to when, the keys of its first and last day
    instead: tuple[tuple[str, str], ...] = ()  # a key that a row cannot lack, and the one that stands in for it
    adds: tuple[tuple[str, str, str], ...] = ()  # a column of money that is the sum of two others
    yields_to: tuple[str, ...] = ()  # forms that know the same table better, when they bid at all
    headings: dict[str, tuple[int, int]] = field(init=False, default_factory=dict, compare=False, repr=False)
    grouped: dict[str, list[tuple[int, int]]] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for position, column in enumerate((*self.columns, *self.strangers)):
            for rank, heading in enumerate(column.headings):
                if column.under:
                    self.grouped.setdefault(text.heading(heading), []).append((position, rank))
                else:
                    self.headings.setdefault(text.heading(heading), (position, rank))
        for heading, place in list(self.headings.items()):  # what is called 时间 here is called 日期 elsewhere
            for one, other in (("时间", "日期"), ("日期", "时间")):
                if heading.endswith(one) and len(heading) > 2:
                    self.headings.setdefault(heading.removesuffix(one) + other, place)

    def place_of(self, spelling: str, groups: tuple[str, ...]) -> tuple[int, int] | None:
        """Which column a heading below these groups is, and how well; none for one that the form does not know."""
        for place in self.grouped.get(spelling, ()):
            if any(text.heading_base(group).startswith(self.columns[place[0]].under) for group in groups):
                return place
        return self.headings.get(spelling)

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)


@cache
def all_forms() -> tuple[Form, ...]:
    """Every form of the folder ``forms``, by name; a file there that holds a FORM is registered by being there."""
    found = []
    for module in pkgutil.iter_modules(forms_folder.__path__):
        loaded = importlib.import_module(f"{forms_folder.__name__}.{module.name}")
        found.append(loaded.FORM)
    return tuple(sorted(found, key=lambda form: form.name))


def by_name(name: str) -> Form | None:
    """The form of that name or Chinese title."""
    return next((form for form in all_forms() if name in (form.name, form.title)), None)


@cache
def known_headings() -> frozenset[str]:
    """All headings that any form knows."""
    return frozenset(heading for form in all_forms() for heading in form.headings)
