"""我的补贴: the last payment, the year month by month, what each scheme is and where each figure comes from."""

from html import escape

import streamlit as st

from dashboard import display, widgets
from dashboard.access import Viewer
from dashboard.queries import payments
from dashboard.queries.payments import Cell, GridRow, Line, Overview
from loaders import schemes

_STYLE = """<style>
.last{border:3px solid #9c1c1c;border-radius:12px;padding:.5em .8em;background:#fff8f3}
.last strong{display:block;font-size:1.9em;line-height:1.25;color:#9c1c1c}
.months{display:grid;grid-template-columns:repeat(4,1fr);gap:.3em;margin:.3em 0 .2em}
.months div{border:2px solid #999;border-radius:8px;text-align:center;padding:.15em .1em;font-size:.82em;line-height:1.35;min-width:0;overflow-wrap:anywhere}
.months .paid{border-color:#1b6b3a;background:#eef8f1}.months .missing,.months .returned{border:3px dashed #b3261e;background:#fdeeee}
.months .none{border-color:#ddd;color:#666}
</style>"""
_WORDS = {"missing": "没发", "returned": "退回", "none": "—"}


def _cell(month: int, cell: Cell) -> str:
    words = display.amount(cell.amount_fen) if cell.state == "paid" else _WORDS[cell.state]
    return f'<div class="{cell.state}">{month}月<br>{words}</div>'


def _row(row: GridRow) -> str:
    cells = ""
    if any(cell.state != "none" for cell in row.months):
        cells = f'<div class="months">{"".join(_cell(m, c) for m, c in enumerate(row.months, 1))}</div>'
    longer = "".join(f"<p>{display.period(line.period)}：{display.yuan(line.amount_fen)}{_came_back(line)}</p>" for line in row.longer)
    return f"<section><h3>{escape(row.scheme)}　{display.yuan(row.total_fen)}</h3>{cells}{longer}<p class='small'>{_change(row)}</p></section>"


def _came_back(line: Line) -> str:
    return "（没发成，退回）" if line.status == "returned" else ""


def _change(row: GridRow) -> str:
    if row.before_fen is None:
        return "去年同期没有这一项。"
    change = row.total_fen - row.before_fen
    if not change:
        return "和去年同期一样多。"
    return f"比去年同期{'多' if change > 0 else '少'}{display.yuan(abs(change))}。"


def _head(found: Overview) -> None:
    last = found.last
    if last is None:
        st.html("<p>还没有查到您家的发放记录。如果您领过钱，请拿身份证到村里或镇里的便民服务中心，请工作人员核对名字和身份证号。</p>")
        return
    whose = f"（{escape(last.whose)}的）" if last.whose else ""
    st.html(
        f'<div class="last">最近一笔：{escape(last.scheme)}{whose}<strong>{display.yuan(last.amount_fen)}</strong>'
        f"{display.period(last.period)}的钱</div>"
    )


def _what(key: str, name: str) -> None:
    scheme = schemes.dictionary().by_key(key)
    with st.expander(f"“{name}”是什么钱？"):
        if scheme is None:
            st.write("这是表上写的名称，还没有收进补贴词典。可以问发钱的部门。")
            return
        st.write(scheme.plain)
        facts = [("谁发的", scheme.department), ("什么时候发", scheme.rhythm), ("依据", scheme.legal), ("标准举例", scheme.standard), ("咨询", scheme.contact)]
        st.html("".join(f"<p class='small'>{label}：{escape(words)}</p>" for label, words in facts if words))


def _lines(lines: tuple[Line, ...]) -> None:
    with st.expander(f"一笔一笔看，每笔从哪来（{len(lines)}笔）"):
        st.html("".join(map(_one, lines)))


def _one(line: Line) -> str:
    whose = f"，{line.whose}的" if line.whose else ""
    paid = f"，{display.day(line.paid_on)}发" if line.paid_on else ""
    payee = f"，由{line.payee}领" if line.payee else ""
    return (
        f"<p><b>{display.period(line.period)} {escape(line.scheme)} {display.yuan(line.amount_fen)}</b>{_came_back(line)}"
        f"{escape(whose + paid + payee)}<br><span class='small'>来自{escape(line.source.words)}</span></p>"
    )


@widgets.guarded("own-payments")
def show(me: Viewer) -> None:
    """The page."""
    st.html(_STYLE)
    found = payments.overview(widgets.database(), me)
    st.header(f"{found.name}，您好")
    _head(found)
    if not found.years:
        return
    years = [year.year for year in found.years]
    chosen = st.pills("看哪一年", years, default=years[0], format_func=lambda year: f"{year}年") or years[0]
    year = next(year for year in found.years if year.year == chosen)
    st.html(f"<p>{chosen}年一共收到 <b>{display.yuan(year.total_fen)}</b></p>")
    rows = payments.grid(found, chosen)
    for row in rows:
        st.html(_row(row))
        _what(row.scheme_key, row.scheme)
    _lines(year.lines)
    st.html("<p class='small'>“没发”是说前后都有、这个月没有查到发放；有疑问请到便民服务中心问一问。</p>")


show()
