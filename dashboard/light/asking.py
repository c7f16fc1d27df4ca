"""Asking in two steps: what is not right, then the receipt to write down, and only after that is anything sent."""

from collections.abc import Mapping
from datetime import date
from html import escape

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.light.pages import doors, page
from dashboard.queries import asking, enquiries, subjects
from dashboard.queries.asking import LONGEST, Preview
from dashboard.queries.subjects import Subject
from loaders import workdays
from loaders.database import Database

TITLE = "反映一件事"

#: What the forms of asking and following need besides the sheet of all light pages.
SHEET = (
    "fieldset{border:0;margin:.6rem 0 0;padding:0}legend{font-weight:600;padding:0}"
    ".pick{display:flex;align-items:center;gap:.7rem;min-height:56px;margin:.35rem 0;padding:.3rem .8rem;border:2px solid #cbbfb2;border-radius:14px;background:#fff;font-weight:400}"
    ".pick input{width:1.4rem;height:1.4rem;min-height:0;flex:none;accent-color:var(--red)}.pick small{display:block}form+.press{margin-top:.7rem}"
    "textarea{font:inherit;width:100%;padding:.4em .6em;border:2px solid #8a7d72;border-radius:12px;background:#fff;color:inherit}"
    "textarea:focus{outline:4px solid #1a5fb4;outline-offset:2px}input[type=file]{padding:.7em .5em;border-style:dashed}"
    ".receipt{text-align:center}.receipt strong{display:block;font-size:1.7rem;line-height:1.35;color:var(--red);letter-spacing:.04em}.receipt .words{font-size:1.5rem}"
    "button.quiet{background:#fff;color:var(--red);border:2px solid var(--red)}.three{display:grid;grid-template-columns:repeat(3,1fr);gap:.5rem}.three button{margin-top:.4rem}"
    "@media print{form,.door,.foot,.press{display:none!important}}"
)


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The form about what the address names; without that, what one may ask about."""
    ref = query.get("about", "")
    return form(db, viewer, ref) if ref else _choose(viewer)


def _page(viewer: Viewer, title: str, body: str) -> str:
    return page(title, f"<main>{body}</main>{doors(viewer, '/lite/ask')}", SHEET, viewer)


def _choose(viewer: Viewer) -> str:
    """The ways to what may be asked about."""
    own = style.door("发给我家的钱", "在那一笔旁边点“有疑问”", "/lite", main=True) + style.door("该发的没有发", "没有发，或者少发了几个月", subjects.MISSING) if viewer.role == "villager" else ""
    village = style.door("我们村的公开", "该公开的没有公开，或者公开的不对", subjects.address("village", viewer.place_id)) if viewer.place_id and viewer.role == "villager" else style.door("先选一个村", "打开村的主页，最下面可以反映", "/v")
    public = "".join(
        style.door(name, "在那一笔、那件事旁边点“有疑问”", to)
        for name, to in (("村里的账", "/lite/books"), ("享受名单", "/lite/lists"), ("帮扶资金", "/lite/funds"), ("项目", "/lite/projects"), ("村务决策", "/lite/decisions"), ("合同", "/lite/contracts"))
    )
    return _page(viewer, TITLE, style.title(TITLE, "不用登录也可以反映，也可以不留名字。") + own + village + public + style.door("查反映办到哪一步", "凭受理编号", "/lite/follow"))


def form(db: Database, viewer: Viewer, ref: str, said: str = "", given: Mapping[str, str] | None = None) -> str:
    """The first step: what is not right, in one's own words, with a name or without; what was typed comes back."""
    given = given or {}
    subject = subjects.find(db, viewer, ref, clock.today())
    if subject is None:
        missing = style.say("没有找到您要反映的这一项。它可能已经更正或撤下了；自己家的钱要先登录。", "wait")
        return _page(viewer, TITLE, style.title(TITLE) + missing + style.door("登录", "", "/login") + style.door("反映别的事", "", "/lite/ask"))
    reasons = "".join(_pick("radio", "reason", key, words, checked=given.get("reason") == key, required=True) for key, words in subject.kind.reasons)
    body = (
        style.title("哪里不对？", subject.words)
        + style.say(said, "bad", alert=True)
        + '<form method="post" action="/lite/ask">'
        + f'<input type="hidden" name="about" value="{escape(ref)}">'
        + f"<fieldset><legend>选一样</legend>{reasons}</fieldset>"
        + f'<label for="words">想说的话 <small>可以不写，最多{LONGEST}字</small></label><textarea id="words" name="words" rows="4" maxlength="{LONGEST}">{escape(given.get("words", ""))}</textarea>'
        + style.line("不要写身份证号、电话、卡号，写了也会自动遮住。照片在下一步加。", small=True)
        + _who(viewer, subject, given)
        + "<button>下一步</button></form>"
        + style.line("这一步还没有交出去。", small=True)
    )
    return _page(viewer, TITLE, body)


