"""From the card to the daughter who helps: scanned, signed in, an own password, consent, seen with its mark, taken back."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError as Late

from dashboard.access import Viewer
from dashboard.identity import cards
from dashboard.light import cards as light
from dashboard.queries import imports
from loaders import importing
from loaders.database import Database, connect
from tests.dashboard import homes
from tests.dashboard.homes import CLERK, PASSWORD, PEOPLE, TOWN, VILLAGE
from tests.journeys.test_journeys import english
from tests.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PHONE = {"width": 390, "height": 844}
PIN = "739164"


@dataclass(frozen=True)
class Site:
    url: str
    folder: Path
    codes: dict[int, str]


def fill(db: Database) -> dict[int, str]:
    """The village with a payment to everybody, its cards and an address to print; the codes by household."""
    homes.fill(db)
    rows = "\n".join(f"{name},{homes.number(who)},{person}" for who, (person, _, name, _) in PEOPLE.items())
    sheet = f"青枫镇竹溪村2026年6月农村低保金发放花名册\n姓名,身份证号,金额\n{rows}\n"
    importing.save(db, importing.check(db, "六月.csv", sheet.encode()), "测试")
    imports.keep_address(db, Viewer("clerk", "镇经办", account_id=9, place_id=TOWN, township_id=TOWN), "https://cunwu.example.cn")
    return {slip.household_id: slip.code for slip in cards.slips(db, VILLAGE)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("cards")
    db = connect(str(folder / "village.db"))
    codes = fill(db)
    (folder / "cards.html").write_text(light.make(db, CLERK, {"village": str(VILLAGE)}), "utf-8")
    (folder / "card.html").write_text(light.make(db, CLERK, {"village": str(VILLAGE), "household": "10"}), "utf-8")
    db.engine.dispose()
    with served(folder / "village.db") as url:
        yield Site(url, folder, codes)


def phone(browser: "Browser") -> "tuple[BrowserContext, Page]":
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(20_000)
    return context, page


def scan(page: "Page", site: Site, who: str, secret: str) -> None:
    """Open what the card's square code says, and sign in."""
    _, home, name, _ = PEOPLE[who]
    page.goto(f"{site.url}/login?code={cards.plain_code(site.codes[home])}")
    assert "扫卡填好了" in page.inner_text("main")
    page.fill("[name=name]", name)
    page.fill("[name=last_six]", secret)
    page.click("main form button")


def said(page: "Page") -> str:
    return page.inner_text("main")


def test_from_the_card_to_the_daughter_who_helps_and_back(browser: "Browser", site: Site) -> None:
    (mothers, mother), (daughters, daughter) = phone(browser), phone(browser)
    scan(mother, site, "mother", homes.number("mother")[-6:])
    mother.wait_for_url("**/lite")
    mother.click("text=我的密码")
    for field, words in (("old", homes.number("mother")[-6:]), ("new", "123456"), ("again", "123456")):
        mother.fill(f"[name={field}]", words)
    mother.click("main form button")
    assert "太容易猜到" in said(mother)
    for field, words in (("old", homes.number("mother")[-6:]), ("new", PIN), ("again", PIN)):
        mother.fill(f"[name={field}]", words)
    mother.click("main form button")
    assert "密码设好了" in said(mother) and english(mother) == set()
    mother.click("header button")
    scan(mother, site, "mother", homes.number("mother")[-6:])
    assert "三样要对上同一个人" in said(mother)
    scan(mother, site, "mother", PIN)
    mother.wait_for_url("**/lite")
    assert "设了您自己的六位密码" in said(mother)
    mother.click("text=知道了")
    assert "设了您自己的六位密码" not in said(mother)
    mother.click("text=谁在帮我看")
    mother.click("text=请家里人、邻居帮我看")
    mother.fill("[name=name]", "张小红")
    mother.fill("[name=code]", site.codes[20])
    mother.click("text=我同意 >> visible=true")
    assert "张小红现在可以代您看" in said(mother) and english(mother) == set()

    scan(daughter, site, "daughter", homes.number("daughter")[-6:])
    daughter.wait_for_url("**/lite")
    assert "张*英同意您代看补贴" in said(daughter) and "21.00元" in daughter.inner_text(".hero")
    daughter.click("a.door:has-text('我帮别人看')")
    daughter.click("text=代 张*英 查看")
    daughter.wait_for_url("**/lite")
    assert "您正在代 张*英 查看，到" in daughter.inner_text(".behalf") and "11.00元" in daughter.inner_text(".hero") and "张秀英" not in daughter.inner_text("body")
    assert daughter.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] and english(daughter) == set()
    daughter.goto(f"{site.url}/my")
    daughter.wait_for_selector(".months .paid")
    assert "您正在代 张*英 查看" in daughter.inner_text(".behalf") and "张秀英" not in daughter.inner_text("body")
    assert daughter.goto(f"{site.url}/lite/pin").status == 403  # type: ignore[union-attr]

    mother.goto(f"{site.url}/lite/looks")
    assert "您家同意的帮忙人张小红 因代本人查看补贴，看过您家的记录" in said(mother)
    mother.goto(f"{site.url}/lite/consents")
    mother.click("text=收回，不让看了")
    assert "收回了" in said(mother)
    daughter.goto(f"{site.url}/lite")
    assert daughter.query_selector(".behalf") is None and "21.00元" in daughter.inner_text(".hero")
    daughter.goto(f"{site.url}/lite/helping")
    assert "现在没有人同意您代看" in said(daughter)
    mothers.close()
    daughters.close()


