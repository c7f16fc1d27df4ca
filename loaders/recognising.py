"""Which form a table is: every form bids with the headings that it finds, the best bid wins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from loaders import periods, schemes, text
from loaders.form import Column, Form, all_forms, known_headings
from loaders.layout import Heading, Table, is_number_like
from loaders.workbook import Value

_NOW = re.compile(r"^(?:本|当)(?:月|季度?|期|年度?(?=[一-龥]*标准))")
_PERIOD_BEFORE = re.compile(r"^(?:(?:19|20)\d\d年?)?(?:\d{1,2}月份?|第?[一二三四1-4]季度|[上下]半年|全年|本年度?|年度)?")
_AMOUNT_SUFFIX = re.compile(r"(?:发放)?(?:金额|资金|补助金额|补贴金额|合计|小计)$")
_ADJUSTMENT = re.compile(
    r"^(?:补发|增发|加发|补扣|扣|抵扣|追回|追缴|少发|多发)(?!.*(?:原因|月份$|月数|时间|日期|人|户|面积|说明|情况|备注|依据))|(?:补发|增发|扣发|扣款|扣回|扣减)(?:金额|数|款|额)?$"
)
_NOBODY = re.compile("户名|账户|责任人|干部|联系人|审核|经办|负责人|填表|法人|配偶|父亲|母亲|曾用名|原姓名|帮扶人|学校|死者")
_MONEY = re.compile(r"(?:金|费|款|补贴|补助|津贴|金额|资金|报酬|工资|奖励|奖|分红|慰问|补偿)$")
_LOCAL_SCHEME = re.compile(r"[^总月年应实发]+(?:补贴|补助|津贴|救助|慰问|资助|补偿|奖励|抚恤|优待|供养)金?$")
_NO_MONEY = re.compile(r"标准|单价|收入|人均|/|其中|总费用|报销|自付|方式|类|是否|现金")
_SUM_OF_ROW = re.compile(r"实发|实际|实付|实领|合计|总|共计|小计|到账")
_PAID = re.compile(r"发放|兑付|拨付|支付|代发|转账|入账")
_MONEY_LEAF = re.compile(r"^(?:金额|发放金额|补贴金额|补助金额|资金|小计|实发|实发金额|月补助金额|应发金额)$")


@dataclass(slots=True)
class Match:
    """The columns of one block as a form understands them."""

    columns: dict[str, tuple[Column, Heading]] = field(default_factory=dict)
    by_scheme: list[tuple[Heading, schemes.Scheme | str]] = field(default_factory=list)
    by_level: list[tuple[Heading, str]] = field(default_factory=list)
    by_month: list[tuple[Heading, str, schemes.Scheme | None]] = field(default_factory=list)
    rest: list[Heading] = field(default_factory=list)
    repeated: list[tuple[Column, list[Heading]]] = field(default_factory=list)
    measures: list[tuple[Heading, str, str]] = field(default_factory=list)  # heading, part, measure
    beside: list[Heading] = field(default_factory=list)  # further money, of which the amount does not say whether it holds it
    parts: dict[str, list[Heading]] = field(default_factory=dict)  # key of a column that is a group → what adds up to it
    side: str | None = None  # income, spending: what the block's own headings say

    def index(self, key: str) -> int | None:
        """The column where the key stands; none where the table lacks it."""
        found = self.columns.get(key)
        return found[1].index if found else None


@dataclass(slots=True)
class Bid:
    """What a form makes of a table, and how well it fits."""

    form: Form
    score: float
    blocks: list[Match]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a table besides its cells."""

    file: str
    sheet: str
    year: int | None
    named: tuple[schemes.Scheme, ...] = ()  # those that the title names, where it names several
    figures: frozenset[int] = frozenset()  # columns with figures and nothing else
    words: frozenset[int] = frozenset()  # columns without any digit
    people: bool = False  # whether a column holds identity numbers, whatever it is headed


_COUNTED = re.compile(r"[一-龥](?:户数|人数|人次|发放数|救助金额|发放金额|补助金额|补贴金额|标准)$")


