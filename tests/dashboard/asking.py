"""What tests about enquiries begin with: a village with money, books, a list and a project; who asks and who answers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from dashboard.access import VISITOR, Viewer
from dashboard.queries import asking, books, payments
from dashboard.queries.asking import Draft
from dashboard.queries.papers import Given
from loaders import places
from loaders.database import Database
from loaders.records.enquiries import Enquiry
from loaders.records.people import Person
from tests.sheets import bring, number

#: A Monday; fifteen days later is Tuesday the 17th, twenty days later Sunday the 22nd, so Monday the 23rd.
DAY = date(2026, 11, 2)
TOWNSHIP, VILLAGE, OTHER = 330890102000, 330890102201, 330890102202
CLERK = Viewer("clerk", "陈经办", account_id=1, place_id=TOWNSHIP, township_id=TOWNSHIP)
SUPERVISOR = Viewer("supervisor", "林监督", account_id=2, place_id=TOWNSHIP, township_id=TOWNSHIP)
OFFICER = Viewer("clerk", "吴村务", account_id=3, place_id=VILLAGE, township_id=TOWNSHIP)
NEIGHBOUR = Viewer("clerk", "何邻村", account_id=4, place_id=OTHER, township_id=TOWNSHIP)
STRANGER = Viewer("clerk", "外镇人", account_id=5, place_id=330890103000, township_id=330890103000)
COUNTY = Viewer("supervisor", "县里人", account_id=6, place_id=330890000000, county=True)
ADMINISTRATOR = Viewer("administrator", "管理员", account_id=7, place_id=TOWNSHIP, township_id=TOWNSHIP)


@dataclass(frozen=True)
class Village:
    """The database, and the villager whose money it is."""

    db: Database
    grandmother: Viewer
    son: Viewer


def filled(db: Database) -> Village:
    """Places, payments, books, a list, a project and a decision of one village."""
    csv = "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n330890102202,茶坪村\n330890103000,白石镇\n"
    with db.write() as conn:
        places.load(conn, csv.encode())
    bring(db, "户籍.csv", "青枫镇柳溪村户籍人口", "户号,姓名,与户主关系,身份证号", f"01,张秀英,本人,{number(1)}", f"01,张小明,长子,{number(2)}", f"02,王兰香,本人,{number(3)}")
    bring(db, "低保.csv", "青枫镇柳溪村2026年9月农村低保金发放表", "姓名,身份证号,金额", f"张秀英,{number(1)},447", f"王兰香,{number(3)},300")
    bring(db, "粮补.csv", "青枫镇柳溪村2026年8月耕地地力保护补贴发放表", "姓名,身份证号,金额", f"张秀英,{number(1)},120")
    bring(db, "账.csv", "青枫镇柳溪村2026年第三季度收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,1000", "7.5,收店面租金,500,,1500", "8.6,付路灯电费,,120.5,1379.5")
    bring(db, "名单.csv", "青枫镇柳溪村2026年9月农村低保对象花名册", "户主姓名,身份证号,与户主关系,保障人口,月保障金额", f"张秀英,{number(1)},本人,2,447", f"王兰香,{number(3)},本人,1,300")
    bring(db, "计划.csv", "青枫镇2026年项目计划表,单位:万元", "项目名称,项目地点,建设内容,中央资金", "茶园道路,柳溪村,硬化,20")
    bring(db, "决策.csv", "青枫镇柳溪村2026年村级重大事项决策登记表", "决策事项,提议人,提议时间,决议时间,应到人数,实到人数,表决结果", "茶园发包方案,村党支部,2026-04-03,2026-05-05,30,25,通过")
    return Village(db, _villager(db, "张秀英"), _villager(db, "王兰香"))


def _villager(db: Database, name: str) -> Viewer:
    with db.read() as conn:
        row = conn.execute(select(Person.id, Person.household_id, Person.village_id, Person.township_id).where(Person.name == name)).one()
    return Viewer("villager", name, person_id=row.id, household_id=row.household_id, place_id=row.village_id, township_id=row.township_id)


def own(village: Village, amount_fen: int = 44700) -> str:
    """The address of an own payment of the grandmother."""
    line = next(line for line in payments.lines(village.db, village.grandmother) if line.amount_fen == amount_fen)
    return f"p{line.payment_id}"


def entry(village: Village) -> str:
    """The address of the electricity bill in the books."""
    found = books.books(village.db, VISITOR, VILLAGE, "2026-Q3")
    assert found is not None
    return f"b{next(entry.source.record_id for entry in found.entries if entry.spending_fen)}"


def ask(
    village: Village, viewer: Viewer, ref: str, reason: str = "amount", words: str = "", named: bool = False, direct: bool = False, today: date = DAY, address: str = "10.0.0.1",
    photo: Given | None = None,
) -> Draft:  # fmt: skip
    """Both steps of asking."""
    found = asking.preview(village.db, viewer, ref, reason, words, named, direct, today)
    return asking.send(village.db, viewer, asking.sealed(village.db, found.draft), photo, address, today)


def id_of(village: Village, draft: Draft) -> int:
    """The number of the row of an enquiry."""
    with village.db.read() as conn:
        return conn.execute(select(Enquiry.id).where(Enquiry.number == draft.number)).scalar_one()


