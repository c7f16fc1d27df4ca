"""Village matters on a page that needs no JavaScript: how far each is, who was there, how they voted, whether the rules were kept."""

from collections.abc import Mapping
from datetime import date

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.light import answers
from dashboard.light.pages import doors, page, village_of
from dashboard.light.papers import shown
from dashboard.queries import decisions, subjects
from dashboard.queries.decisions import STEPS, Matter
from dashboard.style import Item, Step
from loaders import workdays
from loaders.database import Database

_VERDICTS = {"met": ("合规", "good"), "not met": ("不合规", "bad"), "unknown": ("看不出", "quiet")}


def matter(found: Matter, today: date) -> str:
    """A matter as a card: its state in a line, its steps, its meeting, the rules, what villagers say, its sources."""
    until = found.open_until(today)
    if until:
        state = style.say(f"方案正在公示，到{display.day(until)}为止，本村村民登录后可以提意见。", "wait")
    elif found.broken:
        state = style.say(found.broken[0].sentence, "bad")
    else:
        state = style.say(f"结果：{found.facts['result']}", "good") if found.facts.get("result") else ""
    about = style.facts(
        (("谁提的", found.facts.get("proposer", "")), ("类别", found.facts.get("kind", "")), ("内容", found.facts.get("content", "")), ("涉及金额", _money(found)), ("监督意见", found.facts.get("opinion", "")))
    )
    rest = style.fold("按规定查一查", _rules(found)) + _said(found) + style.fold("出处", "".join(f"<p>{style.source(s.words)}</p>" for s in found.sources), tiny=True)
    ask = style.ask(subjects.address("decision", found.sources[0].record_id), "这件事有疑问？")
    return style.card(state, style.timeline(_steps(found, today)), _meeting(found), about, shown(found.papers), "".join(answers.said(found.answers)), rest, ask, heading=found.matter)


def _money(found: Matter) -> str:
    return display.yuan(found.facts["amount_fen"]) if found.facts.get("amount_fen") is not None else ""


def _steps(found: Matter, today: date) -> list[Step]:
    """Every step with its day; the first one without a day is going on or still to come."""
    steps = []
    for key, name in STEPS:
        day = found.facts.get(key)
        words = ""
        if key == "plan_public_from" and found.facts.get("plan_public_until"):
            words = f"公示到{display.when(found.facts['plan_public_until'])}"
        now = key == "plan_public_from" and found.open_until(today) is not None
        steps.append(Step(name, display.when(day) if day else "", words, "now" if now else "done" if day and day <= today.isoformat() else "todo"))
    return steps


def _meeting(found: Matter) -> str:
    """Who was there and how they voted, in one sentence; nothing where no sheet says it."""

    def counted(*parts: tuple[str, str]) -> str:
        return "，".join(f"{words}{found.facts[key]}" for key, words in parts if found.facts.get(key) is not None)

    there = counted(("attendance_due", "应到"), ("attendance", "实到"))
    votes = counted(("votes_for", "赞成"), ("votes_against", "反对"), ("votes_abstained", "弃权"))
    return style.line("；".join(part for part in (found.facts.get("meeting", ""), there, votes) if part))


def _rules(found: Matter) -> str:
    lines = []
    for finding in found.findings:
        words, tone = _VERDICTS[finding.verdict]
        lines.append(f"<li>{style.badge(words, tone)} {style.text(finding.sentence)} {style.line(finding.source, small=True)}</li>")  # type: ignore[arg-type]
    return f"<ul>{''.join(lines)}</ul>"


def _said(found: Matter) -> str:
    if not found.remarks:
        return ""
    return style.fold(f"村民的意见（{len(found.remarks)}条）", style.items(Item(r.text, "", (r.name, display.day(workdays.china_day(r.at)))) for r in found.remarks))


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The page of the matters of the village that the address asks for."""
    today = clock.today()
    known = decisions.places(db, viewer)
    place = village_of(query, viewer, list(known.items()))
    found = decisions.matters(db, viewer, place) if place is not None else []
    cards = "".join(matter(one, today) for one in found) or style.empty("还没有公开的决策。")
    options = "".join(f'<option value="{number}"{" selected" if number == place else ""}>{style.text(name)}</option>' for number, name in known.items())
    chooser = f'<form method="get" action="/lite/decisions"><label for="place">哪个村</label><select id="place" name="place">{options}</select><button>查看</button></form>'
    title = style.title(f"{known.get(place or 0, '')}的决策", "谁提的，怎么议的，怎么定的。")
    return page("村务决策", f"<main>{title}{cards}{style.card(chooser, heading='看别的村')}</main>{doors(viewer, '/lite/decisions')}", viewer=viewer)
