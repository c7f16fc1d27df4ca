"""The clerk's pages, run as Streamlit runs them: upload to publication, undo, correction, cards."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert, select
from streamlit.testing.v1 import AppTest

from dashboard import widgets
from dashboard.access import Viewer
from dashboard.identity import cards
from dashboard.light import cards as light
from dashboard.queries import imports
from loaders import importing
from loaders.database import Database
from loaders.records.imports import Import, JournalEntry, RejectedRow
from loaders.records.payments import Payment
from loaders.records.places import Place

PAGES = Path(widgets.__file__).parent / "clerk"
TOWN, OTHER = 330890101000, 330890102000
CLERK = Viewer("clerk", "经办人甲", account_id=1, place_id=TOWN, township_id=TOWN)
VILLAGER = Viewer("villager", "村民", person_id=1)
HEADINGS = ["序号", "村", "姓名", "身份证号码", "本次发放金额(元)"]

Open = Callable[..., AppTest]


def number(serial: int) -> str:
    """A fictional identity number with its right check digit."""
    body = f"33089019800101{serial:03}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def book(title: str, rows: list[list[object]], total: float | None = None) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append([title])
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    if total is not None:
        sheet.append(["合计", None, None, None, total])
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


TITLE = "青枫镇2023年12月农村最低生活保障金发放花名册"
ROWS: list[list[object]] = [
    [1, "柳溪村", "张一明", number(1), 300.5],
    [2, "柳溪村", "李小花", number(2), 200],
    [3, "枧底村", "王大山", number(3), 100],
]
BROKEN: list[list[object]] = [ROWS[0], [2, "柳溪村", "李小花", number(2)[:-1], 200], ROWS[2]]


@pytest.fixture
def place(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database with two townships, which the pages use."""
    with database.write() as conn:
        for code, name, level, parent in (
            (TOWN, "青枫镇", "township", None), (TOWN + 200, "柳溪村", "village", TOWN), (TOWN + 201, "枧底村", "village", TOWN),
            (OTHER, "柏坞乡", "township", None), (OTHER + 200, "后垅村", "village", OTHER),
        ):  # fmt: skip
            town = code if level == "township" else parent
            conn.execute(
                insert(Place).values(
                    id=code, code=str(code), name=name, level=level, parent_id=parent, township_id=town
                )
            )
    monkeypatch.setenv("VILLAGE_DATABASE_URL", database.url)
    widgets.database.clear()
    yield database
    widgets.database.clear()


@pytest.fixture
def open_page(place: Database, monkeypatch: pytest.MonkeyPatch) -> Open:
    def opened(name: str, viewer: Viewer = CLERK) -> AppTest:
        monkeypatch.setattr(widgets, "viewer", lambda: viewer)
        return AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=30).run()

    return opened


def words(at: AppTest) -> str:
    """Everything that a page says."""
    assert not at.exception
    shown = [re.sub(r"<[^>]+>", "", element.proto.body) for element in at.get("html")]
    shown += [
        element.value
        for kind in (at.markdown, at.info, at.warning, at.error, at.success, at.caption)
        for element in kind
    ]
    return "\n".join(shown)


def press(at: AppTest, label: str) -> AppTest:
    """Press the button of that label."""
    return next(button for button in at.button if button.label == label).click().run()


def save(db: Database, data: bytes, name: str = "低保12月.xlsx") -> int:
    return importing.save(db, importing.check(db, name, data), "经办人甲")


def test_a_clerk_sees_what_was_recognised_and_publishes_it(open_page: Open, place: Database) -> None:
    at = open_page("upload")
    at.file_uploader[0].upload("低保12月.xlsx", book(TITLE, ROWS, 600.5)).run()
    said = words(at)
    assert "农村低保　2023年12月　青枫镇（2个村）" in said
    assert "读到3行" in said and "与表内合计一致" in said
    with place.read() as conn:
        assert conn.execute(select(Import.id)).all() == []
    press(at, "发布")
    assert "村民现在能看到" in words(at) and "3行，600.50元" in words(at)
    with place.read() as conn:
        assert sorted(conn.execute(select(Payment.amount_fen)).scalars()) == [10000, 20000, 30050]


