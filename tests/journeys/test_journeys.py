"""The villager's, the clerk's and the visitor's way, in a real browser through the real server."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from dashboard.access import Role, Viewer, may
from dashboard.identity import cards, officials
from dashboard.server import LIGHT_PAGES
from loaders import importing, places
from loaders.database import connect
from tests.sheets import number

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 390, "height": 844}
#: Words in Latin letters that a Chinese page may hold: suffixes of files and units.
ALLOWED = {"xls", "xlsx", "xlsm", "ods", "csv", "txt", "http", "https", "sheet", "mb", "xml", "www", "localhost"}


def roster(month: int, amount: str) -> bytes:
    head = f"青枫镇柳溪村2024年{month}月农村低保金发放表\n序号,姓名,身份证号,金额\n"
    return (head + f"1,张秀英,{number(1)},{amount}\n2,王兰,{number(3)},300\n").encode()


@dataclass(frozen=True)
class Site:
    url: str
    code: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    db = connect(str(folder / "village.db"))
    with db.write() as conn:
        places.load(conn, "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n".encode())
    books = "柳溪村2024年第二季度收支明细\n日期,摘要,收入,支出,结余\n,期初余额,,,1000\n4.5,收店面租金,500,,1500\n5.6,付路灯电费,,120.5,1379.5\n".encode()
    rents = "柳溪村2024年租金收缴表\n标的,承租方,年租金,应缴日期,应收租金,已收租金\n村口店面,张小明,12000,2024.6.30,12000,4000\n后山茶园,云岭茶业专业合作社,32000,2024.6.30,32000,32000\n".encode()
    for name, data in (("五月.csv", roster(5, "447")), ("账.csv", books), ("租金.csv", rents)):
        importing.save(db, importing.check(db, name, data), "测试")
    officials.add_official(db, "jingban", "小陈", "clerk", 330890102000, "yangguang-2026")
    cards.issue_codes(db, 330890102201, "测试")
    code = next(slip.code for slip in cards.slips(db, 330890102201) if slip.head_name.startswith("张"))
    db.engine.dispose()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dashboard.command", "serve", "--database", str(folder / "village.db"), "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    url = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(f"{url}/whoami", timeout=1)
            break
        except httpx.TransportError:
            assert server.poll() is None
            time.sleep(0.1)
    yield Site(url, code)
    server.terminate()
    server.wait(15)


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def sign_in_villager(page: "Page", site: Site) -> None:
    page.goto(f"{site.url}/login")
    page.fill("[name=name]", "张秀英")
    page.fill("[name=last_six]", number(1)[-6:])
    page.fill("[name=code]", site.code)
    page.click("main button, form button >> nth=0")


def sign_in_clerk(page: "Page", site: Site) -> None:
    page.goto(f"{site.url}/login?who=official")
    page.fill("input:visible >> nth=0", "jingban")
    page.fill("input[type=password]", "yangguang-2026")
    page.click("form button >> nth=0")
    page.wait_for_selector("text=小陈，您好")


def open_page(page: "Page", url: str) -> None:
    """Go there and wait until all of the page is drawn."""
    page.goto(url)
    page.wait_for_selector("h1")
    page.wait_for_selector("body:not(:has(.stApp)), .stApp[data-test-script-state=notRunning]", state="attached")


def english(page: "Page") -> set[str]:
    """Words of three Latin letters or more that the page shows or tells a screen reader."""
    shown = page.evaluate(
        "() => document.body.innerText + ' ' + [...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')]"
        ".map(e => ['aria-label','title','placeholder','alt'].map(a => e.getAttribute(a) || '').join(' ')).join(' ')"
    )
    icons = page.evaluate("() => [...document.querySelectorAll('[data-testid=stIconMaterial]')].map(e => e.textContent).join(' ')")
    shown = re.sub(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])", "", shown)  # the head of the journal
    words = {word.lower() for word in re.findall(r"[A-Za-z]{3,}", shown)} - {word.lower() for word in re.findall(r"[A-Za-z]{3,}", icons)}
    return words - ALLOWED


def test_a_villager_finds_the_last_payment_then_the_months_and_the_source(page: "Page", site: Site) -> None:
    sign_in_villager(page, site)
    page.wait_for_url("**/lite")
    assert "447.00元" in page.inner_text(".hero") and "张秀英，您好" in page.inner_text("h1")
    page.click(".items summary >> nth=0")
    assert "来自《五月.csv》" in page.inner_text("main") and not page.query_selector("script")
    page.click("text=按月份看")
    page.wait_for_selector(".months .paid")
    assert "447.00" in page.inner_text(".months .paid")
    page.click("text=是什么钱")
    page.wait_for_selector("text=低保线")
    assert english(page) == set()


def test_a_villager_sees_no_page_of_the_clerk(page: "Page", site: Site) -> None:
    sign_in_villager(page, site)
    page.wait_for_url("**/lite")
    page.goto(f"{site.url}/upload")
    page.wait_for_selector("text=没有这一页")
    assert page.query_selector("input[type=file]") is None


def test_a_visitor_sees_the_books_without_signing_in_and_no_payments(page: "Page", site: Site) -> None:
    page.goto(f"{site.url}/lite/books")
    assert "1,379.50元" in page.inner_text("main") and "村里收的租金" in page.inner_text("main")
    page.goto(f"{site.url}/books")
    page.wait_for_selector("text=还剩下")
    page.click("text=每个月")
    page.wait_for_selector(".js-plotly-plot")
    assert english(page) == set()
    page.goto(f"{site.url}/lite")
    assert page.url.endswith("/login")


def test_a_clerk_publishes_a_sheet_and_takes_it_back_and_the_villager_sees_both(browser: "Browser", page: "Page", site: Site, tmp_path: Path) -> None:
    sheet = tmp_path / "青枫镇柳溪村2024年6月低保.csv"
    sheet.write_bytes(roster(6, "488.80"))
    sign_in_clerk(page, site)
    page.goto(f"{site.url}/upload")
    page.wait_for_selector("input[type=file]", state="attached")
    page.set_input_files("input[type=file]", str(sheet))
    page.wait_for_selector("text=农村低保")
    assert english(page) == set()
    page.get_by_role("button", name="发布", exact=True).click()
    page.wait_for_selector("text=再上传别的文件")
    other = browser.new_context(viewport=PHONE, locale="zh-CN")
    villager = other.new_page()
    sign_in_villager(villager, site)
    villager.wait_for_url("**/lite")
    assert "488.80元" in villager.inner_text(".hero")
    page.goto(f"{site.url}/imports")
    page.get_by_role("button", name="撤回").first.click()
    page.wait_for_selector("text=涉及")
    page.get_by_role("button", name=re.compile("确定|确认")).first.click()
    page.wait_for_selector("text=已撤回")
    villager.reload()
    assert "447.00元" in villager.inner_text(".hero")
    other.close()


@pytest.mark.parametrize("address", ["imports", "corrections", "codes", ""])
def test_no_page_of_the_clerk_shows_an_english_word(page: "Page", site: Site, address: str) -> None:
    sign_in_clerk(page, site)
    page.goto(f"{site.url}/{address}")
    page.wait_for_selector("h1, h2")
    page.wait_for_timeout(1500)
    assert english(page) - {"jingban"} == set()


@pytest.mark.parametrize("role", ["visitor", "villager", "clerk"])
def test_no_page_has_a_serious_barrier_for_who_hears_or_touches_it(page: "Page", site: Site, role: Role) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    if role == "villager":
        sign_in_villager(page, site)
        page.wait_for_url("**/lite")
    elif role == "clerk":
        sign_in_clerk(page, site)
    open_page(page, f"{site.url}/")
    page.wait_for_selector("[class*=st-key-card] .stPageLink a")
    doors = page.eval_on_selector_all("[class*=st-key-card] .stPageLink a", "found => found.map(a => a.pathname)")
    light = [path.replace("{place}", "330890102201") for path, entry in LIGHT_PAGES.items() if may(Viewer(role), entry.right) and "." not in path]
    signing_in = ["/login", "/login?who=official"] if role == "visitor" else []
    found = []
    for path in ["/", *dict.fromkeys(doors), *light, *signing_in, "/lite/nothing"]:
        open_page(page, site.url + path)
        page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true })")
        for broken in axe.run(page)["violations"]:
            if broken["impact"] in ("serious", "critical"):
                found.append((path, broken["id"], broken["nodes"][0]["html"][:200]))
    assert doors and found == []


@pytest.mark.parametrize("size", [PHONE, {"width": 1440, "height": 900}])
def test_nothing_on_a_page_is_wider_than_the_screen_and_no_amount_is_torn_from_its_unit(page: "Page", site: Site, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    sign_in_villager(page, site)
    page.wait_for_url("**/lite")
    for path in ("/lite", "/lite/books", "/", "/my", "/books", "/v/330890102201", "/village", "/lite/contracts", "/contracts"):
        open_page(page, site.url + path)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
        lines = page.eval_on_selector_all(".money", "found => found.map(e => e.getClientRects().length)")
        assert lines and set(lines) <= {0, 1}, path  # 0 where it is hidden
