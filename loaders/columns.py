"""Cells: how one cell of each kind of column is read. A value comes back, or :class:`Unreadable`; never a guess."""

import math
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import mul

import cn2an

from loaders import text, workdays

# --- what cannot be read ----------------------------------------------------------------------------


class Unreadable(ValueError):
    """The cell cannot be read for certain; ``code`` is a kind of problem, ``words`` fill its sentence."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


def shown(value: object) -> str:
    """A cell as a problem may quote it: short, with long numbers hidden."""
    return text.mask_numbers_in(text.clean(str(value)))[:30]


_NOTHING = {"", "-", "--", "---", "—", "——", "–", "/", "\\", "无", "空", "*", "…", "未发", "未发放", "nan", "none", "null"}


def is_blank(value: object) -> bool:
    """Whether a cell says nothing: empty, a dash, 无."""
    if value is None:
        return True
    return isinstance(value, str) and _is_blank_text(value)


@lru_cache(maxsize=65536)
def _is_blank_text(written: str) -> bool:
    return text.squeeze(written).lower() in _NOTHING


# --- identity numbers -------------------------------------------------------------------------------

_ID18 = re.compile(r"[0-9]{17}[0-9X]\Z")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = ord("0") * sum(_WEIGHTS)
_CHECKS = "10X98765432"
_PAST = date(2020, 1, 1)  # births until then need no look at the clock
_SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?E\+?1[4-9]$", re.I)
_ID_DRESSING = str.maketrans({c: "" for c in "'`‘’′\"“”*"} | {"×": "X", "Х": "X", "х": "X", "╳": "X", "x": "X"})


@lru_cache(maxsize=65536)
def _birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def check_digit(digits: str) -> str:
    """The last character that GB 11643-1999 gives to the first 17 digits."""
    return _CHECKS[(sum(map(mul, _WEIGHTS, digits.encode())) - _ZEROS) % 11]


def id_number(value: object) -> str:
    """An identity number in 18 characters; the old 15 digits are brought to 18 (GB 11643-1989 and -1999).

    Length, date of birth and check digit decide; the area code is not judged here.
    """
    if type(value) is str:
        if _ID18.match(value):
            return _certain(value)
        if re.search(r"\d\D?[*＊●]{3,}", value):
            raise Unreadable("id-masked")
        number = text.squeeze(value).translate(_ID_DRESSING).upper()
    elif value is None:
        raise Unreadable("id-missing")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, float) or abs(value) >= 10**15:
            raise Unreadable("id-digits-lost")
        number = str(value)
    else:
        raise Unreadable("id-character")
    if number in _NOTHING:
        raise Unreadable("id-missing")
    if _SCIENTIFIC.match(number):
        raise Unreadable("id-digits-lost")
    if len(number) == 15 and number.isdigit():
        number = number[:6] + "19" + number[6:]
        if _birth(number[6:14]) is None:
            raise Unreadable("id-date")
        return number + check_digit(number)
    if len(number) != 18:
        if not re.fullmatch(r"[\dX]+", number) and not number[:6].isdigit():
            raise Unreadable("id-character")
        raise Unreadable("id-length", found=len(number))
    if not _ID18.match(number):
        raise Unreadable("id-character")
    return _certain(number)


def _certain(number: str) -> str:
    """The number of 18 characters, when its date of birth and its check digit stand."""
    born = _birth(number[6:14])
    if born is None or born.year < 1880 or (born > _PAST and born > workdays.today()):
        raise Unreadable("id-date")
    if check_digit(number) != number[17]:
        raise Unreadable("id-digits-lost" if number.endswith("000") else "id-check-digit")
    return number


def birth_date(number: str) -> date:
    """The date of birth in a valid 18-character identity number."""
    born = _birth(number[6:14])
    assert born is not None
    return born


def sex(number: str) -> str:
    """男 or 女, from a valid 18-character identity number."""
    return "男" if number[16] in "13579" else "女"


def account(value: object) -> str | None:
    """A bank account's digits; none for an empty cell."""
    if type(value) is str and value.isdigit() and value.isascii():
        return value[:40]
    if value is None or is_blank(value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, float) or abs(value) >= 10**15:
            raise Unreadable("account-digits-lost")
        return str(value)
    digits = text.squeeze(str(value)).translate(_ID_DRESSING).replace("-", "")
    if _SCIENTIFIC.match(digits) or re.fullmatch(r"\d(?:\.\d+)?E\+?\d\d", digits, re.I):
        raise Unreadable("account-digits-lost")
    return digits[:40]


# --- names ------------------------------------------------------------------------------------------

_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇A-Za-z·]{2,30}\Z")


