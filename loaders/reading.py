"""Form × table to rows and problems: every value is read for certain or reported with its cell; nothing stops early."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from loaders import cards, columns, layout, periods, place_names, problems, recognising, schemes, text
from loaders.form import Form, all_forms
from loaders.layout import Table
from loaders.readers.books import BooksReader
from loaders.readers.counts import CountsReader
from loaders.readers.decisions import DecisionReader
from loaders.readers.households import IncomeReader, ScoreReader, VisitReader
from loaders.readers.lists import ListReader
from loaders.readers.people import PeopleReader
from loaders.readers.reference import ReferenceReader
from loaders.readers.result import Reading
from loaders.readers.rows import RowReader
from loaders.readers.summaries import SummaryReader
from loaders.recognising import Bid
from loaders.workbook import Workbook

#: record → what reads its tables; all others are plain lists
READERS: dict[str, type[RowReader]] = {
    "payment": PeopleReader,
    "entitlement": PeopleReader,
    "person": PeopleReader,
    "ledger_entry": BooksReader,
    "ledger_summary": SummaryReader,
    "scheme_summary": CountsReader,
    "decision": DecisionReader,
    "household_income": IncomeReader,
    "visit": VisitReader,
    "credit_score": ScoreReader,
    "reference_entry": ReferenceReader,
}


@dataclass(frozen=True, slots=True)
class Supplied:
    """What the caller says beside the file; it comes before what the file says."""

    place: str | None = None
    period: str | None = None
    form: str | None = None


def read(book: Workbook, file: str, supplied: Supplied | None = None, known_places: tuple[str, ...] = ()) -> list[Reading]:
    """The readings of all tables of a workbook, also of those that no form knows; in the order of the sheets."""
    supplied = supplied or Supplied()
    stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    found: list[Reading] = []
    for sheet in book.sheets:
        head, before = "", len(found)
        for table in layout.tables(sheet, recognising.is_known):
            found += [_table(part, head, stem, supplied, known_places) for part in layout.by_fund(table)]
            head = head or table.above
        if not any(reading.records for reading in found[before:]) and (card := cards.card(sheet, recognising.is_known)):
            reading = _table(card, "", stem, supplied, known_places)
            found[before:] = [reading] if reading.form else found[before:]
    _summaries(found)
    _published_again(found)
    return found


def _table(table: Table, head: str, stem: str, supplied: Supplied, known_places: tuple[str, ...]) -> Reading:
    """The reading of one table; ``head`` is what stands above the first table of the sheet."""
    sheet = table.sheet
    own = table.above
    if head and not periods.in_text(own):  # a heading of a part: 二、支出; the sheet's title covers it too
        table.unit = table.unit or layout.stated_unit(head)
        table.above = f"{own}|{head}" if own else head
    reading = Reading(
        sheet=sheet.name,
        number=table.number,
        header_rows=[row + 1 for row in table.header_rows],
        headings=[heading.full for heading in table.headings],
        indexes=[heading.index for heading in table.headings],
        form=None,
        title=text.clean(own.partition("|")[0] or table.title)[:200],
    )
    period, ambiguous = periods.of_sources(table.above, sheet.name, stem, _year_of_header(table))
    spanned = None if supplied.period or (period and len(period) > 4) else next(filter(None, map(periods.covering, (table.above, sheet.name, stem))), None)
    if spanned and (period is None or spanned[0] != period or ambiguous):
        period, ambiguous = spanned[0], False
    if spanned:
        reading.problems.append(problems.make("period-covers", sheet=sheet.name, found=spanned[1], wanted=spanned[0]))
    reading.period = supplied.period or period
    named = periods.in_text(sheet.name)
    if reading.period == period and period and len(named) == 1 and not set(periods.months(named[0])) & set(periods.months(period)):
        reading.problems.append(problems.make("period-differs", sheet=sheet.name, found=period, wanted=named[0]))
    context = recognising.Context(stem, sheet.name, int(reading.period[:4]) if reading.period else periods.year_of_sources(table.above, sheet.name, stem), schemes.dictionary().find_in(text.squeeze(table.title)).candidates)
    bids = recognising.bids(table, context)
    if supplied.form:
        bids = [bid for bid in bids if supplied.form in (bid.form.name, bid.form.title)]
    headings = "、".join(reading.headings)[:300]
    if not bids:
        wanted = "；".join(form.title for form in all_forms())
        advice = _advice(table, context, supplied.form)
        reading.problems.append(
            problems.make("no-form", sheet=sheet.name, row=reading.header_rows[-1], found=headings, wanted=wanted, advice=advice)
        )
        return reading
    titles = f"{table.title or stem}|{sheet.name}"
    bids = [bid for bid in bids if supplied.form or not _not_given(bid, titles)] or bids  # another kind of table may know it
    refused = None if supplied.form else _not_given(bids[0], titles)
    if refused is None and len(bids) > 1 and bids[0].score == bids[1].score:
        wanted = "、".join(bid.form.title for bid in bids if bid.score == bids[0].score)
        reading.problems.append(
            problems.make("two-forms", sheet=sheet.name, row=reading.header_rows[-1], found=headings, wanted=wanted)
        )
        return reading
    bid = bids[0]
    reading.form = bid.form
    years = next(filter(None, map(periods.last_year, (table.above, sheet.name, stem))), None)
    if reading.period is None and years and _may_be_large(bid.form):  # a plan of several years
        reading.period, ambiguous = years[0], False
        reading.problems.append(problems.make("period-covers", sheet=sheet.name, found=years[1], wanted=years[0]))
    if reading.period is None and bid.form.record == "entitlement":
        reading.period = periods.as_of(f"{table.above}|{table.below}")
    reading.posted = periods.posted(f"{table.above}|{table.below}|{_foot(table)}", reading.period)
    _place(reading, table, stem, supplied, known_places)
    _scheme(reading, table, bid, stem)
    reading.fund = table.fund or _fund(table, sheet.name, stem)
    READERS.get(bid.form.record, ListReader)(table, bid, reading, stem).run()
    _require(reading, ambiguous and not supplied.period)
    if refused and reading.rows_read:
        code, words = refused
        reading.blocked, reading.amount_loaded = problems.make(code, sheet=sheet.name, found=words), 0
        reading.problems.insert(0, reading.blocked)
    if not reading.blocked:
        _columns_shifted(reading)
    return reading


_FOOT = 4  # rows at the end of a table in which it may be signed


def _foot(table: Table) -> str:
    """The words in the last rows of a table, where it is signed and dated."""
    rows = [table.sheet.rows[row] for row in list(table.body)[-_FOOT:]]
    return "|".join(text.clean(cell) for cells in rows for cell in cells if isinstance(cell, str))


#: Lists of people and money that nobody is given: taken back, ended, proposed; paid by the villagers themselves.
_TAKEN_OR_ENDED = re.compile("追缴|追回|清退|停发|停保|注销|减员|拟(?:新增|享受|发放|保障|救助|补助|纳入|批准|资助|慰问)")
_NOT_PAYING = re.compile("取消|终止|退出|缴费|收缴|缴纳|代收|收费|捐款|捐资|捐赠|募捐|信贷|贷款|申请|收入核对|状况核[对查]|入户核查|摸底|积分|评分|考勤|成绩")
_GIVEN = re.compile("发放|兑付|兑现|补贴|补助|资助|代缴|返还|奖|慰问|打卡|补偿|贴息")
_NOT_ARRIVED = re.compile("发放失败|失败|退回|退票|未到账|未成功|未发放")


def _not_given(bid: Bid, titles: str) -> tuple[str, str] | None:
    """Why the money of a list of people was not given to them, as its titles say it: the problem's code and their words."""
    if bid.form.record not in ("payment", "entitlement"):
        return None
    if (match := _TAKEN_OR_ENDED.search(titles)) and not re.search("补偿|补发", titles):
        return "not-given", match[0]
    if (match := _NOT_PAYING.search(titles)) and not _GIVEN.search(titles):
        return "not-given", match[0]
    if (match := _NOT_ARRIVED.search(titles)) and bid.form.record == "payment" and "status" not in bid.blocks[0].columns:
        return "not-arrived", match[0]
    return None


