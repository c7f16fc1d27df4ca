"""How a record of a list becomes a row of its table; a table says by its columns what it keeps."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, String, Table, func, select

from loaders import text
from loaders.readers.result import Reading
from loaders.records.assets import Asset, Contract, Debt, Resource
from loaders.records.base import Base, table_of
from loaders.records.decisions import Decision
from loaders.records.funds import FundAllocation, Project, SchemeSummary
from loaders.records.households import CreditScore, HouseholdIncome, Visit
from loaders.records.payments import Pending, SchemeRow
from loaders.records.places import Place
from loaders.records.reference import ReferenceEntry
from loaders.schemes import Scheme

TABLES: dict[str, type[Base]] = {
    "fund_allocation": FundAllocation,
    "project": Project,
    "scheme_summary": SchemeSummary,
    "asset": Asset,
    "resource": Resource,
    "contract": Contract,
    "debt": Debt,
    "decision": Decision,
    "household_income": HouseholdIncome,
    "visit": Visit,
    "credit_score": CreditScore,
    "reference_entry": ReferenceEntry,
    "pending": Pending,
}

#: What tells two rows of a list apart besides their place, when a new list is compared with one in force.
IDENTITY: dict[str, tuple[str, ...]] = {
    "fund_allocation": ("project", "level", "purpose"),
    "project": ("name", "beneficiary"),
    "scheme_summary": ("part",),
    "asset": ("name", "code"),
    "resource": ("name", "area_mu"),
    "contract": ("number", "subject", "party"),
    "debt": ("side", "party", "reason"),
    "decision": ("matter", "step"),
    "household_income": ("name",),
    "visit": ("name", "visited"),
    "credit_score": ("name",),
    "reference_entry": ("name", "kind"),
    "pending": ("name",),
}

#: The money that a change of a row is about, where it is not called amount.
_MONEY = {"household_income": ("total",), "contract": ("yearly", "total"), "asset": ("original",), "project": ("contract", "budget")}


def money_of(record: str, table: Table) -> list[str]:
    """The columns of a record's table that hold its amount; the first that is filled counts."""
    return [name for key in _MONEY.get(record, ("amount",)) if (name := f"{key}_fen") in table.c]


_SUFFIXES = ("", "_fen", "_mu", "_sealed")


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a value goes: its column, and how much text the column holds."""

    column: str
    length: int | None


@cache
def columns_of(record: str) -> dict[str, Kept]:
    """The key of a form's column → the column of the table that keeps it; a key that is missing goes to the rest."""
    table: Table = table_of(TABLES[record])
    found: dict[str, Kept] = {}
    for column in table.columns:
        length = column.type.length if isinstance(column.type, String) else None
        for suffix in reversed(_SUFFIXES):
            if suffix and column.name.endswith(suffix):
                found[column.name.removesuffix(suffix)] = Kept(column.name, length)
                break
        else:
            found[column.name] = Kept(column.name, length)
    return found


_ELSEWHERE = ("township", "village", "extra", "also", "id_number", "scheme", "period", "amount_remark", "related_id")


def values_of(record: str, values: dict[str, Any], seal: Callable[[str], bytes]) -> dict[str, Any]:
    """The columns of a row that its values fill; what has no column, or is longer than it, goes sealed to the rest."""
    known = columns_of(record)
    row: dict[str, Any] = {}
    rest: dict[str, str] = dict(values.get("extra") or {})
    for key, value in values.items():
        if key in _ELSEWHERE:
            continue
        kept = known.get(key)
        written = plain(value)
        if kept is None:
            rest[key] = str(written)
        elif kept.column.endswith("_sealed"):
            row[kept.column] = seal(str(written))
        elif kept.length is not None:
            hidden = text.mask_numbers_in(str(written))
            row[kept.column] = hidden[: kept.length]
            if len(hidden) > kept.length:
                rest[key] = hidden
        else:
            row[kept.column] = written
    remark = "；".join(str(part) for part in (row.get("remark"), values.get("amount_remark")) if part)
    if remark and "remark" in known:
        row["remark"] = text.mask_numbers_in(remark)[:200]
    elif remark:
        rest["remark"] = remark
    row["extra_sealed"] = seal(json.dumps(rest, ensure_ascii=False)) if rest else None
    return row


def plain(value: Any) -> Any:
    """A number as it is written; everything else as it is."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def key_rows(conn: Connection, record: str, batch_id: int) -> list[tuple[Any, int, str]]:
    """The rows of a batch as they are compared: key, amount, what to call them."""
    table = table_of(TABLES[record])
    identity: list[Any] = [table.c[key] for key in IDENTITY[record]]
    if "scheme_id" in table.c:
        identity.append(select(SchemeRow.key).where(SchemeRow.id == table.c.scheme_id).scalar_subquery())
    money = [table.c[name] for name in money_of(record, table)]
    wanted = select(Place.name.label("place"), *identity, func.coalesce(*money, 0, 0).label("fen")).select_from(table)
    rows = conn.execute(wanted.outerjoin(Place, Place.id == table.c.place_id).where(table.c.batch_id == batch_id))
    return [_compared(tuple(row[:-1]), row.fen) for row in rows]


def new_rows(reading: Reading) -> list[tuple[Any, int, str]]:
    """The rows of a reading as they would be compared once saved."""
    assert reading.form is not None
    record = reading.form.record
    keys = [key.removesuffix("_mu") for key in IDENTITY[record]]
    found = []
    for one in reading.records:
        place = one.values.get("village") or one.values.get("township") or reading.place_name
        identity = (place, *(plain(one.values.get(key)) for key in keys))
        if "scheme_id" in table_of(TABLES[record]).c:
            identity += (_scheme_key(one.values.get("scheme") or reading.scheme or reading.scheme_name),)
        money = (one.values.get(key) for key in _MONEY.get(record, ("amount",)))
        found.append(_compared(identity, next((fen for fen in money if fen is not None), 0)))
    return found


def _scheme_key(scheme: Scheme | str | None) -> str | None:
    """The key under which a scheme is stored; one that the dictionary does not know goes by its name."""
    return scheme.key if isinstance(scheme, Scheme) else f"={scheme}"[:80] if scheme else None


def _compared(identity: tuple[Any, ...], fen: int | None) -> tuple[Any, int, str]:
    key = tuple(text.squeeze(str(part)) if part is not None else None for part in identity)
    return key, fen or 0, next((part for part in key[1:] if part), key[0] or "")
