"""Helping by consent: who may give it, what it opens, that it shows, and how it ends."""

import pytest
from sqlalchemy import insert, select, update

from dashboard.access import RIGHTS, Viewer, Whose, may
from dashboard.identity import accounts, consent, pins, telling
from dashboard.identity.accounts import digest_of
from dashboard.identity.consent import Refused
from dashboard.light import identity, payments
from dashboard.queries import looks
from dashboard.queries import payments as asked
from loaders import importing
from loaders.database import Database
from loaders.records.accounts import Account, Consent
from tests.dashboard import homes
from tests.dashboard.homes import CLERK, NEIGHBOUR, PEOPLE, Clock, code, enter, journal, viewer

ADDRESS = "10.0.0.9"


@pytest.fixture
def village(database: Database) -> Database:
    """The village with a payment to each of its people: 11 yuan to the mother, 12 to the son, 21 to the daughter."""
    homes.fill(database)
    rows = "\n".join(f"{name},{homes.number(who)},{person}" for who, (person, _, name, _) in PEOPLE.items())
    sheet = f"青枫镇竹溪村2026年6月农村低保金发放花名册\n姓名,身份证号,金额\n{rows}\n"
    importing.save(database, importing.check(database, "六月.csv", sheet.encode()), "测试")
    return database


def let(db: Database, who: str = "mother", helper: str = "daughter", months: int = 1, whole: bool = False) -> int:
    """One of them lets another help; the consent's number."""
    consent.give(db, viewer(db, who), ADDRESS, months, name=PEOPLE[helper][2], code=code(db, PEOPLE[helper][1]), whole_household=whole)
    with db.read() as conn:
        return conn.execute(select(Consent.id).order_by(Consent.id.desc())).scalars().first() or 0


def helping(db: Database, number: int, helper: str = "daughter") -> tuple[str, Viewer]:
    """The helper's session, looking on behalf of the other."""
    token = enter(db, helper).token or ""
    me = accounts.viewer(db, token)
    assert me is not None
    consent.start(db, me, digest_of(token), number)
    found = accounts.viewer(db, token)
    assert found is not None
    return token, found


def sums(db: Database, who: Viewer) -> list[int]:
    return sorted(line.amount_fen for line in asked.lines(db, who))


def test_a_helper_sees_the_persons_own_record_and_nothing_else_of_the_household(village: Database) -> None:
    _, found = helping(village, let(village))
    assert sums(village, found) == [1100] and sums(village, viewer(village, "daughter")) == [2100]
    assert found.behalf and (found.behalf.name, found.name, found.person_id, found.household_id) == ("张*英", "张小红", 11, None)
    assert may(found, "own-payments", Whose(person_id=11)) and not may(found, "own-payments", Whose(person_id=12, household_id=10))


def test_the_head_may_open_the_whole_household_and_nobody_else_of_it(village: Database) -> None:
    _, found = helping(village, let(village, whole=True))
    assert sums(village, found) == [1100, 1200]
    assert [line.whose for line in asked.lines(village, found) if line.whose] == ["张*明"]
    with pytest.raises(Refused, match="只有户主"):
        let(village, "son", whole=True)


def test_a_helper_may_look_and_ask_and_nothing_more(village: Database) -> None:
    _, found = helping(village, let(village))
    lent = {right for right, entry in RIGHTS.items() if entry.helped}
    assert {right for right in RIGHTS if may(found, right)} == lent | {right for right, entry in RIGHTS.items() if entry.scope == "everybody"}
    assert {"own-payments", "helping"} <= lent and lent.isdisjoint({"own-pin", "consent", "told", "looks", "comment"})
    with pytest.raises(pins.NotTaken, match="只有本人"):
        pins.keep(village, found, "739164", "739164")
    with pytest.raises(Refused, match="只有本人"):
        consent.give(village, found, ADDRESS, 1, name="卞楚云", code=code(village, 30))
    assert telling.unread(village, found) == [] and consent.given_by(village, found) == []


