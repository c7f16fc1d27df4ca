"""Attempts that are counted, and the pauses that grow with them."""

import ipaddress
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select

from dashboard import clock
from loaders.database import Database
from loaders.records.accounts import Attempt

#: How many failures pass before a pause, the first pause, and how long failures are remembered.
ACCOUNT_FREE, FIRST_PAUSE, LONGEST_PAUSE, REMEMBERED = 2, 10, 900, timedelta(hours=24)
#: A village, or half a county's phones, share an address: it slows guessing and must not lock them out.
ADDRESS_FREE, LONGEST_ADDRESS_PAUSE, ADDRESS_REMEMBERED = 60, 60, timedelta(hours=1)
#: So many failures of everybody together in an hour are more than people make by mistake: somebody guesses over many
#: addresses and codes. From then on no failure is free and pauses are long, and longer with every doubling: one right
#: try passes as ever, so nobody can lock others out by this; the second guess at the same thing waits.
ALL_FREE, ALL_REMEMBERED, ALL_FIRST_PAUSE, ALL_LONGEST_PAUSE, MOST_DOUBLINGS = 1000, timedelta(hours=1), 60, 4 * 3600, 4
EVERYBODY = sha256(b"everybody").digest()


def address_key(db: Database, address: str) -> bytes:
    """What attempts from an address are counted under; one subscriber has a whole /64 of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return db.vault.digest(f"address:{address}")
    if found.version == 6 and found.ipv4_mapped is None:
        address = str(ipaddress.ip_network((found, 64), strict=False))
    return db.vault.digest(f"address:{address}")


def reserve(db: Database, keys: Sequence[bytes], address: str | None, patient: bytes | None = None) -> int:
    """Count the attempt against its account and address: 0, or how many seconds to wait instead.

    It is counted before the password is looked at: of many guesses at the same moment only the free ones get
    that far. A guess that is refused here counts for nothing, so nobody can keep a pause going for ever. Without an
    ``address`` the attempt comes from a known device, which does not wait for strangers; under the key ``patient`` a
    stranger's waiting is remembered: see `_waited`.
    """
    where, now = address_key(db, address) if address is not None else None, clock.now()
    with db.write() as connection:
        wait = _address_wait(connection, where, now) if where else 0
        own = account_wait(connection, keys, now, known=where is None)
        if own and not wait and patient:
            own = _waited(connection, patient, own, now)
        if wait := max(wait, own):
            return wait
        counted = (*keys, where, EVERYBODY) if where else keys
        connection.execute(insert(Attempt), [{"key": key, "at": now} for key in counted])
    return 0


def _waited(connection: Connection, patient: bytes, wait: int, now: datetime) -> int:
    """Seconds until who waits has waited the longest pause, however often others begin it anew meanwhile."""
    since = connection.scalar(select(func.min(Attempt.at)).where(Attempt.key == patient, Attempt.at > now - REMEMBERED, Attempt.at <= now))
    if since is None:
        connection.execute(insert(Attempt).values(key=patient, at=now))
        return min(wait, LONGEST_PAUSE)
    left = _left(since, LONGEST_PAUSE, now)
    if not left:
        connection.execute(delete(Attempt).where(Attempt.key == patient))
    return min(wait, left)


def account_wait(connection: Connection, keys: Sequence[bytes], now: datetime, *, known: bool = False) -> int:
    """Seconds until the next attempt at this account is let through; a ``known`` device does not pay for strangers."""
    guessed = 0 if known else _guessing(connection, now)
    waits = [0]
    for key in keys:
        number, last = failures(connection, key, now - REMEMBERED)
        pause = pause_after(number, ACCOUNT_FREE)
        if guessed and number:
            pause = max(pause, min(ALL_LONGEST_PAUSE, ALL_FIRST_PAUSE * 2 ** min(guessed + number - 2, 20)))
        waits.append(_left(last, pause, now))
    return max(waits)


def _guessing(connection: Connection, now: datetime) -> int:
    """0 as long as people fail as people do; 1 where many guess, one more for each doubling."""
    since, most = now - ALL_REMEMBERED, ALL_FREE << MOST_DOUBLINGS
    some = select(Attempt.id).where(Attempt.key == EVERYBODY, Attempt.at > since, Attempt.at <= now).limit(most).subquery()
    number = connection.scalar(select(func.count()).select_from(some)) or 0
    return (number // ALL_FREE).bit_length() if number > ALL_FREE else 0


def _address_wait(connection: Connection, key: bytes, now: datetime) -> int:
    """Seconds until the next attempt from this address is let through."""
    number, last = failures(connection, key, now - ADDRESS_REMEMBERED)
    return _left(last, min(pause_after(number, ADDRESS_FREE), LONGEST_ADDRESS_PAUSE), now)


def failures(connection: Connection, key: bytes, since: datetime) -> tuple[int, datetime | None]:
    """How many attempts at this key are counted since then, and when the last was.

    What a clock that was set back calls the future counts, but nobody waits for it.
    """
    counted = select(func.count(), func.max(Attempt.at).filter(Attempt.at <= clock.now())).where(Attempt.key == key, Attempt.at > since)
    number, last = connection.execute(counted).one()
    return number, last


def _left(last: datetime | None, pause: int, now: datetime) -> int:
    remaining = last + timedelta(seconds=pause) - now if last else timedelta(0)
    return max(0, -(-remaining // timedelta(seconds=1)))


def pause_after(failures: int, free: int) -> int:
    """Seconds to pause after so many failures: none for the free ones, then ever twice as long."""
    if failures <= free:
        return 0
    return int(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - free - 1, 20)))


def forget(connection: Connection, keys: Sequence[bytes], address_key: bytes | None) -> None:
    """An attempt that was right: its account starts anew, its address, and all together, are given back this one."""
    connection.execute(delete(Attempt).where(Attempt.key.in_(keys)))
    if address_key is None:
        return
    for key in (address_key, EVERYBODY):
        own = select(func.max(Attempt.id)).where(Attempt.key == key).scalar_subquery()
        connection.execute(delete(Attempt).where(Attempt.id == own))


def sweep(connection: Connection) -> None:
    """Forget the attempts that no longer count."""
    connection.execute(delete(Attempt).where(Attempt.at <= clock.now() - REMEMBERED))
