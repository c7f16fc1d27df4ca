"""Days and periods as clerks write them: what a payment is for, and when it was paid."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

from loaders import text

_FULL_DATE = re.compile(r"^((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?(?:[T ]?\d{1,2}:\d\d.*)?$")
_COMPACT_DATE = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)$")
_YEAR_MONTH = re.compile(r"^((?:19|20)\d\d)[-/.年](\d{1,2})月?份?$")
_MONTH_DAY = re.compile(r"^(\d{1,2})[-/.月](\d{1,2})[日号]?$")
_SHORT_YEAR = re.compile(r"^(\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)$")
_ONLY_DAY = re.compile(r"^(\d{1,2})[日号]$")
_ONLY_MONTH = re.compile(r"^(\d{1,2})月份?$")
_PART_OF_MONTH = re.compile(r"^(\d{1,2})(?:月(?:上旬|中旬|下旬|初|底|末)|[.月/]\d{1,2}日?[-至到、](?:(\d{1,2})[.月/])?\d{1,2}日?)$")
_SERIAL_START = date(1899, 12, 30)
_SERIALS = range(29221, 73051)  # 1980 to 2099


class NotADay(ValueError):
    """The cell is no day; ``ambiguous`` when it could be several. ``month`` is what is certain all the same."""

    def __init__(self, ambiguous: bool = False, month: str | None = None) -> None:
        super().__init__("ambiguous" if ambiguous else "unreadable")
        self.ambiguous = ambiguous
        self.month = month


def bounds(period: str) -> tuple[date, date]:
    """The first and last day of a period (``2023-12``, ``2023-Q3``, ``2023-H1``, ``2023``)."""
    year = int(period[:4])
    if len(period) == 4:
        return date(year, 1, 1), date(year, 12, 31)
    if period[5] == "Q":
        first, last = int(period[6]) * 3 - 2, int(period[6]) * 3
    elif period[5] == "H":
        first, last = int(period[6]) * 6 - 5, int(period[6]) * 6
    else:
        first = last = int(period[5:7])
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def months(period: str) -> list[str]:
    """The months that a period covers, as ``2023-07``."""
    first, last = bounds(period)
    return [f"{first.year}-{month:02}" for month in range(first.month, last.month + 1)]


def is_period(value: str) -> bool:
    """Whether the text is a period as this project writes it."""
    return re.fullmatch(r"(19|20)\d\d(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?", value) is not None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in(period: str | None, days: Iterable[date]) -> list[date]:
    days = list(dict.fromkeys(days))
    if period is None or len(days) < 2:
        return days
    first, last = bounds(period)
    return [day for day in days if first <= day <= last] or days


def _one(period: str | None, days: Iterable[date | None]) -> date:
    found = _in(period, (day for day in days if day))
    if not found:
        raise NotADay
    if len(found) > 1:
        same = {f"{day:%Y-%m}" for day in found}
        raise NotADay(ambiguous=True, month=same.pop() if len(same) == 1 else None)
    return found[0]


def _years(period: str | None, month: int) -> int:
    """The year of a month that a cell names without one: that of the table's period."""
    if period is None:
        raise NotADay
    return int(period[:4])