def _year_of_header(table: Table) -> str:
    """The year that stands above columns of month and day; nothing where the header names several."""
    years = {level for heading in table.headings for level in heading.path if re.fullmatch(r"(?:19|20)\d\d年", level)}
    return years.pop() if len(years) == 1 else ""


def _advice(table: Table, context: recognising.Context, wanted: str | None) -> str:
    """What to do about a table of no known form: the columns that the nearest form, or the wanted one, lacks."""
    near = recognising.nearest(table, context, wanted)
    if near is None:
        return "请看看是不是传错了文件。"
    form, lacking = near
    first = {column.key: f"“{column.headings[0]}”" for column in form.columns}
    columns = "，".join("或".join(first[key] for key in group if key in first) for group in lacking)
    return f"{'要认成' if wanted else '最像'}《{form.title}》，还缺{columns}，请补上这样的列再上传。"


def _place(reading: Reading, table: Table, stem: str, supplied: Supplied, known: tuple[str, ...]) -> None:
    if supplied.place:
        if place_names.kind_of(supplied.place) == "township":
            reading.township = supplied.place
        else:
            reading.village = supplied.place
        if not supplied.place.isdigit() and reading.village is None:
            return
    for source in (table.above, table.sheet.name, stem):
        township, village = place_names.of_title(source, known)
        reading.county = reading.county or place_names.county_of_title(source)
        reading.township = reading.township or township
        if not supplied.place:
            reading.village = reading.village or village


