"""A first visit on a throttled phone: nothing cached, 1.6 Mbit/s, 150 ms, a processor four times slower."""

import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dashboard.identity.accounts import COOKIE
from tests.benchmark.measured import Line, at_most, skipped
from tests.benchmark.serving import Site, dashboard
from tests.conftest import chromium_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession

PHONE = {"width": 390, "height": 844}
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER = 4
VISITS = 3
WHAT = "first visits on a throttled phone"


def _throttled(session: "CDPSession") -> Callable[[], int]:
    """Throttle the page; what it has fetched so far can be asked for, in bytes on the wire."""
    fetched = [0]

    def count(event: dict[str, Any]) -> None:
        fetched[0] += int(event["encodedDataLength"])

    def count_frame(event: dict[str, Any]) -> None:
        fetched[0] += len(event["response"]["payloadData"]) * 3 // 4  # shown in base64

    session.on("Network.loadingFinished", count)
    session.on("Network.webSocketFrameReceived", count_frame)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return lambda: fetched[0]


def _visit(browser: "Browser", site: Site, path: str, wanted: str) -> tuple[float, float]:
    """The seconds until what is wanted stands on the page, and the kilobytes fetched in all."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", device_scale_factor=2, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    context.add_cookies([{"name": COOKIE, "value": site.tokens[0], "url": site.url}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    fetched = _throttled(context.new_cdp_session(page))
    start = time.perf_counter()
    page.goto(f"{site.url}{path}", wait_until="commit")
    page.wait_for_selector(wanted)
    took = time.perf_counter() - start
    page.wait_for_load_state("networkidle")
    context.close()
    return took, fetched() / 1024


def _median(browser: "Browser", site: Site, path: str, wanted: str) -> tuple[float, float]:
    visits = [_visit(browser, site, path, wanted) for _ in range(VISITS + 1)][1:]  # the first wakes the server
    return statistics.median(took for took, _ in visits), max(size for _, size in visits)


def measure() -> list[Line]:
    """The light page and the full page of a villager."""
    chromium = chromium_path()
    if chromium is None:
        return [skipped(WHAT, "no Chromium on this machine")]
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return [skipped(WHAT, "Playwright is not installed")]
    with dashboard("first-visit", 1) as site, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--lang=zh-CN"]
        )
        light, light_size = _median(browser, site, "/lite", ".hero")
        full, full_size = _median(browser, site, "/my", ".months .paid")
        browser.close()
    return [
        at_most("first visit on a phone, light page: the payments are there", light, 1, "s"),
        at_most("light page on the wire", light_size, 60, "KB"),
        at_most("first visit on a phone, full page: the months are there", full, 8, "s"),
        at_most("full page on the wire", full_size, 700, "KB"),
    ]