def day(value: object, period: str | None = None) -> tuple[date | None, str | None]:
    """The day of a cell and its month (``2023-12``); the day is none where only a month is written.

    ``period`` is that of the table: it gives the year to ``7.23`` and decides between two readings.
    Raises :class:`NotADay`.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value, f"{value:%Y-%m}"
    if isinstance(value, bool) or value is None:
        raise NotADay
    if isinstance(value, int | float):
        found, month = _from_number(value, period)
    else:
        found, month = _from_text(str(value), period)
    return found, month or (f"{found:%Y-%m}" if found else None)


def _from_number(value: float, period: str | None) -> tuple[date | None, str | None]:
    if float(value).is_integer():
        whole = int(value)
        if match := _COMPACT_DATE.match(str(whole)):
            return _one(period, [_valid(*map(int, match.groups()))]), None
        if whole in _SERIALS:
            return _SERIAL_START + timedelta(days=whole), None
        if 190001 <= whole <= 209912 and 1 <= whole % 100 <= 12:
            return None, f"{whole // 100}-{whole % 100:02}"
        raise NotADay
    if 29221 < value < 73051:  # a serial with a time of day
        return _SERIAL_START + timedelta(days=int(value)), None
    written = repr(value)
    left, _, right = written.partition(".")
    if len(right) > 2:
        raise NotADay
    candidates = [int(right)] if len(right) == 2 or right == "0" else [int(right), int(right) * 10]
    if 1980 <= int(left) <= 2099:
        found = [month for month in candidates if 1 <= month <= 12]
        if len(found) != 1:
            raise NotADay(ambiguous=len(found) > 1)
        return None, f"{left}-{found[0]:02}"
    if 1 <= int(left) <= 12:
        year = _years(period, int(left))
        return _one(period, [_valid(year, int(left), number) for number in candidates]), None
    raise NotADay


def _from_text(written: str, period: str | None) -> tuple[date | None, str | None]:
    cell = text.arabic_dates(text.squeeze(written)).rstrip(".。")
    cell = re.sub(r"[—–－~～]", "-", cell)
    if match := _FULL_DATE.match(cell) or _COMPACT_DATE.match(cell):
        return _one(period, [_valid(*map(int, match.groups()[:3]))]), None
    if match := _YEAR_MONTH.match(cell):
        if not 1 <= int(match[2]) <= 12:
            raise NotADay
        return None, f"{match[1]}-{int(match[2]):02}"
    if match := _MONTH_DAY.match(cell):
        month, number = int(match[1]), int(match[2])
        return _one(period, [_valid(_years(period, month), month, number)]), None
    if match := _SHORT_YEAR.match(cell):
        first, second, third = map(int, match.groups())
        days = [_valid(2000 + first, second, third)]
        if period is None or int(period[2:4]) != first:
            raise NotADay(ambiguous=days[0] is not None)
        return _one(period, days), None
    if match := _DAY_FIRST.match(cell):
        first, second, year = map(int, match.groups())
        return _one(period, [_valid(year, first, second), _valid(year, second, first)]), None
    if match := _ONLY_DAY.match(cell):
        if period is None or len(months(period)) != 1:
            raise NotADay
        return _one(period, [_valid(int(period[:4]), int(period[5:7]), int(match[1]))]), None
    if match := _ONLY_MONTH.match(cell):
        if not 1 <= int(match[1]) <= 12:
            raise NotADay
        return None, f"{_years(period, int(match[1]))}-{int(match[1]):02}"
    if match := _PART_OF_MONTH.match(cell):  # several days of one month
        month = int(match[1])
        if 1 <= month <= 12 and (match[2] is None or int(match[2] or month) == month):
            raise NotADay(ambiguous=True, month=f"{_years(period, month)}-{month:02}")
    if match := re.fullmatch(r"((?:19|20)\d\d)(0[1-9]|1[0-2])", cell):
        return None, f"{match[1]}-{match[2]}"
    if re.fullmatch(r"\d{5}", cell) and int(cell) in _SERIALS:
        return _SERIAL_START + timedelta(days=int(cell)), None
    raise NotADay


# --- periods in titles ------------------------------------------------------------------------------

_NOISE = [
    # the day on which a sheet was made or posted says nothing about what it is for
    re.compile(
        r"(?:填[表报制]|制[表单]|打印|导出|公示|公开|报出|生成|成文|上报|编制|张贴|登记|审[核批]|查询)?(?<!发放)(?<!所属)(?:日期|时间|期限|(?<=公示)期|(?<=公开)期)[::]?(?:自|从|为)?"
        r"(?:19|20)\d\d[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?(?:[至到\-—~]+(?:(?:19|20)\d\d[-./年])?\d{1,2}[-./月]\d{1,2}日?)?"
    ),
    re.compile(r"[(](?:于|计划|预计)?(?:19|20)\d\d[-./年]\d{1,2}(?:[-./月]\d{1,2}|月)日?(?:发放|兑付|打卡|到账|支付|拨付)[^()]*[)]"),
    re.compile(r"[(〔\[]((?:19|20)\d\d)[)〕\]]第?\d+号"),  # the number of a document
]
_YEAR = r"((?:19|20)\d\d)"
_SEPARATED_RANGE = re.compile(
    _YEAR + r"[-./年](\d{1,2})[-./月](\d{1,2})日?[-至到—~]+(?:" + _YEAR + r"[-./年])?(\d{1,2})[-./月](\d{1,2})日?"
)
_RANGE_MONTHS = re.compile(_YEAR + r"年?度?(\d{1,2})月?份?[-至到—~](?:" + _YEAR + r"年)?(\d{1,2})月份?")
_FULL = re.compile(_YEAR + r"(?:年(\d{1,2})月(\d{1,2})[日号]|[-./](\d{1,2})[-./](\d{1,2})(?!\d)|(\d\d)(\d\d)(?!\d))")
_MONTH = re.compile(
    _YEAR + r"(?:年度?(\d{1,2})月|(\d{1,2})月|[-./](1[0-2]|0?[1-9])(?![\d.])|(0[1-9]|1[0-2])(?!\d))"
)
_RANGE_YEARS = re.compile(r"(?<!\d)" + _YEAR + r"年?度?[-—~至到]{1,2}" + _YEAR + r"(?=年|学年|$)(?!年?\d)")
_QUARTER = re.compile(_YEAR + r"年?度?第?([1-4])季度?|" + _YEAR + r"[-年]?Q([1-4])", re.I)
_HALF = re.compile(_YEAR + r"年?度?([上下])半年")
_YEAR_ONLY = re.compile(r"(?<!\d)" + _YEAR + r"(?:年度?|(?=[^\d年.\-/])|$)")
_YEAR_STATED = re.compile(_YEAR + r"年?(?:度|第?[1-4]季|[上下]半年)")
_BARE_MONTH = re.compile(r"(?<![\d至到\-—~年])(1[0-2]|0?[1-9])月(?![\d至到\-—~])份?")
_BARE_QUARTER = re.compile(r"第?([1-4])季度?")
_SHORT_TITLE_YEAR = re.compile(r"(?<![\d年.\-/])([0-3]\d)年(?=度?\d{1,2}月|第?[1-4一二三四]季|[上下]半年)")  # 24年6月
_QUARTER_NUMERAL = re.compile("第?([一二三四])季")


_SEVERAL_QUARTERS = re.compile(r"第?([1-4一二三四])(?:季度?)?[-—~至到和、及]第?([1-4一二三四])季度?")
#: Not a quarter of the year: two crops, the first three quarters together.
_NO_QUARTER = re.compile(r"[一两双三]季(?=稻|茶|作物|种植|蔬菜)|[两双]季(?!度)|[两双]个?季度|前[二两三]个?季度")


def _half_of_quarters(match: re.Match[str]) -> str:
    pair = "".join(str("一二三四".find(quarter) + 1 or quarter) for quarter in match.groups())
    return {"12": "上半年", "34": "下半年"}.get(pair, " ")


def _spell(phrase: str) -> str:
    phrase = _NO_QUARTER.sub(" ", _SEVERAL_QUARTERS.sub(_half_of_quarters, phrase))
    phrase = re.sub(r"(?<=\d)\s+(?=\d)", "|", text.clean(phrase))
    phrase = _SHORT_TITLE_YEAR.sub(r"20\1年", text.arabic_dates(text.squeeze(phrase)))
    return _QUARTER_NUMERAL.sub(lambda m: f"第{'一二三四'.index(m[1]) + 1}季", phrase)


def _span(year: int, first: int, last: int) -> str | None:
    """The period from one month to another of a year, where it has a name of its own."""
    if not 1 <= first <= last <= 12:
        return None
    length = last - first + 1
    if length == 1:
        return f"{year}-{first:02}"
    if length == 3 and first % 3 == 1:
        return f"{year}-Q{(first + 2) // 3}"
    if length == 6 and first in (1, 7):
        return f"{year}-H{1 if first == 1 else 2}"
    return f"{year}" if length == 12 else None


@lru_cache(maxsize=4096)
def in_text(phrase: str) -> tuple[str, ...]:
    """The periods that a title, sheet name or file name states; several when it is not one.

    The most exact kind wins: a span of days or months, a month, a quarter, a half, a year; the month of
    a single day only where nothing else stands. A day of printing or posting never counts.
    """
    phrase = _spell(phrase)
    for noise in _NOISE:
        phrase = noise.sub(" ", phrase)
    found: list[str] = []
    unnamed = False

    def take(pattern: re.Pattern[str], make: object) -> None:
        nonlocal phrase, unnamed
        for match in pattern.finditer(phrase):
            period = make(match)  # type: ignore[operator]
            if period is None:
                unnamed = True
            elif period:
                found.append(period)
        phrase = pattern.sub(" ", phrase)

    def days(match: re.Match[str]) -> str | None:
        year, first, _, other, last, _ = match.groups()
        return None if other and other != year else _span(int(year), int(first), int(last))

    def range_of_months(match: re.Match[str]) -> str | None:
        year, first, other, last = match.groups()
        return None if other and other != year else _span(int(year), int(first), int(last))

    def month(match: re.Match[str]) -> str:
        year, number = match[1], int(next(g for g in match.groups()[1:] if g))
        return f"{year}-{number:02}" if 1 <= number <= 12 else ""

    take(_SEPARATED_RANGE, days)
    if found and (others := [m for match in _MONTH.finditer(_FULL.sub(" ", phrase)) if (m := month(match)) and m not in months(found[0])]):
        return tuple(dict.fromkeys((*found, *others)))  # days of one month, money for another
    take(_RANGE_MONTHS, range_of_months)
    if found or unnamed:
        return tuple(dict.fromkeys(found)) if not unnamed else ()
    singles = [
        f"{m[1]}-{int(m[2] or m[4] or m[6]):02}" for m in _FULL.finditer(phrase) if 1 <= int(m[2] or m[4] or m[6]) <= 12
    ]
    phrase = _FULL.sub(" ", phrase)
    take(_MONTH, month)
    if found:
        others = [m[1] for m in _YEAR_STATED.finditer(phrase) if not any(period.startswith(m[1]) for period in found)]
        return tuple(dict.fromkeys((*found, *others)))  # money of one year, paid in another
    take(_RANGE_YEARS, lambda _: None)
    if unnamed:
        return ()
    take(_QUARTER, lambda m: f"{m[1]}-Q{m[2]}" if m[1] else f"{m[3]}-Q{m[4]}")
    if found:
        return tuple(dict.fromkeys(found))
    take(_HALF, lambda m: f"{m[1]}-H{1 if m[2] == '上' else 2}")
    if found:
        return tuple(dict.fromkeys(found))
    take(_YEAR_ONLY, lambda m: m[1])
    if found:
        return tuple(dict.fromkeys(found))
    return tuple(dict.fromkeys(singles))


_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)年?度?[-—~至到]{1,2}(?:(20)?(\d\d))年?(?:度|学年|冬|采暖|供暖|取暖|供热)")
_AS_OF = re.compile(r"(?<!公示)(?<!公开)截[止至](?:日期|时间)?[::]?(?:到|至|为)?((?:19|20)\d\d)[-./年](1[0-2]|0?[1-9])(?!\d)")


@lru_cache(maxsize=4096)
def covering(phrase: str) -> tuple[str, str] | None:
    """The smallest period with a name that covers the span a title states which has none, and the span as written.

    5-6月 lies within the second quarter, 2019-2020年度 is named by its second year.
    """
    phrase = _spell(phrase)
    for noise in _NOISE:
        phrase = noise.sub(" ", phrase)
    years = [m for m in _YEARS.finditer(phrase) if int(f"{m[1][:2]}{m[3]}") == int(m[1]) + 1]
    if len(years) == 1 and not _MONTH.search(phrase):
        return f"{years[0][1][:2]}{years[0][3]}", years[0][0]
    spans = list(_RANGE_MONTHS.finditer(phrase))
    if len(spans) != 1:
        return None
    year, first, other, last = spans[0].groups()
    if (other and other != year) or not 1 <= int(first) <= int(last) <= 12:
        return None
    found = enclosing({f"{year}-{month:02}" for month in range(int(first), int(last) + 1)})
    return (found, spans[0][0]) if found else None


@lru_cache(maxsize=4096)
def last_year(phrase: str) -> tuple[str, str] | None:
    """The last year of a span of years that a title states, and the span as written; 2021-2025年 is named by 2025."""
    found = list(_RANGE_YEARS.finditer(_spell(phrase)))
    return (found[0][2], found[0][0]) if len(found) == 1 and found[0][1] < found[0][2] else None


@lru_cache(maxsize=4096)
def as_of(phrase: str) -> str | None:
    """The month as of which a list says that it was made: 截止时间:2024年6月底."""
    found = {f"{m[1]}-{int(m[2]):02}" for m in _AS_OF.finditer(text.arabic_dates(text.squeeze(phrase)))}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=4096)
def part_of_year(phrase: str) -> str | None:
    """The month or quarter that a text names without a year: ``12``, ``Q3``; none when it names no single one."""
    phrase = _spell(phrase)
    for noise in _NOISE:
        phrase = noise.sub(" ", phrase)
    phrase = re.sub(_YEAR + r"年?", "", phrase)
    quarters = {f"Q{m[1]}" for m in _BARE_QUARTER.finditer(phrase)}
    if len(quarters) == 1:
        return quarters.pop()
    named = {f"{int(m[1]):02}" for m in _BARE_MONTH.finditer(phrase)}
    return named.pop() if len(named) == 1 and not quarters else None


def of_sources(*sources: str) -> tuple[str | None, bool]:
    """The period that a title, a sheet name, a file name state, and whether one of them states several.

    The first source that states one decides; a bare year is refined by a month or quarter of that year
    in a later source, and a month without a year borrows the year of another source.
    """
    stated = [in_text(source) for source in sources]
    ambiguous = next((len(found) > 1 for found in stated if found), False)
    if ambiguous:
        return None, True
    period = next((found[0] for found in stated if found), None)
    if period is not None and len(period) > 4:
        return period, False
    if period is not None:
        for found in stated:
            if len(found) == 1 and len(found[0]) > 4 and found[0][:4] == period:
                return found[0], False
        for source in sources:
            if part := part_of_year(source):
                return f"{period}-{part}", False
    return period, False


def year_of_sources(*sources: str) -> int | None:
    """The one year that a title, a sheet name, a file name speak of, also where they state no period that has a name."""
    for source in sources:
        phrase = _spell(source)
        for noise in _NOISE:
            phrase = noise.sub(" ", phrase)
        years = set(re.findall(r"(?<!\d)" + _YEAR + r"(?!\d{3})", phrase))
        if years:
            return int(years.pop()) if len(years) == 1 else None
    return None


def of_cell(value: object, year: int | None = None) -> str | None:
    """The period that a cell of a period column means; none when it means no single one."""
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        if float(value).is_integer() and 1980 <= value <= 2099:
            return str(int(value))
        if year is not None and float(value).is_integer() and 1 <= value <= 12:
            return f"{year:04}-{int(value):02}"
        try:
            return _from_number(value, None)[1] or None
        except NotADay:
            return None
    if is_period(text.squeeze(str(value)).upper()):
        return text.squeeze(str(value)).upper()
    found = in_text(str(value))
    if len(found) == 1:
        return found[0]
    if found or year is None:
        return None
    if part := part_of_year(str(value)):
        return f"{year:04}-{part}"
    found = in_text(f"{year}年{text.squeeze(str(value))}") if year else ()  # 1-3月, 上半年
    return found[0] if len(found) == 1 and len(found[0]) > 4 else None


def enclosing(found: set[str | None]) -> str | None:
    """The smallest named period that covers all of these; none where they cross a year or one is missing."""
    stated = {period for period in found if period}
    if not found or None in found or any(period.startswith("0000") for period in stated):
        return None
    if len(stated) == 1:
        return next(iter(stated))
    covered = {month for period in stated for month in months(period)}
    years = {month[:4] for month in covered}
    if len(years) != 1:
        return None
    year = years.pop()
    for name in [f"{year}-Q{q}" for q in range(1, 5)] + [f"{year}-H1", f"{year}-H2", year]:
        if covered <= set(months(name)):
            return name
    return None


def when(value: object, period: str | None = None) -> str:
    """A cell's day, or its month or year where no more is written: 2023-05-06, 2023-05, 2023. Raises :class:`NotADay`."""
    if isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer() and 1949 <= value <= 2099:
        return str(int(value))
    if isinstance(value, str):
        value = re.sub(r"(?<=[年月])(?:份?[上中下]旬|份?[底初末]|份)$", "", text.arabic_dates(text.squeeze(value)))
        if match := re.fullmatch(r"((?:19|20)\d\d)年?", value):
            return match[1]
    found, month = day(value, period)
    if found is None and month is None:
        raise NotADay
    return found.isoformat() if found else str(month)


