"""Open data: every public table with what its columns mean, masked as the public sees it, a page of rows at a time."""

from calendar import isleap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, literal, select, tuple_

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries.residents import Residents
from dashboard.queries.scope import within
from dashboard.queries.small import FEW, names_nobody, telling
from loaders import lists, schemes, text, workdays
from loaders.columns import yuan
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.books import LedgerEntry, LedgerSummary
from loaders.records.imports import Batch, Import
from loaders.records.payments import Entitlement, Payment, PaymentTotal, SchemeRow
from loaders.records.people import Person
from loaders.records.places import Place

Cell = str | int | None
Kind = str  # text, count, yuan, day, period, name, party, private

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a public table: its key in JSON, its heading in CSV, and what it means."""

    key: str
    heading: str
    kind: Kind
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A public table. ``line`` gives the cells of a row in the order of the fields, or none where it is not public."""

    name: str
    title: str
    about: str
    fields: tuple[Field, ...]
    rows: Callable[[], Select[Any]]
    line: Callable[[Any, bool, "Policy"], list[Cell] | None]
    key: tuple[Any, ...]  # the columns that order the rows and tell them apart; all of them are asked for


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be public today: which schemes never by name, and which for how long; whose names words may hold."""

    today: date
    residents: Residents | None = None

    def hides(self, scheme: str | None, published: date, born: date | None = None) -> bool:
        """Whether a row that names a person of this scheme is not public (any more); of a minor it never is."""
        if born is not None and grown_up(born) > published:
            return True
        known = schemes.dictionary().by_key(scheme or "")
        if known is None:
            return False
        if known.minors or known.publish_days == 0:
            return True
        return known.publish_days is not None and published + timedelta(days=known.publish_days) < self.today

    def amount(self, scheme: str | None, fen: int | None) -> int | None:
        """The amount beside a public name; none where the law lets the names be public and nothing else."""
        known = schemes.dictionary().by_key(scheme or "")
        return None if known is not None and known.names_only else fen


def grown_up(born: date) -> date:
    """The day on which somebody is no minor any more."""
    year = born.year + 18
    return date(year, 3, 1) if (born.month, born.day) == (2, 29) and not isleap(year) else date(year, born.month, born.day)


_SOURCE = (
    Field("file", "文件", "text", "原表的文件名"),
    Field("sheet", "工作表", "text", "原表里的工作表"),
    Field("row", "行", "count", "原表里的行号"),
)
_VILLAGE = Field("village", "村", "text", "行政村（社区）")
_PLACE = Field("place", "地方", "text", "村、乡镇或县")
_NAME = Field("name", "姓名", "name", "遮住中间的字，只够区分同村同名的人")
_PERIOD = Field("period", "所属期", "period", "这笔钱管的年、季或月：2024、2024-Q3、2024-06")


def _with_source(table: Table, place: Any, *columns: Any) -> Select[Any]:
    return (
        select(table.c.id, Place.name.label("place"), *columns, Import.name.label("file"), Import.at.label("published"), Batch.sheet, table.c.row)
        .join(Batch, Batch.id == table.c.batch_id)
        .join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == place)
        .where(Batch.in_force)
    )


def _payments() -> Select[Any]:
    table = table_of(Payment)
    columns = (table.c.name, SchemeRow.key, SchemeRow.name.label("scheme"), table.c.period, table.c.amount_fen, table.c.paid_on, table.c.status, table.c.people, Person.birth_date)
    return _with_source(table, table.c.village_id, *columns).join(SchemeRow, SchemeRow.id == table.c.scheme_id).join(Person, Person.id == table.c.person_id)


def _payment(row: Any, full: bool, policy: Policy) -> list[Cell] | None:
    if not full and policy.hides(row.key, workdays.china_day(row.published), row.birth_date):
        return None
    status = "退回" if row.status == "returned" else "已发"
    name = row.name if full else display.masked(row.name)
    fen = row.amount_fen if full else policy.amount(row.key, row.amount_fen)
    return [row.place, name, row.scheme, row.period, _yuan(fen), _day(row.paid_on), status, row.people, row.file, row.sheet, row.row]


def _entitlements() -> Select[Any]:
    table = table_of(Entitlement)
    columns = (table.c.name, SchemeRow.key, SchemeRow.name.label("scheme"), table.c.period, table.c.since, table.c.amount_fen, table.c.people, table.c.relation, Person.birth_date)
    return _with_source(table, table.c.village_id, *columns).join(SchemeRow, SchemeRow.id == table.c.scheme_id).join(Person, Person.id == table.c.person_id)


def _entitlement(row: Any, full: bool, policy: Policy) -> list[Cell] | None:
    if not full and (policy.hides(row.key, workdays.china_day(row.published), row.birth_date) or row.relation not in (None, "本人", "户主")):
        return None  # members of a household may be minors: the public sees its head
    name = row.name if full else display.masked(row.name)
    fen = row.amount_fen if full else policy.amount(row.key, row.amount_fen)
    return [row.place, name, row.scheme, row.period, row.since, _yuan(fen), row.people, row.file, row.sheet, row.row]


def _entries() -> Select[Any]:
    table = table_of(LedgerEntry)
    columns = (table.c.period, table.c.entry_date, table.c.voucher, table.c.summary, table.c.category, table.c.account_name, table.c.income_fen, table.c.spending_fen, table.c.handler, table.c.village_id)
    return _with_source(table, table.c.village_id, *columns)


def _entry(row: Any, full: bool, policy: Policy) -> list[Cell]:
    handler = row.handler if full or not row.handler else display.party(row.handler)
    summary = row.summary if full or policy.residents is None else policy.residents.masked(row.summary, row.village_id, row.handler)
    return [
        row.place, row.period, _day(row.entry_date), row.voucher, summary, row.category, row.account_name,
        yuan(row.income_fen), yuan(row.spending_fen), handler, row.file, row.sheet, row.row,
    ]  # fmt: skip


def _ledger_summaries() -> Select[Any]:
    table = table_of(LedgerSummary)
    return _with_source(table, table.c.place_id, table.c.period, table.c.code, table.c.label, table.c.amount_fen)


def _ledger_summary(row: Any, full: bool, policy: Policy) -> list[Cell]:
    return [row.place, row.period, row.code, row.label, _yuan(row.amount_fen), row.file, row.sheet, row.row]


def _residents() -> Select[Any]:
    table = table_of(Person)
    return select(table.c.id, Place.name.label("place"), table.c.name, table.c.sex).join(Place, Place.id == table.c.village_id).where(table.c.registered)


def _resident(row: Any, full: bool, policy: Policy) -> list[Cell] | None:
    return [row.place, row.name, row.sex] if full else None  # a register of residents is never public


def _totals() -> Select[Any]:
    table = table_of(PaymentTotal)
    return (
        select(
            *table.primary_key.columns, Place.name.label("place"), SchemeRow.key, SchemeRow.name.label("scheme"), table.c.people, table.c.payments, table.c.amount_fen,
        )
        .join(Place, Place.id == table.c.village_id)
        .join(SchemeRow, SchemeRow.id == table.c.scheme_id)
    )  # fmt: skip


def _total(row: Any, full: bool, policy: Policy) -> list[Cell] | None:
    known = schemes.dictionary().by_key(row.key)
    if not full and row.people < FEW and names_nobody(known):
        return [row.place, row.scheme, row.period, f"少于{FEW}人", None, None]
    return [row.place, row.scheme, row.period, row.people, row.payments, yuan(row.amount_fen)]


# --- lists of things: the fields say what is public


def _list(record: str, title: str, about: str, *fields: tuple[str, str, Kind]) -> OpenTable:
    """A public table of a list, whose fields are columns of its table."""
    table = table_of(lists.TABLES[record])
    chosen = tuple(Field(key.removesuffix("_fen").removesuffix("_mu"), heading, kind) for key, heading, kind in fields)
    columns = [table.c[key] for key, _, _ in fields]

    def rows() -> Select[Any]:
        found = _with_source(table, table.c.place_id, *columns)
        if record == "credit_score":
            return found.add_columns(Person.birth_date).outerjoin(Person, Person.id == table.c.person_id)
        if "scheme_id" not in table.c:
            return found
        return found.add_columns(SchemeRow.key.label("scheme_key"), SchemeRow.name.label("scheme_name")).outerjoin(SchemeRow, SchemeRow.id == table.c.scheme_id)

    def line(row: Any, full: bool, policy: Policy) -> list[Cell] | None:
        if record == "credit_score" and not full and policy.hides(None, workdays.china_day(row.published), row.birth_date):
            return None
        named = [getattr(row, key) or "" for key, _, kind in fields if kind in ("name", "party") and not full]
        people = [person for party in named for person in text.people_in(party)]  # whom the words of the row may name again
        cells = [row.place, *(_cell(getattr(row, key), kind, full, people) for key, _, kind in fields), row.file, row.sheet, row.row]
        if record != "scheme_summary":
            return cells
        known = schemes.dictionary().by_key(row.scheme_key or "")
        small = not full and row.people is not None and 0 < row.people < FEW and (known is None or names_nobody(known))
        if small:
            cells = [f"少于{FEW}人" if key == "people" else None if kind in ("yuan", "count") else cell for cell, (key, kind) in zip(cells[1:-3], ((k, t) for k, _, t in fields), strict=True)]
            cells = [row.place, *cells, row.file, row.sheet, row.row]
        return [cells[0], row.scheme_name, *cells[1:]]

    scheme = (Field("scheme", "补贴项目", "text"),) if record == "scheme_summary" else ()
    return OpenTable(record, title, about, (_PLACE, *scheme, *chosen, *_SOURCE), rows, line, (table.c.id,))


def _cell(value: Any, kind: Kind, full: bool, people: Sequence[str] = ()) -> Cell:
    if value is None or (kind == "private" and not full):
        return None
    if kind == "yuan":
        return yuan(value)
    if kind == "name":
        return str(value) if full else display.masked(value)
    if kind == "party":
        return str(value) if full else display.party(value)
    return value if isinstance(value, int) else text.mask_people_in(str(value), people)


def _hidden(record: str, title: str, about: str, *fields: tuple[str, str, Kind]) -> OpenTable:
    """A table that only who may see people's names in full gets."""
    shown = _list(record, title, about, *fields)
    return OpenTable(shown.name, title, about, shown.fields, shown.rows, lambda row, full, policy: shown.line(row, full, policy) if full else None, shown.key)


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else yuan(fen)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


