"""Helping by consent: a daughter for her mother, an official of the village for someone without a phone; until a day, and ended by one tap."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from dashboard import clock, display
from dashboard.access import RIGHTS, ROLE_NAMES, Behalf, Role, Viewer, Whose, may
from dashboard.identity import cards, telling, throttle
from dashboard.queries import looks
from loaders import journal, text, workdays
from loaders.database import Database
from loaders.records.accounts import Account, Consent, HouseholdCode, Session
from loaders.records.people import Household, Person
from loaders.records.places import Place

#: For how many months somebody may be asked to help, in words.
PERIODS = {1: "一个月", 3: "三个月", 6: "半年", 12: "一年"}
#: So many may help one person at a time.
MOST = 5
LONGEST_REFERENCE = 60
#: What a look is for, as the person reads it among the looks.
_PURPOSES = {"own-payments": "代本人查看补贴"}
_OTHERWISE = "代本人办事"


class Refused(ValueError):
    """Why there is no consent, in Chinese; ``wait_seconds`` until the next try counts."""

    def __init__(self, words: str, wait_seconds: int = 0) -> None:
        super().__init__(words)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class Given:
    """A consent that counts today: who is helped and who helps, as those two may read it."""

    id: int
    person: str
    helper: str
    whole_household: bool
    since: date
    until: date
    reference: str  # of the written consent; empty where the person gave it here
    mine: bool = False  # the viewer gave it, and may end it


@dataclass(frozen=True, slots=True)
class Official:
    """An official of the person's village or township."""

    id: int
    words: str


def until(months: int) -> date:
    """The last day of a consent for so many months from today."""
    today = clock.today()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return next(date(year, month + 1, day) for day in range(today.day, 0, -1) if _exists(year, month + 1, day))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _active() -> ColumnElement[bool]:
    return Consent.ended_at.is_(None) & (Consent.until >= clock.today())


# --- giving it


def officials(db: Database, viewer: Viewer, village_id: int | None = None) -> list[Official]:
    """Who of the offices of the village (the viewer's own) and its township may be asked to help."""
    if not may(viewer, "consent") and not may(viewer, "desk"):
        return []
    with db.read() as conn:
        return _officials(conn, village_id or viewer.place_id, viewer.township_id)


def _officials(conn: Connection, village_id: int | None, township_id: int | None) -> list[Official]:
    wanted = (
        select(Account.id, Account.name, Account.role, Place.name.label("place"))
        .join(Place, Place.id == Account.place_id)
        .where(Account.disabled.is_(False), Account.role == "clerk", Account.place_id.in_([village_id, township_id]))
        .order_by(Place.level.desc(), Account.id)
    )
    return [Official(row.id, f"{row.name}（{row.place}{_role(row.role)}）") for row in conn.execute(wanted)]


def _role(role: Role) -> str:
    return ROLE_NAMES[role]


def is_head(db: Database, viewer: Viewer) -> bool:
    """Whether the viewer is the head of the household, who may let somebody help the whole of it."""
    if not may(viewer, "consent") or viewer.household_id is None:
        return False
    with db.read() as conn:
        return conn.scalar(select(Household.head_id).where(Household.id == viewer.household_id)) == viewer.person_id


def give(db: Database, viewer: Viewer, address: str, months: int, *, name: str = "", code: str = "", official: int | None = None, whole_household: bool = False) -> str:
    """The viewer lets a person (by name and the code of that household's card) or an official help; who that is, in words."""
    if not may(viewer, "consent") or viewer.person_id is None:
        raise Refused("只有本人能同意别人代看。")
    by, words = _helper(db, viewer.person_id, viewer.place_id, viewer.township_id, address, name, code, official)
    _keep(db, viewer, viewer.person_id, by, words, months, whole_household, "")
    return words


def record(db: Database, viewer: Viewer, person_id: int, address: str, months: int, reference: str, *, name: str = "", code: str = "", official: int | None = None, whole_household: bool = False) -> str:
    """The same at the clerk's desk, with the reference of the written consent; the person is told."""
    reference = text.mask_numbers_in(text.visible(reference))[:LONGEST_REFERENCE]
    if len(reference) < 2:
        raise Refused("请写书面同意的编号或存放处，例如：竹溪村〔2026〕3号。")
    with db.read() as conn:
        person = conn.execute(select(Person.village_id, Person.township_id).where(Person.id == person_id)).first()
    if person is None or not may(viewer, "desk", Whose(township_id=person.township_id, village_id=person.village_id)):
        raise Refused("没有这个人，或不归您管。")
    by, words = _helper(db, person_id, person.village_id, person.township_id, address, name, code, official)
    _keep(db, viewer, person_id, by, words, months, whole_household, reference)
    return words


