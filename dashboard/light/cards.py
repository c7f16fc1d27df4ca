"""明白卡: the household cards, A6 each, four to an A4 sheet with marks to cut along, printed by the browser."""

from collections.abc import Mapping, Sequence
from html import escape

import segno

from dashboard import display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.identity import cards
from dashboard.identity.cards import Slip
from dashboard.light.pages import notice, page
from dashboard.queries import desk, imports, looks, proof
from loaders import workdays
from loaders.database import Database

PER_PAGE = 4

_SHEET = """\
main{max-width:none;padding:0}.how{max-width:46rem;margin:0 auto;padding:.2rem .8rem}
body{display:block;background:#fff}
.a4{position:relative;display:grid;grid-template-columns:105mm 105mm;grid-template-rows:148mm 148mm;width:210mm;height:296mm;
margin:0 auto;background:#fff;break-after:page;overflow:hidden}
.a6{position:relative;width:105mm;height:148mm;margin:0 auto;background:#fff;overflow:hidden}
.a4:last-child,.a6:last-child{break-after:auto}
.cut{position:absolute;background:#000}.cut.v{width:.2mm;height:5mm;left:104.9mm}.cut.h{height:.2mm;width:5mm;top:147.9mm}
.it{padding:7mm 8mm 5mm;height:148mm;display:flex;flex-direction:column;font-size:11.5pt;line-height:1.38;color:#000;overflow:hidden}
.it h2{font-size:20pt;line-height:1.1;margin:0;color:var(--red);border-bottom:.6mm solid var(--red);padding-bottom:1.5mm;display:flex;justify-content:space-between;align-items:baseline}
.it h2 span{font-size:10.5pt;font-weight:400;color:#000}
.it .whose{font-size:19pt;line-height:1.2;font-weight:700;margin:2mm 0 0;white-space:nowrap;overflow:hidden}
.cut.top{top:0}.cut.middle{top:145.5mm}.cut.bottom{bottom:0}.cut.left{left:0}.cut.centre{left:102.5mm}.cut.right{right:0}
.it .where{font-size:12pt;margin:0 0 1.5mm}
.it .key{display:grid;grid-template-columns:36mm 1fr;column-gap:3mm;align-items:center}
.it svg{width:36mm;height:36mm;display:block}
.it .code{font:700 19pt/1.2 "Courier New",Consolas,monospace;white-space:nowrap;letter-spacing:-.3pt}
.it p{margin:0}
.it ol{margin:2mm 0 1.5mm;padding:0;list-style:none;counter-reset:n}
.it li{counter-increment:n;position:relative;padding-left:7.5mm;margin:0 0 1mm}
.it li::before{content:counter(n);position:absolute;left:0;top:.4mm;width:5.4mm;height:5.4mm;border-radius:50%;background:var(--red);color:#fff;font-weight:700;text-align:center;line-height:5.4mm;font-size:10.5pt}
.it .ask{border:.3mm solid #000;border-radius:2mm;padding:1.2mm 2mm;margin:0 0 1.2mm}
.it .tiny{font-size:8pt;line-height:1.3;color:#333;overflow-wrap:anywhere;margin-top:auto}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
@media screen{.a4,.a6{box-shadow:0 0 6px #999;margin:1em auto}main{overflow-x:auto}}
@media print{html{font-size:16px}.how,.foot{display:none}@page{size:SIZE;margin:0}}
"""
_CUTS = "".join(f'<i class="cut {way} {at}"></i>' for way, at in (("v", "top"), ("v", "middle"), ("v", "bottom"), ("h", "left"), ("h", "centre"), ("h", "right")))


def make(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The cards of a village at home, or of one household of it; a sentence where there is nothing to print."""
    wanted = number_of(query.get("village", ""))
    village = next((v for v in imports.villages(db, viewer) if v.id == wanted), None)
    if village is None:
        return notice("没有这个村的明白卡", "请从“明白卡”页选一个归您管的村。")
    one = number_of(query.get("household", ""))
    address = imports.address(db)
    found = cards.slips(db, village.id, one)
    if not found or not address:
        return notice("还不能打印", "请先在“明白卡”页填好网址，制好卡。")
    looks.note(db, viewer, looks.place(village.id) if one is None else looks.household(one), "打印各户的明白卡" if one is None else "打印明白卡")
    head = proof.head(db, viewer)
    proved = f"账本校验码 {head.code}" if head else ""
    contact = desk.contact(db, village.id) or "村委会或镇里的便民服务中心"
    drawn = [_card(slip, address, contact, proved) for slip in found]
    name = f"{village.name}明白卡"
    if one is not None:
        return _whole(name, "一张明白卡", "纸张选 A6，边距选“无”；没有 A6 纸，选 A4 也能印，再剪开。", f"<section class='a6'>{drawn[0]}</section>", "105mm 148mm", viewer)
    sheets = _sheets(drawn)
    how = "用浏览器的“打印”，纸张选 A4，边距选“无”，缩放选 100%，沿四边的短线裁开，当面交到户里。"
    return _whole(name, f"{village.name}：{len(found)}张明白卡，{len(sheets)}页", how, "".join(sheets), "A4 portrait", viewer)


def _sheets(drawn: Sequence[str]) -> list[str]:
    parts = [drawn[first : first + PER_PAGE] for first in range(0, len(drawn), PER_PAGE)]
    return [f"<section class='a4'>{''.join(f'<div>{one}</div>' for one in part)}{_CUTS}</section>" for part in parts]


def _whole(name: str, heading: str, how: str, sheets: str, size: str, viewer: Viewer) -> str:
    above = f"<div class='how'>{style.title(heading, how)}{style.press('返回', '/codes')}</div>"
    return page(name, f"<main>{above}{sheets}</main>", _SHEET.replace("SIZE", size), viewer)


def _card(slip: Slip, address: str, contact: str, proved: str) -> str:
    """One card, with the head of the journal on the day of printing."""
    opened = f"{address}/login?code={cards.plain_code(slip.code)}"
    square = segno.make(opened, error="m", micro=False).svg_inline(omitsize=True, border=1)
    whose = f"{slip.head_name}家" if slip.head_name else "（户主未登记）"
    group = slip.group_name if slip.group_name != slip.village else ""
    day = f"{display.day(workdays.china_day(slip.issued_at))}制卡" if slip.issued_at else ""
    steps = (
        "用手机微信“扫一扫”，扫上面的方块。",
        "填您的<b>姓名</b>和<b>身份证号后六位</b>。自己设过密码的，填密码。",
        "点“看我家的补贴”，就看到发给您家的每一笔钱。",
    )
    return (
        f'<div class="it"><h2>明白卡<span>{style.TITLE}</span></h2>'
        f'<p class="whose">{escape(whose)}</p><p class="where">{escape(slip.township)} {escape(slip.village)} {escape(group)}</p>'
        f'<div class="key">{square}<div><p>家庭码</p><p class="code">{escape(slip.code)}</p><p>发给您家的钱，<br>自己查得到。</p></div></div>'
        f"<ol>{''.join(f'<li>{step}</li>' for step in steps)}</ol>"
        f'<p class="ask"><b>有不明白的，问：</b>{escape(contact)}，或打 12345。没有手机，请家里人或村里代您看，先要您同意。</p>'
        f"<p><b>收好卡，不给生人看，不发到群里。</b>丢了马上找村里换新卡，旧卡就没用了。</p>"
        f'<p class="tiny">也可以打开 {escape(address)}/login　{day}<br>{proved}</p></div>'
    )
