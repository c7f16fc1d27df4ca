"""A small world for the rules' cases: people, payments and lists written into a real database, row by row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert, select, update

from dashboard import rule as ruling
from dashboard.rule import Found, Only, Touched
from loaders import saving, schemes
from loaders.database import Database
from loaders.places import Gazetteer
from loaders.records.base import Base, table_of
from loaders.records.books import LedgerBalance, LedgerEntry
from loaders.records.decisions import Decision
from loaders.records.funds import Project, SchemeSummary
from loaders.records.imports import Batch, Import
from loaders.records.payments import Entitlement, Payment, SchemeRow
from loaders.records.people import Household, Person
from loaders.records.reference import ReferenceEntry

TOWN, VILLAGE = "青枫镇", "柳溪村"
TODAY = date(2026, 11, 30)


@dataclass
class World:
    """Writes facts in one line each; every fact stands in a batch in force of a sheet of its own kind."""

    db: Database
    conn: Connection
    ids: Iterator[int] = field(default_factory=lambda: count(1 << 24))
    people: dict[str, int] = field(default_factory=dict)
    batches: dict[tuple[str, str], int] = field(default_factory=dict)
    rows: Iterator[int] = field(default_factory=lambda: count(4))

    def place(self, name: str, town: str = TOWN) -> tuple[int, int]:
        """The ids of the township and of the village (or the township) of that name."""
        gazetteer = Gazetteer(self.conn)
        township = gazetteer.ensure_township(town)
        return township.id, township.id if name == town else gazetteer.ensure_village(name, township.id).id

    def scheme(self, key: str) -> int:
        """The number of a scheme by its key."""
        found = self.conn.execute(select(SchemeRow.id).where(SchemeRow.key == key)).scalar()
        if found is None:
            known = schemes.dictionary().by_key(key)
            assert known is not None, key
            found = next(self.ids)
            self.conn.execute(insert(SchemeRow).values(id=found, key=key, name=known.short))
        return found

    def person(self, name: str, village: str = VILLAGE, number: bool = True, town: str = TOWN, home: str | None = None, **more: Any) -> int:
        """The person of that name, who has an ID number unless said otherwise and lives in the home of ``home``."""
        if name not in self.people:
            township, village_id = self.place(village, town)
            household = self._household(home, township, village_id) if home else next(self.ids)
            if not home:
                self.conn.execute(insert(Household).values(id=household, township_id=township, village_id=village_id))
            own = {"id_digest": self.db.vault.digest(name) if number else None, "registered": True} | more
            batch_id = own.pop("batch_id", None)
            self.people[name] = self.add(Person, batch_id, township_id=township, village_id=village_id, household_id=household, name=name, **own)
        return self.people[name]

    def _household(self, head: str, township: int, village: int) -> int:
        found = self.conn.execute(select(Person.household_id).where(Person.id == self.people.get(head, -1))).scalar()
        assert found is not None, f"{head} must be there first"
        return found

    def household_of(self, name: str) -> int:
        """The household of a person who is there."""
        return self._household(name, 0, 0)

    def batch(self, record: str, sheet: str = "表", **more: Any) -> int:
        """The batch of that record and sheet, in force."""
        key = (record, sheet)
        if key not in self.batches:
            township, _ = self.place(TOWN)
            number = next(self.ids)
            now = datetime(2026, 1, 1)
            self.conn.execute(
                insert(Import).values(id=number, sha256=f"{number:064}", name=f"{sheet}.xlsx", size=1, at=now, actor="", state="in-force")
            )
            self.conn.execute(
                insert(Batch).values(
                    id=number, import_id=number, township_id=township, place_id=township, sheet=sheet, table_number=1, header_rows="3",
                    form="", record=record, in_force=True, rows_read=1, rows_loaded=1, rows_rejected=0, amount_read_fen=0,
                    amount_loaded_fen=0, **more,
                )
            )  # fmt: skip
            self.batches[key] = number
        return self.batches[key]

    def add(self, record: type[Base], batch_id: int | None, **values: Any) -> int:
        """Write one row of any record; its id."""
        number = next(self.ids)
        known = {"id": number, "batch_id": batch_id, "row": next(self.rows) if batch_id else None} | values
        table = table_of(record)
        self.conn.execute(insert(table).values({key: value for key, value in known.items() if key in table.c}))
        return number

    def pay(self, name: str, scheme: str, period: str, yuan: int, sheet: str = "发放", village: str = VILLAGE, town: str = TOWN, **more: Any) -> int:
        """A payment of whole yuan."""
        person = self.person(name, village, town=town)
        township, village_id = self.place(village, town)
        home = self.conn.execute(select(Person.household_id).where(Person.id == person)).scalar()
        values = {"status": "paid"} | more
        if account := values.pop("account", None):
            values["account_digest"] = self.db.vault.digest(account)
        number = self.add(
            Payment, self.batch("payment", sheet), township_id=township, village_id=village_id, household_id=home, person_id=person,
            scheme_id=self.scheme(scheme), period=period, amount_fen=yuan * 100, name=name, **values,
        )  # fmt: skip
        saving.trail_again(self.conn)
        saving.refresh_totals(self.conn, [(village_id, period, self.scheme(scheme))])
        return number

    def listed(self, name: str, scheme: str, since: str | None = None, until: str | None = None, sheet: str = "名单", village: str = VILLAGE, **more: Any) -> int:
        """A line of a scheme's list."""
        person = self.person(name, village)
        township, village_id = self.place(village)
        home = self.conn.execute(select(Person.household_id).where(Person.id == person)).scalar()
        return self.add(
            Entitlement, self.batch("entitlement", sheet), township_id=township, village_id=village_id, household_id=home, person_id=person,
            scheme_id=self.scheme(scheme), name=name, since=since, until=until, **more,
        )  # fmt: skip

    def known(self, kind: str, name: str, happened: str | None = None, ended: str | None = None, sheet: str = "比对名单", number: bool = True, place: str = VILLAGE, **more: Any) -> int:
        """A line of a reference list, with the person's ID number unless said otherwise."""
        township, place_id = self.place(place)
        if related := more.pop("related", None):
            more |= {"related_name": related, "related_digest": self.db.vault.digest(related)}
        return self.add(
            ReferenceEntry, self.batch("reference_entry", sheet), township_id=township, place_id=place_id, kind=kind, name=name,
            id_digest=self.db.vault.digest(name) if number else None, happened=happened, ended=ended, **more,
        )  # fmt: skip

    def summary(self, scheme: str, period: str, yuan: int, place: str = TOWN, part: str | None = None, sheet: str = "汇总") -> int:
        """A line of a summary table."""
        township, place_id = self.place(place)
        return self.add(
            SchemeSummary, self.batch("scheme_summary", sheet), township_id=township, place_id=place_id, scheme_id=self.scheme(scheme),
            period=period, part=part, amount_fen=yuan * 100,
        )  # fmt: skip

    def withdraw(self, record: str, sheet: str) -> None:
        """Put a batch out of force."""
        self.conn.execute(update(Batch).where(Batch.id == self.batches[record, sheet]).values(in_force=False))

    def line(self, kind: type[Base], record: str, sheet: str = "表", village: str = VILLAGE, /, **values: Any) -> int:
        """A row of books, contracts, projects, visits, decisions or funds in a village (or township); ``…_yuan`` are whole yuan."""
        township, place = self.place(village)
        fen = {key.removesuffix("_yuan") + "_fen": value * 100 for key, value in values.items() if key.endswith("_yuan")}
        own = {key: value for key, value in values.items() if not key.endswith("_yuan")} | fen
        return self.add(kind, self.batch(record, sheet), township_id=township, place_id=place, village_id=place, **own)

    def spent(self, period: str, summary: str, yuan: int, day: str | None = None, village: str = VILLAGE, sheet: str = "账", category: str = "其他支出", income: int = 0) -> int:
        """A line of a village's books."""
        return self.line(
            LedgerEntry, "ledger_entry", sheet, village, period=period, month=day[:7] if day else None, entry_date=date.fromisoformat(day) if day else None,
            summary=summary, regime="2023", category=category, income_yuan=income, spending_yuan=yuan,
        )  # fmt: skip

    def balance(self, period: str, kind: str, yuan: int, fund: str | None = None, village: str = VILLAGE, sheet: str = "账") -> int:
        """What a sheet of books begins or ends with."""
        return self.line(LedgerBalance, "ledger_entry", sheet, village, period=period, kind=kind, fund=fund, amount_yuan=yuan)

    def decided(self, matter: str, village: str = VILLAGE, period: str | None = "2026", sheet: str = "决策", **values: Any) -> int:
        """A row of a register of decisions."""
        return self.line(Decision, "decision", sheet, village, period=period, matter=matter, **values)

    def project(self, name: str, period: str, village: str = VILLAGE, sheet: str = "项目", **values: Any) -> int:
        """What a sheet says of a project."""
        return self.line(Project, "project", sheet, village, period=period, name=name, **values)

    def found(
        self, rule: str, values: Mapping[str, int] | None = None, only: Only = Only(), touched: Touched | None = None, today: date = TODAY
    ) -> list[Found]:
        """What the rule finds."""
        known = ruling.by_name(rule)
        assert known is not None, rule
        ruling.prepare(self.conn, touched, today)
        return list(ruling.run(self.conn, known, only, values))

    def said(self, rule: str, values: Mapping[str, int] | None = None) -> list[str]:
        """The findings of the rule as sentences, in the order of their subjects."""
        names = {number: known.short for key, number in self._schemes() if (known := schemes.dictionary().by_key(key))}
        known_rule = ruling.by_name(rule)
        assert known_rule is not None
        return [ruling.sentence(known_rule, f.facts, f.amount_fen, f.times, names) for f in self.found(rule, values)]

    def _schemes(self) -> list[tuple[str, int]]:
        return [(key, number) for key, number in self.conn.execute(select(SchemeRow.key, SchemeRow.id))]