def several(value: object, period: str | None = None) -> list[str]:
    """The days of a cell that may state more than one: 1月5日、2月8日; a bare 8日 is of the month before it. Raises :class:`NotADay`."""
    if not isinstance(value, str):
        return [when(value, period)]
    found: list[str] = []
    for part in re.split(r"[、,，;；\n](?=\s*\S)", value):
        bare = re.fullmatch(r"\d{1,2}[日号]", text.squeeze(part))
        found.append(when(part, found[-1][:7] if bare and found else period))
    return found


_TO = re.compile(r"(?:至|到|[-~—–－～]{1,2})(?=\s*(?:(?:19|20)\d\d|\d))")


def span(value: object, period: str | None = None) -> tuple[str, str | None]:
    """The first and last day of a cell that states a stretch of days; the last is none where there is one day only.

    ``2024.3.6-3.21`` and ``3月6日至21日`` borrow year and month from their beginning. Raises :class:`NotADay`.
    """
    try:
        return when(value, period), None
    except NotADay:
        if not isinstance(value, str):
            raise
    written = re.sub(r"^(?:自|从)|(?:止|为止|期间)$|\((?:共)?\d+(?:个工作)?[天日]\)$|[,，]?共\d+天$", "", text.arabic_dates(text.squeeze(value)))
    if match := re.fullmatch(r"(.+?)起(?:公示)?(\d{1,2})[天日]", written):
        first = when(match[1], period)
        last = date.fromisoformat(first) + timedelta(days=int(match[2]) - 1) if len(first) == 10 else None
        return first, last.isoformat() if last else None
    for cut in _TO.finditer(written):
        try:
            first = when(written[: cut.start()], period)
            return first, _end(written[cut.end() :], first)
        except NotADay:
            continue
    raise NotADay


