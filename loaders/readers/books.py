"""Reads village books: entries with income and spending, balances, vouchers in double entry."""

import re
from datetime import date
from typing import Any

from loaders import columns, layout, periods, problems, recognising, text
from loaders.columns import Unreadable
from loaders.layout import Heading
from loaders.problems import Problem, letter
from loaders.readers.cells import as_text
from loaders.readers.result import Balance, Reading, Record
from loaders.readers.rows import Cells, RowReader, Stop
from loaders.recognising import Match

_OPENING = ("上季结余", "上月结余", "上期结余", "上年结余", "上年结转", "期初余额", "年初余额", "期初结余", "月初余额", "上期结转", "上月结转", "季初余额", "期初", "上年余额", "上月余额", "上季余额", "上季度结余", "年初结余", "上年度结余", "上期余额", "上季度余额", "结转上年", "上季结转")
_CLOSING = ("本季结余", "本月结余", "本期结余", "期末余额", "期末结余", "年末余额", "月末余额", "本年结余", "结余", "余额", "累计结余", "本季余额", "本月余额", "期末", "结存", "现有余额", "账面余额", "季末余额", "本季度结余", "本期余额", "结转下年", "结转下月", "结转下季", "结转下期", "本季度余额")
_CARRIED = ("承前页", "过次页", "转下页", "接上页", "承上页")
_DIRECTIONS = {"收入": 1, "收": 1, "入": 1, "进": 1, "收款": 1, "进账": 1, "+": 1, "支出": -1, "支": -1, "付": -1, "出": -1, "付款": -1, "付出": -1, "-": -1, "开支": -1}


