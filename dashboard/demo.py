"""The demonstration: a database of its own, filled from the sample township, and the sign-ins to try."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import platformdirs
from PIL import Image, ImageDraw
from sqlalchemy import select

from dashboard import clock, cross_matching
from dashboard.access import VISITOR, Viewer
from dashboard.identity import cards, officials
from dashboard.queries import asking, books, enquiries, papers, payments, projects
from dashboard.queries.papers import Given
from loaders import importing, places
from loaders.database import Database
from loaders.records.accounts import Account
from loaders.records.enquiries import Enquiry
from loaders.records.people import Person
from loaders.records.places import Place

FOLDER = Path(__file__).resolve().parent.parent / "sample_data" / "township"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in to try: who, and what to type."""

    who: str
    fields: tuple[tuple[str, str], ...]


def default_url() -> str:
    """The demonstration's own database, apart from any real one."""
    folder = Path(platformdirs.user_data_dir("sunshine-village", appauthor=False)) / "demo"
    return f"sqlite:///{folder / 'village.db'}"


def fill(db: Database, say: Callable[[str], None]) -> list[SignIn]:
    """Import the sample township (files that are in already are skipped) and make the sign-ins; these come back."""
    manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    with db.write() as conn:
        places.load(conn, (FOLDER / "places.csv").read_bytes())
    order = manifest["order"]
    for number, name in enumerate(order, 1):
        checked = importing.check(db, name, (FOLDER / name).read_bytes())
        if checked.status == "ready":
            importing.save(db, checked, "示范数据")
        if number % 10 == 0 or number == len(order):
            say(f"正在填示范数据：{number}/{len(order)}")
    _pictures(db)
    _asked(db, manifest)
    say("正在比对")
    cross_matching.match(db, "示范数据")
    return _sign_ins(db, manifest)


#: A project of the sample township, and what its drawings show: title, day, how much of the road is there.
_ROAD, _STAGES = "柳溪村村道硬化工程", (("路基完成", "2025-10-15", 0.45), ("路面完工", "2026-09-20", 1.0))


def _pictures(db: Database) -> None:
    """Drawings beside a project, as a clerk would add photos; once."""
    road = next((works for works in projects.projects(db, VISITOR) if works.name == _ROAD), None)
    if road is None or road.papers:
        return
    with db.read() as conn:
        township = conn.execute(select(Place.township_id).where(Place.id == road.place_id)).scalar()
    clerk = Viewer("clerk", "示范数据", township_id=township)
    for title, day, far in _STAGES:
        papers.add(db, clerk, road.place_id, road.subject, title, day, [Given(f"{title}.png", _drawing(far))])


#: What the fictional people ask: who (none for nobody), about what, which reason, in which words, how many days ago, and what became of it.
_ASKED = (
    (True, "own", "amount", "这个月的钱好像少了，请帮我查一查。", 3, ""),
    (False, "books", "unclear", "这笔钱是付什么的？", 10, "published"),
    (False, "books", "amount", "听说没有这么多。", 24, ""),
    (False, "project", "differs", "路面比写的窄。", 9, "answered"),
    (True, "books", "unclear", "看不懂，能不能讲一讲？", 16, ""),
    (False, "village", "unpublished", "合同没有公开。", 60, ""),
)
_ANSWER = "查过原始凭证和当时的单据，情况已经写清楚，附在账后面。还有不明白的，可以到村里来看凭证。"


def _asked(db: Database, manifest: dict[str, Any]) -> None:
    """A few enquiries in different states, once; whoever asked them does not exist."""
    with db.read() as conn:
        if conn.execute(select(Enquiry.id).limit(1)).first() is not None:
            return
        digest = db.vault.digest(manifest["sign_ins"]["villagers"][0]["id_number"])
        columns = (Person.id, Person.name, Person.household_id, Person.village_id, Person.township_id)
        person = conn.execute(select(*columns).where(Person.id_digest == digest)).one()
    villager = Viewer("villager", person.name, person_id=person.id, household_id=person.household_id, place_id=person.village_id, township_id=person.township_id)
    clerk, supervisor = (Viewer(role, "示范数据", account_id=number, place_id=person.township_id, township_id=person.township_id) for role, number in (("clerk", -1), ("supervisor", -2)))  # type: ignore[arg-type]
    refs = _figures(db, villager)
    for named, subject, reason, words, ago, became in _ASKED:
        ref, day = refs.get(subject), clock.today() - timedelta(days=ago)
        if ref is None:
            continue
        found = asking.preview(db, villager if named else VISITOR, ref, reason, words, named, False, day)
        asking.send(db, villager if named else VISITOR, asking.sealed(db, found.draft), None, "示范数据", day)
        if became:
            with db.read() as conn:
                number = conn.execute(select(Enquiry.id).where(Enquiry.number == found.draft.number)).scalar_one()
            enquiries.answer(db, clerk, number, _ANSWER, "right", day + timedelta(days=2))
            if became == "published":
                enquiries.publish(db, supervisor, number, words, _ANSWER, day + timedelta(days=3))


