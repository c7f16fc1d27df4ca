"""What the cross-matches keep: once for the same facts, again when they change; and only what an upload has touched."""

from typing import Any

import pytest
from sqlalchemy import select, update

from dashboard import cross_matching
from dashboard.cross_matching import Matched
from loaders import importing
from loaders.database import Database
from loaders.records.findings import Finding, FindingSource, FindingStep, RuleSetting
from loaders.records.imports import Batch, JournalEntry
from loaders.records.places import Place
from tests.sheets import bring, number

HEAD = "村,姓名,身份证号,金额"
DIED = ("去世.csv", "青枫镇2026年去世人员登记表", "村,姓名,身份证号,死亡日期")


def pay(db: Database, month: int, *rows: str, name: str = "") -> int:
    """A list of 高龄津贴 of a month; its import."""
    return bring(db, name or f"{month}月.csv", f"青枫镇2026年{month}月高龄津贴发放表", HEAD, *(rows or (f"柳溪村,张秀英,{number(1)},60", f"柳溪村,王芳,{number(2)},60")))


def died(db: Database, day: str = "2026-03-02") -> int:
    """The list that says that 张秀英 died."""
    return bring(db, *DIED, f"柳溪村,张秀英,{number(1)},{day}")


def findings(db: Database) -> list[Any]:
    with db.read() as conn:
        return list(conn.execute(select(Finding.rule, Finding.state, Finding.stands, Finding.times, Finding.amount_fen).order_by(Finding.id)))


def left_as(db: Database, state: str) -> None:
    with db.write() as conn:
        conn.execute(update(Finding).values(state=state))


def kinds(db: Database) -> list[str]:
    with db.read() as conn:
        return list(conn.execute(select(FindingStep.kind).order_by(FindingStep.id)).scalars())


def test_an_upload_is_compared_with_what_is_there_and_taking_it_back_too(database: Database) -> None:
    pay(database, 4)
    done = cross_matching.recheck(database, died(database))
    assert done and done.new == {"paid_after_death": 1}
    more = pay(database, 5)
    done = cross_matching.recheck(database, more)
    assert done and not done.new and not done.again
    assert findings(database) == [("paid_after_death", "new", True, 2, 120_00)]
    importing.withdraw(database, more, "测试")
    cross_matching.recheck(database, more)
    assert findings(database) == [("paid_after_death", "new", True, 1, 60_00)]


def test_the_same_facts_are_not_raised_again_after_they_were_cleared_and_other_facts_are(database: Database) -> None:
    pay(database, 4)
    died(database)
    assert cross_matching.match(database, "监督").new == {"paid_after_death": 1}
    left_as(database, "cleared")
    done = cross_matching.match(database, "监督")
    assert (done.found, done.changed) == ({"paid_after_death": 1}, False)
    again = pay(database, 4, f"柳溪村,张秀英,{number(1)},60", f"柳溪村,王芳,{number(2)},61", name="更正.csv")
    cross_matching.recheck(database, again)
    assert findings(database) == [("paid_after_death", "cleared", True, 1, 60_00)]  # another file, the same facts
    with database.read() as conn:
        rests = conn.execute(select(Batch.import_id).join(FindingSource, FindingSource.batch_id == Batch.id).where(FindingSource.side == 0)).scalar_one()
    assert rests == again
    cross_matching.recheck(database, pay(database, 5))
    assert findings(database) == [("paid_after_death", "new", True, 2, 120_00)]
    assert kinds(database) == ["facts"]


@pytest.mark.parametrize(("state", "after"), [("new", "new"), ("verifying", "verifying"), ("confirmed", "confirmed"), ("cleared", "cleared"), ("corrected", "new")])
def test_what_is_gone_stands_no_longer_and_keeps_its_state_until_it_is_back(database: Database, state: str, after: str) -> None:
    paid = pay(database, 4)
    died(database)
    cross_matching.match(database, "监督")
    left_as(database, state)
    importing.withdraw(database, paid, "测试")
    done = cross_matching.match(database, "监督")
    assert done.gone == {"paid_after_death": 1}
    assert [(row.state, row.stands) for row in findings(database)] == [(state, False)]
    cross_matching.recheck(database, pay(database, 4, name="又.csv"))
    assert [(row.state, row.stands) for row in findings(database)] == [(after, True)]
    assert kinds(database) == ["gone", "back"]


def test_a_recheck_leaves_alone_whom_the_upload_does_not_touch(database: Database) -> None:
    pay(database, 4)
    died(database)
    cross_matching.match(database, "监督")
    with database.write() as conn:
        conn.execute(update(Finding).values(fingerprint=b"old", state="cleared"))  # it would be new if it were looked at
    cross_matching.recheck(database, pay(database, 5, f"柳溪村,王芳,{number(2)},60"))
    assert [row.state for row in findings(database)] == ["cleared"]


def test_a_recheck_finds_what_a_whole_match_finds(database: Database) -> None:
    head = "村,姓名,身份证号,金额,银行账号"
    names = ("张秀英", "王芳", "李桂香")
    for month, count in ((4, 2), (5, 3)):
        shared = [f"柳溪村,{name},{number(n)},60,6299000000000001" for n, name in enumerate(names[:count], 1)]
        cross_matching.recheck(database, bring(database, f"{month}月.csv", f"青枫镇2026年{month}月高龄津贴发放表", head, *shared))
    cross_matching.recheck(database, died(database))
    before = findings(database)
    assert {row.rule for row in before} == {"paid_after_death", "shared_account"}
    assert not cross_matching.match(database, "监督").changed
    assert findings(database) == before


def test_a_place_with_its_own_threshold_is_matched_with_it_and_the_others_with_the_usual_one(database: Database) -> None:
    pay(database, 4)
    died(database)
    bring(database, "柏.csv", "柏坞乡2026年4月高龄津贴发放表", HEAD, f"岭下村,赵山,{number(5)},60")
    bring(database, "柏去世.csv", "柏坞乡2026年去世人员登记表", "村,姓名,身份证号,死亡日期", f"岭下村,赵山,{number(5)},2026-03-02")
    with database.write() as conn:
        own = conn.execute(select(Place.id).where(Place.name == "青枫镇")).scalar_one()
        conn.execute(RuleSetting.__table__.insert().values(place_id=own, rule="paid_after_death", key="grace", value=1, at=conn.execute(select(JournalEntry.at)).scalar(), actor="管"))
    assert cross_matching.match(database, "监督").found == {"paid_after_death": 1}
    with database.read() as conn:
        assert conn.execute(select(Finding.township_id)).scalar_one() != own
    assert cross_matching.match(database, "监督", [own]).found == {}


def test_a_large_upload_waits_for_the_whole_match(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross_matching, "MOST_PEOPLE", 1)
    pay(database, 4)
    assert cross_matching.recheck(database, died(database)) == Matched() or findings(database)
    assert cross_matching.recheck(database, pay(database, 5)) is None
    with database.read() as conn:
        assert cross_matching.due(conn)
    cross_matching.match(database, "监督")
    with database.read() as conn:
        assert not cross_matching.due(conn)


def test_every_match_stands_in_the_journal(database: Database) -> None:
    pay(database, 4)
    died(database)
    cross_matching.match(database, "老陈")
    with database.read() as conn:
        entry = conn.execute(select(JournalEntry.actor, JournalEntry.detail).where(JournalEntry.action == "match")).one()
    assert entry.actor == "老陈" and '"new": 1' in entry.detail