def is_known(heading: str) -> bool:
    """Whether a heading is one that any form, scheme or month column uses; the vocabulary of the layout."""
    return any(spelling in known_headings() for spelling in spellings((heading,))) or bool(
        (_COUNTED.search(text.heading_base(heading)) and not any(mark in heading for mark in ":：,，。"))
        or         re.fullmatch(r"(?:(?:19|20)\d\d年)?1?\d月份?|20\d\d(?:0[1-9]|1[0-2])", text.arabic_dates(text.heading_base(heading)))
        or (len(heading) <= 20 and schemes.dictionary().find(_scheme_words(heading)).scheme is not None)
    )


#: What numbers a heading or says how it is calculated: 一、工资性收入L, 家庭纯收入S=K-R, 第一次走访时间
_NUMBERED = re.compile(r"^[(]?(?:[一二三四五六七八九十]{1,2}|\d{1,2})[)]?[、.]|^第(?:[一二三四五六七八九十]+|\d+)次|(?<=[一-龥])[A-Z]\d{0,2}(?:=[A-Z\d+\-*/÷×()]+)?$|^[A-Z]\d{0,2}[、.:]?(?=[一-龥])")


_ENGLISH = re.compile(r"(?<=[一-龥])[A-Za-z][A-Za-z. ]+$")  # 姓名Name


def spellings(path: tuple[str, ...]) -> list[str]:
    """The ways to look a heading up, the most exact first."""
    found: list[str] = []
    leaf = path[-1]
    candidates = [leaf] if len(path) == 1 else ["".join(path[-2:]), text.heading_base(path[-2]) + text.heading_base(leaf), leaf]
    for candidate in candidates:
        for spelling in (text.heading(candidate), text.heading_base(candidate)):
            bare = _PERIOD_BEFORE.sub("", text.arabic_dates(spelling))
            for one in (spelling, bare, _NUMBERED.sub("", spelling), _ENGLISH.sub("", spelling)):
                if one and one not in found:
                    found.append(one)
    return found


def _scheme_words(heading: str) -> str:
    return _PERIOD_BEFORE.sub("", text.arabic_dates(text.heading_base(heading)))


def scheme_of_heading(heading: Heading) -> schemes.Scheme | None:
    """The scheme that a column of amounts is headed by; none when it names none, or several could be meant."""
    find = schemes.dictionary().find
    leaf = _scheme_words(heading.leaf)
    for words in (leaf, _AMOUNT_SUFFIX.sub("", leaf)):
        if words and (scheme := find(words).scheme):
            return scheme
    if len(heading.path) > 1 and _MONEY_LEAF.match(leaf):
        return find(_scheme_words(heading.path[-2])).scheme
    return None


def _scheme_of_title(heading: Heading, context: Context) -> schemes.Scheme | None:
    """The scheme of the title that a short heading means: 护理补贴 below a title of 重度残疾人护理补贴 and another."""
    words = _scheme_words(heading.leaf)
    meant = [scheme for scheme in context.named if len(words) >= 2 and (scheme.name.endswith(words) or words in scheme.aliases)]
    return meant[0] if len(meant) == 1 else None


def level_of_heading(form: Form, heading: Heading) -> str | None:
    """The key of the form's split columns of money that a heading, or a group above it, names; the innermost wins."""
    for depth in range(len(heading.path), 0, -1):
        for spelling in spellings(heading.path[:depth]):
            if place := form.headings.get(spelling):
                key = (*form.columns, *form.strangers)[place[0]].key
                if key in form.split[1]:
                    return key
                if depth == len(heading.path) and key != form.amount:
                    return None
    return None


_LEVEL_WORDS = re.compile(r"(中央|省|市|县|区|镇|乡|村)(?:级|本级|财政)[一-龥]{0,6}(?:资金|补助|配套|投入|专项|经费|自筹)")
_LEVEL_KEYS = {"中央": "central", "省": "province", "市": "city", "县": "county", "区": "county"}


def _level_words(form: Form, heading: Heading) -> str | None:
    """The key of a form's column of money of a level that a heading of another wording means: 县级财政配套资金."""
    match = _LEVEL_WORDS.fullmatch(text.heading_base(heading.leaf))
    key = _LEVEL_KEYS.get(match[1], "other") if match else None
    return key if any(key == column.key for column in form.columns) else None


