"""Reads tables of people: payments, entitlements, residents."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from loaders import columns, layout, place_names, recognising, schemes, text
from loaders.columns import Unreadable
from loaders.layout import Heading
from loaders.problems import Problem, letter
from loaders.readers.cells import as_text, plan
from loaders.readers.result import Record
from loaders.readers.rows import Amounts, Cells, RowReader, opens_section
from loaders.recognising import Match
from loaders.workbook import Value

_LABELLED = re.compile(r"^[一-龥]{2,8}(?:\([^()]*\))?:")
#: A million yuan for one household: a wrong unit, or a phone or account number that slipped into the column.
_IMPLAUSIBLE = 100_000_000
_HEAD_OF = ("户主", "本人", "户主本人")
_WORDS = re.compile(r"[一-龥]{2}")
_COUNT_OF_ROWS = re.compile(r"^共?\d*[户人笔条名]?$")


def _whole_number(parse: Callable[[Value], Any]) -> Callable[[Value], Any]:
    def parsed(value: Value) -> Any:
        number = parse(value)
        if isinstance(number, str) and number.endswith("000"):  # its check digit may be right by chance
            raise Unreadable("id-digits-lost")
        return number

    return parsed


class PeopleReader(RowReader):
    """Reads a table with a row for every person or household, in one block or in several side by side."""

    def body(self) -> None:
        """Read all rows, then compare the totals with them."""
        for block, headings in self._people_blocks():
            self._run_people(block, headings)
        self.check_total()

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
        self.headed: tuple[int, int] | None = None  # the row of a village that states a sum for the rows below it
        self.parts_follow = False  # a row 其中 alone: the rows below it are parts of the total above
        self.village: str | None = None
        self.part_scheme: schemes.Scheme | None = self._scheme_of_block(headings) if beside else None
        steps = plan(match, self.amount_unit, reading.period)
        amounts = self.amount_columns(match)
        reading.unit = self.amount_unit(amounts[0][0]) if amounts else "元"
        id_at, name_at = match.index("id_number"), match.index("name")
        if id_at is not None and self._digits_lost(id_at):
            steps = [(*step[:3], _whole_number(step[3]), step[4]) if step[0] == "id_number" else step for step in steps]
        first_amount = min((heading.index for heading, _, _ in amounts), default=len(headings) + 99)
        place_at = [match.index(key) for key in ("township", "village", "group", "household_number", "head_name", "head_id")]
        down = {i for i in place_at if i is not None}
        sparse = {i for key in ("township", "village") if (i := match.index(key)) is not None} if not self.sheet.merged else set()
        skip = {heading.index for heading, _, _ in amounts}
        serial_at = match.index("serial")
        rest = [heading for heading in match.rest if heading.index not in skip]
        checked = bool(self.error_cells or self.sheet.uncached)
        width = 1 + max((index for _, index, *_ in steps), default=0)
        of_household = form.record == "payment" and len(amounts) == 1 and text.heading_base(amounts[0][0].leaf).startswith("户")
        self.households: set[tuple[str | None, ...]] = set()
        self.head: tuple[str | None, bool] = (None, False)  # the last head's name, and whether that person's own row has come
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
                cells = self.fill(row, cells, down)
            if sparse:
                cells = self.fill_sparse(cells, sparse)
            if len(cells) < width:
                cells = cells + [None] * (width - len(cells))
            reading.rows_read += 1
            values: dict[str, Any] = {}
            found: list[Problem] = []
            bad = False
            for key, index, heading, parse, required in steps:
                value = cells[index]
                if value is None and not required:
                    continue
                try:
                    values[key] = parse(value)
                except Unreadable as error:
                    problem = self.cell_problem(error, row, heading, required)
                    found.append(problem)
                    bad = bad or problem.severity == "error"
            if checked:
                bad = self.broken_cells(row, match, amounts, found) or bad
            if self.village and not values.get("village"):
                values["village"] = self.village
            if self.part_scheme and not values.get("scheme"):
                values["scheme"] = self.part_scheme
            if reading.choices and not values.get("scheme") and (chosen := self._chosen(values.get("category"))):
                values["scheme"] = chosen
            records, amount, wrong = self._amounts(row, cells, match, amounts, values, found)
            bad = bad or wrong
            if of_household and amount and not bad and values.get("relation") not in (None, *_HEAD_OF):
                found.append(self.problem("amount-of-household", row, amounts[0][0], found=columns.yuan(amount)))
                bad = True
            if form.per_household and amount is not None and self._is_known_household(values):
                amount = 0
                for _, record in records:
                    record["amount"] = None
            if amount:
                reading.amount_read += amount
                self.section += amount
            if rest:
                extra = {h.full: as_text(v) for h in rest if h.index < len(cells) and (v := cells[h.index]) is not None}
                if extra:
                    values["extra"] = extra
            places.add((values.get("township"), values.get("village")))
            if bad:
                self.reject(row, cells, headings, found, amount)
                continue
            reading.problems.extend(found)
            reading.amount_loaded += amount or 0
            self._repeats(row, cells, values, serial_at)
            for where, own in records:
                reading.records.append(Record(row + 1, letter(where.index) if where else None, values | own))
        if self.headed:
            self._close_section(amounts)
        townships, villages = {township for township, _ in places}, {village for _, village in places}
        if len(townships) == 1 and reading.township is None:
            reading.township = townships.pop()
        if len(villages) == 1 and len(townships) <= 1 and reading.village is None:
            reading.village = villages.pop()  # the smallest place that covers the table

    def _chosen(self, category: str | None) -> schemes.Scheme | None:
        """The scheme of those that the title names which a row's category means."""
        if not category:
            return None
        words = text.squeeze(category)
        named = schemes.dictionary().find(words)
        meant = [scheme for scheme in self.reading.choices if scheme in (named.scheme, *named.candidates)]
        meant = meant or [scheme for scheme in self.reading.choices if words in scheme.name]
        return meant[0] if len(meant) == 1 else None

    @staticmethod
    def _scheme_of_block(headings: list[Heading]) -> schemes.Scheme | None:
        """The scheme that stands above all columns of a block."""
        above = {heading.path[0] if len(heading.path) > 1 else "" for heading in headings}
        return schemes.dictionary().find(above.pop()).scheme if len(above) == 1 else None

    def _is_known_household(self, values: dict[str, Any]) -> bool:
        """Whether the amount of this row's household has stood on a row above."""
        if number := values.get("head_id") or values.get("household_number"):
            own_number = values.get("head_id") is None  # every village counts from 1; an identity number is one person's
            household = (values.get("township"), values.get("village"), number) if own_number else (None, None, number)
            known = household in self.households
            self.households.add(household)
            return known
        name, own = values.get("head_name"), values.get("relation") in _HEAD_OF
        if name is None:
            return False
        last, seen = self.head
        known = name == last and not (own and seen)  # a second head of the same name is another household
        self.head = (name, own or (known and seen))
        return known

    def _digits_lost(self, id_at: int) -> bool:
        """Whether a spreadsheet has rounded numbers of this column to 15 digits: then no end in 000 can be trusted."""
        for row in self.table.body:
            cells = self.rows[row]
            value = cells[id_at] if id_at < len(cells) else None
            if type(value) is float or (type(value) is str and (value[-3:] == "000" or "E+" in value)):
                try:
                    columns.id_number(value)
                except Unreadable as error:
                    if error.code == "id-digits-lost":
                        return True
        return False

    def _person_row_kind(
        self, row: int, cells: Cells, match: Match, first_amount: int, id_at: int | None, name_at: int | None, serial_at: int | None,
        amounts: Amounts,
    ) -> str:  # fmt: skip
        filled = self.filled(cells)
        if not filled:
            return "blank"
        identity = cells[id_at] if id_at is not None and id_at < len(cells) else None
        try:
            columns.id_number(identity)
            return "data"
        except Unreadable:
            pass
        label = self.label(cells, max((first_amount, *(at + 1 for at in (name_at, id_at, serial_at) if at is not None))))
        looks_like_id = isinstance(identity, str) and sum(c.isdigit() for c in identity) >= 10
        if label and not looks_like_id:
            if label[1] == "subtotal":
                self.subtotal(row, cells, amounts)
            elif label[1] == "total":
                self.stated_totals.append((row, cells, match))
            return "total"
        first = str(filled[0][1])
        if text.is_of_which(first) and not looks_like_id:
            self.parts_follow = text.squeeze(first).rstrip(":") == "其中"
            return "of which"
        if self._is_numbered_person(cells, serial_at, name_at):
            return "data"
        if (layout.is_footer(filled) or all(isinstance(v, str) and _LABELLED.match(text.squeeze(v)) for _, v in filled)) and not looks_like_id:
            return "footer" if len(filled) > 1 or not opens_section(first) else "section"
        if self.parts_follow and columns.is_blank(identity):
            return "of which"
        numbered = filled[0][0] == serial_at and not _WORDS.search(first)
        amount_at = {heading.index for heading, _, _ in amounts}
        named = [i for i in (name_at, id_at) if i is not None and i < len(cells) and not columns.is_blank(cells[i])]
        if not named and all(index in amount_at and not value for index, value in filled[numbered:]):
            return "blank"
        figures_alone = not named and amount_at.issuperset(i for i, v in filled if not isinstance(v, str))
        if figures_alone and self._sums_up(cells, amounts, amount_at, filled):
            self.stated_totals.append((row, cells, match))
            return "total"
        if len(filled) == 1 and isinstance(filled[0][1], str) and not looks_like_id and opens_section(filled[0][1]):
            return "section"
        if figures_alone and isinstance(filled[0][1], str) and opens_section(filled[0][1]):
            return self._village_with_sum(row, cells, amounts)
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

    @staticmethod
    def _is_numbered_person(cells: Cells, serial_at: int | None, name_at: int | None) -> bool:
        serial = cells[serial_at] if serial_at is not None and serial_at < len(cells) else None
        if name_at is None or name_at >= len(cells) or not str(serial).removesuffix(".0").isdigit():
            return False
        try:
            return bool(columns.person_name(cells[name_at]))
        except Unreadable:
            return False

    def _village_with_sum(self, row: int, cells: Cells, amounts: Amounts) -> str:
        """What a row of a village and its sum is: the sub-total of the rows above, or what opens the rows below."""
        stated = self.stated(cells, amounts, self.section)
        if stated and stated == self.section:
            self.section = 0
            return "total"
        self._close_section(amounts)
        self.headed = (row, stated) if stated else None
        return "section"

    def _close_section(self, amounts: Amounts) -> None:
        """Compare the sum that a village's heading states with the rows below it."""
        if self.headed:
            self.check("subtotal", self.headed[0], amounts[0][0], self.headed[1], self.section)
        if self.headed and self.headed[1] != self.section:
            row, stated = self.headed
            self.reading.problems.append(
                self.problem("subtotal-disagrees", row, amounts[0][0], found=columns.yuan(stated), wanted=columns.yuan(self.section))
            )
        self.headed = None
        self.section = 0

    def _sums_up(
        self, cells: Cells, amounts: Amounts, amount_at: set[int], filled: list[tuple[int, Value]]
    ) -> bool:  # fmt: skip
        """Whether a row without a person and without a label only repeats the sum of the rows above it."""
        if any(index not in amount_at and not _COUNT_OF_ROWS.match(text.squeeze(str(value))) for index, value in filled):
            return False
        stated = self.stated(cells, amounts, self.reading.amount_read)
        return bool(stated) and stated in (self.section, self.reading.amount_read)

    def _open_section(self, cells: Cells, match: Match) -> None:
        """Note the village or the scheme that a row of words alone states for the rows below it."""
        words = "|".join(str(value) for _, value in self.filled(cells))
        _, village = place_names.of_title(re.sub(r"^[(]?[一二三四五六七八九十\d]+[)]?[、.]", "", text.squeeze(words)))
        if village and "village" not in match.columns:
            self.village = village
        if self.form.needs_scheme and "scheme" not in match.columns and (scheme := schemes.dictionary().find_in(text.squeeze(words)).scheme):
            self.part_scheme = scheme

    def _amounts(
        self, row: int, cells: Cells, match: Match, amounts: Amounts, values: dict[str, Any], found: list[Problem]
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
                found.append(self.problem(error.code, row, heading, **error.words))
                bad = True
                continue
            if remark:
                found.append(self.problem("amount-remark", row, heading, found=text.mask_numbers_in(remark)[:40]))
            if fen is None:
                continue
            if abs(fen) >= _IMPLAUSIBLE:
                found.append(self.problem("amount-implausible", row, heading, found=columns.yuan(fen)))
                bad = True
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
                    found.append(self.problem("amount-missing", row, amounts[0][0]))
                bad = True
            else:
                records.append((None, {}))
        if match.beside and total is not None:
            bad = self._unclear(row, cells, match, total, values, found) or bad
        if several and not bad:
            bad = self._check_row_total(row, values, total, found)
        if self.form.shape == "rows" and records and total is not None:
            self._check_area(row, values, total, found)
        return records, total, bad

    def _unclear(self, row: int, cells: Cells, match: Match, amount: int, values: dict[str, Any], found: list[Problem]) -> bool:
        """Whether a row holds money besides its amounts, and nothing says whether the amounts hold it already."""
        parts: list[tuple[Heading, int | None]] = []
        for heading in match.beside:
            value = cells[heading.index] if heading.index < len(cells) else None
            try:
                fen = columns.amount_fen(value, self.amount_unit(heading))[0]
            except Unreadable:
                parts.append((heading, None))
                continue
            if fen:
                parts.append((heading, -fen if "扣" in heading.leaf or "追" in heading.leaf else fen))
        figures = [fen for _, fen in parts if fen is not None]
        if not parts or (len(figures) == len(parts) and (sum(figures) == amount or set(figures) == {amount})):
            return False
        if self.form.shape != "rows" and values.get("row_total") == amount:
            return False
        heading = parts[0][0]
        found.append(self.problem("amount-beside", row, heading, found=columns.shown(cells[heading.index]), wanted=heading.leaf))
        return True

    def _check_row_total(self, row: int, values: dict[str, Any], total: int | None, found: list[Problem]) -> bool:
        """Note where the row's own sum is another; an error where its heading is that of an amount, which need not be a sum."""
        stated = values.pop("row_total", None)
        if stated is None or total is None or stated == total:
            return False
        heading = self.bid.blocks[0].columns["row_total"][1]
        if not recognising.is_sum(heading):
            found.append(self.problem("amount-beside", row, heading, found=columns.yuan(stated), wanted=heading.leaf))
            return True
        found.append(self.problem("row-sum-disagrees", row, heading, found=columns.yuan(stated), wanted=columns.yuan(total)))
        return False

    def _check_area(self, row: int, values: dict[str, Any], total: int, found: list[Problem]) -> None:
        area, standard = values.get("area"), values.get("standard")
        if area is not None and standard is not None:
            expected = int((Decimal(area) * standard).to_integral_value())
            if abs(expected - total) > 100:
                heading = self.bid.blocks[0].columns["amount"][1]
                found.append(self.problem("row-arithmetic", row, heading, found=columns.yuan(total), wanted=columns.yuan(expected)))

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
            self.reading.problems.append(self.problem("duplicate-row", row, heading, found=first + 1))
        elif identity is not None and values.get("scheme") is None and values.get("period") is None:
            self.reading.problems.append(self.problem("same-person-twice", row, heading, found=first + 1))

