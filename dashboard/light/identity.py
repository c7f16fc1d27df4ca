"""What villagers do about themselves without JavaScript: the own password, who may look for them, whom they help."""

from collections.abc import Iterable, Sequence

from dashboard import display, style
from dashboard.access import Viewer, may
from dashboard.identity import consent, pins
from dashboard.identity.consent import Given, Official
from dashboard.identity.telling import News
from dashboard.light.pages import doors, page
from dashboard.queries import places
from loaders.database import Database

PIN_TITLE, CONSENTS_TITLE, HELPING_TITLE = "我的密码", "谁在帮我看", "我帮别人看"
_MAY = "帮您看的人只能看补贴、代您反映问题；不能改您的密码，不能再让别人看。每看一次都记在“谁看过我家的记录”里。"

CONSENTS_DOOR = style.door(CONSENTS_TITLE, "让女儿、邻居、村里代您看，随时收回", "/lite/consents")
HELPING_DOOR = style.door(HELPING_TITLE, "别人同意您代看的", "/lite/helping")
PIN_DOOR = style.door(PIN_TITLE, "登录时不填身份证号，填自己的六位密码", "/lite/pin")


def _whole(title: str, body: str, viewer: Viewer, here: str, db: Database) -> str:
    return page(title, f"<main>{body}</main>{doors(viewer, here)}", viewer=viewer, place=places.home(db, viewer))


def _field(name: str, label: str, more: str = "") -> str:
    return f'<label for="{name}">{label}</label><input id="{name}" name="{name}" autocomplete="off" required {more}>'


def told(news: Sequence[News]) -> str:
    """What happened since the last sign-in, until it was read; nothing where nothing did."""
    if not news:
        return ""
    said = "".join(style.line(f"{display.day(one.day)}：{one.words}") for one in news)
    return style.card(said, '<form method="post" action="/lite/told"><button>知道了</button></form>', heading="请看一看", tone="wait")


# --- the own password


def pin(db: Database, viewer: Viewer, said: str = "", tone: style.Tone = "bad") -> str:
    """The page of the own six digits."""
    has = pins.has(db, viewer.person_id)
    now = "您已经设了自己的密码，登录时填它。" if has else "您现在登录填身份证号后六位。想更稳妥，可以设自己的六位密码，以后登录填密码。"
    digits = 'inputmode="numeric" type="password" maxlength="6" pattern="[0-9]{6}"'
    old = _field("old", "现在的密码" if has else "身份证号后六位", 'maxlength="12" type="password"')
    new = _field("new", "新密码 <small>六位数字</small>", digits) + _field("again", "新密码再填一遍", digits)
    form = f'<form method="post" action="/lite/pin">{old}{new}<button>{"换密码" if has else "设密码"}</button></form>'
    about = style.line("不要用生日、身份证号里的数字、123456 这样的。忘了不要紧，带身份证到村里找经办人清除，再填身份证号后六位。", small=True)
    return _whole(PIN_TITLE, style.title(PIN_TITLE, now) + style.say(said, tone, alert=True) + style.card(form, about), viewer, "/lite/pin", db)


# --- who may look


def consents(db: Database, viewer: Viewer, said: str = "", tone: style.Tone = "bad") -> str:
    """The consents that the viewer has given, and the way to give one."""
    given, officials, head = consent.given_by(db, viewer), consent.officials(db, viewer), consent.is_head(db, viewer)
    listed = "".join(map(_one_given, given)) or style.empty("现在没有人代您看。")
    body = style.title(CONSENTS_TITLE, _MAY) + style.say(said, tone, alert=True) + listed + style.part("再请一个人帮我看")
    return _whole(CONSENTS_TITLE, body + _to_a_person(head) + _to_an_official(officials, head), viewer, "/lite/consents", db)


def _one_given(one: Given) -> str:
    whose = "您自己的" if one.mine else f"{one.person}同意的，"
    facts = f"能看{whose}{'全家的补贴' if one.whole_household else '补贴'}，{display.day(one.since)}起，到{display.day(one.until)}止，到期自动停。"
    how = f"凭书面同意登记：{one.reference}" if one.reference else ""
    button = f'<form method="post" action="/lite/consents"><input type="hidden" name="withdraw" value="{one.id}"><button>收回，不让看了</button></form>' if one.mine else ""
    return style.card(style.line(facts), style.line(how, small=True), button, heading=one.helper)


def _select(name: str, label: str, options: Iterable[tuple[str, str]], where: str) -> str:
    """A field to choose from; ``where`` tells its form from the others of the page."""
    found = "".join(f'<option value="{value}">{style.text(words)}</option>' for value, words in options)
    return f'<label for="{where}-{name}">{label}</label><select id="{where}-{name}" name="{name}">{found}</select>'


def _until(where: str) -> str:
    return _select("months", "看到哪一天为止", ((str(months), f"到{display.day(consent.until(months))}") for months in consent.PERIODS), where)


def _reach(head: bool, where: str) -> str:
    """What is opened: the own record, and for a head of a household the choice of all of it."""
    if not head:
        return ""
    return _select("household", "看什么", (("", "只看我自己的"), ("1", "看全家的")), where)


def _to_a_person(head: bool) -> str:
    fields = _field("name", "对方姓名", 'maxlength="40"') + _field("code", "对方家的家庭码 <small>印在对方家的明白卡上，8 位</small>", 'maxlength="20" autocapitalize="characters"')
    form = f'<form method="post" action="/lite/consents">{fields}{_until("person")}{_reach(head, "person")}<button>我同意</button></form>'
    return style.card(style.fold("请家里人、邻居帮我看", form))


def _to_an_official(officials: Sequence[Official], head: bool) -> str:
    if not officials:
        return ""
    who = _select("official", "哪一位", ((str(one.id), one.words) for one in officials), "official")
    form = f'<form method="post" action="/lite/consents">{who}{_until("official")}{_reach(head, "official")}<button>我同意</button></form>'
    return style.card(style.fold("请村里、镇里的工作人员帮我看", form))


# --- whom one helps


def helping(db: Database, viewer: Viewer, said: str = "") -> str:
    """Whom the viewer may help, with a tap to begin."""
    found = consent.given_to(db, viewer)
    listed = "".join(_one_to_help(one, viewer) for one in found) or style.empty("现在没有人同意您代看。", "请对方在自己的“谁在帮我看”里同意，或带书面同意到村里登记。")
    about = "只能看，能代为反映问题。您每看一次，本人都看得到。"
    return _whole(HELPING_TITLE, style.title(HELPING_TITLE, about) + style.say(said, "bad", alert=True) + listed, viewer, "/lite/helping", db)


def _one_to_help(one: Given, viewer: Viewer) -> str:
    facts = f"{'全家的补贴' if one.whole_household else '本人的补贴'}，到{display.day(one.until)}止。"
    now = viewer.behalf is not None and viewer.behalf.consent_id == one.id
    words = "正在代看" if now else f"代 {one.person} 查看"
    begin = f'<form method="post" action="/lite/helping"><input type="hidden" name="start" value="{one.id}"><button>{style.text(words)}</button></form>'
    end = f'<form method="post" action="/lite/helping"><input type="hidden" name="end" value="{one.id}"><button>以后不帮了</button></form>'
    return style.card(style.line(facts), begin, style.fold("不帮了", end, tiny=True), heading=one.person)


def doors_of(viewer: Viewer) -> str:
    """The ways to these pages, as far as the viewer may go them."""
    known = (("consent", CONSENTS_DOOR), ("helping", HELPING_DOOR), ("own-pin", PIN_DOOR))
    return "".join(door for right, door in known if may(viewer, right))