@cache
def tables() -> dict[str, OpenTable]:
    """Every table by its name, which is that of its record; in the order in which they are listed."""
    money, when = "yuan", "period"
    found = (
        OpenTable(
            "payment", "补贴发放", "发给个人和家庭的钱，一笔一行。未成年人和依法不公布姓名的项目不在这里，只有合计。",
            (_VILLAGE, _NAME, Field("scheme", "补贴项目", "text"), _PERIOD, Field("amount", "金额（元）", "yuan"), Field("paid_on", "发放日期", "day"), Field("status", "状态", "text", "已发或退回"), Field("people", "人数", "count", "这笔钱管几口人"), *_SOURCE),
            _payments, _payment, (table_of(Payment).c.id,),
        ),
        OpenTable(
            "scheme_total", "补贴合计", f"每个村每一期每一项发了多少人、多少钱；依法不公布姓名的项目，少于{FEW}人的不单列。",
            (_VILLAGE, Field("scheme", "补贴项目", "text"), _PERIOD, Field("people", "人数", "count"), Field("payments", "笔数", "count"), Field("amount", "金额（元）", "yuan")),
            _totals, _total, tuple(table_of(PaymentTotal).primary_key.columns),
        ),
        OpenTable(
            "entitlement", "享受名单", "谁在享受哪一项，一户一行，只列户主。",
            (_VILLAGE, _NAME, Field("scheme", "补贴项目", "text"), Field("period", "名单日期", "period"), Field("since", "起始", "period"), Field("amount", "月保障金额（元）", "yuan"), Field("people", "保障人数", "count"), *_SOURCE),
            _entitlements, _entitlement, (table_of(Entitlement).c.id,),
        ),
        OpenTable(
            "ledger_entry", "村里的收支", "村集体的账，一笔一行。",
            (_VILLAGE, _PERIOD, Field("date", "日期", "day"), Field("voucher", "凭证号", "text"), Field("summary", "摘要", "text"), Field("category", "类别", "text", "换成大白话的类别"), Field("account", "科目", "text"), Field("income", "收入（元）", "yuan"), Field("spending", "支出（元）", "yuan"), Field("handler", "经手人", "name"), *_SOURCE),
            _entries, _entry, (table_of(LedgerEntry).c.id,),
        ),
        OpenTable(
            "ledger_summary", "收支汇总", "村里或乡镇公布的汇总数。",
            (_PLACE, _PERIOD, Field("code", "代码", "text"), Field("label", "指标", "text"), Field("amount", "金额（元）", "yuan"), *_SOURCE),
            _ledger_summaries, _ledger_summary, (table_of(LedgerSummary).c.id,),
        ),
        _list("fund_allocation", "资金分配", "上级的钱分给了谁。", ("period", "所属期", when), ("fund", "资金名称", "text"), ("document", "文号", "text"), ("level", "级别", "text"), ("places", "几个村合用", "text"), ("recipient", "单位", "text"), ("project", "项目", "text"), ("purpose", "用途", "text"), ("amount_fen", "金额（元）", money)),
        _list("project", "项目", "村里的工程和项目，一张表一行。", ("period", "所属期", when), ("name", "项目名称", "text"), ("beneficiary", "户主", "private"), ("kind", "类型", "text"), ("content", "内容", "text"), ("budget_fen", "计划投入（元）", money), ("contract_fen", "合同价（元）", money), ("change_fen", "变更（元）", money), ("audited_fen", "审定价（元）", money), ("paid_fen", "已付（元）", money), ("unpaid_fen", "未付（元）", money), ("retention_fen", "质保金（元）", money), ("contractor", "施工单位", "party"), ("started", "开工", "day"), ("finished", "竣工", "day"), ("progress", "进度", "text"), ("progress_percent", "进度（百分之）", "count")),
        _list("scheme_summary", "补贴汇总", f"部门公布的人数和金额，没有个人；少于{FEW}人的不单列。", ("period", "所属期", when), ("part", "分类", "text"), ("households", "户数", "count"), ("people", "人数", "count"), ("area_mu", "面积（亩）", "text"), ("amount_fen", "金额（元）", money)),
        _list("asset", "资产", "村集体的房屋、设备。", ("period", "登记时间", when), ("name", "名称", "text"), ("kind", "类别", "text"), ("quantity", "数量", "text"), ("original_fen", "原值（元）", money), ("net_fen", "净值（元）", money), ("acquired", "购建时间", "day"), ("location", "地点", "text"), ("use", "使用情况", "text")),
        _list("resource", "资源", "村集体的土地、山林、水面。", ("period", "登记时间", when), ("name", "地块", "text"), ("kind", "地类", "text"), ("area_mu", "面积（亩）", "text"), ("east", "东至", "text"), ("south", "南至", "text"), ("west", "西至", "text"), ("north", "北至", "text"), ("use", "经营方式", "text"), ("party", "使用人", "party")),
        _list("contract", "合同", "谁租了村里的什么，租金多少，交了没有。", ("period", "登记时间", when), ("number", "合同编号", "text"), ("subject", "标的", "text"), ("party", "承包方", "party"), ("area_mu", "面积（亩）", "text"), ("starts", "起", "day"), ("ends", "止", "day"), ("yearly_fen", "年租金（元）", money), ("due_on", "应收日期", "day"), ("due_fen", "应收（元）", money), ("received_fen", "已收（元）", money), ("owed_fen", "欠收（元）", money)),
        _list("debt", "债权债务", "别人欠村里的、村里欠别人的。", ("period", "登记时间", when), ("side", "方向", "text"), ("kind", "类型", "text"), ("party", "对方", "party"), ("reason", "事由", "text"), ("since", "发生时间", "day"), ("amount_fen", "金额（元）", money), ("settled_fen", "已结（元）", money)),
        _list("decision", "村务决策", "村里的大事走到哪一步，到会多少人，怎么表决。", ("period", "所属期", when), ("matter", "事项", "text"), ("kind", "类别", "text"), ("step", "步骤", "text"), ("held_on", "时间", "day"), ("meeting", "会议", "text"), ("proposed_on", "提议", "day"), ("discussed_on", "商议", "day"), ("plan_public_from", "方案公示起", "day"), ("plan_public_until", "方案公示止", "day"), ("reviewed_on", "审议", "day"), ("resolved_on", "决议", "day"), ("attendance_due", "应到", "count"), ("attendance", "实到", "count"), ("votes_for", "赞成", "count"), ("votes_against", "反对", "count"), ("votes_abstained", "弃权", "count"), ("result", "结果", "text"), ("result_public_on", "结果公示", "day"), ("opinion", "监督意见", "text")),
        _list("credit_score", "诚信积分", "经村民代表会议通过的每月积分。", ("period", "月份", when), ("name", "姓名", "name"), ("social", "社会公德", "text"), ("work", "职业道德", "text"), ("family", "家庭美德", "text"), ("personal", "个人品德", "text"), ("total", "总分", "text"), ("board", "榜", "text")),
        _hidden("household_income", "农户收入", "只给有权的人。", ("period", "年份", when), ("name", "户主", "name"), ("people", "人口", "count"), ("wages_fen", "工资性收入（元）", money), ("business_fen", "经营性收入（元）", money), ("property_fen", "财产性收入（元）", money), ("transfers_fen", "转移性收入（元）", money), ("total_fen", "合计（元）", money), ("net_fen", "纯收入（元）", money), ("per_head_fen", "人均（元）", money)),
        _hidden("visit", "走访", "只给有权的人。", ("period", "年份", when), ("name", "户主", "name"), ("helper", "帮扶责任人", "name"), ("office", "单位", "text"), ("visited", "走访时间", "day")),
        _hidden("reference_entry", "比对名单", "只给核查的人，从不公开。", ("period", "所属期", when), ("kind", "名单", "text"), ("name", "姓名", "name"), ("happened", "发生时间", "day"), ("office", "单位", "text"), ("position", "职务", "text")),
        OpenTable("person", "户籍人口", "只给有权的人，从不公开。", (_VILLAGE, _NAME, Field("sex", "性别", "text")), _residents, _resident, (table_of(Person).c.id,)),
    )  # fmt: skip
    return {table.name: table for table in found}


