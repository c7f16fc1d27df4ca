"""A household's income, visits and points: its own alone, beside what was paid; what the public may know of them."""

from datetime import date

import pytest
from sqlalchemy import select

from dashboard.access import VISITOR, Viewer
from dashboard.queries import households
from loaders.database import Database
from loaders.records.people import Person
from tests.sheets import bring, number


def villager(db: Database, order: int) -> Viewer:
    with db.read() as conn:
        row = conn.execute(select(Person.id, Person.household_id, Person.village_id, Person.township_id, Person.name).where(Person.id_digest == db.vault.digest(number(order)))).one()
    return Viewer("villager", row.name, person_id=row.id, household_id=row.household_id, place_id=row.village_id, township_id=row.township_id)


@pytest.fixture
def filled(database: Database) -> Database:
    bring(database, "发放.csv", "青枫镇柳溪村2025年6月农村低保金发放表", "姓名,身份证号,金额", f"张小明,{number(1)},447", f"李兰,{number(2)},300")
    head = "序号,村,户主姓名,身份证号码,家庭人口,工资性收入,生产经营收入,财产性收入,转移性收入,家庭收入合计,生产经营支出,家庭纯收入,人均纯收入"
    bring(database, "收入.csv", "青枫镇2025年农户收入登记表,单位:元", head, f"1,柳溪村,张小明,{number(1)},2,10000,2000,500,500,13000,1000,12000,6000")
    visits = "序号,行政村,户主姓名,身份证号码,帮扶单位,帮扶责任人,走访时间,走访情况"
    bring(
        database, "走访.csv", "青枫镇2026年结对帮扶走访登记表", visits,
        f"1,柳溪村,张小明,{number(1)},县民政局,李素琴,2026-05-20,看望", f"2,柳溪村,张小明,{number(1)},县民政局,李素琴,2026-10-08,送米", f"3,柳溪村,李兰,{number(2)},县民政局,李素琴,2026-02-01,看望",
    )  # fmt: skip
    points = "序号,姓名,身份证号码,社会公德,职业道德,家庭美德,个人品德,总分,榜别,加减分原因"
    bring(database, "积分.csv", "青枫镇柳溪村2026年10月诚信积分公示表", points, f"1,张小明,{number(1)},25,25,25,20,95,黄榜,垃圾分类", f"2,李兰,{number(2)},27,25,26,26,104,红榜,")
    return database


def test_the_own_income_is_built_from_what_was_really_paid(filled: Database) -> None:
    (income,) = households.incomes(filled, villager(filled, 1))
    assert (income.year, income.people, income.transfers_fen, income.paid_fen, income.difference_fen) == ("2025", 2, 50_000, 44_700, 5_300)
    assert income.total_fen == 1_000_000 + 200_000 + 50_000 + 44_700 and income.source.file == "收入.csv"
    assert (income.net_fen, income.per_head_fen) == (income.total_fen - 100_000, (income.total_fen - 100_000) // 2)


def test_nobody_sees_the_income_the_visits_and_the_points_of_another_household(filled: Database) -> None:
    clerk = Viewer("clerk", "小陈", account_id=1, place_id=1, township_id=1)
    for viewer in (VISITOR, clerk, Viewer("villager", "无户", person_id=None)):
        assert households.incomes(filled, viewer) == households.visits(filled, viewer) == households.points(filled, viewer) == []
    other = villager(filled, 2)
    assert households.incomes(filled, other) == [] and [v.when for v in households.visits(filled, other)] == ["2026-02-01"]


def test_the_visits_of_a_household_come_the_newest_first_with_what_was_noted(filled: Database) -> None:
    assert [(v.when, v.helper, v.content) for v in households.visits(filled, villager(filled, 1))] == [("2026-10-08", "李素琴", "送米"), ("2026-05-20", "李素琴", "看望")]


@pytest.mark.parametrize(("today", "visited"), [(date(2026, 11, 24), 1), (date(2026, 7, 1), 2), (date(2027, 4, 10), 0)])
def test_a_household_counts_as_visited_for_half_a_year(filled: Database, today: date, visited: int) -> None:
    (village,) = households.completion(filled, VISITOR, today)
    assert (village.households, village.visited) == (2, visited)


def test_the_board_shows_masked_names_the_most_points_first(filled: Database) -> None:
    ((village, name),) = households.board_places(filled, VISITOR).items()
    assert name == "柳溪村" and households.board_months(filled, VISITOR, village) == ["2026-10"]
    assert [(p.name, p.total, p.board) for p in households.board(filled, VISITOR, village, "2026-10")] == [("李*", "104", "red"), ("张*明", "95", "yellow")]
