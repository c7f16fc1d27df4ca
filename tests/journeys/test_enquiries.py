"""Asking and answering in a real browser through the real server: the grandmother, a visitor, the village, the township."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select

from dashboard.access import VISITOR
from dashboard.identity import cards, officials
from dashboard.queries import enquiries
from loaders import workdays
from loaders.database import connect
from loaders.records.enquiries import Enquiry
from tests.dashboard.asking import TOWNSHIP, VILLAGE, Village, ask, entry, filled, own
from tests.serving import served
from tests.sheets import number

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
PASSWORD = "yangguang-2026"


@dataclass(frozen=True)
class Site:
    url: str
    file: Path
    code: str
    bill: str  # the address of the electricity bill
    late: str  # the number of what the village has let run out


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    file = tmp_path_factory.mktemp("site") / "village.db"
    db = connect(str(file))
    village: Village = filled(db)
    for login, name, role, place in (("cunwu", "吴村务", "clerk", VILLAGE), ("jingban", "陈经办", "clerk", TOWNSHIP), ("jiandu", "林监督", "supervisor", TOWNSHIP)):
        officials.add_official(db, login, name, role, place, PASSWORD)
    cards.issue_codes(db, VILLAGE, "测试")
    code = next(slip.code for slip in cards.slips(db, VILLAGE) if slip.head_name == "张秀英")
    late = ask(village, VISITOR, entry(village), "nothing", "没有这回事", today=workdays.today() - timedelta(days=30))
    bill = entry(village)
    assert own(village)
    db.engine.dispose()
    with served(file) as url:
        yield Site(url, file, code, bill, enquiries.shown(late.number))


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    yield from _page(browser, PHONE)


@pytest.fixture
def office(browser: "Browser") -> Iterator["Page"]:
    yield from _page(browser, DESK)


def _page(browser: "Browser", size: dict[str, int]) -> Iterator["Page"]:
    context = browser.new_context(viewport=size, locale="zh-CN")  # type: ignore[arg-type]
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def sign_in(page: "Page", site: Site) -> None:
    page.goto(f"{site.url}/login")
    page.fill("[name=name]", "张秀英")
    page.fill("[name=last_six]", number(1)[-6:])
    page.fill("[name=code]", site.code)
    page.click("form button >> nth=0")
    page.wait_for_url("**/lite")


def sign_in_official(page: "Page", site: Site, login: str) -> None:
    page.goto(f"{site.url}/login?who=official")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("form button >> nth=0")
    page.wait_for_selector("text=您好")
    page.goto(f"{site.url}/enquiries")
    page.wait_for_selector("text=按村看")


def drawn(page: "Page") -> None:
    """Wait until Streamlit has nothing more to draw."""
    page.wait_for_selector(".stApp[data-test-script-state=notRunning]", state="attached")


def barriers(page: "Page") -> list[str]:
    """What stands in the way of who hears or touches the page, and words that are not Chinese."""
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    found = [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in axe.run(page)["violations"] if one["impact"] in ("serious", "critical")]
    shown = re.sub(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}|[0-9a-f]{16}", "", page.inner_text("main") if page.query_selector("main") else "")
    wide = [] if page.evaluate("() => document.documentElement.scrollWidth <= innerWidth") else ["wider than the screen"]
    return found + wide + [word for word in re.findall(r"[A-Za-z]{3,}", shown) if word.lower() not in ("csv", "jpg", "png", "webp")]


def photo() -> dict[str, object]:
    stream = io.BytesIO()
    Image.new("RGB", (1200, 900), "green").save(stream, "JPEG")
    return {"name": "存折.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def receipt(page: "Page") -> tuple[str, str]:
    """The number and the check phrase that the page shows."""
    shown = page.eval_on_selector_all(".receipt strong", "found => found.map(e => e.textContent)")
    return shown[0], shown[1]


def kept(site: Site) -> int:
    """How many enquiries there are."""
    db = connect(str(site.file))
    with db.read() as conn:
        count = conn.execute(select(func.count()).select_from(Enquiry)).scalar_one()
    db.engine.dispose()
    return count


def test_the_grandmother_asks_about_her_money_the_village_answers_and_she_rates_it(page: "Page", office: "Page", site: Site) -> None:
    before = kept(site)
    sign_in(page, site)
    page.locator("li", has_text="447.00元").locator("a.ask").click()
    assert barriers(page) == []
    page.get_by_label("金额不对").check()
    page.fill("textarea", "只收到347元，我的电话19900001234")
    page.get_by_role("button", name="下一步").click()
    shown, phrase = receipt(page)
    assert re.fullmatch(r"\w{3}-\w{3}-\w{3}", shown) and len(phrase.split()) == 3 and kept(site) == before
    assert "先由柳溪村答复" in page.inner_text("main") and "19900001234" not in page.content() and barriers(page) == []
    page.set_input_files("#photo", [photo()])  # type: ignore[list-item]
    page.get_by_role("button", name="记好了，交上去").click()
    page.wait_for_url("**/lite/follow?number=*")
    assert "交上去了" in page.inner_text("main") and kept(site) == before + 1 and barriers(page) == []

    sign_in_official(office, site, "cunwu")
    office.locator("[class*=st-key-card-enquiry]", has_text=shown).get_by_role("button", name="打开").click()
    office.wait_for_selector("img[alt=反映的人交来的照片]")
    assert "张秀英" in office.inner_text("[data-testid=stMain]") and "347元" in office.inner_text("[data-testid=stMain]")
    office.get_by_text("确实有错", exact=True).click()
    office.get_by_label("写给反映的人").fill("录错了，少发的100元下月一起补。")
    drawn(office)
    office.get_by_role("button", name="答复", exact=True).click()
    office.wait_for_selector("text=已经答复，反映的人马上看得到")

    page.goto(f"{site.url}/lite/mine")
    page.get_by_role("link", name="看答复").first.click()
    assert "少发的100元下月一起补" in page.inner_text("main") and barriers(page) == []
    page.get_by_role("button", name="满意", exact=True).click()
    assert "评价记下了" in page.inner_text("main") and "已经办结" in page.inner_text("main")


def test_a_visitor_asks_about_the_books_and_follows_by_the_receipt_and_everybody_reads_the_answer(page: "Page", office: "Page", site: Site) -> None:
    page.goto(f"{site.url}/lite/books?place={VILLAGE}&period=2026-Q3")
    page.click("text=一笔一笔看")
    page.locator("li", has_text="付路灯电费").locator("a.ask").click()
    page.get_by_label("不该花这笔钱").check()
    page.fill("textarea", "路灯早就坏了")
    page.get_by_role("button", name="下一步").click()
    shown, phrase = receipt(page)
    page.get_by_role("button", name="记好了，交上去").click()
    page.wait_for_url("**/lite/follow?number=*")
    assert "路灯早就坏了" not in page.inner_text("main")

    sign_in_official(office, site, "jingban")
    office.locator("[class*=st-key-card-enquiry]", has_text=shown).get_by_role("button", name="打开").click()
    office.wait_for_selector("text=没有留名")
    office.get_by_text("账是对的，已说明", exact=True).click()
    office.get_by_label("写给反映的人").fill("付的是四月到六月的电费。")
    drawn(office)
    office.get_by_role("button", name="答复", exact=True).click()
    office.wait_for_selector("text=已经答复，反映的人马上看得到")

    page.goto(f"{site.url}/lite/follow")
    page.fill("[name=number]", shown.lower())
    page.get_by_role("button", name="查看").click()
    assert "已经答复" in page.inner_text("main") and "四月到六月" not in page.inner_text("main")
    page.fill("[name=phrase]", phrase)
    page.get_by_role("button", name="打开").click()
    assert "付的是四月到六月的电费" in page.inner_text("main") and barriers(page) == []
    assert "四月到六月" not in httpx.get(f"{site.url}/lite/books?place={VILLAGE}&period=2026-Q3").text

    office.goto(f"{site.url}/logout")
    office.context.clear_cookies()
    sign_in_official(office, site, "jiandu")
    office.get_by_text("答复过的", exact=True).click()
    office.locator("[class*=st-key-card-enquiry]", has_text=shown).get_by_role("button", name="打开").click()
    office.get_by_text("公开问答（看过再公开）").click()
    office.get_by_role("button", name="看过了，公开").click()
    office.wait_for_selector("text=已经公开。")
    books = httpx.get(f"{site.url}/lite/books?place={VILLAGE}&period=2026-Q3").text
    assert "付的是四月到六月的电费" in books and "路灯早就坏了" in books and shown not in books


def test_the_township_has_what_the_village_let_run_out_and_the_village_answers_it_no_more(office: "Page", site: Site) -> None:
    sign_in_official(office, site, "jingban")
    card = office.locator("[class*=st-key-card-enquiry]", has_text=site.late)
    assert "乡镇在办" in card.inner_text()
    card.get_by_role("button", name="打开").click()
    office.wait_for_selector("text=到期没有答复，转给乡镇")
    assert office.get_by_role("button", name="答复", exact=True).count() == 1
    office.goto(f"{site.url}/lite/letter?enquiry=1")
    assert "村务反映答复单" in office.inner_text("main") and "第四十三条" in office.inner_text("main") and barriers(office) == []
    told = httpx.get(f"{site.url}/lite/follow?number={site.late}").text
    assert "到期没有答复，转给乡镇" in told and "第四十三条" in told and "没有这回事" not in told

    office.context.clear_cookies()
    sign_in_official(office, site, "cunwu")
    office.locator("[class*=st-key-card-enquiry]", has_text=site.late).get_by_role("button", name="打开").click()
    office.wait_for_selector("text=等乡镇答复")
    assert office.get_by_role("button", name="答复", exact=True).count() == 0


# --- the server itself


def test_a_form_of_another_site_asks_and_answers_nothing(site: Site) -> None:
    before = kept(site)
    for path in ("/lite/ask", "/lite/ask/send", "/lite/follow", "/lite/follow/act"):
        answer = httpx.post(f"{site.url}{path}", data={"about": site.bill, "reason": "amount"}, headers={"sec-fetch-site": "cross-site"}, timeout=20)
        assert answer.status_code == 403, path
    assert kept(site) == before


def test_what_is_too_long_too_large_or_broken_is_said_in_a_sentence(site: Site) -> None:
    too_long = httpx.post(f"{site.url}/lite/ask", data={"about": site.bill, "reason": "amount", "words": "长" * 9000}, timeout=20)
    assert too_long.status_code == 413 and "太长" in too_long.text
    missing = httpx.post(f"{site.url}/lite/ask", data={"about": site.bill, "words": "我的话"}, timeout=20)
    assert missing.status_code == 400 and "请选一样" in missing.text and "我的话" in missing.text
    large = httpx.post(f"{site.url}/lite/ask/send", data={"token": "x"}, files={"photo": ("大.jpg", b"\xff\xd8\xff" + b"0" * (9 << 20))}, timeout=60)
    assert large.status_code == 413 and "照片太大" in large.text
    for answer in (
        httpx.post(f"{site.url}/lite/ask/send", content=b"--x\r\nbroken", headers={"content-type": "multipart/form-data; boundary=x"}, timeout=20),
        httpx.post(f"{site.url}/lite/ask/send", data={"token": "made up"}, files={"photo": ("", b"")}, timeout=20),
        httpx.post(f"{site.url}/lite/follow/act", data={"number": site.late, "act": "rate", "rating": "satisfied"}, timeout=20),
        httpx.post(f"{site.url}/lite/follow/act", data={"act": "burn"}, timeout=20),
    ):
        assert answer.status_code == 400 and "Traceback" not in answer.text


def test_a_photo_that_is_none_leaves_the_same_receipt_to_try_again(site: Site) -> None:
    before = kept(site)
    second = httpx.post(f"{site.url}/lite/ask", data={"about": site.bill, "reason": "amount"}, timeout=20).text
    token, shown = re.findall(r'name="token" value="([^"]+)"', second)[0], re.findall(r"<strong>([\w-]+)</strong>", second)[0]
    refused = httpx.post(f"{site.url}/lite/ask/send", data={"token": token}, files={"photo": ("坏.jpg", b"<script>")}, timeout=30)
    assert refused.status_code == 400 and "对不上" in refused.text and shown in refused.text and kept(site) == before
    sent = httpx.post(f"{site.url}/lite/ask/send", data={"token": token}, files={"photo": ("", b"")}, timeout=30)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/lite/follow?number={shown}&sent=1") and kept(site) == before + 1
