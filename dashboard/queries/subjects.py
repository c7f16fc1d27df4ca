"""What one can ask about: a figure or matter found again by its address, with its words, its row and its clock."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from dashboard import display
from dashboard.access import Viewer, may
from dashboard.queries import papers, payments
from dashboard.queries.beneficiaries import HEADS
from dashboard.queries.open_data import Policy
from dashboard.queries.payments import Source
from dashboard.queries.residents import Residents
from dashboard.queries.small import FEW
from loaders import schemes, text, workdays
from loaders.database import Database
from loaders.records.assets import Asset, Contract, Debt, Resource
from loaders.records.base import Base, table_of
from loaders.records.books import LedgerEntry
from loaders.records.decisions import Decision
from loaders.records.funds import FundAllocation, Project, SchemeSummary
from loaders.records.imports import Batch, Import
from loaders.records.payments import Entitlement, Payment, SchemeRow
from loaders.records.people import Person
from loaders.records.places import Place

_UNCLEAR, _OTHER = ("unclear", "看不懂"), ("other", "其他")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of figure or matter: how it is called, what may be wrong with it, in plain words, and where it is shown."""

    key: str
    letter: str  # before the row's number in an address
    name: str
    reasons: tuple[tuple[str, str], ...]
    clock: str
    page: str = ""  # its light page; a village's where it ends with =
    private: bool = False  # the asker's own, of which nothing is ever public

    @property
    def names(self) -> dict[str, str]:
        """The words of each reason."""
        return dict(self.reasons)


_ALL = (
    Kind("payment", "p", "发给我家的钱", (("unpaid", "钱没有收到"), ("amount", "金额不对"), ("not-mine", "这笔不是我家的"), ("month", "月份不对"), ("unclear", "看不懂这笔钱"), _OTHER), "inquiry", "/lite", True),
    Kind("own", "o", "我家该有的钱", (("unpaid", "该发的没有发"), ("list", "名单上应该有我家"), ("stopped", "以前有，现在没有了"), _OTHER), "inquiry", "/lite", True),
    Kind("list", "l", "享受名单", (("person", "不该有这一户"), ("missing", "该有的人家不在上面"), ("people", "人数不对"), ("amount", "金额不对"), _UNCLEAR, _OTHER), "publication", "/lite/lists"),
    Kind("summary", "s", "补贴汇总", (("people", "人数不对"), ("amount", "金额不对"), ("differs", "和实际发的对不上"), _UNCLEAR, _OTHER), "publication", "/lite/summaries"),
    Kind("books", "b", "村里的账", (("amount", "金额不对"), ("nothing", "没有这回事"), ("should-not", "不该花这笔钱"), ("date", "日期不对"), ("unclear", "看不懂这笔账"), _OTHER), "publication", "/lite/books?place="),
    Kind("fund", "f", "帮扶资金", (("amount", "金额不对"), ("elsewhere", "钱没有用在这里"), ("unsaid", "没有说清用在哪里"), _UNCLEAR, _OTHER), "publication", "/lite/funds"),
    Kind("project", "j", "项目", (("not-done", "没有做"), ("differs", "做的和写的不一样"), ("quality", "质量有问题"), ("amount", "金额不对"), ("progress", "进度不对"), _OTHER), "publication", "/lite/projects?place="),
    Kind("decision", "d", "村务决策", (("no-meeting", "没有开过这个会"), ("votes", "人数或票数不对"), ("result", "结果和会上定的不一样"), ("unposted", "没有公示过"), _UNCLEAR, _OTHER), "publication", "/lite/decisions?place="),
    Kind("contract", "c", "合同", (("amount", "租金不对"), ("party", "租给谁写得不对"), ("unpaid", "租金没有收"), ("term", "期限不对"), _UNCLEAR, _OTHER), "publication", "/lite/contracts?place="),
    Kind("asset", "a", "资产", (("amount", "数目不对"), ("nothing", "没有这样东西"), ("user", "谁在用写得不对"), _UNCLEAR, _OTHER), "publication", "/lite/assets?place="),
    Kind("resource", "r", "资源", (("amount", "面积不对"), ("nothing", "没有这块地"), ("party", "谁在用写得不对"), _UNCLEAR, _OTHER), "publication", "/lite/resources?place="),
    Kind("debt", "t", "债权债务", (("amount", "金额不对"), ("nothing", "没有这笔债"), ("settled", "已经还清了"), _UNCLEAR, _OTHER), "publication", "/lite/debts?place="),
    Kind("village", "v", "村里的公开", (("unpublished", "该公开的没有公开"), ("untrue", "公开的不真实"), _UNCLEAR, _OTHER), "publication", "/v/"),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.key: kind for kind in _ALL}
