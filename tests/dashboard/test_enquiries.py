"""Enquiries: who asks, who sees it, who answers until when, what is public, what is corrected; each by every role."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from dashboard import clock
from dashboard.access import VISITOR, Viewer
from dashboard.light import answers as light_answers
from dashboard.light import books as light_books
from dashboard.light import notes as light_notes
from dashboard.queries import answers, asking, books, enquiries, following, looks, notes
from dashboard.queries.enquiries import Refused
from dashboard.queries.following import Holder
from dashboard.queries.papers import Given
from loaders import importing
from loaders.database import Database
from loaders.records.accounts import Attempt
from loaders.records.enquiries import Enquiry, EnquiryStep
from loaders.records.imports import JournalEntry
from loaders.records.payments import Entitlement
from loaders.records.people import Person
from tests.dashboard.asking import (
    ADMINISTRATOR,
    CLERK,
    COUNTY,
    DAY,
    NEIGHBOUR,
    OFFICER,
    STRANGER,
    SUPERVISOR,
    VILLAGE,
    Village,
    ask,
    entry,
    filled,
    id_of,
    own,
)
from tests.sheets import bring, number

OFFICIALS = {"clerk": CLERK, "supervisor": SUPERVISOR, "village": OFFICER, "neighbour": NEIGHBOUR, "stranger": STRANGER, "county": COUNTY, "administrator": ADMINISTRATOR}
LATE, LATER = date(2026, 11, 18), date(2026, 12, 20)  # the day after the village's fifteen, and beyond the township's


@pytest.fixture
def village(database: Database) -> Village:
    return filled(database)


def holder(draft: asking.Draft, viewer: Viewer = VISITOR, phrase: str | None = None) -> Holder:
    return Holder(viewer, draft.number, draft.phrase if phrase is None else phrase, "10.0.0.9")


def state(village: Village, draft: asking.Draft, today: date = DAY) -> str:
    found = following.follow(village.db, holder(draft), today)
    assert found
    return found.now.state


def rows(village: Village, wanted: Any) -> list[Any]:
    with village.db.read() as conn:
        return list(conn.execute(wanted).scalars())


# --- asking


def test_nothing_is_kept_until_the_receipt_was_shown_and_confirmed(village: Village) -> None:
    found = asking.preview(village.db, VISITOR, entry(village), "amount", "不对", False, False, DAY)
    assert len(found.draft.number) == 9 and len(found.draft.phrase.split()) == 3
    assert rows(village, select(Enquiry.id)) == [] == rows(village, select(EnquiryStep.id))
    asking.send(village.db, VISITOR, asking.sealed(village.db, found.draft), None, "10.0.0.1", DAY)
    assert rows(village, select(Enquiry.number)) == [found.draft.number]


def test_sent_twice_is_once(village: Village) -> None:
    found = asking.preview(village.db, VISITOR, entry(village), "amount", "", False, False, DAY)
    token = asking.sealed(village.db, found.draft)
    for _ in range(2):
        assert asking.send(village.db, VISITOR, token, None, "10.0.0.1", DAY) == found.draft
    assert len(rows(village, select(Enquiry.id))) == 1


def test_a_receipt_that_is_altered_or_too_old_sends_nothing(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    found = asking.preview(village.db, VISITOR, entry(village), "amount", "", False, False, DAY)
    token = asking.sealed(village.db, found.draft)
    for wrong in ("", "xx", token[:-6] + "AAAAAA", "表"):
        with pytest.raises(Refused, match="从头再填"):
            asking.send(village.db, VISITOR, wrong, None, "10.0.0.1", DAY)
    later = clock.now() + timedelta(hours=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Refused, match="放得太久"):
        asking.send(village.db, VISITOR, token, None, "10.0.0.1", DAY)
    assert rows(village, select(Enquiry.id)) == []


def test_an_own_payment_comes_with_its_row_and_its_name(village: Village) -> None:
    draft = ask(village, village.grandmother, own(village), words="只收到347元")
    case = enquiries.opened(village.db, OFFICER, id_of(village, draft), DAY)
    assert case and (case.asker, case.text, case.line.about) == ("张秀英", "只收到347元", "农村低保，2026年9月的钱，447.00元")
    assert case.source == "第2号导入，《低保.csv》C3格"


@pytest.mark.parametrize("who", ["visitor", "son"])
def test_nobody_asks_about_the_money_of_another_household(village: Village, who: str) -> None:
    viewer = VISITOR if who == "visitor" else village.son
    with pytest.raises(Refused, match="没有找到"):
        asking.preview(village.db, viewer, own(village), "amount", "", True, False, DAY)


@pytest.mark.parametrize("ref", ["", "p", "p0", "b99", "x1", "v1", "l-1", "p1;drop", "b" + "9" * 18])
def test_an_address_that_names_nothing_asks_about_nothing(village: Village, ref: str) -> None:
    with pytest.raises(Refused, match="没有找到"):
        asking.preview(village.db, VISITOR, ref, "amount", "", False, False, DAY)


@pytest.mark.parametrize(("reason", "words", "why"), [("", "", "选一样"), ("paid", "", "选一样"), ("other", " ", "写几个字"), ("amount", "长" * 501, "太长")])
def test_what_is_missing_is_said(village: Village, reason: str, words: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        asking.preview(village.db, VISITOR, entry(village), reason, words, False, False, DAY)


def test_numbers_in_the_words_are_hidden_and_the_words_are_sealed(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village), words=f"身份证{number(1)}，电话19900001234，卡号6217000010000000001，少了")
    assert draft.words == "身份证＊＊＊＊＊＊，电话＊＊＊＊＊＊，卡号＊＊＊＊＊＊，少了"
    with village.db.read() as conn:
        kept = conn.execute(select(Enquiry.text_sealed)).scalar_one()
    assert "少了".encode() not in kept and village.db.vault.open(kept) == draft.words


def test_who_asks_without_a_name_is_kept_nowhere(village: Village) -> None:
    draft = ask(village, village.grandmother, entry(village), words="没有这回事", named=False)
    case = enquiries.opened(village.db, CLERK, id_of(village, draft), DAY)
    assert case and case.asker == case.line.asker == enquiries.NOBODY and following.mine(village.db, village.grandmother, DAY) == []
    with village.db.read() as conn:
        for table in (Enquiry, EnquiryStep):
            row = conn.execute(select(table)).one()._asdict()
            assert village.grandmother.person_id not in [row.get("person_id"), row.get("answered_by")] and "张秀英" not in str(row)
        assert [entry.actor for entry in conn.execute(select(JournalEntry).where(JournalEntry.action == "enquiry-send"))] == ["反映的人"]


def test_one_address_asks_so_often_a_day_and_one_person_too_and_the_next_day_again(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "A_DAY_FROM_AN_ADDRESS", 3)
    monkeypatch.setattr(asking, "A_DAY_BY_A_PERSON", 2)
    for _ in range(2):
        ask(village, village.grandmother, own(village))
    with pytest.raises(Refused, match="明天再交"):
        ask(village, village.grandmother, own(village), address="10.0.0.2")
    ask(village, VISITOR, entry(village))
    with pytest.raises(Refused, match="明天再交"):
        ask(village, VISITOR, entry(village))
    ask(village, VISITOR, entry(village), address="10.0.0.3")
    tomorrow = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    ask(village, VISITOR, entry(village))
    with village.db.read() as conn:  # no address stands in the database, only keyed digests
        assert all(len(key) == 32 for key in conn.execute(select(Attempt.key)).scalars())


def photo(size: tuple[int, int] = (320, 240)) -> bytes:
    stream = io.BytesIO()
    picture = Image.new("RGB", size, "green")
    exif = picture.getexif()
    exif[0x010E] = "33.1 N 119.9 E"
    picture.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def test_a_photo_is_kept_sealed_without_what_it_tells_and_is_seen_by_those_in_charge_alone(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village), photo=Given("票.jpg", photo()))
    case = enquiries.opened(village.db, OFFICER, id_of(village, draft), DAY)
    assert case and case.photo and b"33.1 N" not in case.photo and Image.open(io.BytesIO(case.photo)).size == (320, 240)
    files = [path.read_bytes() for path in village.db.files.rglob("*") if path.is_file()]
    assert files and not any(case.photo in data or b"33.1 N" in data for data in files)
    assert enquiries.opened(village.db, NEIGHBOUR, id_of(village, draft), DAY) is None


@pytest.mark.parametrize(("name", "data"), [("坏.jpg", b"<script>"), ("纸.pdf", b"%PDF-1.7\nx"), ("x.exe", b"MZ")])
def test_what_is_no_photo_is_not_taken_and_nothing_is_sent(village: Village, name: str, data: bytes) -> None:
    with pytest.raises(Refused):
        ask(village, VISITOR, entry(village), photo=Given(name, data))
    assert rows(village, select(Enquiry.id)) == []


# --- which clock, and where it begins


@pytest.mark.parametrize(
    ("fen", "clock_key", "due"),
    [(44700, "aid", date(2026, 11, 17)), (12000, "inquiry", date(2026, 11, 17))],
)
def test_money_of_social_assistance_runs_by_its_own_law(village: Village, fen: int, clock_key: str, due: date) -> None:
    found = asking.preview(village.db, village.grandmother, own(village, fen), "amount", "", True, False, DAY)
    assert (found.clock.key, found.clock.due(DAY).day) == (clock_key, due)


def test_a_published_figure_has_twenty_days_and_ends_on_a_working_day(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    (line,) = enquiries.listed(village.db, CLERK, DAY)
    assert line.now.due and line.now.due.day == date(2026, 11, 23) and state(village, draft) == "received"


def test_beyond_the_published_days_off_it_is_said_that_they_are_guessed(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village), today=date(2026, 12, 20))
    found = following.follow(village.db, holder(draft), date(2026, 12, 20))
    case = enquiries.opened(village.db, CLERK, id_of(village, draft), date(2026, 12, 20))
    assert found and case and "尚未公布" in found.uncertain and "尚未公布" in case.uncertain


def test_what_is_asked_past_the_village_never_stands_there(village: Village) -> None:
    draft = ask(village, village.grandmother, own(village), direct=True)
    assert state(village, draft) == "township" and enquiries.listed(village.db, OFFICER, DAY) == []
    assert enquiries.opened(village.db, OFFICER, id_of(village, draft), DAY) is None and enquiries.opened(village.db, CLERK, id_of(village, draft), DAY)
    assert [count.open for count in enquiries.counts(village.db, OFFICER, DAY)] == [0]


def test_a_complaint_that_names_an_official_of_the_village_goes_to_the_township(village: Village) -> None:
    bring(village.db, "干部.csv", "青枫镇柳溪村村干部名单", "姓名,身份证号,职务", f"赵大勇,{number(9)},村主任")
    draft = ask(village, VISITOR, entry(village), words="赵 大勇自己拿走了")
    assert state(village, draft) == "township" and enquiries.listed(village.db, OFFICER, DAY) == []
    other = ask(village, VISITOR, entry(village), words="账不对")
    assert state(village, other) == "received"


def test_who_is_named_does_not_answer_and_another_does(village: Village) -> None:
    number_of = id_of(village, ask(village, VISITOR, entry(village), words="陈经办录错了"))
    case = enquiries.opened(village.db, CLERK, number_of, DAY)
    assert case and "您的名字" in case.why_not and case.acts == {"pass-on"}
    with pytest.raises(Refused, match="您的名字"):
        enquiries.answer(village.db, CLERK, number_of, "没有录错", "right", DAY)
    enquiries.answer(village.db, SUPERVISOR, number_of, "查了原始凭证，没有录错。", "right", DAY)


# --- who sees and does what


@pytest.mark.parametrize(("who", "sees"), [("clerk", True), ("supervisor", True), ("village", True), ("neighbour", False), ("stranger", False), ("county", False), ("administrator", False)])
def test_only_the_offices_in_charge_see_and_answer(village: Village, who: str, sees: bool) -> None:
    number_of = id_of(village, ask(village, village.grandmother, own(village)))
    viewer = OFFICIALS[who]
    assert (enquiries.opened(village.db, viewer, number_of, DAY) is not None) is sees
    assert bool(enquiries.listed(village.db, viewer, DAY)) is sees
    if sees:
        enquiries.answer(village.db, viewer, number_of, "查清了。", "right", DAY)
    else:
        with pytest.raises(Refused, match="不归您办"):
            enquiries.answer(village.db, viewer, number_of, "查清了。", "right", DAY)


@pytest.mark.parametrize("viewer", [VISITOR, Viewer("villager", "张秀英", person_id=1, household_id=1, place_id=VILLAGE, township_id=CLERK.township_id)])
def test_no_visitor_and_no_villager_does_what_offices_do(village: Village, viewer: Viewer) -> None:
    number_of = id_of(village, ask(village, VISITOR, entry(village)))
    for act in (
        lambda: enquiries.take(village.db, viewer, number_of, DAY), lambda: enquiries.answer(village.db, viewer, number_of, "好", "right", DAY),
        lambda: enquiries.pass_on(village.db, viewer, number_of, "好", DAY), lambda: enquiries.publish(village.db, viewer, number_of, "问", "答", DAY),
        lambda: enquiries.hide(village.db, viewer, number_of, "好", DAY), lambda: enquiries.correct(village.db, viewer, number_of, 1, DAY),
    ):  # fmt: skip
        with pytest.raises(Refused, match="不归您办"):
            act()
    assert enquiries.listed(village.db, viewer, DAY) == enquiries.counts(village.db, viewer, DAY) == []


def test_the_village_takes_it_up_and_answers_and_each_step_is_in_the_journal(village: Village) -> None:
    draft = ask(village, village.grandmother, own(village))
    number_of = id_of(village, draft)
    enquiries.take(village.db, OFFICER, number_of, DAY)
    assert state(village, draft) == "village"
    with pytest.raises(Refused):
        enquiries.take(village.db, OFFICER, number_of, DAY)
    enquiries.answer(village.db, OFFICER, number_of, "银行退回，已经补发。", "error", DAY)
    found = following.follow(village.db, holder(draft), DAY)
    assert found and (found.now.state, found.answer, found.outcome) == ("answered", "银行退回，已经补发。", "确实有错")
    with village.db.read() as conn:
        kept = conn.execute(select(JournalEntry.action, JournalEntry.actor).where(JournalEntry.subject == f"enquiry:{number_of}").order_by(JournalEntry.id)).all()
    assert [tuple(one) for one in kept] == [("enquiry-send", "反映的人"), ("enquiry-take", "吴村务"), ("enquiry-answer", "吴村务")]


def test_the_township_may_not_take_up_for_the_village_but_may_draw_it_to_itself_with_a_reason(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    number_of = id_of(village, draft)
    with pytest.raises(Refused):
        enquiries.take(village.db, CLERK, number_of, DAY)
    with pytest.raises(Refused, match="为什么转"):
        enquiries.pass_on(village.db, CLERK, number_of, " ", DAY)
    enquiries.pass_on(village.db, CLERK, number_of, "涉及镇里的拨款", DAY)
    assert state(village, draft) == "township"
    with pytest.raises(Refused, match="由乡镇答复"):
        enquiries.answer(village.db, OFFICER, number_of, "好", "right", DAY)


@pytest.mark.parametrize(("words", "outcome", "why"), [(" ", "right", "请写答复"), ("长" * 1001, "right", "请写答复"), ("好", "", "什么情况"), ("好", "guilty", "什么情况")])
def test_an_answer_without_words_or_outcome_is_none(village: Village, words: str, outcome: str, why: str) -> None:
    number_of = id_of(village, ask(village, VISITOR, entry(village)))
    with pytest.raises(Refused, match=why):
        enquiries.answer(village.db, CLERK, number_of, words, outcome, DAY)


# --- the clock


def test_the_days_over_it_is_with_the_township_whether_or_not_anybody_wrote_it_down(village: Village) -> None:
    draft = ask(village, village.grandmother, own(village))
    number_of = id_of(village, draft)
    (line,) = enquiries.listed(village.db, CLERK, LATE)
    assert (line.now.state, line.now.due and line.now.due.day) == ("township", date(2026, 12, 3))
    with pytest.raises(Refused, match="由乡镇答复"):
        enquiries.answer(village.db, OFFICER, number_of, "好", "right", LATE)
    before = following.follow(village.db, holder(draft), LATE)
    assert enquiries.write_down(village.db, LATE) == 1 and enquiries.write_down(village.db, LATE) == 0
    after = following.follow(village.db, holder(draft), LATE)
    assert before and after and before.now.due == after.now.due and before.steps[-1].words == after.steps[-1].words and "浙江省社会救助条例第五十八条" in after.steps[-1].words
    with village.db.read() as conn:
        entry_ = conn.execute(select(JournalEntry).where(JournalEntry.action == "enquiry-escalate")).one()
    assert entry_.actor == "到期自动" and "15日内没有答复" in entry_.detail
    enquiries.answer(village.db, CLERK, number_of, "镇里查清了。", "right", LATE)
    assert state(village, draft, LATE) == "answered"


def test_officials_see_what_is_on_track_at_risk_and_overdue_and_the_most_urgent_first(village: Village) -> None:
    late = ask(village, VISITOR, entry(village), today=date(2026, 9, 14))
    soon = ask(village, VISITOR, entry(village), today=date(2026, 10, 28))
    fresh = ask(village, VISITOR, entry(village), today=date(2026, 11, 12))
    lines = enquiries.listed(village.db, CLERK, date(2026, 11, 13))
    assert [(line.number.replace("-", ""), line.now.pace) for line in lines] == [(late.number, "overdue"), (soon.number, "at-risk"), (fresh.number, "on-track")]
    (count, _) = enquiries.counts(village.db, CLERK, date(2026, 11, 13))
    assert (count.place, count.paces, count.ran_out) == ("柳溪村", {"on-track": 1, "at-risk": 1, "overdue": 1}, 1)
    (township, _) = enquiries.counts(village.db, COUNTY, date(2026, 11, 13))
    assert (township.place, township.open) == ("青枫镇", 3)
    assert enquiries.waiting(village.db, CLERK, date(2026, 11, 13)) == (1, 1) and enquiries.waiting(village.db, OFFICER, date(2026, 11, 13)) == (2, 1)


# --- following


def test_the_number_alone_tells_how_far_it_is_and_nothing_of_what_it_is_about(village: Village) -> None:
    draft = ask(village, village.grandmother, own(village), words="只收到347元")
    enquiries.answer(village.db, OFFICER, id_of(village, draft), "少发的100元下月补。", "error", DAY)
    found = following.follow(village.db, holder(draft, phrase=""), DAY)
    assert found and found.now.state == "answered" and found.acts == frozenset()
    told = str(found)
    assert "347" not in told and "447" not in told and "张秀英" not in told and "下月补" not in told and "吴村务" not in told and not found.opened


def test_a_wrong_phrase_opens_nothing_and_guessing_is_slowed(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    for _ in range(3):
        with pytest.raises(Refused, match="口令对不上"):
            following.follow(village.db, holder(draft, phrase="青山 白云 红梅"), DAY)
    with pytest.raises(Refused, match="请等"):
        following.follow(village.db, holder(draft), DAY)


def test_a_number_is_found_as_it_is_read_out_and_a_phrase_however_it_is_spaced(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    shown = f" {enquiries.shown(draft.number).lower()} "
    found = following.follow(village.db, Holder(VISITOR, shown, draft.phrase.replace(" ", "　"), "x"), DAY)
    assert found and found.opened and following.follow(village.db, Holder(VISITOR, "ACDEFGHJK", "", "x"), DAY) is None


def test_who_left_a_name_follows_by_signing_in_and_nobody_else_does(village: Village) -> None:
    draft = ask(village, village.grandmother, entry(village), named=True, words="少了")
    (found,) = following.mine(village.db, village.grandmother, DAY)
    assert found.text == "少了" and following.mine(village.db, village.son, DAY) == [] == following.mine(village.db, CLERK, DAY)
    other = following.follow(village.db, holder(draft, village.son, ""), DAY)
    assert other and not other.opened


@pytest.mark.parametrize(("rating", "after"), [("satisfied", "closed"), ("mostly", "closed"), ("unsatisfied", "answered")])
def test_the_asker_rates_the_answer_once(village: Village, rating: str, after: str) -> None:
    draft = ask(village, VISITOR, entry(village))
    enquiries.answer(village.db, OFFICER, id_of(village, draft), "说明。", "right", DAY)
    following.rate(village.db, holder(draft), rating, DAY)
    assert state(village, draft) == after
    with pytest.raises(Refused):
        following.rate(village.db, holder(draft), "satisfied", DAY)
    with pytest.raises(Refused, match="请选一样"):
        following.rate(village.db, holder(draft), "great", DAY)


def test_it_is_done_again_once_by_the_township_with_a_reason(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    number_of = id_of(village, draft)
    enquiries.answer(village.db, OFFICER, number_of, "说明。", "right", DAY)
    with pytest.raises(Refused, match="为什么"):
        following.reopen(village.db, holder(draft), " ", DAY)
    following.reopen(village.db, holder(draft), "没有说清楚", DAY)
    assert state(village, draft) == "reopened"
    with pytest.raises(Refused, match="由乡镇答复"):
        enquiries.answer(village.db, OFFICER, number_of, "再说明。", "right", DAY)
    enquiries.answer(village.db, SUPERVISOR, number_of, "镇里复查。", "right", DAY)
    with pytest.raises(Refused):
        following.reopen(village.db, holder(draft), "还是没有", DAY)
    following.rate(village.db, holder(draft), "unsatisfied", DAY)
    assert state(village, draft) == "closed"


@pytest.mark.parametrize("who", ["visitor", "son", "official"])
def test_nobody_but_the_asker_rates_reopens_or_takes_back(village: Village, who: str) -> None:
    draft = ask(village, village.grandmother, own(village))
    viewer = {"visitor": VISITOR, "son": village.son, "official": OFFICER}[who]
    for act in (lambda h: following.withdraw(village.db, h, DAY), lambda h: following.rate(village.db, h, "satisfied", DAY), lambda h: following.reopen(village.db, h, "再办", DAY)):
        with pytest.raises(Refused):
            act(Holder(viewer, draft.number, "", f"10.1.{len(who)}.1"))
    assert state(village, draft) == "received"


def test_the_asker_takes_it_back_while_nobody_has_answered(village: Village) -> None:
    draft = ask(village, village.grandmother, own(village))
    following.withdraw(village.db, holder(draft, village.grandmother, ""), DAY)
    assert state(village, draft) == "withdrawn"
    with pytest.raises(Refused, match="已撤回"):
        enquiries.answer(village.db, OFFICER, id_of(village, draft), "好", "right", DAY)


def test_an_answer_to_which_nothing_is_said_is_over_after_its_days(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    enquiries.answer(village.db, OFFICER, id_of(village, draft), "说明。", "right", DAY)
    assert state(village, draft, date(2026, 12, 3)) == "closed" and enquiries.write_down(village.db, date(2026, 12, 3)) == 1
    with pytest.raises(Refused):
        following.reopen(village.db, holder(draft), "再办", date(2026, 12, 4))


# --- public answers and corrections


def published(village: Village, words: str = "张秀英问：路灯早就坏了") -> asking.Draft:
    draft = ask(village, village.grandmother, entry(village), "should-not", words, named=True)
    enquiries.answer(village.db, OFFICER, id_of(village, draft), "付的是四月的电费。", "right", DAY)
    return draft


def test_a_public_answer_stands_beside_its_figure_without_who_asked(village: Village) -> None:
    draft = published(village)
    case = enquiries.opened(village.db, CLERK, id_of(village, draft), DAY)
    assert case and "张秀英" not in case.question and "张*英" in case.question
    assert "付的是四月的电费" not in light_books.show(village.db, VISITOR, {})
    enquiries.publish(village.db, CLERK, id_of(village, draft), "路灯早就坏了，为什么付电费？", "付的是四月的电费。", DAY)
    found = books.books(village.db, VISITOR, VILLAGE, "2026-Q3")
    assert found and [[one.question for one in line.answers] for line in found.entries] == [[], ["路灯早就坏了，为什么付电费？"]]
    for shown in (light_books.show(village.db, VISITOR, {}), light_answers.show(village.db, VISITOR, {})):
        assert "付的是四月的电费" in shown and "张秀英" not in shown and draft.number not in shown and enquiries.shown(draft.number) not in shown


def test_who_answered_does_not_publish_and_no_name_of_the_asker_is_published(village: Village) -> None:
    number_of = id_of(village, published(village))
    with pytest.raises(Refused, match="另一个人"):
        enquiries.publish(village.db, OFFICER, number_of, "问", "答", DAY)
    with pytest.raises(Refused, match="名字"):
        enquiries.publish(village.db, CLERK, number_of, "张 秀英问的", "答", DAY)
    assert answers.listed(village.db, VISITOR) == []


def test_no_resident_is_named_in_what_is_asked_about_or_published(village: Village) -> None:
    bring(village.db, "账二.csv", "青枫镇柳溪村2026年第二季度收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,1000", "4.5,付王兰香误工补贴,,200,800")
    found = books.books(village.db, VISITOR, VILLAGE, "2026-Q2")
    assert found is not None
    draft = ask(village, VISITOR, f"b{found.entries[0].source.record_id}", words="王兰香没有做工")
    enquiries.answer(village.db, OFFICER, id_of(village, draft), "王兰香做了两天。", "right", DAY)
    enquiries.publish(village.db, CLERK, id_of(village, draft), "王兰香没有做工", "王兰香做了两天。", DAY)
    (answer,) = answers.listed(village.db, VISITOR)
    assert (answer.question, answer.answer) == ("王*香没有做工", "王*香做了两天。") and "王兰香" not in answer.about and "王*香" in answer.about


def test_nobody_asks_about_a_child_on_a_list(village: Village) -> None:
    with village.db.read() as conn:
        row = conn.execute(select(Entitlement.id, Entitlement.person_id).limit(1)).one()
    assert asking.preview(village.db, VISITOR, f"l{row.id}", "person", "", False, False, DAY).subject.place_id == VILLAGE
    with village.db.write() as conn:
        conn.execute(update(Person).where(Person.id == row.person_id).values(birth_date=date(2015, 1, 1)))
    with pytest.raises(Refused, match="没有找到"):
        asking.preview(village.db, VISITOR, f"l{row.id}", "person", "", False, False, DAY)


def test_what_concerns_one_household_is_never_published(village: Village) -> None:
    number_of = id_of(village, ask(village, village.grandmother, own(village)))
    enquiries.answer(village.db, OFFICER, number_of, "补发了。", "error", DAY)
    case = enquiries.opened(village.db, CLERK, number_of, DAY)
    assert case and not {"publish", "hide"} & case.acts
    with pytest.raises(Refused, match="不能公开"):
        enquiries.publish(village.db, CLERK, number_of, "问", "答", DAY)


def test_nothing_is_published_before_it_is_answered_and_it_is_taken_off_with_a_reason(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    with pytest.raises(Refused):
        enquiries.publish(village.db, CLERK, id_of(village, draft), "问", "答", DAY)
    enquiries.answer(village.db, OFFICER, id_of(village, draft), "说明。", "right", DAY)
    enquiries.publish(village.db, SUPERVISOR, id_of(village, draft), "问", f"答，找{number(1)}", DAY)
    assert answers.listed(village.db, VISITOR)[0].answer == "答，找＊＊＊＊＊＊"
    with pytest.raises(Refused, match="为什么"):
        enquiries.hide(village.db, CLERK, id_of(village, draft), "", DAY)
    enquiries.hide(village.db, CLERK, id_of(village, draft), "写错了", DAY)
    assert answers.listed(village.db, VISITOR) == []


def correct_books(village: Village) -> None:
    lines = ("青枫镇柳溪村2026年第三季度收支明细", "日期,摘要,收入,支出,结余", ",期初余额,,,1000", "7.5,收店面租金,500,,1500", "8.6,付路灯电费,,102.5,1397.5")
    checked = importing.check(village.db, "账更正.csv", "\n".join(lines).encode())
    importing.save(village.db, checked, "陈经办", {0: "replace"}, reason="电费的数字写颠倒了")


def test_a_confirmed_error_that_is_corrected_shows_the_old_and_the_new_value_and_why(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village), "amount", "是102.5")
    number_of = id_of(village, draft)
    enquiries.answer(village.db, OFFICER, number_of, "写颠倒了，马上更正。", "error", DAY)
    enquiries.publish(village.db, CLERK, number_of, "电费是不是写错了？", "写颠倒了。", DAY)
    assert answers.listed(village.db, VISITOR)[0].corrected == ""
    correct_books(village)
    said = answers.listed(village.db, VISITOR)[0].corrected
    assert "原来120.50元，现在102.50元" in said and "原因：电费的数字写颠倒了" in said
    found = following.follow(village.db, holder(draft), DAY)
    assert found and found.corrected and found.correction == said
    shown = light_books.show(village.db, VISITOR, {})
    assert "已更正" in shown and "现在102.50元" in shown.replace('<span class="money">', "").replace("</span>", "")
    assert enquiries.listed(village.db, CLERK, DAY, "done")[0].corrected
    (note,) = notes.notes(village.db, VISITOR)
    assert note.asked and "因村民反映查出" in light_notes.show(village.db, VISITOR, {})


def test_an_answer_that_nothing_was_wrong_is_not_shown_as_corrected_when_the_table_is_replaced(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    number_of = id_of(village, draft)
    enquiries.answer(village.db, OFFICER, number_of, "没有错。", "right", DAY)
    correct_books(village)
    found = following.follow(village.db, holder(draft), DAY)
    case = enquiries.opened(village.db, CLERK, number_of, DAY)
    assert found and not found.corrected and case and len(case.notes) == 1 and not notes.notes(village.db, VISITOR)[0].asked
    with pytest.raises(Refused, match="没有这次更正"):
        enquiries.correct(village.db, CLERK, number_of, case.notes[0].id + 99, DAY)
    enquiries.correct(village.db, CLERK, number_of, case.notes[0].id, DAY)
    again = following.follow(village.db, holder(draft), DAY)
    assert again and "现在102.50元" in again.correction


def test_an_own_payment_that_was_corrected_says_the_amount_before_and_after(village: Village) -> None:
    draft = ask(village, village.grandmother, own(village), words="只收到347元")
    enquiries.answer(village.db, OFFICER, id_of(village, draft), "录错了。", "error", DAY)
    lines = ("青枫镇柳溪村2026年9月农村低保金发放表", "姓名,身份证号,金额", f"张秀英,{number(1)},347", f"王兰香,{number(3)},300")
    checked = importing.check(village.db, "低保更正.csv", "\n".join(lines).encode())
    importing.save(village.db, checked, "陈经办", {0: "replace"}, reason="一户的金额录错")
    (found,) = following.mine(village.db, village.grandmother, DAY)
    assert "原来447.00元，现在347.00元" in found.correction
    other = following.follow(village.db, holder(draft, phrase=""), DAY)
    assert other and other.corrected and "447" not in str(other) and "347" not in str(other)


def test_what_the_database_keeps_of_a_state_is_never_beyond_the_clock(village: Village) -> None:
    draft = ask(village, VISITOR, entry(village))
    with village.db.write() as conn:
        conn.execute(update(Enquiry).values(since=date(2026, 1, 5), received_on=date(2026, 1, 5)))
    assert state(village, draft, LATER) == "township"
    assert enquiries.listed(village.db, CLERK, LATER)[0].now.pace == "overdue"


def test_who_opens_the_enquiry_of_a_named_person_is_told_to_that_person(village: Village) -> None:
    number_of = id_of(village, ask(village, village.grandmother, own(village)))
    assert enquiries.listed(village.db, OFFICER, DAY)[0].asker == "张*英" and looks.mine(village.db, village.grandmother) == []
    enquiries.opened(village.db, OFFICER, number_of, DAY)
    assert ["答复反映" in look.words for look in looks.mine(village.db, village.grandmother)] == [True]
    assert looks.mine(village.db, village.son) == []
