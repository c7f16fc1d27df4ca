"""Household cards: printed, revoked and made anew; what a revoked card says; guessing that everybody does at once."""

import pytest
from sqlalchemy import insert, select

from dashboard import clock
from dashboard.identity import accounts, cards, pins, throttle
from dashboard.light import cards as light
from dashboard.light.sign_in import refusal
from dashboard.queries import desk, imports
from loaders.database import Database, connect
from loaders.records.accounts import Attempt, HouseholdCode, RevokedCode
from loaders.rekeying import rekey
from tests.dashboard import homes
from tests.dashboard.homes import CLERK, NEIGHBOUR, VILLAGE, Clock, code, enter, journal

REASON = "卡丢了"


@pytest.fixture
def village(database: Database) -> Database:
    return homes.fill(database)


def test_a_new_card_makes_the_old_one_void_and_ends_what_it_had_opened(village: Database) -> None:
    old, mother, daughter = code(village, 10), enter(village, "mother").token, enter(village, "daughter").token
    cards.revoke(village, CLERK, 10, REASON, again=True)
    assert accounts.viewer(village, mother) is None and accounts.viewer(village, daughter)
    assert code(village, 10) != old and enter(village, "mother").token
    assert enter(village, "mother", code=old) == accounts.Outcome(None, "revoked")
    assert refusal(enter(village, "mother", code=old), "villager") == "这张明白卡已经作废，请找村里换新卡。"
    assert journal(village, "card-revoked") == [("陈小经", "household:10")]


def test_a_revoked_card_says_the_same_whatever_name_and_number_come_with_it(village: Database) -> None:
    old = code(village, 10)
    cards.revoke(village, CLERK, 10, REASON, again=False)
    said = {enter(village, "mother", secret, name=name, code=old, address=f"10.1.1.{at}") for at, (name, secret) in enumerate([("张秀英", None), ("张秀英", "111119"), ("没有人", "111118"), ("", "")])}
    assert said == {accounts.Outcome(None, "revoked")} and cards.is_revoked(village, old)
    assert not cards.is_revoked(village, "AAAA-AAAA") and not cards.is_revoked(village, code(village, 20))


def test_a_revoked_card_without_a_new_one_waits_for_the_next_cards(village: Database) -> None:
    cards.revoke(village, CLERK, 10, REASON, again=False)
    assert [slip.household_id for slip in cards.slips(village, VILLAGE)] == [20]
    assert cards.issue_codes(village, VILLAGE, "测试") == 1 and enter(village, "mother").token


def test_a_whole_village_gets_new_cards_and_the_next_one_keeps_its_own(village: Database) -> None:
    old, other = [code(village, 10), code(village, 20)], code(village, 30)
    inside = [enter(village, who).token for who in ("mother", "daughter", "stranger")]
    assert cards.revoke_all(village, CLERK, VILLAGE, REASON) == 2
    assert [accounts.viewer(village, token) is None for token in inside] == [True, True, False]
    assert all(cards.is_revoked(village, one) for one in old) and code(village, 30) == other
    assert {code(village, 10), code(village, 20)}.isdisjoint(old)


def test_only_the_office_of_the_village_revokes_and_only_for_a_reason(village: Database) -> None:
    with pytest.raises(cards.NotDone, match="不归您管"):
        cards.revoke(village, NEIGHBOUR, 10, REASON, again=True)
    with pytest.raises(cards.NotDone, match="不归您管"):
        cards.revoke_all(village, NEIGHBOUR, VILLAGE, REASON)
    with pytest.raises(cards.NotDone, match="不归您管"):
        cards.revoke(village, homes.viewer(village, "son"), 10, REASON, again=True)
    with pytest.raises(cards.NotDone, match="为什么"):
        cards.revoke(village, CLERK, 10, "  ", again=True)
    with village.read() as conn:
        assert conn.execute(select(RevokedCode)).all() == []


