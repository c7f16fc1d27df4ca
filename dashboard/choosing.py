"""Which place is looked at: the one rule of all pages that let one choose."""

from collections.abc import Iterable


def number_of(written: str) -> int | None:
    """The number of a record that an address names; none for anything else that somebody may type there."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 18 else None


def first_known(known: Iterable[int], *wishes: int | None) -> int | None:
    """The first wish that is known, else the first that is known at all; none where nothing is."""
    numbers = list(known)
    return next((wish for wish in wishes if wish is not None and wish in numbers), numbers[0] if numbers else None)
