"""Asking: what somebody wants to say, the receipt that is shown before anything is sent, and the sending."""

import base64
import binascii
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, insert, select

from dashboard import clock
from dashboard.access import Viewer, may
from dashboard.identity import officials, telling, throttle
from dashboard.identity.cards import ALPHABET
from dashboard.queries import enquiries, subjects
from dashboard.queries.enquiries import Refused
from dashboard.queries.papers import Given
from dashboard.queries.subjects import Subject
from loaders import deadlines, pictures, text
from loaders.database import Database
from loaders.deadlines import Clock
from loaders.records.accounts import Attempt
from loaders.records.enquiries import Enquiry
from loaders.records.places import Place
from loaders.seal import WrongKey

LONGEST, NUMBER_LENGTH = 500, 9
#: How long a receipt that was shown may wait to be sent.
WAITS = timedelta(hours=2)
#: One address may be a whole village; one person has not that much to say.
A_DAY_FROM_AN_ADDRESS, A_DAY_BY_A_PERSON = 20, 10

#: Three of these are a check phrase: easily said, written down and told apart.
_WORDS = (
    "青山 白云 红梅 绿竹 黄菊 金桂 石桥 木船 水车 风筝 雨伞 雪花 春笋 夏荷 秋月 冬瓜 稻田 麦浪 茶园 桃花 李子 枇杷 杨梅 柿子 石榴 葡萄 核桃 板栗 花生 大豆 玉米 红薯 "
    "土豆 南瓜 丝瓜 黄瓜 西瓜 萝卜 白菜 芹菜 香菇 木耳 竹篮 扁担 锄头 镰刀 斗笠 草鞋 布鞋 棉被 灯笼 火炉 铁锅 瓷碗 竹筷 木桶 水缸 石磨 纺车 织布 算盘 毛笔 书包 铅笔 "
    "黑板 课桌 铜铃 铁锁 木门 窗花 屋檐 瓦片 砖墙 庭院 水井 池塘 小河 大江 湖水 海浪 沙滩 山路 田埂 果园 菜地 鱼塘 羊圈 牛棚 鸡窝 鸭子 白鹅 公鸡 黄牛 山羊 骏马 毛驴 "
    "兔子 松鼠 喜鹊 燕子 麻雀 白鹭 鲤鱼 草鱼 青蛙 蜻蜓 蝴蝶 蜜蜂 蚂蚁 蜗牛 月亮 太阳 星星 彩虹 朝霞 晚霞 露水 清风 早春 中秋 元宵 端午 年糕 粽子 豆腐 米酒 红枣 芝麻 "
)
PHRASES = tuple(_WORDS.split())


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say, with the number and the check phrase under which it will be found. Nothing of it is kept yet."""

    ref: str
    reason: str
    words: str
    named: bool
    direct: bool
    number: str
    phrase: str
    until: str  # when the receipt is no longer valid


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown before anything is sent."""

    subject: Subject
    draft: Draft
    reason: str
    clock: Clock
    first: str  # the state that it begins in: received by the village, or with the township
    hidden: bool  # whether the village does not see it


def preview(db: Database, viewer: Viewer, ref: str, reason: str, words: str, named: bool, direct: bool, today: date) -> Preview:
    """The receipt and what would be sent; raises :class:`Refused` with what is missing."""
    subject = _subject(db, viewer, ref, today)
    words = text.mask_numbers_in(text.visible(words))
    if reason not in subject.kind.names:
        raise Refused("请选一样：哪里不对。")
    if len(words) > LONGEST:
        raise Refused(f"写得太长了，请写在{LONGEST}个字以内。")
    if reason == "other" and not words:
        raise Refused("选了“其他”，请写几个字，说说是什么事。")
    named = subject.kind.private or (named and viewer.person_id is not None)
    number = "".join(secrets.choice(ALPHABET) for _ in range(NUMBER_LENGTH))
    phrase = " ".join(secrets.choice(PHRASES) for _ in range(3))
    draft = Draft(subject.ref, reason, words, named, direct, number, phrase, (clock.now() + WAITS).isoformat(timespec="seconds"))
    return _preview(db, subject, draft)


def _subject(db: Database, viewer: Viewer, ref: str, today: date) -> Subject:
    subject = subjects.find(db, viewer, ref, today) if may(viewer, "ask") else None
    if subject is None:
        raise Refused("没有找到您要反映的这一项。它可能已经更正或撤下了，也可能要先登录。")
    return subject


def _preview(db: Database, subject: Subject, draft: Draft) -> Preview:
    with db.read() as conn:
        state, direct = _first_state(conn, subject, draft)
    return Preview(subject, draft, subject.kind.names[draft.reason], deadlines.clock(subject.clock), state, direct)


