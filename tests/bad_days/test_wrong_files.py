"""Files that cannot be loaded: a sentence says what is there, what is wanted and what to do, and nothing is written."""

from pathlib import Path

import pytest

from dashboard.command import main
from loaders import importing
from loaders.database import Database
from loaders.form import all_forms
from loaders.importing import Supplied
from sample_data.sheets import Sheet, write
from tests.bad_days.rosters import HEAD, kept, number, roster, stored

TITLE = "青枫镇柳溪村2024年6月农村低保金发放表"
ROW = f"王兰,{number(3)},5"

#: what is wrong → (the file, code, what is there or wanted, what to do)
WRONG: dict[str, tuple[str, str, str, str]] = {
    "no byte": ("", "empty", "空的（0字节）", "重新导出后再上传"),
    "empty rows alone": ("\n,,\n", "no-sheets", "没有任何有内容的工作表", "填好后再上传"),
    "a letter": ("各位村民：明天开会。", "no-table", "没有找到表头（例如：姓名、身份证号、金额）", "是不是传错了文件"),
    "a heading without rows": (f"{TITLE}\n{HEAD}", "no-rows", "下面没有一行数据", "填好后再上传"),
    "another kind of table": ("花,草\n1,2", "no-form", "看到的表头：花、草", "是不是传错了文件"),
    "no column of amounts": (f"{TITLE}\n姓名,身份证号,银行账号\n{ROW}", "no-form", "看到的表头：姓名、身份证号、银行账号。最像《补贴发放花名册》", "还缺“本次发放金额”，请补上"),
    "no column of names": (f"{TITLE}\n序号,身份证号,金额\n1,{number(3)},5", "no-form", "看到的表头：序号、身份证号、金额", "还缺“户主姓名”，请补上"),
    "a repeated heading": (f"{TITLE}\n{HEAD},金额\n{ROW},6", "heading-ambiguous", "“金额”出现多次（C、D列）", "起不同的名字"),
    "no period": (f"青枫镇柳溪村农村低保金发放表\n{HEAD}\n{ROW}", "period-missing", "哪个月（季、年）", "请在标题写明，例如：2023年12月"),
    "no place": (f"2024年6月农村低保金发放表\n{HEAD}\n{ROW}", "place-missing", "哪个村", "请在标题或“村”一栏写明"),
    "no scheme": (f"柳溪村2024年6月发放表\n{HEAD}\n{ROW}", "scheme-missing", "哪一项钱", "请在标题或“补贴项目”一栏写明，例如：农村低保"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_is_told_in_a_sentence_and_nothing_is_written(database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str) -> None:
    folder = database.files.parent
    importing.save(database, importing.check(database, "五月.csv", roster(3, month=5)), "测试")
    before = stored(folder), kept(folder)
    content, code, there, todo = WRONG[kind]
    sheet = tmp_path / "表.csv"
    sheet.write_text(content, "utf-8")
    with pytest.raises(SystemExit) as left:
        main(["import", str(sheet), "--database", database.url])
    said = capsys.readouterr().out
    checked = importing.check(database, "表.csv", content.encode())
    assert left.value.code == 2 and checked.error and checked.error["code"] == code
    assert there in said and todo in said and checked.error["message"].endswith("。")
    assert (stored(folder), kept(folder)) == before


def test_a_table_that_was_called_by_the_wrong_form_says_what_that_form_wants(database: Database) -> None:
    checked = importing.check(database, "表.csv", f"{TITLE}\n{HEAD}\n{ROW}".encode(), Supplied(form="ledger"))
    assert checked.error and "要认成《村级收支明细（收入、支出两列）》，还缺“收入”，“支出”，“摘要”或“科目名称”，请补上" in checked.error["message"]


@pytest.mark.parametrize("form", [form.name for form in all_forms()])
def test_every_form_can_be_called_for_a_table_that_it_is_not(database: Database, form: str) -> None:
    checked = importing.check(database, "表.csv", "花,草\n1,2".encode(), Supplied(form=form))
    assert checked.error and checked.error["code"] == "no-form" and "请" in checked.error["message"]


def test_a_good_file_beside_a_wrong_one_is_loaded_and_the_wrong_one_is_told(database: Database, tmp_path: Path) -> None:
    (tmp_path / "一.csv").write_bytes(b"")
    (tmp_path / "二.csv").write_bytes(roster(3))
    with pytest.raises(SystemExit) as left:
        main(["import", str(tmp_path), "--json", "--database", database.url])
    assert left.value.code == 2 and list(kept(database.files.parent)) == [importing.check(database, "二.csv", roster(3)).sha256]


def test_a_file_that_changes_its_bytes_replaces_what_it_said_before_and_both_originals_are_kept(database: Database) -> None:
    first = importing.check(database, "低保.csv", roster(3, yuan=300))
    importing.save(database, first, "测试")
    second = importing.check(database, "低保.csv", roster(3, yuan=310))
    (difference,) = second.tables[0].differences
    assert (second.tables[0].guess, difference.changed, difference.old_fen, difference.new_fen) == ("replace", 3, 90000, 93000)
    importing.save(database, second, "测试")
    assert [database.open_file(checked.sha256) for checked in (first, second)] == [roster(3, yuan=300), roster(3, yuan=310)]


def test_a_workbook_that_is_still_being_copied_is_refused_and_loaded_once_it_is_whole(database: Database, tmp_path: Path) -> None:
    rows = [line.split(",") for line in roster(40).decode().splitlines()]
    write(tmp_path / "低保.xlsx", [Sheet("S", rows)])
    whole = (tmp_path / "低保.xlsx").read_bytes()
    half = importing.check(database, "低保.xlsx", whole[: len(whole) // 2])
    assert half.error and half.error["code"] == "damaged" and "另存后再上传" in half.error["message"]
    checked = importing.check(database, "低保.xlsx", whole)
    importing.save(database, checked, "测试")
    assert checked.tables[0].reading.rows_loaded == 40
