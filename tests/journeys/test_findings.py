"""The supervisor's way in a real browser: match, open a finding, hear the person, close it with a reason, take it away."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_core_python.sync_playwright import Axe

from dashboard.identity import officials
from loaders import places
from loaders.database import connect
from tests.journeys.test_journeys import english, open_page
from tests.serving import served
from tests.sheets import bring, number

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TOWN, VILLAGE = 330890102000, 330890102201
PASSWORD = "yangguang-2026"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    db = connect(str(folder / "village.db"))
    with db.write() as conn:
        places.load(conn, f"代码,名称\n330890000000,澄溪县\n{TOWN},青枫镇\n{VILLAGE},柳溪村\n330890103000,柏坞乡\n".encode())
    for month in (4, 5):
        rows = (f"柳溪村,张秀英,{number(1)},60", f"柳溪村,王芳,{number(2)},60")
        bring(db, f"青枫镇2026年{month}月高龄津贴.csv", f"青枫镇2026年{month}月高龄津贴发放表", "村,姓名,身份证号,金额", *rows)
    bring(db, "去世人员.csv", "青枫镇2026年去世人员登记表", "村,姓名,身份证号,死亡日期", f"柳溪村,张秀英,{number(1)},2026-03-02")
    for login, name, role, place in (("jiandu", "监督员老林", "supervisor", TOWN), ("waidi", "监督员老周", "supervisor", 330890103000), ("jingban", "经办员小陈", "clerk", TOWN)):
        officials.add_official(db, login, name, role, place, PASSWORD)
    db.engine.dispose()
    with served(Path(folder / "village.db")) as url:
        yield url


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(browser: "Browser", request: pytest.FixtureRequest) -> Iterator["Page"]:
    context = browser.new_context(viewport=request.param, locale="zh-CN", accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def sign_in(page: "Page", url: str, login: str) -> None:
    page.goto(f"{url}/login?who=official")
    page.fill("input:visible >> nth=0", login)
    page.fill("input[type=password]", PASSWORD)
    page.click("form button >> nth=0")
    page.wait_for_selector("text=您好")


def fill(page: "Page", label: str, words: str) -> None:
    """Type into a field of Streamlit and leave it, so that the page knows."""
    page.get_by_label(label).fill(words)
    page.get_by_label(label).blur()


def faults(page: "Page") -> list[str]:
    """What axe finds wrong with our own part of the page."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_a_supervisor_matches_looks_asks_hears_and_clears(page: "Page", site: str) -> None:
    sign_in(page, site, "jiandu")
    open_page(page, f"{site}/findings")
    assert "疑点不是结论" in page.inner_text("main, .stMain >> nth=0")
    page.click("button:has-text('开始比对')")
    page.wait_for_selector("text=比对了")
    page.wait_for_selector("text=登记2026年3月2日去世，之后还有2笔高龄津贴")
    assert "张*英" in page.inner_text(".stMain") and "张秀英" not in page.inner_text(".stMain")
    assert (english(page), faults(page)) == (set(), [])
    with page.expect_download() as caught:
        page.click("text=下载这份清单")
    said = Path(caught.value.path()).read_text("utf-8-sig")
    assert "张*英" in said and "张秀英" not in said and number(1) not in said
    page.click("text=打开，看两边的原表 >> nth=0")
    page.wait_for_selector("text=去世人员名单")
    shown = page.inner_text(".stMain")
    assert "《青枫镇2026年4月高龄津贴.csv》第3行" in shown and "《去世人员.csv》第3行" in shown and "2026年3月2日" in shown
    assert number(1) not in page.content()
    assert (english(page), faults(page)) == (set(), [])
    if "正在核实" not in page.inner_text(".facts >> nth=0"):
        fill(page, "理由（必须写，会留在经过里）", "先核对死亡证明")
        page.click("button:has-text('开始核实')")
        page.wait_for_selector("text=已经改为“正在核实”")
    assert page.locator("button:has-text('核实属实')").is_disabled()
    fill(page, "说了什么（找不到本人的，写怎么找过）", "女儿说五月已经报过停发")
    page.click("button:has-text('记下来')")
    page.wait_for_selector("text=已经记下")
    fill(page, "理由（必须写，会留在经过里）", "停发手续五月已办，钱已退回")
    page.click("button:has-text('排除')")
    page.wait_for_selector("text=已经改为“已排除”")
    shown = page.inner_text(".stMain")
    assert "女儿说五月已经报过停发" in shown and "监督员老林" in shown
    page.click("text=打印核查函")
    page.wait_for_selector("h1:has-text('核查函')")
    assert "张秀英" in page.inner_text("main") and number(1) not in page.content() and page.query_selector("script") is None
    page.evaluate("document.querySelector('.foot').remove()")  # the digits of the journal's head
    assert (english(page), faults(page)) == (set(), [])
    open_page(page, f"{site}/findings?finding=1")  # again from the start, for the next screen
    fill(page, "理由（必须写，会留在经过里）", "再核对一次")
    page.click("button:has-text('开始核实')")
    page.wait_for_selector("text=已经改为“正在核实”")


@pytest.mark.parametrize("login", ["waidi", "jingban"])
def test_neither_another_township_nor_a_clerk_sees_a_finding(browser: "Browser", site: str, login: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    sign_in(page, site, login)
    for address in ("findings?finding=1", "lite/finding?finding=1", "lite/findings.csv"):
        words = context.request.get(f"{site}/{address}").text() if address.endswith("csv") else ""
        if not words:
            page.goto(f"{site}/{address}")
            page.wait_for_selector("h1")
            words = page.inner_text("body")
        assert "张秀英" not in words and "张*英" not in words and "去世，之后" not in words
    context.close()
