"""What a test may ask for: a database and a home of its own, a browser, the example spreadsheets."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dashboard import demo
from loaders.database import Database, connect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from loaders.database import Database

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "real"
BROWSER_REQUIRED = os.environ.get("VILLAGE_REQUIRE_BROWSER") == "1"
# Playwright keeps its browsers in the home folder, which the tests do not see.
BROWSERS = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))


@pytest.fixture(scope="session", autouse=True)
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home for the whole run: no setting, no key and no database from outside reaches a test."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        _move_in(patch, home)
        patch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(BROWSERS))
        yield home


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for this test alone."""
    home = tmp_path_factory.mktemp("home")
    _move_in(monkeypatch, home)
    return home


def _move_in(patch: pytest.MonkeyPatch, home: Path) -> None:
    for name in [name for name in os.environ if name.startswith(("VILLAGE_", "STREAMLIT_"))]:
        patch.delenv(name)
    patch.setenv("HOME", str(home))
    patch.setenv("USERPROFILE", str(home))
    for name, folder in {
        "XDG_DATA_HOME": ".local/share",
        "XDG_CONFIG_HOME": ".config",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
    }.items():
        patch.setenv(name, str(home / folder))


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty, migrated database and its key: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    connect(str(folder / "village.db")).engine.dispose()
    return folder


@pytest.fixture
def database(_migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database of the newest schema in a folder that only this test uses."""
    folder = tmp_path / "database"
    shutil.copytree(_migrated, folder)
    own = connect(str(folder / "village.db"))
    yield own
    own.engine.dispose()


@pytest.fixture(scope="session")
def township(_house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The sample township with its pictures and sign-ins: imported once for the whole run, to be read and not changed."""
    own = connect(str(tmp_path_factory.mktemp("township") / "village.db"))
    demo.fill(own, lambda _: None)
    yield own
    own.engine.dispose()


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of example spreadsheets that lies beside the checkout; without it the test is skipped."""
    if not REAL.is_dir():
        pytest.skip("the example spreadsheets (../shared/real) are not beside this checkout")
    return REAL


def chromium_path() -> str | None:
    """The Chromium of the system, else the newest that Playwright has fetched, else none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    fetched = [
        path
        for pattern in ("chromium-*/chrome-linux*/chrome", "chromium_headless_shell-*/*/*headless*shell")
        for path in sorted(BROWSERS.glob(pattern), reverse=True)
        if os.access(path, os.X_OK)
    ]
    return str(fetched[0]) if fetched else None


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test skips, or fails under VILLAGE_REQUIRE_BROWSER=1."""
    if path := chromium_path():
        return path
    reason = "no Chromium on this machine: install the package chromium, or run playwright install chromium"
    if BROWSER_REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator["Browser"]:
    """A headless Chromium under Playwright, shared by one module's tests."""
    # Module and not session: while it is open, Playwright's loop keeps other tests from running theirs.
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=zh-CN"],
        )
        yield opened
        opened.close()
