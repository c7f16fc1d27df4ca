"""What a clerk asks about imports: what a file would change at home, what was imported, which rows wait."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    RowMapping,
    Select,
    delete,
    false,
    func,
    insert,
    not_,
    or_,
    select,
)

from dashboard import cross_matching, display
from dashboard.access import Viewer, may
from dashboard.queries import looks
from dashboard.queries.scope import within
from loaders import columns, importing, journal, places, saving, text, workdays
from loaders.database import Database
from loaders.equations import Equation
from loaders.form import Form, by_name
from loaders.importing import Checked, CheckedTable
from loaders.problems import Problem
from loaders.readers.result import Reading
from loaders.reading import Supplied
from loaders.records.accounts import HouseholdCode
from loaders.records.imports import Batch, Import, RejectedRow, Replacement
from loaders.records.payments import SchemeRow
from loaders.records.people import Household, Person
from loaders.records.settings import Setting

#: record → what it is called
RECORDS = {
    "payment": "发放",
    "entitlement": "享受对象",
    "person": "户籍人口",
    "ledger_entry": "收支明细",
    "ledger_summary": "收支汇总",
}

ADDRESS = "address"
NO_OFFICE = "您的账号不能发布表格，或还没有设所在的乡镇或村。请管理员在账号里写明。"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-\[\]]+(:\d{1,5})?")


# --- a file before it is published ---------------------------------------------------------------------


def at_home(db: Database, viewer: Viewer, checked: Checked) -> dict[int, str]:
    """Compare a checked file again, as a file of the viewer's township; why which of its tables are refused.

    A table that names no township is taken for one of the viewer's own. What is in force in other townships
    is neither compared nor replaced.
    """
    refused: dict[int, str] = {}
    with db.read() as conn:
        gazetteer = places.Gazetteer(conn)
        office = gazetteer.by_id(place) if (place := viewer.village_id or viewer.township_id) is not None else None
        home = gazetteer.by_id(viewer.township_id) if viewer.township_id is not None else None
        for position, table in enumerate(checked.tables):
            if table not in checked.loadable:
                continue
            if not may(viewer, "upload") or (office is None and not viewer.county):
                refused[position], table.differences = NO_OFFICE, []
                continue
            strangers = _strangers(table.reading, gazetteer, viewer)
            if strangers and office:
                refused[position] = (
                    f"这张表写的是{'、'.join(strangers[:3])}，您只能发布{office.name}的表。"
                    f"请交给{strangers[0]}的经办人上传；若是写错了，请改正后再传。"
                )
                table.differences = []
                continue
            if home and not table.reading.township:
                table.reading.township = home.name
            table.differences = []
            importing._compare(conn, table, gazetteer)
            own = _theirs(conn, viewer, [d.batch_id for d in table.differences])
            table.differences = [d for d in table.differences if d.batch_id in own]
    return refused


def _theirs(conn: Connection, viewer: Viewer, batches: Sequence[int]) -> set[int]:
    """Those of the tables in force that the office may replace; one that names no township is anybody's of the township."""
    own = _mine(viewer) if viewer.village_id is not None else or_(_mine(viewer), Batch.township_id.is_(None))
    return set(conn.execute(select(Batch.id).where(Batch.id.in_(batches), own)).scalars())


def _strangers(found: Reading, gazetteer: places.Gazetteer, viewer: Viewer) -> list[str]:
    """The places that a table names and that are not the office's: townships, and for a village's office villages too."""
    if viewer.county:
        return []
    names = {name for r in found.records if (name := r.values.get("township"))}
    if found.township:
        names.add(found.township)
    home = gazetteer.by_id(viewer.township_id) if viewer.township_id is not None else None
    strangers = []
    for name in sorted(names):
        place = gazetteer.find(name, level="township")
        same = place.id == viewer.township_id if place else bool(home and _bare(home.name) == _bare(name))
        if not same:
            strangers.append(name)
    if not names and found.village:
        meant = gazetteer.candidates(found.village, None, "village")
        elsewhere = [place for place in meant if place.township_id is not None]
        if elsewhere and all(place.township_id != viewer.township_id for place in elsewhere):
            owner = gazetteer.by_id(elsewhere[0].township_id or 0)
            strangers.append((owner.name if owner else "别的乡镇") + elsewhere[0].name)
    return strangers or _other_villages(found, gazetteer, viewer)