def month_of_heading(heading: Heading, year: int | None) -> str | None:
    """The month that a column of amounts is headed by, as ``2024-06``."""
    for level in (heading.leaf, heading.path[-2] if len(heading.path) > 1 else ""):
        words = _AMOUNT_SUFFIX.sub("", text.arabic_dates(text.heading_base(level)))
        if re.fullmatch(r"(?:(?:19|20)\d\d[年.\-/])?(?:1[0-2]|0?[1-9])月?份?|20\d\d(?:0[1-9]|1[0-2])", words) and ("月" in words or len(words) > 4):
            found = periods.of_cell(words, year if year is not None else 0)  # year 0: a month without a year
            if found and len(found) == 7 and "Q" not in found and "H" not in found:
                return found
    return None


def _year_of_heading(heading: Heading) -> str | None:
    """The year that a column of amounts is headed by: 2021年."""
    match = re.fullmatch(r"((?:19|20)\d\d)年度?", _AMOUNT_SUFFIX.sub("", text.arabic_dates(text.heading_base(heading.leaf))))
    return match[1] if match else None


#: A table of counts without a column of places speaks of the place in its title, in so many rows at most.
_ROWS_WITHOUT_A_PLACE = 8
#: The part of a table of counts that adds up the others.
TOTAL_PART = "合计"
_MEASURES = (
    ("households", re.compile(r"(?:户数|户次|[保困边]户)$|^户$")),
    ("people", re.compile(r"(?:人数|人次|人口数?|名额|[老保困]人)$|^人$")),
    ("standard", re.compile(r"(?:标准|人均|水平|人均补助额|人均补差)$")),
    ("area", re.compile(r"(?:面积|亩数)$")),
    ("amount", re.compile(r"(?:(?:发放|补助|补贴|救助|保障|供养|支付|拨付|兑付|应发|实发|月|户)*(?:金额|资金|经费|总额|金|款|额|数额|支出)|资金计划|发放数|补贴|补助|津贴|护理费|合计|共计|小计|总计)$")),
)  # fmt: skip
_SINCE_JANUARY = re.compile(r"^(?:1|一)[-—~至到](?:本|\d{1,2})?月|累计|本年")
_COUNT_IN_BRACKETS = re.compile(r"\((户数|人数|人次|面积)\)$")
_PAID_OUT = re.compile("发放|合计|总额|支付|拨付|兑付|资金|支出")  # a sum, even below a unit for one person
_WHOLE = re.compile("总(?:金额|额|资金)$|(?:合计|共计|小计|总计)(?:金额|资金|户数|人数|人次)?$")


def repeats_others(heading: Heading) -> bool:
    """Whether a column's figures stand in other columns or sheets too: a part (其中), a sum since January."""
    return any((_SINCE_JANUARY.search(text.arabic_dates(level)) and not level.endswith("标准")) or text.is_of_which(level) for level in map(text.heading_base, heading.path))


def measure_of_heading(heading: Heading) -> tuple[str, str] | None:
    """The part of a table of counts that a column belongs to and what it counts; none for any other column.

    孤儿补助人数 counts the people of the part 孤儿补助, 80-89周岁 › 金额 the money of the part 80-89周岁.
    """
    if repeats_others(heading):
        return None
    leaf = text.heading(heading.leaf)
    unit = next((inner for inner in re.findall(r"\(([^()]*)\)", leaf) if "/" in inner), None)
    base = text.heading_base(leaf)
    counted = _COUNT_IN_BRACKETS.search(leaf)  # 保障(户数)
    leaf = _NOW.sub("", _PERIOD_BEFORE.sub("", text.arabic_dates(base + counted[1] if counted else base)))
    groups = [_bare_part(text.heading_base(level)) for level in heading.path[:-1]]
    for measure, pattern in _MEASURES:
        if match := pattern.search(leaf):
            if measure == "amount" and unit and not _PAID_OUT.search(leaf):
                measure = "standard"  # 月保障金(元/人/月)
            before = _bare_part(leaf[: match.start()])
            words = [part for part in (*groups, before) if part and not any(p.fullmatch(part) for _, p in _MEASURES)]
            words = [part for position, part in enumerate(words) if not any(part in inner for inner in words[position + 1 :])]
            whole = any(_WHOLE.search(text.heading_base(level)) for level in heading.path)
            return (TOTAL_PART if whole and not words else "".join(words), measure)
    return None


