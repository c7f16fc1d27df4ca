"""Publication in two steps: who prepares, who approves or returns, and that nothing is public in between."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from dashboard import command
from dashboard.access import VISITOR, Role, Viewer
from dashboard.queries import approvals, books, imports, open_data
from dashboard.queries.imports import OnDesk
from loaders import approving, importing, journal, places, verifying
from loaders.approving import Refused
from loaders.database import Database
from loaders.importing import NoSuchImport, Stopped
from loaders.records.imports import Batch, Import, RejectedRow
from loaders.records.payments import Payment
from loaders.records.people import Person
from loaders.records.publication import Preparation
from tests.sheets import number

COUNTY, TOWN, VILLAGE, OTHER, FAR = 330890000000, 330890102000, 330890102201, 330890102202, 330890103000
CLERK = Viewer("clerk", "经办员小陈", account_id=1, place_id=TOWN, township_id=TOWN)
COMMITTEE = Viewer("supervisor", "监督员老林", account_id=2, place_id=VILLAGE, township_id=TOWN)
ADMIN = Viewer("administrator", "管理员", account_id=3, place_id=TOWN, township_id=TOWN)
LEDGER = "柳溪村2026年第二季度收支明细\n日期,摘要,收入,支出,结余\n,期初余额,,,1000\n5.5,收店面租金,500,,1500\n5.6,付路灯电费,,120.5,1379.5\n"


@pytest.fixture
def db(database: Database) -> Database:
    with database.write() as conn:
        places.load(conn, "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n330890102202,茶坪村\n330890103000,柏坞乡\n330890103201,后垅村\n".encode())
    approvals.set_two_steps(database, ADMIN, VILLAGE, True)
    return database


def desk(db: Database, data: str = LEDGER, name: str = "账.csv") -> OnDesk:
    return imports.lay(db, CLERK, name, data.encode())


def send(db: Database, data: str = LEDGER, name: str = "账.csv") -> int:
    return approvals.send(db, CLERK, desk(db, data, name), {})


def public(db: Database) -> list[str]:
    found = books.periods_of(db, VISITOR, VILLAGE)
    return [*found, *(one.title for one in open_data.newest(db, VISITOR, 9))]


def count(db: Database, table: type) -> int:
    with db.read() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def test_what_is_prepared_is_nowhere_to_be_seen_until_the_committee_approves(db: Database) -> None:
    sent = send(db)
    assert public(db) == [] and [count(db, table) for table in (Import, Batch, Person, RejectedRow)] == [0, 0, 0, 0]
    [one] = approvals.waiting(db, COMMITTEE)
    assert (one.file, one.place, one.contents[0].what, one.contents[0].rows, one.contents[0].fen) == ("账.csv", "柳溪村", "收支明细　2026年第二季度　柳溪村", 2, 37_950)
    assert approvals.approve(db, COMMITTEE, sent) == 1
    assert "2026-Q2" in public(db) and approvals.waiting(db, COMMITTEE) == []
    assert verifying.verify(db).ok


def test_every_step_is_in_the_journal_with_who_took_it(db: Database) -> None:
    sent = send(db)
    approvals.give_back(db, COMMITTEE, sent, "路灯电费和发票不一样")
    again = send(db)
    approvals.approve(db, COMMITTEE, again)
    with db.read() as conn:
        noted = [(entry.action, entry.actor) for entry in journal.entries(conn, "prepare", "return", "approve", "publish")]
    assert noted == [("prepare", "经办员小陈"), ("return", "监督员老林"), ("prepare", "经办员小陈"), ("publish", "经办员小陈"), ("approve", "监督员老林")]


def test_a_returned_file_tells_its_clerk_why_and_is_not_published(db: Database) -> None:
    sent = send(db)
    approvals.give_back(db, COMMITTEE, sent, "路灯电费和发票不一样")
    [one] = approvals.sent(db, CLERK)
    assert (one.state, one.said, one.decided_by) == ("returned", "路灯电费和发票不一样", "监督员老林") and public(db) == []
    with pytest.raises(Refused, match="已经处理过了：退回修改"):
        approvals.approve(db, COMMITTEE, sent)
    approvals.drop(db, CLERK, sent)
    assert approvals.sent(db, CLERK) == []


def test_nothing_is_returned_without_a_reason(db: Database) -> None:
    with pytest.raises(Refused, match="为什么退回"):
        approvals.give_back(db, COMMITTEE, send(db), "  ")


def test_who_prepared_may_not_approve(db: Database) -> None:
    both = Viewer("supervisor", "经办员小陈", account_id=1, place_id=VILLAGE, township_id=TOWN)
    sent = send(db)
    assert approvals.waiting(db, both)[0].mine
    with pytest.raises(Refused, match="谁送审的"):
        approvals.approve(db, both, sent)
    assert public(db) == []


@pytest.mark.parametrize("role", ["visitor", "villager", "clerk", "administrator"])
def test_no_other_role_approves_or_returns(db: Database, role: Role) -> None:
    viewer, sent = Viewer(role, "某人", account_id=9, place_id=VILLAGE, township_id=TOWN), send(db)
    assert approvals.waiting(db, viewer) == []
    for act in (lambda: approvals.approve(db, viewer, sent), lambda: approvals.give_back(db, viewer, sent, "不对"), lambda: approvals.original(db, viewer, sent), lambda: approvals.rows(db, viewer, sent)):
        with pytest.raises(Refused, match="不归您"):
            act()


@pytest.mark.parametrize(("office", "may"), [(VILLAGE, True), (TOWN, True), (COUNTY, True), (OTHER, False), (FAR, False), (None, False)])
def test_the_committee_of_the_village_or_an_office_above_it_approves_and_no_other(db: Database, office: int | None, may: bool) -> None:
    township = {VILLAGE: TOWN, OTHER: TOWN, TOWN: TOWN, FAR: FAR}.get(office or 0)
    viewer, sent = Viewer("supervisor", "某监督员", account_id=9, place_id=office, township_id=township, county=office == COUNTY), send(db)
    assert bool(approvals.waiting(db, viewer)) == may
    if may:
        assert approvals.approve(db, viewer, sent) == 1
    else:
        with pytest.raises(Refused, match="不归您"):
            approvals.approve(db, viewer, sent)


@pytest.mark.parametrize("role", ["visitor", "villager", "supervisor", "administrator"])
def test_no_other_role_than_the_clerk_prepares_or_takes_back(db: Database, role: Role) -> None:
    viewer, waiting = Viewer(role, "某人", account_id=9, place_id=VILLAGE, township_id=TOWN), desk(db)
    with pytest.raises(imports.NotNow, match="不能送审"):
        approvals.send(db, viewer, waiting, {})
    with pytest.raises(Refused, match="不归您"):
        approvals.drop(db, viewer, send(db))


def test_a_clerk_of_another_township_does_not_see_what_is_prepared_here(db: Database) -> None:
    stranger, sent = Viewer("clerk", "外乡经办人", account_id=8, place_id=FAR, township_id=FAR), send(db)
    assert approvals.sent(db, stranger) == []
    with pytest.raises(Refused, match="不归您"):
        approvals.drop(db, stranger, sent)


@pytest.mark.parametrize(("role", "place", "may"), [("administrator", TOWN, True), ("administrator", COUNTY, True), ("administrator", FAR, False), ("clerk", TOWN, False), ("supervisor", TOWN, False), ("villager", VILLAGE, False), ("visitor", None, False)])
def test_the_administrator_of_the_place_alone_decides_whether_it_has_two_steps(db: Database, role: Role, place: int | None, may: bool) -> None:
    viewer = Viewer(role, "某人", account_id=9, place_id=place, township_id={COUNTY: None, FAR: FAR}.get(place or 0, TOWN), county=place == COUNTY)
    if may:
        approvals.set_two_steps(db, viewer, VILLAGE, False)
        assert approvals.asks(db, CLERK, desk(db), {}) == ""
    else:
        with pytest.raises(Refused, match="不归您管"):
            approvals.set_two_steps(db, viewer, VILLAGE, False)
        assert approvals.asks(db, CLERK, desk(db), {}) == "柳溪村"


def test_a_village_follows_its_township_until_it_says_otherwise(db: Database) -> None:
    tea = LEDGER.replace("柳溪村", "茶坪村")
    assert approvals.asks(db, CLERK, desk(db, tea), {}) == ""
    approvals.set_two_steps(db, ADMIN, TOWN, True)
    assert approvals.asks(db, CLERK, desk(db, tea), {}) == "茶坪村"
    approvals.set_two_steps(db, ADMIN, OTHER, False)
    assert approvals.asks(db, CLERK, desk(db, tea), {}) == ""


def test_a_list_of_the_whole_township_needs_the_committee_where_one_of_its_villages_asks(db: Database) -> None:
    rows = f"青枫镇2026年5月高龄津贴发放表\n村,姓名,身份证号,金额\n柳溪村,张秀英,{number(1)},80\n茶坪村,李建国,{number(2)},80\n"
    assert approvals.asks(db, CLERK, desk(db, rows), {}) == "柳溪村"
    assert approvals.asks(db, CLERK, desk(db, rows.replace("柳溪村", "茶坪村")), {}) == ""
    approvals.set_two_steps(db, ADMIN, OTHER, True)
    assert approvals.asks(db, CLERK, desk(db, rows), {}) == "青枫镇"


def test_registers_that_are_never_published_need_no_committee(db: Database) -> None:
    rows = f"柳溪村户籍人口花名册\n村,姓名,身份证号,与户主关系\n柳溪村,张秀英,{number(1)},户主\n"
    found = desk(db, rows)
    assert found.positions and approvals.asks(db, CLERK, found, {}) == ""


def test_whoever_saves_past_the_page_is_stopped(db: Database) -> None:
    checked = importing.check(db, "账.csv", LEDGER.encode())
    with pytest.raises(Stopped, match="柳溪村公布前要先由村务监督委员会审核"):
        importing.save(db, checked, "命令行")
    with pytest.raises(imports.NotNow, match="审核"):
        imports.publish(db, CLERK, desk(db), {})
    assert public(db) == []


def test_a_rejected_row_is_not_slipped_in_past_the_committee(db: Database) -> None:
    approvals.set_two_steps(db, ADMIN, VILLAGE, False)
    rows = f"柳溪村2026年5月高龄津贴发放表\n姓名,身份证号,金额\n张秀英,{number(1)},80\n李建国,{number(2)[:-1]},80\n"
    importing.save(db, importing.check(db, "高龄.csv", rows.encode()), "经办员小陈")
    approvals.set_two_steps(db, ADMIN, VILLAGE, True)
    with db.read() as conn:
        rejected = conn.execute(select(RejectedRow.id)).scalar_one()
    with pytest.raises(NoSuchImport, match="不能在这里单独补一行"):
        imports.correct(db, CLERK, rejected, {"身份证号": number(2)})
    assert count(db, Payment) == 1


def test_what_was_published_meanwhile_sends_the_file_back(db: Database) -> None:
    sent = send(db)
    approvals.set_two_steps(db, ADMIN, VILLAGE, False)
    importing.save(db, importing.check(db, "账二.csv", LEDGER.replace("500,,1500", "600,,1600").replace("1379.5", "1479.5").encode()), "经办员小陈")
    with pytest.raises(Refused, match="和送审时不一样"):
        approvals.approve(db, COMMITTEE, sent)
    assert approvals.waiting(db, COMMITTEE)[0].state == "prepared"


def test_the_same_file_is_prepared_once_and_taken_back_before_it_is_decided(db: Database) -> None:
    sent = send(db)
    assert send(db) == sent and count(db, Preparation) == 1
    approvals.drop(db, CLERK, sent)
    with pytest.raises(Refused, match="已取回"):
        approvals.approve(db, COMMITTEE, sent)
    assert send(db) == sent + 1


def test_two_committee_members_at_once_publish_once(db: Database) -> None:
    sent = send(db)
    with db.read() as conn:
        one = approving.of(conn, sent)
    assert one is not None
    first, second = (approving.opened(db, one) for _ in range(2))
    approving.approve(db, sent, first, "甲", 5)
    with pytest.raises(Refused, match="已经处理过了"):
        approving.approve(db, sent, second, "乙", 6)
    assert count(db, Import) == 1


def test_the_committee_sees_every_row_and_no_number_of_a_person(db: Database) -> None:
    rows = f"柳溪村2026年5月高龄津贴发放表\n姓名,身份证号,金额\n张秀英,{number(1)},80\n李建国,{number(2)},80\n"
    [(what, lines)] = approvals.rows(db, COMMITTEE, send(db, rows))
    assert what == "高龄津贴　2026年5月　青枫镇柳溪村" and lines == [["3", "张秀英", "80.00"], ["4", "李建国", "80.00"]]


def test_the_command_prepares_instead_of_publishing_and_says_so(db: Database, tmp_path: Path) -> None:
    file = tmp_path / "账.csv"
    file.write_text(LEDGER, "utf-8")
    done = CliRunner().invoke(command.main, ["import", str(file), "--database", db.url])
    assert done.exit_code == 1 and "已送审，还没有公布" in done.output and "柳溪村公布前要先由村务监督委员会审核" in done.output
    assert public(db) == [] and approvals.approve(db, COMMITTEE, 1) == 1
    again = CliRunner().invoke(command.main, ["import", str(file), "--database", db.url])
    assert again.exit_code == 0 and "没有变化" in again.output


# The pages


def said(at: AppTest) -> str:
    html = "\n".join(re.sub(r"<[^>]+>", "", element.proto.body) for element in at.get("html"))
    return html + "\n".join(element.value for kind in (at.info, at.error, at.success) for element in kind)


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def test_the_clerk_sends_the_committee_approves_and_villagers_see_it(db: Database, open_page: Callable[[str, Viewer], AppTest]) -> None:
    at = open_page("clerk/upload.py", CLERK)
    at.file_uploader[0].upload("账.csv", LEDGER.encode(), "text/csv").run()
    assert "柳溪村公布前要先审核" in said(at)
    assert "已经送柳溪村的村务监督委员会审核" in said(press(at, "送监督委员会审核")) and public(db) == []
    committee = open_page("supervisor/approvals.py", COMMITTEE)
    assert "收支明细　2026年第二季度　柳溪村" in said(committee)
    assert "收500.00" in said(press(committee, "看每一行"))
    assert "村民现在看得到了" in said(press(committee, "同意公布")) and "2026-Q2" in public(db)


def test_the_reason_of_a_return_reaches_the_first_page_of_the_clerk(db: Database, open_page: Callable[[str, Viewer], AppTest]) -> None:
    approvals.give_back(db, COMMITTEE, send(db), "第5行金额不对")
    assert "监督员老林退回：第5行金额不对" in said(open_page("clerk/imports.py", CLERK))


def test_the_administrator_sets_two_steps_for_a_village(db: Database, open_page: Callable[[str, Viewer], AppTest]) -> None:
    at = open_page("admin/places.py", ADMIN)
    at.selectbox[0].select_index(2).run()
    at.radio[0].set_value(True).run()
    press(at, "保存")
    assert approvals.asks(db, CLERK, desk(db, LEDGER.replace("柳溪村", "茶坪村")), {}) == "茶坪村"
    assert "没有看这一页的权限" in said(open_page("admin/places.py", CLERK))
