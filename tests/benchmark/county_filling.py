"""A whole county in the database: its people, payments, books and lists, in the numbers that a county has."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from loaders.database import Database
from loaders.records.base import ROW_BITS

COUNTY, FIRST_TOWNSHIP, FIRST_VILLAGE = 1, 2, 1001
SCHEMES = (
    ("rural-dibao", "农村低保"), ("old-age", "高龄津贴"), ("farmland", "耕地地力保护补贴"), ("disabled-living", "困难残疾人生活补贴"), ("fishery", "渔业油价补贴"), ("forest", "公益林补偿"), ("dangerous-house", "农村危旧房改造"),
    ("orphan", "孤儿基本生活费"),
)  # fmt: skip
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "秀明建国芳华英平兰军"
CATEGORIES = ("其他收入", "补助收入", "租金收入", "干部报酬", "办公费", "工程款", "卫生保洁", "存取款")
FUNDS = ("中央财政衔接资金", "省级扶持资金", "市级补助资金", "县级配套资金")
AT = "2026-11-01 08:00:00"


@dataclass
class County:
    """How large it is; ``batches`` counts the tables that its rows came in."""

    townships: int = 15
    villages: int = 180
    people: int = 340_000
    months: int = 36
    entries: int = 133  # of a village's books in a month
    listed: int = 10  # one of so many people stands on a list
    lines: int = 60  # of each kind of list in a village and year
    batches: int = field(default=0, init=False)

    def villages_of(self, township: int) -> range:
        """The numbers of a township's villages."""
        each = self.villages // self.townships
        first = FIRST_VILLAGE + (township - FIRST_TOWNSHIP) * each
        return range(first, first + each)

    def people_of(self, village: int) -> range:
        """The numbers of a village's people; three to a household."""
        each = self.people // self.villages
        first = (village - FIRST_VILLAGE) * each + 1
        return range(first, first + each)

    @property
    def all_townships(self) -> range:
        """The numbers of the townships."""
        return range(FIRST_TOWNSHIP, FIRST_TOWNSHIP + self.townships)

    @property
    def all_villages(self) -> list[tuple[int, int]]:
        """Township and village, all of them."""
        return [(township, village) for township in self.all_townships for village in self.villages_of(township)]

    @property
    def periods(self) -> list[str]:
        """The months, the first one first."""
        return [f"{2024 + number // 12}-{number % 12 + 1:02}" for number in range(self.months)]

    @property
    def years(self) -> list[str]:
        """The years of these months."""
        return sorted({period[:4] for period in self.periods})