def test_a_revoked_code_is_kept_sealed_with_its_reason_and_never_given_again(village: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    old = cards.plain_code(code(village, 10))
    cards.revoke(village, CLERK, 10, "别人看到了，身份证330890195203140012345", again=False)
    with village.read() as conn:
        kept = conn.execute(select(RevokedCode.code_sealed, RevokedCode.reason)).one()
    assert old.encode() not in kept.code_sealed and "3308901952" not in kept.reason
    drawn = iter([old, cards.plain_code(code(village, 20)), "CCCCCCCC"])
    monkeypatch.setattr(cards, "_new_code", lambda: next(drawn))
    cards.issue_codes(village, VILLAGE, "测试")
    assert code(village, 10) == "CCCC-CCCC"


def test_a_household_is_found_by_the_whole_name_in_the_own_village_alone(village: Database) -> None:
    assert [(home.id, home.head_name, home.group_name) for home in cards.find(village, CLERK, VILLAGE, " 张小明 ")] == [(10, "张秀英", "一组")]
    assert cards.find(village, CLERK, VILLAGE, "张") == cards.find(village, NEIGHBOUR, VILLAGE, "张小明") == []
    assert cards.home(village, NEIGHBOUR, 10) is None


def test_the_cards_of_a_village_stand_four_to_a_sheet_with_whom_to_ask(village: Database) -> None:
    town = homes.Viewer("clerk", "镇经办", account_id=9, place_id=homes.TOWN, township_id=homes.TOWN)
    imports.keep_address(village, town, "https://cunwu.example.cn")
    desk.keep_contact(village, CLERK, VILLAGE, "村委会小陈，0579-1234567")
    with village.write() as conn:
        conn.execute(insert(homes.Household), [{"id": at, "township_id": homes.TOWN, "village_id": VILLAGE, "group_name": "四组", "head_id": None} for at in range(40, 45)])
    cards.issue_codes(village, VILLAGE, "测试")
    sheets = light.make(village, CLERK, {"village": str(VILLAGE)})
    assert (sheets.count("class='a4'"), sheets.count('class="it"'), sheets.count('class="cut')) == (2, 7, 12)
    assert "张秀英家" in sheets and "青枫镇 竹溪村 一组" in sheets and "0579-1234567" in sheets and "size:A4" in sheets
    assert not any(homes.number(who)[-6:] in sheets for who in homes.PEOPLE) and "卞楚云" not in sheets
    one = light.make(village, CLERK, {"village": str(VILLAGE), "household": "10"})
    assert (one.count("class='a6'"), one.count('class="it"')) == (1, 1) and "张小红" not in one and "size:105mm 148mm" in one
    assert "没有这个村" in light.make(village, NEIGHBOUR, {"village": str(VILLAGE), "household": "10"})
    assert "还不能打印" in light.make(village, CLERK, {"village": str(VILLAGE), "household": "30"})


def test_every_answer_verifies_one_hash_and_asks_the_same_of_the_database(village: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with village.write() as conn:
        conn.execute(insert(pins.Pin).values(person_id=12, hash_sealed=village.vault.seal(pins._hasher.hash("739164")), set_at=clock.now()))
    cards.revoke(village, CLERK, 20, REASON, again=False)
    done: list[str] = []
    plain = pins._hasher.verify
    monkeypatch.setattr(pins, "_hasher", type("H", (), {"verify": lambda _, stored, given: done.append("hash") or plain(stored, given)})())
    asked = []
    for name, secret, given in [("张秀英", "000009", code(village, 10)), ("张小明", "000009", code(village, 10)), ("没有人", "000009", code(village, 10)), ("张秀英", "000009", "AAAA-AAAA"), ("张秀英", "", "")]:
        done.clear()
        outcome = accounts.sign_in_villager(village, name, secret, given, f"10.2.2.{len(asked)}")
        asked.append((outcome.reason, tuple(done)))
    assert asked == [("wrong", ("hash",))] * 5


# --- everybody guesses


@pytest.fixture
def many(village: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The village in an hour in which somebody guessed at many codes from many addresses, through another process."""
    monkeypatch.setattr(throttle, "ALL_FREE", 40)
    other = connect(village.url)
    for at in range(41):
        assert accounts.sign_in_villager(other, f"人{at}", f"{at:06}", f"AAAAAA{at:02}", f"10.{at}.0.1").token is None
    other.engine.dispose()
    return village


def test_guessing_over_many_codes_and_addresses_slows_the_second_guess_at_anything(many: Database) -> None:
    assert enter(many, "mother", "000001", address="10.77.0.1") == accounts.Outcome(None, "wrong", throttle.ALL_FIRST_PAUSE)
    assert enter(many, "mother", "000002", address="10.77.0.2").reason == "wait"
    unknown = accounts.sign_in_villager(many, "没有人", "000001", "TTTT-TTTT", "10.77.0.3")
    assert unknown == accounts.Outcome(None, "wrong", throttle.ALL_FIRST_PAUSE)


def test_a_right_first_try_passes_while_everybody_guesses_and_costs_nothing(many: Database) -> None:
    for who in ("mother", "daughter", "stranger"):
        assert enter(many, who, address="10.78.0.1").token
    with many.read() as conn:
        assert len(conn.execute(select(Attempt.id).where(Attempt.key == throttle.EVERYBODY)).all()) == 41


def test_pauses_grow_with_the_number_of_guesses_and_end_an_hour_after_the_last(village: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    time = Clock(monkeypatch)
    monkeypatch.setattr(throttle, "ALL_FREE", 10)
    for more, pause in ((11, 60), (10, 120), (20, 240), (200, 960)):
        with village.write() as conn:
            conn.execute(insert(Attempt), [{"key": throttle.EVERYBODY, "at": time.now} for _ in range(more)])
        with village.write() as conn:
            key = village.vault.digest(f"code:{pause}")
            conn.execute(insert(Attempt).values(key=key, at=time.now))
            assert throttle.account_wait(conn, [key], time.now) == pause
    time.passes(hours=1, seconds=1)
    assert enter(village, "mother", "000001").wait_seconds == 0


def test_the_codes_of_cards_are_made_anew_with_the_key(village: Database) -> None:
    old = code(village, 10)
    cards.revoke(village, CLERK, 10, REASON, again=True)
    rekey(village, "测试")
    again = connect(village.url)
    assert cards.is_revoked(again, old) and enter(again, "mother").token
    with again.read() as conn:
        assert len(conn.execute(select(HouseholdCode.household_id)).all()) == 3
    again.engine.dispose()
