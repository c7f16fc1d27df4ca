"""On the sample township: every total of a page is the sum of what it opens into, and every figure stands in its source."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from openpyxl.utils import column_index_from_string
from sqlalchemy import func, select

from dashboard import clock
from dashboard.access import VISITOR, Viewer
from dashboard.queries import (
    assets,
    beneficiaries,
    books,
    compare,
    funds,
    households,
    open_data,
    overview,
    payments,
    programmes,
    projects,
    summaries,
    villages,
)
from dashboard.queries.payments import Source
from loaders import columns, workbook
from loaders.columns import Unreadable, yuan
from loaders.database import Database
from loaders.records.imports import Batch, Import
from loaders.records.payments import Payment, PaymentTotal
from loaders.records.people import Person
from loaders.records.places import Place
from loaders.workbook import Sheet

Figure = tuple[str, Source, int]  # of which page, where it stands, fen
FIGURES, FROM_ONE_FILE = 300, 10


@pytest.fixture
def today() -> date:
    return datetime.now(UTC).date()  # the township was imported just now


@pytest.fixture
def of_books(township: Database) -> list[books.Books]:
    """The books of every village and period."""
    found = [
        books.books(township, VISITOR, number, period)
        for number, _ in books.villages(township, VISITOR)
        for period in books.periods_of(township, VISITOR, number)
    ]
    assert len(found) > 100
    return [one for one in found if one]


@pytest.fixture
def of_people(township: Database) -> list[payments.Overview]:
    """What some of the people who were paid see of it."""
    with township.read() as conn:
        people = conn.execute(select(Person).where(Person.id.in_(select(Payment.person_id))).order_by(Person.id)).all()
    some = Random(5).sample(people, 80)
    return [payments.overview(township, Viewer("villager", one.name, person_id=one.id, household_id=one.household_id, place_id=one.village_id)) for one in some]


def test_the_sums_of_books_are_those_of_their_entries_categories_and_months(of_books: list[books.Books]) -> None:
    for one in of_books:
        income, spending = sum(e.income_fen for e in one.entries), sum(e.spending_fen for e in one.entries)
        assert (one.income_fen, one.spending_fen) == (income, spending)
        assert (sum(c.fen for c in one.income), sum(c.fen for c in one.spending)) == (income, spending)
        undated = [entry for entry in one.entries if entry.month is None]
        assert sum(fen for _, fen, _ in one.months) == income - sum(e.income_fen for e in undated)
        assert sum(fen for _, _, fen in one.months) == spending - sum(e.spending_fen for e in undated)
        assert sum(e.income_fen - e.spending_fen for e in one.transfers) == 0


def test_a_year_of_books_holds_the_entries_of_its_quarters(of_books: list[books.Books]) -> None:
    for year in (one for one in of_books if len(one.period) == 4):
        parts = [one for one in of_books if one.place_id == year.place_id and one.period[:5] == f"{year.period}-"]
        listed = [entry.source for part in parts for entry in (*part.entries, *part.transfers)]
        assert sorted(map(repr, listed)) == sorted(repr(entry.source) for entry in (*year.entries, *year.transfers))


def test_the_neighbours_and_the_comparison_show_what_the_books_of_each_village_show(township: Database, of_books: list[books.Books]) -> None:
    for one in of_books:
        found, _ = books.neighbours(township, VISITOR, one.place_id, one.period)
        (own,) = [neighbour for neighbour in found if neighbour.own]
        assert (own.income_fen, own.spending_fen) == (one.income_fen, one.spending_fen)
        if len(one.period) == 4:
            compared = compare.compare(township, VISITOR, one.place_id, int(one.period))
            assert compared and [measure.fen for measure in compared.measures[:2]] == [one.income_fen, one.spending_fen]


def test_a_villagers_years_and_months_are_the_sums_of_their_payments(of_people: list[payments.Overview]) -> None:
    for one in of_people:
        assert one.years
        for year in one.years:
            assert year.total_fen == sum(line.amount_fen for line in year.lines if line.status == "paid")
            grid = payments.grid(one, year.year)
            assert sum(row.total_fen for row in grid) == year.total_fen
            for row in grid:
                months = sum(cell.amount_fen for cell in row.months if cell.state == "paid")
                assert row.total_fen == months + sum(line.amount_fen for line in row.longer if line.status == "paid")


def test_a_fund_is_the_sum_of_its_places_and_these_of_their_purposes(township: Database) -> None:
    (number,) = funds.townships(township, VISITOR)
    found = funds.funds(township, VISITOR, number)
    assert found == funds.funds(township, VISITOR) and found
    for fund in found:
        assert fund.fen == sum(share.fen for share in fund.shares)
        assert fund.missing_fen == sum(share.missing_fen for share in fund.shares)
        for share in fund.shares:
            assert share.fen == sum(part.fen for part in share.parts) == share.missing_fen + sum(part.found_fen for part in share.parts)
            assert all(0 <= part.found_fen <= part.fen for part in share.parts)
    assert sum(fund.fen for fund in found) == _opened(township, "fund_allocation", "amount")


def test_every_project_and_house_is_on_the_page_of_its_place(township: Database, today: date) -> None:
    everywhere = projects.projects(township, VISITOR)
    own = [works for number, _ in projects.places(township, VISITOR) for works in projects.projects(township, VISITOR, number) if works.place_id == number]
    assert sorted(map(repr, own)) == sorted(map(repr, everywhere)) and everywhere
    for programme in programmes.programmes(township, VISITOR, today):
        assert programme.of.planned_fen == sum(village.of.planned_fen for village in programme.villages)
        assert programme.of.paid_fen == sum(house.paid_fen or 0 for village in programme.villages for house in village.of.houses)


def test_what_a_village_page_says_of_money_is_what_its_sections_say(township: Database, today: date) -> None:
    for number, _ in assets.villages(township, VISITOR, "contract"):
        home, register = villages.home(township, VISITOR, number, today), assets.leases(township, VISITOR, number, today)
        assert home and register and home.books
        assert home.books == books.books(township, VISITOR, number, home.books.period)
        late = [line for line in register.lines if line.paid == "overdue"]
        assert (home.late, home.late_fen) == (len(late), assets.fen_of(line.owed_fen for line in late))


def test_the_registers_of_all_villages_are_the_open_data(township: Database, today: date) -> None:
    things = [line for number, _ in assets.villages(township, VISITOR, "asset") for line in _lines(assets.holdings(township, VISITOR, number))]
    assert sum(line.original_fen or 0 for line in things) == _opened(township, "asset", "original")
    leases = [line for number, _ in assets.villages(township, VISITOR, "contract") for line in _lines(assets.leases(township, VISITOR, number, today))]
    assert sum(line.yearly_fen or 0 for line in leases) == _opened(township, "contract", "yearly")
    sides: tuple[assets.Side, ...] = ("claim", "debt")
    owed = [line for number, _ in assets.villages(township, VISITOR, "debt") for side in sides for line in _lines(assets.debts(township, VISITOR, number, side, today))]
    assert sum(line.amount_fen for line in owed) == _opened(township, "debt", "amount")


def test_a_villages_part_of_a_list_is_the_sum_of_its_households(township: Database, today: date) -> None:
    found = [one for one in beneficiaries.scheme_lists(township, VISITOR, today) if one.named]
    assert found
    for one in found:
        for share in one.shares:
            listed = beneficiaries.listed(township, VISITOR, share.village_id, one.key, today)
            assert (share.households, share.amount_fen or 0) == (len(listed), sum(line.amount_fen or 0 for line in listed))
            assert share.people == sum(line.people or 1 for line in listed)


def test_a_published_summary_is_the_sum_of_its_lines(township: Database) -> None:
    found = summaries.summaries(township, VISITOR)
    assert found
    for one in found:
        if one.amount_fen is not None:
            assert one.amount_fen == sum(line.amount_fen or 0 for line in one.lines)
            assert not any(line.hidden for line in one.lines)


def test_the_overview_is_the_sum_of_the_payments_in_force(township: Database, today: date) -> None:
    with township.read() as conn:
        (number,) = conn.execute(select(Place.id).where(Place.level == "township")).scalars()
        in_force = select(func.sum(Payment.amount_fen)).join(Batch, Batch.id == Payment.batch_id).where(Batch.in_force, Payment.status == "paid")
        office = Viewer("supervisor", place_id=number, township_id=number)
        for year in overview.years(township, office, number):
            paid = conn.execute(in_force.where(Payment.period.like(f"{year}%"))).scalar() or 0
            assert paid == (conn.execute(select(func.sum(PaymentTotal.amount_fen)).where(PaymentTotal.period.like(f"{year}%"))).scalar() or 0)
            shown = overview.overview(township, office, number, year, today)
            monthly = conn.execute(in_force.where(Payment.period.like(f"{year}-__"), Payment.period.not_like("%Q%"), Payment.period.not_like("%H%"))).scalar() or 0
            assert shown and sum(fen or 0 for scheme in shown.schemes for fen in scheme.fen) == monthly


def test_open_data_holds_what_the_pages_show(township: Database, of_books: list[books.Books]) -> None:
    years = [one for one in of_books if len(one.period) == 4]
    entries = [entry for one in years for entry in (*one.entries, *one.transfers)]
    assert _opened(township, "ledger_entry", "income") == sum(entry.income_fen for entry in entries)
    assert _opened(township, "ledger_entry", "spending") == sum(entry.spending_fen for entry in entries)
    with township.read() as conn:
        assert _opened(township, "scheme_total", "amount") == conn.execute(select(func.sum(PaymentTotal.amount_fen))).scalar()
        assert _opened(township, "payment", "amount") == conn.execute(select(func.sum(Payment.amount_fen)).join(Batch, Batch.id == Payment.batch_id).where(Batch.in_force)).scalar()


def test_figures_stand_in_the_cell_that_their_source_names(township: Database, of_books: list[books.Books], of_people: list[payments.Overview], today: date) -> None:
    by_file: dict[tuple[str, int], list[Figure]] = {}
    for figure in _figures(township, of_books, of_people, today):
        by_file.setdefault((figure[0], figure[1].import_id), []).append(figure)
    random = Random(11)
    chosen: list[Figure] = []
    waiting = _in_turn(by_file, random)
    while len(chosen) < FIGURES:
        own = next(waiting)
        chosen += random.sample(own, min(len(own), FROM_ONE_FILE))
    assert {page for page, _, _ in chosen} == {page for page, _ in by_file}
    originals = {source.import_id: _original(township, source.import_id) for _, source, _ in chosen}
    wrong = [(page, source.words, fen) for page, source, fen in chosen if not _stands(township, originals[source.import_id], source, fen)]
    assert wrong == []


def _lines(register: assets.Register | None) -> tuple:  # type: ignore[type-arg]
    """The lines of the newest register; there is no older one in the sample."""
    if register is None:
        return ()
    assert register.others == ()
    return register.lines


def _opened(db: Database, name: str, key: str) -> int:
    """The sum of a column of open data, in fen; none of its rows is kept back for names."""
    table = open_data.tables()[name]
    at = [field.key for field in table.fields].index(key)
    found = 0
    for line in open_data.lines(db, table, clock.today(), full_for=Viewer("supervisor", "县里", place_id=330890000000, county=True)):
        fen, _ = columns.amount_fen(line[at])
        found += fen or 0
    return found


def _figures(db: Database, of_books: list[books.Books], of_people: list[payments.Overview], today: date) -> Iterator[Figure]:
    for one in of_books:
        yield from (("books", entry.source, entry.income_fen - entry.spending_fen) for entry in (*one.entries, *one.transfers))
    for person in of_people:
        yield from (("payments", line.source, line.amount_fen) for year in person.years for line in year.lines)
    yield from (("funds", part.source, part.fen) for fund in funds.funds(db, VISITOR) for share in fund.shares for part in share.parts)
    for works in projects.projects(db, VISITOR):  # the column of a project is that of the contract
        yield from (("projects", replace(report.source, column=None), report.paid_fen) for report in works.reports if report.paid_fen is not None)
    for scheme in beneficiaries.scheme_lists(db, VISITOR, today):
        for share in scheme.shares:
            yield from (("lists", line.source, line.amount_fen) for line in beneficiaries.listed(db, VISITOR, share.village_id, scheme.key, today) if line.amount_fen is not None)
    yield from (("summaries", line.source, line.amount_fen) for one in summaries.summaries(db, VISITOR) for line in one.lines if line.amount_fen is not None)
    for number, _ in assets.villages(db, VISITOR, "asset"):
        yield from (("assets", line.source, line.original_fen) for line in _lines(assets.holdings(db, VISITOR, number)) if line.original_fen is not None)
        yield from (("contracts", line.source, line.yearly_fen) for line in _lines(assets.leases(db, VISITOR, number, today)) if line.yearly_fen is not None)
        for side in ("claim", "debt"):
            yield from (("debts", line.source, line.amount_fen) for line in _lines(assets.debts(db, VISITOR, number, side, today)))  # type: ignore[arg-type]
    with db.read() as conn:
        heads = conn.execute(select(Person.id, Person.household_id).where(Person.relation.in_(beneficiaries.HEADS)).limit(400)).all()
    for person_id, household_id in heads:
        own = households.incomes(db, Viewer("villager", person_id=person_id, household_id=household_id))
        yield from (("income", replace(income.source, column=None), income.wages_fen) for income in own if income.wages_fen is not None)


def _in_turn(by_file: dict[tuple[str, int], list[Figure]], random: Random) -> Iterator[list[Figure]]:
    """Files in no order, one of each page after the other."""
    of_page: dict[str, list[list[Figure]]] = {}
    for (page, _), own in by_file.items():
        of_page.setdefault(page, []).append(own)
    for files in of_page.values():
        random.shuffle(files)
    while of_page:
        for page in list(of_page):
            yield of_page[page].pop()
            if not of_page[page]:
                del of_page[page]


def _original(db: Database, import_id: int) -> dict[str, Sheet]:
    """The sheets of a file as it was kept."""
    with db.read() as conn:
        sha256, name = conn.execute(select(Import.sha256, Import.name).where(Import.id == import_id)).one()
    data = db.open_file(sha256)
    assert data is not None
    return {sheet.name: sheet for sheet in workbook.read(data, name).sheets}


def _stands(db: Database, sheets: dict[str, Sheet], source: Source, fen: int) -> bool:
    """Whether the row holds the amount; in the named column where the column is named."""
    cells = sheets[source.sheet].rows[source.row - 1]
    if source.column:
        cells = cells[column_index_from_string(source.column) - 1 :][:1]
    with db.read() as conn:
        unit = conn.execute(select(Batch.unit).where(Batch.import_id == source.import_id, Batch.sheet == source.sheet)).scalars().first() or "元"
    # a sheet with one column for both sides writes spending with a minus
    return any(_amount(cell, unit) in (fen, abs(fen)) for cell in cells)


def _amount(cell: object, unit: str) -> int | None:
    try:
        return columns.amount_fen(cell, unit)[0]
    except Unreadable:
        return None


def test_an_amount_that_does_not_stand_there_is_seen(township: Database, of_books: list[books.Books]) -> None:
    entry = of_books[0].entries[0]
    sheets = _original(township, entry.source.import_id)
    fen = entry.income_fen - entry.spending_fen
    assert _stands(township, sheets, entry.source, fen) and not _stands(township, sheets, entry.source, fen + 1), yuan(fen)