@lru_cache(maxsize=65536)
def _name(written: str) -> str | None:
    name = text.name(written)
    bare = re.sub(r"\([^()]*\)$", "", name)
    return bare if _NAME.match(bare) else None


def person_name(value: object) -> str:
    """A person's name without spaces and without a remark in brackets behind it."""
    if type(value) is str and (name := _name(value)):
        return name
    if is_blank(value):
        raise Unreadable("name-missing")
    raise Unreadable("name-unreadable", found=shown(value))


def is_name(value: object) -> bool:
    """Whether a cell holds a person's name and nothing else."""
    return isinstance(value, str) and bool(_name(value)) and not is_blank(value)


# --- money and numbers ------------------------------------------------------------------------------

#: fen in one unit of a sheet
UNITS = {"元": 100, "百元": 10_000, "千元": 100_000, "万元": 1_000_000, "亿元": 10_000_000_000}

_PLAIN = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?\Z|[+-]?\.\d+\Z")
_REMARKED = re.compile(r"^([^()]+?)\((.*)\)$")
_CAPITAL = re.compile(r"^[零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟两弍參]+$")
_NOT_PAID = re.compile("未发|退回|停发|暂停|失败|作废|取消|不发|未付|待发|缓发|扣|已故|死亡|多发|少发|应为|改为|更正")
_EPSILON = Decimal("1e-5")
#: fen and numbers of this size are no money of a township, and no database keeps them whole
_LARGEST = 10**15


def _capitals(amount: str) -> Decimal | None:
    """An amount in Chinese numerals, in yuan: 柒佰伍拾叁元陆角整."""
    if not any(c in "零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟两弍參" for c in amount):
        return None
    amount = amount.replace("圆", "元").rstrip("整正").replace("〇", "零")
    match = re.fullmatch(r"(负?)(?:([^元角分]+)元)?(?:零?([^元角分])角)?(?:零?([^元角分])分)?", amount)
    if not match and _CAPITAL.match(amount):
        match = re.fullmatch(r"(负?)(.+)()()", amount)
    if not match or not any(match.groups()[1:]):
        return None
    if match[2] and not _CAPITAL.match(match[2]):
        return None
    try:
        total = Decimal(cn2an.cn2an(match[2], "smart")) if match[2] else Decimal(0)
        for place, part in (("0.1", match[3]), ("0.01", match[4])):
            if part:
                total += Decimal(cn2an.cn2an(part, "smart")) * Decimal(place)
    except (ValueError, KeyError, InvalidOperation):
        return None
    return -total if match[1] else total


def _decimal(written: str) -> tuple[Decimal, str | None] | None:
    """A number and the unit written behind it, if any."""
    unit = None
    number = re.sub(r"^(?:人民币|RMB|CNY)?[¥Ұ]?", "", written, flags=re.I)
    number = re.sub(r"^([+-])[¥]", r"\1", number)
    if match := re.fullmatch(r"(.*?)(万元|万|千元|百元|亿元|元|圆)?(整|正)?", number):
        number, unit = match[1], {"万": "万元", "圆": "元"}.get(match[2], match[2])
    negative = False
    if match := re.fullmatch(r"\((.+)\)", number):
        number, negative = match[1].removeprefix("¥"), True
    if not _PLAIN.match(number):
        return None
    parsed = Decimal(number.replace(",", ""))
    return (-parsed if negative else parsed), unit


@lru_cache(maxsize=65536)
def _amount_text(written: str, unit: str) -> tuple[int | None, str | None]:
    cleaned = text.clean(written).replace("−", "-").replace("﹣", "-").replace("￥", "¥")
    if re.search(r"\d\s+\d", cleaned) and not re.fullmatch(r"\D*\d{1,3}( \d{3})+\.\d+\D*", cleaned):  # 500 600 may be two amounts
        raise Unreadable("amount-unreadable", found=shown(written))
    cell = text.squeeze(cleaned).translate({ord(c): None for c in "'‘’`"})
    if cell.lower() in _NOTHING:
        return None, None
    remark = None
    parsed = _decimal(cell)
    if parsed is None and (match := _REMARKED.match(cell)):
        parsed = _decimal(match[1])
        remark = match[2]
        if parsed is not None:
            in_words = _capitals(remark.removeprefix("大写").lstrip(":"))
            if in_words is not None and parsed[1] is None and in_words * 100 == parsed[0] * UNITS[unit]:
                remark = None
            elif in_words is not None or _NOT_PAID.search(remark):
                raise Unreadable("amount-unreadable", found=shown(written))
        elif (figures := _decimal(remark)) and figures[1] in (None, "元") and figures[0] == _capitals(match[1]):
            return _fen(figures[0], "元", written), None
    if parsed is None:
        in_words = _capitals(cell.removeprefix("人民币").removeprefix("大写").lstrip(":"))
        if in_words is None:
            raise Unreadable("amount-unreadable", found=shown(written))
        return _fen(in_words, "元", written), None
    number, own_unit = parsed
    return _fen(number, own_unit or unit, written), remark


