"""The home of a village on a page that needs no JavaScript, the way to it, and its square code to print."""

from collections.abc import Callable, Mapping
from datetime import date
from html import escape

import segno

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.light import remainders
from dashboard.light.pages import doors, notice, page
from dashboard.queries import imports, pending, subjects, villages
from dashboard.queries.overview import books_due
from dashboard.queries.villages import Home, Publication
from dashboard.style import Item
from loaders.database import Database

#: The sections with their doors: address, name, and the record that the page shows.
SECTIONS = (
    ("三资运行我知情", (("books", "村里的账", "ledger_entry"), ("contracts", "合同", "contract"), ("assets", "资产", "asset"), ("resources", "资源", "resource"), ("debts", "债权债务", "debt"))),
    ("精准扶贫我监督", (("lists", "享受名单", "payment"), ("funds", "帮扶资金", "fund_allocation"), ("projects", "项目", "project"))),
    ("村务决策我参与", (("decisions", "村务决策", "decision"),)),
)  # fmt: skip


def light_address(address: str, place_id: int) -> str:
    """Where the light page of a list stands for a village."""
    return f"/lite/{address}?place={place_id}"


def body(found: Home, today: date, address: Callable[[str, int], str] = light_address) -> str:
    """All of the page below its heading, as HTML."""
    due = style.door("该公开的公开了吗", "该公开什么，什么时候到期，晚了几天", address("calendar", found.place_id))
    return money(found, today) + due + style.side_by_side(news(found), ways(found, address))


def money(found: Home, today: date) -> str:
    """What is left, whether the books are public in time, and what is overdue."""
    return _left(found) + _in_time(found, today) + _late(found)


def _left(found: Home) -> str:
    if found.books is None:
        return style.empty("这个村还没有公开过账目。")
    year = display.period(found.books.period)
    moved = f"{year}收进来{display.yuan(found.books.income_fen)}，花出去{display.yuan(found.books.spending_fen)}"
    if found.books.closing_fen is None:
        return style.card(style.line(moved), style.line("账里没有写还剩多少。", small=True))
    return style.hero("村里的钱还剩", found.books.closing_fen, f"账记到{found.up_to}" if found.up_to else "", moved)


def _in_time(found: Home, today: date) -> str:
    if found.missing:
        last = f"{display.period(found.missing[0])}的账该在{display.day(books_due(found.missing[0]))}前公开，现在还没有看到。"
        others = "、".join(display.period(quarter) for quarter in found.missing[1:])
        return style.say(last + (f"还缺{others}的账。" if others else ""), "bad")
    published = found.newest.get("ledger_entry")
    return style.say(f"该公开的账都公开了，最近一次是{_ago(published.day, today)}。" if published else "该公开的账都公开了。", "good")


def _ago(day: date, today: date) -> str:
    when = {0: "今天", 1: "昨天"}.get((today - day).days, f"{display.late(day, today)}前")
    return f"{display.day(day)}（{when}）"


def _late(found: Home) -> str:
    if not found.late:
        return ""
    return style.say(f"有{found.late}份合同的租金到期没交，一共{display.yuan(found.late_fen or 0)}。", "bad")


def news(found: Home) -> str:
    """What was published last."""
    if not found.news:
        return style.card(style.line("还没有公开过什么。"), heading="最近公开的")
    return style.card(style.items(Item(each.name, facts=_about(each)) for each in found.news), heading="最近公开的")


def _about(each: Publication) -> tuple[str, str]:
    return (display.period(each.period) if each.period else "", f"{display.day(each.day)}公开")


def ways(found: Home, address: Callable[[str, int], str]) -> str:
    """A door for everything that there is to see, by section, and what there is not yet."""
    parts, absent = "", []
    for section, pages in SECTIONS:
        there = [(path, name, found.newest[record]) for path, name, record in pages if record in found.newest]
        absent += [name for _, name, record in pages if record not in found.newest]
        if there:
            parts += style.part(section) + "".join(
                style.door(name, "，".join(filter(None, _about(last))), address(path, found.place_id)) for path, name, last in there
            )
    asking = style.door("对村里的公开有疑问", "该公开的没有公开，或者公开的不对", subjects.address("village", found.place_id)) + style.door("问过的和答过的", "村民问了什么，怎么答复的", f"/lite/answers?place={found.place_id}")
    return parts + asking + style.line(f"还没有公开：{'、'.join(absent)}" if absent else "", small=True)