def _end(written: str, first: str) -> str:
    if len(first) != 10:
        return when(written, first[:4])
    if match := re.fullmatch(r"(\d{1,2})[日号]?", written):
        last = when(f"{first[:8]}{match[1]}")
    else:
        try:
            last = when(written, None)
        except NotADay:
            last = when(written, first[:4])
    if last[: len(first)] < first[: len(last)]:
        raise NotADay
    return last


_DATES = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:(?P<m1>\d\d)(?P<d1>\d\d)(?!\d)|年?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})[日号]?)?|年(?P<m3>\d{1,2})(?![\d年])"
    r"|(?P<by>[./-])(?P<m4>\d{1,2})(?!\d)(?:(?P=by)(?P<d4>\d{1,2})(?!\d)日?)?)?|(?<!\d)(?P<m5>\d{1,2})月(?:(?P<d5>\d{1,2})[日号]?)?|(?<![\d月])(?P<d6>\d{1,2})[日号]"
)
_NOTICE = re.compile(r"(?:公示|公告|公开)(?:期限?|时间|日期|期间|起止时间)[^|]{0,4}?(?:[::为是自从于]|(?=\d))(?P<days>[^|]{4,40})")


def stretch(phrase: str) -> tuple[str, str] | None:
    """The first and the last day (or month, or year) that words from when to when name; none where they name no two.

    2024年3月1日至10日 is 2024-03-01 and 2024-03-10; the year and month of the second are those of the first.
    """
    phrase = text.arabic_dates(text.squeeze(phrase))
    phrase = re.sub(r"(?<=\d)[.](?=[-至到—~～]|$)", "", phrase)
    found: list[str] = []
    year = month = ""
    for match in _DATES.finditer(phrase):
        named = {key: value for key, value in match.groupdict().items() if value}
        own_month = next((value for key, value in named.items() if key[0] == "m"), "")
        number = next((value for key, value in named.items() if key[0] == "d"), "")
        year = named.get("y", year)
        month = own_month or ("" if "y" in named else month)
        if not year or (month and not 1 <= int(month) <= 12):
            return None
        if number and not (month and _valid(int(year), int(month), int(number))):
            return None
        found.append("-".join([year, *(f"{int(part):02}" for part in (month, number) if part)]))
    return (found[0], found[1]) if len(found) == 2 and found[0] <= found[1] else None


_POSTED_ON = re.compile(r"(?:公布|公开|公示|张贴|上墙|公告)(?:日期|时间)[^|]{0,2}?[::为]\s*(?P<day>(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2})")


def posted(phrase: str, period: str | None = None) -> tuple[date, date | None] | None:
    """The day on which a sheet says that it was posted, and until when; none where it does not say, or means its own period."""
    plain = text.arabic_dates(text.squeeze(phrase))
    since, until = notice(plain)
    if since and until and len(since) == len(until) == 10:
        days = date.fromisoformat(since), date.fromisoformat(until)
        if period is None or not is_period(period) or days != bounds(period):
            return days
    if match := _POSTED_ON.search(plain):
        year, month, number = map(int, re.findall(r"\d+", match["day"]))
        day = _valid(year, month, number)
        return (day, None) if day else None
    return None


def notice(phrase: str) -> tuple[str | None, str | None]:
    """The days from and until which a sheet says that it is posted; none where it does not say."""
    for match in _NOTICE.finditer(text.arabic_dates(text.squeeze(phrase))):
        if found := stretch(re.split(r"[,，。;；(]|共", match["days"])[0]):
            return found
    return None, None