PRIVATE = ("household_income", "visit", "reference_entry", "person")


def public_tables() -> list[OpenTable]:
    """The tables that everybody may take."""
    return [table for name, table in tables().items() if name not in PRIVATE]


def lines(db: Database, table: OpenTable, today: date, full_for: Viewer | None = None) -> Iterator[list[Cell]]:
    """The rows in force of a table, masked; in full and from the places of the office for who has the right to that.

    They are read a part at a time, so that nobody holds a lock.
    """
    full = full_for is not None
    last: tuple[Any, ...] | None = None
    while True:
        wanted = table.rows().order_by(*table.key).limit(CHUNK)
        if full_for is not None:
            wanted = wanted.where(within(full_for, "export-full", township=Place.township_id, village=Place.id))
        if last is not None:
            wanted = wanted.where(tuple_(*table.key) > tuple_(*map(literal, last)))
        with db.read() as conn:
            found = conn.execute(wanted).all()
            named = not full and table.name == "ledger_entry"  # its summaries are free words
            policy = Policy(today, Residents(conn, {row.village_id for row in found}) if named else None)
            made = [table.line(row, full, policy) for row in found]
        yield from (line for line in made if line is not None)
        if len(found) < CHUNK:
            return
        last = tuple(getattr(found[-1], column.name) for column in table.key)


