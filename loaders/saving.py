"""Writes what was read: import, batches, people, records and rejected rows in one transaction, or nothing."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select, update
from sqlalchemy import text as sql_text

from loaders import charts, lists, matching, place_names, schemes, text
from loaders.database import insert_many
from loaders.matching import Identity, People
from loaders.periods import months
from loaders.places import Gazetteer, Place
from loaders.problems import Problem
from loaders.readers.result import Reading, Record, Rejected
from loaders.records.base import ROW_BITS, table_of
from loaders.records.books import LedgerBalance, LedgerEntry, LedgerSummary
from loaders.records.funds import AnotherPlace
from loaders.records.imports import Batch, Import, RejectedRow, Replacement
from loaders.records.payments import Entitlement, Payment, PaymentTotal, PaymentTrail, SchemeRow
from loaders.records.people import Person
from loaders.records.publication import Posting
from loaders.records.settings import Setting
from loaders.seal import Vault

Progress = Callable[[str, float], None]

_SEALED_AT_ONCE = 5000
_WRITTEN_AT_ONCE = 50_000
#: The township and village of a row, by their names in it.
Homes = dict[tuple[str | None, str | None], tuple[int, int]]

_PAYMENT = (
    "id", "township_id", "village_id", "household_id", "person_id", "scheme_id", "period", "amount_fen", "paid_on", "status", "channel", "name",
    "payee_name", "payee_id", "account_digest", "account_sealed", "people", "area_mu", "standard_fen", "category", "remark", "extra_sealed",
    "batch_id", "row", "column",
)  # fmt: skip


@dataclass(slots=True)
class Prepared:
    """A reading with its identity numbers digested and its accounts sealed, before any transaction begins."""

    reading: Reading
    identities: dict[str, Identity] = field(default_factory=dict)
    accounts: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)


def prepare(vault: Vault, reading: Reading, progress: Progress | None = None) -> Prepared:
    """Digest and seal the numbers of a reading; the slow part, done while nobody waits for a lock.

    Identity numbers are only digested: of people who are known already, none is sealed again.
    """
    values = [record.values for record in reading.records]
    numbers = _distinct([v.get(key) for key in ("id_number", "payee_id", "head_id", "related_id") for v in values])
    accounts = _distinct([v.get("account") for v in values])
    prepared = Prepared(reading, {number: Identity(vault.digest(number), number) for number in numbers})
    for part in matching.chunks(accounts, _SEALED_AT_ONCE):
        prepared.accounts.update(zip(part, zip(map(vault.digest, part), vault.seal_all(part), strict=True), strict=True))
        if progress:
            progress("封存号码", len(prepared.accounts) / len(accounts))
    return prepared


def _distinct(written: Iterable[str | None]) -> list[str]:
    """What is written, each once and in order, without the cells that say nothing."""
    return [one for one in dict.fromkeys(written) if one]


def problems_json(found: Iterable[Problem]) -> str:
    """Problems as the database keeps them; they hold no number in clear by construction."""
    return json.dumps([asdict(problem) for problem in itertools.islice(found, 5000)], ensure_ascii=False)


def problems_of(stored: str) -> list[Problem]:
    """The problems that :func:`problems_json` wrote."""
    return [Problem(**item) for item in json.loads(stored)]


def _row_ids(import_id: int, first: int) -> Iterator[int]:
    """The ids of an import's rows, one after the other."""
    yield from range(import_id << ROW_BITS | first, (import_id + 1) << ROW_BITS)
    raise ValueError("一个文件的行数太多，请拆开后再导入。")


