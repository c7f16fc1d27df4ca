"""Who may do what with a finding, in which order, and what is kept of it."""

import csv
import io
import json
from itertools import product

import pytest
from sqlalchemy import select, update

from dashboard import cross_matching
from dashboard.access import VISITOR, Viewer
from dashboard.light import findings as light
from dashboard.queries import findings
from dashboard.queries.findings import NEXT, STATES, Refused
from loaders import importing, journal, places
from loaders.database import Database
from loaders.records.findings import Finding, FindingStep
from loaders.records.imports import JournalEntry, RejectedRow
from tests.sheets import bring, number

COUNTY, TOWN, OTHER, VILLAGE, NEXT_DOOR = 330890000000, 330890102000, 330890103000, 330890102201, 330890102202
SUPERVISOR = Viewer("supervisor", "老林", account_id=1, place_id=TOWN, township_id=TOWN)
OF_VILLAGE = Viewer("supervisor", "村监委", account_id=2, place_id=VILLAGE, township_id=TOWN)
OF_NEXT_DOOR = Viewer("supervisor", "邻村", account_id=3, place_id=NEXT_DOOR, township_id=TOWN)
OF_OTHER = Viewer("supervisor", "老周", account_id=4, place_id=OTHER, township_id=OTHER)
OF_COUNTY = Viewer("supervisor", "县纪委", account_id=5, place_id=COUNTY, county=True)
CLERK = Viewer("clerk", "小陈", account_id=6, place_id=TOWN, township_id=TOWN)
ADMINISTRATOR = Viewer("administrator", "管", account_id=7, place_id=TOWN, township_id=TOWN)


@pytest.fixture
def found(database: Database) -> Database:
    with database.write() as conn:
        places.load(conn, f"代码,名称\n{COUNTY},澄溪县\n{TOWN},青枫镇\n{OTHER},柏坞乡\n{VILLAGE},柳溪村\n{NEXT_DOOR},溪口村\n".encode())
    bring(database, "四月.csv", "青枫镇2026年4月高龄津贴发放表", "村,姓名,身份证号,金额,银行账号,备注", f"柳溪村,张秀英,{number(1)},60,6299000000000001,=1+1")
    bring(database, "去世.csv", "青枫镇2026年去世人员登记表", "村,姓名,身份证号,死亡日期", f"柳溪村,张秀英,{number(1)},2026-03-02")
    cross_matching.match(database, "测试")
    return database


def state(db: Database) -> str:
    with db.read() as conn:
        return str(conn.execute(select(Finding.state)).scalar_one())


def put(db: Database, name: str) -> None:
    with db.write() as conn:
        conn.execute(update(Finding).values(state=name))


@pytest.mark.parametrize(("who", "sees"), [(SUPERVISOR, True), (OF_VILLAGE, True), (OF_COUNTY, True), (OF_NEXT_DOOR, False), (OF_OTHER, False), (CLERK, False), (ADMINISTRATOR, False), (VISITOR, False)])
def test_the_supervisors_of_the_place_and_above_see_a_finding_and_nobody_else(found: Database, who: Viewer, sees: bool) -> None:
    assert [line.who for line in findings.listed(found, who)[0]] == (["张*英"] if sees else [])
    assert (findings.one(found, who, 1) is not None) is sees
    assert bool(findings.everything(found, who)) is sees
    assert sum(one.open for one in findings.counted(found, who)) == int(sees)
    if not sees:
        for act in (lambda: findings.change(found, who, 1, "verifying", "看一看再说"), lambda: findings.say(found, who, 1, "heard", "没有的事")):
            with pytest.raises(Refused):
                act()
    assert state(found) == "new"


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_a_state_follows_on_those_that_the_table_names_and_on_no_other(found: Database, before: str, after: str) -> None:
    findings.say(found, SUPERVISOR, 1, "heard", "本人说清楚了")
    put(found, before)
    if after in NEXT[before]:
        findings.change(found, SUPERVISOR, 1, after, "核对过原表")
        assert state(found) == after
    else:
        with pytest.raises(Refused):
            findings.change(found, SUPERVISOR, 1, after, "核对过原表")
        assert state(found) == before