def _place(query: Mapping[str, str]) -> int:
    return number_of(query.get("place", "")) or 0


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str | None:
    """The page of the village whose code stands in the address; none for what is no village."""
    today = clock.today()
    found = villages.home(db, viewer, _place(query), today)
    if found is None:
        return None
    rest = style.press("打印本村的二维码", f"/v/{found.place_id}/qr")
    main = f"<main>{style.title(found.place, found.township)}{posted(db, viewer, found.place_id, today)}{body(found, today)}{remainders.of_place(db, viewer, found.place_id)}{rest}</main>"
    return page(found.place, main + doors(viewer, f"/v/{found.place_id}"), viewer=viewer)


def choose(db: Database, viewer: Viewer) -> str:
    """The page on which one finds a village: the own one first, then by township."""
    found = villages.townships(db, viewer)
    own = next((style.door(name, "您的村", f"/v/{number}", main=True) for one in found for number, name in one.villages if number == viewer.place_id), "")
    parts = "".join(
        style.card(style.fold(f"{one.name}　{len(one.villages)}个村", *(style.door(name, "", f"/v/{number}") for number, name in one.villages), opened=len(found) == 1))
        for one in found
    )
    main = f"<main>{style.title('看哪个村')}{own}{parts or style.empty('还没有村。')}</main>"
    return page("看哪个村", main + doors(viewer, "/v"), viewer=viewer)


# The square code

_SHEET = """\
body{background:#fff;display:block}main{max-width:none}.how{max-width:46rem;margin:0 auto}
.poster{width:210mm;max-width:100%;min-height:290mm;margin:0 auto;padding:18mm 10mm;text-align:center;background:#fff;display:flex;flex-direction:column;align-items:center;justify-content:space-between}
.poster h1{font-size:56pt;line-height:1.2;margin:0}.poster span{font-size:26pt;line-height:1.4}.poster small{font-size:16pt;overflow-wrap:anywhere}
.poster svg{width:130mm;max-width:100%;height:auto}
@media screen and (max-width:599px){.poster{min-height:0;padding:1rem}.poster h1{font-size:2.4rem}.poster span{font-size:1.2rem}.poster small{font-size:.9rem}}
@media print{.how{display:none}main{padding:0}@page{size:A4 portrait;margin:0}}
"""


def posted(db: Database, viewer: Viewer, place_id: int, today: date) -> str:
    """The way to the lists that hang on the board for some days; nothing where there is none."""
    found = pending.posted(db, viewer, today, place_id)
    words = "，".join(f"{one.scheme}到{display.day(one.until)}" for one in found)
    return style.door("正在公示的名单（还没批准）", words, f"/lite/lists?place={place_id}") if found else ""


def square(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str | None:
    """A sheet of A4 with the village's name and the square code of its address, for the board of the village."""
    found = villages.home(db, viewer, _place(query), clock.today())
    if found is None:
        return None
    address = imports.address(db)
    if not address:
        return notice("还不能打印", "本站的网址还没有填。请经办人在“明白卡”页填好网址，再来打印。")
    to = f"{address}/v/{found.place_id}"
    drawn = segno.make(to, error="m", micro=False).svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None)
    how = f"<div class='how'>{style.line('用浏览器的“打印”，纸张选 A4，贴在村务公开栏。')}{style.press('返回', f'/v/{found.place_id}')}</div>"
    poster = f"<section class='poster'><h1>{escape(found.place)}</h1>{drawn}<span>手机扫一扫，村里的钱和事都看得到</span><small>{style.TITLE}　{escape(to)}</small></section>"
    return page(f"{found.place}二维码", f"<main>{how}{poster}</main>", _SHEET, viewer)