def _helper(db: Database, person_id: int, village_id: int | None, township_id: int | None, address: str, name: str, code: str, official: int | None) -> tuple[dict[str, int], str]:
    """Who is to help: the column with the number, and words. A wrong name or code is counted as at the sign-in."""
    if official is not None:
        with db.read() as conn:
            found = next((one for one in _officials(conn, village_id, township_id) if one.id == official), None)
        if found is None:
            raise Refused("请从名单里选一位工作人员。")
        return {"by_account_id": official}, found.words
    name, code = text.name(name), cards.plain_code(code)
    if not name or len(code) != cards.CODE_LENGTH:
        raise Refused("请填对方的姓名，和对方家明白卡上的 8 位家庭码。")
    counted = [db.vault.digest(f"code:{code}"), db.vault.digest(f"asks-for:{person_id}")]
    if wait := throttle.reserve(db, counted, address):
        raise Refused("试错的次数多了，请过一会儿再试。", wait)
    with db.read() as conn:
        people = conn.execute(
            select(Person.id, Person.name).join(HouseholdCode, HouseholdCode.household_id == Person.household_id).where(HouseholdCode.code_digest == counted[0])
        ).all()
    found_people = [row for row in people if text.name(row.name) == name]
    if len(found_people) != 1:
        raise Refused("姓名和家庭码对不上，请照对方家的明白卡再核对一遍。")
    if found_people[0].id == person_id:
        raise Refused("自己看自己的，不用同意。")
    with db.write() as conn:
        throttle.forget(conn, counted, throttle.address_key(db, address))
    return {"by_person_id": found_people[0].id}, found_people[0].name


def _keep(db: Database, viewer: Viewer, person_id: int, by: dict[str, int], words: str, months: int, whole_household: bool, reference: str) -> None:
    if months not in PERIODS:
        raise Refused("请选到哪一天为止。")
    (column, number), last = next(iter(by.items())), until(months)
    with db.write() as conn:
        person = conn.execute(select(Person.name, Person.household_id).where(Person.id == person_id)).one()
        head = conn.scalar(select(Household.head_id).where(Household.id == person.household_id)) if person.household_id is not None else None
        if whole_household and head != person_id:
            raise Refused("只有户主能同意别人看全家的，其他人只能同意看自己的。")
        same = Consent.person_id == person_id, Consent.ended_at.is_(None), getattr(Consent, column) == number
        _end(conn, conn.scalars(select(Consent.id).where(*same)).all())
        if len(conn.scalars(select(Consent.id).where(Consent.person_id == person_id, _active())).all()) >= MOST:
            raise Refused(f"最多同意{MOST}个人代看，请先收回一个。")
        values = {"person_id": person_id, "whole_household": whole_household, "given_at": clock.now(), "until": last, "reference": reference}
        kept = conn.execute(insert(Consent).values(**values, **by)).inserted_primary_key
        helper = f"{'person' if column == 'by_person_id' else 'account'}:{number}"
        said = {"consent": kept[0] if kept else None, "by": helper, "until": last.isoformat(), "household": whole_household, "reference": reference}
        journal.write(conn, viewer.name, "consent-given", f"person:{person_id}", json.dumps(said, ensure_ascii=False))
        what = "全家的补贴" if whole_household else "您的补贴"
        if reference:
            telling.tell(conn, person_id, f"经办人{viewer.name}凭书面同意（{reference}）登记：{words}可以代看{what}，到{display.day(last)}止。不是您同意的，请点“谁在帮我看”收回。")
        if column == "by_person_id":
            telling.tell(conn, number, f"{display.masked(person.name)}同意您代看补贴，到{display.day(last)}止。请点“我帮别人看”。")


# --- ending it


def withdraw(db: Database, viewer: Viewer, consent_id: int) -> None:
    """The person takes it back, the helper gives it up, or the clerk ends it at the desk; whoever looks by it sees nothing more."""
    me = viewer.behalf.helper if viewer.behalf else viewer
    with db.write() as conn:
        columns = (Consent.person_id, Consent.by_person_id, Consent.by_account_id, Person.village_id, Person.township_id)
        wanted = select(*columns).join(Person, Person.id == Consent.person_id)
        row = conn.execute(wanted.where(Consent.id == consent_id, Consent.ended_at.is_(None))).first()
        if row is None:
            return
        own = viewer.behalf is None and may(viewer, "consent") and viewer.person_id == row.person_id
        helps = (me.account_id is not None and me.account_id == row.by_account_id) or (me.person_id is not None and me.person_id == row.by_person_id)
        at_desk = may(viewer, "desk", Whose(township_id=row.township_id, village_id=row.village_id))
        if not (own or helps or at_desk):
            raise Refused("这不是您的同意，收回不了。")
        _end(conn, [consent_id])
        journal.write(conn, me.name, "consent-ended", f"person:{row.person_id}", json.dumps({"consent": consent_id}))
        if not own:
            telling.tell(conn, row.person_id, f"{'经办人' if at_desk else '帮忙人'}{me.name}结束了一项代看，以后看不到您的补贴了。")


