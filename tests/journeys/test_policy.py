"""Light pages in a real browser: drawn with the style sheet that they bring, and nothing else inline is let in."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import httpx

from loaders import importing
from loaders.database import Database
from tests.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOOKS = "青枫镇柳溪村2024年6月收支明细表\n日期,摘要,收入,支出\n2024-06-03,收鱼塘租金,500,\n2024-06-09,付电费,,80\n2024-06-19,付村干部误工补贴,,120\n".encode()


def test_a_light_page_is_drawn_and_its_policy_lets_nothing_inline_but_its_own_sheet(database: Database, browser: "Browser") -> None:
    importing.save(database, importing.check(database, "账.csv", BOOKS), "张")
    with served(database.files.parent / "village.db") as url:
        page, refused = browser.new_page(), []
        page.on("console", lambda message: refused.append(message.text))
        for path in ("/login", "/lite/books", "/lite/all", "/search", "/lite/none"):
            answer = httpx.get(f"{url}{path}", timeout=20)
            policy = answer.headers["content-security-policy"]
            sheets = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
            own = " ".join(f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'" for sheet in sheets)
            assert sheets and f"style-src {own};" in policy and "unsafe" not in policy and " style=" not in answer.text
            page.goto(f"{url}{path}")
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
        page.goto(f"{url}/lite/books")
        widths = page.evaluate("[...document.querySelectorAll('.bar i')].map(bar => [bar.className, Math.round(100 * bar.offsetWidth / bar.parentNode.offsetWidth)])")
        assert len(widths) >= 2 and all(name == f"w{width}" and width > 0 for name, width in widths)
        page.close()
    assert not any("Content Security Policy" in text for text in refused)