@pytest.mark.parametrize("reason", ["", "  ", "好", "​​​​"])
def test_no_state_changes_without_a_reason(found: Database, reason: str) -> None:
    with pytest.raises(Refused):
        findings.change(found, SUPERVISOR, 1, "cleared", reason)
    assert state(found) == "new"


def test_nobody_is_confirmed_unheard(found: Database) -> None:
    findings.change(found, SUPERVISOR, 1, "verifying", "先看死亡证明")
    with pytest.raises(Refused, match="本人"):
        findings.change(found, SUPERVISOR, 1, "confirmed", "证明是真的")
    findings.say(found, SUPERVISOR, 1, "nobody", "去过两次，家里没有人")
    findings.change(found, SUPERVISOR, 1, "confirmed", "证明是真的")
    assert state(found) == "confirmed"


def test_who_did_what_when_and_why_is_kept_and_stands_in_the_journal(found: Database) -> None:
    findings.change(found, SUPERVISOR, 1, "verifying", f"证件号{number(1)}核对")
    findings.say(found, OF_VILLAGE, 1, "heard", "女儿说已经报过")
    opened = findings.one(found, SUPERVISOR, 1)
    assert opened and [(step.actor, step.what, step.words) for step in opened.steps] == [
        ("老林", "改为“正在核实”", "证件号＊＊＊＊＊＊核对"), ("村监委", "听本人说的", "女儿说已经报过"),
    ]  # fmt: skip
    with found.read() as conn:
        noted = {row.action: json.loads(row.detail) for row in conn.execute(select(JournalEntry.action, JournalEntry.detail).where(JournalEntry.subject == "finding:1"))}
        stored = conn.execute(select(FindingStep.words_sealed)).scalars().all()
        assert journal.check(found, conn) == []
    assert noted["finding"] == {"rule": "paid_after_death", "from": "new", "to": "verifying", "reason": "证件号＊＊＊＊＊＊核对"}
    assert "女儿" not in json.dumps(noted, ensure_ascii=False) and not any("女儿".encode() in words for words in stored if words)


def test_both_rows_stand_with_file_sheet_and_row_and_without_numbers(found: Database) -> None:
    opened = findings.one(found, SUPERVISOR, 1)
    assert opened and opened.name == "张秀英"
    (paid,), (died,) = opened.asked, opened.against
    assert (paid.words, died.words) == ("《四月.csv》第3行", "《去世.csv》第3行")
    assert {"村": "柳溪村", "项目": "高龄津贴", "所属期": "2026年4月", "姓名": "张秀英"}.items() <= dict(paid.cells).items()
    assert "60.00元" in dict(paid.cells).values() and "2026年3月2日" in dict(died.cells).values()
    shown = json.dumps([row.cells for row in (*opened.asked, *opened.against)], ensure_ascii=False)
    assert number(1) not in shown and "6299000000000001" not in shown


def test_a_look_at_a_finding_is_a_look_at_its_person(found: Database) -> None:
    findings.one(found, SUPERVISOR, 1)
    with found.read() as conn:
        look = conn.execute(select(JournalEntry.subject, JournalEntry.detail).where(JournalEntry.action == "look")).one()
        person = conn.execute(select(Finding.person_id)).scalar_one()
    assert look.subject == f"person:{person}" and "核实疑点" in look.detail


def test_a_row_that_was_not_loaded_is_shown_as_it_is_written_with_its_reason(found: Database) -> None:
    bring(found, "五月.csv", "青枫镇2026年5月高龄津贴发放表", "村,姓名,身份证号,金额", "柳溪村,李桂香,33089019600101,60", f"柳溪村,王芳,{number(3)},60")
    cross_matching.match(found, "测试")
    (line,) = findings.listed(found, SUPERVISOR, "invalid_id_number")[0]
    opened = findings.one(found, SUPERVISOR, line.id)
    assert opened and dict(opened.asked[0].cells)["姓名"] == "李桂香"
    assert "14位" in dict(opened.asked[0].cells)["没有收下，因为"] and "33089019600101" not in str(opened.asked)
    with found.read() as conn:
        waiting = conn.execute(select(RejectedRow.id)).scalar_one()
    cells = {**importing.cells_of(found, waiting), "身份证号": number(2)}
    assert importing.correct(found, waiting, cells, "小陈") == []
    cross_matching.recheck(found, 3)
    assert findings.listed(found, SUPERVISOR, "invalid_id_number")[0] == []