def _end(conn: Connection, consents: Any) -> None:
    numbers = list(consents)
    if numbers:
        conn.execute(update(Consent).where(Consent.id.in_(numbers)).values(ended_at=clock.now()))
        conn.execute(update(Session).where(Session.consent_id.in_(numbers)).values(consent_id=None))


# --- what there is

_HELPED, _BY = Person.__table__.alias("helped"), Person.__table__.alias("helping")
_ALL = (
    select(
        Consent.id, Consent.person_id, Consent.whole_household, Consent.given_at, Consent.until, Consent.reference,
        _HELPED.c.name.label("person"), _HELPED.c.household_id, _HELPED.c.village_id, _HELPED.c.township_id,
        _BY.c.name.label("by_person"), Account.name.label("by_account"), Account.role, Place.name.label("place"),
    )
    .join(_HELPED, _HELPED.c.id == Consent.person_id)
    .outerjoin(_BY, _BY.c.id == Consent.by_person_id)
    .outerjoin(Account, Account.id == Consent.by_account_id)
    .outerjoin(Place, Place.id == Account.place_id)
    .order_by(Consent.id.desc())
)  # fmt: skip


def _given(row: Row[Any], *, masked: bool, mine: bool = False) -> Given:
    helper = row.by_person or f"{row.by_account}（{row.place or ''}{_role(row.role)}）"
    person = display.masked(row.person) if masked else row.person
    return Given(row.id, person, helper, row.whole_household, workdays.china_day(row.given_at), row.until, row.reference, mine)


def given_by(db: Database, viewer: Viewer) -> list[Given]:
    """Who may look at the viewer's record, also because the head of the household lets them."""
    if not may(viewer, "consent") or viewer.person_id is None:
        return []
    own: ColumnElement[bool] = Consent.person_id == viewer.person_id
    if viewer.household_id is not None:
        own = own | (Consent.whole_household & (_HELPED.c.household_id == viewer.household_id))
    with db.read() as conn:
        return [_given(row, masked=False, mine=row.person_id == viewer.person_id) for row in conn.execute(_ALL.where(own, _active()))]


def given_to(db: Database, viewer: Viewer) -> list[Given]:
    """Whom the viewer may help."""
    me = viewer.behalf.helper if viewer.behalf else viewer
    if not may(viewer, "helping"):
        return []
    with db.read() as conn:
        return [_given(row, masked=True) for row in conn.execute(_ALL.where(_by(me), _active()))]


def at_desk(db: Database, viewer: Viewer, household_id: int) -> list[Given]:
    """The consents of the people of a household, for the clerk of its place."""
    with db.read() as conn:
        rows = conn.execute(_ALL.where(_HELPED.c.household_id == household_id, _active())).all()
    return [_given(row, masked=False) for row in rows if may(viewer, "desk", Whose(township_id=row.township_id, village_id=row.village_id))]


def _by(me: Viewer) -> ColumnElement[bool]:
    """The consents by which somebody helps; none for who is nobody."""
    if me.account_id is not None:
        return Consent.by_account_id == me.account_id
    return Consent.by_person_id == (me.person_id if me.person_id is not None else -1)


# --- looking on somebody's behalf


def start(db: Database, viewer: Viewer, session: bytes, consent_id: int) -> None:
    """From now on the session looks on the person's behalf, as long as the consent counts."""
    me = viewer.behalf.helper if viewer.behalf else viewer
    if behalf(db, me, consent_id) is None:
        raise Refused("这项同意已经收回或到期了。")
    with db.write() as conn:
        conn.execute(update(Session).where(Session.digest == session).values(consent_id=consent_id))


def stop(db: Database, session: bytes) -> None:
    """The session looks for itself again."""
    with db.write() as conn:
        conn.execute(update(Session).where(Session.digest == session).values(consent_id=None))


def behalf(db: Database, me: Viewer, consent_id: int) -> Viewer | None:
    """The helper as a viewer on the person's behalf; none where the consent is another's, was withdrawn or is over."""
    wanted = _by(me) & (Consent.id == consent_id) & _active()
    with db.read() as conn:
        row = conn.execute(_ALL.where(wanted)).first()
    if row is None:
        return None
    household = row.household_id if row.whole_household else None
    found = Behalf(row.id, display.masked(row.person), row.until, me)
    return Viewer("villager", me.name, person_id=row.person_id, household_id=household, place_id=row.village_id, township_id=row.township_id, behalf=found)


def note(db: Database, viewer: Viewer, right: str) -> None:
    """Write down that a helper looks, before anything is shown; what everybody may see is no look."""
    entry = RIGHTS[right]
    if viewer.behalf is None or right == "helping" or not entry.helped or viewer.person_id is None:
        return
    seen = looks.person(viewer.person_id) if viewer.household_id is None else looks.household(viewer.household_id)
    looks.note(db, viewer.behalf.helper, seen, _PURPOSES.get(right, _OTHERWISE))
