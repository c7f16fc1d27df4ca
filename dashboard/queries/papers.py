"""Photos and papers of a village's matters: what is shown, and what the office adds and takes off the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal

from sqlalchemy import Connection, func, insert, select, update

from dashboard import clock, display
from dashboard.access import Viewer, Whose, may
from dashboard.queries.scope import within
from loaders import journal, pictures, text
from loaders.database import Database
from loaders.records.base import table_of
from loaders.records.papers import Paper
from loaders.records.places import Place

MOST, LONGEST_TITLE = 20, 60

#: What photos and papers may belong to, by the word that the subject begins with.
KINDS = {"project": "项目", "decision": "决策", "contract": "合同", "notice": "该公开的一项"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo or paper that everybody sees."""

    id: int
    title: str
    photo: bool
    taken: str | None  # the day that it shows

    @property
    def words(self) -> str:
        """Its day and title in one line."""
        return "，".join(filter(None, (display.when(self.taken or ""), self.title)))


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a photo or paper, or of its small picture, and their media type."""

    kind: str
    data: bytes


class NotTaken(Exception):
    """The photo or paper is not taken, or stays; the message says why."""


def subject(kind: Literal["project", "decision", "contract", "notice"], name: str) -> str:
    """What the photos and papers of a matter are kept under."""
    return f"{kind}:{text.squeeze(name)}"[:230]


def of(conn: Connection, place_id: int | None = None) -> dict[tuple[int, str], tuple[Shown, ...]]:
    """What is shown of the matters of a place, or of all, by place and subject; the newest day first."""
    paper = table_of(Paper)
    wanted = select(paper).where(paper.c.hidden.is_(False))
    if place_id is not None:
        wanted = wanted.where(paper.c.place_id == place_id)
    found: dict[tuple[int, str], list[Shown]] = {}
    for row in sorted(conn.execute(wanted), key=lambda row: (row.taken or "", row.id), reverse=True):
        found.setdefault((row.place_id, row.subject), []).append(Shown(row.id, row.title, row.kind == pictures.PHOTO, row.taken))
    return {key: tuple(own) for key, own in found.items()}


def of_place(db: Database, viewer: Viewer, place_id: int) -> dict[str, tuple[Shown, ...]]:
    """What is shown of the matters of a place, by subject; the newest day first."""
    if not may(viewer, "public-books"):
        return {}
    with db.read() as conn:
        return {subject: own for (_, subject), own in of(conn, place_id).items()}


def villages(db: Database, viewer: Viewer) -> dict[int, str]:
    """The villages whose matters the office may add to."""
    own = within(viewer, "publish", township=Place.township_id, village=Place.id)
    wanted = select(Place.id, Place.name).where(Place.level == "village", own).order_by(Place.id)
    with db.read() as conn:
        return {number: name for number, name in conn.execute(wanted)}


def content(db: Database, viewer: Viewer, paper_id: int, small: bool = False) -> Content | None:
    """The bytes to show; none where there is no such photo or paper, or none any more."""
    if not may(viewer, "public-books"):
        return None
    with db.read() as conn:
        row = conn.execute(select(Paper.sha256, Paper.kind).where(Paper.id == paper_id, Paper.hidden.is_(False))).first()
    if row is None or (small and row.kind != pictures.PHOTO):
        return None
    data = db.open_file(_small(row.sha256) if small else row.sha256)
    return Content(row.kind, data) if data is not None else None


def _small(address: str) -> str:
    """Where the small picture of a photo is kept."""
    return sha256(f"small {address}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Given:
    """A file as the clerk gives it."""

    name: str
    data: bytes


def add(db: Database, viewer: Viewer, place_id: int, of_subject: str, title: str, taken: str | None, files: Sequence[Given]) -> int:
    """Keep photos and papers of a matter, all or none; how many. Raises :class:`NotTaken` with the reason."""
    title = text.mask_numbers_in(text.visible(title))
    if place_id not in villages(db, viewer):
        raise NotTaken("只能给本乡镇、本村加照片和材料。")
    if of_subject.partition(":")[0] not in KINDS or not of_subject.partition(":")[2]:
        raise NotTaken("请先选是哪个项目、哪件事。")
    if not title or len(title) > LONGEST_TITLE:
        raise NotTaken(f"请写一个标题，1到{LONGEST_TITLE}个字。")
    if taken is not None:
        _check(taken)
    if not files or len(files) > MOST:
        raise NotTaken(f"请选1到{MOST}个文件。")
    fits = [_fit(file) for file in files]
    with db.write() as conn:
        there = conn.execute(select(func.count()).select_from(Paper).where(Paper.place_id == place_id, Paper.subject == of_subject, Paper.hidden.is_(False))).scalar() or 0
        if there + len(fits) > MOST:
            raise NotTaken(f"一件事最多{MOST}张照片和材料，已经有{there}张。")
        township = conn.execute(select(Place.township_id).where(Place.id == place_id)).scalar()
        for found in fits:
            address = _keep(db, found)
            values = {"township_id": township, "place_id": place_id, "subject": of_subject, "title": title, "kind": found.kind, "taken": taken, "sha256": address}
            conn.execute(insert(Paper).values(**values, at=clock.now(), actor=viewer.name[:60], hidden=False))
        journal.write(conn, viewer.name, "add-paper", of_subject, f"{title}（{len(fits)}）")
    return len(fits)


def _check(taken: str) -> None:
    try:
        day = date.fromisoformat(taken)
    except ValueError:
        raise NotTaken("日期写不对，例如 2026-10-20。") from None
    if not date(1949, 10, 1) <= day <= clock.today():
        raise NotTaken("照片的日子不能在今天以后。")


def _fit(file: Given) -> pictures.Fit:
    try:
        return pictures.fit(file.name, file.data)
    except pictures.Refused as refused:
        raise NotTaken(f"《{text.mask_numbers_in(file.name)}》：{refused.message}") from None


def _keep(db: Database, found: pictures.Fit) -> str:
    address = sha256(found.data).hexdigest()
    db.keep_file(address, found.data)
    if found.small:
        db.keep_file(_small(address), found.small)
    return address


def hide(db: Database, viewer: Viewer, paper_id: int, reason: str) -> None:
    """Take a photo or paper off the page; the reason is written into the journal. Raises :class:`NotTaken`."""
    reason = text.mask_numbers_in(text.visible(reason))
    if not may(viewer, "publish") or not reason:
        raise NotTaken("请写明为什么不显示。")
    with db.write() as conn:
        row = conn.execute(select(Paper.township_id, Paper.place_id).where(Paper.id == paper_id, Paper.hidden.is_(False))).first()
        if row is None or not may(viewer, "publish", Whose(row.township_id, row.place_id)):
            raise NotTaken("这不是本乡镇、本村的照片和材料。")
        conn.execute(update(Paper).where(Paper.id == paper_id).values(hidden=True))
        journal.write(conn, viewer.name, "hide-paper", str(paper_id), reason[:200])
