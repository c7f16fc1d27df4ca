"""A villager's own payments on a page of a few kilobytes that needs no JavaScript."""

from html import escape

from dashboard import display
from dashboard.access import Viewer
from dashboard.light.pages import doors, page
from dashboard.queries import payments
from dashboard.queries.payments import Line, Overview, Year
from loaders.database import Database

_STYLE = """\
.last{border:3px solid #9c1c1c;border-radius:12px;padding:.5em .8em;margin:.6em 0;background:#fff8f3}
.last strong{display:block;font-size:1.9em;line-height:1.25;color:#9c1c1c;overflow-wrap:anywhere}
ul.pay{list-style:none;margin:0;padding:0}ul.pay li{border-bottom:1px solid #ccc;padding:.5em 0}
.pay b{display:flex;justify-content:space-between;gap:.6em}.pay b span:last-child{white-space:nowrap}
.pay small{display:block}.back{color:#8a4b00}
summary{font-size:1.1em;font-weight:600;padding:.6em 0;min-height:48px;cursor:pointer}
"""


def _line(line: Line) -> str:
    facts = [f"{display.period(line.period)}的钱"]
    if line.paid_on:
        facts.append(f"{display.day(line.paid_on)}发")
    if line.channel:
        facts.append(f"打到{line.channel}")
    if line.payee:
        facts.append(f"由{line.payee}领")
    if line.remark:
        facts.append(line.remark)
    amount = display.yuan(line.amount_fen)
    if line.status == "returned":
        amount = f"{amount}（没发成，退回）"
    elif not line.amount_fen:
        amount = "这次没有发"
    whose = f"<small>{escape(line.whose)}的</small>" if line.whose else ""
    return (
        f"<li><b><span>{escape(line.scheme)}</span><span>{escape(amount)}</span></b>{whose}"
        f"<small>{escape('，'.join(facts))}</small><small>来自{escape(line.source.words)}</small></li>"
    )


def _year(year: Year, shown: bool) -> str:
    lines = "".join(map(_line, year.lines))
    return (
        f"<details{' open' if shown else ''}><summary>{year.year}年　共{display.yuan(year.total_fen)}</summary>"
        f'<ul class="pay">{lines}</ul></details>'
    )


def _head(found: Overview) -> str:
    if found.last is None:
        return (
            "<p>还没有查到您家的发放记录。</p><p>如果您领过钱，请拿身份证到村里或镇里的便民服务中心，"
            "请工作人员核对名字和身份证号。</p>"
        )
    last = found.last
    whose = f"（{escape(last.whose)}的）" if last.whose else ""
    when = f"，{display.day(last.paid_on)}发" if last.paid_on else ""
    first = found.years[0]
    return (
        f'<section class="last"><span>最近一笔：{escape(last.scheme)}{whose}</span><strong>{display.yuan(last.amount_fen)}</strong>'
        f"<span>{display.period(last.period)}的钱{when}</span><br><small>{escape(last.plain)}</small></section>"
        f"<p>{first.year}年一共收到 <b>{display.yuan(first.total_fen)}</b></p>"
    )


def page_body(found: Overview) -> str:
    """What stands on the page."""
    years = "".join(_year(year, number == 0) for number, year in enumerate(found.years))
    return f"<main><h1>{escape(found.name)}，您好</h1>{_head(found)}{years}</main>"


def show(db: Database, viewer: Viewer) -> str:
    """The page of the viewer."""
    found = payments.overview(db, viewer)
    links = doors([("/my", "按月份看"), ("/lite/books", "村里的账")], viewer)
    return page("我的补贴", page_body(found) + links, _STYLE)