def _scheme(reading: Reading, table: Table, bid: Bid, stem: str) -> None:
    if not bid.form.needs_scheme:
        return
    if bid.blocks[0].by_month and all(scheme for _, _, scheme in bid.blocks[0].by_month):
        return
    dictionary = schemes.dictionary()
    ambiguous = None
    for source in (table.above, table.sheet.name, stem):
        match = dictionary.find_in(text.squeeze(source))
        if match.scheme:
            reading.scheme, reading.choices = match.scheme, ()
            return
        if match.candidates and not ambiguous:
            ambiguous = source
            reading.choices = match.candidates
    headed = {recognising.scheme_of_heading(block.columns["amount"][1]) for block in bid.blocks if "amount" in block.columns}
    if len(headed) == 1:
        reading.scheme = headed.pop()
    if reading.scheme is None and "scheme" not in bid.blocks[0].columns:
        reading.scheme_name = _scheme_name(table.title) or _scheme_name(stem) or (dictionary.words_in(text.squeeze(ambiguous)) if ambiguous else None)
        if reading.scheme_name:
            code = "scheme-ambiguous" if ambiguous else "scheme-unknown"
            reading.problems.append(problems.make(code, sheet=table.sheet.name, found=reading.scheme_name))


def _scheme_name(title: str) -> str | None:
    """The name of the money that a title speaks of, as written, when the dictionary has none for it."""
    import_words = r"(?:发放|兑付|资金|公示|公开|花名册|明细表?|清册|汇总|登记|名单|一览|统计|情况|代发|表|册|榜|分户|到户|明白|兑现|台账|台帐|的|\(.*?\))+$"
    words = text.squeeze(title)
    words = re.sub(r"^(?:关于|现将)?(?:发放|公示|公布|下达)?(?=(?:19|20)\d\d)|(?<!\d)(?:19|20)\d\d年?度?(?:[-—~至到](?:19|20)?\d\d年度?)?|\d{1,2}(?:[-至]\d{1,2})?月份?|第?[一二三四1-4]季度|[上下]半年", "", words)
    words = re.sub(r"^.*?(?:镇|乡|街道|苏木|村|社区|嘎查|屯|县|区)(?=.{2,})", "", words)
    for _ in range(3):
        words = re.sub(import_words, "", words)
    if 2 <= len(words) <= 20 and any(word in words for word in ("补", "助", "津贴", "金", "费", "奖", "慰问", "分红", "工资", "报酬")):
        return words
    return None


def _fund(table: Table, sheet: str, stem: str) -> str | None:
    for source in (table.above, sheet, stem):
        if "现金" in source and "银行" not in source:
            return "cash"
        if ("银行" in source or "存款" in source) and "现金" not in source:
            return "bank"
    return None


def _may_be_large(form: Form) -> bool:
    """Whether a row may belong to a whole township or county; people and books belong to a village or township."""
    return form.record not in ("payment", "entitlement", "person", "ledger_entry", "ledger_summary")


def _home(reading: Reading) -> str | None:
    assert reading.form is not None
    return reading.place_name if _may_be_large(reading.form) else reading.village or reading.township


#: so many rows that each have one yuan more than the row before are numbers of lines
_SERIAL = 5


def _columns_shifted(reading: Reading) -> None:
    """Block a table whose amounts are the numbers of its lines."""
    amounts: dict[str, list[int]] = {}
    for record in reading.records:
        fen = record.values.get("amount")
        if record.column and isinstance(fen, int):
            amounts.setdefault(record.column, []).append(fen)
    for column, fens in amounts.items():
        if len(fens) >= _SERIAL and 0 < fens[0] <= 10_000 and all(fen - before == 100 for before, fen in pairwise(fens)):
            reading.amount_loaded = 0
            reading.blocked = problems.make("amount-serial", sheet=reading.sheet, column=column, found=column, wanted=columns.yuan(fens[0]))
            reading.problems.append(reading.blocked)
            return


def _require(reading: Reading, ambiguous: bool) -> None:
    """Block a table that lacks its period, its place or its scheme."""
    form = reading.form
    assert form is not None
    if not reading.rows_read or reading.blocked:
        return
    _period_of_list(reading)
    if reading.choices and reading.records and all(r.values.get("scheme") for r in reading.records):
        reading.scheme_name = None  # the rows' own categories have told which
        reading.problems = [p for p in reading.problems if p.code != "scheme-ambiguous"]
    everywhere = {"period"} if all(r.values.get("period") for r in reading.records) and reading.records else set()
    unknown_year = any(str(r.values.get("period", "")).startswith("0000") for r in reading.records)
    if unknown_year or (form.needs_period and not reading.period and "period" not in everywhere):
        reading.blocked = problems.make("period-missing", sheet=reading.sheet)
    elif not _home(reading) and not all(r.values.get("village") or (r.values.get("township") and _may_be_large(form)) for r in reading.records):
        reading.blocked = problems.make("place-missing", sheet=reading.sheet)
    elif form.needs_scheme and not (reading.scheme or reading.scheme_name) and not all(r.values.get("scheme") for r in reading.records):
        reading.blocked = problems.make("scheme-missing", sheet=reading.sheet)
    if reading.blocked:
        if reading.blocked not in reading.problems:
            reading.problems.insert(0, reading.blocked)
        reading.amount_loaded = 0