def _first_state(conn: Connection, subject: Subject, draft: Draft) -> tuple[str, bool]:
    """With whom it begins, and whether the village must not see it: who is complained about does not answer."""
    direct = draft.direct or enquiries.names_official(conn, subject.place_id, subject.township_id, draft.words, subject.names if subject.kind.key == "list" else ())
    level = conn.execute(select(Place.level).where(Place.id == subject.place_id)).scalar()
    return ("township" if direct or level != "village" else "received"), direct


def sealed(db: Database, draft: Draft) -> str:
    """The draft as a page carries it between its two steps: nobody can read or change it there."""
    return base64.urlsafe_b64encode(db.vault.seal(json.dumps(asdict(draft), ensure_ascii=False))).decode()


def unsealed(db: Database, token: str) -> Draft:
    """The draft that a page carried; raises :class:`Refused` where it is none of ours, or too old."""
    try:
        draft = Draft(**json.loads(db.vault.open(base64.urlsafe_b64decode(token.encode()))))
    except (WrongKey, ValueError, TypeError, binascii.Error):
        raise Refused("这一页不对，请从头再填一次。") from None
    if draft.until < clock.now().isoformat(timespec="seconds"):
        raise Refused("这一页放得太久了，什么也没有交。请再填一次。")
    return draft


def again(db: Database, viewer: Viewer, token: str, today: date) -> Preview:
    """The same preview once more, where the photo was not taken."""
    draft = unsealed(db, token)
    return _preview(db, _subject(db, viewer, draft.ref, today), draft)


def is_phrase(kept: str, phrase: str) -> bool:
    """Whether this is the check phrase of which this is kept."""
    return officials.verify(kept, text.squeeze(phrase))


def send(db: Database, viewer: Viewer, token: str, photo: Given | None, address: str, today: date) -> Draft:
    """Send it: the draft whose receipt was shown. Sent twice is once. Raises :class:`Refused` with the reason."""
    draft = unsealed(db, token)
    if _there(db, draft):
        return draft
    subject = _subject(db, viewer, draft.ref, today)
    if draft.named and viewer.person_id is None:
        raise Refused("登录已过期，什么也没有交。请重新登录再填一次。")
    kept = _keep(db, photo) if photo and photo.data else None
    law = deadlines.clock(subject.clock)
    with db.write() as conn:
        _not_too_many(conn, db, viewer if draft.named else None, address)
        state, direct = _first_state(conn, subject, draft)
        values: dict[str, Any] = {
            "township_id": subject.township_id, "place_id": subject.place_id, "number": draft.number, "phrase_hash": officials.hashed(text.squeeze(draft.phrase)), "subject": subject.kind.key,
            "subject_key": subject.key, "about": subject.words, "figure_fen": subject.fen, "batch_id": subject.batch_id, "row": subject.source.row if subject.source else None,
            "column": subject.source.column if subject.source else None, "record_id": subject.record_id, "reason": draft.reason, "text_sealed": db.vault.seal(draft.words), "photo": kept,
            "person_id": viewer.person_id if draft.named else None, "direct": direct, "state": state, "clock": law.key, "days": law.days, "unit": law.unit, "since": today,
            "received_on": today, "at": clock.now(), "escalated": False, "reopened": False,
        }  # fmt: skip
        number = conn.execute(insert(Enquiry).values(**values).returning(Enquiry.id)).scalar_one()
        enquiries.step(conn, number, "send", "asker", today)
        if viewer.behalf and viewer.person_id is not None and draft.named:
            telling.tell(conn, viewer.person_id, f"帮忙人{viewer.name}代您反映了：{subject.words}。在“我反映过的”里看得到。")
    return draft


def _there(db: Database, draft: Draft) -> bool:
    with db.read() as conn:
        return conn.execute(select(Enquiry.id).where(Enquiry.number == draft.number)).first() is not None


def _keep(db: Database, photo: Given) -> str:
    """Where the photo is kept: re-encoded, without anything but its pixels, sealed."""
    try:
        found = pictures.fit(photo.name, photo.data)
    except pictures.Refused as refused:
        raise Refused(refused.message) from None
    if found.kind != pictures.PHOTO:
        raise Refused("这里只能加照片（jpg、png、webp）。")
    address = sha256(found.data).hexdigest()
    db.keep_file(address, found.data)
    return address


def _not_too_many(conn: Connection, db: Database, person: Viewer | None, address: str) -> None:
    """Count it against its address, and its person where there is one; raises where that was too much for a day."""
    now = clock.now()
    counted = [(db.vault.digest(f"enquiry-address:{address}"), A_DAY_FROM_AN_ADDRESS)]
    if person is not None:
        counted.append((db.vault.digest(f"enquiry-person:{person.person_id}"), A_DAY_BY_A_PERSON))
    for key, most in counted:
        if throttle.failures(conn, key, now - timedelta(days=1))[0] >= most:
            raise Refused("今天从这里交来的反映太多了，请明天再交，或到村里、镇里当面说。")
    conn.execute(insert(Attempt), [{"key": key, "at": now} for key, _ in counted])
