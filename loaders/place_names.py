"""Names of townships and villages as titles, sheets and files write them."""

import re
from functools import lru_cache

from loaders import text

_NOT_VILLAGES = {"农村", "行政村", "各村", "全村", "本村", "分村", "乡村", "村", "社区", "该村", "按村", "驻村", "自然村", "贫困村", "城中村", "新农村", "联村", "中心村", "美丽乡村", "个村", "我村"}
_NOT_TOWNSHIPS = {"城镇", "城乡", "本镇", "全镇", "各镇", "本乡", "全乡", "各乡", "乡镇", "我镇", "我乡", "美丽乡", "村镇", "集镇", "各街道", "街道", "镇街道", "老乡", "苏木"}
#: Words before 村 that say what kind of village is meant, not which.
_ANY_VILLAGE = re.compile(r"(?:农|重点|一般|示范|帮扶|脱贫|薄弱|试点|受益|项目|有关|涉及|所有|[几个多等]|嘎查|^两)村$|^(?:各|每|全|本|该|我|按)(?:嘎查|屯)$")
_SPLIT = re.compile(r"(?:19|20)\d\d年?[末底度初]?|\d+月?份?|(?<=[年\d])[上下]半年|^[上下]半年|[|:：()（）\s,，、;；_\-—+.]")
#: 柳溪村干部 are the officials of 柳溪村, 优秀村干部 are those of any village.
_VILLAGE_OFFICIALS = re.compile(r"((?!.{0,3}(?:驻|联|各|全体|优秀|在职|离任|离职|退职|现任|历任|老|包|下派|选派|主职|学生|级|个))[一-龥]{2,4}村)干部(?!村)")
_NOTICE = re.compile(r"^(?:现将|关于)?(?:公布|公示|公开|下达|印发|做好)?(?:对)?(?=[一-龥]{2})")
_START = re.compile(
    r"^(?:[一-龥]{2,8}?省)?(?:[一-龥]{1,7}?市)?(?:[一-龥]{1,8}?(?:县|(?<!辖)区)(?!域|别|分))?"
    r"(?:(?P<township>[一-龥]{1,8}?(?:街道办?事?处?|镇|乡|苏木(?!乡|镇|街))))?(?:人民政府|办事处)?"
    r"(?:(?P<village>(?:[一-龥]{1,10}?|[A-Z])(?:社区|村|嘎查(?!村)|(?<=[一-龥]{2})屯(?![村镇乡街垦子里堡])))(?!级|民|干|务|居民|组|部|镇|集(?!体))(?:村?民?委员会|村?委会|居委会|股份经济合作社|经济合作社)?)?"
)


_COOPERATIVE = re.compile(r"(?<=村|区)(?:股份)?(?:经济合作社|经济联合社|经济合作总社)$")


def village(name: str) -> str:
    """A village's name without the body that governs it: 柳溪村民委员会 and 柳溪村委会 are 柳溪村."""
    name = text.name(name)
    name = _COOPERATIVE.sub("", name)
    name = re.sub(r"(?<=村)村(?:民委员会|委会|民委)$", "", name)
    name = re.sub(r"(?:村民委员会|村委会|居民委员会|居委会|村民委)$", lambda m: "村" if m[0][0] == "村" else "", name)
    return re.sub(r"^.*(?:镇|街道|(?<!城)乡)(?=[一-龥]{2,}(?:村|社区)$)", "", name) if len(name) > 4 else name


def township(name: str) -> str:
    """A township's name without the body that governs it: 青枫镇人民政府 is 青枫镇."""
    return re.sub(r"(?:人民政府|政府|办事处)$", "", text.name(name))


_COUNTY = re.compile(r"^(?:[一-龥]{2,8}?省)?(?:[一-龥]{1,7}?市)?([一-龥]{1,8}?(?:县|(?<!辖)区))(?!域|别|分|级|里)")


@lru_cache(maxsize=4096)
def county_of_title(title: str) -> str | None:
    """The county or district that a title opens with, if it does."""
    for segment in _SPLIT.split(text.squeeze(title)):
        if (match := _COUNTY.match(segment)) and match[1] not in ("全县", "本县", "我县", "全区", "本区", "我区", "社区", "小区", "县区"):
            return match[1]
    return None


def kind_of(name: str) -> str | None:
    """Whether a name is of a ``township``, a ``village`` or a ``county``; none for an office or anything else."""
    name = _COOPERATIVE.sub("", text.name(name))
    if name.endswith(("村", "社区", "嘎查", "屯", "村委会", "居委会", "村民委员会", "居民委员会")):
        return "village"
    if name.endswith(("镇", "乡", "街道", "苏木", "街道办事处", "镇人民政府", "乡人民政府", "镇政府", "乡政府", "办事处")):
        return "township"
    return "county" if name.endswith(("县", "区", "市")) else None


_AND = re.compile(r"[、,，;；/和及与\s]+")


def villages_in(cell: str) -> tuple[str, ...]:
    """The villages that one cell names: A村和B村 are two; a name that is no list comes back whole."""
    parts = [village(part) for part in _AND.split(text.clean(cell)) if part]
    return tuple(parts) if len(parts) > 1 and all(kind_of(part) == "village" for part in parts) else (village(cell),)


@lru_cache(maxsize=4096)
def of_title(title: str, known: tuple[str, ...] = ()) -> tuple[str | None, str | None]:
    """The township and the village that a title names, if it does; ``known`` are names that the county has."""
    found_township = found_village = None
    compact = text.squeeze(title)
    for name in known:  # the longest first
        if name in compact:
            if name.endswith(("镇", "乡", "街道", "苏木")):
                found_township = found_township or name
            else:
                found_village = found_village or name
    for segment in _SPLIT.split(compact):
        match = _START.match(_NOTICE.sub("", segment))
        if not match:
            continue
        one, two = match["township"], match["village"]
        if one and township(one) not in _NOT_TOWNSHIPS and not found_township and len(one) > 1:
            found_township = re.sub(r"办事处$", "", one)
        if two and two not in _NOT_VILLAGES and not _ANY_VILLAGE.search(two) and not found_village and not two.startswith(("各", "全", "我", "本", "农村", "行政村")):
            found_village = two
        elif not two and not found_village and (officials := _VILLAGE_OFFICIALS.match(segment[match.end("township") if one else 0 :])):
            found_village = officials[1]
    return found_township, found_village
