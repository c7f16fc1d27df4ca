"""A village against its own past and against its township, per head and per household, and why a figure cannot be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Connection, func, not_, select

from dashboard.access import Viewer, may
from dashboard.queries import small
from loaders import charts, periods
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.books import LedgerEntry
from loaders.records.imports import Batch
from loaders.records.payments import PaymentTotal
from loaders.records.people import Household, Person
from loaders.records.places import Place

#: The measures: key, name in plain words.
MEASURES = (("income", "村里收进来的钱"), ("spending", "村里花出去的钱"), ("subsidies", "发给村民的补贴"))


_UNSAID = f"补贴里没有算依法不公开姓名、又少于{small.FEW}人的项目：算进去会说出是谁的钱。"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a village: its own, that of the same months a year before, the middle of the township.

    Amounts are fen; those per head and per household are none where no register says how many live there.
    """

    name: str
    fen: int
    before_fen: int | None
    middle_fen: int | None
    per_head_fen: int | None
    middle_per_head_fen: int | None
    per_household_fen: int | None
    rank: int | None  # from the most per head, or of the sums where nobody can be counted
    of: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A village's measures over the months of a year that its books cover, and what limits the comparison, in words."""

    place_id: int
    place: str
    year: int
    months: tuple[str, ...]
    people: int
    households: int
    measures: tuple[Measure, ...]
    limits: tuple[str, ...]


@dataclass(slots=True)
class _Village:
    number: int
    name: str
    people: int
    households: int
    sums: dict[str, dict[str, int]]  # measure → period → fen

    def total(self, measure: str, spans: Sequence[str]) -> int:
        return sum(fen for period, fen in self.sums[measure].items() if period in spans)


def years(db: Database, viewer: Viewer, place_id: int) -> list[int]:
    """The years that a village has books for, the newest first."""
    if not may(viewer, "public-books"):
        return []
    entry = table_of(LedgerEntry)
    wanted = select(func.substr(entry.c.period, 1, 4)).join(Batch, Batch.id == entry.c.batch_id).where(entry.c.village_id == place_id, Batch.in_force).distinct()
    with db.read() as conn:
        return sorted((int(year) for year in conn.execute(wanted).scalars()), reverse=True)


def compare(db: Database, viewer: Viewer, place_id: int, year: int) -> Comparison | None:
    """The village's comparison for a year; none for an unknown village."""
    if not may(viewer, "public-books"):
        return None
    with db.read() as conn:
        township = conn.execute(select(Place.township_id).where(Place.id == place_id)).scalar()
        villages = _villages(conn, place_id, township, year)
        unsaid = conn.execute(select(PaymentTotal.village_id).where(PaymentTotal.township_id == township, PaymentTotal.village_id == place_id, not_(small.shown(conn))).limit(1)).first()
    own = next((village for village in villages if village.number == place_id), None)
    if own is None:
        return None
    covered = sorted(period for period in {*own.sums["income"], *own.sums["spending"]} if period.startswith(str(year)))
    measures = tuple(_measure(key, name, own, villages, covered, year) for key, name in MEASURES)
    limits = [*_limits(own, villages, covered, year), *([_UNSAID] if unsaid else [])]
    return Comparison(place_id, own.name, year, tuple(covered), own.people, own.households, measures, tuple(limits))


def _villages(conn: Connection, place_id: int, township: int | None, year: int) -> list[_Village]:
    where = Place.township_id == township if township is not None else Place.id == place_id
    rows = conn.execute(select(Place.id, Place.name).where(where, Place.level == "village").order_by(Place.id)).all()
    numbers = [number for number, _ in rows]
    people = _counted(conn, Person.village_id, Person.registered, numbers)
    homes = _counted(conn, Household.village_id, Household.head_id.is_not(None), numbers)
    found = {number: _Village(number, name, people.get(number, 0), homes.get(number, 0) if people.get(number) else 0, {key: {} for key, _ in MEASURES}) for number, name in rows}
    for village, period, income, spending in _booked(conn, numbers, year):
        for measure, fen in (("income", income), ("spending", spending)):
            found[village].sums[measure][period] = found[village].sums[measure].get(period, 0) + fen
    for village, period, fen in _paid(conn, township, numbers, year):
        found[village].sums["subsidies"][period] = fen
    return list(found.values())


def _counted(conn: Connection, village: Any, condition: Any, numbers: list[int]) -> dict[int, int]:
    return {number: count for number, count in conn.execute(select(village, func.count()).where(village.in_(numbers), condition).group_by(village))}