def _other_villages(found: Reading, gazetteer: places.Gazetteer, viewer: Viewer) -> list[str]:
    """For the office of one village: which other villages a table names; the whole township where it names none."""
    if viewer.village_id is None:
        return []
    names = {name for r in found.records if (name := r.values.get("village"))} | ({found.village} if found.village else set())
    others = [name for name in sorted(names) if all(place.id != viewer.village_id for place in gazetteer.candidates(name, viewer.township_id, "village"))]
    township = gazetteer.by_id(viewer.township_id) if viewer.township_id is not None else None
    return others if names else [township.name if township else "乡镇"]


def _bare(name: str) -> str:
    name = text.name(name)
    for ending in ("人民政府", "街道办事处", "街道", "镇", "乡"):
        name = name.removesuffix(ending)
    return name


@dataclass(frozen=True, slots=True)
class Missing:
    """What a file does not say and the clerk can."""

    period: bool = False
    place: bool = False
    form: bool = False

    def __bool__(self) -> bool:
        return self.period or self.place or self.form


def missing(checked: Checked) -> Missing:
    """What the clerk can say beside the file.

    What is said counts for all tables of a file: where other tables say it themselves, nothing can be said.
    """
    tables = [table.reading for table in checked.tables if not table.reading.check_only]
    codes = {found.blocked.code for found in tables if found.blocked}
    unknown = [found for found in tables if found.form is None]
    codes |= {problem.code for found in unknown for problem in found.problems}
    others = [found for found in tables if not found.blocked and found.form is not None]
    return Missing(
        period=bool(codes & {"period-missing"}) and not any(found.period for found in others),
        place=bool(codes & {"place-missing"}) and not any(found.place_name for found in others),
        form=bool(codes & {"two-forms"}) and not others,
    )


def place_choices(db: Database, viewer: Viewer) -> list[str]:
    """The names that a clerk may give to a file without a place: the villages at home, and the township."""
    if not may(viewer, "upload"):
        return []
    with db.read() as conn:
        gazetteer = places.Gazetteer(conn)
    if viewer.village_id is not None:
        own = gazetteer.by_id(viewer.village_id)
        return [own.name] if own else []
    villages = [place.name for place in gazetteer.villages(viewer.township_id)]
    if not viewer.county:
        home = gazetteer.by_id(viewer.township_id) if viewer.township_id is not None else None
        return ([home.name] if home else []) + list(dict.fromkeys(villages)) if home else []
    return [place.name for place in gazetteer.townships()] + list(dict.fromkeys(villages))


@dataclass(slots=True)
class OnDesk:
    """A checked file that waits for the clerk's word; nothing of it is written."""

    checked: Checked
    refused: dict[int, str]  # position of a table → why the viewer may not publish it
    viewer: Viewer  # for whom it was compared

    @property
    def positions(self) -> list[int]:
        """The tables that can be published."""
        loadable = {id(table) for table in self.checked.loadable}
        return [i for i, t in enumerate(self.checked.tables) if id(t) in loadable and i not in self.refused]

    @property
    def undecided(self) -> list[int]:
        """The tables for which nobody but the clerk can say whether they replace or add."""
        return [position for position in self.positions if self.checked.tables[position].guess == "ask"]


COMPARED_AGAIN = "刚才有别的文件发布或撤回，与这个文件有关，已经重新比较。请再看一遍后发布。"


class NotNow(Exception):
    """Publishing has to wait for the clerk; the message says for what."""


def lay(
    db: Database,
    viewer: Viewer,
    name: str,
    data: bytes,
    supplied: Supplied | None = None,
    progress: importing.Progress | None = None,
) -> OnDesk:
    """Check a file and compare it with what is in force at home; writes nothing."""
    if not may(viewer, "upload"):
        raise NotNow(NO_OFFICE)
    checked = importing.check(db, name, data, supplied, progress)
    return OnDesk(checked, _compared(db, viewer, checked), viewer)


