"""A clerk adds a photo in the browser; a visitor sees it on the page of projects, until it is taken off again."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from PIL import Image

from dashboard.identity import officials
from loaders import importing, places
from loaders.database import connect
from tests.serving import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TOWN = 330890102000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = tmp_path_factory.mktemp("site") / "village.db"
    db = connect(str(file))
    with db.write() as conn:
        places.load(conn, "代码,名称\n330890000000,澄溪县\n330890102000,青枫镇\n330890102201,柳溪村\n".encode())
    plan = "青枫镇2026年项目计划表,单位:万元\n项目名称,项目地点,建设内容,中央资金\n茶园道路,柳溪村,硬化,20\n"
    importing.save(db, importing.check(db, "计划.csv", plan.encode()), "测试")
    officials.add_official(db, "jingban", "小陈", "clerk", TOWN, "yangguang-2026")
    db.engine.dispose()
    with served(file) as url:
        yield url


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    yield opened
    context.close()


def photo(folder: Path) -> Path:
    stream = io.BytesIO()
    Image.new("RGB", (2400, 1800), "green").save(stream, "JPEG")
    file = folder / "现场.jpg"
    file.write_bytes(stream.getvalue())
    return file


def test_a_clerk_adds_a_photo_and_a_visitor_sees_it_until_it_is_taken_off(page: "Page", site: str, tmp_path: Path) -> None:
    page.goto(f"{site}/login?who=official")
    page.fill("[name=login]", "jingban")
    page.fill("[name=password]", "yangguang-2026")
    page.click("form button >> nth=0")
    page.wait_for_selector("text=小陈，您好")
    page.goto(f"{site}/papers")
    page.wait_for_selector("text=已经在网页上的（0）")
    page.set_input_files("input[type=file]", photo(tmp_path))
    page.get_by_label("标题").fill("路基完成")
    page.get_by_label("哪天的").fill("2026年10月20日")
    page.get_by_role("button", name="加到网页上").click()
    page.wait_for_selector("text=加上了1个")
    page.wait_for_selector("text=已经在网页上的（1）")

    light = httpx.get(f"{site}/lite/projects").text
    assert 'src="/paper/1/small"' in light and "2026年10月20日，路基完成" in light
    large, small = httpx.get(f"{site}/paper/1"), httpx.get(f"{site}/paper/1/small")
    assert Image.open(io.BytesIO(large.content)).size == (1600, 1200) and len(small.content) <= 30_000
    for answer in (large, small):
        told = {name: answer.headers[name] for name in ("content-type", "x-content-type-options", "content-disposition", "content-security-policy", "cache-control")}
        assert told == {
            "content-type": "image/jpeg", "x-content-type-options": "nosniff", "content-disposition": "inline",
            "content-security-policy": "default-src 'none'; sandbox", "cache-control": "public, max-age=86400",
        }  # fmt: skip

    page.get_by_text("从网页上撤下").click()
    page.get_by_label("为什么撤下").fill("拍到了人脸")
    page.get_by_role("button", name="撤下", exact=True).click()
    page.wait_for_selector("text=已经撤下")
    assert [httpx.get(f"{site}/paper/1{which}").status_code for which in ("", "/small")] == [404, 404]
    assert "/paper/1" not in httpx.get(f"{site}/lite/projects").text


@pytest.mark.parametrize("address", ["/paper/99", "/paper/99/small", "/paper/x", "/paper/-1", "/paper/1/large", "/paper/99999999999999999999999"])
def test_a_photo_that_does_not_exist_is_a_plain_404(site: str, address: str) -> None:
    assert httpx.get(f"{site}{address}").status_code == 404


def test_a_visitor_does_not_see_the_page_of_the_clerk(page: "Page", site: str) -> None:
    page.goto(f"{site}/papers")
    page.wait_for_selector("text=查我家的钱")
    assert page.locator("text=加到网页上").count() == 0
