"""A file that a page hands to the browser."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the browser to keep."""

    name: str
    kind: str
    content: bytes