def _compared(db: Database, viewer: Viewer, checked: Checked) -> dict[int, str]:
    """The same as :func:`at_home`; a published table of which names are shown is looked at."""
    refused = at_home(db, viewer, checked)
    for difference in (each for table in checked.tables for each in table.differences):
        if difference.names_old or difference.names_new or difference.names_changed:
            looks.note(db, viewer, looks.batch(difference.batch_id), "核对新上传的表")
    return refused


def freshen(db: Database, viewer: Viewer, desk: OnDesk) -> bool:
    """Compare again where something was imported meanwhile; whether the file now meets something else."""
    with db.read() as conn:
        mark = importing.mark(conn)
    same = mark == desk.checked.mark and viewer == desk.viewer
    if same or desk.checked.status != "ready":
        return False
    before = _meets(desk.checked)
    desk.refused, desk.checked.mark, desk.viewer = _compared(db, viewer, desk.checked), mark, viewer
    return _meets(desk.checked) != before


def _meets(checked: Checked) -> list[tuple[int, str, int, int]]:
    return [(d.batch_id, d.guess, d.same, d.changed) for table in checked.tables for d in table.differences]


def publish(
    db: Database,
    viewer: Viewer,
    desk: OnDesk,
    decisions: dict[int, str],
    progress: importing.Progress | None = None,
    reason: str = "",
    remainders: dict[int, str] | None = None,
) -> int:
    """Save a file with the clerk's decisions and the public reasons for what it replaces and what does not add up.

    The import's number, or :class:`NotNow`.
    """
    settled = decided(db, viewer, desk, decisions, remainders)
    try:
        import_id = importing.save(db, desk.checked, viewer.name, settled, progress, reason, remainders=remainders)
    except importing.Stopped as stopped:
        raise NotNow(stopped.message) from None
    cross_matching.recheck(db, import_id)
    return import_id


def sums(db: Database, desk: OnDesk, position: int, decision: str | None) -> list[Equation]:
    """The equations of a table as it would be public after the decision; those that differ first."""
    found = importing.equations_of(db, desk.checked.tables[position], decision or "add")
    return sorted(found, key=lambda one: one.even)


def decided(db: Database, viewer: Viewer, desk: OnDesk, decisions: dict[int, str], remainders: dict[int, str] | None = None) -> dict[int, str]:
    """What is to be done with every table of a file, the refused ones left out; :class:`NotNow` where something is open."""
    if not may(viewer, "publish"):
        raise NotNow(NO_OFFICE)
    if freshen(db, viewer, desk):
        raise NotNow(COMPARED_AGAIN)
    found = {position: "skip" for position in desk.refused}
    for position in desk.positions:
        table = desk.checked.tables[position]
        decision = decisions.get(position, table.guess)
        if decision == "ask":
            raise NotNow("有一张表与已发布的部分相同，请先选择是替换还是补充。")
        if decision == "replace" and not replaces(table):
            raise NotNow("没有可以替换的，请选择补充。")
        found[position] = decision
    if all(decision == "skip" for decision in found.values()):
        raise NotNow("没有选中要发布的表。")
    if open_ := importing.unexplained(db, desk.checked, found, remainders or {}):
        raise NotNow(f"数对不上，先不能公布：{open_[0]}请改正，或写明原因（村民看得到）。")
    return found


#: what a clerk may choose beside the year → the period's ending
PARTS = (
    {"全年": ""}
    | {f"{month}月": f"-{month:02}" for month in range(1, 13)}
    | {f"第{name}季度": f"-Q{number}" for number, name in enumerate("一二三四", 1)}
    | {"上半年": "-H1", "下半年": "-H2"}
)


def period_of(year: int | None, part: str | None) -> str | None:
    """The period of a year and a part of it; none while one of them is missing."""
    return f"{int(year)}{PARTS[part]}" if year and part else None


def now_seen(db: Database, viewer: Viewer, import_id: int) -> list[str]:
    """What villagers see of an import, a line for each of its tables."""
    line = one(db, viewer, import_id)
    if line is None:
        return []
    said = []
    for batch in line.batches:
        money = f"，{display.yuan(batch.amount_fen)}" if batch.record == "payment" else ""
        rest = f"（另有{batch.rows_rejected}行待更正）" if batch.rows_rejected else ""
        said.append(f"{batch.what}：{batch.rows_loaded}行{money}{rest}")
    return said


