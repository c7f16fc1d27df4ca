"""The command line as promised: shapes of its JSON, exit statuses, exports that cannot act as formulas."""

import csv
import json
from pathlib import Path
from typing import Any

import pyotp
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from dashboard.command import main
from dashboard.identity import totp
from loaders.database import connect
from loaders.form import LEVELS, Form, all_forms
from tests.sheets import number


@pytest.fixture
def village(tmp_path: Path) -> Any:
    """Run the command on a database of its own; exit status and JSON (or text) come back."""

    def run(*words: object) -> tuple[int, Any]:
        given = [str(word) for word in words]
        if given[0] not in ("forms", "template"):
            given += ["--database", str(tmp_path / "own" / "village.db")]
        done = CliRunner().invoke(main, given)
        return done.exit_code, json.loads(done.stdout) if "--json" in given else done.output

    return run


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "青枫镇2024年6月农村低保.csv"
    path.write_text(f"青枫镇2024年6月农村低保金发放表\n村,姓名,身份证号,金额\n柳溪村,张小明,{number(1)},447\n柳溪村,=1+1,{number(2)},5\n合计,,,452", "utf-8")
    return path


def test_import_reports_what_was_read_loaded_and_rejected(village: Any, sheet: Path) -> None:
    status, answer = village("import", sheet, "--json")
    file = answer["files"][0]
    table = file["tables"][0]
    assert status == 1 and file["status"] == "loaded" and file["import_id"] == 1 and len(file["sha256"]) == 64
    assert (table["form"], table["record"], table["scheme"], table["period"], table["place"]) == ("subsidy_payments", "payment", "农村低保", "2024-06", "柳溪村")
    assert table["rows"] == {"read": 2, "loaded": 1, "rejected": 1} and table["header_rows"] == [2]
    assert (table["amount_read_yuan"], table["amount_loaded_yuan"], table["stated_total_yuan"], table["total_agrees"]) == ("452.00", "447.00", "452.00", True)
    assert [(p["row"], p["code"], p["severity"]) for p in table["problems"]] == [(4, "name-unreadable", "error")]


def test_the_same_file_again_is_unchanged_and_a_dry_run_writes_nothing(village: Any, sheet: Path) -> None:
    assert village("import", sheet, "--dry-run", "--json")[1]["files"][0]["import_id"] is None
    village("import", sheet, "--json")
    assert village("import", sheet, "--json")[1]["files"][0]["status"] == "unchanged"
    assert len(village("imports", "--json")[1]["imports"]) == 1


def test_a_file_that_is_no_spreadsheet_is_refused_with_status_2(village: Any, tmp_path: Path) -> None:
    (tmp_path / "照片.xls").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    status, answer = village("import", tmp_path / "照片.xls", tmp_path / "没有.xls", "--json")
    assert status == 2
    assert [file["error"]["code"] for file in answer["files"]] == ["not-a-spreadsheet", "unreadable"]


def test_payments_of_a_person_are_masked_and_follow_an_undo(village: Any, sheet: Path) -> None:
    village("import", sheet, "--json")
    answer = village("payments", "--id-number", number(1), "--json")[1]
    assert answer["person"] == {"name": "张*明", "village": "柳溪村"} and answer["total_yuan"] == "447.00"
    source = {"import_id": 1, "file": sheet.name, "sheet": "", "row": 3}
    assert answer["payments"] == [{"scheme": "农村低保", "period": "2024-06", "amount_yuan": "447.00", "paid_on": None, "status": "paid", "source": source}]
    assert village("undo", 1, "--json")[1]["status"] == "withdrawn"
    assert village("payments", "--id-number", number(1), "--json") == (0, {"person": answer["person"], "payments": [], "total_yuan": "0.00"})
    assert village("undo", 1)[0] == 1


def test_an_unknown_number_gives_an_empty_list(village: Any) -> None:
    status, answer = village("payments", "--id-number", number(9), "--json")
    assert (status, answer["payments"], answer["total_yuan"]) == (0, [], "0.00")


def test_the_ledger_of_a_village_adds_up(village: Any, real: Path) -> None:
    assert village("import", real / "柳溪村2023年第三季度财务公开.xlsx", "--json")[0] == 0
    answer = village("ledger", "--place", "柳溪村", "--period", "2023-Q3", "--json")[1]
    sums = [answer[key] for key in ("opening_yuan", "income_yuan", "spending_yuan", "closing_yuan")]
    assert sums == ["44551.20", "84324.84", "41571.51", "87304.53"] and len(answer["entries"]) == 21
    assert answer["entries"][0]["date"] == "2023-07-01" and answer["entries"][0]["source"]["row"] == 5


