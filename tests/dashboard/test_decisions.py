"""Village matters: steps, votes and rules as the sheets tell them; comments while a plan is open, by its villagers alone."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from dashboard.access import VISITOR, Viewer
from dashboard.light import decisions as light
from dashboard.queries import decisions
from dashboard.queries.decisions import Matter, NotOpen
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.decisions import Decision
from loaders.records.imports import Batch, Import
from loaders.records.people import Person
from loaders.records.places import Place

OPEN, OVER = date(2026, 11, 20), date(2026, 12, 6)
VILLAGER = Viewer("villager", "张小明", person_id=9, household_id=8, place_id=2, township_id=1)


@pytest.fixture
def village(database: Database) -> Database:
    with database.write() as conn:
        conn.execute(insert(Place), [{"id": 1, "name": "青枫镇", "level": "township", "township_id": 1, "former_names": ""}, {"id": 2, "name": "柳溪村", "level": "village", "township_id": 1, "former_names": ""}])
        conn.execute(insert(Person).values(id=9, township_id=1, village_id=2, household_id=8, name="张小明", registered=True))
        conn.execute(insert(Import).values(id=1, sha256="x", name="决策.xlsx", size=1, at=datetime(2026, 11, 1), actor="x", state="in-force", fingerprint=""))
        conn.execute(insert(Batch).values(id=1, import_id=1, sheet="决策", table_number=1, header_rows="2", form="decisions", record="decision", unit="元", in_force=True, rows_read=1, rows_loaded=1, rows_rejected=0, amount_read_fen=0, amount_loaded_fen=0, problems="[]"))
    return database


def put(db: Database, number: int, matter: str, **facts: Any) -> None:
    row = {"id": number, "township_id": 1, "place_id": 2, "period": "2026", "matter": matter, "batch_id": 1, "row": number, **facts}
    with db.write() as conn:
        conn.execute(insert(table_of(Decision)).values(**row))


def only(db: Database, viewer: Viewer = VISITOR) -> Matter:
    (found,) = decisions.matters(db, viewer, 2)
    return found


def test_rows_of_one_matter_are_put_together_and_a_step_gives_its_day(village: Database) -> None:
    put(village, 3, "茶园发包方案", step="村民代表会议决议", held_on="2026-05-05", attendance_due=30, attendance=25)
    put(village, 4, "茶园 发包方案", step="党支部提议", held_on="2026-04-03", proposer="李建国")
    found = only(village)
    assert (found.facts["resolved_on"], found.facts["proposed_on"], found.facts["attendance"]) == ("2026-05-05", "2026-04-03", 25)
    assert found.facts["proposer"] == "李*国" and len(found.sources) == 2


def test_an_assembly_that_was_too_small_is_said_in_red(village: Database) -> None:
    put(village, 3, "店面招租", resolved_on="2026-05-05", attendance_due=34, attendance=18, votes_for=16, votes_against=1, votes_abstained=1, result="通过")
    assert "没有达到三分之二" in only(village).broken[0].sentence and 'class="say bad"' in light.matter(only(village), OPEN)


def test_a_villager_comments_on_an_open_plan_and_everybody_reads_it_masked(village: Database) -> None:
    put(village, 3, "茶园发包方案", plan_public_from="2026-11-18", plan_public_until="2026-12-05")
    decisions.comment(village, VILLAGER, only(village), "租期太长，我的电话19900001234", OPEN)
    assert [(r.name, r.text) for r in only(village).remarks] == [("张*明", "租期太长，我的电话＊＊＊＊＊＊")]
    assert only(village, VILLAGER).remarks[0].name == "我" and "张小明" not in light.matter(only(village), OPEN)


@pytest.mark.parametrize(
    ("viewer", "today", "words", "why"),
    [
        (VILLAGER, OVER, "好", "不在公示期"),
        (VISITOR, OPEN, "好", "只有本村"),
        (Viewer("villager", "别村人", person_id=5, household_id=5, place_id=3, township_id=1), OPEN, "好", "只有本村"),
        (Viewer("clerk", "小陈", account_id=1, place_id=1, township_id=1), OPEN, "好", "只有本村"),
        (VILLAGER, OPEN, "   ", "请写1到"),
        (VILLAGER, OPEN, "长" * 501, "请写1到"),
    ],
)
def test_a_comment_that_may_not_be_is_refused_with_its_reason(village: Database, viewer: Viewer, today: date, words: str, why: str) -> None:
    put(village, 3, "茶园发包方案", plan_public_from="2026-11-18", plan_public_until="2026-12-05")
    with pytest.raises(NotOpen, match=why):
        decisions.comment(village, viewer, only(village), words, today)
    assert only(village).remarks == ()


def test_nobody_floods_a_plan_and_the_office_takes_a_comment_off_with_a_reason(village: Database) -> None:
    put(village, 3, "茶园发包方案", plan_public_from="2026-11-18", plan_public_until="2026-12-05")
    for number in range(5):
        decisions.comment(village, VILLAGER, only(village), f"第{number}条", OPEN)
    with pytest.raises(NotOpen, match="最多提5条"):
        decisions.comment(village, VILLAGER, only(village), "再来一条", OPEN)
    clerk = Viewer("clerk", "小陈", account_id=1, place_id=1, township_id=1)
    with pytest.raises(NotOpen, match="写明"):
        decisions.hide(village, clerk, only(village).remarks[0].id, " ")
    with pytest.raises(NotOpen, match="不是本乡镇"):
        decisions.hide(village, Viewer("clerk", "别处", account_id=2, place_id=7, township_id=7), only(village).remarks[0].id, "骂人")
    decisions.hide(village, clerk, only(village).remarks[0].id, "骂人")
    assert [r.text for r in only(village).remarks] == ["第1条", "第2条", "第3条", "第4条"]
