"""One spelling of Chinese text: width, spaces, zero-width characters, numerals, names, and the one mask."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
_DOTS = re.compile("[•‧∙⋅・･．.]")
_UNIT = re.compile(r"\(([^()]*)\)$")
_UNIT_WORD = re.compile(r"^(?:单位[::]?)?(?:人民币)?(万元|千元|百元|元|亩)(?:/.*)?$")


def visible(text: str) -> str:
    """What somebody wrote as it is, without characters that nobody sees and without outer spaces."""
    return _INVISIBLE.sub("", text).strip()


_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


def file_name(name: str) -> str:
    """The name of a file as it is shown and offered again: no folder, nothing that cannot be seen, no device, at most 120 characters."""
    last = visible(re.sub(r"[\x00-\x1f\x7f]", "", name).replace("\\", "/").rsplit("/", 1)[-1])
    last = re.sub(r'[<>:"|?*]', "_", last).lstrip(".") or "未命名"
    stem, dot, ending = last.rpartition(".") if len(last.rpartition(".")[2]) <= 8 else (last, "", "")
    short = f"{stem[: 119 - len(ending)]}{dot}{ending}" if dot else last[:120]
    return f"_{short}" if _DEVICES.match(short) else short


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """The text in one width, without characters that nobody sees and without outer spaces."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """The cleaned text without any space or line break: what is compared."""
    return _SPACES.sub("", clean(text))


@lru_cache(maxsize=8192)
def heading(text: str) -> str:
    """A column's heading as it is compared: squeezed, brackets and colons of one kind."""
    text = squeeze(text).replace("【", "(").replace("】", ")").replace("[", "(").replace("]", ")")
    return text.replace("〔", "(").replace("〕", ")").rstrip(":：*")


@lru_cache(maxsize=8192)
def heading_base(text: str) -> str:
    """The heading without what stands in brackets: 金额(元) is 金额, 乡镇(街道) is 乡镇."""
    return re.sub(r"\([^()]*\)", "", heading(text))


@lru_cache(maxsize=8192)
def bracket_unit(text: str) -> str | None:
    """The unit that a heading names in brackets: 元, 千元, 万元 or 亩; none where it names none."""
    for inner in re.findall(r"\(([^()]*)\)", heading(text)):
        if match := _UNIT_WORD.match(inner):
            return match[1]
    return None


@lru_cache(maxsize=8192)
def area_unit(text: str) -> str | None:
    """The unit of an area that a heading names in brackets: 亩, 平方米, 公顷; none where it names none."""
    for inner in re.findall(r"\(([^()]*)\)", heading(text)):
        if match := re.search("亩|平方米|平米|m2|公顷", inner):
            return match[0]
    return None


@lru_cache(maxsize=65536)
def name(text: str) -> str:
    """A person's or place's name: no spaces, the middle dot of minority names in one spelling."""
    return _DOTS.sub("·", squeeze(text))


_TOTAL = re.compile(
    r"^(?:.{0,12}?)(合计|总计|共计|小计|累计|总合计|收支合计|本页计|本月计|本季计|本年计)(?:金额|数|户数|人数)?(?:\(元\)|\(大写\))?[::]?(?:.{0,2}|(?:共?\d+[户人笔条个名])+)$"
)
_CARRIED = re.compile(r"^(?:承前页|承上页|接前页|接上页|过次页|转次页|转下页)")
_TOTAL_HEAD = re.compile(r"^(合计|总计|共计|小计|累计)[::(,,]")


@lru_cache(maxsize=65536)
def total_kind(text: str) -> str | None:
    """Whether a cell labels a total: ``total``, ``subtotal``, ``income``, ``spending``, ``cumulative`` or none."""
    text = squeeze(text)
    if _CARRIED.match(text):
        return "cumulative"
    if len(text) > 20 or not (match := _TOTAL.match(text) or _TOTAL_HEAD.match(text)):
        return None
    word = match[1]
    if "收入" in text and "支出" not in text:
        return "income"
    if "支出" in text and "收入" not in text:
        return "spending"
    if word == "累计" or "本年" in text or "累计" in text:
        return "cumulative"
    if word == "小计" or (len(text) > len(word) and not re.match(r"^(本页|本月|本季|本期|全[省市县区镇乡村]|总)", text) and word in ("小计", "合计") and text[-1] in "计:" and len(text) > 4):
        return "subtotal"
    return "total"


@lru_cache(maxsize=8192)
def is_of_which(text: str) -> bool:
    """Whether a label opens a part of the row above it (其中:…), which must not be counted twice."""
    return squeeze(text).startswith("其中")


_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "0": 0, "两": 2}


