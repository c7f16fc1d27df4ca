"""Following: how far an enquiry is, for who asked it, by signing in or by the number and check phrase of the receipt."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from dashboard.access import Viewer, may
from dashboard.identity import throttle
from dashboard.queries import answers, asking, enquiries
from dashboard.queries.enquiries import Done, Refused, settle, step
from dashboard.queries.subjects import KINDS
from loaders import deadlines, enquiring, text
from loaders.database import Database
from loaders.deadlines import Clock
from loaders.enquiring import MOVES, OUTCOMES, RATINGS, Act, Standing
from loaders.records.enquiries import Enquiry
from loaders.records.places import Place
from loaders.workdays import UNKNOWN

MOST = 50
_NOT_YOURS = "只有反映的人自己可以这样做。请填编号和口令。"


@dataclass(frozen=True, slots=True)
class Followed:
    """An enquiry as who asked it sees it; with the number alone only how far it is: what ``opened`` gives is then empty."""

    number: str
    place: str
    township: str
    kind: str
    now: Standing
    received_on: date
    clock: Clock
    length: str
    uncertain: str
    steps: tuple[Done, ...]
    corrected: bool
    opened: bool
    about: str = ""
    reason: str = ""
    text: str = ""
    photo: bool = False
    answer: str = ""
    outcome: str = ""
    correction: str = ""
    rating: str = ""
    direct: bool = False
    acts: frozenset[Act] = frozenset()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who says that an enquiry is theirs: somebody signed in, or somebody with its number and check phrase."""

    viewer: Viewer
    number: str
    phrase: str
    address: str


def follow(db: Database, holder: Holder, today: date) -> Followed | None:
    """The enquiry of that number; none where there is none. Raises :class:`Refused` for a wrong phrase, or to wait."""
    if not may(holder.viewer, "follow"):
        return None
    with db.read() as conn:
        row = _of(conn, enquiries.plain(holder.number))
    if row is None:
        return None
    mine = _mine(holder.viewer, row)
    if holder.phrase and not mine:
        _check(db, holder, row)
    with db.read() as conn:
        return _followed(conn, db, row, today, opened=mine or bool(holder.phrase))


def mine(db: Database, viewer: Viewer, today: date) -> list[Followed]:
    """What the viewer has asked under the own name, the newest first."""
    if not may(viewer, "own-enquiries") or viewer.person_id is None:
        return []
    with db.read() as conn:
        rows = conn.execute(_wanted().where(Enquiry.person_id == viewer.person_id).order_by(Enquiry.id.desc()).limit(MOST)).all()
        return [_followed(conn, db, row, today, opened=True) for row in rows]


def _wanted() -> Any:
    township = Place.__table__.alias("township")
    return (
        select(Enquiry, Place.name.label("place"), township.c.name.label("township"))
        .join(Place, Place.id == Enquiry.place_id)
        .outerjoin(township, township.c.id == Enquiry.township_id)
    )


def _of(conn: Connection, number: str) -> Any:
    return conn.execute(_wanted().where(Enquiry.number == number)).first()


def _mine(viewer: Viewer, row: Any) -> bool:
    return may(viewer, "own-enquiries") and viewer.person_id is not None and row.person_id == viewer.person_id


def _check(db: Database, holder: Holder, row: Any) -> None:
    """Count the try before the phrase is looked at, as with passwords."""
    key = db.vault.digest(f"enquiry:{row.number}")
    if wait := throttle.reserve(db, [key], holder.address):
        raise Refused(f"试错的次数多了，请等{wait}秒再试。")
    if not asking.is_phrase(row.phrase_hash, holder.phrase):
        raise Refused("口令对不上，请看看抄下来的三个词。")
    with db.write() as conn:
        throttle.forget(conn, [key], throttle.address_key(db, holder.address))