def _bare_part(words: str) -> str:
    """The name of a part without the words of what is counted: 本月农村低保资金 is 农村低保."""
    return re.sub(r"(?:发放|补助|补贴|救助|保障|享受|实有|总|月|合计|资金|经费|金额)+$", "", _NOW.sub("", words))


#: Headings that are money of a level above figures, and places above words; the smaller place is the row's.
_SEATS = {"县": 0, "区": 0, "市": 1, "省": 2}


_ALLOTTED = re.compile(r"(?:上级|本级|资金|本年|本次|累计|财政)*(?:下达|到位|计划|预算|安排|指标|应|结余|剩余|未|滚存|结转|上年|上期)")


def _whole_part(match: Match) -> None:
    """Name the part that others divide the whole: 低保 beside 城镇低保 and 农村低保."""
    others = {part for _, part, measure in match.measures if measure != "area"}
    match.measures = [found for found in match.measures if found[2] != "area" or found[1] in others or not others]  # 扣除面积
    spent = {part for _, part, measure in match.measures if measure == "amount" and not _ALLOTTED.match(part)}
    if spent:  # 下达资金 beside 已发放金额: what was to be given is not added to what was
        match.rest += [heading for heading, part, measure in match.measures if measure == "amount" and _ALLOTTED.match(part)]
        match.measures = [found for found in match.measures if found[2] != "amount" or not _ALLOTTED.match(found[1])]
    paid_for = {part for _, part, measure in match.measures if measure == "amount"}
    if "" in paid_for and len(paid_for - {"", TOTAL_PART}) > 1 and TOTAL_PART not in paid_for:  # 低保金额, 特困金额, 金额
        match.measures = [(heading, part or TOTAL_PART, measure) for heading, part, measure in match.measures]
    parts = {part for _, part, _ in match.measures}
    if parts == {"", TOTAL_PART}:  # 人数, 金额合计
        match.measures = [(heading, "", measure) for heading, _, measure in match.measures]
    for part in parts:
        if part and sum(other != part and part in other for other in parts) > 1:
            match.measures = [(heading, TOTAL_PART if own == part else own, measure) for heading, own, measure in match.measures]


def _scheme_beside_month(heading: Heading) -> schemes.Scheme | None:
    """The scheme that the levels of a month's heading name: 高龄津贴 › 6月, 6月 › 高龄津贴."""
    found = (schemes.dictionary().find(_AMOUNT_SUFFIX.sub("", _scheme_words(level)) or level).scheme for level in heading.path)
    return next((scheme for scheme in found if scheme), None)


def is_sum(heading: Heading) -> bool:
    """Whether the words of a heading say that it adds up the row, or what was paid of it in the end."""
    return bool(_SUM_OF_ROW.search(text.heading_base(heading.leaf)))


def _is_adjustment(heading: Heading) -> bool:
    return bool(_ADJUSTMENT.search(text.heading_base(heading.leaf)))


def _is_money(heading: Heading) -> bool:
    """Whether the words of a heading speak of money for somebody, though no form or scheme has them."""
    words = text.heading(heading.leaf)
    return bool(_MONEY.search(text.heading_base(words))) and not _NO_MONEY.search("".join(heading.path))


def _beside(form: Form, match: Match, others: list[Heading], loose: list[Heading]) -> list[Heading]:
    """The columns of money that a row may hold besides its amounts."""
    if form.record not in ("payment", "entitlement"):
        return []
    loose = [heading for heading in loose if not any("其中" in level for level in heading.path)]
    if form.shape != "rows":
        return [heading for heading in loose if heading not in others and (_is_adjustment(heading) or _is_money(heading))]
    if "amount" not in match.columns or is_sum(match.columns["amount"][1]):
        return []
    chosen = text.heading_base(match.columns["amount"][1].leaf)
    schemes_beside = [heading for heading in loose if heading not in others and _is_money(heading) and scheme_of_heading(heading)]
    if _PAID.search(chosen) and not any(map(_is_adjustment, loose)):  # what was paid says more than what is due, but less than a sum
        return schemes_beside + [heading for heading in others if heading in loose and _SUM_OF_ROW.search(text.heading_base(heading.leaf))]
    return schemes_beside + [heading for heading in loose if _is_adjustment(heading) or heading in others]


