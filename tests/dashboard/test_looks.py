"""“谁看过我家的记录”: what officials open is written down, and the person sees it; nobody else does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dashboard import clock, exporting
from dashboard.access import VISITOR, Viewer
from dashboard.light import cards
from dashboard.light import looks as page
from dashboard.queries import imports, looks
from loaders import importing, journal
from loaders.database import Database
from loaders.records.imports import JournalEntry
from tests import rights
from tests.rights import ADDRESS, VILLAGE


@pytest.fixture(scope="module")
def _filled(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rights.filled(_migrated, tmp_path_factory.mktemp("looks"))


@pytest.fixture
def county(_filled: Path, tmp_path: Path) -> Database:
    return rights.copied(_filled, tmp_path)


def seen(db: Database, who: str) -> list[str]:
    return [look.words for look in looks.mine(db, rights.sign_in(db, who).viewer)]


def official(db: Database, who: str = "clerk") -> Viewer:
    return rights.sign_in(db, who).viewer


def _original(db: Database, _: Path) -> None:
    assert imports.original(db, official(db), 2)


def _correction(db: Database, _: Path) -> None:
    (line,), _ = imports.waiting(db, official(db))
    assert any(rights.number("own") == cell.written for cell in imports.opened(db, official(db), line))


def _undo(db: Database, _: Path) -> None:
    assert imports.touched(db, official(db), 2)


def _cards(db: Database, _: Path) -> None:
    imports.keep_address(db, official(db), ADDRESS)
    assert "张明白卡" in cards.make(db, official(db), {"village": str(VILLAGE)})


def _export(db: Database, folder: Path) -> None:
    assert exporting.write(db, "payment", folder / "全.csv", clock.today(), official(db, "supervisor"))


def _upload(db: Database, _: Path) -> None:
    rows = f"村,姓名,身份证号,金额\n柳溪村,钱沐霖,{rights.number('own')},500"
    desk = imports.lay(db, official(db), "九月.csv", f"青枫镇2026年9月农村低保金发放花名册\n{rows}".encode())
    assert desk.checked.tables[0].differences


WAYS: dict[Callable[[Database, Path], None], str] = {
    _original: "青枫镇经办人 因下载原表核对，看过《青枫镇低保.csv》，里面有您家",
    _correction: "青枫镇经办人 因更正农村低保　2026年9月　青枫镇，看过您家的记录",
    _undo: "青枫镇经办人 因撤回前核对，看过《青枫镇低保.csv》，里面有您家",
    _cards: "青枫镇经办人 因打印各户的明白卡，看过柳溪村的记录，里面有您家",
    _export: "青枫镇监督员 因导出补贴发放，看过青枫镇的记录，里面有您家",
    _upload: "青枫镇经办人 因核对新上传的表，看过《青枫镇低保.csv》，里面有您家",
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_whoever_opens_names_in_full_is_seen_by_the_person_with_office_and_purpose(county: Database, tmp_path: Path, way: Callable[[Database, Path], None]) -> None:
    assert seen(county, "villager") == []
    way(county, tmp_path)
    assert seen(county, "villager") == [WAYS[way]]
    assert seen(county, "villager of another township") == []


def test_a_look_at_one_person_is_seen_by_the_household_alone(county: Database) -> None:
    mine = rights.sign_in(county, "villager").viewer
    looks.note(county, official(county), looks.person(mine.person_id or 0), "核实低保")
    looks.note(county, official(county), looks.household(mine.household_id or 0), "入户走访")
    assert seen(county, "villager") == ["青枫镇经办人 因入户走访，看过您家的记录", "青枫镇经办人 因核实低保，看过您家的记录"]
    assert seen(county, "neighbour") == []


def test_looking_again_within_the_hour_is_one_look_and_later_another(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, now = official(county), clock.now()
    for _ in range(3):
        looks.note(county, clerk, looks.imported(2), "核对")
    assert len(seen(county, "villager")) == 1
    monkeypatch.setattr(clock, "now", lambda: now + 2 * looks.STILL)
    looks.note(county, clerk, looks.imported(2), "核对")
    with county.read() as conn:
        assert conn.scalar(select(func.count()).select_from(JournalEntry).where(JournalEntry.action == looks.ACTION)) == 2


def test_a_list_of_many_people_is_one_entry_of_the_journal(county: Database) -> None:
    with county.read() as conn:
        before = conn.scalar(select(func.count()).select_from(JournalEntry)) or 0
    imports.original(county, official(county), 2)
    with county.read() as conn:
        assert conn.scalar(select(func.count()).select_from(JournalEntry)) == before + 1
        assert journal.check(county, conn) == []


def test_the_own_record_is_looked_at_without_a_note_and_a_helper_is_named(county: Database) -> None:
    mine, daughter = rights.sign_in(county, "villager").viewer, rights.sign_in(county, "neighbour").viewer
    for viewer in (mine, daughter):
        looks.note(county, viewer, looks.household(mine.household_id or 0), "代看补贴")
    assert seen(county, "villager") == ["您家同意的帮忙人卞楚云 因代看补贴，看过您家的记录"]


def test_a_look_can_be_part_of_the_transaction_that_does_something(county: Database) -> None:
    mine, clerk = rights.sign_in(county, "villager").viewer, official(county)
    with pytest.raises(ZeroDivisionError), county.write() as conn:
        looks.note(conn, clerk, looks.person(mine.person_id or 0), "核实")
        raise ZeroDivisionError
    assert seen(county, "villager") == []


@pytest.mark.parametrize("who", [who for who in rights.CAST if not who.startswith(("villager", "neighbour"))])
def test_nobody_but_villagers_is_told_of_looks(county: Database, who: str) -> None:
    imports.original(county, official(county), 2)
    assert seen(county, who) == []


def test_a_published_table_that_was_replaced_tells_its_looks_still(county: Database) -> None:
    imports.original(county, official(county), 3)
    importing.withdraw(county, 3, "测试", "录错了")
    assert seen(county, "villager") == ["青枫镇经办人 因下载原表核对，看过《青枫镇特困.csv》，里面有您家"]


def test_the_page_says_it_in_plain_words_without_numbers(county: Database) -> None:
    mine = rights.sign_in(county, "villager").viewer
    assert page.NOBODY in page.show(county, mine)
    looks.note(county, official(county), looks.person(mine.person_id or 0), f"核实{rights.number('own')}")
    html = page.show(county, mine)
    assert "青枫镇经办人 因核实" in html and "月" in html and rights.number("own") not in html
    assert looks.mine(county, VISITOR) == []
