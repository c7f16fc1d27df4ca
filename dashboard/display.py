"""How money, days, periods, names and sources are spelled for people."""

import re
from datetime import date
from decimal import Decimal

from loaders import periods, text


def yuan(fen: int) -> str:
    """Fen as a villager reads them: 123450 is 1,234.50元."""
    return f"{amount(fen)}元"


def amount(fen: int) -> str:
    """Fen as yuan with separators and two digits, without a unit: 1,234.50."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def period(code: str | None) -> str:
    """A period in words: 2024-06 is 2024年6月, 2024-Q3 is 2024年第三季度."""
    if not code:
        return "未写明"
    year = f"{code[:4]}年"
    if len(code) == 4:
        return year
    if code[5] == "Q":
        return f"{year}第{'一二三四'[int(code[6]) - 1]}季度"
    if code[5] == "H":
        return f"{year}{'上下'[int(code[6]) - 1]}半年"
    return f"{year}{int(code[5:])}月"


def short_period(code: str) -> str:
    """A period without its year: 6月, 第三季度, 全年."""
    return period(code)[5:] or "全年"


def ends(code: str | None) -> date:
    """The last day of a period, to put newer ones first; the first of all days for none."""
    return periods.bounds(code)[1] if code and periods.is_period(code) else date.min


def day(value: date | None) -> str:
    """A day in words: 2024年6月10日."""
    return f"{value.year}年{value.month}月{value.day}日" if value else "未写明"


def day_after(value: date, code: str) -> str:
    """A day in words beside a period, whose year is not said twice: 6月10日."""
    words = day(value)
    return words[5:] if words[:4] == code[:4] else words


def when(written: str) -> str:
    """A day, month or year as the database keeps it, in words: 2024-06-10 is 2024年6月10日; other words as they are."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
        return day(date.fromisoformat(written))
    return period(written) if periods.is_period(written) else written


def late(since: date, today: date) -> str:
    """How long ago a day is: 12天, from two months on 3个月, from two years on 2年1个月."""
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    if months < 2:
        return f"{(today - since).days}天"
    years, rest = divmod(months, 12) if months >= 24 else (0, months)
    return (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")


def mu(area: Decimal) -> str:
    """An area as it is written: 4.74亩."""
    return f"{area.normalize():,f}亩"


def masked(name: str) -> str:
    """A name as strangers see it: 张*明."""
    return text.mask_name(name)


def party(name: str) -> str:
    """The other side of a contract or payment as strangers see it: an organisation in full, persons masked."""
    return text.mask_party(name)


def source(file: str, sheet: str, row: int, column: str | None = None) -> str:
    """Where a figure stands: 《文件》“表”第8行."""
    place = f"{column}{row}格" if column else f"第{row}行"
    return f"《{file}》“{sheet}”{place}" if sheet else f"《{file}》{place}"