class Writer:
    """Writes the batches of one import inside a write transaction."""

    def __init__(self, conn: Connection, vault: Vault, import_id: int, now: datetime, first_row: int = 0) -> None:
        self.conn, self.vault, self.import_id, self.now = conn, vault, import_id, now
        self.corrects = first_row > 0
        self.gazetteer = Gazetteer(conn)
        self.next_id = _row_ids(import_id, first_row).__next__
        self.schemes: dict[str, int] = {}
        self.touched: set[tuple[int, str, int]] = set()  # village, period, scheme
        self.people: dict[int, People] = {}

    # --- places and schemes

    def _seat(self, name: str) -> Place:
        """The township of that name, or the county where a row is about a whole one."""
        return self.gazetteer.ensure_county(name) if place_names.kind_of(name) == "county" else self.gazetteer.ensure_township(name)

    def places(self, reading: Reading) -> tuple[int | None, int | None]:
        """The township and the smallest place of a reading, made where no list knows them."""
        township = self._seat(reading.township) if reading.township else None
        if township is None and reading.village is None and reading.county:
            county = self.gazetteer.ensure_county(reading.county)
            return county.id, county.id
        village = None
        if reading.village:
            village = self.gazetteer.ensure_village(reading.village, township.id if township else None)
        smallest = village or township
        owner = township.id if township else (village.township_id or village.id) if village else None
        return owner, smallest.id if smallest else None

    def scheme(self, scheme: schemes.Scheme | str) -> int:
        """The number of a scheme, given one when it is new."""
        key, name = (scheme.key, scheme.short) if isinstance(scheme, schemes.Scheme) else (f"={scheme}"[:80], scheme[:80])
        if key not in self.schemes:
            found = self.conn.execute(select(SchemeRow.id).where(SchemeRow.key == key)).scalar()
            if found is None:
                found = (self.conn.execute(select(func.max(SchemeRow.id))).scalar() or 0) + 1
                self.conn.execute(insert(SchemeRow).values(id=found, key=key, name=name))
            self.schemes[key] = found
        return self.schemes[key]

    # --- batches

    def batch(self, prepared: Prepared) -> int:
        """Write one reading as a batch in force, with its records and rejected rows; its id."""
        reading = prepared.reading
        form = reading.form
        assert form is not None
        batch_id = self.next_id()
        township_id, place_id = self.places(reading)
        scheme = reading.scheme or reading.scheme_name
        stored = {
            "id": batch_id,
            "import_id": self.import_id,
            "township_id": township_id,
            "place_id": place_id,
            "place_name": reading.place_name,
            "sheet": reading.sheet[:120],
            "table_number": reading.number,
            "header_rows": ",".join(map(str, reading.header_rows))[:40],
            "form": form.name,
            "record": form.record,
            "scheme_id": self.scheme(scheme) if scheme else None,
            "period": reading.period,
            "title": reading.title or None,
            "unit": reading.unit,
            "in_force": True,
            "rows_read": reading.rows_read,
            "rows_loaded": reading.rows_loaded,
            "rows_rejected": reading.rows_rejected,
            "amount_read_fen": reading.amount_read,
            "amount_loaded_fen": reading.amount_loaded,
            "stated_total_fen": reading.stated_total,
            "problems": problems_json(reading.problems),
        }
        self.conn.execute(insert(Batch), [stored])
        if reading.posted:
            self.conn.execute(insert(Posting).values(batch_id=batch_id, since=reading.posted[0], until=reading.posted[1]))
        self.records(prepared, batch_id, township_id, place_id)
        self.rejected(reading, batch_id)
        return batch_id

    def records(self, prepared: Prepared, batch_id: int, township_id: int | None, place_id: int | None) -> None:
        """Write the records of a reading into a batch."""
        reading = prepared.reading
        assert reading.form is not None
        if reading.blocked or not reading.records:
            return
        writers: dict[str, Callable[[Prepared, int, int | None, int | None], None]] = {
            "payment": self._payments,
            "entitlement": self._entitlements,
            "person": self._residents,
            "ledger_entry": self._entries,
            "ledger_summary": self._summaries,
        }
        writers.get(reading.form.record, self._list)(prepared, batch_id, township_id, place_id)

    def rejected(self, reading: Reading, batch_id: int) -> None:
        """Keep the rows that could not be loaded, sealed."""
        rows = [self._rejected(row, batch_id) for row in reading.rejected]
        if rows:
            self.conn.execute(insert(RejectedRow), rows)

    def _rejected(self, row: Rejected, batch_id: int) -> dict[str, Any]:
        return {
            "id": self.next_id(),
            "batch_id": batch_id,
            "import_id": self.import_id,
            "row": row.row,
            "cells_sealed": self.vault.seal(json.dumps(row.cells, ensure_ascii=False)),
            "problems": problems_json(row.problems),
            "amount_fen": row.amount_fen,
            "state": "open",
        }

    # --- people

    def _villages(self, records: list[Record], township_id: int | None, place_id: int | None) -> Homes:
        """Township and village of every pair of names that the rows write."""
        found: dict[tuple[str | None, str | None], tuple[int, int]] = {}
        for record in records:
            key = (record.values.get("township"), record.values.get("village"))
            if key in found:
                continue
            township, village = key
            owner = township_id
            if township:
                owner = self._seat(township).id
            if village:
                place = self.gazetteer.ensure_village(village, owner)
                found[key] = (owner or place.township_id or place.id, place.id)
            else:
                home = place_id if place_id is not None and (not township or owner == township_id) else owner
                assert home is not None
                found[key] = (owner or home, home)
        return found

    def _people_of(self, prepared: Prepared, township_id: int, homes: Homes) -> People:
        people = self.people.get(township_id)
        if people is None:
            people = self.people[township_id] = People(self.conn, self.import_id, township_id, self.next_id, self.vault.seal_all)
        values = [record.values for record in prepared.reading.records]
        numbers = {
            (homes[v.get("township"), v.get("village")][1], str(v["household_number"])[:40]) for v in values if v.get("household_number")
        }
        unnamed = any(v.get("id_number") is None for v in values)
        people.prepare((identity.digest for identity in prepared.identities.values()), numbers, unnamed)
        return people

    def _extra(self, values: dict[str, Any]) -> bytes | None:
        extra = values.get("extra")
        return self.vault.seal(json.dumps(extra, ensure_ascii=False)) if extra else None

    def _payments(self, prepared: Prepared, batch_id: int, township_id: int | None, place_id: int | None) -> None:
        reading = prepared.reading
        homes = self._villages(reading.records, township_id, place_id)
        owner = township_id or next(iter(homes.values()))[0]
        people = self._people_of(prepared, owner, homes)
        for part in matching.chunks(reading.records, _WRITTEN_AT_ONCE):
            rows = [self._payment(prepared, record, homes, people, batch_id) for record in part]
            people.flush()
            insert_many(self.conn, table_of(Payment), _PAYMENT, rows)
            if self.corrects:  # a row that was mended joins an import that the trail has passed
                _leave_trail(self.conn, rows[0][0], rows[-1][0])

    def _payment(self, prepared: Prepared, record: Record, homes: Homes, people: People, batch_id: int) -> tuple[Any, ...]:
        reading, values = prepared.reading, record.values
        get = values.get
        township, village = homes[get("township"), get("village")]
        name, number, group = values["name"], get("id_number"), get("group")
        household_number = get("household_number")
        person = people.person(
            name, prepared.identities[number] if number else None, village, group, None, str(household_number)[:40] if household_number else None
        )
        payee_name, payee_id = get("payee"), get("payee_id")
        payee = people.person(payee_name or name, prepared.identities[payee_id], village, group).id if payee_id and payee_id != number else None
        account = get("account")
        digest, sealed = prepared.accounts[account] if account else (None, None)
        scheme_id = self.scheme(get("scheme") or reading.scheme or reading.scheme_name or "未写明")
        period = str(get("period") or reading.period)
        self.touched.add((village, period, scheme_id))
        status, remark, beside = get("status"), get("remark"), get("amount_remark")
        if beside:
            remark = f"{remark}；{beside}" if remark else beside
        return (
            self.next_id(), township, village, person.household_id, person.id, scheme_id, period, values["amount"], get("paid_on"),
            "returned" if returned(status) else "paid", _cut(get("bank"), 40), name,
            payee_name if payee_name != name else None, payee, digest, sealed, get("people"), _plain(get("area")),
            get("standard"), _cut(get("category"), 30), text.mask_numbers_in(remark)[:200] if remark else None,
            self._extra(values) if "extra" in values else None, batch_id, record.row, record.column,
        )  # fmt: skip

    def _entitlements(self, prepared: Prepared, batch_id: int, township_id: int | None, place_id: int | None) -> None:
        reading = prepared.reading
        homes = self._villages(reading.records, township_id, place_id)
        owner = township_id or next(iter(homes.values()))[0]
        people = self._people_of(prepared, owner, homes)
        default_scheme = reading.scheme or reading.scheme_name or "未写明"
        by_head: dict[Any, int] = {}
        last: int | None = None
        rows: list[dict[str, Any]] = []
        for record in reading.records:
            values = record.values
            get = values.get
            township, village = homes[get("township"), get("village")]
            number, relation = get("id_number"), get("relation")
            is_head = relation is None or relation in ("本人", "户主", "户主本人", "本人或户主")
            head_id = get("head_id")
            head = head_id or (str(get("household_number")) if get("household_number") else None)
            household = None
            if head is not None:
                household = by_head.get(head)
                if household is None and head_id and head_id != number:
                    known = people.known.get(prepared.identities[head_id].digest)
                    household = known.household_id if known else None
            elif relation is not None and not is_head:
                household = last
            person = people.person(
                values["name"], prepared.identities[number] if number else None, village, get("group"), household,
                str(get("household_number"))[:40] if get("household_number") else None, relation,
            )  # fmt: skip
            last = person.household_id
            if head is not None and last is not None:
                by_head.setdefault(head, last)
            rows.append(
                {
                    "id": self.next_id(),
                    "township_id": township,
                    "village_id": village,
                    "household_id": person.household_id,
                    "person_id": person.id,
                    "scheme_id": self.scheme(get("scheme") or default_scheme),
                    "name": values["name"],
                    "since": get("since"),
                    "until": get("until"),
                    "period": get("period") or reading.period,
                    "amount_fen": get("amount"),
                    "family_size": get("family_size"),
                    "people": get("people"),
                    "category": _cut(get("category"), 30),
                    "relation": _cut(relation, 20),
                    "extra_sealed": self._extra(values),
                    "batch_id": batch_id,
                    "row": record.row,
                }
            )
        people.flush()
        self.conn.execute(insert(table_of(Entitlement)), rows)

    def _residents(self, prepared: Prepared, batch_id: int, township_id: int | None, place_id: int | None) -> None:
        reading = prepared.reading
        homes = self._villages(reading.records, township_id, place_id)
        owner = township_id or next(iter(homes.values()))[0]
        people = self._people_of(prepared, owner, homes)
        last: int | None = None
        registered: list[dict[str, Any]] = []
        for record in reading.records:
            values = record.values
            get = values.get
            _, village = homes[get("township"), get("village")]
            number, relation, group = get("id_number"), get("relation"), get("group")
            own_number = str(get("household_number"))[:40] if get("household_number") else None
            household: int | None
            if own_number or relation in ("本人", "户主", "户主本人") or last is None:
                known = people.known.get(prepared.identities[number].digest) if number and not own_number else None
                household = known.household_id if known and known.household_id else people.household(village, group, own_number)
            else:
                household = last
            person = people.person(
                values["name"], prepared.identities[number] if number else None, village, group, household, own_number, relation
            )
            if relation in ("本人", "户主", "户主本人") and household is not None:
                people.heads.append((household, person.id))
            last = person.household_id
            phone = get("phone")
            registered.append(
                {
                    "b_id": person.id,
                    "name": values["name"],
                    "village_id": village,
                    "relation": _cut(relation, 20),
                    "birth_date": get("birth") or (prepared.identities[number].born if number else None),
                    "sex": prepared.identities[number].sex if number else get("sex"),
                    "phone_sealed": self.vault.seal(phone) if phone else None,
                    "registered": True,
                    "batch_id": batch_id,
                    "row": record.row,
                }
            )
        people.flush()
        table = table_of(Person)
        self.conn.execute(
            update(table).where(table.c.id == bindparam("b_id")).values({key: bindparam(key) for key in registered[0] if key != "b_id"}),
            registered,
        )

    # --- books

    def _entries(self, prepared: Prepared, batch_id: int, township_id: int | None, place_id: int | None) -> None:
        reading = prepared.reading
        homes = self._villages(reading.records, township_id, place_id)
        rows: list[dict[str, Any]] = []
        for record in reading.records:
            values = record.values
            get = values.get
            township, village = homes[None, get("village")]
            period = reading.period or get("month")
            regime = charts.regime_of(get("month") or period)
            direction = "income" if values["income"] else "spending"
            name = get("account_name")
            rows.append(
                {
                    "id": self.next_id(),
                    "township_id": township,
                    "village_id": village,
                    "period": period,
                    "month": get("month") or (period if period and len(months(period)) == 1 else None),
                    "entry_date": get("date"),
                    "voucher": _cut(get("voucher"), 40),
                    "summary": values["summary"],
                    "account_code": _cut(get("account_code"), 20),
                    "account_name": _cut(name, 80),
                    "regime": regime,
                    "category": charts.TRANSFER if get("transfer") else charts.plain_category(values["summary"], name, get("account_code"), regime, direction),
                    "income_fen": values["income"],
                    "spending_fen": values["spending"],
                    "fund": reading.fund or charts.fund_of(get("fund")),
                    "handler": _cut(get("handler"), 60),
                    "extra_sealed": self._extra(values),
                    "batch_id": batch_id,
                    "row": record.row,
                    "column": record.column,
                }
            )
        self.conn.execute(insert(table_of(LedgerEntry)), rows)
        township, village = next(iter(homes.values())) if place_id is None else (township_id or place_id, place_id)
        balances = [
            {
                "id": self.next_id(),
                "township_id": township,
                "village_id": village,
                "period": reading.period,
                "kind": balance.kind,
                "fund": reading.fund,
                "amount_fen": balance.amount_fen,
                "batch_id": batch_id,
                "row": balance.row,
                "column": balance.column,
            }
            for balance in reading.balances
        ]
        if balances:
            self.conn.execute(insert(table_of(LedgerBalance)), balances)

    def _summaries(self, prepared: Prepared, batch_id: int, township_id: int | None, place_id: int | None) -> None:
        reading = prepared.reading
        homes = self._villages(reading.records, township_id, place_id)
        rows = []
        for record in reading.records:
            township, place = homes[None, record.values.get("village")]
            rows.append(
                {
                    "id": self.next_id(),
                    "township_id": township,
                    "place_id": place,
                    "period": reading.period,
                    "code": record.values.get("code"),
                    "label": record.values["label"],
                    "amount_fen": record.values.get("amount"),
                    "extra_sealed": self._extra(record.values),
                    "batch_id": batch_id,
                    "row": record.row,
                    "column": record.column,
                }
            )
        self.conn.execute(insert(table_of(LedgerSummary)), rows)

    # --- lists

    def _list(self, prepared: Prepared, batch_id: int, township_id: int | None, place_id: int | None) -> None:
        """Write the rows of a list into its table; people are matched where the table knows them."""
        reading = prepared.reading
        assert reading.form is not None
        record = reading.form.record
        table = table_of(lists.TABLES[record])
        homes = self._villages(reading.records, township_id, place_id)
        people = self._people_of(prepared, township_id or next(iter(homes.values()))[0], homes) if "person_id" in table.c else None
        rows: list[dict[str, Any]] = []
        further: list[dict[str, Any]] = []
        for one in reading.records:
            values = one.values
            township, place = homes[values.get("township"), values.get("village")]
            own_period = values.get("period") or reading.period
            row = dict.fromkeys(table.c.keys()) | lists.values_of(record, values, self.vault.seal)
            row |= {"id": self.next_id(), "township_id": township, "place_id": place, "period": own_period, "batch_id": batch_id, "row": one.row, "column": one.column}
            if "scheme_id" in table.c:
                scheme = values.get("scheme") or reading.scheme or reading.scheme_name
                row["scheme_id"] = self.scheme(scheme) if scheme else None
            number = values.get("id_number")
            identity = prepared.identities[number] if number else None
            if people is not None:
                person = people.person(values["name"], identity, place, values.get("group"))
                row |= {"person_id": person.id, "household_id": person.household_id}
            elif "id_digest" in table.c:
                row |= {"id_digest": identity.digest, "id_sealed": self.vault.seal(identity.number)} if identity else {}
                if related := values.get("related_id"):
                    row["related_digest"] = prepared.identities[related].digest
            rows.append(row)
            for name in values.get("also") or ():
                other = self.gazetteer.ensure_village(name, township_id)
                further.append({"record_id": row["id"], "place_id": other.id, "record": record, "batch_id": batch_id})
        if people is not None:
            people.flush()
        self.conn.execute(insert(table), rows)
        if further:
            self.conn.execute(insert(AnotherPlace), further)

    def finish(self) -> None:
        """Bring the summary tables up to date with this transaction."""
        known = _summed_up(self.conn, self.touched)
        refresh_totals(self.conn, known)
        if known != self.touched:  # where nothing was paid before, this import's rows are all there is
            own = (Payment.id >= self.import_id << ROW_BITS, Payment.id < (self.import_id + 1) << ROW_BITS)
            totals = table_of(PaymentTotal)
            same = (totals.c.village_id == Payment.village_id, totals.c.period == Payment.period, totals.c.scheme_id == Payment.scheme_id)
            _sum_up(self.conn, *own, *([~select(totals.c.village_id).where(*same).exists()] if known else []))


