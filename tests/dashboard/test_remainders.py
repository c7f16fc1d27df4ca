"""What does not add up: publishing is refused without a reason, and the reason stands beside the figure for everybody."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from dashboard import command
from dashboard.access import VISITOR, Viewer
from dashboard.light import books, lists, villages
from dashboard.queries import approvals, imports, remainders
from loaders import importing, journal, places
from loaders.database import Database
from tests.sheets import number

TOWN, VILLAGE = 330890102000, 330890102201
CLERK = Viewer("clerk", "经办员小陈", account_id=1, place_id=TOWN, township_id=TOWN)
LEDGER = "柳溪村2026年第二季度收支明细\n日期,摘要,收入,支出,结余\n,期初余额,,,1000\n5.5,收店面租金,500,,1500\n5.6,付路灯电费,,120.5,1400\n"
WHY = "电费发票下季度再补"


@pytest.fixture
def db(database: Database) -> Database:
    with database.write() as conn:
        places.load(conn, "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n330890102202,茶坪村\n".encode())
    return database


def words(html: str) -> str:
    return re.sub("<[^>]*>", "", re.sub("<style>.*?</style>", "", html, flags=re.DOTALL))


def publish(db: Database, data: str, reason: str = "", name: str = "账.csv") -> int:
    desk = imports.lay(db, CLERK, name, data.encode())
    return imports.publish(db, CLERK, desk, {}, remainders={0: reason} if reason else None)


def test_publishing_is_refused_with_the_equation_both_sides_the_cell_and_the_difference(db: Database) -> None:
    with pytest.raises(imports.NotNow) as refused:
        publish(db, LEDGER)
    assert str(refused.value) == "数对不上，先不能公布：上期结余加收入减支出1379.50元，表上写的期末结余1400.00元（E5格），相差20.50元。请改正，或写明原因（村民看得到）。"
    assert remainders.remainders(db, VISITOR, VILLAGE) == []


def test_with_a_reason_it_is_published_and_the_reason_stands_beside_the_figure(db: Database) -> None:
    publish(db, LEDGER, WHY)
    [one] = remainders.remainders(db, VISITOR, VILLAGE)
    assert (one.left_fen, one.right_fen, one.reason) == (137_950, 140_000, WHY)
    for page in (books.show(db, VISITOR, {"place": str(VILLAGE)}), villages.show(db, VISITOR, {"place": str(VILLAGE)}) or ""):
        assert f"原因：{WHY}" in words(page) and "相差20.50元" in words(page)
    with db.read() as conn:
        assert [(entry.actor, entry.detail) for entry in journal.entries(conn, "remainder")] == [("经办员小陈", f"-2050：{WHY}")]


def test_what_adds_up_is_published_without_a_word(db: Database) -> None:
    publish(db, LEDGER.replace("1400", "1379.5"))
    assert remainders.remainders(db, VISITOR, VILLAGE) == [] and "对不上" not in words(books.show(db, VISITOR, {"place": str(VILLAGE)}))


def test_a_remainder_leaves_the_page_with_the_table_that_is_replaced(db: Database) -> None:
    publish(db, LEDGER, WHY)
    desk = imports.lay(db, CLERK, "账二.csv", LEDGER.replace("1400", "1379.5").encode())
    imports.publish(db, CLERK, desk, {0: "replace"})
    assert remainders.remainders(db, VISITOR, VILLAGE) == []


def test_a_number_of_a_person_in_the_reason_is_hidden_and_few_people_have_no_sums(db: Database) -> None:
    rows = f"青枫镇柳溪村2026年5月农村低保金发放表\n姓名,身份证号,金额\n张秀英,{number(1)},500\n合计,,520\n"
    publish(db, rows, f"张秀英{number(1)}的补差下月发")
    [one] = remainders.remainders(db, VISITOR, VILLAGE)
    assert number(1) not in one.reason and "张秀英" not in one.reason and one.left_fen is None and "500" not in remainders.in_words(one)


def test_the_reason_about_a_list_of_the_township_stands_on_the_list_of_its_villages(db: Database) -> None:
    rows = "青枫镇2026年5月农村低保在册对象名单\n村,户主姓名,身份证号,保障人口,月保障金额\n" + "".join(f"柳溪村,张{name},{number(i)},1,500\n" for i, name in enumerate("秀建兰"))
    publish(db, rows + "合计,,,3,1600\n", "一户本月停发")
    shown = words(lists.show(db, VISITOR, {"place": str(VILLAGE), "scheme": "rural-dibao"}))
    assert "原因：一户本月停发" in shown and "各行相加1,500.00元，表上写的合计1,600.00元，相差100.00元" in shown


def test_the_reason_given_when_a_file_is_sent_for_approval_is_public_after_it(db: Database) -> None:
    approvals.set_two_steps(db, Viewer("administrator", "管理员", place_id=TOWN, township_id=TOWN), VILLAGE, True)
    desk = imports.lay(db, CLERK, "账.csv", LEDGER.encode())
    with pytest.raises(imports.NotNow, match="数对不上"):
        approvals.send(db, CLERK, desk, {})
    sent = approvals.send(db, CLERK, desk, {}, remainders={0: WHY})
    approvals.approve(db, Viewer("supervisor", "监督员老林", account_id=2, place_id=VILLAGE, township_id=TOWN), sent)
    assert [one.reason for one in remainders.remainders(db, VISITOR, VILLAGE)] == [WHY]


@pytest.mark.parametrize(
    ("options", "status", "reason"),
    [([], 0, "经办单位没有写明原因。"), (["--remainder", WHY], 0, WHY), (["--strict"], 2, None), (["--strict", "--remainder", WHY], 0, WHY)],
)  # fmt: skip
def test_the_command_says_in_public_that_no_reason_was_given_or_refuses_where_it_is_asked_to(db: Database, tmp_path: Path, options: list[str], status: int, reason: str | None) -> None:
    file = tmp_path / "账.csv"
    file.write_text(LEDGER, "utf-8")
    done = CliRunner().invoke(command.main, ["import", str(file), "--database", db.url, *options])
    assert done.exit_code == status, done.output
    assert [one.reason for one in remainders.remainders(db, VISITOR, VILLAGE)] == ([reason] if reason else [])
    assert reason is not None or "上期结余加收入减支出1379.50元，表上写的期末结余1400.00元（E5格），相差20.50元。" in done.output


# The pages


def said(at: AppTest) -> str:
    return words("\n".join(element.proto.body for element in at.get("html"))) + "\n".join(element.value for kind in (at.warning, at.success) for element in kind)


def test_the_clerk_sees_the_equations_and_publishes_with_a_reason_that_villagers_read(db: Database, open_page: Callable[[str, Viewer], AppTest]) -> None:
    at = open_page("clerk/upload.py", CLERK)
    at.file_uploader[0].upload("账.csv", LEDGER.encode(), "text/csv").run()
    assert "✗ 相差20.50元" in said(at) and "有1处数对不上" in said(at)
    button = next(one for one in at.button if one.label == "发布")
    assert button.disabled
    next(field for field in at.text_input if field.label.startswith("对不上的原因")).input(WHY).run()
    next(one for one in at.button if one.label == "发布").click().run()
    assert "已经发布" in said(at)
    assert f"原因：{WHY}" in said(open_page("public/books.py", VISITOR))


def test_the_clerk_sees_in_green_that_everything_adds_up(db: Database, open_page: Callable[[str, Viewer], AppTest]) -> None:
    at = open_page("clerk/upload.py", CLERK)
    at.file_uploader[0].upload("账.csv", LEDGER.replace("1400", "1379.5").encode(), "text/csv").run()
    assert "✓ 一致" in said(at) and "对不上" not in said(at)
    assert importing.check(db, "账.csv", LEDGER.encode()).status == "ready"
