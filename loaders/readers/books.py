"""Reads village books: entries with income and spending, balances, vouchers in double entry."""

import re
from collections.abc import Callable
from typing import Any

from loaders import charts, columns, layout, periods, place_names, problems, recognising, text
from loaders.columns import Unreadable
from loaders.layout import Heading
from loaders.problems import Problem, letter
from loaders.readers import ledger_rows
from loaders.readers.cells import as_text
from loaders.readers.result import Balance, Check, Record
from loaders.readers.rows import Cells, RowReader, Stop
from loaders.readers.vouchers import Vouchers
from loaders.recognising import Match

_MONEY = ("income", "spending", "amount", "debit", "credit")
_DIRECTIONS = {"收入": 1, "收": 1, "入": 1, "进": 1, "收款": 1, "进账": 1, "+": 1, "支出": -1, "支": -1, "付": -1, "出": -1, "付款": -1, "付出": -1, "-": -1, "开支": -1, "1": 1, "-1": -1}
_DITTO = ("〃", "\"", "″", "''", "同上", "″″")


class BooksReader(RowReader):
    """Reads a village's books of any layout: two columns, one signed column, a direction, blocks, debit and credit."""

    def body(self) -> None:
        """Read all entries, then compare totals and balances with them."""
        self.vouchers = Vouchers()
        self.parts: dict[tuple[str, str], Balance] = {}  # balances of cash and of bank alone
        self.carried = self.transfers = 0
        self.date_above: dict[int, Any] = {}
        self.running: int | None = None
        self.village_above: str | None = None
        self.parts_left = 0  # of the entry above, while rows say what it is made of
        self.contra = self._contra()
        self.book_of = self._book_of()
        self.minus_is_spending = self._minus_is_spending()
        self.groups = set() if self.form.double_entry else self._groups()
        self.open_groups: list[tuple[int, int, int | None, int]] = []  # row, level, its amount, the sum before it
        self.orientation = self._orientation() if self.form.double_entry or "direction" in self.bid.blocks[0].columns else None
        if self.form.double_entry:
            self._group_vouchers()
        for row in range(self.table.top, self.table.header_rows[0]):
            self._beside(row)
        self.run_blocks(self._ledger_row)
        self._finish_ledger()

    def run_blocks(self, read_row: Callable[[int, Cells, Match, list[Heading]], None]) -> None:
        """Every block from the top, with no date carried over from the one before."""
        self.date_above.clear()
        super().run_blocks(read_row)
        self._close_groups(1, self.bid.blocks[-1])

    def _beside(self, row: int) -> None:
        """Note the balances that a row outside the entries states."""
        for kind, fen, index in ledger_rows.beside(self.filled(self.rows[row]), self.unit_outside or "元"):
            self.reading.balances.append(Balance(kind, fen, row + 1, letter(index)))

    def _label(self, row: int, cells: Cells, match: Match, headings: list[Heading]) -> tuple[str, str] | None:
        """What a row of a book is besides an entry: a total, a balance, a page that goes on."""
        money = [match.index(key) for key in ("income", "spending", "amount", "debit", "credit", "balance")]
        first_money = min((i for i in money if i is not None), default=headings[-1].index)
        own = [self.get(cells, match, key) for key in ("serial", "voucher", "date", "day")]
        is_entry = any(not columns.is_blank(v) and not (isinstance(v, str) and ledger_rows.kind_of(v, True)) for v in own)
        named = {match.index(key) for key in ("account_name", "sub_account", "account_code", "handler")}
        for index in range(headings[0].index, min(first_money, len(cells))):
            value = cells[index]
            if type(value) is str and (kind := ledger_rows.kind_of(value, is_entry or index in named)):
                return kind, text.squeeze(value)
        return None

    def _ledger_row(self, row: int, cells: Cells, match: Match, headings: list[Heading]) -> None:
        reading = self.reading
        low, high = headings[0].index, headings[-1].index
        here = [(c, v) for c, v in self.filled(cells) if low <= c <= high]
        money = [v for key in _MONEY if not columns.is_blank(v := self.get(cells, match, key))]
        if self._opens_side(row, cells, match, here):
            self._close_groups(1, match)
            return
        if label := self._label(row, cells, match, headings):
            self._close_groups(1, match)
            self._ledger_total(row, cells, match, headings, *label)
            return
        if not money and any(i < len(cells) and not columns.is_blank(cells[i]) for i in self.table.elsewhere):
            return  # of the other fund, whose columns stand beside
        first_words = next((str(v) for _, v in here if isinstance(v, str)), "")
        if self._is_part(row, cells, match, first_words):
            return
        if self._heads_group(row, cells, match, low, first_words):
            return
        if self._is_words(here, money):
            if len(here) == 1 and re.fullmatch(r"[一-龥]{1,10}(?:村|社区|嘎查|屯)[:：]?", text.squeeze(first_words)):
                self.village_above = place_names.village(text.squeeze(first_words).rstrip(":："))
            self._beside(row)
            return
        if all(index == match.index("serial") for index, _ in here):
            return
        found: list[Problem] = []
        amount: int | None = None
        try:
            when = self._when(row, cells, match, found)
            if self.form.double_entry and self.vouchers.skips(row):
                return
            if self.form.double_entry and re.match("结转", text.squeeze(str(self.get(cells, match, "summary") or ""))):
                reading.problems.append(self.problem("voucher-noncash", row, self._money_heading(match), found=first_words))
                return
            if self._both_accounts(match) and (code := self._no_flow(cells, match)):
                reading.problems.append(self.problem(code, row, match.columns["debit_account"][1], found=self._voucher_words(cells, match, code)))
                return
            income, spending = self._flows(row, cells, match, found)
            reading.rows_read += 1
            amount = (income or 0) - (spending or 0)
            reading.amount_read += amount
            if income and spending:
                found.append(self.problem("both-directions", row, self._money_heading(match)))
            values = self._ledger_values(row, cells, match, found) | when
            if any(problem.severity == "error" for problem in found):
                raise Stop
        except Stop:
            if amount is None:
                reading.rows_read += 1
            self.reject(row, cells, headings, found, amount)
            return
        reading.problems.extend(found)
        reading.amount_loaded += amount
        self._follow_balance(row, cells, match, amount)
        money_keys = [k for k in ("amount", "income" if income else "spending", "debit", "credit") if k in match.columns]
        money_key = next((k for k in money_keys if not columns.is_blank(self.get(cells, match, k))), next(iter(money_keys), None))
        column = letter(match.columns[money_key][1].index) if money_key else None
        extra = {h.full: as_text(v) for h in match.rest if h.index < len(cells) and (v := cells[h.index]) is not None}
        if extra:
            values["extra"] = extra
        key = tuple(repr(v) for c, v in here if c != match.index("serial"))
        if key in self.seen:
            reading.problems.append(self.problem("duplicate-row", row, headings[0], found=self.seen[key] + 1))
        self.seen.setdefault(key, row)
        reading.records.append(Record(row + 1, column, values | {"income": income or 0, "spending": spending or 0}))

    def _is_part(self, row: int, cells: Cells, match: Match, first_words: str) -> bool:
        """Whether a row says what the entry above is made of: 其中, and the rows behind it as far as they make up the rest."""
        own = any(not columns.is_blank(self.get(cells, match, key)) for key in ("serial", "voucher", "date"))
        try:
            fen = sum(abs(self.money(row, cells, match, key, []) or 0) for key in _MONEY if key in match.columns)
        except Stop:
            fen = 0
        if text.is_of_which(first_words):
            self.parts_left = self._left_of_parts(row, match, fen)
            return True
        if not self.parts_left or own or not fen:
            self.parts_left = 0
            return False
        self.parts_left -= fen
        return True

    def _left_of_parts(self, row: int, match: Match, first: int) -> int:
        """How much of the entry above the rows behind 其中 make up; nothing unless they make up all of it."""
        if not self.reading.records or self.parts_left:
            return max(self.parts_left - first, 0)
        above = self.reading.records[-1]
        left = whole = abs(above.values["income"] - above.values["spending"]) - first
        for below in self.table.body:
            if below <= row or left <= 0:
                continue
            cells = self.rows[below]
            if any(not columns.is_blank(self.get(cells, match, key)) for key in ("serial", "voucher", "date")):
                break
            try:
                left -= sum(abs(self.money(below, cells, match, key, []) or 0) for key in _MONEY if key in match.columns)
            except Stop:
                break
        return whole if left == 0 and whole > 0 else 0

    def _is_words(self, here: list[tuple[int, Any]], money: list[Any]) -> bool:
        """Whether a row signs off, explains, or states a balance in a sentence."""
        if any(_reads_as_amount(value) for value in money):
            return False
        if ledger_rows.in_sentence(str(here[0][1]), "元"):
            return True
        if len(here) == 1 and (not money or ledger_rows.in_sentence(str(here[0][1]), "元")):
            return True
        digits = any(re.search(r"\d", str(value)) for value in money)
        return layout.is_footer(here) and (not digits or bool(re.search("[:：]", str(here[0][1]))))

    def _money_heading(self, match: Match) -> Heading:
        return next(match.columns[key][1] for key in _MONEY if key in match.columns)

    def _flows(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> tuple[int | None, int | None]:
        if self.form.double_entry:
            debit, credit = self.money(row, cells, match, "debit", found), self.money(row, cells, match, "credit", found)
            self._one_at_least(row, match, debit, credit, found, "debit")
            if self.orientation is None:
                found.append(self.problem("direction-missing", row, match.columns["debit"][1]))
                raise Stop
            return (debit, credit) if self.orientation > 0 else (credit, debit)
        if "income" in match.columns and "spending" in match.columns and "amount" not in match.columns:
            income, spending = self.money(row, cells, match, "income", found), self.money(row, cells, match, "spending", found)
            self._one_at_least(row, match, income, spending, found, "income")
            return income, -spending if spending and self.minus_is_spending else spending
        amount = self.money(row, cells, match, "amount", found)
        heading = match.columns["amount"][1]
        if amount is None:
            found.append(self.problem("amount-missing", row, heading))
            raise Stop
        if self._both_accounts(match):
            into = charts.nature(columns.line(self.get(cells, match, "debit_account")), None, "2023") == "cash"
            return (amount, None) if into else (None, amount)
        if "direction" in match.columns:
            sign = self._sign(row, cells, match)
            if sign is None:
                found.append(self.problem("direction-missing", row, match.columns["direction"][1]))
                raise Stop
            return (amount, None) if sign > 0 else (None, amount)
        side = match.side or self.side or recognising.side_above(self.table) or recognising.side_of_title(self.table.title, self.sheet.name)
        if side:
            return (amount, None) if side == "income" else (None, amount)
        if self.signed(match):
            return (amount, None) if amount >= 0 else (None, -amount)
        found.append(self.problem("direction-missing", row, heading))
        raise Stop

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

    def _sign(self, row: int, cells: Cells, match: Match) -> int | None:
        """Whether the column of directions says that money came in (1) or went out (-1)."""
        value = self.get(cells, match, "direction")
        if columns.is_blank(value):
            value = self.merged_down.get((row, match.columns["direction"][1].index))
        written = columns.line(value) or ""
        if text.squeeze(written) in ("借", "贷", "借方", "贷方"):
            return self.orientation and (self.orientation if written.startswith("借") else -self.orientation)
        return _direction(text.squeeze(written))

    def _opens_side(self, row: int, cells: Cells, match: Match, here: list[tuple[int, Any]]) -> bool:
        """Whether a row opens the part of income or of spending in a table with one column of amounts; its amount is a total."""
        side = recognising.section_side(here) if "amount" in match.columns and match.side is None and "direction" not in match.columns else None
        if side is None:
            return False
        self.side = side
        try:
            fen = self.money(row, cells, match, "amount", [])
        except Stop:
            fen = None
        if fen is not None:
            self.totals.append((row, side, side, fen))
        return True

    def _groups(self) -> set[tuple[int, int]]:
        """Rows without a date that head the rows numbered below them, (一) above 1.; with the first column of their block."""
        found: set[tuple[int, int]] = set()
        for match, headings in zip(self.bid.blocks, self.table.blocks, strict=True):
            above: tuple[int, int] | None = None
            for row in self.table.body if not {"date", "day"} & set(match.columns) else ():
                low, high = headings[0].index, headings[-1].index
                words = next((str(v) for c, v in self.filled(self.rows[row]) if low <= c <= high), "")
                level = ledger_rows.level(words)
                if above and level > above[1]:
                    found.add((low, above[0]))
                above = (row, level) if level else None
        return found

    def _heads_group(self, row: int, cells: Cells, match: Match, low: int, words: str) -> bool:
        """Whether a row heads a group, whose amount is the sub-total of the rows below it; closes the groups that end here."""
        level = ledger_rows.level(words)
        self._close_groups(level, match)
        if (low, row) not in self.groups:
            return False
        try:
            stated = next((fen for key in _MONEY if (fen := self.money(row, cells, match, key, [])) is not None), None)
        except Stop:
            stated = None
        self.open_groups.append((row, level, stated, self.reading.amount_read))
        return True

    def _close_groups(self, level: int, match: Match) -> None:
        while self.open_groups and 0 < level <= self.open_groups[-1][1]:
            row, _, stated, before = self.open_groups.pop()
            expected = abs(self.reading.amount_read - before)
            if stated is not None:
                self.check("subtotal", row, self._money_heading(match), stated, expected)
            if stated is not None and stated != expected:
                self.reading.problems.append(
                    self.problem("subtotal-disagrees", row, self._money_heading(match), found=columns.yuan(stated), wanted=columns.yuan(expected))
                )

    def _both_accounts(self, match: Match) -> bool:
        return {"debit_account", "credit_account"} <= match.columns.keys()

    def _no_flow(self, cells: Cells, match: Match) -> str | None:
        """Why a line with both of its accounts is neither income nor spending; none where one of them is cash or bank."""
        cash = [charts.nature(columns.line(self.get(cells, match, key)), None, "2023") == "cash" for key in ("debit_account", "credit_account")]
        return {2: "cash-transfer", 0: "voucher-noncash"}.get(sum(cash))

    def _voucher_words(self, cells: Cells, match: Match, code: str) -> object:
        return 1 if code == "cash-transfer" else columns.line(self.get(cells, match, "voucher")) or columns.line(self.get(cells, match, "summary"))

    def _minus_is_spending(self) -> bool:
        """Whether all lines of the column of spending, two at least, are written below zero: then that is no correction."""
        match = self.bid.blocks[0]
        if "spending" not in match.columns or "income" not in match.columns:
            return False
        seen: list[int] = []
        for row in self.table.body:
            try:
                fen = self.money(row, self.rows[row], match, "spending", [])
            except Stop:
                continue
            if fen and not self._label(row, self.rows[row], match, self.table.headings):
                seen.append(fen)
        if len(seen) < 2 or max(seen) > 0:
            return False
        self.reading.problems.append(problems.make("spending-below-zero", sheet=self.sheet.name))
        return True

    def _one_at_least(self, row: int, match: Match, one: int | None, other: int | None, found: list[Problem], key: str) -> None:
        if one is None and other is None:
            found.append(self.problem("amount-missing", row, match.columns[key][1]))
            raise Stop

    def _ledger_values(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key in ("voucher", "handler", "account_code", "account_name", "sub_account", "fund", "village", "approver", "remark"):
            if (value := columns.line(self._own_or_merged(row, cells, match, key))) is not None and not columns.is_blank(value):
                values[key] = text.mask_numbers_in(value) if key in ("remark", "handler") else value
        if village := values.get("village") or self.village_above:
            self.village_above = values["village"] = village
        if self.book_of:
            values.setdefault("account_name", self.book_of)
        for key in ("debit_account", "credit_account"):
            name = columns.line(self.get(cells, match, key))
            if name and charts.nature(name, None, "2023") != "cash":
                values.setdefault("account_name", name)
        summary = columns.line(self._own_or_merged(row, cells, match, "summary"))
        if summary is None or columns.is_blank(summary):
            summary = values.get("sub_account") or values.get("account_name") or values.get("remark")
        if summary is None:
            found.append(self.problem("summary-missing", row, match.columns["summary"][1] if "summary" in match.columns else None))
        else:
            values["summary"] = text.mask_numbers_in(summary)[:300]
        if self._is_transfer(values):
            values["transfer"] = True
            self.transfers += 1
        return values

    def _is_transfer(self, values: dict[str, Any]) -> bool:
        """Whether an entry only moves money between cash and bank: by its words, or by the other account of a cash or bank book."""
        if charts.is_transfer(values.get("summary", "")):
            return True
        return self.contra and self.reading.fund is not None and charts.nature(values.get("account_name"), None, "2023") == "cash"

    # --- dates

    def _when(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> dict[str, Any]:
        """Day and month of an entry; one that is not written is that of the row above."""
        heading = next((match.columns[key][1] for key in ("date", "day", "month") if key in match.columns), None)
        if heading is None:
            return {}
        written = self._written_day(row, cells, match)
        if columns.is_blank(written) or written in _DITTO:
            above: dict[str, Any] = self.date_above.get(heading.index, {})
            self.carried += bool(above)
            return above
        values: dict[str, Any] = {}
        try:
            values["date"], values["month"] = periods.day(written, self.reading.period)
        except periods.NotADay as error:
            values["month"] = error.month
            problem = self.problem("date-ambiguous" if error.ambiguous else "date-unreadable", row, heading, found=columns.shown(written))
            if error.ambiguous and error.month:
                problem = Problem(problem.code, "warning", problem.message, problem.row, problem.column, problem.cell, problem.sheet)
            found.append(problem)
        if self.reading.period and values["month"] and values["month"] not in periods.months(self.reading.period):
            found.append(self.problem("date-outside", row, heading, found=columns.shown(written), wanted=self.reading.period))
            values["month"] = None
        self.date_above[heading.index] = values
        return values

    def _written_day(self, row: int, cells: Cells, match: Match) -> Any:
        """The day as written: in one cell, or in two cells for month and day."""
        if "date" in match.columns:
            value = self._own_or_merged(row, cells, match, "date")
            if not (columns.is_blank(value) or value in _DITTO) or "day" not in match.columns:
                return value
        month, day = (_figure(self._own_or_merged(row, cells, match, key)) for key in ("month", "day"))
        if month is None and day is None:
            return None
        index = match.columns["month" if "month" in match.columns else "day"][1].index
        above = self.date_above.get(-1 - index)
        month = month or above
        self.date_above[-1 - index] = month
        if month is None:
            return f"{day}日"
        return f"{month}月{day}日" if day else f"{month}月"

    def _own_or_merged(self, row: int, cells: Cells, match: Match, key: str) -> Any:
        value = self.get(cells, match, key)
        if columns.is_blank(value) and key in match.columns:
            return self.merged_down.get((row, match.columns[key][1].index))
        return value

    # --- totals and balances

    def _follow_balance(self, row: int, cells: Cells, match: Match, amount: int) -> None:
        """Warn where the balance of a line is not the one above with the line's own amount."""
        if "balance" not in match.columns or len(self.bid.blocks) > 1 or self.book_of:
            return
        try:
            stated = self.money(row, cells, match, "balance", [])
        except Stop:
            stated = None
        if self.running is not None:
            self.running += amount
        if stated is None:
            return
        if self.running is not None and stated != self.running:
            found, wanted = columns.yuan(stated), columns.yuan(self.running)
            self.reading.problems.append(self.problem("balance-line", row, match.columns["balance"][1], found=found, wanted=wanted))
        self.running = stated

    def _ledger_total(self, row: int, cells: Cells, match: Match, headings: list[Heading], kind: str, words: str) -> None:
        found: list[Problem] = []

        def money(key: str) -> int | None:
            try:
                return self.money(row, cells, match, key, found)
            except Stop:
                return None

        if kind in ("opening", "closing", "carried"):
            self._labelled_balance(row, cells, match, headings, kind, words)
            return
        if kind in ("cumulative", "subtotal"):
            return
        side = match.side
        if "income" in match.columns and "spending" in match.columns and "amount" not in match.columns:
            income, spending = money("income"), money("spending")
            if spending and self.minus_is_spending:
                spending = abs(spending)
            if not any(problem.severity == "error" for problem in found) and (income is not None or spending is not None):
                self.totals.append((row, "both", words, (income or 0) - (spending or 0)))
            if (closing := money("balance")) is not None:
                self.reading.balances.append(Balance("closing", closing, row + 1, letter(match.columns["balance"][1].index)))
            return
        if "amount" not in match.columns:
            return
        fen = money("amount")
        if fen is None:
            return
        side = side or self.side or recognising.side_above(self.table) or recognising.side_of_title(self.table.title, self.sheet.name)
        if kind == "total" and "direction" in match.columns and (sign := self._sign(row, cells, match)):
            kind = "income" if sign > 0 else "spending"
        if kind == "income" or (kind == "total" and side == "income"):
            self.totals.append((row, "income", words, fen))
        elif kind == "spending" or (kind == "total" and side == "spending"):
            self.totals.append((row, "spending", words, abs(fen) if self.signed(match) and side is None else fen))
        elif kind == "total":
            self.totals.append((row, "both", words, fen))

    def _labelled_balance(self, row: int, cells: Cells, match: Match, headings: list[Heading], kind: str, words: str) -> None:
        """Note the balance of a row that is labelled as one, in whichever column it stands."""
        balance: Balance | None = None
        keys = ("balance", "amount", "income", "debit", "spending", "credit") if kind == "opening" else ("balance", "amount", "spending", "credit", "income", "debit")
        for key in keys:
            try:
                fen = self.money(row, cells, match, key, [])
            except Stop:
                continue
            if fen is not None:
                balance = Balance(kind, fen, row + 1, letter(match.columns[key][1].index))
                break
        else:
            for index in range(headings[0].index, min(headings[-1].index + 1, len(cells))):
                value = cells[index]
                if isinstance(value, int | float) and not isinstance(value, bool):
                    try:
                        fen, _ = columns.amount_fen(value, self.unit_outside or "元")
                    except Unreadable as error:
                        cell = problems.address(row, index)
                        self.reading.problems.append(problems.make(error.code, sheet=self.sheet.name, row=row + 1, column=letter(index), cell=cell, **error.words))
                        continue
                    if fen is not None:
                        balance = Balance(kind, fen, row + 1, letter(index))
                        break
        if balance is None:
            self._beside(row)
            return
        if kind != "closing":
            self.running = balance.amount_fen
        if kind == "carried":
            if not self.reading.records and not self.reading.rejected:
                self.reading.balances.append(Balance("opening", balance.amount_fen, balance.row, balance.column))
            return
        part = "cash" if "现金" in words else "bank" if "银行" in words else None
        if part:
            self.parts[kind, part] = balance
        else:
            self.reading.balances.append(balance)

    def _join_parts(self) -> None:
        """Cash and bank stated apart are one balance together, where both are stated or the book is of one of them."""
        for kind in ("opening", "closing"):
            parts = [balance for (of, _), balance in self.parts.items() if of == kind]
            if (len(parts) == 2 or (parts and self.reading.fund)) and not any(b.kind == kind for b in self.reading.balances):
                self.reading.balances.append(Balance(kind, sum(p.amount_fen for p in parts), parts[-1].row, parts[-1].column))

    # --- debit and credit

    def _contra(self) -> bool:
        """Whether the account of a line is the other side of the book's own cash or bank account."""
        match = self.bid.blocks[0]
        title = f"{self.table.above}{self.sheet.name}"
        if "account_name" in match.columns and "对方" in match.columns["account_name"][1].leaf:
            return True
        return self.reading.fund is not None and bool(re.search("日记账|出纳账|现金账|银行账", title))

    def _book_of(self) -> str | None:
        """The account of income or spending whose own book this is; its balance is not money that is there."""
        name = charts.account_in(f"{self.table.above}{self.sheet.name}")
        return name if name and charts.nature(name, None, "2023") in ("income", "spending") else None

    def _nature(self, cells: Cells, match: Match) -> charts.Nature | None:
        name, code = (columns.line(self.get(cells, match, key)) for key in ("account_name", "account_code"))
        return charts.nature(name, code, charts.regime_of(self.reading.period))

    def _orientation(self) -> int | None:
        """Whether what is debited comes in (1, a book of cash or bank) or what is credited does (-1, other accounts); none if unsure."""
        match = self.bid.blocks[0]
        accounts = bool({"account_name", "account_code"} & set(match.columns))
        if not self.form.double_entry:
            return 1 if self.reading.fund is not None else self._by_accounts() if accounts else None
        if accounts and not self.contra:
            return -1
        if self.book_of:
            return -1
        if (seen := self._by_balances()) is not None:
            return seen
        title = f"{self.table.above}{self.sheet.name}"
        if re.search("对账单|交易明细", title):  # the bank's own view
            return None
        return 1 if self.reading.fund is not None or re.search("日记账|出纳", title) else None

    def _by_balances(self) -> int | None:
        """Whether the balance grows by what is debited (1) or by what is credited (-1)."""
        match = self.bid.blocks[0]
        votes = {1: 0, -1: 0}
        above: int | None = None
        for row in self.table.body:
            try:
                debit, credit, balance = (self.money(row, self.rows[row], match, key, []) for key in ("debit", "credit", "balance"))
            except Stop:
                continue
            if balance is not None and above is not None and (debit or credit) and not (debit and credit):
                for sign in votes:
                    votes[sign] += above + sign * ((debit or 0) - (credit or 0)) == balance
            above = balance if balance is not None else above
        return 1 if votes[1] > votes[-1] else -1 if votes[-1] > votes[1] else None

    def _by_accounts(self) -> int | None:
        """Whether accounts of income stand under credit (-1) or under debit (1), when all lines agree."""
        match = self.bid.blocks[0]
        seen: set[int] = set()
        for row in self.table.body:
            written, nature = columns.line(self.get(self.rows[row], match, "direction")) or "", self._nature(self.rows[row], match)
            if nature in ("income", "spending") and written[:1] in ("借", "贷"):
                seen.add(1 if (written[0] == "借") == (nature == "income") else -1)
        return seen.pop() if len(seen) == 1 else None

    def _group_vouchers(self) -> None:
        """Bring the lines of every voucher together: the entries are those beside its lines of cash and bank."""
        match = self.bid.blocks[0]
        if self.contra or not {"account_name", "account_code"} & set(match.columns):
            return
        for row in self.table.body:
            cells = self.rows[row]
            if self._label(row, cells, match, self.table.headings):
                continue
            try:
                debit, credit = self.money(row, cells, match, "debit", []), self.money(row, cells, match, "credit", [])
            except Stop:
                continue
            if debit is None and credit is None:
                continue
            number = columns.line(self._own_or_merged(row, cells, match, "voucher"))
            day = columns.line(self._own_or_merged(row, cells, match, "date")) if "date" in match.columns else None
            self.vouchers.add(row, number, day, debit or 0, credit or 0, self._nature(cells, match) == "cash")
        for code, row, words in self.vouchers.close():
            heading = match.columns["voucher" if "voucher" in match.columns else "summary"][1]
            self.reading.problems.append(self.problem(code, row, heading, **words))

    def _finish_ledger(self) -> None:
        """Compare the totals and balances that the sheet states with its entries."""
        reading = self.reading
        match = self.bid.blocks[0]
        self._join_parts()
        if self.book_of:
            reading.balances.clear()
        for code, count in (("date-carried", self.carried), ("cash-transfer", self.transfers)):
            if count:
                reading.problems.append(problems.make(code, sheet=self.sheet.name, found=count))
        if not reading.period and not any(r.values.get("month") is None for r in reading.records):
            reading.period = periods.enclosing({r.values["month"] for r in reading.records})
        key = next((k for k in ("amount", "income", "debit") if k in match.columns), None)
        reading.unit = self.amount_unit(match.columns[key][1]) if key else "元"
        income = [value for _, kind, _, value in self.totals if kind == "income"]
        spending = [value for _, kind, _, value in self.totals if kind == "spending"]
        both = [value for _, kind, _, value in self.totals if kind == "both"]
        alone = match.side or recognising.side_above(self.table) or recognising.side_of_title(self.table.title, self.sheet.name)
        stated: int | None = None
        if income and spending:
            stated = income[-1] - spending[-1]
        elif income and not spending and len(self.bid.blocks) == 1 and alone == "income":
            stated = income[-1]
        elif spending and not income and len(self.bid.blocks) == 1 and alone == "spending":
            stated = -spending[-1]
        elif both:
            stated = reading.amount_read if reading.amount_read in both or sum(both) == reading.amount_read else both[-1]
        opening = [b for b in reading.balances if b.kind == "opening"]
        closing = [b for b in reading.balances if b.kind == "closing"]
        begin, end = (balances[-1].amount_fen if balances else 0 for balances in (opening[:1], closing))
        if stated in (reading.amount_read + begin, reading.amount_read + begin - end, reading.amount_read - end):
            stated = reading.amount_read  # totals that count the balances in
        reading.stated_total = stated
        if stated is not None and stated != reading.amount_read:
            row = self.totals[-1][0]
            heading = match.columns[key][1] if key else None
            reading.problems.append(
                self.problem("total-disagrees", row, heading, found=columns.yuan(stated), wanted=columns.yuan(reading.amount_read), difference=columns.yuan(stated - reading.amount_read))
            )
        if not closing and "balance" in match.columns and not self.book_of:
            last = self._last_balance(match)
            if last:
                closing = [last]
                reading.balances.append(last)
        if closing:  # the last one stated is the balance at the end
            reading.balances = opening[:1] + closing[-1:]
        if opening and closing:
            expected = opening[0].amount_fen + reading.amount_read
            reading.checks.append(Check("balance", closing[-1].amount_fen, expected, f"{closing[-1].column}{closing[-1].row}"))
            if expected != closing[-1].amount_fen:
                reading.problems.append(
                    problems.make(
                        "balance-disagrees", row=closing[-1].row, cell=f"{closing[-1].column}{closing[-1].row}", sheet=self.sheet.name,
                        found=columns.yuan(closing[-1].amount_fen), wanted=columns.yuan(expected),
                    )
                )  # fmt: skip

    def _last_balance(self, match: Match) -> Balance | None:
        heading = match.columns["balance"][1]
        for row in reversed(self.table.body):
            value = self.rows[row][heading.index] if heading.index < len(self.rows[row]) else None
            if not columns.is_blank(value):
                try:
                    fen, _ = columns.amount_fen(value, self.amount_unit(heading))
                except Unreadable:
                    return None
                return Balance("closing", fen, row + 1, letter(heading.index)) if fen is not None else None
        return None


def _direction(written: str) -> int | None:
    if written in _DIRECTIONS:
        return _DIRECTIONS[written]
    incoming, outgoing = "收" in written or "入" in written, "支" in written or "付" in written or "出" in written
    if incoming != outgoing:
        return 1 if incoming else -1
    return None


def _reads_as_amount(value: Any) -> bool:
    try:
        return columns.amount_fen(value)[0] is not None
    except Unreadable:
        return False


def _figure(value: Any) -> int | None:
    """The number in a cell for a month or a day: 7, 07, 7月."""
    match = re.fullmatch(r"0?(\d{1,2})(?:\.0)?[月日号]?份?", text.squeeze(str(value)))
    return int(match[1]) if match else None
