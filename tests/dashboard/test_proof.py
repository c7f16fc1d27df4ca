"""The head on every light page, the proof that an own payment is in its sum, and the script that checks it alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from dashboard import check_proof, clock
from dashboard.access import VISITOR, Viewer
from dashboard.identity import cards
from dashboard.light import open_data
from dashboard.light import proof as page
from dashboard.queries import proof
from dashboard.queries.proof import NoProof, Proof
from loaders import importing, sealing
from loaders.database import Database
from loaders.records.payments import Payment
from loaders.records.people import Person
from tests.bad_days.rosters import number, roster
from tests.loaders.test_journal import raw
from tests.serving import ROOT, served

SCRIPT = ROOT / "dashboard" / "check_proof.py"


def brought(database: Database, people: int = 12) -> tuple[Viewer, int]:
    """A list of so many people; the villager of its first row, and the number of their payment."""
    importing.save(database, importing.check(database, "低保.csv", roster(people, yuan=447)), "张")
    with database.read() as conn:
        first = conn.execute(select(Payment.id, Person.id.label("person"), Person.household_id, Person.village_id).join(Person, Person.id == Payment.person_id).order_by(Payment.row)).first()
    assert first
    return Viewer("villager", "张秀英", person_id=first.person, household_id=first.household_id, place_id=first.village_id), first.id


def proved(database: Database, people: int = 12) -> Proof:
    found = proof.of_payment(database, *brought(database, people))
    assert isinstance(found, Proof)
    return found


def checked(tmp_path: Path, document: Any, *root: str) -> "subprocess.CompletedProcess[str]":
    """The script, run as a file by somebody who has Python and nothing of ours."""
    file = tmp_path / "证明.json"
    file.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(file), *root], capture_output=True, text=True, cwd=tmp_path)


def test_the_script_finds_that_an_own_payment_is_in_the_published_sum(database: Database, tmp_path: Path) -> None:
    found = proved(database)
    published = proof.publications(database)[0]
    assert (found.amount_fen, found.rows, found.total_fen) == (44700, 12, 12 * 44700) and published["amount"] == "5364.00"
    ran = checked(tmp_path, found.document, published["root"])
    assert ran.returncode == 0 and "成立：这一笔447.00元，是12笔、合计5364.00元里的一笔" in ran.stdout


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["leaf"].update(shown=d["leaf"]["shown"].replace("44700", "44800")), "各份加起来不等于"),
        (lambda d: d["leaf"].update(shown=d["leaf"]["shown"].replace("张秀英", "李建国")), "算出来的根"),
        (lambda d: d["root"].update(fen=1), "各份加起来不等于"),
        (lambda d: d["path"].pop(), "各份加起来不等于"),
        (lambda d: d["path"][0].update(hash="00" * 32), "算出来的根"),
        (lambda d: d["path"][0].update(fen=-44700), "负数"),
    ],
)
def test_a_proof_that_was_changed_anywhere_does_not_hold(database: Database, tmp_path: Path, change: Any, words: str) -> None:
    document = proved(database).document
    change(document)
    ran = checked(tmp_path, document)
    assert ran.returncode == 1 and words in ran.stdout


def test_a_proof_of_another_table_does_not_hold_against_the_published_root(database: Database, tmp_path: Path) -> None:
    assert checked(tmp_path, proved(database).document, "ab" * 32).returncode == 1
    assert checked(tmp_path, {"no": "proof"}).returncode == 2


def test_a_proof_tells_nothing_of_a_neighbour_but_hashes_sums_and_counts(database: Database) -> None:
    document = proved(database).document
    written = json.dumps(document, ensure_ascii=False)
    assert all(set(step) == {"side", "hash", "fen", "rows"} for step in document["path"])
    assert not any(word in written for word in ("李建国", "王兰", "陈福", number(0), number(1)))


def test_every_payment_of_every_size_of_list_is_proved(database: Database) -> None:
    for month, people in enumerate((10, 11, 13, 16, 17), start=1):
        importing.save(database, importing.check(database, f"{month}.csv", roster(people, month=month)), "张")
    with database.read() as conn:
        rows = conn.execute(select(Payment.id, Payment.person_id)).all()
    for row in rows:
        found = proof.of_payment(database, Viewer("villager", "某", person_id=row.person_id), row.id)
        assert isinstance(found, Proof) and check_proof.fault(found.document) == ""


def test_nobody_gets_the_proof_of_a_payment_that_is_not_theirs(database: Database) -> None:
    me, own = brought(database)
    for viewer in (VISITOR, Viewer("clerk", "张", place_id=me.place_id), Viewer("villager", "别人", person_id=(me.person_id or 0) + 99)):
        other = own + 1 if viewer.role == "villager" else own
        assert isinstance(proof.of_payment(database, viewer, other), NoProof)
    assert proof.of_payment(database, me, 1) is proof.NOT_YOURS


def test_a_table_that_was_changed_or_not_sealed_yet_proves_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "seal_import", lambda *_: None)
        me, own = brought(database)
    assert proof.of_payment(database, me, own) is proof.WAITING
    sealing.catch_up(database)
    raw(database, "UPDATE payment SET amount_fen = 1 WHERE row = 5")
    assert proof.of_payment(database, me, own) is proof.CHANGED


def test_the_page_says_it_in_plain_words_and_the_file_is_the_proof(database: Database) -> None:
    me, own = brought(database)
    chosen = page.show(database, me, {})
    assert f"/lite/proof?payment={own}" in chosen
    shown = page.show(database, me, {"payment": str(own)})
    assert "是公布的12笔" in shown and "5,364.00元" in shown and "李建国" not in shown
    file = page.download(database, me, {"payment": str(own)})
    assert file and not isinstance(file, str) and check_proof.fault(json.loads(file.content)) == ""
    assert page.download(database, VISITOR, {"payment": str(own)}) is None


def test_the_roots_are_public_and_small_tables_show_neither_number_nor_sum(database: Database) -> None:
    brought(database, 2)
    _kind, pieces = open_data.document(database, "publications.json", {}, clock.today()) or ("", iter(()))
    (one,) = json.loads("".join(pieces))["publications"]
    assert (one["rows"], one["amount"]) == (None, None) and len(one["root"]) == 64


def test_every_light_page_shows_the_head_and_strangers_are_sent_to_sign_in(database: Database) -> None:
    me, own = brought(database)
    assert me.place_id is not None
    cards.issue_codes(database, me.place_id, "张")
    code = next(slip.code for slip in cards.slips(database, me.place_id) if slip.head_name == "张秀英")
    with served(database.files.parent / "village.db") as url, httpx.Client(base_url=url, timeout=20) as client:
        assert client.get(f"/lite/proof?payment={own}").headers["location"] == "/login"
        client.post("/login", data={"who": "villager", "name": "张秀英", "last_six": number(0)[-6:], "code": code})
        head = proof.head(database, VISITOR)
        assert head and all(f"账本校验码 {head.code}" in client.get(path).text for path in ("/lite", "/lite/books", "/lite/proof", "/open"))
        file = client.get(f"/lite/proof.json?payment={own}")
        assert check_proof.fault(file.json()) == "" and "attachment" in file.headers["content-disposition"]