@dataclass(frozen=True, slots=True)
class Change:
    """What was published, replaced or taken back, and when."""

    at: str
    what: str  # published, withdrawn
    table: str
    place: str | None
    period: str | None
    rows: int | None  # none where so few people stand in it that the number would tell about one of them
    file: str
    import_id: int


def changes(db: Database, since: date | None) -> list[Change]:
    """What changed in the public tables since a day, the newest first; at most a thousand."""
    wanted = (
        select(Import.id, Import.name, Import.at, Import.state, Import.withdrawn_at, Batch.record, Batch.place_name, Batch.period, Batch.rows_loaded, Batch.id.label("batch_id"))
        .join(Batch, Batch.import_id == Import.id)
        .where(Batch.record.not_in(PRIVATE))
        .order_by(Import.id.desc())
        .limit(1000)
    )
    with db.read() as conn:
        rows = conn.execute(wanted).all()
        few = telling(conn, {row.batch_id for row in rows if row.rows_loaded < FEW})
    found = []
    for row in rows:
        for what, at in (("withdrawn", row.withdrawn_at), ("published", row.at)):
            if at is not None and (since is None or workdays.china_day(at) >= since):
                found.append(Change(f"{at:%Y-%m-%dT%H:%M:%S}Z", what, row.record, row.place_name, row.period, None if row.batch_id in few else row.rows_loaded, row.name, row.id))
    return sorted(found, key=lambda change: change.at, reverse=True)