def _person_of(heading: Heading) -> str | None:
    """What a heading that no form has says of a person: 帮扶对象姓名 is a name, 帮扶对象身份证号 an ID number."""
    words = text.heading_base(heading.leaf)
    if _NOBODY.search(words):
        return None
    if words.endswith("姓名"):
        return "name"
    return "id_number" if re.search(r"(?:身份证|身份号码|身份证件?号码?|身份证件)$", words) else None


def _place_of(form: Form, heading: Heading) -> str | None:
    """The key of a form's column of places that a heading of another wording means: 项目实施村, 申报乡镇."""
    words = text.heading_base(heading.leaf)
    wanted = ("villages", "village") if re.fullmatch(r"[一-龥]{1,6}(?<!自然)(?<!贫困)村", words) else ("township", "anyplace") if re.fullmatch(r"[一-龥]{2,6}(?:乡镇|镇街|街道)", words) else ()
    return next((column.key for key in wanted for column in form.columns if column.key == key), None)


def _settle_person(form: Form, match: Match, taken: dict[str, list[tuple[int, Column, Heading]]], loose: list[Heading]) -> None:
    """Between the head of a household, a person and who holds the card: name and ID number must be of the same one."""
    chosen: dict[str, dict[str, Heading]] = {}
    for key in ("name", "id_number"):
        roles = chosen[key] = {}
        for _, _, heading in sorted(taken.get(key, []), key=lambda found: found[0]):
            words = "".join(heading.path)
            role = "head" if "户主" in words else "holder" if re.search("持卡人|领取人|申请人", words) else "person"
            roles.setdefault(role, heading)
    names, numbers = chosen["name"], chosen["id_number"]
    if not names or len(names) + len(numbers) < 3:
        return
    order = [role for role in ("person", "head", "holder") if role in names]
    role = next((role for role in order if role in numbers or not numbers), "")
    if not role:  # one ID number without a role of its own: 户主 | 领取人 | 身份证号
        role = order[0]
    for key, roles in chosen.items():
        if role in roles and match.columns[key][1] is not roles[role]:
            loose.append(match.columns[key][1])
            loose.remove(roles[role])
            match.columns[key] = (match.columns[key][0], roles[role])
    if role != "holder" and "holder" in names and "payee" not in match.columns and any(column.key == "payee" for column in form.columns):
        match.columns["payee"] = (form.column("payee"), names["holder"])
        loose.remove(names["holder"])


_PEOPLE = ("payment", "entitlement", "person", "ledger_entry", "ledger_summary")


def _is_place(form: Form, heading: Heading) -> bool:
    """Whether a heading names places for the form, though figures stand below it: 社区(25个) counts them."""
    kinds = [(*form.columns, *form.strangers)[at[0]].kind for spelling in spellings(heading.path) if (at := form.headings.get(spelling))]
    return bool(kinds) and kinds[0] in ("place", "places", "anyplace", "township", "county")


def _cells_of(table: Table) -> tuple[frozenset[int], frozenset[int]]:
    """The columns of a table whose first cells are figures and nothing else, and those without any digit."""
    rows = [table.sheet.rows[row] for row in table.body[:30]]
    figures, words = set(), set()
    for heading in table.headings:
        cells = [cells[heading.index] for cells in rows if heading.index < len(cells) and cells[heading.index] not in (None, "")]
        if cells and all(map(is_number_like, cells)):
            figures.add(heading.index)
        elif cells and not any(re.search(r"\d", str(cell)) for cell in cells):
            words.add(heading.index)
    return frozenset(figures), frozenset(words)


def _has_people(table: Table) -> bool:
    """Whether the first rows hold identity numbers, whatever stands above them."""
    rows = [table.sheet.rows[row] for row in table.body[:10]]
    return sum(any(isinstance(cell, str) and re.fullmatch(r"\d{17}[\dXx]", cell) for cell in cells) for cells in rows) * 2 > len(rows)


def _spellings_for(form: Form, heading: Heading) -> list[str]:
    """The ways to look a heading up; in lists of things 本季应收 is 应收, while a book tells 本月 from 本年."""
    found = spellings(heading.path)
    if form.record not in _PEOPLE and (bare := _NOW.sub("", text.heading_base(heading.leaf))) not in found:
        found.append(bare)
    return found


