"""The slips with household codes: a page for A4 paper, three by eight, printed by the browser."""

from collections.abc import Mapping
from html import escape

import segno

from dashboard import cards, display, style
from dashboard.access import Viewer
from dashboard.cards import Slip
from dashboard.light.pages import notice, page
from dashboard.queries import imports, looks, proof
from loaders.database import Database

PER_PAGE = 24

_SHEET = """\
main{max-width:none;padding:0}.how{max-width:46rem;margin:0 auto;padding:.2rem .8rem}
body{display:block;background:#fff}
.sheet{display:grid;grid-template-columns:repeat(3,1fr);grid-template-rows:repeat(8,1fr);width:210mm;height:296mm;
margin:0 auto;padding:4mm;background:#fff;break-after:page;overflow:hidden}
.sheet:last-child{break-after:auto}
.slip{border:1px dashed #888;padding:1.5mm 2mm;overflow:hidden;display:grid;grid-template-columns:1fr 19mm;
column-gap:1.5mm;align-content:start;font-size:9.5pt;line-height:1.3}
.slip b{display:block;font-size:11pt;white-space:nowrap;overflow:hidden}
.slip .code{font:700 16pt/1.3 "Courier New",Consolas,monospace;white-space:nowrap;margin-top:.5mm}
.slip svg{width:19mm;height:19mm;display:block}
.slip .to{grid-column:1/3;font-size:7.5pt;line-height:1.25;overflow-wrap:anywhere;margin-top:.5mm}
@media screen{.sheet{box-shadow:0 0 6px #999;margin:1em auto}}
@media print{.how,.foot{display:none}@page{size:A4 portrait;margin:0}}
"""


def make(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The page of a village at home; a sentence where there is nothing to print."""
    number = query.get("village", "")
    village = next((v for v in imports.villages(db, viewer) if str(v.id) == number), None)
    if village is None:
        return notice("没有这个村的纸条", "请从“查询码纸条”页选一个本乡镇的村。")
    address = imports.address(db)
    found = cards.slips(db, village.id)
    if not found or not address:
        return notice("还不能打印", "请先在“查询码纸条”页填好网址，生成查询码。")
    looks.note(db, viewer, looks.place(village.id), "打印各户的查询码")
    head = proof.head(db, viewer)
    code = f"账本校验码 {head.code}" if head else ""
    drawn = [_slip(slip, address, code) for slip in found]
    parts = [drawn[first : first + PER_PAGE] for first in range(0, len(drawn), PER_PAGE)]
    sheets = "".join(f"<section class='sheet'>{''.join(part)}</section>" for part in parts)
    how = (
        "<div class='how'>"
        + style.title(f"{village.name}：{len(found)}张纸条，{len(parts)}页", "用浏览器的“打印”，纸张选 A4，边距选“无”，沿虚线剪开，当面交到户里。")
        + style.press("返回", "/codes")
        + "</div>"
    )
    return page(f"{village.name}查询码纸条", f"<main>{how}{sheets}</main>", _SHEET, viewer)


def _slip(slip: Slip, address: str, proof_code: str) -> str:
    """One slip, with the head of the journal on the day of printing."""
    opened = f"{address}/login?code={cards.plain_code(slip.code)}"
    square = segno.make(opened, error="l", micro=False).svg_inline(omitsize=True, border=1)
    head = display.masked(slip.head_name) if slip.head_name else "（户主未登记）"
    place = slip.village + (slip.group_name if slip.group_name != slip.village else "")
    return (
        f"<div class='slip'><div><b>{escape(place)}</b>{escape(head)}户"
        f"<div class='code'>{escape(slip.code)}</div></div>{square}"
        f"<div class='to'>{style.TITLE}：扫码，或打开 {escape(address)}，"
        f"填姓名、身份证号后六位和上面的查询码<br>{proof_code}</div></div>"
    )