_TRAIL = """
INSERT INTO payment_trail (person_id, village_id, account_digest, people)
SELECT person_id, village_id, COALESCE(account_digest, :none), MAX(COALESCE(people, 0)) FROM payment
WHERE id BETWEEN :first AND :last GROUP BY person_id, village_id, COALESCE(account_digest, :none)
ON CONFLICT (person_id, village_id, account_digest) DO UPDATE SET people = excluded.people WHERE excluded.people > payment_trail.people
"""
#: the setting that says up to which import the trail has been followed
_TRAIL_END = "payment-trail"


def _leave_trail(conn: Connection, first: int, last: int) -> None:
    """Note who is paid by these rows, in which village, to which account, for how many people at most."""
    conn.execute(sql_text(_TRAIL), {"none": b"", "first": first, "last": last})


def follow_trail(conn: Connection) -> None:
    """Lay the trail of the imports that came since it was last asked for: an import itself does not wait for it."""
    end = int(conn.execute(select(Setting.value).where(Setting.name == _TRAIL_END)).scalar() or 0)
    newest = conn.execute(select(func.max(Import.id))).scalar() or 0
    if newest > end:
        _leave_trail(conn, (end + 1) << ROW_BITS if end else 0, (1 << 63) - 1)
        conn.execute(delete(Setting).where(Setting.name == _TRAIL_END))
        conn.execute(insert(Setting).values(name=_TRAIL_END, value=str(newest).encode()))