def numeral(text: str) -> int | None:
    """A Chinese numeral of a date, 〇 to 九九 or digit by digit (二〇二三); none when it is not one."""
    if not text or any(c not in _NUMERALS and c != "十" for c in text):
        return None
    if "十" not in text:
        return int("".join(str(_NUMERALS[c]) for c in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


_DATE_NUMERAL = re.compile("[〇○零0一二三四五六七八九十两]*[〇○零一二三四五六七八九十两]+[0一二三四五六七八九]*(?=[年月日号季])")


def arabic_dates(text: str) -> str:
    """The text with the Chinese numerals of its dates in digits: 二〇二三年十二月 is 2023年12月."""

    def digits(match: re.Match[str]) -> str:
        number = numeral(match[0])
        return match[0] if number is None else str(number)

    return _DATE_NUMERAL.sub(digits, text)


def mask_name(text: str) -> str:
    """A name as strangers see it: 张*, 张*明, 欧**明."""
    text = name(text)
    if len(text) < 2:
        return "*"
    if len(text) == 2:
        return text[0] + "*"
    return text[0] + "*" * (len(text) - 2) + text[-1]


_SEVERAL = re.compile(r"([、,;/|()+&]|等\d*[个户人家名]*.{0,2}$)")
_ORGANISATION = re.compile(
    "(?:合作社|供销社|信用社|农商行|工商行|卫生[院所室]|派出所|供电所|经济社|经联社|村委会|居委会|乡政府|镇政府|村集体|(?:第?[一二三四五六七八九十\\d]+)(?:村民)?小?组"
    "|.{2,}(?:公司|集团|合作社|联合社|委员会|村委|政府|中心|学校|小学|中学|大学|银行|商店|超市|农庄|山庄|民宿|基地|协会|学会|基金会|街道|商行|电站)"
    "|.{3,}[社厂店场站所局队部院园处办馆组镇乡村室行会坊庄])"
)
_NOT_A_NAME = {"集体", "本村", "农户", "村民", "本村村民", "本村农户", "承包户", "个人", "无", "暂无", "空闲", "闲置", "自营", "村里", "报账员", "会计", "出纳", "出纳员", "保管员", "村主任", "村书记", "村干部", "保洁员", "管水员", "护林员"}
_TWO_CHARACTER_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "夏侯", "令狐", "司徒")


def is_organisation(text: str) -> bool:
    """Whether a party is a company, an office or a group and not a person, by the word at its end."""
    text = squeeze(text)
    if len(text) <= 4 and text.startswith(_TWO_CHARACTER_SURNAMES):
        return False
    return text in _NOT_A_NAME or _ORGANISATION.fullmatch(text) is not None


def people_in(text: str) -> tuple[str, ...]:
    """The persons that a party names: 张三、红枫茶业公司 is 张三."""
    parts = [re.sub(r"[\d*＊]+", "", part) for part in _SEVERAL.split(squeeze(text))[::2]]
    return tuple(part for part in parts if len(part) > 1 and not is_organisation(part))


def mask_party(text: str) -> str:
    """A party to a contract or debt as strangers see it: organisations as they are written, every person masked."""
    parts = _SEVERAL.split(squeeze(mask_numbers_in(text)))
    for at, part in enumerate(parts):
        if at % 2 == 0 and part and not is_organisation(part):
            parts[at] = mask_name(part)
    return "".join(parts)


def mask_people_in(text: str, people: Iterable[str]) -> str:
    """The text with these persons' names masked and long numbers hidden."""
    for person in sorted(people, key=len, reverse=True):
        text = text.replace(person, mask_name(person))
    return mask_numbers_in(text)


#: What stands before and after a name of two characters in a line of the books; between others it may be part of a word.
_BEFORE, _AFTER = frozenset("付给收支由向还退发缴交:：，,、;；(（ 和与及"), frozenset("等的工误借欠领报租补交款费，,、;；)）。 和与及户家")


def mask_residents_in(text: str, names: Collection[str]) -> str:
    """The text with every name masked that is one of these people's; of two characters only where it stands as a name."""
    found, at = [], 0
    while at < len(text):
        length = next((n for n in (4, 3, 2) if text[at : at + n] in names and (n > 2 or _alone(text, at, at + n))), 0)
        found.append(mask_name(text[at : at + length]) if length else text[at])
        at += length or 1
    return "".join(found)


def _alone(text: str, first: int, last: int) -> bool:
    return (first == 0 or text[first - 1] in _BEFORE) and (last == len(text) or text[last] in _AFTER)


_LONG_NUMBER = re.compile(r"(?<![0-9])(\d[\d ]{9,24}[\dXx]?)")


def mask_number(text: str) -> str:
    """An identity or account number with no digits left, only how many there are."""
    digits = squeeze(text)
    return f"（{len(digits)}位号码）" if digits else ""


def mask_numbers_in(text: str) -> str:
    """The text with every run of ten or more digits hidden; for whatever a clerk may have written in a remark."""
    return _LONG_NUMBER.sub(lambda m: "＊" * 6, text)