def _match(form: Form, headings: list[Heading], context: Context) -> Match:
    match = Match()
    known = (*form.columns, *form.strangers)
    taken: dict[str, list[tuple[int, Column, Heading]]] = {}
    loose: list[Heading] = []
    for heading in headings:
        if heading.index in context.figures and form.record not in _PEOPLE and _is_place(form, heading):
            loose.append(heading)
            continue
        if form.shape == "months" and (month := month_of_heading(heading, context.year) or _year_of_heading(heading)):
            match.by_month.append((heading, month, _scheme_beside_month(heading)))
            continue
        if form.shape == "schemes" and (scheme := scheme_of_heading(heading) or _scheme_of_title(heading, context)):
            match.by_scheme.append((heading, scheme))
            continue
        if "大写" in heading.leaf:
            loose.append(heading)
            continue
        if form.shape == "levels" and (level := level_of_heading(form, heading) or (_level_words(form, heading) if form.split[0] == "level" else None)):
            if heading.index not in context.words:
                match.by_level.append((heading, level))
            elif heading.leaf in _SEATS and "anyplace" in (column.key for column in form.columns):
                taken.setdefault("anyplace", []).append((_SEATS[heading.leaf], form.column("anyplace"), heading))
            else:
                loose.append(heading)
            continue
        for spelling in _spellings_for(form, heading):
            if place := form.place_of(spelling, heading.path[:-1]):
                column = known[place[0]]
                group = _group_of(form, heading)
                if not group or (group == column.key and (heading.leaf.endswith("计") or spelling not in spellings(heading.path[-1:]))):
                    taken.setdefault(column.key, []).append((place[1], column, heading))
                    break
        else:
            if group := _group_of(form, heading):
                match.parts.setdefault(group, []).append(heading)
            if form.shape == "counts" and (measure := measure_of_heading(heading)):
                match.measures.append((heading, *measure))
            elif (role := _person_of(heading) or _place_of(form, heading) or _level_words(form, heading)) and any(role == column.key for column in form.columns):
                taken.setdefault(role, []).append((999, form.column(role), heading))
            else:
                loose.append(heading)
    for key, found in taken.items():
        best = min(rank for rank, _, _ in found)
        first = [(column, heading) for rank, column, heading in found if rank == best]
        match.columns[key] = first[0]
        loose.extend(heading for rank, _, heading in found if heading is not first[0][1])
        if len(first) > 1:
            match.repeated.append((first[0][0], [heading for _, heading in first]))
    if form.shape == "schemes" and match.by_scheme:  # a scheme that only this township has
        local = {heading: text.heading_base(heading.leaf).removesuffix("金额") for heading in loose if not _NO_MONEY.search("".join(heading.path))}
        match.by_scheme.extend((heading, name[:80]) for heading, name in local.items() if _LOCAL_SCHEME.fullmatch(name))
        loose = [heading for heading in loose if not _LOCAL_SCHEME.fullmatch(local.get(heading, ""))]
    if form.record == "payment":
        _settle_person(form, match, taken, loose)
    if form.shape == "rows" and form.record in ("payment", "entitlement") and "amount" not in match.columns:
        named = [heading for heading in loose if scheme_of_heading(heading)] or [heading for heading in loose if _is_money(heading)]
        if len(named) == 1:
            match.columns["amount"] = (form.column("amount"), named[0])
            loose.remove(named[0])
    if form.name.startswith("roster"):  # 保障金额, 分类施保, 合计: what the household gets is the sum
        sums = [heading for _, _, heading in taken.get("amount", []) if is_sum(heading)]
        if len(sums) == 1 and not is_sum(match.columns["amount"][1]):
            loose.append(match.columns["amount"][1])
            loose.remove(sums[0])
            match.columns["amount"] = (form.column("amount"), sums[0])
    match.beside = _beside(form, match, [heading for _, _, heading in taken.get("amount", []) + taken.get("row_total", [])], loose)
    _whole_part(match)
    match.rest = sorted([*loose, *match.rest], key=lambda heading: heading.index)
    match.side = _side_of(headings)
    return match


