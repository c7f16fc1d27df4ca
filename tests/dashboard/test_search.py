"""Search: what is found, and that no more is told of people than the published lists do."""


import pytest

from dashboard import clock
from dashboard.access import VISITOR
from dashboard.queries.search import search
from loaders import importing, places
from loaders.database import Database
from tests.sheets import number

TODAY = clock.today()


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as conn:
        places.load(conn, "代码,名称,曾用名\n330890102000,青枫镇,\n330890102201,柳溪村,老屋村\n".encode())
    for name, sheet in (
        ("低保.csv", f"青枫镇柳溪村2024年6月农村低保在册对象名单\n户主姓名,身份证号,保障人口,月保障金额\n张小明,{number(1)},2,447\n"),
        ("孤儿.csv", f"青枫镇柳溪村2024年6月孤儿在册对象名单\n姓名,身份证号,保障人口,月保障金额\n张大明,{number(3)},1,1600\n"),
        ("进度.csv", "青枫镇柳溪村2024年工程进度表\n项目名称,建设地点,合同价,形象进度\n村道硬化工程,柳溪村,1200.5,60%\n"),
    ):
        importing.save(database, importing.check(database, name, sheet.encode()), "测试")
    return database


@pytest.mark.parametrize(("words", "kind", "name"), [("柳溪", "村", "柳溪村"), ("老屋", "村", "柳溪村"), ("硬化", "项目", "村道硬化工程"), ("农低保", "补贴项目", "农村低保"), (" 柳 溪 ", "村", "柳溪村")])
def test_what_is_public_is_found_by_a_part_of_its_name(filled: Database, words: str, kind: str, name: str) -> None:
    assert (kind, name) in [(hit.kind, hit.name) for hit in search(filled, VISITOR, words, TODAY)]


def test_a_person_is_found_by_the_masked_name_alone_and_a_child_never(filled: Database) -> None:
    for words in ("张小明", "张*明", "张晓明"):  # whoever masks alike: nobody learns which of them it is
        assert [(hit.name, hit.about) for hit in search(filled, VISITOR, words, TODAY) if hit.kind == "享受名单"] == [("张*明", "柳溪村，农村低保")]
    assert [hit for hit in search(filled, VISITOR, "小明", TODAY) if hit.kind == "享受名单"] == []


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "没有这样的东西", number(1)])
def test_nothing_is_found_by_signs_by_numbers_or_by_nothing(filled: Database, words: str) -> None:
    assert search(filled, VISITOR, words, TODAY) == []
