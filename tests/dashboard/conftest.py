"""What tests of pages share: a page of the full dashboard, opened on a test's own database as a given viewer."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import widgets
from dashboard.access import Viewer
from loaders.database import Database


@pytest.fixture
def open_page(db: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, Viewer], AppTest]]:
    """Opens a page by its file on the database of the test's own fixture ``db``; it must not fail."""
    monkeypatch.setenv("VILLAGE_DATABASE_URL", db.url)
    widgets.database.clear()

    def opened(name: str, viewer: Viewer) -> AppTest:
        monkeypatch.setattr(widgets, "viewer", lambda: viewer)
        at = AppTest.from_file(str(Path(widgets.__file__).parent / name), default_timeout=30).run()
        assert not at.exception
        return at

    yield opened
    widgets.database.clear()