def _group_of(form: Form, heading: Heading) -> str | None:
    """The column that a heading is a part of, because its group is headed like that column."""
    for level in heading.path[:-1] if form.parts else ():
        for spelling in spellings((level,)):
            place = form.headings.get(spelling)
            if place and place[0] < len(form.columns) and form.columns[place[0]].key in form.parts:
                return form.columns[place[0]].key
    return None


def _side_of(headings: list[Heading]) -> str | None:
    words = {side for heading in headings for level in heading.path if (side := _side(level))}
    return words.pop() if len(words) == 1 else None


def _side(words: str) -> str | None:
    if re.match(r"^(本[月季期年])?收入", words):
        return "income"
    return "spending" if re.match(r"^(本[月季期年])?支出|^开支", words) else None


_SECTION_SIDE = re.compile(r"(?P<number>\(?[一二三四五六七八九十\d]+[)、.])?(?:本[月季期年](?:度)?)?(?P<side>收入|支出|开支)(?:部分|项目|情况|类|方|明细|小计|合计)?(?:\(元\))?[::]?")


def section_side(cells: Sequence[tuple[int, Value]]) -> str | None:
    """Whether a row opens the part of income or of spending: 一、收入 with nothing else, or with the part's total."""
    words = [text.squeeze(v) for _, v in cells if isinstance(v, str)]
    if not words or len(words) > 2 or len(cells) - len(words) > 1:
        return None
    written = "".join(words) if len(words) == 2 and re.fullmatch(r"\(?[一二三四五六七八九十]+[)、.]?", words[0]) else words[0]
    if len(words) == 2 and written == words[0] and not re.fullmatch(r"[\d,.]+元?", words[1]):
        return None
    match = _SECTION_SIDE.fullmatch(re.sub(r"^([一二三四五六七八九十])(?=收|支|开|本)", r"\1、", written))
    if not match or not (match["number"] or len(cells) == 1):
        return None
    return "income" if match["side"] == "收入" else "spending"


def has_sections(table: Table) -> bool:
    """Whether the body of a table has a part for income and one for spending, each opened by a row of its own."""
    sides = set()
    for row in table.body:
        cells = [(c, v) for c, v in enumerate(table.sheet.rows[row]) if v is not None and v != ""]
        if 0 < len(cells) < 4 and (side := section_side(cells)):
            sides.add(side)
    return len(sides) == 2


def side_of_title(*titles: str) -> str | None:
    """Whether a title speaks of income alone or of spending alone."""
    for title in titles:
        if "收支" in title:
            return None
        incoming, outgoing = "收入" in title, bool(re.search("支出|开支|费用", title))
        if incoming != outgoing:
            return "income" if incoming else "spending"
    return None


def side_above(table: Table) -> str | None:
    """Whether a line above the header opens the part of income or of spending: 一、收入, the nearest first."""
    return next((side for line in table.above.split("|") if (side := section_side([(0, line)]))), None)


