"""What time it is, for everything that is counted from now on; a test sets it in one place."""

from datetime import UTC, date, datetime

from loaders import workdays


def now() -> datetime:
    """UTC without its zone, as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """The day in China, wherever the server stands."""
    return workdays.china_day(now())