# --- what was recognised, in words ---------------------------------------------------------------------


def what(found: Reading) -> str:
    """A table in one line: what, when, where."""
    if found.check_only:
        return "汇总表，只用来核对"
    if found.form is None:
        return "没有认出"
    scheme = found.scheme.short if found.scheme else found.scheme_name or RECORDS.get(found.form.record, "")
    parts = [scheme, display.period(found.period) if found.period else "", _where(found)]
    return "　".join(part for part in parts if part)


def _where(found: Reading) -> str:
    if found.village:
        return f"{found.township or ''}{found.village}"
    named = {village for r in found.records if (village := r.values.get("village"))}
    townships = {name for r in found.records if (name := r.values.get("township"))}
    where = found.township or (next(iter(townships)) if len(townships) == 1 else "")
    return f"{where}（{len(named)}个村）" if named else where


def taken(found: Reading) -> list[tuple[str, str]]:
    """Which heading was taken for what: our word, the sheet's heading."""
    if found.form is None:
        return []
    return [(_word(found.form, key), heading.replace(" › ", "／")) for key, heading in found.columns.items()]


def _word(form: Form, key: str) -> str:
    for column in form.columns:
        if column.key == key:
            return column.headings[0]
    return key


def ignored(found: Reading) -> list[str]:
    """The headings that the form does not know: kept with each row, but not counted."""
    used = set(found.columns.values())
    if found.form is None or found.form.shape != "rows":
        return []
    return [heading.replace(" › ", "／") for heading in found.headings if heading and heading not in used]


def total_in_words(found: Reading) -> str:
    """Whether the sheet's own total is that of its rows."""
    if found.form is None or found.form.record in ("person", "ledger_summary"):
        return ""
    sums = "收入减支出" if found.form.record == "ledger_entry" else "各行加起来"
    said = f"{sums}{display.yuan(found.amount_read)}"
    if found.stated_total is None:
        return f"{said}，表里没有写合计，无从核对。"
    if found.stated_total == found.amount_read:
        return f"{said}，与表内合计一致。"
    apart = display.yuan(abs(found.stated_total - found.amount_read))
    return f"{said}，表内合计是{display.yuan(found.stated_total)}，相差{apart}，请核对。"


def worst_first(found: list[Problem]) -> list[Problem]:
    """Problems with those that keep a row out before those that only ask for a look, each in sheet order."""
    return sorted(found, key=lambda p: (p.severity != "error", p.row or 0))


def replaces(table: CheckedTable) -> list[importing.Difference]:
    """The batches in force that a table would take the place of, when the clerk says replace."""
    return [difference for difference in table.differences if difference.guess in ("replace", "ask")]


# --- imports -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One table of an import."""

    batch_id: int
    what: str
    sheet: str
    rows_read: int
    rows_loaded: int
    rows_rejected: int
    amount_fen: int
    stated_fen: int | None
    amount_read_fen: int
    record: str
    in_force: bool
    form: str

    @property
    def has_money(self) -> bool:
        """Whether its amount means anything."""
        return self.record in ("payment", "ledger_entry", "entitlement")


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One file brought in."""

    id: int
    file: str
    sha256: str
    actor: str
    at: datetime  # as the clerk's clock shows it
    in_force: bool
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    open_rejected: int
    foreign: bool  # holds tables of another township: not the viewer's to take back
    batches: list[BatchLine] = field(default_factory=list)

    @property
    def state(self) -> str:
        """Its state in words."""
        if not self.in_force:
            return "已撤回"
        if self.batches and not any(batch.in_force for batch in self.batches):
            return "已被后来的文件替换"
        if any(not batch.in_force for batch in self.batches):
            return "有效，部分已被替换"
        return "有效"

    @property
    def rows_loaded(self) -> int:
        """The rows that it brought."""
        return sum(batch.rows_loaded for batch in self.batches)


def _mine(viewer: Viewer) -> ColumnElement[bool]:
    """The tables that are the office's business."""
    return within(viewer, "publish", township=Batch.township_id, village=Batch.place_id)


