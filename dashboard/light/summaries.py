"""Published totals of schemes on a page that needs no JavaScript."""

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.light import answers, remainders
from dashboard.light.pages import doors, page
from dashboard.queries import subjects, summaries
from dashboard.queries.small import FEW
from dashboard.queries.summaries import Line, Summary
from dashboard.style import Item
from loaders.database import Database


def summary(found: Summary) -> str:
    """A summary as a card: its sum, where it is not what was paid, and its lines by place."""
    if found.apart:
        words = "；".join(f"{line.place}{'多' if (line.difference_fen or 0) > 0 else '少'}{display.yuan(abs(line.difference_fen or 0))}" for line in found.apart[:5])
        state = style.say(f"和已经发放的对不上：{words}。", "wait")
    else:
        state = style.say("和已经发放的一致。", "good") if any(line.paid_fen is not None for line in found.lines) else ""
    parts = any(line.part for line in found.lines)
    headings = ["地方", *(["分类"] if parts else []), "户数", "人数", "金额（元）"]
    rows = [_row(line, parts) for line in found.lines]
    if found.amount_fen is not None:
        rows.append(["合计", *([""] if parts else []), _sum(found, "households"), _sum(found, "people"), display.amount(found.amount_fen)])
    table = style.fold(f"{len(found.lines)}行，一行一行看", style.table(headings, rows, numbers=range(len(headings) - 3, len(headings))), style.source(found.lines[0].source.words))
    head = style.ahead(f"{found.scheme} {display.period(found.period)}", found.amount_fen) if found.amount_fen is not None else style.part(f"{found.scheme} {display.period(found.period)}")
    return style.card(head, style.line(found.title, small=True), state, table, _asked(found))


def _asked(found: Summary) -> str:
    """The way to say that a line is not right, and what was asked and answered about the lines."""
    asked = [line for line in found.lines if not line.hidden]
    said = "".join(words for line in asked for words in answers.said(line.answers))
    if len(asked) == 1:
        return said + style.ask(subjects.address("summary", asked[0].source.record_id), "这个数有疑问？")
    lines = (Item(line.place + line.part, style.money(line.amount_fen), ask=subjects.address("summary", line.source.record_id)) for line in asked)
    return said + (style.fold("哪一行有疑问？", style.items(lines), tiny=True) if asked else "")


def _row(line: Line, parts: bool) -> list[str]:
    own = [line.place, *([line.part] if parts else [])]
    if line.hidden:
        return [*own, "", f"少于{FEW}人", ""]
    return [*own, *("" if n is None else str(n) for n in (line.households, line.people)), "" if line.amount_fen is None else display.amount(line.amount_fen)]


def _sum(found: Summary, key: str) -> str:
    counts = [value for line in found.lines if (value := getattr(line, key)) is not None]
    return str(sum(counts)) if counts else ""


def show(db: Database, viewer: Viewer) -> str:
    """The page of all summaries."""
    cards = "".join(map(summary, summaries.summaries(db, viewer))) or style.empty("还没有公开的汇总。")
    cards += remainders.of_place(db, viewer, None, "scheme_summary")
    title = style.title("补贴汇总", "乡镇和部门公布的人数和金额，只有合计，没有个人。")
    return page("补贴汇总", f"<main>{title}{cards}</main>{doors(viewer, '/lite/summaries')}", viewer=viewer)