def fill(db: Database, county: County) -> None:
    """Fill every table; the indexes are made anew, as the migrations made them, when the rows are there."""
    conn = sqlite3.connect(db.url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY", "foreign_keys=OFF"):
        conn.execute(f"PRAGMA {pragma}")
    indexes = conn.execute("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL AND tbl_name IN ('payment','ledger_entry','person','credit_score')").fetchall()
    conn.execute("BEGIN")
    for name, _ in indexes:
        conn.execute(f'DROP INDEX "{name}"')
    for part in (_places, _people, _payments, _entitlements, _books, _funds, _assets, _decisions, _households):
        part(conn, county)
    for _, made in indexes:
        conn.execute(made)
    conn.execute(
        "INSERT INTO payment_total SELECT township_id, village_id, period, scheme_id, count(*), count(DISTINCT person_id), sum(amount_fen) FROM payment"
        " WHERE status='paid' GROUP BY township_id, village_id, period, scheme_id"
    )
    conn.execute("COMMIT")
    conn.close()


def _put(conn: sqlite3.Connection, table: str, rows: Iterable[dict[str, object]]) -> None:
    """Insert rows that all have the same columns."""
    source = iter(rows)
    if first := next(source, None):
        names = ",".join(f'"{name}"' for name in first)
        statement = f'INSERT INTO "{table}"({names}) VALUES({",".join("?" * len(first))})'
        conn.execute(statement, tuple(first.values()))
        conn.executemany(statement, (tuple(row.values()) for row in source))


def _batch(conn: sqlite3.Connection, county: County, record: str, township: int, place: int, period: str, scheme: int | None = None) -> int:
    """An import with one table; its number."""
    county.batches += 1
    number = county.batches
    conn.execute(
        "INSERT INTO import(id,sha256,name,size,at,actor,state,fingerprint) VALUES(?,?,?,1,?,'经办人','in-force','')", (number, f"{number:064}", f"{period}{record}{number}.xlsx", AT)
    )
    conn.execute(
        "INSERT INTO batch(id,import_id,township_id,place_id,place_name,sheet,table_number,header_rows,form,record,scheme_id,period,unit,in_force,rows_read,rows_loaded,"
        "rows_rejected,amount_read_fen,amount_loaded_fen,problems) VALUES(?,?,?,?,?,'Sheet1',1,'2',?,?,?,?,'元',1,1,1,0,0,0,'[]')",
        (number, number, township, place, f"地方{place}", record, record, scheme, period),
    )
    return number


def _numbered(batch: int, rows: Iterable[dict[str, object]]) -> Iterator[dict[str, object]]:
    for number, row in enumerate(rows):
        yield {"id": (batch << ROW_BITS) + number, **row, "batch_id": batch, "row": number + 3}


def _name(number: int) -> str:
    return SURNAMES[number % 20] + GIVEN[number // 20 % 10] + GIVEN[number // 200 % 10]


def _places(conn: sqlite3.Connection, county: County) -> None:
    places = [(COUNTY, "青溪县", "county", None, None)]
    places += [(township, f"镇{township}", "township", COUNTY, township) for township in county.all_townships]
    places += [(village, f"村{village}", "village", township, township) for township, village in county.all_villages]
    conn.executemany("INSERT INTO place(id,name,level,parent_id,township_id,former_names) VALUES(?,?,?,?,?,'')", places)
    conn.executemany("INSERT INTO scheme(id,key,name) VALUES(?,?,?)", ((number, *scheme) for number, scheme in enumerate(SCHEMES, 1)))


def _people(conn: sqlite3.Connection, county: County) -> None:
    for township, village in county.all_villages:
        people = county.people_of(village)
        heads = [p for p in people if p % 3 == 0]
        _put(conn, "household", ({"id": p // 3, "township_id": township, "village_id": village, "head_id": p} for p in heads))
        _put(
            conn, "person",
            ({"id": p, "township_id": township, "village_id": village, "household_id": p // 3, "name": _name(p), "id_digest": f"{p:032}".encode(), "id_sealed": bytes(46), "sex": "男女"[p % 2], "registered": 1} for p in people),
        )  # fmt: skip


def _payments(conn: sqlite3.Connection, county: County) -> None:
    """Nine of eleven people are paid in a month, each under one scheme."""
    for month, period in enumerate(county.periods):
        for township in county.all_townships:
            first, last = county.people_of(county.villages_of(township)[0])[0], county.people_of(county.villages_of(township)[-1])[-1]
            for scheme in range(1, len(SCHEMES) + 1):
                batch = _batch(conn, county, "payment", township, township, period, scheme)
                conn.execute(
                    "INSERT INTO payment(id,township_id,village_id,household_id,person_id,scheme_id,period,amount_fen,paid_on,status,channel,name,people,account_digest,account_sealed,batch_id,row,column)"
                    " SELECT (?1<<24)+id-?2,township_id,village_id,household_id,id,?3,?4,40000+id%700*100,?5,'paid','农商银行',name,id%3+1,CAST(printf('%032d',household_id) AS BLOB),zeroblob(46),?1,id-?2+3,'I'"
                    " FROM person WHERE id BETWEEN ?2 AND ?6 AND id%?7=?3-1 AND (id+?8)%11<9 ORDER BY id",
                    (batch, first, scheme, period, f"{period}-15", last, len(SCHEMES), month),
                )


def _entitlements(conn: sqlite3.Connection, county: County) -> None:
    for township in county.all_townships:
        for scheme in (1, 2, 4):
            batch = _batch(conn, county, "entitlement", township, township, county.periods[-1], scheme)
            people = (p for village in county.villages_of(township) for p in county.people_of(village) if p % (county.listed * 3) == scheme)
            rows = (
                {"township_id": township, "village_id": FIRST_VILLAGE + (p - 1) // (county.people // county.villages), "household_id": p // 3, "person_id": p, "scheme_id": scheme, "name": _name(p), "since": "2023-01", "period": county.periods[-1], "amount_fen": 44700, "people": 1}
                for p in people
            )  # fmt: skip
            _put(conn, "entitlement", _numbered(batch, rows))


def _books(conn: sqlite3.Connection, county: County) -> None:
    for township, village in county.all_villages:
        for start in range(0, county.months, 3):
            months = county.periods[start : start + 3]
            quarter = f"{months[0][:4]}-Q{start // 3 % 4 + 1}"
            batch = _batch(conn, county, "ledger_entry", township, village, quarter)
            common = {"township_id": township, "village_id": village, "period": quarter}
            entries = (
                {**common, "month": month, "entry_date": f"{month}-{n % 28 + 1:02}", "voucher": f"记{n}", "summary": f"第{n}笔", "account_name": "科目", "regime": "2023", "category": CATEGORIES[n % 8], "income_fen": 10000 if n % 8 < 3 else 0, "spending_fen": 0 if n % 8 < 3 else 6000, "handler": "张三"}
                for month in months for n in range(county.entries)
            )  # fmt: skip
            _put(conn, "ledger_entry", _numbered(batch, entries))
            balances = ({**common, "kind": kind, "fund": fund, "amount_fen": 1_000_000} for kind in ("opening", "closing") for fund in ("cash", "bank"))
            _put(conn, "ledger_balance", _numbered(batch, balances))
        for year in county.years:
            batch = _batch(conn, county, "ledger_summary", township, village, year)
            rows = ({"township_id": township, "place_id": village, "period": year, "code": str(n), "label": f"指标{n}", "amount_fen": 1000 * n} for n in range(20))
            _put(conn, "ledger_summary", _numbered(batch, rows))


def _of_village_and_year(conn: sqlite3.Connection, county: County, record: str, columns: dict[str, object], lines: int) -> None:
    """A register of every village and year; words with {n} and {year} are filled in for every line."""
    for township, village in county.all_villages:
        for year in county.years:
            batch = _batch(conn, county, record, township, village, year)
            common = {"township_id": township, "place_id": village, "period": year}
            rows = (
                {**common, **{key: value.format(n=n, year=year, head=_name(n)) if isinstance(value, str) else value for key, value in columns.items()}}
                for n in range(lines)
            )
            _put(conn, record, _numbered(batch, rows))


def _funds(conn: sqlite3.Connection, county: County) -> None:
    few = max(1, county.lines // 4)
    plan: dict[str, object] = {"name": "工程{n}（{year}）", "stage": "plan", "kind": "基础设施", "budget_fen": 10_000_000, "county_fen": 10_000_000}
    _of_village_and_year(conn, county, "project", plan, few)
    told: dict[str, object] = {"name": "工程{n}（{year}）", "stage": "progress", "contract_fen": 9_000_000, "paid_fen": 4_000_000, "progress_percent": 50, "contractor": "青溪建筑公司"}
    _of_village_and_year(conn, county, "project", told, few)
    for township in county.all_townships:
        for year in county.years:
            batch = _batch(conn, county, "fund_allocation", township, township, year)
            rows: Iterable[dict[str, object]] = (
                {"township_id": township, "place_id": village, "period": year, "fund": f"{year}年{FUNDS[n % 4]}", "level": ("central", "province", "city", "county")[n % 4], "purpose": "农村低保" if n % 3 else "其他", "project": None if n % 2 else f"工程{n}（{year}）", "amount_fen": 5_000_000}
                for village in county.villages_of(township) for n in range(few)
            )  # fmt: skip
            _put(conn, "fund_allocation", _numbered(batch, rows))
            batch = _batch(conn, county, "scheme_summary", township, township, year)
            rows = ({"township_id": township, "place_id": village, "scheme_id": s, "period": year, "people": 20, "amount_fen": 900_000} for village in county.villages_of(township) for s in range(1, 9))
            _put(conn, "scheme_summary", _numbered(batch, rows))
    conn.execute("INSERT INTO another_place(record_id,place_id,record,batch_id) SELECT id, place_id+1, 'project', batch_id FROM project WHERE row%20=3")


def _assets(conn: sqlite3.Connection, county: County) -> None:
    _of_village_and_year(conn, county, "asset", {"name": "资产{n}", "kind": "房屋", "use": "出租", "original_fen": 1_000_000, "net_fen": 800_000}, county.lines)
    _of_village_and_year(conn, county, "resource", {"name": "地块{n}", "kind": "水田", "area_mu": "12.5", "use": "发包", "party": "{head}"}, county.lines)
    lease: dict[str, object] = {"subject": "茶山{n}", "party": "{head}", "starts": "2022-01-01", "ends": "2027-01-01", "yearly_fen": 500_000, "due_fen": 500_000, "received_fen": 300_000}
    _of_village_and_year(conn, county, "contract", lease, county.lines)
    for side in ("claim", "debt"):
        _of_village_and_year(conn, county, "debt", {"side": side, "party": "{head}", "reason": "工程款", "amount_fen": 200_000}, county.lines // 2)


def _decisions(conn: sqlite3.Connection, county: County) -> None:
    matter: dict[str, object] = {
        "matter": "{year}年第{n}件事", "proposed_on": "{year}-03-01", "plan_public_from": "{year}-03-05", "plan_public_until": "{year}-12-31", "attendance_due": 30, "attendance": 28, "votes_for": 27, "result": "通过",
    }  # fmt: skip
    _of_village_and_year(conn, county, "decision", matter, county.lines)
    year, township_of = county.years[-1], dict((village, township) for township, village in county.all_villages)
    said = [(v, n, list(county.people_of(v))[n]) for v in township_of for n in range(5)]
    _put(conn, "comment", ({"place_id": v, "subject": f"decision:{year}年第{n}件事", "person_id": p, "text": "好", "at": AT, "hidden": 0} for v, n, p in said))
    papers = (
        {"township_id": township_of[v], "place_id": v, "subject": f"{subject}{n}（{year}）", "title": "照片", "kind": "image/jpeg", "taken": f"{year}-05-01", "sha256": f"{v}{n}", "at": AT, "actor": "经办人", "hidden": 0}
        for v in township_of for n in range(county.lines // 4) for subject in ("project:工程", "contract:茶山")
    )  # fmt: skip
    _put(conn, "paper", papers)


def _households(conn: sqlite3.Connection, county: County) -> None:
    for township, village in county.all_villages:
        heads = [p for p in county.people_of(village) if p % 3 == 0][: county.lines]
        common = [{"township_id": township, "place_id": village, "household_id": p // 3, "person_id": p, "name": _name(p)} for p in heads]
        for year in county.years:
            batch = _batch(conn, county, "household_income", township, village, year)
            _put(conn, "household_income", _numbered(batch, ({**one, "period": year, "people": 3, "wages_fen": 3_000_000} for one in common)))
            batch = _batch(conn, county, "visit", township, village, year)
            days = [date(int(year), month, 9).isoformat() for month in (2, 6, 10)]
            _put(conn, "visit", _numbered(batch, ({**one, "period": year, "helper": "李四", "visited": day} for one in common for day in days)))
        for month in county.periods:
            batch = _batch(conn, county, "credit_score", township, village, month)
            _put(conn, "credit_score", _numbered(batch, ({**one, "period": month, "social": "30", "total": "95"} for one in common)))