def listed(db: Database, viewer: Viewer, page: int = 0, size: int = 20) -> tuple[list[ImportLine], int]:
    """One page of the imports with a table of the viewer's township, newest first; and how many there are."""
    own = select(Batch.import_id).where(_mine(viewer)).distinct()
    with db.read() as conn:
        count = conn.execute(select(func.count()).select_from(own.subquery())).scalar_one()
        wanted = select(Import.__table__).where(Import.id.in_(own)).order_by(Import.id.desc())
        rows = conn.execute(wanted.limit(size).offset(page * size)).all()
        return _lines(conn, viewer, rows), count


def one(db: Database, viewer: Viewer, import_id: int) -> ImportLine | None:
    """One import, none where it is not the viewer's business."""
    with db.read() as conn:
        rows = conn.execute(select(Import.__table__).where(Import.id == import_id)).all()
        lines = _lines(conn, viewer, rows)
    return lines[0] if lines and (lines[0].batches or (viewer.county and may(viewer, "publish"))) else None


def _lines(conn: Connection, viewer: Viewer, rows: Sequence[Row[Any]]) -> list[ImportLine]:
    ids = [row.id for row in rows]
    batches: dict[int, list[BatchLine]] = {}
    for row in conn.execute(_batches().where(Batch.import_id.in_(ids), _mine(viewer)).order_by(Batch.id)):
        batches.setdefault(row.import_id, []).append(_batch_line(row))
    waiting = (
        select(RejectedRow.import_id, func.count())
        .join(Batch, Batch.id == RejectedRow.batch_id)
        .where(RejectedRow.import_id.in_(ids), RejectedRow.state == "open", Batch.in_force, _mine(viewer))
        .group_by(RejectedRow.import_id)
    )
    open_rows: dict[int, int] = {number: count for number, count in conn.execute(waiting)}
    others = select(Batch.import_id).where(Batch.import_id.in_(ids), not_(func.coalesce(_mine(viewer), false())))
    foreign = set(conn.execute(others.distinct()).scalars())
    return [
        ImportLine(
            row.id, row.name, row.sha256, row.actor, workdays.china_time(row.at), row.state == "in-force",
            workdays.china_time(row.withdrawn_at) if row.withdrawn_at else None, row.withdrawn_by,
            open_rows.get(row.id, 0), row.id in foreign, batches.get(row.id, []),
        )
        for row in rows
    ]  # fmt: skip


def _batches() -> Select[Any]:
    return select(Batch.__table__, SchemeRow.name.label("scheme")).outerjoin(
        SchemeRow, SchemeRow.id == Batch.scheme_id
    )


def _batch_line(row: Row[Any]) -> BatchLine:
    get = row._mapping
    form = by_name(get["form"])
    return BatchLine(
        get["id"], _about(get), get["sheet"], get["rows_read"], get["rows_loaded"],
        get["rows_rejected"], get["amount_loaded_fen"], get["stated_total_fen"], get["amount_read_fen"],
        get["record"], get["in_force"], form.title if form else get["form"],
    )  # fmt: skip


def _about(get: RowMapping) -> str:
    """A batch in one line: what, when, where."""
    scheme = get["scheme"] or RECORDS.get(get["record"], "")
    when = display.period(get["period"]) if get["period"] else ""
    return "　".join(part for part in (scheme, when, get["place_name"]) if part)


def original(db: Database, viewer: Viewer, import_id: int) -> bytes | None:
    """The file as it was brought in, written down as a look; none where it is not the viewer's to see."""
    line = one(db, viewer, import_id)
    if line is None or line.foreign:
        return None
    looks.note(db, viewer, looks.imported(import_id), "下载原表核对")
    return db.open_file(line.sha256)


def touched(db: Database, viewer: Viewer, import_id: int) -> importing.Touched | None:
    """Whom taking an import back would touch, written down as a look; none where it is not the viewer's to take back."""
    line = one(db, viewer, import_id)
    if line is None or line.foreign:
        return None
    looks.note(db, viewer, looks.imported(import_id), "撤回前核对")
    return importing.touched(db, import_id)