def _fen(number: Decimal, unit: str, written: object) -> int:
    fen = number * UNITS[unit]
    whole = fen.to_integral_value()
    if abs(fen - whole) > _EPSILON:
        raise Unreadable("amount-rounded", found=shown(written))
    if abs(whole) >= _LARGEST:
        raise Unreadable("amount-unreadable", found=shown(written))
    return int(whole)


def _fen_of_float(value: float, unit: str) -> int:
    if -1e8 < value < 1e8:
        # up to 15 digits a float and its shortest decimal name each other: whole fen that divide to the same float are exact
        in_unit = UNITS[unit]
        fen = round(value * in_unit)
        if fen / in_unit == value and abs(fen) < _LARGEST:
            return fen
    elif not math.isfinite(value):
        raise Unreadable("amount-unreadable", found=shown(value))
    return _fen(Decimal(repr(value)), unit, value)


def amount_fen(value: object, unit: str = "元") -> tuple[int | None, str | None]:
    """An amount in whole fen, and the remark that stands in the cell beside it.

    ``unit`` is that of the sheet; a unit written in the cell itself comes first. An empty cell, a dash
    or 无 is no amount (none), which is not the same as 0.
    """
    kind = type(value)
    if kind is int:
        fen = value * UNITS[unit]  # type: ignore[operator]
        if not -_LARGEST < fen < _LARGEST:
            raise Unreadable("amount-unreadable", found=shown(value))
        return fen, None
    if kind is str:
        return _amount_text(value, unit)
    if value is None:
        return None, None
    if kind is float:
        return _fen_of_float(value, unit), None  # type: ignore[arg-type]
    raise Unreadable("amount-unreadable", found=shown(value))