def test_the_page_of_a_helper_says_for_whom_and_until_when_and_names_the_person_masked(village: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    _, found = helping(village, let(village))
    shown = payments.show(village, found)
    assert "您正在代 <b>张*英</b> 查看，到2026年12月24日止" in shown and "张*英的补贴" in shown and "11.00元" in shown
    assert "张秀英" not in shown and "/lite/pin" not in shown and "/lite/consents" not in shown and "/lite/looks" not in shown
    assert "您正在代" not in payments.show(village, viewer(village, "daughter"))


def test_every_look_of_a_helper_is_one_that_the_person_sees(village: Database) -> None:
    _, found = helping(village, let(village))
    consent.note(village, found, "public-books")
    assert looks.mine(village, viewer(village, "mother")) == []
    consent.note(village, found, "own-payments")
    assert [look.words for look in looks.mine(village, viewer(village, "mother"))] == ["您家同意的帮忙人张小红 因代本人查看补贴，看过您家的记录"]


def test_one_tap_ends_it_at_once_and_the_helper_is_only_herself_again(village: Database) -> None:
    number = let(village)
    token, _ = helping(village, number)
    consent.withdraw(village, viewer(village, "mother"), number)
    own = accounts.viewer(village, token)
    assert own and own.behalf is None and sums(village, own) == [2100]
    with pytest.raises(Refused, match="收回或到期"):
        consent.start(village, own, digest_of(token), number)
    assert journal(village, "consent-given") == journal(village, "consent-ended") == [("张秀英", "person:11")]


def test_it_ends_by_itself_after_its_last_day(village: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, number = Clock(monkeypatch), let(village)
    me = viewer(village, "daughter")
    clock.passes(days=30)  # 24 December, ten in the morning in China
    assert consent.behalf(village, me, number)
    clock.passes(hours=13, minutes=59)
    assert consent.behalf(village, me, number)
    clock.passes(minutes=2)
    assert consent.behalf(village, me, number) is None and consent.given_to(village, me) == []


def test_a_consent_is_of_no_use_to_anybody_else(village: Database) -> None:
    number = let(village)
    assert consent.behalf(village, viewer(village, "stranger"), number) is None and consent.behalf(village, CLERK, number) is None
    with pytest.raises(Refused, match="收回不了"):
        consent.withdraw(village, viewer(village, "stranger"), number)
    with pytest.raises(Refused, match="收回不了"):
        consent.withdraw(village, NEIGHBOUR, number)


def test_a_wrong_name_an_unknown_and_a_revoked_code_get_one_answer_and_count(village: Database) -> None:
    mother, old = viewer(village, "mother"), code(village, 30)
    homes.cards.revoke(village, NEIGHBOUR, 30, "卡丢了", again=False)
    said = []
    for name, given in (("张小红", "AAAAAAAA"), ("没有人", code(village, 20)), ("卞楚云", old), ("张小红", code(village, 20))):
        with pytest.raises(Refused) as refused:
            consent.give(village, mother, ADDRESS, 1, name=name, code=given)
        said.append((str(refused.value), refused.value.wait_seconds > 0))
    assert said == [("姓名和家庭码对不上，请照对方家的明白卡再核对一遍。", False)] * 3 + [("试错的次数多了，请过一会儿再试。", True)]


def test_an_official_of_the_village_helps_as_a_villager_and_is_seen_as_an_official(village: Database) -> None:
    mother = viewer(village, "mother")
    assert [one.words for one in consent.officials(village, mother)] == ["陈小经（竹溪村经办人）"]
    with pytest.raises(Refused, match="从名单里选"):
        consent.give(village, mother, ADDRESS, 1, official=2)  # of the next village
    consent.give(village, mother, ADDRESS, 1, official=1)
    (one,) = consent.given_to(village, CLERK)
    found = consent.behalf(village, CLERK, one.id)
    assert found and sums(village, found) == [1100] and not may(found, "upload") and not may(found, "codes")
    consent.note(village, found, "own-payments")
    assert [look.words for look in looks.mine(village, mother)] == ["竹溪村经办人 因代本人查看补贴，看过您家的记录"]


def test_an_official_whose_account_is_closed_helps_nobody(village: Database) -> None:
    consent.give(village, viewer(village, "mother"), ADDRESS, 1, official=1)
    with village.write() as conn:
        conn.execute(update(Account).where(Account.id == 1).values(disabled=True))
    assert consent.officials(village, viewer(village, "mother")) == []
    assert accounts.sign_in_official(village, "jing-cun", homes.PASSWORD, ADDRESS).token is None


def test_a_written_consent_is_recorded_with_its_reference_and_the_person_is_told(village: Database) -> None:
    with pytest.raises(Refused, match="书面同意"):
        consent.record(village, CLERK, 11, ADDRESS, 1, " ", official=1)
    with pytest.raises(Refused, match="不归您管"):
        consent.record(village, NEIGHBOUR, 11, ADDRESS, 1, "枧底村〔2026〕1号", official=2)
    consent.record(village, CLERK, 11, ADDRESS, 3, "竹溪村〔2026〕3号", name="张小红", code=code(village, 20))
    mother = viewer(village, "mother")
    (news,) = telling.unread(village, mother)
    assert news.words.startswith("经办人陈小经凭书面同意（竹溪村〔2026〕3号）登记：张小红可以代看您的补贴")
    assert "书面同意登记：竹溪村〔2026〕3号" in identity.consents(village, mother)
    assert journal(village, "consent-given") == [("陈小经", "person:11")]
    assert "张*英同意您代看" in telling.unread(village, viewer(village, "daughter"))[0].words
    (one,) = consent.at_desk(village, CLERK, 10)
    consent.withdraw(village, CLERK, one.id)
    assert consent.given_by(village, mother) == [] and "经办人陈小经结束了" in telling.unread(village, mother)[0].words


def test_asking_the_same_helper_again_replaces_and_five_are_the_most(village: Database) -> None:
    first, second = let(village), let(village, months=12)
    assert [one.id for one in consent.given_by(village, viewer(village, "mother"))] == [second] != [first]
    with village.write() as conn:
        until = consent.until(1)
        conn.execute(insert(Consent), [{"person_id": 11, "by_person_id": 900 + at, "whole_household": False, "given_at": telling.clock.now(), "until": until, "reference": ""} for at in range(4)])
    with pytest.raises(Refused, match="最多同意5个人"):
        let(village, helper="stranger")


def test_nobody_consents_to_oneself_or_for_ever(village: Database) -> None:
    with pytest.raises(Refused, match="不用同意"):
        let(village, "mother", "mother")
    with pytest.raises(Refused, match="到哪一天"):
        let(village, months=600)


@pytest.mark.parametrize(("day", "months", "last"), [((2026, 11, 24), 1, (2026, 12, 24)), ((2027, 1, 31), 1, (2027, 2, 28)), ((2026, 11, 24), 12, (2027, 11, 24))])
def test_months_are_counted_by_the_calendar(monkeypatch: pytest.MonkeyPatch, day: tuple[int, int, int], months: int, last: tuple[int, int, int]) -> None:
    Clock(monkeypatch).now = homes.datetime(*day)
    assert consent.until(months) == homes.datetime(*last).date()
