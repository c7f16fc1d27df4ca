"""The demonstration: a database of its own, filled from the sample township, and the sign-ins to try."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from PIL import Image, ImageDraw
from sqlalchemy import select

from dashboard import cards, cross_matching, officials
from dashboard.access import VISITOR, Viewer
from dashboard.queries import papers, projects
from dashboard.queries.papers import Given
from loaders import importing, places
from loaders.database import Database
from loaders.records.accounts import Account
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