def yuan(fen: int) -> str:
    """Fen as yuan with two digits: 75300 is 753.00."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"


def number(value: object) -> Decimal | None:
    """A plain number (an area, a share) with at most a unit word behind it; none for an empty cell."""
    if value is None or is_blank(value):
        return None
    if isinstance(value, bool):
        raise Unreadable("number-unreadable", found=shown(value))
    if isinstance(value, int | float):
        if not -_LARGEST < value < _LARGEST:  # nor does a number that is none lie between them
            raise Unreadable("number-unreadable", found=shown(value))
        return Decimal(repr(value))
    cell = re.sub(r"(亩|平方米|㎡|m2|元/.*|元|人|户|个|票|名|%|[台件套辆幢栋座间处只张把棵株头吨米块口部本])$", "", text.squeeze(str(value)))
    if not _PLAIN.match(cell):
        raise Unreadable("number-unreadable", found=shown(value))
    found = Decimal(cell.replace(",", ""))
    if abs(found) >= _LARGEST:
        raise Unreadable("number-unreadable", found=shown(value))
    return found


_POINTS = re.compile(r"([+-]|加|扣|减)?(\d+(?:\.\d+)?)分?")


def points(value: object) -> Decimal | None:
    """Points with their sign: 5, +5, -5, 加3分, 扣5分; what stands in brackets behind them does not count."""
    if isinstance(value, str):
        cell = re.sub(r"\([^()]*\)$", "", text.squeeze(value).replace("−", "-").replace("—", "-"))
        if match := _POINTS.fullmatch(cell):
            return Decimal(match[2]) * (-1 if match[1] in ("-", "扣", "减") else 1)
    return number(value)


_TICKED, _BOXES = "☑☒■√✓✔⊠þ🗹", "□☐◻▢"
_MARK = re.compile(rf"[{_TICKED}{_BOXES}]")


def ticked(written: str) -> str | None:
    """The options whose boxes are ticked: ☑党员建议 □上级安排 is 党员建议; none where no box is ticked."""
    options = [part.strip(" ,，、;；:：()（）[]") for part in _MARK.split(written)]
    marks = _MARK.findall(written)
    behind = options[1:] if _MARK.match(written.strip(" ([（")) else options
    return "、".join(option for mark, option in zip(marks, behind, strict=False) if mark in _TICKED and option) or None


def has_boxes(written: str) -> bool:
    """Whether a text offers options with boxes to tick."""
    return any(box in written for box in _BOXES) or (len(written) > 1 and bool(_MARK.search(written)))


#: 亩 in one unit of an area: a 亩 is 2000/3 square metres
_AREAS = {"亩": Decimal(1), "平方米": Decimal("0.0015"), "平米": Decimal("0.0015"), "平方": Decimal("0.0015"), "m2": Decimal("0.0015"), "公顷": Decimal(15), "分": Decimal("0.1")}
_AREA = re.compile(r"([\d,.]+)(亩|平方米|平米|平方|m2|公顷|分)?")


def area_mu(value: object, unit: str | None = None) -> Decimal | None:
    """An area in 亩; ``unit`` is that of the heading, a unit in the cell itself comes first; none for an empty cell."""
    if value is None or is_blank(value):
        return None
    written, own = value, None
    if isinstance(value, str) and (match := _AREA.fullmatch(text.squeeze(value))):
        written, own = match[1], match[2]
    found = number(written)
    return None if found is None else found * _AREAS[own or unit or "亩"]


def area_square_metres(value: object, unit: str | None = None) -> Decimal | None:
    """An area in square metres, to two digits where it is written in 亩; none for an empty cell."""
    found = area_mu(value, unit or "平方米")
    return None if found is None else (found / _AREAS["平方米"]).quantize(Decimal("0.01"))


_STEP_DONE = frozenset(["√", "✓", "✔", "☑", "是", "有", "已", "1", "1.0", "对", "y", "yes", "v", "●", "★"])
_STEP_OPEN = frozenset(["×", "x", "✗", "✘", "□", "☐", "否", "未", "0", "0.0", "没有", "n", "no", "○"])
_STEP_WORDS = re.compile(r"(已|完成|全部)?(?:经|全部)?(?:腾空|搬离|搬迁|开工|动工|拆除|竣工|完工|验收|完成|合格|通过|入住)+(?:合格|完毕|完成)?")


def step_done(value: object) -> bool | None:
    """Whether a cell says by a tick or a word that a step is done; none where it says neither (a day, other words)."""
    cell = text.squeeze(str(value)).lower()
    if cell in _STEP_DONE or _STEP_WORDS.fullmatch(cell):
        return True
    if cell in _STEP_OPEN or is_not_yet(cell):
        return False
    return None


_NOT_YET = re.compile(
    r"(?:待|未|尚未|暂未|还未|正在|暂无|暂缺)[一-龥]{1,6}|审计中|在建|在审|施工中|进行中|长期|不定期|无固定期限|无期限|不详|至今|送审中?|决算中|结算中|审核中|招标中|前期|(?:预计|计划|拟|预期|预估)[\d一-龥./-]+"
)


def is_not_yet(value: object) -> bool:
    """Whether a cell says that a figure or a day is not known yet: 待审, 未竣工, 长期."""
    return bool(_NOT_YET.fullmatch(text.squeeze(str(value)).strip("()")))


_DONE = {"已完工": 100, "完工": 100, "已完成": 100, "完成": 100, "竣工": 100, "已竣工": 100, "已验收": 100, "全部完成": 100, "已结算": 100, "未开工": 0, "未动工": 0, "未启动": 0, "尚未开工": 0, "待开工": 0}


def percent(value: object, shares: bool | None) -> int | None:
    """How far a thing is, in whole percent: 60%, 六成 and 0.6 are 60, 已完工 is 100; none for words that say no number.

    ``shares`` says whether the bare numbers of the column are shares of one; none where its numbers do not tell.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        cell = repr(value)
    else:
        cell = text.squeeze(str(value)).replace("％", "%")
    if cell in _DONE:
        return _DONE[cell]
    if match := re.fullmatch(r"(?:完成|约|已完成|进度)?(\d{1,3})(?:\.\d+)?%(?:左右)?", cell):
        return int(match[1])
    if match := re.fullmatch(r"(?:完成|已完成)?([一二三四五六七八九])成", cell):
        return 10 * "零一二三四五六七八九".index(match[1])
    if not _PLAIN.match(cell):
        return None
    found = Decimal(cell)
    if (shares is None and 0 < found <= 1) or not 0 <= found <= 100:
        raise Unreadable("progress-ambiguous", found=shown(value))
    return int(found * 100 if shares and found <= 1 else found)


def count(value: object) -> int | None:
    """A whole number of people, households or things: 5, 5户, 五人; none for an empty cell."""
    if type(value) is int and -_LARGEST < value < _LARGEST:
        return value
    if value is None or is_blank(value):
        return None
    if isinstance(value, str) and (match := re.fullmatch(r"([一二三四五六七八九十]{1,3})[人户个口票名]?", text.squeeze(value))):
        return text.numeral(match[1])
    found = number(value)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise Unreadable("number-unreadable", found=shown(value))
    return int(found)


def line(value: object) -> str | None:
    """A cell of plain text in one line; numbers as they are written in the sheet; none for an empty cell."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    written = re.sub(r"\s+", " ", text.clean(str(value)))
    return written or None