def followers(db: Database, viewer: Viewer, import_id: int) -> list[str]:
    """The later files that have replaced tables of an import: taking it back changes less than it seems."""
    if one(db, viewer, import_id) is None:
        return []
    newer = (
        select(Import.name)
        .join(Batch, Batch.import_id == Import.id)
        .join(Replacement, Replacement.batch_id == Batch.id)
        .where(Import.state == "in-force")
        .where(Replacement.replaced_id.in_(select(Batch.id).where(Batch.import_id == import_id)))
    )
    with db.read() as conn:
        return list(conn.execute(newer.distinct()).scalars())


def withdraw(db: Database, viewer: Viewer, import_id: int, reason: str = "") -> int:
    """Take an import of the viewer's township back, with a public reason; how many tables are in force again."""
    line = one(db, viewer, import_id)
    if line is None or line.foreign:
        raise importing.NoSuchImport("这次导入不归您管，不能撤回。")
    restored = importing.withdraw(db, import_id, viewer.name, reason)
    cross_matching.recheck(db, import_id)
    return len(restored)


# --- rows that wait ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A row that could not be loaded; without what is written in it."""

    id: int
    import_id: int
    file: str
    sheet: str
    row: int
    what: str
    amount_fen: int | None
    problems: list[Problem]

    @property
    def source(self) -> str:
        """Where the row stands."""
        return display.source(self.file, self.sheet, self.row)