def test_a_rerun_does_not_read_the_file_again(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    check = importing.check
    monkeypatch.setattr(importing, "check", lambda *given: read.append(given[1]) or check(*given))
    at = open_page("upload")
    at.file_uploader[0].upload("低保12月.xlsx", book(TITLE, ROWS)).run()
    at.run()
    assert read == ["低保12月.xlsx"]


def test_a_total_that_disagrees_is_said_in_words(open_page: Open) -> None:
    at = open_page("upload")
    at.file_uploader[0].upload("低保12月.xlsx", book(TITLE, ROWS, 700)).run()
    assert "各行加起来600.50元，表内合计是700.00元，相差99.50元，请核对。" in words(at)


def test_a_problem_is_shown_with_its_cell_and_without_the_number(open_page: Open) -> None:
    at = open_page("upload")
    at.file_uploader[0].upload("低保12月.xlsx", book(TITLE, BROKEN)).run()
    said = words(at)
    assert "D4格" in said and "应为18位" in said and "不能入库" in said
    assert number(2)[:-1] not in said
    assert "有问题的1行先不入库" in said


def test_a_table_of_another_township_is_refused(open_page: Open) -> None:
    at = open_page("upload")
    rows: list[list[object]] = [[1, "后垅村", "张一明", number(1), 300]]
    at.file_uploader[0].upload("低保.xlsx", book("柏坞乡2023年12月农村低保发放表", rows)).run()
    assert "这张表写的是柏坞乡，您只能发布青枫镇的表" in words(at)
    assert [button.label for button in at.button if button.label == "发布"] == []


def test_a_corrected_list_is_guessed_to_replace_and_does(open_page: Open, place: Database) -> None:
    save(place, book(TITLE, ROWS))
    changed = [ROWS[0], [2, "柳溪村", "李小花", number(2), 250], ROWS[2]]
    at = open_page("upload")
    at.file_uploader[0].upload("低保12月更正.xlsx", book(TITLE, changed)).run()
    said = words(at)
    assert "金额不同1：李小花（200.00→250.00）" in said
    assert "原来600.50元，这份650.50元" in said
    assert at.radio[0].value == "replace"
    press(at, "发布")
    assert imports.listed(place, CLERK)[0][1].state == "已被后来的文件替换"


def test_where_a_part_is_in_both_the_clerk_has_to_choose(open_page: Open, place: Database) -> None:
    many: list[list[object]] = [
        [i, "柳溪村", f"张{'一二三四五六七八九'[i]}", number(i + 1), 100] for i in range(9)
    ]
    save(place, book(TITLE, many))
    other: list[list[object]] = [
        many[0],
        *([i, "枧底村", f"王{'一二三四五六七八九'[i]}", number(i + 50), 100] for i in range(5)),
    ]
    at = open_page("upload")
    at.file_uploader[0].upload("低保12月补.xlsx", book(TITLE, other)).run()
    assert at.radio[0].value is None
    assert "要您先选：替换还是补充" in words(at)
    assert next(b for b in at.button if b.label == "发布").disabled
    at.radio[0].set_value("add").run()
    press(at, "发布")
    assert [line.state for line in imports.listed(place, CLERK)[0]] == ["有效", "有效"]


def test_a_period_that_the_file_lacks_is_asked_for(open_page: Open, place: Database) -> None:
    at = open_page("upload")
    at.file_uploader[0].upload("低保.xlsx", book("青枫镇农村低保金发放花名册", ROWS)).run()
    assert "看不出这张表是哪个月" in words(at)
    at.number_input[0].set_value(2023)
    at.selectbox[0].set_value("12月")
    press(at, "按这样再核对一遍")
    assert "2023年12月" in words(at)
    press(at, "发布")
    assert imports.listed(place, CLERK)[0][0].batches[0].what == "农村低保　2023年12月　青枫镇"


def test_a_file_that_is_no_spreadsheet_is_refused_with_what_to_do(open_page: Open) -> None:
    at = open_page("upload")
    at.file_uploader[0].upload("坏的.xlsx", b"").run()
    assert "请重新导出后再上传" in words(at)


def test_what_was_published_meanwhile_is_compared_again_before_publishing(
    open_page: Open, place: Database
) -> None:
    at = open_page("upload")
    at.file_uploader[0].upload("低保12月.xlsx", book(TITLE, ROWS)).run()
    save(place, book(TITLE, [*ROWS, [4, "枧底村", "赵四", number(4), 50]]), "同事的.xlsx")
    press(at, "发布")
    said = words(at)
    assert "已经重新比较" in said and "《同事的.xlsx》" in said
    assert len(imports.listed(place, CLERK)[0]) == 1
    assert at.radio[0].value == "replace" and "公布的1个数会变" in words(at) and "公开的更正记录里留下一条" in words(at)


def test_taking_back_says_whom_it_touches_before_it_is_done(open_page: Open, place: Database) -> None:
    save(place, book(TITLE, ROWS))
    at = open_page("imports")
    press(at, "撤回")
    said = words(at)
    assert "涉及3人、600.50元：张一明、李小花、王大山" in said
    assert "柳溪村　农村低保　2023年12月：现在2行、500.50元，以后没有（村民的补贴页、补贴合计）" in said and "公开的更正记录里会留下一条" in said
    press(at, "确定撤回")
    assert "已经撤回" in words(at)
    assert not imports.listed(place, CLERK)[0][0].in_force


def test_a_rejected_row_is_corrected_cell_by_cell(open_page: Open, place: Database) -> None:
    save(place, book(TITLE, BROKEN))
    at = open_page("corrections")
    assert number(2)[:-1] not in words(at)
    press(at, "更正这一行")
    assert at.text_input[0].label == "身份证号码"
    press(at, "保存，入库")
    assert "还没有入库" in words(at)
    at.text_input[0].set_value(number(2))
    press(at, "保存，入库")
    assert "已经更正入库" in words(at) and "没有要更正的行" in words(at)
    with place.read() as conn:
        assert sum(conn.execute(select(Payment.amount_fen)).scalars()) == 60050


def test_a_rejected_row_is_set_aside_for_a_reason(open_page: Open, place: Database) -> None:
    save(place, book(TITLE, BROKEN))
    at = press(open_page("corrections"), "更正这一行")
    next(field for field in at.text_input if field.label == "为什么").set_value("重复的一行").run()
    press(at, "不再提醒这一行")
    with place.read() as conn:
        assert conn.execute(select(RejectedRow.state)).scalar() == "dismissed"
        notes = conn.execute(select(JournalEntry.detail).where(JournalEntry.action == "dismiss-reason"))
        assert notes.scalar() == "重复的一行"


def test_cards_are_issued_and_printed(open_page: Open, place: Database) -> None:
    save(place, book(TITLE, ROWS))
    at = open_page("codes")
    press(at, "给2户制卡")
    at.text_input[0].set_value("https://cunwu.example.cn").run()
    press(at, "就印这个网址")
    assert [link.proto.url for link in at.get("link_button")] == [f"/lite/cards?village={TOWN + 200}"]
    printed = light.make(place, CLERK, {"village": str(TOWN + 200)})
    codes = [slip.code for slip in cards.slips(place, TOWN + 200)]
    assert printed.count('<div class="it">') == 2 and printed.count("<svg") == 2
    assert all(code in printed for code in codes)
    assert "张一明家" in printed and "<script" not in printed


def test_cards_of_another_township_are_not_printed(place: Database) -> None:
    imports.keep_address(place, CLERK, "https://cunwu.example.cn")
    with place.read() as conn:
        assert conn.execute(select(Place.id).where(Place.id == OTHER + 200)).scalar()
    assert "没有这个村的明白卡" in light.make(place, CLERK, {"village": str(OTHER + 200)})


@pytest.mark.parametrize("name", ["upload", "imports", "corrections", "codes"])
def test_a_villager_sees_none_of_it(name: str, open_page: Open) -> None:
    assert "您没有看这一页的权限" in words(open_page(name, VILLAGER))