def _bid(form: Form, table: Table, context: Context) -> Bid | None:
    groups = table.blocks if form.shape in ("rows", "levels", "counts") else [table.headings]
    blocks = [_match(form, headings, context) for headings in groups]
    if len(blocks) > 1 and form.grouped:  # 村干部{姓名,职务} beside 近亲属{姓名,关系} are one row, not two lists side by side
        whole = _match(form, table.headings, context)
        if not whole.repeated:
            blocks = [whole]
    first = blocks[0]
    keys = set(first.columns) | set(first.parts)
    if sum(month_of_heading(heading, context.year) is not None for heading in first.rest) > 1:
        keys.add("months")
    if form.record == "ledger_entry" and (first.side or side_above(table) or side_of_title(table.title, context.sheet, context.file)):
        keys.add("side")
    if form.name == "ledger_amount" and "side" not in keys and not keys.intersection(form.without):
        lacks_only_side = all(keys.intersection(group) or "side" in group for group in form.needs)
        if lacks_only_side and has_sections(table):  # looks through the whole table
            keys.add("side")
    if form.record == "ledger_entry" and not {"date", "day", "voucher"} & keys and _sums_up(form, table):
        return None
    keys |= {key for _, key in first.by_level}
    for block in blocks:
        present = set(block.columns) | set(block.parts) | {key for _, key in block.by_level} | ({"side", "months"} & keys)
        if any(not present.intersection(group) for group in form.needs if group != ("id_number", "account")):
            return None
    if any(not keys.intersection(group) for group in form.needs) or keys.intersection((*form.without, *(column.key for column in form.strangers))):
        return None
    if form.shape == "schemes" and len({scheme.key for _, scheme in first.by_scheme if isinstance(scheme, schemes.Scheme)}) < 2:
        return None
    if form.shape != "rows" and len(table.blocks) > 1 and any(column.key == "name" for column, _ in first.repeated):
        return None  # people side by side, not one line of many columns
    if form.shape == "months" and len(first.by_month) < 2:
        return None
    if form.shape == "counts" and context.people:
        return None
    if form.shape == "counts" and not keys & {"anyplace", "village", "county", "part", "scheme"} and (len(table.body) > _ROWS_WITHOUT_A_PLACE or len(first.rest) > len(first.measures)):
        return None
    if form.shape == "counts" and not {measure for _, _, measure in first.measures} & {"people", "households", "amount"}:
        return None
    title = f"{table.above}|{context.sheet}|{context.file}"
    if form.shape == "counts" and any(word in title for word in form.title_not) and not _names_a_scheme(title, first):
        return None  # a village's spending by month counts nobody's money
    has_word = any(word in title for word in form.title_words)
    if form.needs_title and (not has_word or any(word in title for word in form.title_not)):
        return None
    if form.record == "entitlement" and form.per_household and form.needs_scheme and not keys & {"amount", "since", "until", "scheme"} and not has_word and not _names_a_scheme(title, first):
        return None  # a household's members of whom nothing says that they get anything
    needed = {key for group in form.needs for key in group}
    score = sum(3.0 if key in needed else 1.0 for key in keys - {"serial"})
    score += 3 * len(first.by_scheme) + 3 * len(first.by_month) + 2 * len({measure for _, _, measure in first.measures})
    score += sum(scheme is not None for _, _, scheme in first.by_month)
    score += 2 * has_word + 0.5 * form.needs_title - (6 if any(word in title for word in form.title_not) else 0)
    return Bid(form, score, blocks)


def _names_a_scheme(title: str, match: Match) -> bool:
    """Whether a title, or the parts of a table of counts, speak of a kind of money that is known."""
    spoken = [title, *(part for _, part, _ in match.measures if part)]
    found = [schemes.dictionary().find_in(text.squeeze(words)) for words in spoken]
    return any(match.scheme or match.candidates for match in found)


def _sums_up(form: Form, table: Table) -> bool:
    """Whether a table without dates says of itself that its lines are totals."""
    own = table.above or table.sheet.name
    return any(word in f"{own}|{table.sheet.name}" for word in form.title_not) and "明细" not in own


def bids(table: Table, context: Context) -> list[Bid]:
    """The bids for a table, the best first."""
    figures, words = _cells_of(table)
    context = replace(context, figures=figures, words=words, people=_has_people(table))
    found = [bid for form in all_forms() if (form.card or not table.moved) and (bid := _bid(form, table, context))]
    names = {bid.form.name for bid in found}
    found = [bid for bid in found if not names.intersection(bid.form.yields_to)]
    return sorted(found, key=lambda bid: -bid.score)


def nearest(table: Table, context: Context, wanted: str | None = None) -> tuple[Form, list[tuple[str, ...]]] | None:
    """The form that a table of no form comes closest to, or the wanted one, and the groups of columns that it lacks."""
    found = []
    title = f"{table.above}|{context.sheet}|{context.file}"
    for form in all_forms():
        keys = set(_match(form, table.headings, context).columns)
        lacking = [group for group in form.needs if not keys.intersection(group)]
        if wanted in (form.name, form.title):
            return (form, lacking) if lacking else None
        if wanted is None and form.shape == "rows" and lacking and len(lacking) * 2 <= len(form.needs) and not keys.intersection((*form.without, *(column.key for column in form.strangers))):
            spoken_of = any(word in title for word in form.title_words)
            found.append((len(lacking), not spoken_of, -len(keys), form.name, form, lacking))
    return min(found)[4:] if found else None