def _figures(db: Database, villager: Viewer) -> dict[str, str]:
    """Where one asks about a payment of the villager, an entry of the village's books, its road and the village itself."""
    place = villager.place_id or 0
    found = {"village": f"v{place}"}
    if lines := payments.lines(db, villager):
        found["own"] = f"p{lines[0].payment_id}"
    periods = books.periods_of(db, VISITOR, place)
    entries = books.books(db, VISITOR, place, periods[0]) if periods else None
    if entries and (spent := [entry for entry in entries.entries if entry.spending_fen]):
        found["books"] = f"b{spent[0].source.record_id}"
    if works := [one for one in projects.projects(db, VISITOR, place) if one.place_id == place]:
        found["project"] = f"j{works[0].sources[0].record_id}"
    return found


def _drawing(far: float) -> bytes:
    """A road between hills, drawn as far as it is built."""
    picture = Image.new("RGB", (640, 480), "#cfe6f2")
    draw = ImageDraw.Draw(picture)
    for left, colour in ((-120, "#8fb996"), (200, "#6f9f78")):
        draw.ellipse((left, 170, left + 620, 620), fill=colour)
    draw.rectangle((0, 330, 640, 480), fill="#b9a07a")
    top = 480 - round(150 * far)
    near, there = 220, 220 - round(190 * far)
    draw.polygon(((320 - near, 480), (320 + near, 480), (320 + there, top), (320 - there, top)), fill="#d9d9d4")
    draw.ellipse((520, 40, 590, 110), fill="#ffd24d")
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _sign_ins(db: Database, manifest: dict[str, object]) -> list[SignIn]:
    given = manifest["sign_ins"]
    assert isinstance(given, dict)
    with db.read() as conn:
        gazetteer = places.Gazetteer(conn)
        existing = set(conn.execute(select(Account.login)).scalars())
    found: list[SignIn] = []
    for villager in given["villagers"]:
        digest = db.vault.digest(villager["id_number"])
        with db.read() as conn:
            person = conn.execute(
                select(Person.household_id, Person.village_id, Place.name).join(Place, Place.id == Person.village_id).where(Person.id_digest == digest)
            ).first()
        if person is None:
            continue
        cards.issue_codes(db, person.village_id, "示范数据")
        slip = next((s for s in cards.slips(db, person.village_id) if s.household_id == person.household_id), None)
        if slip:
            fields = (("姓名", villager["name"]), ("身份证后六位", villager["id_number"][-6:]), ("家庭码", slip.code))
            found.append(SignIn(f"村民（{person.name}）", fields))
    for official in given["officials"]:
        if official["login"] not in existing:
            place = gazetteer.find(official.get("place") or "")
            officials.add_official(db, official["login"], official["name"], official["role"], place.id if place else None, official["password"])
        found.append(SignIn(f"工作人员（{official['name']}）", (("登录名", official["login"]), ("密码", official["password"]))))
    return found


def introduction(address: str, sign_ins: list[SignIn]) -> list[str]:
    """What is printed before the dashboard opens: the address and the sign-ins."""
    lines = ["", f"阳光村务示范：{address}/", f"  不用登录，看村里的账：{address}/lite/books", f"  登录：{address}/login", ""]
    for sign_in in sign_ins:
        lines.append(f"  {sign_in.who}：" + "，".join(f"{label} {value}" for label, value in sign_in.fields))
    return [*lines, "", "（人物、号码和村名都是虚构的。按 Ctrl+C 结束。）"]