@dataclass(frozen=True, slots=True)
class Publication:
    """Something that was published and is in force: what, of which place and time, and when it came."""

    record: str
    form: str
    title: str  # the table's, or the scheme's
    place_id: int | None
    place: str
    period: str | None
    day: date


def newest(db: Database, viewer: Viewer, most: int) -> list[Publication]:
    """The newest publications in force, one line for a table or scheme of a place."""
    if not may(viewer, "open-data"):
        return []
    known = tables()
    wanted = (
        select(Import.at, Batch.record, Batch.form, Batch.place_id, Batch.place_name, Batch.period, SchemeRow.name.label("scheme"))
        .join(Batch, Batch.import_id == Import.id)
        .outerjoin(SchemeRow, SchemeRow.id == Batch.scheme_id)
        .where(Batch.in_force, Batch.record.in_([table.name for table in public_tables()]))
        .order_by(Import.id.desc(), Batch.id)
        .limit(most * 30)
    )
    found: dict[tuple[str | None, ...], Publication] = {}
    with db.read() as conn:
        for row in conn.execute(wanted):
            title = row.scheme or known[row.record].title
            found.setdefault((title, row.place_name), Publication(row.record, row.form, title, row.place_id, row.place_name or "", row.period, workdays.china_day(row.at)))
    return list(found.values())[:most]
