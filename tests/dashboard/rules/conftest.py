"""What a rule's test may ask for: a small world to write facts into."""

from collections.abc import Iterator

import pytest

from loaders.database import Database
from tests.dashboard.rules.world import World


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """An empty world in a database of its own."""
    with database.write() as conn:
        yield World(database, conn)
