"""Programmes of houses: household by household, sums that are those of their lines, steps that the sheets say."""

from datetime import date, timedelta

import pytest

from dashboard import clock
from dashboard.access import VISITOR
from dashboard.light import programmes as light
from dashboard.queries import funds, programmes, projects
from dashboard.queries.programmes import House, Programme
from loaders import importing
from loaders.database import Database

HEAD = "所属村,户主,身份证号,房屋等级,改造方式,补助金额,已拨付,腾空时间,开工时间,竣工时间,验收时间"
TODAY = clock.today()


def bring(db: Database, *lines: str, title: str = "青枫镇2026年农村危旧房改造进度表", head: str = HEAD) -> int:
    checked = importing.check(db, f"{title}.csv", "\n".join((title, head, *lines)).encode())
    return importing.save(db, checked, "测试")


def only(db: Database, today: date = TODAY) -> Programme:
    (found,) = programmes.programmes(db, VISITOR, today)
    return found


def houses(db: Database) -> dict[str, House]:
    return {house.name: house for house in only(db).of.houses}


@pytest.fixture
def filled(database: Database) -> Database:
    bring(
        database,
        "柳溪村,张大山,,D级,拆除重建,30000,15000,2026-03-01,2026-04-01,,",
        "柳溪村,李小凤,,C级,维修加固,8000,8000,2026-03-02,2026-04-02,2026-08-02,2026-09-02",
        "茶坪村,王长顺,,C级,维修加固,8000,0,,,,",
    )
    return database


def test_the_sums_are_those_of_the_houses_village_by_village(filled: Database) -> None:
    found = only(filled)
    assert (found.name, found.year, found.of.planned_fen, found.of.paid_fen) == ("农村危旧房改造", "2026", 4_600_000, 2_300_000)
    assert {village.place: (village.of.planned_fen, village.of.paid_fen) for village in found.villages} == {"柳溪村": (3_800_000, 2_300_000), "茶坪村": (800_000, 0)}
    assert sum(village.of.planned_fen for village in found.villages) == found.of.planned_fen


def test_a_house_that_is_further_has_passed_the_steps_before(filled: Database) -> None:
    assert [only(filled).of.at(step) for _, step, _ in programmes.STEPS] == [2, 2, 1, 1]
    assert only(filled).of.unsaid == 1


def test_every_head_is_masked_and_has_a_source(filled: Database) -> None:
    shown = light.programme(only(filled))
    assert "张*山" in shown and "张大山" not in shown and "李小凤" not in shown
    assert all(house.source.words for house in only(filled).of.houses) and shown.count("来自《") == 3


def test_the_policy_is_said_in_plain_words(filled: Database) -> None:
    assert "修理或重建时补的钱" in light.programme(only(filled))


def test_when_the_time_to_show_names_is_over_the_houses_are_still_counted(filled: Database) -> None:
    later = only(filled, TODAY + timedelta(days=400))
    assert {house.name for house in later.of.houses} == {"一户人家"} and later.of.planned_fen == 4_600_000


def test_a_later_sheet_continues_an_earlier_one(database: Database) -> None:
    bring(database, "柳溪村,张大山,,D级,拆除重建,30000,,2026-03-01,,,", title="青枫镇2026年3月农村危旧房改造进度表")
    bring(database, "柳溪村,张大山,,D级,拆除重建,30000,20000,,,2026-08-01,", title="青枫镇2026年8月农村危旧房改造进度表")
    house = houses(database)["张*山"]
    assert (house.step, house.days, house.paid_fen) == ("竣工", (("腾空", "2026-03-01"), ("竣工", "2026-08-01")), 2_000_000)
    assert only(database).of.planned_fen == 3_000_000


def test_namesakes_of_one_sheet_are_two_houses(database: Database) -> None:
    bring(database, "柳溪村,张大山,,D级,拆除重建,30000,,,,,", "柳溪村,张大山,,C级,维修加固,8000,,2026-03-01,,,")
    assert len(only(database).of.houses) == 2 and only(database).of.planned_fen == 3_800_000


@pytest.mark.parametrize(("said", "step"), [("已竣工", "竣工"), ("已开工，未竣工", "动工"), ("待验收", ""), ("60%", "动工"), ("未腾空", "")])
def test_a_step_in_words_counts_and_a_not_before_it_does_not(database: Database, said: str, step: str) -> None:
    bring(database, f"柳溪村,张大山,30000,\"{said}\"", head="所属村,户主,补助金额,改造进度")
    assert houses(database)["张*山"].step == step


def test_a_day_to_come_is_a_plan_and_no_step(database: Database) -> None:
    bring(database, f"柳溪村,张大山,,D级,拆除重建,30000,,2026-03-01,,{TODAY + timedelta(days=30)},")
    assert houses(database)["张*山"].step == "腾空"


def test_houses_are_no_projects_and_money_for_them_is_accounted_for(filled: Database) -> None:
    assert projects.projects(filled, VISITOR) == [] and projects.places(filled, VISITOR) == []
    importing.save(filled, importing.check(filled, "分配.csv", "青枫镇2026年省级危旧房改造资金分配表\n村,项目名称,金额\n柳溪村,农村危旧房改造,40000\n".encode()), "测试")
    ((part,),) = [share.parts for fund in funds.funds(filled, VISITOR) for share in fund.shares]
    assert (part.fen, part.found_fen, part.words) == (4_000_000, 3_800_000, "用在2户")


def test_what_was_taken_back_is_on_no_page(filled: Database) -> None:
    importing.withdraw(filled, 1, "测试")
    assert programmes.programmes(filled, VISITOR, TODAY) == []
