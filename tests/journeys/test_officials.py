"""An official's first day, in a real browser: account, first password, one-time codes, and signing in with them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyotp
import pytest

from loaders.database import connect
from tests.dashboard import provider
from tests.dashboard.offices import NEW, PASSWORD, TOWN, official, settle
from tests.journeys.test_journeys import PHONE, english
from tests.serving import free_port, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("officials")
    db = connect(str(folder / "village.db"))
    settle(db)
    official(db, "guan01", "administrator", TOWN)
    db.engine.dispose()
    with served(folder / "village.db") as address:
        yield address


def opened(browser: "Browser") -> "Page":
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    page.set_default_timeout(30_000)
    return page


def sign_in(page: "Page", url: str, login: str, password: str) -> None:
    page.goto(f"{url}/login?who=official")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    press(page, "登录")


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def plain(page: "Page", *allowed: str) -> None:
    """A light page: no script, Chinese, and nothing wider than the phone."""
    assert page.query_selector("script") is None
    assert english(page) - set(allowed) == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def code(key: str, later: int = 0) -> str:
    return pyotp.TOTP(key).at(datetime.now(UTC) + timedelta(seconds=later))


def test_an_administrator_makes_a_clerk_who_changes_the_password_sets_up_codes_and_signs_in_with_one(browser: "Browser", url: str) -> None:
    office = opened(browser)
    sign_in(office, url, "guan01", PASSWORD)
    office.wait_for_selector("text=名guan01，您好")
    office.goto(f"{url}/accounts")
    office.get_by_label("登录名").fill("qingfeng01")
    office.get_by_label("姓名", exact=True).fill("小陈")
    office.get_by_role("button", name="开账号").click()
    office.wait_for_selector("text=请交给小陈本人")
    first = re.search(r"[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}", office.inner_text("body"))
    assert first and english(office) - {"guan", "qingfeng", *re.findall("[a-z]{3,}", first[0])} == set()

    clerk = opened(browser)
    sign_in(clerk, url, "qingfeng01", first[0])
    clerk.wait_for_url("**/password")
    plain(clerk)
    clerk.goto(f"{url}/codes")  # nothing else opens: the way leads back
    clerk.wait_for_url("**/password")
    for name, typed in (("old", first[0]), ("new", NEW), ("again", NEW)):
        clerk.fill(f"[name={name}]", typed)
    press(clerk, "换密码")
    clerk.wait_for_selector("text=小陈，您好")

    clerk.click("a.door:has-text('我的账号')")
    clerk.wait_for_url("**/me")
    plain(clerk, "qingfeng")
    clerk.click("a.door:has-text('动态口令')")
    clerk.wait_for_url("**/totp")
    clerk.click("text=不能扫码")
    key = clerk.inner_text(".key").replace(" ", "")
    plain(clerk, "qingfeng", *re.findall("[a-z]{3,}", clerk.inner_text(".key").lower()))
    clerk.fill("[name=password]", NEW)
    clerk.fill("[name=code]", code(key))
    press(clerk, "开启动态口令")
    clerk.wait_for_selector("text=您的 10 个恢复码")
    assert len(clerk.query_selector_all(".codes li")) == 10
    clerk.click("text=收好了")
    clerk.wait_for_selector("text=小陈，您好")

    again = opened(browser)
    sign_in(again, url, "qingfeng01", NEW)
    again.wait_for_url("**/code")
    plain(again)
    again.fill("#code", code(key, later=30))  # the next one: the one of now was used to set up
    press(again, "继续")
    again.wait_for_selector("text=小陈，您好")
    assert again.request.get(f"{url}/whoami").json() == {"role": "clerk"}


def test_the_pages_of_the_own_account_are_open_to_who_hears_or_touches_them(browser: "Browser", url: str) -> None:
    axe = pytest.importorskip("axe_core_python.sync_playwright").Axe()
    page = opened(browser)
    sign_in(page, url, "guan01", PASSWORD)
    page.wait_for_selector("text=名guan01，您好")
    for path in ("/me", "/password", "/totp"):
        page.goto(url + path)
        found = [item["id"] for item in axe.run(page)["violations"] if item["impact"] in ("serious", "critical")]
        assert found == [], path


def test_a_clerk_signs_in_at_another_site_and_comes_back_signed_in(browser: "Browser", tmp_path: Path) -> None:
    db = connect(str(tmp_path / "village.db"))
    settle(db)
    official(db, "jing01")
    db.engine.dispose()
    port, trusted = free_port(), provider.certificate(tmp_path)
    with provider.running(f"http://127.0.0.1:{port}/oidc/back", trusted, "localhost") as there, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
        for name, value in (("ISSUER", there.url), ("CLIENT_ID", provider.CLIENT), ("CLIENT_SECRET", provider.SECRET), ("NAME", "县里的统一登录")):
            patch.setenv(f"VILLAGE_OIDC_{name}", value)
        with served(tmp_path / "village.db", port) as url:
            page = browser.new_context(viewport=PHONE, locale="zh-CN", ignore_https_errors=True).new_page()
            page.set_default_timeout(30_000)
            page.goto(f"{url}/login?who=official")
            page.click("a.door:has-text('县里的统一登录')")
            page.wait_for_selector("text=单位统一登录")
            page.click("text=chen")
            page.wait_for_selector("text=名jing01，您好")
            page.goto(f"{url}/me")
            assert "已绑定" in page.inner_text("main")
