"""Signed-in villagers on Streamlit's full page, all served by one process."""

import json
import subprocess
import sys

from dashboard.identity.accounts import COOKIE
from tests.benchmark.measured import ROOT, Line, at_most, line, percentile
from tests.benchmark.serving import YEARS, dashboard

THINK_SECONDS = 10


def measure(villagers: int, seconds: float) -> list[Line]:
    """So many villagers who each ask something every ten seconds; opening their pages is part of the seconds."""
    with dashboard("load", villagers) as site:
        given = {"url": site.url, "cookie": COOKIE, "tokens": site.tokens, "years": YEARS, "think": THINK_SECONDS, "seconds": seconds}
        driver = [sys.executable, "-m", "tests.benchmark.villagers"]
        done = subprocess.run(driver, cwd=ROOT, input=json.dumps(given), stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    took = found["took"]
    return [
        line(f"{villagers} villagers open the full page one after the other", found["entered"], unit="s"),
        line("questions they ask a second", len(took) / (seconds - found["entered"]), unit="/s"),
        line("half of the answers are there within", percentile(took, 0.5), unit="s"),
        at_most("95 of 100 answers are there within", percentile(took, 0.95), 1, "s"),
    ]
