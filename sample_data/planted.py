"""What is wrong with the books and projects of the sample township on purpose, each once, for the cross-matches to find.

Nothing here draws a random number, so that everything else stays as it is.
"""

from sample_data.sheets import Cell, Sheet

#: A month, a day, a summary, fen, an account.
Line = tuple[int, int, str, int, str]

#: By village (from 0), year and quarter: spending in pieces below the limit, round sums, and a large one that nobody decided on.
LINES: dict[tuple[int, int, int], list[Line]] = {
    (3, 2026, 2): [(6, 5, "付农贸市场改造材料款", 48_600_00, "公益支出"), (6, 8, "付农贸市场改造材料款", 49_200_00, "公益支出"), (6, 12, "付农贸市场改造材料款", 47_500_00, "公益支出")],
    (9, 2025, 3): [(7, 15, "付村庄绿化养护费", 10_000_00, "公益支出"), (9, 15, "付村庄绿化养护费", 10_000_00, "公益支出")],
    (9, 2025, 4): [(11, 15, "付村庄绿化养护费", 10_000_00, "公益支出"), (12, 15, "付村庄绿化养护费", 10_000_00, "公益支出")],
    (8, 2026, 3): [(8, 11, "付村部屋顶修缮款", 86_000_00, "公益支出")],
}  # fmt: skip
#: Where the books close with 500 yuan less than they should, and where they open with 1,200 less than they closed.
WRONG_CLOSING, WRONG_OPENING = (5, 2025, 2), (6, 2025, 3)
_LEFT, _LOST = 500_00, 1_200_00
#: Projects in the third quarter of 2026: paid to 85 per cent of the contract at 60 per cent of the work; and 12,000 yuan beyond it.
PAID_AHEAD, OVER_CONTRACT = 7, 9


def lines(village: int, year: int, quarter: int) -> list[Line]:
    """The lines that the books of a quarter hold beside the usual ones."""
    return LINES.get((village, year, quarter), [])


def opening(village: int, year: int, quarter: int, balance: int) -> int:
    """What the books of a quarter say to begin with."""
    return balance - _LOST if (village, year, quarter) == WRONG_OPENING else balance


def closing(village: int, year: int, quarter: int, sheet: Sheet, balance: int) -> int:
    """What the books of a quarter say to end with; it stands in the sheet and is what the next ones begin with."""
    if (village, year, quarter) != WRONG_CLOSING:
        return balance
    row = next(row for row in sheet.rows if "本季结余" in row)
    wrong: Cell = (balance - _LEFT) / 100
    row[row.index("本季结余") + 1] = wrong
    return balance - _LEFT


def paid(village: int, year: int, quarter: int, bid: int, fen: int) -> int:
    """What a progress sheet says to have been paid for the project of a village."""
    if (year, quarter) != (2026, 3) or village not in (PAID_AHEAD, OVER_CONTRACT):
        return fen
    return bid * 85 // 100 if village == PAID_AHEAD else bid + 12_000_00