_BY_LETTER = {kind.letter: kind for kind in _ALL}
TABLES: dict[str, type[Base]] = {
    "payment": Payment, "list": Entitlement, "summary": SchemeSummary, "books": LedgerEntry, "fund": FundAllocation, "project": Project, "decision": Decision,
    "contract": Contract, "asset": Asset, "resource": Resource, "debt": Debt,
}  # fmt: skip
_REF = re.compile(r"([a-z])(\d{1,18})")
#: Complaints about these are complaints about social assistance, which have their own clock.
_AID = "社会救助"


@dataclass(frozen=True, slots=True)
class Subject:
    """A figure or matter as it stands: what is asked about, whose it is, and where it stands."""

    ref: str
    kind: Kind
    key: str  # what its public answers stand beside
    place_id: int
    township_id: int
    place: str
    words: str
    fen: int | None
    clock: str
    batch_id: int | None = None
    record_id: int | None = None
    source: Source | None = None
    names: tuple[str, ...] = ()  # in full, of people whom it is about; never shown

    @property
    def page(self) -> str:
        """The address of the light page on which it stands."""
        page = self.kind.page
        return f"{page}{self.place_id}" if page.endswith(("=", "/v/")) else page


def address(kind: str, number: int) -> str:
    """Where one asks about the row of that number; nothing for no row."""
    return f"/lite/ask?about={KINDS[kind].letter}{number}" if number else ""


#: Where one says that money is missing of which there is no row.
MISSING = "/lite/ask?about=o0"


def key_of(kind: str, row: Any) -> str:
    """What the public answers about a row are kept under; matters are known by their name, figures by their row."""
    if kind == "project":
        return f"{row.place_id} {papers.subject('project', row.name)}"
    if kind == "decision":
        return f"{row.place_id} {papers.subject('decision', text.squeeze(row.matter))}"
    return f"{kind}:{row.id}"


def find(db: Database, viewer: Viewer, ref: str, today: date) -> Subject | None:
    """What an address asks about; none where there is no such thing, or the viewer does not see it."""
    parts = _REF.fullmatch(ref)
    kind = _BY_LETTER.get(parts[1]) if parts else None
    if parts is None or kind is None or not may(viewer, "ask"):
        return None
    number = int(parts[2])
    with db.read() as conn:
        if kind.key == "village":
            return _village(conn, kind, number)
        if kind.key == "own":
            return _own(conn, viewer, kind)
        return _row(conn, viewer, kind, number, today)


def _village(conn: Connection, kind: Kind, number: int) -> Subject | None:
    place = conn.execute(select(Place.id, Place.name, Place.township_id).where(Place.id == number, Place.level == "village", Place.township_id.is_not(None))).first()
    if place is None:
        return None
    return Subject(f"v{number}", kind, f"village:{number}", number, place.township_id, place.name, f"{place.name}公开的内容", None, kind.clock)


def _own(conn: Connection, viewer: Viewer, kind: Kind) -> Subject | None:
    if not may(viewer, "own-payments") or viewer.person_id is None or viewer.place_id is None or viewer.township_id is None:
        return None
    place = conn.execute(select(Place.name).where(Place.id == viewer.place_id)).scalar() or ""
    return Subject("o0", kind, "own:0", viewer.place_id, viewer.township_id, place, "我家该有的钱", None, kind.clock)


def _row(conn: Connection, viewer: Viewer, kind: Kind, number: int, today: date) -> Subject | None:
    table = table_of(TABLES[kind.key])
    where = table.c.village_id if "village_id" in table.c else table.c.place_id
    columns: list[Any] = [table, where.label("at_place"), Place.name.label("place"), Import.id.label("import_id"), Import.name.label("file"), Import.at.label("imported"), Batch.sheet]
    wanted = select(*columns).join(Batch, Batch.id == table.c.batch_id).join(Import, Import.id == Batch.import_id).join(Place, Place.id == where)
    if "scheme_id" in table.c:
        wanted = wanted.add_columns(SchemeRow.key.label("scheme_key"), SchemeRow.name.label("scheme")).outerjoin(SchemeRow, SchemeRow.id == table.c.scheme_id)
    if kind.key == "list":
        wanted = wanted.add_columns(Person.birth_date).outerjoin(Person, Person.id == table.c.person_id)
    row = conn.execute(wanted.where(table.c.id == number, Batch.in_force)).first()
    if row is None or not _seen(conn, viewer, kind, row, today):
        return None
    words, fen = _WORDS[kind.key](row)
    source = Source(row.import_id, row.file, row.sheet, row.row, getattr(row, "column", None), row.id)
    known = schemes.dictionary().by_key(getattr(row, "scheme_key", None) or "")
    clock = "aid" if known and known.category == _AID and kind.key in ("payment", "list") else kind.clock
    if not kind.private:  # as the public pages say it
        words = f"{row.place}，{Residents(conn, [row.at_place]).masked(words, row.at_place, getattr(row, 'handler', None))}"
    return Subject(
        f"{kind.letter}{number}", kind, key_of(kind.key, row), row.at_place, row.township_id, row.place, text.mask_numbers_in(words)[:300], fen, clock, row.batch_id, row.id, source,
        (row.name,) if kind.key in ("payment", "list") else (),
    )  # fmt: skip


