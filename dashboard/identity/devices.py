"""Known devices: a browser that an official has signed in with is counted apart from strangers.

After a sign-in the browser keeps a sealed cookie. Wrong guesses with the cookie pause that browser alone, wrong guesses
without it pause strangers alone: so nobody can keep an official out by guessing wrongly at the login.
"""

import base64
import binascii
import json
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta

from dashboard import clock
from dashboard.identity import throttle
from loaders.database import Database
from loaders.seal import WrongKey

COOKIE = "__Host-village-device" if os.environ.get("VILLAGE_SECURE") == "1" else "village-device"
LIFETIME = timedelta(days=365)
#: One browser of an office may be shared by this many officials.
MOST_ACCOUNTS = 6
_LONGEST = 2048
_MARK = "device|"


@dataclass(frozen=True, slots=True)
class Line:
    """What an attempt is counted under, and where it waits; see `throttle.reserve`."""

    keys: tuple[bytes, ...]
    address: str | None
    patient: bytes | None = None


def _read(db: Database, cookie: str | None) -> dict[str, tuple[str, int]]:
    """Account → mark of this browser and the day on which it expires; empty for what we have not sealed."""
    if not cookie or len(cookie) > _LONGEST:
        return {}
    try:
        written = db.vault.open(base64.urlsafe_b64decode(cookie.encode()))
    except (binascii.Error, UnicodeError, ValueError, WrongKey):
        return {}
    if not written.startswith(_MARK):
        return {}
    today = clock.now().toordinal()
    return {account: (mark, until) for account, (mark, until) in json.loads(written.removeprefix(_MARK)).items() if until > today}


def remember(db: Database, cookie: str | None, account_id: int) -> str:
    """The cookie for this browser, which now knows the account as well."""
    found = _read(db, cookie)
    mark = found.pop(str(account_id), (secrets.token_urlsafe(9), 0))[0]
    newest = [*found.items()][-(MOST_ACCOUNTS - 1) :]
    until = (clock.now() + LIFETIME).toordinal()
    written = json.dumps({**dict(newest), str(account_id): (mark, until)})
    return base64.urlsafe_b64encode(db.vault.seal(_MARK + written)).decode()


def line(db: Database, what: str, account_id: int | None, name: str, address: str, cookie: str | None, patience: bool) -> Line:
    """How an attempt at an account is counted: with its known device, or with all strangers who try the same name.

    With ``patience`` a stranger waits the longest pause at most, whatever others do; where a password was right already,
    that would give many addresses many guesses at six digits.
    """
    known = _read(db, cookie).get(str(account_id))
    if known is not None:
        return Line((db.vault.digest(f"{what}-device:{account_id}:{known[0]}"),), None)
    waiting = db.vault.digest(f"{what}-waits:{name}:") + throttle.address_key(db, address)
    return Line((db.vault.digest(f"{what}:{name}"),), address, db.vault.digest(waiting.hex()) if patience else None)


def known(db: Database, cookie: str | None) -> bool:
    """Whether this browser knows any account."""
    return bool(_read(db, cookie))
