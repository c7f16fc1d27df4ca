"""Funds and projects on pages that need no JavaScript: from the money to what was made of it."""

from collections.abc import Mapping

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.choosing import first_known, number_of
from dashboard.light import answers
from dashboard.light.pages import doors, page, village_of
from dashboard.light.papers import shown
from dashboard.queries import funds as funds_of
from dashboard.queries import projects as projects_of
from dashboard.queries import subjects
from dashboard.queries.funds import Fund, Part, Share
from dashboard.queries.projects import LEVELS, Report, Works
from dashboard.style import Bar, Item, Tone
from loaders.database import Database

_TONES: dict[str, Tone] = {"已完工": "good", "在建": "wait", "未开工": "plain", "计划中": "quiet"}
_MONEY = (("bid", "中标价"), ("contract", "合同价"), ("change", "变更"), ("audited", "审定价"), ("paid", "已付"), ("unpaid", "未付"), ("retention", "质保金"))
_WORDS = (
    ("kind", "类型"), ("content", "内容"), ("responsible", "负责"), ("contractor", "施工"), ("inspector", "监理"), ("tender", "招标"), ("started", "开工"), ("due", "计划完工"),
    ("finished", "竣工"), ("accepted", "验收"), ("term", "期限"), ("goal", "要达到的"), ("fund", "资金来源"), ("document", "文号"),
)  # fmt: skip


def fund(found: Fund, opened: bool = False) -> str:
    """A fund as a card: how much, under which document, and its path from place to purpose as a nested list."""
    shares = "".join(map(_share, found.shares))
    about = style.facts((("文号", found.document), ("哪一级的钱", found.level), ("年度", f"{found.year}年" if found.year else ""), ("公示", found.notice)))
    if found.missing_fen:
        state = style.say(f"还有{display.yuan(found.missing_fen)}没有看到用在哪个项目、发给了谁。", "wait")
    else:
        state = style.say("每一笔都找得到去处。", "good")
    path = style.fold(f"分给了{len(found.shares)}个地方，一个一个看", shares, opened=opened)
    return style.card(style.ahead(found.name, found.fen), about, state, path)


def _share(share: Share) -> str:
    rest = f"，其中{display.yuan(share.missing_fen)}还没有去处" if share.missing_fen else ""
    lines = style.items(map(_part, share.parts))
    return style.fold(f"{share.place} {display.yuan(share.fen)}{rest}", lines, tiny=True)


def _part(part: Part) -> Item:
    missing = f"还差{display.yuan(part.missing_fen)}没有去处" if part.missing_fen else ""
    kind = {"project": "项目", "people": "发给个人", "unknown": ""}[part.kind]
    return Item(part.name, style.money(part.fen), (kind, part.words, missing), part.source.words, "", subjects.address("fund", part.source.record_id), answers.said(part.answers))


def works(found: Works) -> str:
    """A project as a card: how far it is, its money, and all that is known behind a fold."""
    said = found.progress if found.progress and not found.progress.replace(".", "").replace("%", "").isdigit() else "进度"
    far = style.progress(found.percent, said) if found.percent is not None else style.line(found.progress, small=True)
    main = [(words, found.money[key]) for key, words in (("budget", "计划投入"), ("contract", "合同价"), ("paid", "已付")) if key in found.money]
    levels = style.bars([Bar(LEVELS[key], fen) for key, fen in found.levels.items()]) if found.levels else ""
    about = style.facts((label, found.words.get(key, "")) for key, label in _WORDS)
    money = style.facts((label, display.yuan(found.money[key])) for key, label in _MONEY if key in found.money)
    history = style.items(map(_report, found.reports))
    sources = "".join(f"<li>{style.source(source.words)}</li>" for source in found.sources)
    rest = style.fold("钱从哪来、给了谁、进度一步步", levels, money, about, history, f"<ul>{sources}</ul>")
    title = f'<h2 class="row"><span>{style.text(found.name)}</span>{style.badge(found.state, _TONES[found.state])}</h2>'
    return style.card(title, style.line(found.place, small=True), far, style.sums(main) if main else "", shown(found.papers), "".join(answers.said(found.answers)), rest, style.ask(subjects.address("project", found.sources[0].record_id), "这个项目有疑问？"))


def _report(report: Report) -> Item:
    far = f"{report.percent}%" if report.percent is not None else report.words
    paid = f"已付{display.yuan(report.paid_fen)}" if report.paid_fen is not None else ""
    return Item(display.period(report.period), "", (f"进度{far}" if far else "", paid), report.source.words)


def show_funds(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The page of the funds of the township that the address asks for."""
    townships = funds_of.townships(db, viewer)
    township = first_known(townships, number_of(query.get("township", "")), viewer.township_id)
    found = funds_of.funds(db, viewer, township) if township is not None else []
    cards = "".join(fund(one) for one in found) or style.empty("还没有公开的资金分配。")
    title = style.title("帮扶资金", "上级给的钱，分给了哪里，用在哪个项目，发给了谁。")
    others = _chooser("/lite/funds", "township", "哪个乡镇", townships, township) if len(townships) > 1 else ""
    return page("帮扶资金", f"<main>{title}{cards}{others}</main>{doors(viewer, '/lite/funds')}", viewer=viewer)


def _chooser(address: str, name: str, label: str, places: Mapping[int, str], chosen: int | None) -> str:
    options = "".join(f'<option value="{number}"{" selected" if number == chosen else ""}>{style.text(place)}</option>' for number, place in places.items())
    form = f'<form method="get" action="{address}"><label for="{name}">{label}</label><select id="{name}" name="{name}">{options}</select><button>查看</button></form>'
    return style.card(form, heading=label)


def show_projects(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The page of the projects of the village that the address asks for."""
    places = dict(projects_of.places(db, viewer))
    place = village_of(query, viewer, list(places.items()))
    found = projects_of.projects(db, viewer, place) if place is not None else []
    cards = "".join(map(works, found)) or style.empty("这里还没有公开的项目。")
    chooser = _chooser("/lite/projects", "place", "哪个村", places, place)
    name = places.get(place or 0, "")
    return page("项目", f"<main>{style.title(f'{name}的项目')}{cards}{chooser}</main>{doors(viewer, '/lite/projects')}", viewer=viewer)
