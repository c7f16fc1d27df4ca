"""Light pages: how large, and how many a second one process serves over several connections."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

from tests.benchmark.measured import Line, at_least, at_most
from tests.benchmark.serving import Site, dashboard

CONNECTIONS = 8


def _asks(site: Site, villager: int, until: float) -> tuple[int, int]:
    """How often one connection got the page until then, and the page's bytes."""
    connection = HTTPConnection(urlsplit(site.url).netloc)
    count = size = 0
    while time.monotonic() < until:
        connection.request("GET", "/lite", headers={"cookie": site.cookie(villager)})
        answer = connection.getresponse()
        size = len(answer.read())
        if answer.status != 200:
            raise SystemExit(f"the light page answered {answer.status}")
        count += 1
    connection.close()
    return count, size


def measure(seconds: float) -> list[Line]:
    """Light pages with 108 payments to villagers who ask again at once."""
    with dashboard("light", CONNECTIONS) as site, ThreadPoolExecutor(CONNECTIONS) as pool:
        _asks(site, 0, time.monotonic() + 1)
        start = time.monotonic()
        done = list(pool.map(lambda villager: _asks(site, villager, start + seconds), range(CONNECTIONS)))
        rate = sum(count for count, _ in done) / (time.monotonic() - start)
    return [
        at_most("light page with 108 payments, uncompressed", done[0][1] / 1024, 60, "KB"),
        at_least(f"light pages a second over {CONNECTIONS} connections", rate, 200, "/s"),
    ]