def test_places_give_codes_to_what_was_known_by_name(village: Any, sheet: Path, tmp_path: Path) -> None:
    village("import", sheet, "--json")
    (tmp_path / "places.csv").write_text("代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n12,坏\n", "utf-8")
    status, answer = village("places", tmp_path / "places.csv", "--json")
    assert (status, answer["loaded"], len(answer["problems"])) == (1, 3, 1) and "第5行" in answer["problems"][0]
    assert village("ledger", "--place", "柳溪村", "--period", "2024", "--json")[1]["place"] == "330890102201"


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_an_export_is_masked_and_no_cell_can_act_as_a_formula(village: Any, tmp_path: Path, ending: str) -> None:
    sheet = tmp_path / "账.csv"
    sheet.write_text("柳溪村2024年6月收支明细\n日期,摘要,收入,支出\n6.1,=HYPERLINK(1),10,\n6.2,@SUM(1),,5\n6.3,收店面租金,7,", "utf-8")
    village("import", sheet, "--json")
    out = tmp_path / f"账{ending}"
    assert village("export", "ledger_entry", out)[0] == 0
    if ending == ".csv":
        rows = list(csv.reader(out.open(encoding="utf-8-sig")))
    else:
        cells = load_workbook(out).active
        assert all(cell.data_type != "f" for row in cells.iter_rows() for cell in row)
        rows = [[str(cell.value or "") for cell in row] for row in cells.iter_rows()]
    assert [row[4] for row in rows[1:]] == ["'=HYPERLINK(1)", "'@SUM(1)", "收店面租金"]


def test_a_public_export_has_no_number_and_no_full_name(village: Any, sheet: Path, tmp_path: Path) -> None:
    village("import", sheet, "--json")
    village("export", "payment", tmp_path / "公开.csv")
    written = (tmp_path / "公开.csv").read_text("utf-8-sig")
    assert "张*明" in written and "张小明" not in written and number(1) not in written


def test_a_full_export_asks_who_may(village: Any, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    village("import", sheet, "--json")
    monkeypatch.setenv("VILLAGE_PASSWORD", "yangguang-2026")
    village("account", "add", "jingban", "--name", "小陈", "--role", "clerk", "--place", "青枫镇", "--own")
    assert village("export", "payment", tmp_path / "全.csv", "--full", "--login", "jingban")[0] == 0
    assert "张小明" in (tmp_path / "全.csv").read_text("utf-8-sig")
    village("account", "add", "nowhere", "--name", "小李", "--role", "clerk", "--own")
    status, said = village("export", "payment", tmp_path / "不行.csv", "--full", "--login", "nowhere")
    assert status == 1 and "没有设所在" in said and not (tmp_path / "不行.csv").exists()
    monkeypatch.setenv("VILLAGE_PASSWORD", "cuode-mima")
    status, said = village("export", "payment", tmp_path / "不行.csv", "--full", "--login", "jingban")
    assert status == 1 and "不对" in said and not (tmp_path / "不行.csv").exists()


@pytest.mark.parametrize("form", [form.name for form in all_forms()])
def test_every_form_has_a_blank_sheet_that_is_recognised_as_itself(village: Any, tmp_path: Path, form: str) -> None:
    path = tmp_path / "空白.xlsx"
    assert village("template", form, path)[0] == 0
    answer = village("import", path, "--dry-run", "--json")[1]
    assert {table["form"] for table in answer["files"][0]["tables"]} == {form}


TITLE = {"（乡镇）": "青枫镇", "（村名）": "柳溪村", "（乡镇或村）": "柳溪村", "（年）": "2024", "（月）": "6", "（补贴项目）": "农村低保"}
BY_KEY = {"spending": None, "credit": None, "received": 20, "owed": 30, "depreciation": 20, "net": 30, "quantity": 1, "votes_against": 0, "votes_abstained": 0, "costs": 20, "per_head": 15} | dict.fromkeys(("wages", "business", "property", "transfers", "other_income"), 10) | dict.fromkeys(LEVELS, 10)
BY_KIND = {
    "name": "张小明", "amount": 50, "place": "柳溪村", "township": "青枫镇", "county": "常青县", "group": "3组", "count": 2, "number": 1.5, "day": "2024-06-10", "period": "2024-06",
    "account": "6217000000000000001", "scheme": "农村低保", "direction": "收入", "phone": "0570-8001234", "birth": "1965-02-03", "sex": "男", "when": "2024-06-10", "percent": "60%",
    "places": "柳溪村", "anyplace": "青枫镇", "area": 2.5, "floor": 120, "term": "2025-06-30", "step": "2024-06-10",
}  # fmt: skip


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.name)
def test_every_blank_sheet_filled_with_three_rows_imports_without_a_warning(village: Any, tmp_path: Path, form: Form) -> None:
    path = tmp_path / "填好.xlsx"
    village("template", form.name, path)
    book = load_workbook(path)
    sheet = book["填写"]
    for written, meant in TITLE.items():
        sheet["A1"] = sheet["A1"].value.replace(written, meant)
    known = {heading: column for column in reversed(form.columns) for heading in (column.headings[0], f"{column.headings[0]}(元)")}
    for cell in sheet[3]:
        for row in (1, 2, 3):
            column = known.get(cell.value)
            value = 50 if column is None else number(row) if column.kind == "id" else row if column.kind == "serial" else BY_KEY.get(column.key, BY_KIND.get(column.kind) or column.example)
            unlike = column is not None and column.kind in ("text", "code") and not (column.example and column.key != "summary")
            sheet.cell(row + 3, cell.column, f"{column.headings[0]}{row}" if unlike else value)
    book.save(path)
    (table,) = village("import", path, "--dry-run", "--json")[1]["files"][0]["tables"]
    assert (table["form"], table["rows"], table["problems"]) == (form.name, {"read": 3, "loaded": 3, "rejected": 0}, [])