def _seen(conn: Connection, viewer: Viewer, kind: Kind, row: Any, today: date) -> bool:
    """Whether the viewer sees the row on a page: one's own payment, or what the law lets be public."""
    if kind.key == "payment":
        return row.person_id in payments.household(conn, viewer)
    if kind.key == "list":
        return not Policy(today).hides(row.scheme_key, workdays.china_day(row.imported), row.birth_date) and row.relation in (None, *HEADS)
    if kind.key == "summary":
        known = schemes.dictionary().by_key(row.scheme_key or "")
        names_nobody = known is None or known.minors or known.publish_days == 0
        return not (names_nobody and row.people is not None and 0 < row.people < FEW)
    if kind.key == "project":
        return row.beneficiary is None
    return True


def _scheme(row: Any) -> str:
    known = schemes.dictionary().by_key(row.scheme_key or "")
    return known.short if known else row.scheme or "没有写明的补贴"


def _yuan(fen: int | None) -> str:
    return display.yuan(fen) if fen is not None else ""


def _said(*parts: str) -> str:
    return "，".join(part for part in parts if part)


def _payment(row: Any) -> tuple[str, int | None]:
    came = f"{display.day(row.paid_on)}发" if row.paid_on else ""
    back = "没发成，退回" if row.status == "returned" else ""
    return _said(f"{_scheme(row)}，{display.period(row.period)}的钱", _yuan(row.amount_fen), came, back), row.amount_fen


def _list(row: Any) -> tuple[str, int | None]:
    people = f"{row.people}口人" if row.people else ""
    fen = Policy(date.min).amount(row.scheme_key, row.amount_fen)
    return _said(f"{_scheme(row)}名单上的{display.masked(row.name)}", people, _yuan(fen)), fen


def _summary(row: Any) -> tuple[str, int | None]:
    people = f"{row.people}人" if row.people is not None else ""
    return _said(f"{_scheme(row)}{display.period(row.period) if row.period else ''}的汇总", row.part or "", people, _yuan(row.amount_fen)), row.amount_fen


def _books(row: Any) -> tuple[str, int | None]:
    fen = row.income_fen or row.spending_fen
    when = display.day(row.entry_date) if row.entry_date else display.period(row.month or row.period)
    return _said(when, row.summary, f"{'收入' if row.income_fen else '支出'}{_yuan(fen)}"), fen


def _fund(row: Any) -> tuple[str, int | None]:
    return _said(row.fund or "资金", row.project or row.purpose or "", _yuan(row.amount_fen)), row.amount_fen


def _project(row: Any) -> tuple[str, int | None]:
    fen = row.contract_fen if row.contract_fen is not None else row.budget_fen
    return f"项目“{row.name}”", fen


def _decision(row: Any) -> tuple[str, int | None]:
    return f"决策“{row.matter}”", row.amount_fen


def _hidden(words: str, *parties: str | None) -> str:
    return text.mask_people_in(words, [person for party in parties if party for person in text.people_in(party)])


def _contract(row: Any) -> tuple[str, int | None]:
    fen = row.yearly_fen if row.yearly_fen is not None else row.total_fen
    return _said(f"合同“{_hidden(row.subject, row.party)}”", display.party(row.party) if row.party else "", _yuan(fen)), fen


def _asset(row: Any) -> tuple[str, int | None]:
    return _said(f"资产“{_hidden(row.name, row.keeper)}”", _yuan(row.original_fen)), row.original_fen


def _resource(row: Any) -> tuple[str, int | None]:
    return _said(f"资源“{_hidden(row.name, row.party, row.owner)}”", f"{row.area_mu}亩" if row.area_mu else ""), None


def _debt(row: Any) -> tuple[str, int | None]:
    side = "别人欠村里的" if row.side == "claim" else "村里欠别人的"
    return _said(f"{side}债：{display.party(row.party) if row.party else ''}", _hidden(row.reason or "", row.party, row.handler), _yuan(row.amount_fen)), row.amount_fen


_WORDS: Mapping[str, Callable[[Any], tuple[str, int | None]]] = {
    "payment": _payment, "list": _list, "summary": _summary, "books": _books, "fund": _fund, "project": _project, "decision": _decision, "contract": _contract,
    "asset": _asset, "resource": _resource, "debt": _debt,
}  # fmt: skip


def people_of(conn: Connection, person_id: int | None) -> str:
    """The name of a person; nothing for none."""
    return conn.execute(select(Person.name).where(Person.id == person_id)).scalar() or "" if person_id is not None else ""
