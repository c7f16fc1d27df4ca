"""What is replaced or taken back leaves a public note: what stood there, what stands instead, the sums, and why."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from dashboard import clock, widgets
from dashboard.access import VISITOR
from dashboard.command import main
from dashboard.light import notes as page
from dashboard.light import open_data
from dashboard.queries import notes
from loaders import importing, journal
from loaders.database import Database
from tests.bad_days.rosters import number, roster

PUBLIC = Path(widgets.__file__).parent / "public"


def save(database: Database, name: str, yuan: int, decision: str = "new", reason: str = "", people: int = 4) -> int:
    checked = importing.check(database, name, roster(people, yuan=yuan))
    return importing.save(database, checked, "张", {0: decision}, reason=reason)


def test_a_replacement_leaves_a_note_with_both_sums_and_the_reason(database: Database) -> None:
    save(database, "六月.csv", 300)
    save(database, "六月更正.csv", 310, "replace", "三户的金额录错了")
    (note,) = notes.notes(database, VISITOR)
    assert (note.kind, note.file, note.instead, note.old_fen, note.new_fen) == ("replaced", "六月.csv", "六月更正.csv", 120000, 124000)
    assert (note.what, note.place, note.period, note.reason) == ("农村低保", "柳溪村", "2024-06", "三户的金额录错了")
    shown = page.show(database, VISITOR, {})
    assert "三户的金额录错了" in shown and "1,200.00元" in shown and "1,240.00元" in shown


def test_taking_back_says_what_is_in_force_again(database: Database) -> None:
    save(database, "六月.csv", 300)
    second = save(database, "六月更正.csv", 310, "replace")
    importing.withdraw(database, second, "张", "更正的那份传错了")
    newest, first = notes.notes(database, VISITOR)
    assert (newest.kind, newest.file, newest.instead, newest.reason) == ("withdrawn", "六月更正.csv", "六月.csv", "更正的那份传错了")
    assert first.kind == "replaced" and first.reason.startswith("经办单位")


def test_what_was_not_public_any_more_leaves_no_second_note(database: Database) -> None:
    first = save(database, "六月.csv", 300)
    save(database, "六月更正.csv", 310, "replace")
    importing.withdraw(database, first, "张")
    assert [note.kind for note in notes.notes(database, VISITOR)] == ["replaced"]


def test_a_number_in_a_reason_is_hidden_and_the_sum_of_too_few_is_not_told(database: Database) -> None:
    importing.withdraw(database, save(database, "六月.csv", 300, people=2), "张", f"身份证{number(0)}写错了")
    (note,) = notes.notes(database, VISITOR)
    assert number(0) not in note.reason and "写错了" in note.reason and (note.old_fen, note.new_fen) == (None, None)
    assert "300.00" not in page.show(database, VISITOR, {}) and "600.00" not in page.show(database, VISITOR, {})


def test_the_notes_of_a_village_stand_on_its_pages_and_in_the_open_data(database: Database) -> None:
    importing.withdraw(database, save(database, "六月.csv", 300), "张", "录错了")
    with database.read() as conn:
        home = conn.exec_driver_sql("SELECT DISTINCT village_id FROM payment").scalar_one()
    assert "录错了" in page.of_place(database, VISITOR, home) and page.of_place(database, VISITOR, home + 99) == ""
    for since, count in ((clock.today(), 1), (clock.today() + timedelta(days=2), 0)):
        _, pieces = open_data.document(database, "changes.json", {"since": since.isoformat()}, clock.today()) or ("", iter(()))
        assert len(json.loads("".join(pieces))["corrections"]) == count


def test_a_correction_of_a_list_of_the_whole_township_stands_on_the_pages_of_its_villages(database: Database) -> None:
    rows = [f"柳溪村,张秀英,{number(0)},300", f"石桥头村,李建国,{number(1)},300", f"石桥头村,王兰,{number(2)},300"]
    sheet = "\n".join(["青枫镇2024年6月农村低保金发放表", "村,姓名,身份证号,金额", *rows]).encode()
    importing.withdraw(database, importing.save(database, importing.check(database, "全镇.csv", sheet), "张"), "张", "录错了")
    with database.read() as conn:
        homes = conn.exec_driver_sql("SELECT DISTINCT village_id FROM payment").scalars().all()
    assert len(homes) == 2 and all("录错了" in page.of_place(database, VISITOR, home) for home in homes)


@pytest.mark.parametrize("name", ["books", "lists"])
def test_the_notes_of_a_village_stand_on_its_full_pages_and_the_head_of_the_journal_on_its_home(database: Database, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    book = "青枫镇柳溪村2024年6月收支明细表\n日期,摘要,收入,支出\n2024-06-03,收鱼塘租金,500,\n".encode()
    listed = "\n".join(["青枫镇柳溪村2024年6月农村低保对象名单", "姓名,身份证号,保障人口,享受时间", *(f"{who},{number(n)},1,2020-01-01" for n, who in enumerate(("张秀英", "李建国", "王兰")))]).encode()
    for file, data in (("账.csv", book), ("名单.csv", listed)):
        importing.save(database, importing.check(database, file, data), "张")
    importing.withdraw(database, save(database, "六月.csv", 300), "张", "录错了")
    monkeypatch.setenv("VILLAGE_DATABASE_URL", database.url)
    monkeypatch.setattr(widgets, "viewer", lambda: VISITOR)
    widgets.database.clear()
    shown = {page: said(AppTest.from_file(str(PUBLIC / f"{page}.py"), default_timeout=60).run()) for page in (name, "village")}
    widgets.database.clear()
    with database.read() as conn:
        head = journal.head(conn)
    assert "原因：录错了" in shown[name] and head and f"账本校验码 {head.short}" in shown["village"]


def said(at: AppTest) -> str:
    assert not at.exception
    return "\n".join(element.proto.body for element in at.get("html"))


def test_the_command_takes_a_reason_and_needs_none(database: Database, tmp_path: Path) -> None:
    for name, more in (("六月.csv", []), ("七月.csv", ["--reason", "重复了"])):
        sheet = tmp_path / name
        sheet.write_bytes(roster(4, month=6 + len(more)))
        CliRunner().invoke(main, ["import", str(sheet), "--database", database.url])
        with database.read() as conn:
            last = conn.exec_driver_sql("SELECT max(id) FROM import").scalar_one()
        ran = CliRunner().invoke(main, ["undo", str(last), "--database", database.url, "--json", *more])
        assert ran.exit_code == 0 and json.loads(ran.stdout)["status"] == "withdrawn"
    assert [note.reason for note in notes.notes(database, VISITOR)] == ["重复了", "经办单位发现这份表格有误，已经撤回。"]
