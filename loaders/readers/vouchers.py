"""The lines of vouchers in double entry, brought together: which of them are entries of the books."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.columns import yuan


@dataclass(slots=True)
class _Voucher:
    number: str
    rows: list[int] = field(default_factory=list)
    cash_rows: list[int] = field(default_factory=list)
    debit: int = 0
    credit: int = 0


@dataclass(slots=True)
class Vouchers:
    """Vouchers in the order of the sheet. What cash or bank receives or pays is said by the other lines."""

    found: list[_Voucher] = field(default_factory=list)
    skipped: set[int] = field(default_factory=set)
    day: str | None = None

    def add(self, row: int, number: str | None, day: str | None, debit: int, credit: int, is_cash: bool) -> None:
        """One more line; a line without a number belongs to the voucher above it."""
        last = self.found[-1] if self.found else None
        if last is None or (number and number != last.number) or (number and day and self.day and day != self.day):
            last = _Voucher(number or "")
            self.found.append(last)
        self.day = day or self.day
        (last.cash_rows if is_cash else last.rows).append(row)
        last.debit += debit
        last.credit += credit

    def close(self) -> Iterator[tuple[str, int, dict[str, object]]]:
        """The problems of all vouchers: code, row, words. Decides which lines are no entries."""
        lists_cash = any(voucher.cash_rows for voucher in self.found)
        for voucher in self.found:
            self.skipped.update(voucher.cash_rows)
            if not voucher.number:
                continue
            first = min(voucher.rows + voucher.cash_rows)
            balanced = voucher.debit == voucher.credit
            if voucher.cash_rows and not voucher.rows:
                yield "cash-transfer", first, {"found": 1}
            elif not voucher.cash_rows and balanced and len(voucher.rows) > 1:
                self.skipped.update(voucher.rows)
                yield "voucher-noncash", first, {"found": voucher.number}
            elif not balanced and lists_cash:
                yield "voucher-unbalanced", first, {"found": yuan(voucher.debit), "wanted": yuan(voucher.credit)}

    def skips(self, row: int) -> bool:
        """Whether a line is no entry: one of cash or bank, or of a voucher that moves neither."""
        return row in self.skipped