def _pick(kind: str, name: str, value: str, words: str, about: str = "", checked: bool = False, required: bool = False) -> str:
    small = f"<small>{style.text(about)}</small>" if about else ""
    marks = f"{' checked' if checked else ''}{' required' if required else ''}"
    return f'<label class="pick"><input type="{kind}" name="{name}" value="{escape(value)}"{marks}><span>{style.text(words)}{small}</span></label>'


def _who(viewer: Viewer, subject: Subject, given: Mapping[str, str]) -> str:
    """With a name or without, and whether the village is to see it."""
    direct = _pick("checkbox", "direct", "1", "不给村里看，直接交给乡镇", "反映的是村干部，就选这一项", checked=given.get("direct") == "1")
    if subject.kind.private:
        return style.say("这是您家自己的钱，会带上您的名字和这一笔的出处，这样才查得到。只有办这件事的人看得到。") + direct
    if viewer.person_id is None:
        return style.say("您没有登录：不会留下您的名字，谁也看不到是您问的。") + direct
    named = given.get("named", "0") == "1"
    names = _pick("radio", "named", "0", "不留名字", "谁也看不到是您问的，凭编号查", checked=not named) + _pick("radio", "named", "1", f"留名字：{viewer.name}", "办的人看得到，公开时不写", checked=named)
    return f"<fieldset><legend>留不留名字</legend>{names}</fieldset>{direct}"


def receipt(number: str, phrase: str) -> str:
    """The number and the check phrase in large type."""
    words = f'<p class="small">口令</p><strong class="words">{style.text(phrase)}</strong>' if phrase else ""
    return f'<section class="card receipt"><p class="small">受理编号</p><strong>{escape(number)}</strong>{words}</section>'


def second(db: Database, viewer: Viewer, found: Preview, today: date, said: str = "") -> str:
    """The second step: the receipt, what will be sent and to whom; a photo may be added; nothing has been sent yet."""
    draft, subject = found.draft, found.subject
    about = style.facts(
        (("说的是", subject.words), ("哪里不对", found.reason), ("您的话", draft.words), ("名字", viewer.name if draft.named else "不留"), ("出处", subject.source.words if subject.source and subject.kind.private else ""))
    )
    body = (
        style.title("先记下编号，再交上去", "抄下来，或者把这一页截屏、打印。")
        + style.say(said, "bad", alert=True)
        + receipt(enquiries.shown(draft.number), draft.phrase)
        + style.line("凭编号，不用登录就能查办到哪一步。编号加口令，才能看答复、评价、撤回。口令只有您知道，丢了补不了。" + ("您留了名字，登录后在“我反映过的”里也能看。" if draft.named else ""), small=True)
        + style.card(about, heading="要交的内容")
        + style.card(_whom(found, today), heading="谁来答复")
        + '<form method="post" action="/lite/ask/send" enctype="multipart/form-data">'
        + f'<input type="hidden" name="token" value="{escape(asking.sealed(db, draft))}">'
        + '<label for="photo">加一张照片 <small>可以不加；拍摄地点等信息会自动去掉，只有办的人看得到</small></label><input id="photo" name="photo" type="file" accept="image/jpeg,image/png,image/webp">'
        + "<button>记好了，交上去</button></form>"
        + style.press("回去改", f"/lite/ask?about={subject.ref}")
        + style.line("还没有交出去。两个小时内有效。", small=True)
    )
    return _page(viewer, TITLE, body)


def _whom(found: Preview, today: date) -> str:
    """Who is to answer until when, by which law."""
    law, due = found.clock, found.clock.due(today)
    until = f"最晚{display.day(due.day)}（{law.length}）"
    if found.first == "township":
        first = f"交给乡镇答复，{until}。"
        first += "村里看不到。" if found.hidden else ""
    else:
        first = f"先由{found.subject.place}答复，{until}。到期没有答复，自动转给乡镇。"
    guessed = "" if due.certain else f"{workdays.UNKNOWN}。"
    return style.line(first + guessed) + style.fold("依据", style.line(law.says), style.line(law.ours, small=True), style.line(law.basis, small=True), tiny=True)
