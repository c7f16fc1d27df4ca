"""Everything in force of one kind of record as CSV or xlsx, masked as the public sees it; no cell is a formula."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import select

from dashboard import display
from dashboard.access import Viewer, may
from loaders import journal, schemes
from loaders.columns import yuan
from loaders.database import Database
from loaders.records.books import LedgerEntry, LedgerSummary
from loaders.records.imports import Batch, Import
from loaders.records.payments import Entitlement, Payment, SchemeRow
from loaders.records.people import Person
from loaders.records.places import Place

#: What opens a formula in a spreadsheet program, also behind spaces.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True, slots=True)
class _Kind:
    headings: tuple[str, ...]
    statement: Callable[[], Any]
    line: Callable[[Any, bool, frozenset[str]], list[str | int | None] | None]


def safe(value: str | int | None) -> str | int:
    """A cell that no spreadsheet program takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    if value.lstrip().startswith(_FORMULA) and not _is_number(value):
        return "'" + value
    return value


def _is_number(value: str) -> bool:
    try:
        float(value.replace(",", ""))
    except ValueError:
        return False
    return True


def _minors() -> frozenset[str]:
    """Schemes whose recipients are never public as rows: minors, and what the law keeps to counts."""
    return frozenset(s.key for s in schemes.dictionary().all() if s.minors or s.publish_days == 0)


def _payments() -> Any:
    return (
        select(
            Place.name.label("village"), Payment.name, SchemeRow.key, SchemeRow.name.label("scheme"), Payment.period, Payment.amount_fen, Payment.paid_on,
            Payment.status, Payment.people, Import.name.label("file"), Batch.sheet, Payment.row,
        )
        .join(Batch, Batch.id == Payment.batch_id).join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == Payment.village_id).join(SchemeRow, SchemeRow.id == Payment.scheme_id)
        .where(Batch.in_force).order_by(Payment.id)
    )  # fmt: skip


def _payment(row: Any, full: bool, hidden: frozenset[str]) -> list[str | int | None] | None:
    if row.key in hidden and not full:
        return None
    status = "退回" if row.status == "returned" else "已发"
    return [
        row.village, row.name if full else display.masked(row.name), row.scheme, row.period, yuan(row.amount_fen), row.paid_on and row.paid_on.isoformat(),
        status, row.people, row.file, row.sheet, row.row,
    ]  # fmt: skip


def _entitlements() -> Any:
    return (
        select(
            Place.name.label("village"), Entitlement.name, SchemeRow.key, SchemeRow.name.label("scheme"), Entitlement.period, Entitlement.since,
            Entitlement.amount_fen, Entitlement.people, Entitlement.relation, Import.name.label("file"), Batch.sheet, Entitlement.row,
        )
        .join(Batch, Batch.id == Entitlement.batch_id).join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == Entitlement.village_id).join(SchemeRow, SchemeRow.id == Entitlement.scheme_id)
        .where(Batch.in_force).order_by(Entitlement.id)
    )  # fmt: skip


def _entitlement(row: Any, full: bool, hidden: frozenset[str]) -> list[str | int | None] | None:
    if not full and (row.key in hidden or row.relation not in (None, "本人", "户主")):
        return None  # members of a household may be minors: the public sees its head
    amount = None if row.amount_fen is None else yuan(row.amount_fen)
    return [
        row.village, row.name if full else display.masked(row.name), row.scheme, row.period, row.since, amount, row.people, row.file, row.sheet, row.row,
    ]  # fmt: skip


def _entries() -> Any:
    return (
        select(
            Place.name.label("village"), LedgerEntry.period, LedgerEntry.entry_date, LedgerEntry.voucher, LedgerEntry.summary, LedgerEntry.category,
            LedgerEntry.account_name, LedgerEntry.income_fen, LedgerEntry.spending_fen, LedgerEntry.handler, Import.name.label("file"), Batch.sheet, LedgerEntry.row,
        )
        .join(Batch, Batch.id == LedgerEntry.batch_id).join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == LedgerEntry.village_id).where(Batch.in_force).order_by(LedgerEntry.id)
    )  # fmt: skip


