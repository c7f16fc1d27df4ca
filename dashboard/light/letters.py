"""The answer to an enquiry on paper: a sheet of A4 to hand over and to file, printed by the browser."""

from collections.abc import Mapping

from dashboard import clock, display, style
from dashboard.access import Viewer
from dashboard.choosing import number_of
from dashboard.light.pages import notice, page
from dashboard.queries import enquiries, imports
from dashboard.queries.enquiries import ACTS, NOBODY, PARTIES, Case
from loaders import deadlines
from loaders.database import Database
from loaders.enquiring import OUTCOMES

_SHEET = (
    "body{background:#fff;display:block}main{max-width:none}.how{max-width:46rem;margin:0 auto}"
    ".letter{width:210mm;max-width:100%;min-height:270mm;margin:0 auto;padding:16mm 18mm;background:#fff;font-size:12pt;line-height:1.7}"
    ".letter h2{text-align:center;font-size:20pt;margin:0 0 8mm}.letter h3{font-size:12pt;margin:6mm 0 1mm}.letter p{margin:.5mm 0;overflow-wrap:anywhere}"
    ".letter .box{border:1px solid #777;padding:3mm 4mm;min-height:22mm}.letter ol{margin:0;padding-left:6mm}.letter .sign{display:flex;justify-content:space-between;gap:6mm;margin-top:14mm}"
    "@media screen{.letter{box-shadow:0 0 6px #999}}@media screen and (max-width:599px){.letter{padding:1rem;min-height:0}}"
    "@media print{.how,.foot{display:none}main{padding:0}.letter{padding:0;width:auto}@page{size:A4 portrait;margin:18mm}}"
)


def show(db: Database, viewer: Viewer, query: Mapping[str, str]) -> str:
    """The sheet of the enquiry that the address names, for who is in charge of it."""
    number = number_of(query.get("enquiry", ""))
    found = enquiries.opened(db, viewer, number, clock.today()) if number is not None else None
    if found is None:
        return notice("没有这件反映", "它可能不归您办。请从“村民反映”里打开。")
    how = f"<div class='how'>{style.line('用浏览器的“打印”，纸张选 A4。一份交给反映的人，一份存档。')}{style.press('返回', '/enquiries')}</div>"
    return page(f"答复单 {found.line.number}", f"<main>{how}{_letter(found, imports.address(db))}</main>", _SHEET, viewer)


def _letter(found: Case, address: str | None) -> str:
    line, law = found.line, found.clock
    where = f"{address}/lite/follow" if address else "本站的“查反映办到哪一步”"
    steps = "".join(f"<li>{style.text(f'{display.day(one.day)}　{PARTIES[one.party]}：{ACTS[one.act]}')}</li>" for one in found.steps if one.act not in ("publish", "hide"))
    answered = next((one for one in reversed(found.steps) if one.act == "answer"), None)
    until = f"应在{display.day(line.now.due.day)}以前答复" if line.now.due else ""
    rest = (
        ("编号", line.number), ("反映的人", found.asker), ("说的是", line.about), ("哪里不对", line.reason), ("原话", found.text), ("收到", display.day(line.received_on)),
        ("期限", "，".join(filter(None, (f"{law.length}，{law.starts}起算", until, found.uncertain)))), ("依据", law.basis), ("出处", found.source),
    )  # fmt: skip
    head = "".join(f"<p><b>{style.text(name)}：</b>{style.text(words)}</p>" for name, words in rest if words)
    outcome = f"<p><b>查下来：</b>{style.text(OUTCOMES[found.outcome])}</p>" if found.outcome else ""
    mended = f"<p><b>更正：</b>{style.text(found.corrected)}</p>" if found.corrected else ""
    office = PARTIES[answered.party] if answered else ""
    signed = f"答复单位（{office}）" if office else "答复单位"
    by = f"经办：{answered.who}" if answered else "经办："
    taker = "" if found.asker == NOBODY else "<p>反映的人签收：</p>"
    again = f"对答复不满意，可以在{deadlines.clock('again').length}内凭编号和口令要求重新办理一次（{where}）。"
    return (
        f'<section class="letter"><h2>村务反映答复单</h2>{head}<h3>办理经过</h3><ol>{steps}</ol>'
        f'<h3>答复</h3><div class="box"><p>{style.text(found.answer)}</p>{outcome}{mended}</div>'
        f'<div class="sign"><p>{style.text(signed)}（盖章）：</p><p>{style.text(by)}</p><p>{style.text(display.day(answered.day) if answered else "　　年　　月　　日")}</p></div>'
        f'<div class="sign">{taker}</div><p>{style.text(again)}</p></section>'
    )
