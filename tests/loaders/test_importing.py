"""A file's way into the database and out again: save, repeat, replace, add, withdraw, correct."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from loaders import importing, saving
from loaders.database import Database, connect
from loaders.importing import NoSuchImport, Stopped, Supplied
from loaders.records.books import LedgerBalance, LedgerEntry
from loaders.records.imports import Batch, Import, JournalEntry, RejectedRow
from loaders.records.payments import Entitlement, Payment, PaymentTotal
from loaders.records.people import Household, Person
from tests.sheets import number


def roster(rows: list[tuple[str, str, str]], title: str = "青枫镇柳溪村2024年6月农村低保金发放表") -> bytes:
    lines = [title, "序号,姓名,身份证号,发放金额(元),银行账号"]
    lines += [f"{i},{name},{identity},{amount},62999900000000000{i:02}" for i, (name, identity, amount) in enumerate(rows, 1)]
    return "\n".join(lines).encode("utf-8")


THREE = [("张秀英", number(1), "500.00"), ("李建国", number(2), "620.50"), ("王兰", number(3), "433.00")]


def put(db: Database, data: bytes, name: str = "低保.csv", supplied: Supplied | None = None, **decisions: str) -> int:
    checked = importing.check(db, name, data, supplied)
    assert checked.status == "ready", checked.error
    return importing.save(db, checked, "测试", {0: decisions["decide"]} if decisions else None)


def in_force(db: Database) -> dict[str, int]:
    with db.read() as conn:
        rows = conn.execute(select(Payment.name, func.sum(Payment.amount_fen)).join(Batch, Batch.id == Payment.batch_id).where(Batch.in_force).group_by(Payment.name))
        return {name: fen for name, fen in rows}


def count(db: Database, table: type) -> int:
    with db.read() as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_saved_file_stands_in_the_database_to_the_fen_with_its_row(database: Database) -> None:
    put(database, roster(THREE))
    assert in_force(database) == {"张秀英": 50000, "李建国": 62050, "王兰": 43300}
    with database.read() as conn:
        line = conn.execute(select(Payment.row, Payment.column, Payment.period, Payment.status).where(Payment.name == "李建国")).one()
    assert tuple(line) == (4, "D", "2024-06", "paid")


def test_checking_writes_nothing(database: Database) -> None:
    importing.check(database, "低保.csv", roster(THREE))
    assert [count(database, table) for table in (Import, Batch, Payment, Person)] == [0, 0, 0, 0]
    assert not database.files.exists()


def test_no_identity_or_account_number_is_stored_in_clear(database: Database) -> None:
    put(database, roster([*THREE, ("赵坏", number(4)[:17] + "?", "10")]))
    database.engine.dispose()
    stored = b"".join(file.read_bytes() for file in Path(database.files).parent.rglob("*") if file.is_file() and file.name != "village.key")
    assert all(identity.encode() not in stored for _, identity, _ in THREE)
    assert number(4)[:17].encode() not in stored and b"6299990000000000001" not in stored


def test_the_same_bytes_twice_are_one_import(database: Database) -> None:
    first = put(database, roster(THREE))
    again = importing.check(database, "另一个名字.csv", roster(THREE))
    assert (again.status, again.import_id) == ("unchanged", first)
    assert count(database, Import) == 1


def test_the_same_bytes_checked_by_two_clerks_are_saved_once(database: Database) -> None:
    both = [importing.check(database, "低保.csv", roster(THREE)) for _ in range(2)]
    assert importing.save(database, both[0], "甲") == importing.save(database, both[1], "乙")
    assert in_force(database) == {"张秀英": 50000, "李建国": 62050, "王兰": 43300}


def test_the_same_bytes_for_another_month_are_another_import(database: Database) -> None:
    data = roster(THREE, "青枫镇柳溪村农村低保金发放表")
    assert put(database, data, supplied=Supplied(period="2024-06")) != put(database, data, supplied=Supplied(period="2024-07"))
    assert in_force(database)["王兰"] == 86600


def test_mostly_the_same_people_replace_and_undo_brings_the_old_list_back(database: Database) -> None:
    put(database, roster(THREE))
    corrected = put(database, roster([*THREE[:2], ("王兰", number(3), "533.00")]), "更正.csv")
    assert in_force(database) == {"张秀英": 50000, "李建国": 62050, "王兰": 53300}
    importing.withdraw(database, corrected, "测试")
    assert in_force(database) == {"张秀英": 50000, "李建国": 62050, "王兰": 43300}


def test_other_people_of_the_same_month_are_added(database: Database) -> None:
    put(database, roster(THREE))
    put(database, roster([("周梅", number(9), "300")], "青枫镇柳溪村2024年6月农村低保金补发表"), "补发.csv")
    assert sum(in_force(database).values()) == 50000 + 62050 + 43300 + 30000


def test_a_part_that_is_paid_already_asks_before_anything_is_doubled(database: Database) -> None:
    many = [(f"张秀{c}", number(10 + i), "100") for i, c in enumerate("英兰芳梅菊香琴珠")]
    put(database, roster(many))
    checked = importing.check(database, "一部分.csv", roster([*many[:2], ("王新", number(99), "70")]))
    assert checked.tables[0].guess == "ask"
    with pytest.raises(Stopped) as stopped:
        importing.save(database, checked, "测试")
    assert "2人" in stopped.value.message
    assert sum(in_force(database).values()) == 80000


def test_the_village_totals_follow_every_change(database: Database) -> None:
    def total() -> int:
        with database.read() as conn:
            return conn.execute(select(func.coalesce(func.sum(PaymentTotal.amount_fen), 0))).scalar_one()

    first = put(database, roster(THREE))
    second = put(database, roster([*THREE[:2], ("王兰", number(3), "533.00")]), "更正.csv")
    sums = [total()]
    for undone in (second, first):
        importing.withdraw(database, undone, "测试")
        sums.append(total())
    assert sums == [165350, 155350, 0]


def test_what_two_successors_replaced_comes_back_with_the_last_of_them(database: Database) -> None:
    put(database, roster(THREE))
    second = put(database, roster([*THREE[:2], ("王兰", number(3), "2")]), "二.csv")
    third = put(database, roster([*THREE[:2], ("王兰", number(3), "3")]), "三.csv")
    importing.withdraw(database, second, "测试")
    assert in_force(database)["王兰"] == 300
    importing.withdraw(database, third, "测试")
    assert in_force(database)["王兰"] == 43300


def test_an_import_is_taken_back_once(database: Database) -> None:
    done = put(database, roster(THREE))
    importing.withdraw(database, done, "测试")
    with pytest.raises(NoSuchImport, match="已经撤回"):
        importing.withdraw(database, done, "测试")
    with pytest.raises(NoSuchImport, match="没有编号"):
        importing.withdraw(database, 99, "测试")


def test_a_rejected_row_is_kept_and_loaded_once_it_is_corrected(database: Database) -> None:
    wrong = number(4)[:17] + ("1" if number(4)[17] != "1" else "2")
    put(database, roster([*THREE, ("赵福", wrong, "88.80")]))
    with database.read() as conn:
        waiting = conn.execute(select(RejectedRow.id, RejectedRow.row, RejectedRow.amount_fen, RejectedRow.problems)).one()
    assert (waiting.row, waiting.amount_fen) == (6, 8880) and wrong not in waiting.problems
    cells = importing.cells_of(database, waiting.id)
    assert [p.code for p in importing.correct(database, waiting.id, cells, "测试")] == ["id-check-digit"]
    assert importing.correct(database, waiting.id, cells | {"身份证号": number(4)}, "测试") == []
    assert in_force(database)["赵福"] == 8880
    with database.read() as conn:
        batch = conn.execute(select(Batch.rows_loaded, Batch.rows_rejected, Batch.amount_loaded_fen)).one()
        assert conn.execute(select(Payment.row).where(Payment.name == "赵福")).scalar() == 6
    assert tuple(batch) == (4, 0, 164230)


def test_a_corrected_file_closes_the_rejected_row(database: Database) -> None:
    put(database, roster([*THREE, ("赵福", "330890", "88.80")]))
    put(database, roster([("赵福", number(4), "88.80")], "青枫镇柳溪村2024年6月农村低保金发放表（补正）"), "补正.csv")
    with database.read() as conn:
        assert conn.execute(select(RejectedRow.state)).scalar() == "corrected"
    assert in_force(database)["赵福"] == 8880


def test_people_without_a_number_match_by_name_and_village_alone_when_one_person_fits(database: Database) -> None:
    put(database, roster(THREE))
    without = "青枫镇柳溪村2024年6月慰问金发放表\n序号,姓名,银行账号,金额\n1,王兰,6299990000000000099,100\n2,没见过,6299990000000000098,100"
    put(database, without.encode(), "慰问.csv")
    elsewhere = without.replace("柳溪村", "茶坪村")
    put(database, elsewhere.encode(), "慰问2.csv")
    with database.read() as conn:
        people = conn.execute(select(Person.name, Person.village_id, Person.id_digest.is_not(None)).where(Person.name.in_(["王兰", "没见过"]))).all()
    assert sorted((name, known) for name, _, known in people) == [("没见过", False), ("没见过", False), ("王兰", False), ("王兰", True)]


def test_a_household_is_formed_by_the_register_and_payments_find_it(database: Database) -> None:
    register = (
        "青枫镇户籍人口花名册\n户号,姓名,与户主关系,身份证号码,村\n"
        f"01,张秀英,本人,{number(1)},柳溪村\n01,张小明,长子,{number(7)},柳溪村\n02,王兰,本人,{number(3)},柳溪村"
    )
    put(database, register.encode(), "户籍.csv")
    put(database, roster(THREE))
    with database.read() as conn:
        homes = dict(conn.execute(select(Person.name, Person.household_id)).all())
        heads = dict(conn.execute(select(Household.id, Household.head_id)).all())
        paid = dict(conn.execute(select(Payment.name, Payment.household_id)).all())
        ids = dict(conn.execute(select(Person.name, Person.id)).all())
    assert homes["张秀英"] == homes["张小明"] != homes["王兰"]
    assert heads[homes["张秀英"]] == ids["张秀英"] and paid["张秀英"] == homes["张秀英"]


def test_a_carer_is_the_payee_and_the_old_person_the_beneficiary(database: Database) -> None:
    data = f"青枫镇柳溪村2024年6月特困人员照料护理费发放表\n姓名,身份证号,金额,照料人姓名,照料人身份证号\n陈福,{number(5)},720,李建国,{number(2)}"
    put(database, data.encode())
    with database.read() as conn:
        line = conn.execute(select(Payment.name, Payment.payee_name, Payment.person_id, Payment.payee_id)).one()
        ids = dict(conn.execute(select(Person.name, Person.id)).all())
    assert tuple(line) == ("陈福", "李建国", ids["陈福"], ids["李建国"])


def test_books_keep_balances_and_plain_categories(database: Database) -> None:
    data = "柳溪村2024年第二季度收支明细\n日期,摘要,收入,支出,结余\n,期初余额,,,1000\n4.5,收店面租金,500,,1500\n5.6,付路灯电费,,120.5,1379.5\n,合计,500,120.5,1379.5"
    put(database, data.encode(), "账.csv")
    with database.read() as conn:
        lines = conn.execute(select(LedgerEntry.month, LedgerEntry.category, LedgerEntry.income_fen, LedgerEntry.spending_fen).order_by(LedgerEntry.row)).all()
        balances = dict(conn.execute(select(LedgerBalance.kind, LedgerBalance.amount_fen)).all())
    assert [tuple(line) for line in lines] == [("2024-04", "村里收的租金", 50000, 0), ("2024-05", "水电和路灯", 0, 12050)]
    assert balances == {"opening": 100000, "closing": 137950}


def test_a_roster_is_an_entitlement_and_no_payment(database: Database) -> None:
    data = f"青枫镇柳溪村2024年6月农村低保在册对象名单\n姓名,身份证号,保障人口,月保障金额,最初享受月份\n张秀英,{number(1)},2,500,2019-07"
    put(database, data.encode())
    assert (count(database, Entitlement), count(database, Payment)) == (1, 0)


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "空的"),
        ("姓名,身份证号,金额\n".encode(), "no-rows", "没有一行数据"),
        (f"柳溪村农村低保金发放表\n姓名,身份证号,金额\n王兰,{number(3)},5".encode(), "period-missing", "哪个月"),
        (f"2024年6月农村低保金发放表\n姓名,身份证号,金额\n王兰,{number(3)},5".encode(), "place-missing", "哪个村"),
        (f"柳溪村2024年6月发放表\n姓名,身份证号,金额\n王兰,{number(3)},5".encode(), "scheme-missing", "哪一项钱"),
        ("花,草\n1,2\n".encode(), "no-form", "看到的表头"),
    ],
)
def test_what_cannot_be_loaded_is_said_in_a_sentence_and_writes_nothing(database: Database, data: bytes, code: str, words: str) -> None:
    checked = importing.check(database, "表.csv", data)
    assert checked.status in ("refused", "nothing-recognised")
    assert checked.error and checked.error["code"] == code and words in checked.error["message"]
    assert count(database, Import) == 0


def test_two_clerks_at_once_both_succeed(database: Database) -> None:
    other = connect(database.url)
    files = [(database, "一.csv", roster(THREE)), (other, "二.csv", roster([("周梅", number(9), "300")], "青枫镇茶坪村2024年6月农村低保金发放表"))]
    failures: list[BaseException] = []

    def work(db: Database, name: str, data: bytes) -> None:
        try:
            put(db, data, name)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=file) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.engine.dispose()
    assert failures == []
    assert len(in_force(database)) == 4


def test_a_process_killed_while_saving_leaves_nothing_half_loaded(database: Database, tmp_path: Path) -> None:
    sheet = tmp_path / "低保.csv"
    sheet.write_bytes(roster(THREE))
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom loaders import importing, saving\nfrom loaders.database import connect\n"
        "db = connect(sys.argv[1]); data = Path(sys.argv[2]).read_bytes()\n"
        "saving.Writer.finish = lambda self: os.kill(os.getpid(), signal.SIGKILL)\n"
        "importing.save(db, importing.check(db, 'x.csv', data), '测试')\n"
    )
    done = subprocess.run([sys.executable, "-c", script, database.url, str(sheet)], cwd=Path(__file__).parents[2], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert [count(database, table) for table in (Import, Batch, Payment, Person)] == [0, 0, 0, 0]
    put(database, sheet.read_bytes())
    assert len(in_force(database)) == 3


def test_everything_that_changes_is_in_the_journal(database: Database) -> None:
    done = put(database, roster(THREE))
    importing.withdraw(database, done, "李主任")
    with database.read() as conn:
        acts = conn.execute(select(JournalEntry.actor, JournalEntry.action, JournalEntry.subject)).all()
    batch = f"batch:{done << 24}"
    assert [tuple(act) for act in acts] == [
        ("测试", "publish", batch), ("测试", "import", str(done)), ("village", "seal", batch), ("李主任", "undo", str(done))
    ]  # fmt: skip


def test_people_without_numbers_are_matched_in_their_village_and_namesakes_are_kept_out(database: Database) -> None:
    register = f"青枫镇柳溪村户籍人口花名册\n户号,组,姓名,身份证号,与户主关系\n1,1组,张三,{number(1)},本人\n2,1组,李四,{number(2)},本人\n3,2组,李四,{number(3)},本人\n4,3组,王五,{number(4)},本人\n5,4组,王五,{number(5)},本人\n"
    importing.save(database, importing.check(database, "户籍.csv", register.encode()), "测试")
    posted = "青枫镇柳溪村2024年耕地地力保护补贴公示表\n序号,组,农户姓名,补贴金额(元)\n1,1组,张三,250\n2,2组,李四,100\n3,,王五,70\n合计,,,420\n"
    checked = importing.check(database, "公示.csv", posted.encode())
    found = checked.tables[0].reading
    assert (found.rows_read, found.rows_loaded, found.total_agrees) == (3, 2, True)
    assert [(r.row, r.problems[0].code, r.cells["农户姓名"]) for r in found.rejected] == [(5, "name-ambiguous", "王五")]
    importing.save(database, checked, "测试")
    paid = "SELECT p.id_digest, y.amount_fen FROM payment y JOIN person p ON p.id = y.person_id ORDER BY y.row"
    with database.read() as conn:
        assert conn.exec_driver_sql(paid).fetchall() == [(database.vault.digest(number(1)), 25_000), (database.vault.digest(number(3)), 10_000)]


def totals(db: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """What is kept as summed up, and what the payments in force add up to."""
    by = (Payment.village_id, Payment.period, Payment.scheme_id)
    summed = select(*by, func.count(), func.count(Payment.person_id.distinct()), func.sum(Payment.amount_fen)).join(Batch, Batch.id == Payment.batch_id)
    kept = select(PaymentTotal.village_id, PaymentTotal.period, PaymentTotal.scheme_id, PaymentTotal.payments, PaymentTotal.people, PaymentTotal.amount_fen)
    with db.read() as conn:
        found = conn.execute(summed.where(Batch.in_force, Payment.status == "paid").group_by(*by).order_by(*by)).all()
        stored = conn.execute(kept.order_by(PaymentTotal.village_id, PaymentTotal.period, PaymentTotal.scheme_id)).all()
    return [tuple(row) for row in stored], [tuple(row) for row in found]


def test_the_totals_are_those_of_the_payments_where_a_file_adds_to_old_ones_and_begins_new_ones(database: Database) -> None:
    put(database, roster(THREE))
    both = [f"柳溪村,孙福,{number(4)},700,已发放", f"石桥头村,周英,{number(5)},810,已发放", f"石桥头村,吴强,{number(6)},90,已退回", f"石桥头村,周英,{number(5)},1,已发放"]
    sheet = "\n".join(["青枫镇2024年6月农村低保金发放表", "村,姓名,身份证号,金额,发放状态", *both]).encode()
    put(database, sheet, "全镇.csv", decide="add")
    kept, summed = totals(database)
    assert kept == summed and [row[3:] for row in kept] == [(4, 4, 225350), (2, 1, 81100)]


def test_a_large_list_is_written_in_parts_that_belong_together(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "_WRITTEN_AT_ONCE", 2)
    rows = [f"{home},{name},{number(n)},{100 + n}" for n, (home, name) in enumerate([("1", "张秀英"), ("2", "李建国"), ("1", "张小明"), ("1", "张秀英"), ("3", "王兰")], 1)]
    rows.append(f"1,张秀英,{number(1)},9")
    put(database, "\n".join(["青枫镇柳溪村2024年6月农村低保金发放表", "户编号,姓名,身份证号,金额", *rows]).encode())
    kept, summed = totals(database)
    assert kept == summed and [row[3:] for row in kept] == [(6, 5, 52400)]
    assert (count(database, Household), count(database, Person)) == (3, 5)