def _booked(conn: Connection, numbers: list[int], year: int) -> list[Any]:
    """Income and spending by village and month (or the table's period), without what only moves between cash and bank."""
    entry = table_of(LedgerEntry)
    when = func.coalesce(entry.c.month, entry.c.period).label("when")
    wanted = select(entry.c.village_id, when, func.sum(entry.c.income_fen), func.sum(entry.c.spending_fen)).join(Batch, Batch.id == entry.c.batch_id)
    wanted = wanted.where(entry.c.village_id.in_(numbers), Batch.in_force, entry.c.category != charts.TRANSFER)
    wanted = wanted.where(entry.c.period >= str(year - 1), entry.c.period < str(year + 1))
    return list(conn.execute(wanted.group_by(entry.c.village_id, when)))


def _paid(conn: Connection, township: int | None, numbers: list[int], year: int) -> list[Any]:
    wanted = select(PaymentTotal.village_id, PaymentTotal.period, func.sum(PaymentTotal.amount_fen)).where(PaymentTotal.village_id.in_(numbers))
    if township is not None:  # the key begins with it
        wanted = wanted.where(PaymentTotal.township_id == township)
    wanted = wanted.where(PaymentTotal.period >= str(year - 1), PaymentTotal.period < str(year + 1), small.shown(conn))
    return list(conn.execute(wanted.group_by(PaymentTotal.village_id, PaymentTotal.period)))


def _spans(measure: str, covered: Sequence[str], year: int) -> list[str]:
    """The periods that count for a measure: the months that the books cover; for payments everything inside the year."""
    if measure != "subsidies":
        return list(covered)
    return [str(year), *(f"{year}-{part}" for part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2")), *(f"{year}-{month:02}" for month in range(1, 13))]


def _earlier(spans: Sequence[str]) -> list[str]:
    return [f"{int(period[:4]) - 1}{period[4:]}" for period in spans]


def _measure(key: str, name: str, own: _Village, villages: Sequence[_Village], covered: Sequence[str], year: int) -> Measure:
    spans = _spans(key, covered, year)
    fen = own.total(key, spans)
    before = own.total(key, _earlier(spans)) if set(own.sums[key]) & set(_earlier(spans)) else None
    peers = [village for village in villages if set(village.sums[key]) & set(spans)]
    totals = {village.number: village.total(key, spans) for village in peers}
    heads = {village.number: totals[village.number] // village.people for village in peers if village.people}
    ranked = sorted((heads if own.number in heads else totals).items(), key=lambda item: -item[1])
    rank = next((place for place, (number, _) in enumerate(ranked, 1) if number == own.number), None)
    return Measure(
        name, fen, before, int(median(totals.values())) if len(totals) > 1 else None, fen // own.people if own.people else None, int(median(heads.values())) if len(heads) > 1 else None,
        fen // own.households if own.households else None, rank, len(ranked),
    )  # fmt: skip


def _limits(own: _Village, villages: Sequence[_Village], covered: Sequence[str], year: int) -> list[str]:
    """Why figures are not, or not fully, comparable."""
    found = []
    earlier = {*own.sums["income"], *own.sums["spending"]} & set(_earlier(covered))
    if not earlier:
        found.append(f"{year - 1}年同期没有公开的账，不能和去年比。")
    elif len(earlier) < len(covered):
        found.append(f"{year - 1}年同期只有一部分月份有账，和去年比只能作参考。")
    if earlier and charts.regime_of(f"{year - 1}") != charts.regime_of(f"{year}"):
        found.append("2024年起换了新的会计制度，有些收支换了科目，分类的数和以前不能直接比，总数可以。")
    if not own.people:
        found.append("还没有导入本村的户籍人口，算不出平均每人、每户。")
    without = [village.name for village in villages if village is not own and not (set(village.sums["income"]) & set(covered))]
    if without:
        found.append(f"这段时间没有账的村不在比较里：{'、'.join(without[:6])}{'等' if len(without) > 6 else ''}。")
    shorter = [v.name for v in villages if v is not own and 0 < len({*v.sums['income'], *v.sums['spending']} & set(covered)) < len(covered) // 2]
    if shorter:
        found.append(f"{'、'.join(shorter[:6])}只公开了一部分月份，数会偏小。")
    if any(len(period) != 7 or not period[5].isdigit() for period in covered):
        found.append("有的账没有写日期，只能按季度或全年来算。")
    return found


def covered_words(months: Sequence[str]) -> str:
    """The months that a comparison covers, from the first to the last, for a sentence."""
    if not months:
        return ""
    first, last = periods.bounds(months[0])[0], periods.bounds(months[-1])[1]
    return f"{first.year}年{first.month}月到{last.month}月" if first.month != last.month else f"{first.year}年{first.month}月"