def trail_again(conn: Connection) -> None:
    """Lay the trail anew from all payments."""
    conn.execute(delete(PaymentTrail))
    conn.execute(delete(Setting).where(Setting.name == _TRAIL_END))
    follow_trail(conn)


def refresh_totals(conn: Connection, touched: Iterable[tuple[int, str, int]]) -> None:
    """Sum up again what was paid in these villages, periods and schemes; returned money is not paid."""
    for village, period, scheme in touched:
        conn.execute(
            delete(PaymentTotal).where(PaymentTotal.village_id == village, PaymentTotal.period == period, PaymentTotal.scheme_id == scheme)
        )
        _sum_up(conn, Payment.village_id == village, Payment.period == period, Payment.scheme_id == scheme)


def _sum_up(conn: Connection, *which: ColumnElement[bool]) -> None:
    by = (Payment.township_id, Payment.village_id, Payment.period, Payment.scheme_id)
    sums = (
        select(*by, func.count(), func.count(Payment.person_id.distinct()), func.sum(Payment.amount_fen))
        .join(Batch, Batch.id == Payment.batch_id)
        .where(*which, Batch.in_force, Payment.status == "paid")
        .group_by(*by)
    )
    names = ["township_id", "village_id", "period", "scheme_id", "payments", "people", "amount_fen"]
    conn.execute(insert(PaymentTotal).from_select(names, sums))


