"""What a village owns, lets, is owed and owes, drawn for the light pages and for Streamlit's alike."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.light import answers
from dashboard.light.pages import Choice, chooser, doors, page, village_of
from dashboard.light.papers import shown
from dashboard.queries import assets as queries
from dashboard.queries import papers, subjects
from dashboard.queries.assets import Edition, Holding, Land, Lease, Line, Owed, Register
from dashboard.queries.papers import Shown
from dashboard.style import Item
from loaders.database import Database


@dataclass(frozen=True, slots=True)
class Drawn:
    """A register as HTML, of which village and time it is, and the other registers of the village."""

    place: str
    edition: Edition
    others: tuple[Edition, ...]
    html: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the lists of a village: its record, its name after the village's, and what draws it."""

    record: str
    name: str
    about: str
    draw: Callable[[Database, Viewer, int, date, str], Drawn | None]


def said(edition: Edition) -> str:
    """Of when a register is: 2026年的登记，2026年11月24日公开."""
    return f"{display.period(edition.period)}的登记，{display.day(edition.published)}公开" if edition.period else f"{display.day(edition.published)}公开的登记"


def _drawn(found: Register[Line] | None, html: Callable[[tuple[Line, ...]], str]) -> Drawn | None:
    if found is None or found.edition is None:
        return None
    return Drawn(found.place, found.edition, found.others, html(found.lines))


# Parts of a list


