"""Following on pages that need no JavaScript: how far it is, the answer, the rating; and all that one has asked."""

from collections.abc import Mapping
from html import escape

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.light.asking import SHEET
from dashboard.light.pages import doors, page
from dashboard.queries import following
from dashboard.queries.asking import LONGEST
from dashboard.queries.enquiries import ACTS, PARTIES, Refused
from dashboard.queries.following import Followed, Holder
from dashboard.style import Item, Step, Tone
from loaders import deadlines
from loaders.database import Database
from loaders.enquiring import RATINGS, STATES

TITLE = "查反映办到哪一步"
SENT = "交上去了。请收好编号和口令。"
_TONES: dict[str, Tone] = {"on-track": "plain", "at-risk": "wait", "overdue": "bad", "": "good"}


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """How far the enquiry of the number in the address is; without one, the form to look it up."""
    number = query.get("number", "")[:20]
    return opened(db, Holder(viewer, number, "", ""), said=SENT if query.get("sent") else "") if number else _form(viewer)


def _form(viewer: Viewer, number: str = "", said: str = "") -> str:
    fields = (
        '<section class="card"><form method="post" action="/lite/follow">'
        f'<label for="number">受理编号 <small>9位，例如 K7M-A9C-PD4</small></label><input id="number" name="number" value="{escape(number)}" autocomplete="off" autocapitalize="characters" maxlength="20" required>'
        '<label for="phrase">口令 <small>三个词；不填只能看办到哪一步</small></label><input id="phrase" name="phrase" autocomplete="off" maxlength="40">'
        "<button>查看</button></form></section>"
    )
    mine = style.door("我反映过的", "登录时留了名字的，都在这里", "/lite/mine") if viewer.role == "villager" else ""
    body = style.title(TITLE, "交的时候给了您一个编号和三个词的口令。") + style.say(said, "bad", alert=True) + fields + mine
    return page(TITLE, f"<main>{body}</main>{doors(viewer, '/lite/follow')}", SHEET, viewer)


def opened(db: Database, holder: Holder, said: str = "", wrong: str = "") -> str:
    """The page of one enquiry, as far as it is opened; the form again where there is none, or the phrase is wrong."""
    try:
        found = following.follow(db, holder, clock.today())
    except Refused as refused:
        return _form(holder.viewer, holder.number, str(refused))
    if found is None:
        return _form(holder.viewer, holder.number, "没有这个编号，请看看抄对了没有。")
    body = style.title("办到哪一步", f"受理编号{found.number}") + style.say(said, "good", alert=True) + style.say(wrong, "bad", alert=True) + drawn(found, holder.phrase)
    return page("办到哪一步", f"<main>{body}</main>{doors(holder.viewer, '/lite/follow')}", SHEET, holder.viewer)


def state(found: Followed) -> str:
    """Where it is and until when there must be an answer, in a sentence."""
    now = found.now
    who = found.place if now.holder == "village" else found.township or "乡镇"
    if now.due is None:
        if now.state == "answered":
            rest = f"{display.day(now.until)}以前，您不满意可以要求重新办一次。" if now.until and found.opened else ""
            return f"已经答复。{rest}"
        return {"closed": "已经办结。", "withdrawn": "已经撤回。"}[now.state]
    begun = {"received": f"已经收到，等{who}答复", "village": f"{who}正在办", "township": f"{who}正在办", "reopened": f"重新办理，由{who}答复"}[now.state]
    if now.pace == "overdue":
        return f"{begun}。{who}该在{display.day(now.due.day)}以前答复，已经超期。"
    guessed = f"（{found.uncertain}）" if found.uncertain else ""
    return f"{begun}，最晚{display.day(now.due.day)}{guessed}。"