def _followed(conn: Connection, db: Database, row: Any, today: date, opened: bool) -> Followed:
    now = enquiring.standing(enquiries.kept(row), today)
    kind = KINDS[row.subject]
    done = enquiries.steps(conn, db, row, today)
    bare = tuple(Done(one.day, one.act, one.party, "", one.words if one.party == "clock" else "") for one in done if one.act not in ("publish", "hide"))
    uncertain = UNKNOWN if now.due and not now.due.certain else ""
    found = (enquiries.shown(row.number), row.place, row.township or "", kind.name, now, row.received_on, deadlines.clock(row.clock), deadlines.length(row.days, row.unit), uncertain)
    correction = answers.corrected(conn, row)
    if not opened:
        return Followed(*found, bare, bool(correction), False)
    said = next((one.words for one in reversed(done) if one.act == "answer"), "")
    acts = frozenset(act for act, move in MOVES.items() if "asker" in move.by and enquiring.may_move(act, "asker", now))
    if row.rating:
        acts -= {"rate"}
    return Followed(
        *found, tuple(Done(one.day, one.act, one.party, one.who, one.words if one.act != "answer" else "") for one in done if one.act not in ("publish", "hide")), bool(correction), True,
        row.about, kind.names.get(row.reason, ""), db.vault.open(row.text_sealed), row.photo is not None, said, OUTCOMES.get(row.outcome or "", ""), correction,
        RATINGS.get(row.rating or "", ""), row.direct, acts,
    )  # fmt: skip


# --- what the asker does


@contextmanager
def _acting(db: Database, holder: Holder, act: Act, today: date) -> Iterator[tuple[Connection, Any, Standing]]:
    """The enquiry in a transaction in which its asker does this; :class:`Refused` says why not."""
    _prove(db, holder)
    with db.write() as conn:
        row = _of(conn, enquiries.plain(holder.number))
        now = settle(conn, row, today)
        _unless(act, now)
        yield conn, row, now


def _unless(act: Act, now: Standing) -> None:
    if not enquiring.may_move(act, "asker", now):
        raise Refused(f"这件反映{enquiring.STATES[now.state]}，现在不能这样做。")


def _prove(db: Database, holder: Holder) -> None:
    """Nothing where it is who asked; else :class:`Refused`."""
    with db.read() as conn:
        row = _of(conn, enquiries.plain(holder.number))
    if row is None:
        raise Refused("没有这个编号。")
    if _mine(holder.viewer, row):
        return
    if not holder.phrase:
        raise Refused(_NOT_YOURS)
    _check(db, holder, row)


def rate(db: Database, holder: Holder, rating: str, today: date) -> None:
    """Say how satisfied one is with the answer; that ends it unless one is not."""
    if rating not in RATINGS:
        raise Refused("请选一样：满意、基本满意、不满意。")
    with _acting(db, holder, "rate", today) as (conn, row, now):
        if row.rating:
            raise Refused("已经评价过了。")
        state = enquiring.after("rate", now, {"rating": rating})
        conn.execute(update(Enquiry).where(Enquiry.id == row.id).values(rating=rating, state=state))
        step(conn, row.id, "rate", "asker", today, words=RATINGS[rating])


def reopen(db: Database, holder: Holder, words: str, today: date) -> None:
    """Have it done again, once, by the township, with the reason."""
    words = text.mask_numbers_in(text.visible(words))
    if not words or len(words) > asking.LONGEST:
        raise Refused(f"请写为什么要重新办，1到{asking.LONGEST}个字。")
    with _acting(db, holder, "reopen", today) as (conn, row, _):
        law = deadlines.clock(row.clock)
        values = {"state": "reopened", "since": today, "days": law.days, "unit": law.unit, "reopened": True, "rating": None}
        conn.execute(update(Enquiry).where(Enquiry.id == row.id).values(**values))
        step(conn, row.id, "reopen", "asker", today, words=words)


def withdraw(db: Database, holder: Holder, today: date) -> None:
    """Take it back while nobody has answered."""
    with _acting(db, holder, "withdraw", today) as (conn, row, _):
        conn.execute(update(Enquiry).where(Enquiry.id == row.id).values(state="withdrawn"))
        step(conn, row.id, "withdraw", "asker", today)
