"""Form × table to rows and problems: every value is read for certain or reported with its cell; nothing stops early."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from loaders import columns, layout, periods, place_names, problems, recognising, schemes, text
from loaders.columns import Unreadable
from loaders.form import Column, Form, all_forms
from loaders.layout import Heading, Table
from loaders.problems import Problem, address, letter
from loaders.recognising import Bid, Match
from loaders.workbook import Value, Workbook

Cells = list[Value]


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


@dataclass(slots=True)
class Reading:
    """A table as it was understood. Amounts are fen; rows count the rows of data of the sheet alone."""

    sheet: str
    number: int
    header_rows: list[int]
    headings: list[str]
    form: Form | None
    title: str = ""
    period: str | None = None
    township: str | None = None
    village: str | None = None
    scheme: schemes.Scheme | None = None
    scheme_name: str | None = None
    columns: dict[str, str] = field(default_factory=dict)  # key → heading, as recognised
    unit: str = "元"
    fund: str | None = None
    records: list[Record] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows_read: int = 0
    amount_read: int = 0
    amount_loaded: int = 0
    stated_total: int | None = None
    blocked: Problem | None = None  # why nothing of this table can be loaded
    check_only: bool = False  # it sums up other tables

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
        return self.village or self.township


@dataclass(frozen=True, slots=True)
class Supplied:
    """What the caller says beside the file; it comes before what the file says."""

    place: str | None = None
    period: str | None = None
    form: str | None = None


def read(book: Workbook, file: str, supplied: Supplied | None = None, known_places: tuple[str, ...] = ()) -> list[Reading]:
    """The readings of all tables of a workbook, also of those that no form knows; in the order of the sheets."""
    supplied = supplied or Supplied()
    stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    found: list[Reading] = []
    for sheet in book.sheets:
        head = ""
        for table in layout.tables(sheet, recognising.is_known):
            found.append(_table(table, head, stem, supplied, known_places))
            head = head or table.above
    _summaries(found)
    return found


def _table(table: Table, head: str, stem: str, supplied: Supplied, known_places: tuple[str, ...]) -> Reading:
    """The reading of one table; ``head`` is what stands above the first table of the sheet."""
    sheet = table.sheet
    own = table.above
    if head and not periods.in_text(own):  # a heading of a part: 二、支出; the sheet's title covers it too
        table.unit = table.unit or layout.stated_unit(head)
        table.above = f"{own}|{head}" if own else head
    reading = Reading(
        sheet=sheet.name,
        number=table.number,
        header_rows=[row + 1 for row in table.header_rows],
        headings=[heading.full for heading in table.headings],
        form=None,
        title=text.clean(own.partition("|")[0] or table.title)[:200],
    )
    period, ambiguous = periods.of_sources(table.above, sheet.name, stem)
    reading.period = supplied.period or period
    context = recognising.Context(stem, sheet.name, int(reading.period[:4]) if reading.period else None)
    bids = recognising.bids(table, context)
    if supplied.form:
        bids = [bid for bid in bids if supplied.form in (bid.form.name, bid.form.title)]
    headings = "、".join(reading.headings)[:300]
    if not bids:
        wanted = "；".join(form.title for form in all_forms())
        reading.problems.append(
            problems.make("no-form", sheet=sheet.name, row=reading.header_rows[-1], found=headings, wanted=wanted)
        )
        return reading
    if len(bids) > 1 and bids[0].score == bids[1].score:
        wanted = "、".join(bid.form.title for bid in bids if bid.score == bids[0].score)
        reading.problems.append(
            problems.make("two-forms", sheet=sheet.name, row=reading.header_rows[-1], found=headings, wanted=wanted)
        )
        return reading
    bid = bids[0]
    reading.form = bid.form
    _place(reading, table, stem, supplied, known_places)
    _scheme(reading, table, bid, stem)
    reading.fund = _fund(table, sheet.name, stem)
    _Reader(table, bid, reading, stem).run()
    _require(reading, ambiguous and not supplied.period)
    return reading


def _place(reading: Reading, table: Table, stem: str, supplied: Supplied, known: tuple[str, ...]) -> None:
    if supplied.place:
        if supplied.place.endswith(("镇", "乡", "街道")):
            reading.township = supplied.place
        else:
            reading.village = supplied.place
        if not supplied.place.isdigit() and reading.village is None:
            return
    for source in (table.above, table.sheet.name, stem):
        township, village = place_names.of_title(source, known)
        reading.township = reading.township or township
        if not supplied.place:
            reading.village = reading.village or village


def _scheme(reading: Reading, table: Table, bid: Bid, stem: str) -> None:
    if not bid.form.needs_scheme:
        return
    dictionary = schemes.dictionary()
    ambiguous = None
    for source in (table.above, table.sheet.name, stem):
        match = dictionary.find_in(text.squeeze(source))
        if match.scheme:
            reading.scheme = match.scheme
            return
        if match.candidates and not ambiguous:
            ambiguous = source
    if amount := bid.blocks[0].columns.get("amount"):
        reading.scheme = recognising.scheme_of_heading(amount[1])
    if reading.scheme is None and "scheme" not in bid.blocks[0].columns:
        reading.scheme_name = _scheme_name(table.title) or _scheme_name(stem)
        if reading.scheme_name:
            code = "scheme-ambiguous" if ambiguous else "scheme-unknown"
            reading.problems.append(problems.make(code, sheet=table.sheet.name, found=reading.scheme_name))


def _scheme_name(title: str) -> str | None:
    """The name of the money that a title speaks of, as written, when the dictionary has none for it."""
    import_words = r"(?:发放|兑付|资金|公示|公开|花名册|明细表?|清册|汇总|登记|名单|一览|统计|情况|代发|表|册|榜|分户|到户|\(.*?\))+$"
    words = text.squeeze(title)
    words = re.sub(r"(?:19|20)\d\d年?度?|\d{1,2}(?:[-至]\d{1,2})?月份?|第?[一二三四1-4]季度|[上下]半年", "", words)
    words = re.sub(r"^.*?(?:镇|乡|街道|村|社区|县|区)(?=.{2,})", "", words)
    for _ in range(3):
        words = re.sub(import_words, "", words)
    if 2 <= len(words) <= 20 and any(word in words for word in ("补", "助", "津贴", "金", "费", "奖", "慰问", "分红", "工资", "报酬")):
        return words
    return None


def _fund(table: Table, sheet: str, stem: str) -> str | None:
    for source in (table.above, sheet, stem):
        if "现金" in source and "银行" not in source:
            return "cash"
        if ("银行" in source or "存款" in source) and "现金" not in source:
            return "bank"
    return None


def _require(reading: Reading, ambiguous: bool) -> None:
    """Block a table that lacks its period, its place or its scheme."""
    form = reading.form
    assert form is not None
    if not reading.rows_read or reading.blocked:
        return
    everywhere = {"period"} if all(r.values.get("period") for r in reading.records) and reading.records else set()
    unknown_year = any(str(r.values.get("period", "")).startswith("0000") for r in reading.records)
    if unknown_year or (form.needs_period and not reading.period and "period" not in everywhere):
        reading.blocked = problems.make("period-missing", sheet=reading.sheet)
    elif not reading.place_name and not all(r.values.get("village") for r in reading.records):
        reading.blocked = problems.make("place-missing", sheet=reading.sheet)
    elif form.needs_scheme and not (reading.scheme or reading.scheme_name) and not all(r.values.get("scheme") for r in reading.records):
        reading.blocked = problems.make("scheme-missing", sheet=reading.sheet)
    if reading.blocked:
        if reading.blocked not in reading.problems:
            reading.problems.insert(0, reading.blocked)
        reading.amount_loaded = 0


def _summaries(readings: list[Reading]) -> None:
    """Tables without a form that sum up others by village are checks, not data."""
    data = [r for r in readings if r.form is not None and r.form.record in ("payment", "entitlement")]
    if not data:
        return
    for reading in readings:
        bases = {text.heading_base(h) for h in reading.headings}
        places = bases & (set(_PLACE_WORDS))
        if reading.form is None and places and not any("姓名" in base or "身份证" in base for base in bases):
            reading.check_only = True
            reading.problems = [problems.make("summary-sheet", sheet=reading.sheet)]


_PLACE_WORDS = ("村", "行政村", "村名", "村别", "村(居)", "村居", "单位", "乡镇", "村社", "名称", "村级", "乡镇(街道)", "镇街")
_OPENING = ("上季结余", "上月结余", "上期结余", "上年结余", "上年结转", "期初余额", "年初余额", "期初结余", "月初余额", "上期结转", "上月结转", "季初余额", "期初", "上年余额", "上月余额", "上季余额", "上季度结余", "年初结余", "上年度结余", "上期余额", "上季度余额", "结转上年", "上季结转")
_CLOSING = ("本季结余", "本月结余", "本期结余", "期末余额", "期末结余", "年末余额", "月末余额", "本年结余", "结余", "余额", "累计结余", "本季余额", "本月余额", "期末", "结存", "现有余额", "账面余额", "季末余额", "本季度结余", "本期余额", "结转下年", "结转下月", "结转下季", "结转下期", "本季度余额")
_CARRIED = ("承前页", "过次页", "转下页", "接上页", "承上页")
_DIRECTIONS = {"收入": 1, "收": 1, "入": 1, "进": 1, "收款": 1, "进账": 1, "+": 1, "支出": -1, "支": -1, "付": -1, "出": -1, "付款": -1, "付出": -1, "-": -1, "开支": -1}


_COUNT_OF_ROWS = re.compile(r"^共?\d*[户人笔条名]?$")
_SECTION = re.compile(r"^[(]?(?:[一二三四五六七八九十]+|\d+)[)]?[、.]|(?:村|社区)(?:[::]|$)")


def _opens_section(words: str) -> bool:
    """Whether words that stand alone in a row name the part of the table that follows, and no person."""
    return bool(_SECTION.search(text.squeeze(words)))


class _Stop(Exception):
    """The row cannot be loaded; its problems are noted already."""


class _Reader:
    """Reads the body of one table; all that is found goes into the reading."""

    def __init__(self, table: Table, bid: Bid, reading: Reading, stem: str) -> None:
        self.table, self.bid, self.form, self.reading = table, bid, bid.form, reading
        self.sheet = table.sheet
        self.rows = table.sheet.rows
        self.unit_outside = table.unit or layout.stated_unit(table.sheet.name, stem)
        self.seen: dict[Any, int] = {}
        self.people: dict[Any, int] = {}
        self.totals: list[tuple[int, str, str, int]] = []  # row, kind, label, fen
        self.people_totals: list[tuple[int, Cells, Match]] = []
        self.section: int = 0  # fen since the last sub-total
        self.sections: list[tuple[int, int]] = []  # sub-total row, stated
        self.filled_down: dict[int, Value] = {}
        self.side: str | None = None

    # --- set-up

    def run(self) -> None:
        reading = self.reading
        match = self.bid.blocks[0]
        reading.columns = {key: heading.full for key, (_, heading) in match.columns.items()}
        for block in self.bid.blocks:
            for column, headings in block.repeated:
                self._repeated(column, headings)
        if reading.blocked:
            return
        self._hidden()
        self.error_cells = self.sheet.errors
        self.merged_down = self._merged_down()
        if self.form.record == "ledger_entry":
            self._run_blocks(self._ledger_row)
            if self.form.double_entry:
                self._check_vouchers()
            self._finish_ledger()
        elif self.form.record == "ledger_summary":
            self._run_blocks(self._summary_row)
        else:
            for block, headings in self._people_blocks():
                self._run_people(block, headings)
            self._check_people_total()
        if not reading.period:
            reading.period = _enclosing({r.values.get("period") for r in reading.records})

    def _repeated(self, column: Column, headings: list[Heading]) -> None:
        leaf = headings[0].leaf
        letters = "、".join(letter(heading.index) for heading in headings)
        if column.kind in ("amount", "id", "name") and self._columns_differ(headings):
            self.reading.blocked = problems.make(
                "heading-ambiguous", sheet=self.sheet.name, column=leaf, found=leaf, wanted=letters, row=self.table.header_rows[-1] + 1
            )
            self.reading.problems.append(self.reading.blocked)
            self.reading.rows_read = sum(1 for row in self.table.body if len(self._filled(self.rows[row])) > 2)
        else:
            self.reading.problems.append(
                problems.make("heading-repeated", sheet=self.sheet.name, column=leaf, found=leaf, wanted=letter(headings[0].index), row=self.table.header_rows[-1] + 1)
            )

    def _columns_differ(self, headings: list[Heading]) -> bool:
        first, *others = [heading.index for heading in headings]
        for row in self.table.body:
            cells = self.rows[row]
            one = cells[first] if first < len(cells) else None
            for index in others:
                if (cells[index] if index < len(cells) else None) != one:
                    return True
        return False

    def _hidden(self) -> None:
        body = self.table.body
        rows = [row for row in self.sheet.hidden_rows if row in body and row < len(self.rows) and self._filled(self.rows[row])]
        shown = {heading.index for heading in self.table.headings}
        hidden = [column for column in self.sheet.hidden_columns if column in shown]
        for code, count in (("hidden-rows", len(rows)), ("hidden-columns", len(hidden))):
            if count:
                self.reading.problems.append(problems.make(code, sheet=self.sheet.name, found=count))
        if self.sheet.hidden:
            self.reading.problems.append(problems.make("hidden-sheet", sheet=self.sheet.name))

    def _merged_down(self) -> dict[tuple[int, int], Value]:
        found: dict[tuple[int, int], Value] = {}
        for top, left, bottom, _ in self.sheet.merged:
            if top in self.table.body and bottom > top and bottom - top < 5000:
                cells = self.rows[top]
                value = cells[left] if left < len(cells) else None
                for row in range(top + 1, bottom + 1):
                    found[row, left] = value
        return found

    def _filled(self, cells: Cells) -> list[tuple[int, Value]]:
        return [(c, v) for c, v in enumerate(cells) if v is not None and (type(v) is not str or v.strip())]

    def _amount_unit(self, heading: Heading) -> str:
        own = next((unit for level in reversed(heading.path) if (unit := text.bracket_unit(level)) and unit != "亩"), None)
        own = own or (heading.unit if heading.unit != "亩" else None)
        if own and self.unit_outside and own != self.unit_outside and not any(p.code == "unit-conflict" for p in self.reading.problems):
            self.reading.problems.append(
                problems.make("unit-conflict", sheet=self.sheet.name, column=heading.leaf, found=own, wanted=self.unit_outside)
            )
        return own or self.unit_outside or "元"

    # --- problems

    def _problem(self, code: str, row: int, heading: Heading | None, **words: object) -> Problem:
        cell = address(row, heading.index) if heading else None
        return problems.make(code, row=row + 1, column=heading.leaf if heading else None, cell=cell, sheet=self.sheet.name, **words)

    def _written(self, cells: Cells, headings: list[Heading]) -> dict[str, str]:
        written: dict[str, str] = {}
        for heading in headings:
            value = cells[heading.index] if heading.index < len(cells) else None
            if value is not None:
                key = heading.full
                written[f"{key}·{letter(heading.index)}" if key in written else key] = _as_text(value)
        return written

    def _reject(self, row: int, cells: Cells, headings: list[Heading], found: list[Problem], amount: int | None) -> None:
        self.reading.rejected.append(Rejected(row + 1, self._written(cells, headings), found, amount))
        self.reading.problems.extend(found)

    # --- what a row is

    def _label(self, cells: Cells, until: int, start: int = 0) -> tuple[int, str, str] | None:
        """A total's label among the leading cells: its column, its kind, its words."""
        for index in range(start, min(until, len(cells))):
            value = cells[index]
            if type(value) is str and "计" in value and (kind := text.total_kind(value)):
                if "本页" in value:
                    kind = "subtotal"
                return index, kind, text.squeeze(value)
        return None

    # --- people: payments, entitlements, residents

    def _people_blocks(self) -> list[tuple[Match, list[Heading]]]:
        """The groups of columns that stand side by side, each with its headings."""
        if len(self.bid.blocks) == 1:
            return [(self.bid.blocks[0], self.table.headings)]
        return list(zip(self.bid.blocks, self.table.blocks, strict=True))

    def _run_people(self, match: Match, headings: list[Heading]) -> None:
        form, reading = self.form, self.reading
        beside = len(self.bid.blocks) > 1
        low, high = (headings[0].index if headings is not self.table.headings else 0), headings[-1].index
        self.section = 0
        self.village: str | None = None
        self.part_scheme: schemes.Scheme | None = None
        plan = _plan(match, self._amount_unit, reading.period)
        amounts = self._amount_columns(match)
        reading.unit = self._amount_unit(amounts[0][0]) if amounts else "元"
        id_at, name_at = match.index("id_number"), match.index("name")
        first_amount = min((heading.index for heading, _, _ in amounts), default=len(headings) + 99)
        place_at = [match.index(key) for key in ("township", "village", "group", "household_number", "head_name", "head_id")]
        down = {i for i in place_at if i is not None}
        sparse = {i for key in ("township", "village") if (i := match.index(key)) is not None} if not self.sheet.merged else set()
        skip = {heading.index for heading, _, _ in amounts}
        serial_at = match.index("serial")
        rest = [heading for heading in match.rest if heading.index not in skip]
        last_household: Any = None
        places: set[tuple[str | None, str | None]] = set()
        for row in self.table.body:
            cells = self.rows[row]
            if not cells:
                continue
            if beside:
                cells = [None] * low + cells[low : high + 1]
            identity = cells[id_at] if id_at is not None and id_at < len(cells) else None
            plain = type(identity) is str and len(identity) == 18
            if not plain:
                kind = self._person_row_kind(row, cells, match, first_amount, id_at, name_at, serial_at, amounts)
                if kind == "section":
                    self._open_section(cells, match)
                if kind != "data":
                    continue
            if down and self.merged_down:
                cells = self._fill(row, cells, down)
            if sparse:
                cells = self._fill_sparse(cells, sparse)
            reading.rows_read += 1
            values: dict[str, Any] = {}
            found: list[Problem] = []
            bad = False
            for key, index, heading, parse, required in plan:
                value = cells[index] if index < len(cells) else None
                if value is None and not required:
                    continue
                try:
                    values[key] = parse(value)
                except Unreadable as error:
                    problem = self._cell_problem(error, row, heading, required)
                    found.append(problem)
                    bad = bad or problem.severity == "error"
            if self.error_cells or self.sheet.uncached:
                bad = self._broken_cells(row, match, amounts, found) or bad
            if self.village and not values.get("village"):
                values["village"] = self.village
            if self.part_scheme and not values.get("scheme"):
                values["scheme"] = self.part_scheme
            records, amount, wrong = self._amounts(row, cells, amounts, values, found)
            bad = bad or wrong
            if form.per_household and amount is not None:
                household = values.get("head_id") or values.get("household_number") or values.get("head_name")
                if household is not None and household == last_household:
                    amount = 0
                    for _, record in records:
                        record["amount"] = None
                last_household = household if household is not None else last_household
            reading.amount_read += amount or 0
            self.section += amount or 0
            if rest:
                extra = {h.full: _as_text(v) for h in rest if h.index < len(cells) and (v := cells[h.index]) is not None}
                if extra:
                    values["extra"] = extra
            places.add((values.get("township"), values.get("village")))
            if bad:
                self._reject(row, cells, headings, found, amount)
                continue
            reading.problems.extend(found)
            reading.amount_loaded += amount or 0
            self._repeats(row, cells, values, serial_at)
            for where, own in records:
                reading.records.append(Record(row + 1, letter(where.index) if where else None, values | own))
        townships, villages = {township for township, _ in places}, {village for _, village in places}
        if len(townships) == 1 and reading.township is None:
            reading.township = townships.pop()
        if len(villages) == 1 and len(townships) <= 1 and reading.village is None:
            reading.village = villages.pop()  # the smallest place that covers the table

    def _amount_columns(self, match: Match) -> list[tuple[Heading, str, dict[str, Any]]]:
        """The columns of amounts: heading, unit, and what the column adds to its records."""
        if match.by_scheme:
            return [(heading, self._amount_unit(heading), {"scheme": scheme}) for heading, scheme in match.by_scheme]
        if match.by_month:
            return [(heading, self._amount_unit(heading), {"period": month}) for heading, month in match.by_month]
        if "amount" in match.columns:
            heading = match.columns["amount"][1]
            return [(heading, self._amount_unit(heading), {})]
        return []

    def _person_row_kind(
        self, row: int, cells: Cells, match: Match, first_amount: int, id_at: int | None, name_at: int | None, serial_at: int | None,
        amounts: list[tuple[Heading, str, dict[str, Any]]],
    ) -> str:  # fmt: skip
        filled = self._filled(cells)
        if not filled:
            return "blank"
        identity = cells[id_at] if id_at is not None and id_at < len(cells) else None
        try:
            columns.id_number(identity)
            return "data"
        except Unreadable:
            pass
        label = self._label(cells, min(first_amount, len(cells)))
        looks_like_id = isinstance(identity, str) and sum(c.isdigit() for c in identity) >= 10
        if label and not looks_like_id:
            if label[1] == "subtotal":
                self._subtotal(row, cells, amounts)
            elif label[1] == "total":
                self.people_totals.append((row, cells, match))
            return "total"
        first = str(filled[0][1])
        if text.is_of_which(first) and not looks_like_id:
            return "of which"
        if layout.is_footer(filled) and not looks_like_id:
            return "footer"
        if all(index == serial_at for index, _ in filled):
            return "blank"
        amount_at = {heading.index for heading, _, _ in amounts}
        named = [i for i in (name_at, id_at) if i is not None and i < len(cells) and not columns.is_blank(cells[i])]
        if not named and all(index == serial_at or (index in amount_at and not value) for index, value in filled):
            return "blank"
        figures_alone = not named and amount_at.issuperset(i for i, v in filled if not isinstance(v, str))
        if figures_alone and self._sums_up(cells, amounts, amount_at, filled):
            self.people_totals.append((row, cells, match))
            return "total"
        if len(filled) == 1 and isinstance(filled[0][1], str) and not looks_like_id and _opens_section(filled[0][1]):
            return "section"
        if len(filled) == 1 and not named:
            return "section" if isinstance(filled[0][1], str) else "data"
        if len(filled) == 1 and named and len(text.squeeze(first)) > 8:
            return "footer"
        if not named and not any(index in amount_at for index, _ in filled):
            words = [v for _, v in filled if isinstance(v, str)]
            if len(filled) <= 2 and words and len("".join(words)) > 8:
                return "footer"
        headings = {heading.index: text.heading(heading.leaf) for heading in self.table.headings}
        if sum(isinstance(v, str) and headings.get(i) == text.heading(v) for i, v in filled) >= 2:
            return "header"
        return "data"

    def _sums_up(
        self, cells: Cells, amounts: list[tuple[Heading, str, dict[str, Any]]], amount_at: set[int], filled: list[tuple[int, Value]]
    ) -> bool:  # fmt: skip
        """Whether a row without a person and without a label only repeats the sum of the rows above it."""
        if any(index not in amount_at and not _COUNT_OF_ROWS.match(text.squeeze(str(value))) for index, value in filled):
            return False
        stated = self._stated(cells, amounts, self.reading.amount_read)
        return bool(stated) and stated in (self.section, self.reading.amount_read)

    def _open_section(self, cells: Cells, match: Match) -> None:
        """Note the village or the scheme that a row of words alone states for the rows below it."""
        words = "|".join(str(value) for _, value in self._filled(cells))
        _, village = place_names.of_title(re.sub(r"^[(]?[一二三四五六七八九十\d]+[)]?[、.]", "", text.squeeze(words)))
        if village and "village" not in match.columns:
            self.village = village
        if self.form.needs_scheme and "scheme" not in match.columns and (scheme := schemes.dictionary().find_in(text.squeeze(words)).scheme):
            self.part_scheme = scheme

    def _fill(self, row: int, cells: Cells, down: set[int]) -> Cells:
        filled = [(index, self.merged_down[row, index]) for index in down if (row, index) in self.merged_down]
        if not filled:
            return cells
        cells = list(cells)
        for index, value in filled:
            cells.extend([None] * (index + 1 - len(cells)))
            cells[index] = value
        return cells

    def _fill_sparse(self, cells: Cells, sparse: set[int]) -> Cells:
        """A village that is written once above the rows that it covers."""
        for index in sparse:
            value = cells[index] if index < len(cells) else None
            if columns.is_blank(value):
                above = self.filled_down.get(index)
                if above is not None:
                    cells = [*cells, *[None] * (index + 1 - len(cells))]
                    cells[index] = above
            else:
                self.filled_down[index] = value
        return cells

    def _cell_problem(self, error: Unreadable, row: int, heading: Heading, required: bool) -> Problem:
        problem = self._problem(error.code, row, heading, **error.words)
        if problem.severity == "error" and not required and error.code.startswith(("number", "date", "id-", "name-")):
            return Problem(problem.code, "warning", problem.message, problem.row, problem.column, problem.cell, problem.sheet)
        return problem

    def _broken_cells(self, row: int, match: Match, amounts: list[tuple[Heading, str, dict[str, Any]]], found: list[Problem]) -> bool:
        bad = False
        needed = [heading for heading, _, _ in amounts] + [match.columns[k][1] for k in ("name", "id_number") if k in match.columns]
        for heading in needed:
            if (row, heading.index) in self.error_cells:
                found[:] = [p for p in found if p.cell != address(row, heading.index)]
                found.append(self._problem("error-cell", row, heading, found=self.error_cells[row, heading.index]))
                bad = True
            elif (row, heading.index) in self.sheet.uncached:
                found[:] = [p for p in found if p.cell != address(row, heading.index)]
                found.append(self._problem("formula-without-value", row, heading))
                bad = True
        return bad

    def _amounts(
        self, row: int, cells: Cells, amounts: list[tuple[Heading, str, dict[str, Any]]], values: dict[str, Any], found: list[Problem]
    ) -> tuple[list[tuple[Heading | None, dict[str, Any]]], int | None, bool]:
        """The amounts of a row: records to be, their sum, and whether one cannot be read."""
        if not amounts:
            return [(None, {})], None, False
        several = len(amounts) > 1 or self.form.shape != "rows"
        required = self.form.record == "payment"
        records: list[tuple[Heading | None, dict[str, Any]]] = []
        total: int | None = None
        bad = False
        for heading, unit, own in amounts:
            value = cells[heading.index] if heading.index < len(cells) else None
            try:
                fen, remark = columns.amount_fen(value, unit)
            except Unreadable as error:
                found.append(self._problem(error.code, row, heading, **error.words))
                bad = True
                continue
            if remark:
                found.append(self._problem("amount-remark", row, heading, found=text.mask_numbers_in(remark)[:40]))
            if fen is None:
                continue
            total = (total or 0) + fen
            if several and fen == 0:
                continue
            record: dict[str, Any] = own | {"amount": fen}
            if remark:
                record["amount_remark"] = remark
            records.append((heading, record))
        if total is None and not bad:
            if required:
                if not any(p.code in ("error-cell", "formula-without-value") for p in found):
                    found.append(self._problem("amount-missing", row, amounts[0][0]))
                bad = True
            else:
                records.append((None, {}))
        if several and not bad:
            self._check_row_total(row, values, total, found)
        if self.form.shape == "rows" and records and total is not None:
            self._check_area(row, values, total, found)
        return records, total, bad

    def _check_row_total(self, row: int, values: dict[str, Any], total: int | None, found: list[Problem]) -> None:
        stated = values.pop("row_total", None)
        if stated is not None and total is not None and stated != total:
            heading = self.bid.blocks[0].columns["row_total"][1]
            found.append(self._problem("row-sum-disagrees", row, heading, found=yuan(stated), wanted=yuan(total)))

    def _check_area(self, row: int, values: dict[str, Any], total: int, found: list[Problem]) -> None:
        area, standard = values.get("area"), values.get("standard")
        if area is not None and standard is not None:
            expected = int((Decimal(area) * standard).to_integral_value())
            if abs(expected - total) > 100:
                heading = self.bid.blocks[0].columns["amount"][1]
                found.append(self._problem("row-arithmetic", row, heading, found=yuan(total), wanted=yuan(expected)))

    def _repeats(self, row: int, cells: Cells, values: dict[str, Any], serial_at: int | None) -> None:
        identity = values.get("id_number")
        if identity is None:
            key: Any = tuple(repr(v) for i, v in enumerate(cells) if i != serial_at)
        else:
            key = identity
        first = self.people.get(key)
        if first is None:
            self.people[key] = row
            return
        before = self.rows[first]
        same = [v for i, v in enumerate(cells) if i != serial_at and v is not None] == [
            before[i] if i < len(before) else None for i, v in enumerate(cells) if i != serial_at and v is not None
        ]
        heading = (self.bid.blocks[0].columns.get("id_number") or self.bid.blocks[0].columns["name"])[1]
        if same:
            self.reading.problems.append(self._problem("duplicate-row", row, heading, found=first + 1))
        elif identity is not None and values.get("scheme") is None and values.get("period") is None:
            self.reading.problems.append(self._problem("same-person-twice", row, heading, found=first + 1))

    def _total_candidates(self, cells: Cells, heading: Heading, unit: str) -> Iterator[int]:
        """The amounts of a total row at a column, then beside it: totals are often shifted by a cell."""
        for shift in (0, -1, 1):
            index = heading.index + shift
            value = cells[index] if 0 <= index < len(cells) else None
            if value is None:
                continue
            try:
                fen, _ = columns.amount_fen(value, unit)
            except Unreadable:
                continue
            if fen is not None:
                yield fen

    def _stated(self, cells: Cells, amounts: list[tuple[Heading, str, dict[str, Any]]], expected: int) -> int | None:
        """The total that a row states for the columns of amounts together."""
        row_total = self.bid.blocks[0].columns.get("row_total")
        if row_total:
            amounts = [(row_total[1], self._amount_unit(row_total[1]), {})]
        if len(amounts) == 1:
            found = list(self._total_candidates(cells, amounts[0][0], amounts[0][1]))
            if expected in found:
                return expected
            index = amounts[0][0].index
            value = cells[index] if index < len(cells) else None
            return found[0] if found and value is not None and not columns.is_blank(value) else None
        parts = [next(self._total_candidates(cells, heading, unit), None) for heading, unit, _ in amounts]
        return sum(part or 0 for part in parts) if any(part is not None for part in parts) else None

    def _subtotal(self, row: int, cells: Cells, amounts: list[tuple[Heading, str, dict[str, Any]]]) -> None:
        expected, self.section = self.section, 0
        if not amounts or not expected:
            return
        stated = self._stated(cells, amounts, expected)
        if stated is not None and stated != expected:
            self.sections.append((row, stated))
            self.reading.problems.append(self._problem("subtotal-disagrees", row, amounts[0][0], found=yuan(stated), wanted=yuan(expected)))

    def _check_people_total(self) -> None:
        reading = self.reading
        amounts = self._amount_columns(self.bid.blocks[0])
        if not amounts:
            return
        stated = [
            (row, value)
            for row, cells, match in self.people_totals
            if (value := self._stated(cells, self._amount_columns(match), reading.amount_read)) is not None
        ]
        if not stated:
            return
        agreeing = [value for _, value in stated if value == reading.amount_read]
        if not agreeing and len(stated) > 1 and sum(value for _, value in stated) == reading.amount_read:
            agreeing = [reading.amount_read]  # each part of the sheet has a total of its own
        reading.stated_total = agreeing[0] if agreeing else stated[-1][1]
        if not agreeing:
            row, value = stated[-1]
            reading.problems.append(
                self._problem(
                    "total-disagrees", row, amounts[0][0], found=yuan(value), wanted=yuan(reading.amount_read), difference=yuan(value - reading.amount_read)
                )
            )

    # --- books

    def _run_blocks(self, read_row: Callable[[int, Cells, Match, list[Heading]], None]) -> None:
        for match, headings in zip(self.bid.blocks, self.table.blocks, strict=True):
            self.section = 0
            for row in self.table.body:
                cells = self.rows[row]
                low, high = headings[0].index, headings[-1].index
                if any(cells[i] is not None and cells[i] != "" for i in range(low, min(high + 1, len(cells)))):
                    read_row(row, cells, match, headings)

    def _get(self, cells: Cells, match: Match, key: str) -> Value:
        index = match.index(key)
        return cells[index] if index is not None and index < len(cells) else None

    def _money(self, row: int, cells: Cells, match: Match, key: str, found: list[Problem]) -> int | None:
        """The amount in a column; raises :class:`_Stop` after noting why it cannot be read."""
        if key not in match.columns:
            return None
        heading = match.columns[key][1]
        if (row, heading.index) in self.error_cells:
            found.append(self._problem("error-cell", row, heading, found=self.error_cells[row, heading.index]))
            raise _Stop
        if (row, heading.index) in self.sheet.uncached:
            found.append(self._problem("formula-without-value", row, heading))
            raise _Stop
        value = self._get(cells, match, key)
        if columns.is_blank(value):
            return None
        try:
            fen, remark = columns.amount_fen(value, self._amount_unit(heading))
        except Unreadable as error:
            found.append(self._problem(error.code, row, heading, **error.words))
            raise _Stop from error
        if remark:
            found.append(self._problem("amount-remark", row, heading, found=text.mask_numbers_in(remark)[:40]))
        return fen

    def _ledger_label(self, cells: Cells, match: Match, headings: list[Heading]) -> tuple[str, str] | None:
        """What a row of a book is besides an entry: a total, a balance, a page that goes on."""
        low = headings[0].index
        money = [match.index(key) for key in ("income", "spending", "amount", "debit", "credit", "balance")]
        first_money = min((i for i in money if i is not None), default=headings[-1].index)
        for index in range(low, min(first_money, len(cells))):
            value = cells[index]
            if type(value) is not str:
                continue
            words = text.squeeze(value).rstrip(":：")
            bare = re.sub(r"^(?:\d+[.、]|[一二三四五六七八九十]+、)", "", words)
            bare = re.sub(r"\(.*?\)$", "", bare)
            bare = re.sub(r"^加[::]|^减[::]", "", bare)
            if bare in _OPENING or re.fullmatch(r"(?:(?:19|20)\d\d年)?(?:\d+月|[一二三四1-4]季度)?(?:上[年月季期](?:度)?|年初|期初|月初)(?:现金|银行存款|资金)?(?:结余|余额|结转|结存)", bare):
                return "opening", words
            if bare in _CLOSING or re.fullmatch(r"(?:(?:19|20)\d\d年)?(?:\d+月|[一二三四1-4]季度)?(?:本[年月季期](?:度)?|年末|期末|月末|季末|累计|现)(?:末|现金|银行存款|资金|账面)?(?:结余|余额|结存)", bare):
                return "closing", words
            if bare in _CARRIED:
                return "carried", words
            if "计" in words and (kind := text.total_kind(words)):
                if re.match(r"^(本年|年度)?累计|^本年累计|^自年初", bare):
                    kind = "cumulative"
                elif re.fullmatch(r"(?:收入|收方).{0,4}", bare.replace("合计", "").replace("小计", "").replace("总计", "")) and kind != "spending":
                    kind = "income"
                elif "小计" in words:
                    kind = "subtotal"
                elif kind == "subtotal" and "合计" in words:
                    kind = "total"
                return kind, words
        return None

    def _ledger_row(self, row: int, cells: Cells, match: Match, headings: list[Heading]) -> None:
        reading = self.reading
        low, high = headings[0].index, headings[-1].index
        here = [(c, v) for c, v in self._filled(cells) if low <= c <= high]
        keys = ("income", "spending", "amount", "debit", "credit")
        has_money = any(not columns.is_blank(self._get(cells, match, key)) for key in keys)
        label = self._ledger_label(cells, match, headings)
        if label:
            self._ledger_total(row, cells, match, headings, *label)
            return
        first_words = next((str(v) for _, v in here if isinstance(v, str)), "")
        if text.is_of_which(first_words):
            return
        if not has_money and (layout.is_footer(here) or len(here) == 1):
            return
        if all(index == match.index("serial") for index, _ in here):
            return
        found: list[Problem] = []
        amount: int | None = None
        try:
            income, spending = self._flows(row, cells, match, found)
            if self.form.double_entry and self._is_cash_line(cells, match):
                return
            reading.rows_read += 1
            amount = (income or 0) - (spending or 0)
            reading.amount_read += amount
            values = self._ledger_values(row, cells, match, found)
            if any(problem.severity == "error" for problem in found):
                raise _Stop
        except _Stop:
            if amount is None:
                reading.rows_read += 1
            self._reject(row, cells, headings, found, amount)
            return
        reading.problems.extend(found)
        reading.amount_loaded += amount
        money_key = next((k for k in ("amount", "income" if income else "spending", "debit", "credit") if k in match.columns), None)
        column = letter(match.columns[money_key][1].index) if money_key else None
        extra = {h.full: _as_text(v) for h in match.rest if h.index < len(cells) and (v := cells[h.index]) is not None}
        if extra:
            values["extra"] = extra
        key = tuple(repr(v) for c, v in here if c != match.index("serial"))
        if key in self.seen:
            reading.problems.append(self._problem("duplicate-row", row, headings[0], found=self.seen[key] + 1))
        self.seen.setdefault(key, row)
        reading.records.append(Record(row + 1, column, values | {"income": income or 0, "spending": spending or 0}))

    def _is_cash_line(self, cells: Cells, match: Match) -> bool:
        """Whether a line of a voucher is on cash or bank itself, whose other side is the entry."""
        if "account_name" not in match.columns and "account_code" not in match.columns:
            return False
        name = text.squeeze(str(self._get(cells, match, "account_name") or ""))
        code = text.squeeze(str(self._get(cells, match, "account_code") or ""))
        return name.startswith(("库存现金", "现金", "银行存款")) or (not name and code.startswith(("101", "102", "1001", "1002")))

    def _flows(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> tuple[int | None, int | None]:
        if self.form.double_entry:
            debit, credit = self._money(row, cells, match, "debit", found), self._money(row, cells, match, "credit", found)
            self._one_of(row, match, debit, credit, found, "debit")
            journal = "account_name" not in match.columns and "account_code" not in match.columns
            by_fund = journal or (self.reading.fund is not None and "日记账" in f"{self.table.above}{self.sheet.name}")
            if by_fund:  # a cash or bank book: what it receives is its debit
                return debit, credit
            return credit, debit
        if "income" in match.columns and "spending" in match.columns and "amount" not in match.columns:
            income, spending = self._money(row, cells, match, "income", found), self._money(row, cells, match, "spending", found)
            self._one_of(row, match, income, spending, found, "income")
            return income, spending
        amount = self._money(row, cells, match, "amount", found)
        heading = match.columns["amount"][1]
        if amount is None:
            found.append(self._problem("amount-missing", row, heading))
            raise _Stop
        if "direction" in match.columns:
            written = text.squeeze(str(self._get(cells, match, "direction") or ""))
            sign = _direction(written, self.reading)
            if sign is None:
                found.append(self._problem("direction-missing", row, match.columns["direction"][1]))
                raise _Stop
            return (amount, None) if sign > 0 else (None, amount)
        side = match.side or recognising.side_of_title(self.table.title, self.sheet.name)
        if side:
            return (amount, None) if side == "income" else (None, amount)
        if self.signed(match):
            return (amount, None) if amount >= 0 else (None, -amount)
        found.append(self._problem("direction-missing", row, heading))
        raise _Stop

    def signed(self, match: Match) -> bool:
        """Whether a single column of amounts tells income from spending by its sign."""
        heading = match.columns["amount"][1]
        if not hasattr(self, "_signed"):
            self._signed: bool = False
            for row in self.table.body:
                cells = self.rows[row]
                value = cells[heading.index] if heading.index < len(cells) else None
                try:
                    fen, _ = columns.amount_fen(value, "元")
                except Unreadable:
                    continue
                if fen is not None and fen < 0:
                    self._signed = True
                    break
        return self._signed

    def _one_of(self, row: int, match: Match, one: int | None, other: int | None, found: list[Problem], key: str) -> None:
        if one and other:
            found.append(self._problem("both-directions", row, match.columns[key][1]))
            raise _Stop
        if one is None and other is None:
            found.append(self._problem("amount-missing", row, match.columns[key][1]))
            raise _Stop

    def _ledger_values(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key in ("voucher", "handler", "account_code", "account_name", "sub_account", "fund", "village", "approver", "remark"):
            if (value := columns.line(self._get(cells, match, key))) is not None and not columns.is_blank(value):
                values[key] = text.mask_numbers_in(value) if key in ("remark", "handler") else value
        summary = columns.line(self._get(cells, match, "summary"))
        if summary is None or columns.is_blank(summary):
            summary = values.get("sub_account") or values.get("account_name") or values.get("remark")
        if summary is None:
            found.append(self._problem("summary-missing", row, match.columns["summary"][1] if "summary" in match.columns else None))
        else:
            values["summary"] = text.mask_numbers_in(summary)[:300]
        if "date" in match.columns:
            written = self._get(cells, match, "date")
            heading = match.columns["date"][1]
            if not columns.is_blank(written):
                try:
                    values["date"], values["month"] = periods.day(written, self.reading.period)
                except periods.NotADay as error:
                    values["month"] = error.month
                    code = "date-ambiguous" if error.ambiguous else "date-unreadable"
                    problem = self._problem(code, row, heading, found=columns.shown(written))
                    if error.ambiguous and error.month:
                        problem = Problem(problem.code, "warning", problem.message, problem.row, problem.column, problem.cell, problem.sheet)
                    found.append(problem)
            elif self._merged_date(row, heading):
                values["date"], values["month"] = self._merged_date(row, heading)  # type: ignore[misc]
        return values

    def _merged_date(self, row: int, heading: Heading) -> tuple[date | None, str | None] | None:
        value = self.merged_down.get((row, heading.index))
        if value is None:
            return None
        try:
            return periods.day(value, self.reading.period)
        except periods.NotADay:
            return None

    def _ledger_total(self, row: int, cells: Cells, match: Match, headings: list[Heading], kind: str, words: str) -> None:
        found: list[Problem] = []

        def money(key: str) -> int | None:
            try:
                return self._money(row, cells, match, key, found)
            except _Stop:
                return None

        low, high = headings[0].index, headings[-1].index
        if kind in ("opening", "closing"):
            keys = ("balance", "amount", "income", "spending") if kind == "opening" else ("balance", "amount", "spending", "income")
            key = next((k for k in (*keys, "debit", "credit") if k in match.columns and money(k) is not None), None)
            if key:
                fen = money(key)
                assert fen is not None
                self.reading.balances.append(Balance(kind, fen, row + 1, letter(match.columns[key][1].index)))
            else:
                for index in range(low, min(high + 1, len(cells))):
                    value = cells[index]
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        fen, _ = columns.amount_fen(value, self.unit_outside or "元")
                        if fen is not None:
                            self.reading.balances.append(Balance(kind, fen, row + 1, letter(index)))
                            break
            return
        if kind in ("carried", "cumulative", "subtotal"):
            return
        side = match.side
        if "income" in match.columns and "spending" in match.columns and "amount" not in match.columns:
            self.totals.append((row, "both", words, (money("income") or 0) - (money("spending") or 0)))
            if (closing := money("balance")) is not None:
                self.reading.balances.append(Balance("closing", closing, row + 1, letter(match.columns["balance"][1].index)))
            return
        if "amount" not in match.columns:
            return
        fen = money("amount")
        if fen is None:
            return
        if kind == "income" or (kind == "total" and side == "income"):
            self.totals.append((row, "income", words, fen))
        elif kind == "spending" or (kind == "total" and side == "spending"):
            self.totals.append((row, "spending", words, abs(fen) if self.signed(match) and side is None else fen))
        elif kind == "total":
            self.totals.append((row, "both", words, fen))

    def _check_vouchers(self) -> None:
        """Debit and credit of every voucher must be the same, where the cash side is listed too."""
        match = self.bid.blocks[0]
        if "voucher" not in match.columns or not ({"account_name", "account_code"} & set(match.columns)):
            return
        sums: dict[str, list[int]] = {}
        for row in self.table.body:
            cells = self.rows[row]
            number = columns.line(self._get(cells, match, "voucher")) or columns.line(self.merged_down.get((row, match.columns["voucher"][1].index)))
            if not number or self._ledger_label(cells, match, self.table.headings):
                continue
            try:
                debit, credit = self._money(row, cells, match, "debit", []), self._money(row, cells, match, "credit", [])
            except _Stop:
                continue
            entry = sums.setdefault(number, [0, 0, row])
            entry[0] += debit or 0
            entry[1] += credit or 0
        if not any(debit and credit for debit, credit, _ in sums.values()):
            return
        for debit, credit, row in sums.values():
            if debit != credit:
                self.reading.problems.append(self._problem("voucher-unbalanced", row, match.columns["voucher"][1], found=yuan(debit), wanted=yuan(credit)))

    def _finish_ledger(self) -> None:
        """Compare the totals and balances that the sheet states with its entries."""
        reading = self.reading
        match = self.bid.blocks[0]
        key = next((k for k in ("amount", "income", "debit") if k in match.columns), None)
        reading.unit = self._amount_unit(match.columns[key][1]) if key else "元"
        income = [value for _, kind, _, value in self.totals if kind == "income"]
        spending = [value for _, kind, _, value in self.totals if kind == "spending"]
        both = [value for _, kind, _, value in self.totals if kind == "both"]
        stated: int | None = None
        if income and spending:
            stated = income[-1] - spending[-1]
        elif income and not spending and len(self.bid.blocks) == 1 and match.side == "income":
            stated = income[-1]
        elif spending and not income and len(self.bid.blocks) == 1 and match.side == "spending":
            stated = -spending[-1]
        elif both:
            stated = reading.amount_read if reading.amount_read in both or sum(both) == reading.amount_read else both[-1]
        reading.stated_total = stated
        if stated is not None and stated != reading.amount_read:
            row = self.totals[-1][0]
            heading = match.columns[key][1] if key else None
            reading.problems.append(
                self._problem("total-disagrees", row, heading, found=yuan(stated), wanted=yuan(reading.amount_read), difference=yuan(stated - reading.amount_read))
            )
        opening = [b for b in reading.balances if b.kind == "opening"]
        closing = [b for b in reading.balances if b.kind == "closing"]
        if not closing and "balance" in match.columns:
            last = self._last_balance(match)
            if last:
                closing = [last]
                reading.balances.append(last)
        if closing:  # the last one stated is the balance at the end
            reading.balances = opening[:1] + closing[-1:]
        if opening and closing:
            expected = opening[0].amount_fen + reading.amount_read
            if expected != closing[-1].amount_fen:
                reading.problems.append(
                    problems.make(
                        "balance-disagrees", row=closing[-1].row, cell=f"{closing[-1].column}{closing[-1].row}", sheet=self.sheet.name,
                        found=yuan(closing[-1].amount_fen), wanted=yuan(expected),
                    )
                )  # fmt: skip

    def _last_balance(self, match: Match) -> Balance | None:
        heading = match.columns["balance"][1]
        for row in reversed(self.table.body):
            value = self.rows[row][heading.index] if heading.index < len(self.rows[row]) else None
            if not columns.is_blank(value):
                try:
                    fen, _ = columns.amount_fen(value, self._amount_unit(heading))
                except Unreadable:
                    return None
                return Balance("closing", fen, row + 1, letter(heading.index)) if fen is not None else None
        return None

    # --- published totals

    def _summary_row(self, row: int, cells: Cells, match: Match, headings: list[Heading]) -> None:
        reading = self.reading
        label = columns.line(self._get(cells, match, "label"))
        here = [(c, v) for c, v in self._filled(cells) if headings[0].index <= c <= headings[-1].index]
        found: list[Problem] = []
        if label is None and not any(isinstance(v, int | float) for _, v in here):
            return
        if layout.is_footer(here) and columns.is_blank(self._get(cells, match, "amount")):
            return
        reading.rows_read += 1
        try:
            fen = self._money(row, cells, match, "amount", found)
            if label is None:
                found.append(self._problem("summary-missing", row, match.columns["label"][1]))
                raise _Stop
        except _Stop:
            self._reject(row, cells, headings, found, None)
            return
        reading.problems.extend(found)
        values: dict[str, Any] = {"label": text.squeeze(label)[:100], "amount": fen, "code": columns.line(self._get(cells, match, "code"))}
        extra = {h.full: _as_text(v) for h in match.rest if h.index < len(cells) and (v := cells[h.index]) is not None}
        if extra:
            values["extra"] = extra
        reading.records.append(Record(row + 1, letter(match.columns["amount"][1].index), values))


# --- plans ------------------------------------------------------------------------------------------

Step = tuple[str, int, Heading, Callable[[Value], Any], bool]


def _plan(match: Match, unit_of: Callable[[Heading], str], period: str | None) -> list[Step]:
    """How the columns of people are read: key, place, heading, parser, and whether the row needs it."""
    steps: list[Step] = []
    for key, (column, heading) in match.columns.items():
        if column.kind == "serial" or key == "amount":
            continue
        parse = _parser(column, heading, unit_of, period)
        if column.kind in _FEW_VALUES:
            parse = _remembering(parse)
        steps.append((key, heading.index, heading, parse, column.required))
    return steps


#: Kinds of column whose cells repeat from row to row, so that what was read once need not be read again.
_FEW_VALUES = {"text", "place", "township", "county", "group", "count", "sex", "scheme", "period", "day", "birth"}


def _remembering(parse: Callable[[Value], Any]) -> Callable[[Value], Any]:
    known: dict[Value, Any] = {}

    def remembered(value: Value) -> Any:
        if type(value) is not str:  # True, 1 and 1.0 are one key, and not one value
            return parse(value)
        if value in known:
            return known[value]
        found = parse(value)
        if len(known) < 10_000:
            known[value] = found
        return found

    return remembered


def _parser(column: Column, heading: Heading, unit_of: Callable[[Heading], str], period: str | None) -> Callable[[Value], Any]:
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

    def scheme(value: Value) -> Any:
        written = columns.line(value)
        if written is None:
            return None
        match = schemes.dictionary().find(written)
        if match.scheme is None and not match.candidates:
            match = schemes.dictionary().find_in(text.squeeze(written))
        return match.scheme or text.squeeze(written)[:80]

    own_unit = unit_of(heading) if column.key == "row_total" else (text.bracket_unit(heading.leaf) or "元")
    if own_unit == "亩":
        own_unit = "元"
    parsers: dict[str, Callable[[Value], Any]] = {
        "name": columns.person_name if column.required else optional(columns.person_name),
        "id": columns.id_number if column.required else optional(columns.id_number),
        "amount": amount,
        "text": _short_text,
        "place": optional(lambda value: place_names.village(str(value))),
        "township": optional(lambda value: place_names.township(str(value))),
        "county": _short_text,
        "group": _short_text,
        "count": columns.count,
        "number": columns.number,
        "day": optional(paid),
        "birth": optional(paid),
        "period": optional(stated_period),
        "account": columns.account,
        "scheme": optional(scheme),
        "phone": _short_text,
        "sex": _short_text,
        "code": _short_text,
        "direction": _short_text,
    }
    return parsers[column.kind]


def _short_text(value: Value) -> str | None:
    if type(value) is str and value.isalnum():
        return value
    return None if columns.is_blank(value) else columns.line(value)


def _as_text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value)


def _direction(written: str, reading: Reading) -> int | None:
    if written in _DIRECTIONS:
        return _DIRECTIONS[written]
    if written in ("借", "贷") and reading.fund is not None:  # in a cash or bank book the debit is what comes in
        return 1 if written == "借" else -1
    incoming, outgoing = "收" in written or "入" in written, "支" in written or "付" in written or "出" in written
    if incoming != outgoing:
        return 1 if incoming else -1
    return None


def _enclosing(found: set[str | None]) -> str | None:
    """The smallest named period that covers all of these; none where they cross a year or one is missing."""
    if not found or None in found:
        return None
    stated = {period for period in found if period}
    if len(stated) == 1:
        return next(iter(stated))
    covered = {month for period in stated for month in periods.months(period)}
    years = {month[:4] for month in covered}
    if len(years) != 1:
        return None
    year = years.pop()
    for name in [f"{year}-Q{q}" for q in range(1, 5)] + [f"{year}-H1", f"{year}-H2", year]:
        if covered <= set(periods.months(name)):
            return name
    return None


def yuan(fen: int) -> str:
    """Fen as yuan with two digits: 75300 is 753.00."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"
