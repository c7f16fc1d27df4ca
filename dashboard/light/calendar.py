"""The calendar of publication on pages that need no JavaScript: a village, a township, and the catalogue behind them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.choosing import first_known, number_of
from dashboard.light.pages import doors, page
from dashboard.light.papers import shown
from dashboard.queries import calendar, papers
from dashboard.queries.calendar import PAPER, WORDS, Calendar, Duty, Share, State, Town
from dashboard.queries.papers import Shown
from dashboard.style import Item, Tone
from loaders import catalogue
from loaders.database import Database

TITLE = "该公开的公开了吗"
_TONES: dict[State, Tone] = {"ontime": "good", "late": "wait", "missing": "bad", "soon": "wait", "later": "quiet", "before": "quiet", "exempt": "quiet", "event": "plain"}
_MOST = 30
SHEET = """\
.grid{overflow-x:auto}.grid table{border-collapse:collapse;font-size:.8rem}.grid th,.grid td{padding:.25rem .4rem;border-bottom:1px solid var(--line);text-align:center;white-space:nowrap}
.grid th:first-child{text-align:left;position:sticky;left:0;background:#fff;font-weight:400;white-space:normal;min-width:8.5rem}.grid thead th{vertical-align:bottom}
.grid .good{color:var(--green)}.grid .bad{color:var(--red);font-weight:700}.grid .wait{color:var(--amber)}.grid .quiet{color:var(--soft)}.grid small{display:block}
"""


def badge(duty: Duty) -> str:
    """Its state as colour, sign and word."""
    return style.badge(f"{WORDS[duty.state][0]} {said(duty)}", _TONES[duty.state])


def said(duty: Duty) -> str:
    """Its state in a few words."""
    if duty.state == "late":
        return f"晚了{duty.days}天"
    if duty.state == "missing":
        return f"没公开，过了{duty.days}天"
    if duty.state == "soon":
        return "今天到期" if not duty.days else f"还有{duty.days}天"
    return WORDS[duty.state][1]


def when(duty: Duty) -> str:
    """When it was public, as far as that is known, and who says so."""
    if duty.day is None:
        return ""
    if duty.stated and duty.entered:
        return f"表上写{display.day(duty.day)}公布，{display.day(duty.entered)}录入本站"
    return f"{display.day(duty.day)}在本站公开"


def line(duty: Duty, photos: Mapping[str, Sequence[Shown]] | None = None) -> Item:
    """A duty as a line of a list; a tap says the rule and its ground."""
    period = ""
    if duty.period:
        period = display.period(duty.period) if len(duty.period) < 10 else f"{display.day(date.fromisoformat(duty.period))}的一笔"
    until = f"该在{display.day(duty.due)}前公开" if duty.due and duty.state not in ("exempt",) else ""
    reason = f"不适用：{duty.reason}（{duty.by}）" if duty.state == "exempt" else ""
    approved = "已经村务监督委员会审核" if duty.approved else ""
    count = len((photos or {}).get(papers.subject(PAPER, f"{duty.item.key}:{duty.period}" if duty.period else duty.item.key), ()))
    return Item(duty.item.name, badge(duty), (duty.item.plain.rstrip("。"), period, until, when(duty), approved, reason, f"公示照片{count}张" if count else ""))


def listed(duties: Iterable[Duty], photos: Mapping[str, Sequence[Shown]] | None = None) -> str:
    """Duties one below the other."""
    return style.items(line(duty, photos) for duty in duties)


def share(found: Share, whose: str) -> str:
    """How much was public in time, in one sentence with its counts."""
    if found.percent is None:
        return style.say(f"{whose}这一年还没有到期的。")
    tone: Tone = "good" if found.percent >= 90 else "wait" if found.percent >= 60 else "bad"
    return style.say(f"{whose}这一年到期的{found.due}次，按时公开{found.ontime}次，晚了{found.late}次，还没公开{found.missing}次：按时的占{found.percent}%。", tone)


def body(found: Calendar, photos: Mapping[str, Sequence[Shown]] | None = None) -> str:
    """All of a village's calendar, what is wrong first."""
    missing, soon = found.of("missing"), found.of("soon")
    parts = share(found.share, found.place)
    if missing:
        rest = style.fold(f"还有{len(missing) - _MOST}次", listed(missing[_MOST:], photos)) if len(missing) > _MOST else ""
        parts += style.card(listed(missing[:_MOST], photos), rest, heading=f"该公开还没公开的（{len(missing)}次）", tone="bad")
    if soon:
        parts += style.card(listed(soon, photos), heading="两个星期内到期的", tone="wait")
    done = sorted(found.of("ontime", "late"), key=lambda duty: duty.day or date.min, reverse=True)
    if done:
        parts += style.card(style.fold(f"已经公开的（{len(done)}次）", listed(done[:_MOST], photos), style.line(f"只列出最近的{_MOST}次。" if len(done) > _MOST else "", small=True), opened=not missing))
    before = found.of("before")
    if before:
        words = style.line("到期的时候本站还没有启用，当时有没有按时贴在公开栏，这里看不出来，不算在内。", small=True)
        parts += style.card(style.fold(f"启用本站前的，后来补录的（{len(before)}次）", words, listed(sorted(before, key=lambda duty: duty.due or date.min, reverse=True)[:_MOST])))
    lifted = [duty for duty in (*found.duties, *found.events) if duty.state == "exempt"]
    if lifted:
        parts += style.card(style.fold(f"不适用的（{len(lifted)}项）", listed(lifted), opened=True))
    later, events = found.of("later"), [duty for duty in found.events if duty.state != "exempt"]
    parts += style.card(style.fold(f"还没到期的（{len(later)}次）", listed(later))) if later else ""
    parts += style.card(style.fold(f"有事就要公开的（{len(events)}项）", _events(events, photos)))
    return parts + _unsure(found)


def _events(found: Sequence[Duty], photos: Mapping[str, Sequence[Shown]] | None) -> str:
    rows = []
    for duty in found:
        if duty.state == "event":
            last = f"最近一次{display.day(duty.day)}公开" if duty.day else "还没有公开过"
            rows.append(Item(duty.item.name, "", (duty.item.words, last)))
        else:
            rows.append(line(duty, photos))
    return style.items(rows)


def _unsure(found: Calendar) -> str:
    if not found.unsure:
        return ""
    words = "、".join(item.name for item in found.unsure)
    return style.line(f"另有{len(found.unsure)}项只是地方做法，或只有一部分村要公开，列在目录里，不算按时不按时：{words}。", small=True)


def _photos(found: Mapping[str, Sequence[Shown]]) -> str:
    own = [one for subject, each in found.items() if subject.startswith(f"{PAPER}:") for one in each]
    return style.card(style.fold(f"公示栏的照片（{len(own)}张）", shown(own))) if own else ""


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str | None:
    """A village's calendar, or a township's, by what the address asks for; the viewer's own without a word."""
    today = clock.today()
    towns = calendar.townships(db, viewer)
    asked = number_of(query.get("place", ""))
    if asked is None and "township" not in query and viewer.role == "villager":
        asked = viewer.place_id
    if asked is not None and asked not in towns:
        found = calendar.village(db, viewer, asked, today)
        return _village(db, viewer, found) if found else None
    number = first_known(towns, asked, number_of(query.get("township", "")), viewer.township_id)
    town = calendar.township(db, viewer, number, today) if number is not None else None
    if town is None:
        return page(TITLE, f"<main>{style.title(TITLE)}{style.empty('还没有村。')}</main>{doors(viewer, '/lite/calendar')}", viewer=viewer)
    others = [style.door(name, "", f"/lite/calendar?township={key}") for key, name in towns.items() if key != number]
    rest = style.card(style.fold("看别的乡镇", *others)) if others else ""
    main = f"<main>{style.title(f'{town.name}：{TITLE}', '每个村该公开什么、公开了没有，按法律和县里的目录算。')}{town_body(town)}{legend()}{rest}{_more()}</main>"
    return page(TITLE, main + doors(viewer, "/lite/calendar"), SHEET, viewer)


def _village(db: Database, viewer: Viewer, found: Calendar) -> str:
    photos = papers.of_place(db, viewer, found.place_id)
    about = "该公开什么，什么时候到期，公开了没有。"
    ways = style.door("看全乡镇各村", "", f"/lite/calendar?township={found.township_id}") if found.township_id else ""
    main = f"<main>{style.title(f'{found.place}：{TITLE}', about)}{body(found, photos)}{_photos(photos)}{ways}{style.door('村主页', '', f'/v/{found.place_id}')}{_more()}</main>"
    return page(TITLE, main + doors(viewer, "/lite/calendar"), viewer=viewer)


def _more() -> str:
    return style.door("公开目录", "该公开的每一项：内容、依据、时限、由谁公开", "/lite/catalogue")


# --- a township -----------------------------------------------------------------------------------------


def town_body(found: Town, address: str = "/lite/calendar?place=") -> str:
    """The share of every village, and the table of villages and items."""
    rows = "".join(_row(one, address) for one in sorted(found.villages, key=lambda each: (-each.share.missing, each.place_id)))
    return share(found.share, found.name) + style.card(f'<ul class="items">{rows}</ul>', heading="各村") + grid(found)


def _row(one: Calendar, address: str) -> str:
    percent = one.share.percent
    tone: Tone = "quiet" if percent is None else "good" if percent >= 90 else "wait" if percent >= 60 else "bad"
    words = style.badge("还没有到期的" if percent is None else f"按时{percent}%", tone)
    about = f"还没公开{one.share.missing}次，晚了{one.share.late}次，快到期{len(one.of('soon'))}次"
    return f'<li><span class="row"><a href="{escape(address)}{one.place_id}" target="_self">{escape(one.place)}</a>{words}</span><span class="small">{about}</span></li>'


def grid(found: Town) -> str:
    """Items down, villages across: each cell with colour and sign, and how many days."""
    newest = {one.place_id: {duty.item.key: duty for duty in one.newest} for one in found.villages}
    head = "".join(f"<th>{escape(one.place)}</th>" for one in found.villages)
    lines = []
    for item in found.items:
        cells = "".join(_cell(newest[one.place_id].get(item.key)) for one in found.villages)
        lines.append(f"<tr><th>{escape(item.name)}</th>{cells}</tr>")
    table = f'<div class="grid"><table><thead><tr><th>每项最近一次</th>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'
    return style.card(table, heading="一项一项看")


def _cell(duty: Duty | None) -> str:
    if duty is None:
        return "<td>·</td>"
    sign, word = WORDS[duty.state]
    short = {"late": f"{sign}{duty.days}天", "missing": f"{sign}{duty.days}天", "soon": f"{sign}{duty.days}天"}.get(duty.state, sign)
    about = f"{display.period(duty.period)}，{word}" if duty.period else word
    return f'<td class={_TONES[duty.state]} title="{escape(about)}">{short}</td>'


def legend() -> str:
    """What the signs mean."""
    return style.line("　".join(f"{sign} {word}" for state, (sign, word) in WORDS.items() if state != "event"), small=True)


# --- the catalogue --------------------------------------------------------------------------------------


def catalogue_page(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The standard catalogue, a section at a time."""
    sections = list(dict.fromkeys(item.section for item in catalogue.items().values()))
    chosen = query.get("section", "")
    chosen = chosen if chosen in sections else sections[0]
    own = [item for item in catalogue.items().values() if item.section == chosen]
    ways = "".join(f'<a class="press" href="/lite/catalogue?section={escape(name)}">{escape(name)}</a> ' for name in sections if name != chosen)
    cards = "".join(style.card(style.fold(item.name, _about(item))) for item in own)
    main = f"<main>{style.title('公开目录', '该公开的每一项：内容、依据、时限、由谁公开。')}{style.part(f'{chosen}（{len(own)}项）')}{cards}{style.part('别的部分')}{ways}</main>"
    return page("公开目录", main + doors(viewer, "/lite/catalogue"), viewer=viewer)


def _about(item: catalogue.Item) -> str:
    unsure = "依据没有核实，只供参考" if item.confidence == "low" else ""
    stays = {"": "", "long": "一直公开"}.get(item.display, f"至少{item.display.removesuffix('wd')}{'个工作日' if item.display.endswith('wd') else '天'}")
    return style.line(item.plain) + style.facts(
        (
            ("内容", "、".join(item.content)), ("什么时候", item.words + (f"（{item.when}）" if item.when else "")), ("公开多久", stays), ("由谁公开", "、".join(item.body)),
            ("在哪里看", "、".join(item.channel)), ("给谁看", item.audience), ("怎么公开", item.mode), ("层级", "、".join(item.level)), ("依据", item.ground), ("把握", unsure),
        )
    )  # fmt: skip