def _entry(row: Any, full: bool, hidden: frozenset[str]) -> list[str | int | None]:
    handler = row.handler if full or not row.handler else display.masked(row.handler)
    return [
        row.village, row.period, row.entry_date and row.entry_date.isoformat(), row.voucher, row.summary, row.category, row.account_name,
        yuan(row.income_fen), yuan(row.spending_fen), handler, row.file, row.sheet, row.row,
    ]  # fmt: skip


def _summaries() -> Any:
    return (
        select(Place.name.label("place"), LedgerSummary.period, LedgerSummary.code, LedgerSummary.label, LedgerSummary.amount_fen, Import.name.label("file"), Batch.sheet, LedgerSummary.row)
        .join(Batch, Batch.id == LedgerSummary.batch_id).join(Import, Import.id == Batch.import_id)
        .join(Place, Place.id == LedgerSummary.place_id).where(Batch.in_force).order_by(LedgerSummary.id)
    )  # fmt: skip


def _summary(row: Any, full: bool, hidden: frozenset[str]) -> list[str | int | None]:
    amount = None if row.amount_fen is None else yuan(row.amount_fen)
    return [row.place, row.period, row.code, row.label, amount, row.file, row.sheet, row.row]


def _people() -> Any:
    return select(Place.name.label("village"), Person.name, Person.sex).join(Place, Place.id == Person.village_id).where(Person.registered).order_by(Person.id)


def _person(row: Any, full: bool, hidden: frozenset[str]) -> list[str | int | None] | None:
    return [row.village, row.name, row.sex] if full else None  # a register of residents is never public


_SOURCE = ("文件", "工作表", "行")

KINDS: dict[str, _Kind] = {
    "payment": _Kind(("村", "姓名", "补贴项目", "所属期", "金额（元）", "发放日期", "状态", "人数", *_SOURCE), _payments, _payment),
    "entitlement": _Kind(("村", "姓名", "补贴项目", "名单日期", "起始", "月保障金额（元）", "保障人数", *_SOURCE), _entitlements, _entitlement),
    "ledger_entry": _Kind(("村", "所属期", "日期", "凭证号", "摘要", "类别", "科目", "收入（元）", "支出（元）", "经手人", *_SOURCE), _entries, _entry),
    "ledger_summary": _Kind(("地方", "所属期", "代码", "指标", "金额（元）", *_SOURCE), _summaries, _summary),
    "person": _Kind(("村", "姓名", "性别"), _people, _person),
}


def may_in_full(viewer: Viewer) -> bool:
    """Whether the viewer may take records out with names in full."""
    return may(viewer, "export-full")


def write(db: Database, kind: str, path: Path, full: bool, actor: str) -> int:
    """Write everything in force of a kind; how many rows. Identity and account numbers are never written."""
    what = KINDS[kind]
    hidden = _minors()
    count = 0
    with db.read() as conn:
        lines = (line for row in conn.execute(what.statement()) if (line := what.line(row, full, hidden)) is not None)

        def counted() -> Iterable[list[str | int]]:
            nonlocal count
            for line in lines:
                count += 1
                yield [safe(cell) for cell in line]

        if path.suffix.lower() == ".xlsx":
            _xlsx(path, what.headings, counted())
        else:
            with path.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream)
                writer.writerow(what.headings)
                writer.writerows(counted())
    if full:
        journal.note(db, actor, "export-full", kind, f"{count}行")
    return count


def _xlsx(path: Path, headings: tuple[str, ...], lines: Iterable[list[str | int]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("导出")
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "0.00"})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        amounts = {column for column, heading in enumerate(headings) if "元" in heading}
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                if column in amounts and cell != "":
                    sheet.write_number(number, column, float(cell), money)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, cell)
