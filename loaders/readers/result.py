"""What reading a table gives: records, rejected rows, problems, and the totals that the sheet states."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loaders import schemes
from loaders.form import Form
from loaders.problems import Problem


@dataclass(slots=True)
class Record:
    """One record of a row: what the columns say, by key, read and certain."""

    row: int  # the sheet's own number
    column: str | None  # the letter of the amount's column
    values: dict[str, Any]


@dataclass(slots=True)
class Rejected:
    """A row that could not be loaded: what is written, by heading, and why not."""

    row: int
    cells: dict[str, str]
    problems: list[Problem]
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """An opening or closing balance that a sheet states."""

    kind: str  # opening, closing
    amount_fen: int
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Check:
    """Something that a sheet states and that was added up beside it: a sub-total, a column's total, the balance at the end."""

    kind: str  # subtotal, column, balance
    stated: int
    wanted: int
    cell: str | None
    name: str = ""  # of the column


@dataclass(slots=True)
class Reading:
    """A table as it was understood. Amounts are fen; rows count the rows of data of the sheet alone."""

    sheet: str
    number: int
    header_rows: list[int]
    headings: list[str]
    form: Form | None
    indexes: list[int] = field(default_factory=list)  # the columns, from 0, where the headings stand
    title: str = ""
    period: str | None = None
    township: str | None = None
    village: str | None = None
    county: str | None = None
    scheme: schemes.Scheme | None = None
    choices: tuple[schemes.Scheme, ...] = ()  # those that the title names, where it names several
    scheme_name: str | None = None
    columns: dict[str, str] = field(default_factory=dict)  # key → heading, as recognised
    unit: str = "元"
    fund: str | None = None
    posted: tuple[date, date | None] | None = None  # since and until when, as the sheet says
    records: list[Record] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)  # that came out even or did not
    problems: list[Problem] = field(default_factory=list)
    rows_read: int = 0
    amount_read: int = 0
    amount_loaded: int = 0
    stated_total: int | None = None
    blocked: Problem | None = None  # why nothing of this table can be loaded
    check_only: bool = False  # it sums up other tables

    @property
    def scheme_stated(self) -> str | None:
        """The scheme of the table, or the one that all its rows name."""
        if self.scheme or self.scheme_name:
            return self.scheme.short if self.scheme else self.scheme_name
        named = {scheme.short if isinstance(scheme, schemes.Scheme) else scheme for record in self.records if (scheme := record.values.get("scheme"))}
        return named.pop() if len(named) == 1 and all(record.values.get("scheme") for record in self.records) else None

    @property
    def rows_rejected(self) -> int:
        """How many rows of data could not be loaded."""
        return self.rows_read if self.blocked else len(self.rejected)

    @property
    def rows_loaded(self) -> int:
        """How many rows of data can be loaded."""
        return self.rows_read - self.rows_rejected

    @property
    def total_agrees(self) -> bool | None:
        """Whether the sheet's own total is that of its rows; none where it states no total."""
        return None if self.stated_total is None else self.stated_total == self.amount_read

    @property
    def place_name(self) -> str | None:
        """The smallest place that covers the table, as written."""
        return self.village or self.township or self.county