class BooksReader(RowReader):
    """Reads a village's books of any layout: two columns, one signed column, a direction, blocks, debit and credit."""

    def body(self) -> None:
        """Read all entries, then compare totals and balances with them."""
        self.run_blocks(self._ledger_row)
        if self.form.double_entry:
            self._check_vouchers()
        self._finish_ledger()

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
        here = [(c, v) for c, v in self.filled(cells) if low <= c <= high]
        keys = ("income", "spending", "amount", "debit", "credit")
        has_money = any(not columns.is_blank(self.get(cells, match, key)) for key in keys)
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
                raise Stop
        except Stop:
            if amount is None:
                reading.rows_read += 1
            self.reject(row, cells, headings, found, amount)
            return
        reading.problems.extend(found)
        reading.amount_loaded += amount
        money_key = next((k for k in ("amount", "income" if income else "spending", "debit", "credit") if k in match.columns), None)
        column = letter(match.columns[money_key][1].index) if money_key else None
        extra = {h.full: as_text(v) for h in match.rest if h.index < len(cells) and (v := cells[h.index]) is not None}
        if extra:
            values["extra"] = extra
        key = tuple(repr(v) for c, v in here if c != match.index("serial"))
        if key in self.seen:
            reading.problems.append(self.problem("duplicate-row", row, headings[0], found=self.seen[key] + 1))
        self.seen.setdefault(key, row)
        reading.records.append(Record(row + 1, column, values | {"income": income or 0, "spending": spending or 0}))

    def _is_cash_line(self, cells: Cells, match: Match) -> bool:
        """Whether a line of a voucher is on cash or bank itself, whose other side is the entry."""
        if "account_name" not in match.columns and "account_code" not in match.columns:
            return False
        name = text.squeeze(str(self.get(cells, match, "account_name") or ""))
        code = text.squeeze(str(self.get(cells, match, "account_code") or ""))
        return name.startswith(("库存现金", "现金", "银行存款")) or (not name and code.startswith(("101", "102", "1001", "1002")))

    def _flows(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> tuple[int | None, int | None]:
        if self.form.double_entry:
            debit, credit = self.money(row, cells, match, "debit", found), self.money(row, cells, match, "credit", found)
            self._one_of(row, match, debit, credit, found, "debit")
            journal = "account_name" not in match.columns and "account_code" not in match.columns
            by_fund = journal or (self.reading.fund is not None and "日记账" in f"{self.table.above}{self.sheet.name}")
            if by_fund:  # a cash or bank book: what it receives is its debit
                return debit, credit
            return credit, debit
        if "income" in match.columns and "spending" in match.columns and "amount" not in match.columns:
            income, spending = self.money(row, cells, match, "income", found), self.money(row, cells, match, "spending", found)
            self._one_of(row, match, income, spending, found, "income")
            return income, spending
        amount = self.money(row, cells, match, "amount", found)
        heading = match.columns["amount"][1]
        if amount is None:
            found.append(self.problem("amount-missing", row, heading))
            raise Stop
        if "direction" in match.columns:
            written = text.squeeze(str(self.get(cells, match, "direction") or ""))
            sign = _direction(written, self.reading)
            if sign is None:
                found.append(self.problem("direction-missing", row, match.columns["direction"][1]))
                raise Stop
            return (amount, None) if sign > 0 else (None, amount)
        side = match.side or recognising.side_of_title(self.table.title, self.sheet.name)
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

    def _one_of(self, row: int, match: Match, one: int | None, other: int | None, found: list[Problem], key: str) -> None:
        if one and other:
            found.append(self.problem("both-directions", row, match.columns[key][1]))
            raise Stop
        if one is None and other is None:
            found.append(self.problem("amount-missing", row, match.columns[key][1]))
            raise Stop

    def _ledger_values(self, row: int, cells: Cells, match: Match, found: list[Problem]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key in ("voucher", "handler", "account_code", "account_name", "sub_account", "fund", "village", "approver", "remark"):
            if (value := columns.line(self.get(cells, match, key))) is not None and not columns.is_blank(value):
                values[key] = text.mask_numbers_in(value) if key in ("remark", "handler") else value
        summary = columns.line(self.get(cells, match, "summary"))
        if summary is None or columns.is_blank(summary):
            summary = values.get("sub_account") or values.get("account_name") or values.get("remark")
        if summary is None:
            found.append(self.problem("summary-missing", row, match.columns["summary"][1] if "summary" in match.columns else None))
        else:
            values["summary"] = text.mask_numbers_in(summary)[:300]
        if "date" in match.columns:
            written = self.get(cells, match, "date")
            heading = match.columns["date"][1]
            if not columns.is_blank(written):
                try:
                    values["date"], values["month"] = periods.day(written, self.reading.period)
                except periods.NotADay as error:
                    values["month"] = error.month
                    code = "date-ambiguous" if error.ambiguous else "date-unreadable"
                    problem = self.problem(code, row, heading, found=columns.shown(written))
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
                return self.money(row, cells, match, key, found)
            except Stop:
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
            number = columns.line(self.get(cells, match, "voucher")) or columns.line(self.merged_down.get((row, match.columns["voucher"][1].index)))
            if not number or self._ledger_label(cells, match, self.table.headings):
                continue
            try:
                debit, credit = self.money(row, cells, match, "debit", []), self.money(row, cells, match, "credit", [])
            except Stop:
                continue
            entry = sums.setdefault(number, [0, 0, row])
            entry[0] += debit or 0
            entry[1] += credit or 0
        if not any(debit and credit for debit, credit, _ in sums.values()):
            return
        for debit, credit, row in sums.values():
            if debit != credit:
                self.reading.problems.append(self.problem("voucher-unbalanced", row, match.columns["voucher"][1], found=columns.yuan(debit), wanted=columns.yuan(credit)))

    def _finish_ledger(self) -> None:
        """Compare the totals and balances that the sheet states with its entries."""
        reading = self.reading
        match = self.bid.blocks[0]
        key = next((k for k in ("amount", "income", "debit") if k in match.columns), None)
        reading.unit = self.amount_unit(match.columns[key][1]) if key else "元"
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
                self.problem("total-disagrees", row, heading, found=columns.yuan(stated), wanted=columns.yuan(reading.amount_read), difference=columns.yuan(stated - reading.amount_read))
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


def _direction(written: str, reading: Reading) -> int | None:
    if written in _DIRECTIONS:
        return _DIRECTIONS[written]
    if written in ("借", "贷") and reading.fund is not None:  # in a cash or bank book the debit is what comes in
        return 1 if written == "借" else -1
    incoming, outgoing = "收" in written or "入" in written, "支" in written or "付" in written or "出" in written
    if incoming != outgoing:
        return 1 if incoming else -1
    return None