def test_the_list_is_a_file_without_formulas_names_or_numbers_and_taking_it_away_is_noted(found: Database) -> None:
    rows = list(csv.reader(io.StringIO(light.download(found, SUPERVISOR, {}).content.decode("utf-8-sig"))))
    assert rows[1][:4] == ["1", "去世以后还在发", "张*英", "柳溪村"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    with found.read() as conn:
        assert conn.execute(select(JournalEntry.detail).where(JournalEntry.action == "findings-list")).scalar_one() == "1条"


def test_the_letter_names_the_person_to_the_supervisor_of_the_place_alone(found: Database) -> None:
    said = light.letter(found, SUPERVISOR, {"finding": "1"})
    assert "核查函" in said and "张秀英" in said and "《四月.csv》" in said and number(1) not in said and "<script" not in said
    assert "没有这条疑点" in light.letter(found, OF_OTHER, {"finding": "1"}) and len(said.encode()) < 12_000


def test_red_until_corrected_then_yellow(found: Database) -> None:
    colours = {}
    for name in STATES:
        put(found, name)
        colours[name] = findings.listed(found, SUPERVISOR)[0][0].colour
    assert colours == {"new": "bad", "verifying": "bad", "confirmed": "bad", "cleared": "quiet", "corrected": "wait"}


def test_each_rule_shows_how_many_were_confirmed_and_cleared(found: Database) -> None:
    put(found, "cleared")
    shown = {one.rule: one.states for one in findings.counted(found, SUPERVISOR)}
    assert shown["paid_after_death"] == {"cleared": 1} and len(shown) >= 18


@pytest.mark.parametrize(("who", "may"), [(SUPERVISOR, True), (ADMINISTRATOR, True), (OF_COUNTY, True), (OF_VILLAGE, False), (CLERK, False), (VISITOR, False)])
def test_a_threshold_is_set_by_the_supervisor_or_administrator_of_a_township_or_county(found: Database, who: Viewer, may: bool) -> None:
    if not may:
        with pytest.raises(Refused):
            findings.set_threshold(found, who, "paid_after_death", "grace", 2)
        return
    findings.set_threshold(found, who, "paid_after_death", "grace", 2)
    assert next(one.value for one in findings.thresholds(found, who) if one.key == "grace") == 2
    assert findings.run(found, OF_COUNTY).gone == {"paid_after_death": 1}


@pytest.mark.parametrize(("rule", "key", "value"), [("no_such_rule", "grace", 1), ("paid_after_death", "no_such_key", 1), ("paid_after_death", "grace", -1), ("shared_account", "homes", 1)])
def test_a_threshold_that_there_is_not_or_that_makes_no_sense_is_refused(found: Database, rule: str, key: str, value: int) -> None:
    with pytest.raises(Refused):
        findings.set_threshold(found, SUPERVISOR, rule, key, value)


def test_nothing_follows_from_a_finding_by_itself(found: Database) -> None:
    """个人信息保护法第二十四条: the payments, the lists and what a villager sees are the same before and after."""
    with found.read() as conn:
        before = [conn.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").all() for table in ("payment", "entitlement", "batch", "payment_total", "person")]
    findings.change(found, SUPERVISOR, 1, "verifying", "先核对")
    findings.say(found, SUPERVISOR, 1, "heard", "本人不认")
    findings.change(found, SUPERVISOR, 1, "confirmed", "核对属实")
    with found.read() as conn:
        assert before == [conn.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").all() for table in ("payment", "entitlement", "batch", "payment_total", "person")]
