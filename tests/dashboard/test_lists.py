"""Published lists: what is said of whom, how the places were shared, and what is kept back."""

from datetime import date

import pytest

from dashboard import clock
from dashboard.access import VISITOR
from dashboard.light import lists as light
from dashboard.queries import beneficiaries
from loaders.database import Database
from tests.sheets import bring, number

TODAY = clock.today()
LATER = date(TODAY.year + 1, 12, 31)


@pytest.fixture
def filled(database: Database) -> Database:
    head = "村,户主姓名,身份证号,保障人口,月保障金额"
    bring(database, "一月.csv", "青枫镇2024年1月农村低保在册对象名单", head, f"柳溪村,王老五,{number(7)},1,100")
    bring(database, "六月.csv", "青枫镇2024年6月农村低保在册对象名单", head, f"柳溪村,张小明,{number(1)},2,447", f"柳溪村,李兰,{number(2)},1,300", f"茶坪村,赵四,{number(4)},3,900")
    bring(database, "孤儿.csv", "青枫镇2024年6月孤儿基本生活费在册对象名单", head, f"柳溪村,李小宝,{number(3)},1,1600")
    register = [f"柳溪村,{n:04},村民{'甲乙丙丁'[n % 4]},{number(100 + n)},本人" for n in range(10)]
    bring(database, "户籍.csv", "青枫镇户籍人口花名册", "村,户号,姓名,身份证号,与户主关系", *register)
    return database


def scheme(db: Database, name: str, today: date = TODAY) -> beneficiaries.SchemeList:
    (found,) = [one for one in beneficiaries.scheme_lists(db, VISITOR, today) if name in one.scheme]
    return found


def test_the_newest_list_of_a_village_counts_and_its_names_are_masked(filled: Database) -> None:
    found = scheme(filled, "低保")
    (village, other) = found.shares
    assert (village.village, village.households, village.people, village.amount_fen, village.per_thousand) == ("柳溪村", 2, 3, 74_700, 300.0)
    lines = beneficiaries.listed(filled, VISITOR, village.village_id, found.key, TODAY)
    assert [(line.name, line.people, line.amount_fen) for line in lines] == [("张*明", 2, 44_700), ("李*", 1, 30_000)]
    assert sum(line.amount_fen or 0 for line in lines) == village.amount_fen and other.per_thousand is None


def test_a_list_that_the_law_keeps_to_counts_names_nobody_and_hides_a_count_of_one(filled: Database) -> None:
    found = scheme(filled, "孤儿")
    assert not found.named and found.shares[0].people is None
    assert beneficiaries.listed(filled, VISITOR, found.shares[0].village_id, found.key, TODAY) == []
    page = light.show(filled, VISITOR, {"place": str(found.shares[0].village_id), "scheme": found.key})
    assert "李" not in page and "少于3人" in light.show(filled, VISITOR, {})


def test_the_page_of_a_village_shows_the_lines_and_their_sources(filled: Database) -> None:
    found = scheme(filled, "低保")
    page = light.show(filled, VISITOR, {"place": str(found.shares[0].village_id), "scheme": found.key})
    assert "张*明" in page and "《六月.csv》" in page and "王" not in page and "张小明" not in page