def drawn(found: Followed, phrase: str = "") -> str:
    """All of an enquiry below its heading."""
    steps = [Step(f"{PARTIES[one.party]}：{ACTS[one.act]}", display.day(one.day), one.words, "done") for one in found.steps]
    if found.now.holder:
        steps.append(Step("等村里答复" if found.now.holder == "village" else "等乡镇答复", f"最晚{display.day(found.now.due.day)}" if found.now.due else "", state="now"))
    about = style.facts((("说的是", found.about or found.kind), ("哪里不对", found.reason), ("我的话", found.text), ("照片", "1张" if found.photo else ""), ("交来", display.day(found.received_on))))
    law = style.fold("期限的依据", style.line(f"{found.clock.name}：{found.length}。{found.clock.says}"), style.line(found.clock.ours, small=True), style.line(found.clock.basis, small=True), tiny=True)
    said = style.card(style.line(found.answer), style.line(f"查下来：{found.outcome}" if found.outcome else "", small=True), heading="答复", tone="good") if found.answer else ""
    mended = found.correction or ("因为这件反映，账已经更正。" if found.corrected else "")
    return (
        style.say(state(found), _TONES[found.now.pace])
        + said
        + (style.card(style.badge("已更正", "good"), style.line(mended)) if mended else "")
        + _acts(found, phrase)
        + style.card(style.timeline(steps), law, heading="一步一步")
        + style.card(about, heading="反映的内容")
        + _further(found)
        + ("" if found.opened else _unlock(found))
    )


def _unlock(found: Followed) -> str:
    """The field for the check phrase."""
    fields = f'<input type="hidden" name="number" value="{found.number}"><label for="phrase">口令 <small>三个词</small></label><input id="phrase" name="phrase" autocomplete="off" maxlength="40" required>'
    return style.card(style.line("填口令，才能看答复、评价、要求重办、撤回。"), f'<form method="post" action="/lite/follow">{fields}<button>打开</button></form>')


def _acts(found: Followed, phrase: str) -> str:
    """What the asker may do now."""
    hidden = f'<input type="hidden" name="number" value="{found.number}"><input type="hidden" name="phrase" value="{escape(phrase)}">'

    def form(act: str, inside: str) -> str:
        return f'<form method="post" action="/lite/follow/act">{hidden}<input type="hidden" name="act" value="{act}">{inside}</form>'

    parts = style.line(f"您的评价：{found.rating}") if found.rating else ""
    if "rate" in found.acts:
        buttons = "".join(f'<button name="rating" value="{key}"{"" if key == "satisfied" else " class=quiet"}>{words}</button>' for key, words in RATINGS.items())
        parts += style.card(form("rate", f'<div class="three">{buttons}</div>'), heading="答复得怎么样？")
    if "reopen" in found.acts:
        field = f'<label for="again">哪里没有说清、没有办好 <small>由乡镇重新办，只有一次</small></label><textarea id="again" name="words" rows="3" maxlength="{LONGEST}" required></textarea>'
        parts += style.card(style.fold("不满意，要求重新办理", form("reopen", f"{field}<button>要求重新办理</button>"), opened=found.rating == RATINGS["unsatisfied"]))
    if "withdraw" in found.acts:
        parts += style.card(style.fold("不用办了，撤回", form("withdraw", style.line("撤回以后就不再办了。") + '<button class="quiet">撤回这件反映</button>')))
    return parts


def _further(found: Followed) -> str:
    """Where else one can go, once it is overdue or nothing more can be done here."""
    if found.now.pace != "overdue" and not (found.now.state == "closed" and found.rating == RATINGS["unsatisfied"]):
        return ""
    clocks = (deadlines.clock(key) for key in ("petition-accept", "petition-close", "reconsider-apply"))
    lines = style.items(Item(one.name, "", (f"{one.length}，从{one.starts}算", one.says, one.basis)) for one in clocks)
    return style.card(style.fold("还可以找谁", style.line("可以向乡镇的上一级政府反映，也可以走信访；属于政府的行政行为，可以申请行政复议。"), lines, opened=True))


def mine(db: Database, viewer: Viewer) -> str:
    """All that the viewer asked under the own name, the newest first."""
    found = following.mine(db, viewer, clock.today())
    cards = "".join(_mine(one) for one in found) or style.empty("您还没有反映过什么。", "在账目、名单、自己的钱旁边点“有疑问”，就能反映。")
    ways = style.door("反映一件事", "", "/lite/ask") + style.door("没有留名字的", "凭编号和口令查", "/lite/follow")
    return page("我反映过的", f"<main>{style.title('我反映过的')}{cards}{ways}</main>{doors(viewer, '/lite/mine')}", SHEET, viewer)


def _mine(found: Followed) -> str:
    head = f'<h2 class="row"><span>{style.text(found.reason)}</span>{style.badge(STATES[found.now.state], "good" if found.answer else "plain")}</h2>'
    return style.card(head, style.line(found.about, small=True), style.line(state(found)), style.press("看答复" if found.answer else "看办到哪一步", f"/lite/follow?number={found.number}"))