def _waiting(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    about = (
        Import.name,
        Batch.sheet,
        Batch.period,
        Batch.place_name,
        Batch.record,
        SchemeRow.name.label("scheme"),
    )
    own = (
        RejectedRow.id,
        RejectedRow.import_id,
        RejectedRow.row,
        RejectedRow.problems,
        RejectedRow.amount_fen,
    )
    return (
        select(*own, *about)
        .join(Batch, Batch.id == RejectedRow.batch_id)
        .join(Import, Import.id == RejectedRow.import_id)
        .outerjoin(SchemeRow, SchemeRow.id == Batch.scheme_id)
        .where(RejectedRow.state == "open", Batch.in_force, _mine(viewer))
    )  # fmt: skip


def waiting(
    db: Database, viewer: Viewer, import_id: int | None = None, size: int = 200
) -> tuple[list[RejectedLine], int]:
    """The rows at home that wait for a correction, newest file first; and how many there are in all."""
    wanted = _waiting(viewer)
    if import_id is not None:
        wanted = wanted.where(RejectedRow.import_id == import_id)
    with db.read() as conn:
        count = conn.execute(select(func.count()).select_from(wanted.subquery())).scalar_one()
        rows = conn.execute(wanted.order_by(RejectedRow.import_id.desc(), RejectedRow.row).limit(size)).all()
    return [_rejected_line(row) for row in rows], count


def rejected(db: Database, viewer: Viewer, rejected_id: int) -> RejectedLine | None:
    """One row that waits, none where it is done or not the viewer's business."""
    with db.read() as conn:
        row = conn.execute(_waiting(viewer).where(RejectedRow.id == rejected_id)).first()
    return _rejected_line(row) if row else None


def _rejected_line(row: Row[Any]) -> RejectedLine:
    get = row._mapping
    return RejectedLine(
        get["id"], get["import_id"], get["name"], get["sheet"], get["row"], _about(get),
        get["amount_fen"], saving.problems_of(get["problems"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a rejected row: its heading, what is written, and what is wrong with it."""

    heading: str
    written: str
    wrong: str = ""


def opened(db: Database, viewer: Viewer, line: RejectedLine) -> list[Cell]:
    """The cells of a rejected row as they are written, the faulty ones first; nothing where it is not the viewer's business.

    The look is written down: for the person whose number stands in the row, where that is somebody we know.
    """
    if rejected(db, viewer, line.id) is None:
        return []
    cells = importing.cells_of(db, line.id)
    for subject in _whose(db, cells) or [looks.imported(line.import_id)]:
        looks.note(db, viewer, subject, f"更正{line.what}")
    return arranged(cells, line.problems)


def _whose(db: Database, cells: dict[str, str]) -> list[looks.Subject]:
    """The people whose ID numbers stand in a row."""
    digests = []
    for written in cells.values():
        with suppress(columns.Unreadable):
            digests.append(db.vault.digest(columns.id_number(written)))
    with db.read() as conn:
        return [looks.person(number) for number in conn.execute(select(Person.id).where(Person.id_digest.in_(digests))).scalars()]


def arranged(written: dict[str, str], found: list[Problem]) -> list[Cell]:
    """Cells with their problems, the faulty ones first; an empty one for what was not written at all."""
    wrong: dict[str, str] = {}
    for problem in found:
        if problem.column is None:
            continue
        heading = _heading_of(problem.column, written)
        wrong[heading] = wrong.get(heading, "") + problem.message
    faulty = [Cell(heading, written.get(heading, ""), sentence) for heading, sentence in wrong.items()]
    return faulty + [Cell(heading, cell) for heading, cell in written.items() if heading not in wrong]


def _heading_of(column: str, written: dict[str, str]) -> str:
    if column in written:
        return column
    return next((heading for heading in written if heading.split(" › ")[-1] == column), column)


def correct(db: Database, viewer: Viewer, rejected_id: int, changed: dict[str, str]) -> list[Problem]:
    """Load a rejected row with what the clerk has changed; the problems that are left.

    Cells keep the order of the sheet, and what was not written comes last.
    """
    line = rejected(db, viewer, rejected_id)
    if line is None:
        raise importing.NoSuchImport("这一行已经处理过，或不归您管。")
    before = importing.cells_of(db, rejected_id)
    after = {heading: changed.get(heading, cell).strip() for heading, cell in before.items()}
    after |= {
        heading: cell.strip() for heading, cell in changed.items() if heading not in before and cell.strip()
    }
    left = importing.correct(db, rejected_id, after, viewer.name)
    if not left:
        cross_matching.recheck(db, line.import_id)
    return left


def dismiss(db: Database, viewer: Viewer, rejected_id: int, reason: str) -> None:
    """Set a rejected row aside for a reason, which goes into the journal."""
    line = rejected(db, viewer, rejected_id)
    if line is None:
        raise importing.NoSuchImport("这一行已经处理过，或不归您管。")
    importing.dismiss(db, rejected_id, viewer.name)
    journal.note(db, viewer.name, "dismiss-reason", str(rejected_id), text.mask_numbers_in(reason)[:200])
    cross_matching.recheck(db, line.import_id)


# --- household codes -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VillageCodes:
    """A village, its households and how many of them have a code."""

    id: int
    name: str
    households: int
    coded: int


def villages(db: Database, viewer: Viewer) -> list[VillageCodes]:
    """The villages at home that have households."""
    own = within(viewer, "codes", township=Household.township_id, village=Household.village_id)
    counted = (
        select(Household.village_id, func.count(), func.count(HouseholdCode.household_id))
        .outerjoin(HouseholdCode, HouseholdCode.household_id == Household.id)
        .where(own)
        .group_by(Household.village_id)
    )
    with db.read() as conn:
        gazetteer = places.Gazetteer(conn)
        counts = {village: (all_, coded) for village, all_, coded in conn.execute(counted)}
    return [
        VillageCodes(place.id, place.name, *counts[place.id])
        for place in gazetteer.villages()
        if place.id in counts
    ]


def keep_address(db: Database, viewer: Viewer, given: str) -> str:
    """Keep the address that is printed for villagers; ``ValueError`` says what is wrong with it.

    It is printed on the cards of all villages, so an office of one village does not set it.
    """
    if not may(viewer, "codes") or viewer.village_id is not None:
        raise ValueError("网址由乡镇或县里的经办人填，各村都用同一个。")
    plain = given.strip().rstrip("/")
    if not _ADDRESS.fullmatch(plain):
        raise ValueError(
            "网址要像 https://cunwu.example.gov.cn 这样，以 http:// 或 https:// 开头，后面不带别的。"
        )
    with db.write() as conn:
        conn.execute(delete(Setting).where(Setting.name == ADDRESS))
        conn.execute(insert(Setting).values(name=ADDRESS, value=plain.encode()))
        journal.write(conn, viewer.name, "address", plain)
    return plain


def address(db: Database) -> str:
    """The address that villagers open, as it is printed on cards; empty until a clerk has said it."""
    with db.read() as conn:
        kept = conn.execute(select(Setting.value).where(Setting.name == ADDRESS)).scalar()
    return kept.decode() if kept else ""
