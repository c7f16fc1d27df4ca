"""Published lists on a page that needs no JavaScript: who gets what, and how it was shared among villages."""

from collections.abc import Mapping
from datetime import date

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.light import answers, remainders
from dashboard.light.notes import of_place
from dashboard.light.pages import doors, page
from dashboard.queries import beneficiaries, pending, subjects
from dashboard.queries.beneficiaries import Listed, SchemeList, VillageShare
from dashboard.queries.pending import Posted
from dashboard.queries.small import FEW
from dashboard.style import Item
from loaders.database import Database


def shared(found: SchemeList) -> str:
    """How a scheme was shared among villages, as a table with its total."""
    rows = [_row(share) for share in found.shares]
    if all(share.people is not None for share in found.shares):
        households, people = sum(s.households or 0 for s in found.shares), sum(s.people or 0 for s in found.shares)
        rows.append(["合计", str(households), str(people), display.amount(sum(s.amount_fen or 0 for s in found.shares)), ""])
    return style.table(["村", "户数", "人数", "一个月（元）", "每千人"], rows, numbers=(1, 2, 3, 4))


def _row(share: VillageShare) -> list[str]:
    if share.people is None:
        return [share.village, f"少于{FEW}人，不单列", "", "", ""]
    rate = share.per_thousand
    return [share.village, str(share.households), str(share.people), display.amount(share.amount_fen) if share.amount_fen is not None else "", f"{rate}" if rate is not None else ""]


def names(found: list[Listed]) -> str:
    """The households of a list, one below the other, each with its source."""
    return style.items(map(_item, found))


def _item(one: Listed) -> Item:
    since = f"从{display.period(one.since)}起" if one.since else ""
    return Item(one.name, style.money(one.amount_fen, "没有写金额"), (f"{one.people}口人" if one.people else "", since), one.source.words, "", subjects.address("list", one.source.record_id), answers.said(one.answers))


def about(found: SchemeList) -> str:
    """What the scheme is and what may be published of it."""
    return style.line(found.plain) + style.line(f"怎么公开：{found.publish}" if found.publish else "", small=True) + style.line(f"名单时间：{display.period(found.period)}", small=True)


def waiting(found: list[Posted], today: date) -> str:
    """The lists that are posted and not approved yet, each with its days; nothing where there is none."""
    return "".join(_posted(one, today) for one in found)


def _posted(one: Posted, today: date) -> str:
    rows = [Item(each.name, style.money(each.amount_fen, "没有写金额"), (f"{each.people}口人" if each.people else "", "还没有批准"), each.source.words) for each in one.applicants]
    count = f"{one.households}户" if one.households is not None else f"少于{FEW}户，不单列"
    left = one.left(today)
    days = f"公示到{display.day(one.until)}为止，{f'还有{left}天' if left else '今天是最后一天'}，过后自动撤下。"
    names = style.items(rows) if rows else style.line("依法只公布户数，不列姓名。", small=True)
    ask = style.line("觉得谁不该享受、谁该享受没列上，这几天就可以向村里或乡镇提出来。", small=True)
    return style.card(style.line(f"{count}，{days}"), ask, names, heading=f"正在公示：{one.place}{one.scheme}（初审，还没批准）", tone="wait")


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """All lists with their villages; the names of one village and scheme where the address asks for them."""
    today = clock.today()
    found = beneficiaries.scheme_lists(db, viewer, today)
    asked, key = number_of(query.get("place", "")), query.get("scheme", "")
    if asked is not None and key:
        return _names_page(db, viewer, asked, next((one for one in found if one.key == key), None), today)
    cards = waiting(pending.posted(db, viewer, today, asked), today) + ("".join(map(_card, found)) or style.empty("还没有公开的名单。"))
    title = style.title("享受名单", "哪些人家在享受哪一项，几口人，每月多少；名字中间的字遮住。")
    return page("享受名单", f"<main>{title}{cards}</main>{doors(viewer, '/lite/lists')}", viewer=viewer)


def _card(found: SchemeList) -> str:
    doors_to = ""
    if found.named:
        links = "".join(f'<li><a href="/lite/lists?place={s.village_id}&amp;scheme={found.key}">{style.text(s.village)}（{s.households}户）</a></li>' for s in found.shares)
        doors_to = style.fold("按村看名单", f"<ul>{links}</ul>")
    return style.card(about(found), style.fold("各村怎么分的", shared(found)), doors_to, heading=found.scheme)


def _names_page(db: Database, viewer: Viewer, village_id: int, scheme: SchemeList | None, today: date) -> str:
    share = next((s for s in scheme.shares if s.village_id == village_id), None) if scheme else None
    if scheme is None or share is None:
        return page("享受名单", f"<main>{style.title('享受名单')}{style.empty('没有这份名单。')}</main>{doors(viewer, '/lite/lists')}", viewer=viewer)
    found = beneficiaries.listed(db, viewer, village_id, scheme.key, today)
    listed = names(found) if found else style.empty("名单的公示期已过，现在只公布人数和金额。")
    title = style.title(f"{share.village}的{scheme.scheme}", f"{share.households}户，{share.people}人" if share.people is not None else "")
    back = style.door("看别的名单", "", "/lite/lists")
    uneven = remainders.of_place(db, viewer, village_id, "entitlement", "payment")
    return page(scheme.scheme, f"<main>{title}{style.card(about(scheme))}{style.card(listed)}{uneven}{answers.of_place(db, viewer, village_id, 'list')}{of_place(db, viewer, village_id)}{back}</main>{doors(viewer, '/lite/lists')}", viewer=viewer)