def test_the_clerk_helps_on_the_desktop_and_changes_a_lost_card(browser: "Browser", site: Site) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    clerk = context.new_page()
    clerk.set_default_timeout(30_000)
    clerk.goto(f"{site.url}/login?who=official")
    clerk.fill("[name=login]", "jing-cun")
    clerk.fill("[name=password]", PASSWORD)
    clerk.click("main form button")
    clerk.wait_for_selector("text=陈小经，您好")
    clerk.goto(f"{site.url}/desk")
    clerk.fill("input[aria-label^='户里任何一人']", "张小红")
    clerk.keyboard.press("Enter")
    clerk.wait_for_selector("text=登记书面同意")
    clerk.click("text=村里、镇里的工作人员 >> nth=-1")
    clerk.wait_for_selector("text=哪一位")
    clerk.fill("input[aria-label^='书面同意的编号']", "竹溪村〔2026〕3号")
    clerk.keyboard.press("Enter")
    clerk.click("button:has-text('登记')")
    clerk.wait_for_selector("text=登记好了，张小红下次登录会看到")
    clerk.goto(f"{site.url}/lite/helping")
    clerk.click("text=代 张*红 查看")
    assert "您正在代 张*红 查看" in clerk.inner_text(".behalf") and "21.00元" in clerk.inner_text(".hero")
    clerk.click("text=不看了，回到自己")
    assert clerk.query_selector(".behalf") is None
    clerk.goto(f"{site.url}/codes")
    clerk.click("text=一户的卡：补印、换新、作废")
    clerk.fill("input[aria-label^='户里任何一人']", "张小红")
    clerk.keyboard.press("Enter")
    for _ in range(3):  # a button that is just drawn anew hears no tap: people tap again
        clerk.get_by_role("button", name="换新卡", exact=True).click()
        with contextlib.suppress(Late):
            clerk.wait_for_selector("text=张小红家的旧卡作废了", timeout=10_000)
            break
    assert clerk.is_visible("text=张小红家的旧卡作废了")
    context.close()
    holder, page = phone(browser)
    page.goto(f"{site.url}/login?code={cards.plain_code(site.codes[20])}")
    assert "这张明白卡已经作废，请找村里换新卡。" in said(page)
    holder.close()


@pytest.mark.parametrize(("name", "width", "height", "cards_on_it", "pages"), [("cards", 210, 297, 2, 1), ("card", 105, 148, 1, 1)])
def test_a_printed_card_fits_its_paper(browser: "Browser", site: Site, name: str, width: int, height: int, cards_on_it: int, pages: int) -> None:
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto((site.folder / f"{name}.html").as_uri())
    sizes = page.evaluate("[...document.querySelectorAll('.it')].map(e => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth, e.offsetWidth * 25.4 / 96])")
    assert len(sizes) == cards_on_it
    assert all(over <= 0 and beside <= 0 and abs(wide - 105) < 1 for over, beside, wide in sizes)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    points = 72 / 25.4
    box = [float(edge) for edge in printed.split(b"/MediaBox [")[1].split(b"]")[0].split()]
    assert abs(box[2] - width * points) < 2 and abs(box[3] - height * points) < 2
    assert printed.count(b"/Type /Page\n") == pages
    page.close()
