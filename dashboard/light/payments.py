"""A villager's own payments on a page of a few kilobytes that needs no JavaScript."""

from collections.abc import Sequence

from dashboard import display, style
from dashboard.access import Viewer, may
from dashboard.identity import telling
from dashboard.identity.telling import News
from dashboard.light import identity
from dashboard.light.pages import doors, page
from dashboard.queries import payments, subjects
from dashboard.queries.payments import Line, Overview, Year
from dashboard.style import Item
from loaders.database import Database

NOTHING = "还没有查到您家的发放记录。"
NOTHING_HINT = "如果您领过钱，请拿身份证到村里或镇里的便民服务中心，请工作人员核对名字和身份证号。"


#: Where one says that money is missing, and follows what was said.
MISSING = style.door("该发的没有发？", "告诉村里，到期不答复就转给乡镇", subjects.MISSING)
MINE = style.door("我反映过的", "办到哪一步，怎么答复的", "/lite/mine")
PROOF = style.door("我的钱在公布的总数里吗", "一笔一笔可以验，邻居的看不到", "/lite/proof")

LOOKS = style.door("谁看过我家的记录", "哪一天，哪个单位，为什么", "/lite/looks")


def item(line: Line) -> Item:
    """A payment as a line below its year: the money's name, for which month, when and how it came, whose it is."""
    facts = (
        f"{display.short_period(line.period)}的钱",
        *_came(line),
        f"由{line.payee}领" if line.payee else "",
        f"{line.whose}的" if line.whose else "",
        line.remark,
    )
    ask = subjects.address("payment", line.payment_id)
    if line.status == "returned":
        return Item(line.scheme, style.money(line.amount_fen), (*facts, "没发成，退回"), line.source.words, "back", ask)
    return Item(line.scheme, style.money(line.amount_fen or None, "这次没有发"), facts, line.source.words, ask=ask)


def _came(line: Line) -> list[str]:
    """The day and the way that the money came, as far as they are known."""
    when = f"{display.day_after(line.paid_on, line.period)}发" if line.paid_on else ""
    return [words for words in (when, f"打到{line.channel}" if line.channel else "") if words]


def asking(viewer: Viewer) -> str:
    """The way to ask, and to what the person has asked before: who helps does not see that."""
    return MISSING + (MINE if may(viewer, "own-enquiries") else "")


def heading(found: Overview, viewer: Viewer) -> str:
    """Whose payments these are, said to the person, or to who helps."""
    return f"{found.name}的补贴" if viewer.behalf else f"{found.name}，您好"


def latest(found: Overview) -> str:
    """The last payment in large type, as HTML; where there is none, what to do."""
    if found.last is None:
        return style.empty(NOTHING, NOTHING_HINT)
    last = found.last
    whose = f"（{last.whose}的）" if last.whose else ""
    facts = [f"{display.period(last.period)}的钱", *_came(last)]
    return style.hero(f"最近一笔：{last.scheme}{whose}", last.amount_fen, "，".join(facts))


def _year(year: Year, opened: bool) -> str:
    lines = style.items(map(item, year.lines))
    words = f"{year.year}年一共收到{display.yuan(year.total_fen)}"
    return style.card(style.fold(words, lines, opened=opened))


def _schemes(found: Overview) -> str:
    """What each kind of money is, once."""
    plain = {line.scheme: line.plain for year in found.years for line in year.lines if line.plain}
    return style.card(style.fold("这些钱是什么钱？", style.items(Item(name, "", (words,)) for name, words in plain.items()))) if plain else ""


def page_body(found: Overview, viewer: Viewer, news: Sequence[News] = ()) -> str:
    """What stands on the page."""
    looked = LOOKS if may(viewer, "looks") else ""
    years = "".join(_year(year, number == 0) for number, year in enumerate(found.years))
    return f"<main>{style.title(heading(found, viewer))}{identity.told(news)}{latest(found)}{years}{_schemes(found)}{asking(viewer)}{PROOF if found.years else ''}{looked}{identity.doors_of(viewer)}</main>"


def show(db: Database, viewer: Viewer) -> str:
    """The page of the viewer."""
    found = payments.overview(db, viewer)
    return page("我的补贴", page_body(found, viewer, telling.unread(db, viewer)) + doors(viewer, "/lite"), viewer=viewer, place=found.village)