def _period_of_list(reading: Reading) -> None:
    """Give a list without a period the month as of which it was made, money that is given once the month it was paid in."""
    form = reading.form
    assert form is not None
    if reading.period or not reading.records:
        return
    rows = [record.values for record in reading.records]
    once = [scheme for values in rows if isinstance(scheme := values.get("scheme") or reading.scheme, schemes.Scheme) and scheme.rhythm in _GIVEN_ONCE]
    if form.record == "payment" and len(once) == len(rows) and all(values.get("paid_on") for values in rows):
        for values in rows:
            values.setdefault("period", f"{values['paid_on']:%Y-%m}")
        reading.period = periods.enclosing({values["period"] for values in rows})
        reading.problems.append(problems.make("period-from-paid", sheet=reading.sheet))


_GIVEN_ONCE = ("一次", "按次", "看病结算时", "分期", "分阶段")


def _only_check(reading: Reading, wanted: int) -> None:
    """Turn a reading into a check of the others, and say where its sum is not theirs."""
    found = reading.amount_read
    reading.check_only, reading.form = True, None
    reading.problems = [problems.make("summary-sheet", sheet=reading.sheet)]
    if found and wanted and found != wanted:
        apart = columns.yuan(found - wanted)
        reading.problems.append(
            problems.make("total-disagrees", sheet=reading.sheet, found=columns.yuan(found), wanted=columns.yuan(wanted), difference=apart)
        )
    reading.records, reading.rejected = [], []
    reading.rows_read = reading.amount_read = reading.amount_loaded = 0


def _summaries(readings: list[Reading]) -> None:
    """Tables that sum up the others of the workbook by village are checks, not data."""
    data = [r for r in readings if r.form is not None and r.form.record in ("payment", "entitlement")]
    if not data:
        return
    for reading in readings:
        bases = {text.heading_base(h) for h in reading.headings}
        places = bases & {*_PLACE_WORDS, "户数", "人数"}
        sums_up = reading.form is None or reading.form.record == "scheme_summary"
        if sums_up and places and not any("姓名" in base or "身份证" in base for base in bases):
            _only_check(reading, sum(r.amount_read for r in data if r.form and r.form.record == "payment"))


def _published_again(readings: list[Reading]) -> None:
    """A copy of a book, and one without dates beside dated ones of the same time with the same sums, are checks of theirs."""
    books = [r for r in readings if r.form is not None and r.form.record == "ledger_entry" and r.records and r.period]
    for position, book in enumerate(books):
        for other in books[:position]:
            if other.check_only or book.check_only or (other.place_name, other.period, other.fund) != (book.place_name, book.period, book.fund):
                continue
            here, there = _lines(book), _lines(other)
            if here == there:
                _only_check(book, 0)
            elif (here & there).total() * 2 >= min(here.total(), there.total()):
                book.problems.append(problems.make("books-twice", sheet=book.sheet))
    books = [book for book in books if not book.check_only]
    dated = [r for r in books if any(record.values.get("date") for record in r.records)]
    for book in books:
        covered = [r for r in dated if r.place_name == book.place_name and set(periods.months(r.period or "")) <= set(periods.months(book.period or ""))]
        if not covered or book in dated:
            continue
        if _sums([book]) == _sums(covered):
            if len(covered) == 1 and not covered[0].balances and covered[0].period == book.period:
                covered[0].balances = book.balances
            _only_check(book, 0)
        elif _sums([book])[0] and _sums([book])[1]:
            book.problems.append(problems.make("books-twice", sheet=book.sheet))


def _lines(book: Reading) -> Counter[tuple[object, ...]]:
    """The entries of a book, as two copies of it would both have them."""
    return Counter((v.get("date"), v["summary"], v["income"], v["spending"], v.get("village")) for v in (r.values for r in book.records))


def _sums(books: list[Reading]) -> tuple[int, int]:
    """Income and spending of books together."""
    records = [record.values for book in books for record in book.records]
    return sum(values["income"] for values in records), sum(values["spending"] for values in records)


_PLACE_WORDS = ("村", "行政村", "村名", "村别", "村(居)", "村居", "单位", "乡镇", "村社", "名称", "村级", "乡镇(街道)", "镇街")