def test_forms_are_listed(village: Any) -> None:
    status, answer = village("forms", "--json")
    assert status == 0 and {"subsidy_payments", "ledger", "residents"} <= {form["form"] for form in answer["forms"]}


def test_an_account_is_added_listed_changed_disabled_enabled_and_reset(village: Any, sheet: Path) -> None:
    village("import", sheet, "--json")
    status, made = village("account", "add", "Guan01", "--name", "吴管理", "--role", "administrator", "--json")
    assert status == 0 and made["login"] == "guan01" and len(made["password"]) == 14 and made["must_change"]
    village("account", "add", "jing01", "--name", "李经办", "--role", "clerk", "--place", "青枫镇")
    assert village("account", "list", "--json")[1]["accounts"][1] == {
        "login": "jing01", "name": "李经办", "role": "clerk", "place": "青枫镇", "disabled": False, "must_change": True, "totp": False, "linked": False, "last_sign_in": None,
    }  # fmt: skip
    assert village("account", "change", "jing01", "--role", "supervisor")[0] == village("account", "disable", "jing01")[0] == 0
    assert "李经办  监督员  青枫镇  已停用" in village("account", "list")[1]
    assert village("account", "enable", "jing01")[0] == 0
    again = village("account", "reset", "guan01", "--json")[1]["password"]
    assert again != made["password"] and village("account", "reset", "guan01", "--totp", "--link", "--json")[1] == {"login": "guan01", "totp": True, "link": True}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("disable", "guan01"), "最后一位管理员"),
        (("change", "guan01", "--role", "clerk"), "最后一位管理员"),
        (("disable", "nobody"), "没有登录名是“nobody”的账号"),
        (("add", "guan01", "--name", "又一人", "--role", "clerk"), "已经有人使用"),
        (("add", "xin01", "--name", "新人", "--role", "clerk", "--place", "没有的镇"), "区划里没有"),
    ],
)
def test_what_may_not_be_done_to_an_account_is_said_with_status_1(village: Any, words: tuple[str, ...], said: str) -> None:
    village("account", "add", "guan01", "--name", "吴管理", "--role", "administrator")
    status, answer = village("account", *words)
    assert status == 1 and said in answer and "Traceback" not in answer


def test_a_full_export_asks_for_the_one_time_code_too(village: Any, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    village("import", sheet, "--json")
    monkeypatch.setenv("VILLAGE_PASSWORD", "yangguang-2026")
    village("account", "add", "jingban", "--name", "小陈", "--role", "clerk", "--place", "青枫镇", "--own")
    database = tmp_path / "own" / "village.db"
    db = connect(str(database))
    key = totp.offered(db, 1)
    (recovery, *_) = totp.confirm(db, 1, "小陈", pyotp.TOTP(key).now())
    db.engine.dispose()
    for typed, status, said in (("000000", 1, "不对"), (recovery, 0, "已写出")):
        words = ["export", "payment", str(tmp_path / f"{status}.csv"), "--full", "--login", "jingban", "--database", str(database)]
        done = CliRunner().invoke(main, words, input=f"{typed}\n")
        assert done.exit_code == status and said in done.output