def _groups(lines: Iterable[Line], kind: Callable[[Line], str]) -> dict[str, list[Line]]:
    """The lines by their kind, in the order of the register."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(kind(line), []).append(line)
    return found


def _part(words: str, count: str, total: str, rows: Iterable[Item], opened: bool) -> str:
    """A card that opens: what stands in it, how many, how much altogether."""
    return style.card(style.fold("　".join(filter(None, (words, count, total))), style.items(rows), opened=opened))


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"共{display.yuan(fen)}"


def _unwritten(amounts: Sequence[object | None], what: str) -> str:
    """A sentence about the lines that a sum cannot count."""
    missing = sum(amount is None for amount in amounts)
    return style.line(f"有{missing}行没有写{what}，没有加进去。", small=True) if missing and missing < len(amounts) else ""


# Assets


def _holdings(db: Database, viewer: Viewer, place: int, _: date, period: str) -> Drawn | None:
    return _drawn(queries.holdings(db, viewer, place, period), holdings)


def holdings(lines: Sequence[Holding]) -> str:
    """How many things there are and what they are worth, then each kind of them."""
    original, net = [line.original_fen for line in lines], [line.net_fen for line in lines]
    pairs = [("买来或建成时的价值（原值）", queries.fen_of(original)), ("现在的价值（净值）", queries.fen_of(net))]
    groups = _groups(lines, lambda line: line.kind or "没有分类")
    parts = "".join(
        _part(kind, f"{len(each)}件", _yuan(queries.fen_of(line.original_fen for line in each)), map(_holding, each), len(groups) == 1)
        for kind, each in groups.items()
    )
    return style.sums([(words, fen) for words, fen in pairs if fen is not None]) + _unwritten(original, "原值") + _unwritten(net, "净值") + parts


def _holding(line: Holding) -> Item:
    net = f"现在值{display.yuan(line.net_fen)}" if line.net_fen is not None else ""
    return Item(line.name, style.money(line.original_fen, "没有写原值"), (line.use, net, *line.facts), line.source.words, ask=subjects.address("asset", line.source.record_id))


# Resources


def _lands(db: Database, viewer: Viewer, place: int, _: date, period: str) -> Drawn | None:
    return _drawn(queries.lands(db, viewer, place, period), lands)


def _area(lines: Iterable[Land]) -> Decimal | None:
    written = [line.area for line in lines if line.area is not None]
    return sum(written, Decimal(0)) if written else None


def lands(lines: Sequence[Land]) -> str:
    """How much land there is, then each kind of it."""
    total = _area(lines)
    groups = _groups(lines, lambda line: line.kind or "没有分类")
    parts = "".join(
        _part(kind, f"{len(each)}块", f"共{display.mu(area)}" if (area := _area(each)) is not None else "", map(_land, each), len(groups) == 1)
        for kind, each in groups.items()
    )
    figures = [("一共", f"{len(lines)}块"), *([("面积", display.mu(total))] if total is not None else [])]
    return style.figures(figures, main="面积") + _unwritten([line.area for line in lines], "面积") + parts


def _land(line: Land) -> Item:
    borders = "　".join(f"{side}至{words}" for side, words in line.borders)
    facts = (line.use, f"由{line.party}使用" if line.party else "", borders, *line.facts)
    return Item(line.name, style.text(display.mu(line.area) if line.area is not None else "没有写面积"), facts, line.source.words, ask=subjects.address("resource", line.source.record_id))


# Contracts


def _leases(db: Database, viewer: Viewer, place: int, today: date, period: str) -> Drawn | None:
    kept = papers.of_place(db, viewer, place)
    return _drawn(queries.leases(db, viewer, place, today, period), lambda lines: leases(lines, today) + _papers(lines, kept))


def _papers(lines: Sequence[Lease], kept: Mapping[str, Sequence[Shown]]) -> str:
    """The photos and papers of contracts; nothing where there are none."""
    found = dict.fromkeys((line.matter, line.subject) for line in lines if line.matter in kept)
    parts = "".join(style.line(name) + shown(kept[matter]) for matter, name in found)
    return style.card(parts, heading="合同的照片和材料") if parts else ""


#: What needs a look comes first. Every contract stands in one part only: what is owed counts before when it ends.
_URGENT = {
    "overdue": ("逾期没交", "bad"),
    "owed": ("还欠着，表里没有写哪天该交的", "wait"),
    "unclear": ("该交的日子过了，表里没有写收到多少的", "wait"),
}
_BY_TERM = {"ending": "三个月内到期的", "ended": "合同已经到期的", "running": "正在履行的", "unsaid": "没有写到期日的"}


def overdue(lines: Iterable[Lease]) -> list[Lease]:
    """The contracts whose rent did not come in time."""
    return [line for line in lines if line.paid == "overdue" and not line.payable]


def leases(lines: Sequence[Lease], today: date) -> str:
    """The contracts under which the village is paid, then those under which it pays."""
    payable = [line for line in lines if line.payable]
    rents = [line for line in lines if not line.payable]
    bills = map(partial(_bill, today=today), payable)
    total = _yuan(queries.fen_of(line.total_fen if line.total_fen is not None else line.yearly_fen for line in payable))
    return (_rents(rents, today) if rents else "") + (_part("村里要付钱的合同", f"{len(payable)}份", total, bills, not rents) if payable else "")


def _bill(line: Lease, today: date) -> Item:
    return _lease(line, line.total_fen if line.total_fen is not None else line.yearly_fen, "没有写金额", today)


def _rents(lines: Sequence[Lease], today: date) -> str:
    """What the rents come to, then what is overdue, what ends soon and the rest."""
    late = overdue(lines)
    pairs = [
        ("一年租金", queries.fen_of(line.yearly_fen for line in lines)), ("应收", queries.fen_of(line.due_fen for line in lines)),
        ("已收", queries.fen_of(line.received_fen for line in lines)), ("逾期没交", queries.fen_of(line.owed_fen for line in late)),
    ]  # fmt: skip
    top = style.sums([(words, fen) for words, fen in pairs if fen is not None], main="逾期没交")
    if all(line.paid == "unsaid" for line in lines):
        top += style.say("登记表没有写应收多少、收到多少，看不出有没有人逾期。", "wait")
    elif not late:
        top += style.say("从登记表看，没有逾期没交的租金。", "good")
    top += _unwritten([line.yearly_fen for line in lines], "一年租金")
    return top + "".join(_urgent(paid, lines, today) for paid in _URGENT) + "".join(_calm(term, lines, today) for term in _BY_TERM)


def _urgent(paid: str, lines: Iterable[Lease], today: date) -> str:
    words, tone = _URGENT[paid]
    found = [line for line in lines if line.paid == paid]
    if not found:
        return ""
    total = queries.fen_of(line.owed_fen for line in found)
    heading = f"{words}{len(found)}份"
    rows = style.items(_lease(line, line.owed_fen, "不知道欠多少", today) for line in found)
    return style.card(style.ahead(heading, total) if total is not None else style.part(heading), rows, tone="bad" if tone == "bad" else "wait")


def _calm(term: str, lines: Iterable[Lease], today: date) -> str:
    found = [line for line in lines if line.term == term and line.paid not in _URGENT]
    if not found:
        return ""
    total = queries.fen_of(line.yearly_fen for line in found)
    rows = (_lease(line, line.yearly_fen, "没有写年租金", today) for line in found)
    return _part(_BY_TERM[term], f"{len(found)}份", f"一年{display.yuan(total)}" if total is not None else "", rows, opened=term == "ending")


def _lease(line: Lease, fen: int | None, otherwise: str, today: date) -> Item:
    late = f"已经逾期{display.late(line.since, today)}" if line.paid == "overdue" and line.since else ""
    facts = (
        late, line.party, line.kind, f"从{line.starts}起" if line.starts else "", f"到{line.ends}止" if line.ends else "",
        _amount("一年", line.yearly_fen), _amount("总共", line.total_fen), f"该在{line.due_on}前交" if line.due_on else "",
        _amount("应收", line.due_fen), _amount("已收", line.received_fen), _contradiction(line), *line.facts,
    )  # fmt: skip
    return Item(line.subject, style.money(fen, otherwise), facts, line.source.words, ask=subjects.address("contract", line.source.record_id))


def _amount(words: str, fen: int | None) -> str:
    return "" if fen is None else f"{words}{display.yuan(fen)}"


def _contradiction(line: Lease) -> str:
    if line.computed_fen is None or line.owed_fen is None:
        return ""
    return f"表里写欠{display.yuan(line.owed_fen)}，应收减已收却是{display.yuan(line.computed_fen)}"


# Claims and debts


def _debts(db: Database, viewer: Viewer, place: int, today: date, period: str) -> Drawn | None:
    sides = [queries.debts(db, viewer, place, side, today, period) for side in ("claim", "debt")]
    found = [side for side in sides if side and side.edition]
    if not found:
        return None
    editions = sorted((side.edition for side in found if side.edition), key=lambda edition: (edition.key == period, edition.published))
    others = tuple({other.key: other for side in found for other in side.others if other.key != editions[-1].key}.values())
    html = style.side_by_side(*(_side(words, side, today) for words, side in zip(("别人欠村里的", "村里欠别人的"), sides, strict=True) if side))
    return Drawn(found[0].place, editions[-1], others, html)


def _side(words: str, found: Register[Owed], today: date) -> str:
    if found.edition is None:
        return style.card(style.line("还没有公开的登记。"), heading=words)
    return debts(words, found.lines, today, said(found.edition))


def debts(words: str, lines: Sequence[Owed], today: date, about: str = "") -> str:
    """One side: its total, what of it is late, then every line."""
    total, late = sum(line.amount_fen for line in lines), [line for line in lines if line.since]
    settled = queries.fen_of(line.settled_fen for line in lines)
    told = f"其中{len(late)}笔过了约定的日子，{display.yuan(sum(line.amount_fen for line in late))}" if late else ""
    back = f"表里另写已经还了{display.yuan(settled)}，没有从金额里减去" if settled is not None else ""
    ordered = [*late, *(line for line in lines if not line.since)]
    return style.card(
        style.ahead(words, total), style.line(about, small=True), style.say(told, "bad"), style.line(back, small=True), style.items(_debt(line, today) for line in ordered)
    )


def _debt(line: Owed, today: date) -> Item:
    facts = (
        f"过期{display.late(line.since, today)}" if line.since else "", line.reason, line.kind, f"期限{line.due}" if line.due else "",
        _amount("已还", line.settled_fen), *line.facts,
    )  # fmt: skip
    return Item(line.party or "没有写对方", style.money(line.amount_fen), facts, line.source.words, ask=subjects.address("debt", line.source.record_id))


# The pages

SECTIONS = {
    "assets": Section("asset", "资产", "村里的房子、设备和物资：值多少钱，现在怎么用。", _holdings),
    "resources": Section("resource", "资源", "村里的地、山、水：有多少，在哪里，谁在用。", _lands),
    "contracts": Section("contract", "合同", "村里的东西租给了谁，一年多少钱，到哪天，钱交了没有。", _leases),
    "debts": Section("debt", "债权债务", "谁欠村里的钱，村里欠谁的钱。", _debts),
}


def show(address: str, db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The light page of one of the lists for the village and the time that the address asks for."""
    section = SECTIONS[address]
    path = f"/lite/{address}"
    villages = queries.villages(db, viewer, section.record)
    asked = number_of(query.get("place", ""))
    place = village_of(query, viewer, villages) if asked is None else asked
    found = section.draw(db, viewer, place, clock.today(), query.get("period", "")) if place is not None else None
    choices = [Choice("place", "哪个村", [(str(number), name) for number, name in villages], str(place))] if villages else []
    if found is None:
        body = style.title(f"村里的{section.name}", section.about) + style.empty(f"这里还没有公开的{section.name}登记。")
    else:
        body = style.title(f"{found.place}的{section.name}", said(found.edition)) + found.html + answers.of_place(db, viewer, place, section.record)
        choices += [Choice("period", "哪一次登记", [(each.key, said(each)) for each in (found.edition, *found.others)], found.edition.key)] if found.others else []
    if choices:
        body += chooser("看别的村、以前的登记" if found and found.others else "看别的村", path, *choices)
    return page(section.name, f"<main>{body}</main>{doors(viewer, path)}", viewer=viewer)


assets, resources, contracts, debts_page = (partial(show, address) for address in SECTIONS)