def _summed_up(conn: Connection, keys: set[tuple[int, str, int]]) -> set[tuple[int, str, int]]:
    """Those of the villages, periods and schemes for which something was summed up before."""
    found: set[tuple[int, str, int]] = set()
    for part in matching.chunks(sorted({village for village, _, _ in keys})):
        totals = select(PaymentTotal.village_id, PaymentTotal.period, PaymentTotal.scheme_id).where(PaymentTotal.village_id.in_(part))
        found.update((village, period, scheme) for village, period, scheme in conn.execute(totals.where(PaymentTotal.scheme_id.in_({key[2] for key in keys}))))
    return found & keys


def touched_by(conn: Connection, batch_ids: list[int]) -> set[tuple[int, str, int]]:
    """The villages, periods and schemes that batches pay in."""
    found = select(Payment.village_id, Payment.period, Payment.scheme_id).where(Payment.batch_id.in_(batch_ids)).distinct()
    return {(village, period, scheme) for village, period, scheme in conn.execute(found)}


def next_import_id(conn: Connection) -> int:
    """The number of the next import; numbers of withdrawn imports are not used again."""
    return (conn.execute(select(func.max(Import.id))).scalar() or 0) + 1


def replace_batch(conn: Connection, batch_id: int, replaced: Iterable[int]) -> None:
    """Put batches out of force in favour of another."""
    for old in replaced:
        conn.execute(update(Batch).where(Batch.id == old).values(in_force=False))
        known = select(Replacement.batch_id).where(Replacement.batch_id == batch_id, Replacement.replaced_id == old)
        if conn.execute(known).first() is None:
            conn.execute(insert(Replacement).values(batch_id=batch_id, replaced_id=old))


def returned(status: str | None) -> bool:
    """Whether a payment came back, by what its row says of it."""
    return status is not None and any(word in status for word in ("失败", "退回", "退票", "未成功", "不成功", "未到账", "退款", "撤销"))


def _cut(value: str | None, length: int) -> str | None:
    return value[:length] if value else None


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"

