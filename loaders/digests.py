"""Hashes that prove: a chain over the journal, and a tree over the rows of a batch whose sums add up.

Chain: an entry's digest is SHA-256 of the digest before it and the entry's fields as JSON; before the first stand
32 zero bytes.

Tree: a leaf is SHA-256 of 0x00, a salt of 16 bytes, the SHA-256 of the whole row as JSON, and what is shown of it
(name|period|fen|row). Leaves are sorted by their hash, so that their order says nothing. A node is 32 bytes of hash,
8 of the sum in fen and 8 of the number of rows, both big-endian and signed; its parent's hash is SHA-256 of 0x01 and
the two nodes, its sum and number are theirs added up. A node without a neighbour moves up unchanged.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from operator import add
from struct import Struct
from typing import Any

FIRST = bytes(32)
SALT = 16

_node = Struct(">32sqq").pack


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else bytes(value).hex()  # type: ignore[call-overload]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def link(previous: bytes, fields: Sequence[Any]) -> bytes:
    """The digest of a journal entry behind the one whose digest is ``previous``."""
    return sha256(previous + _encode(list(fields)).encode()).digest()


def row_digest(row: Sequence[Any]) -> bytes:
    """The digest of all that is stored of a row."""
    return sha256(_encode(list(row)).encode()).digest()


def leaf(salt: bytes, hidden: bytes, shown: str) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + salt + hidden + shown.encode()).digest()


@dataclass(frozen=True, slots=True)
class Node:
    """The hash of a part of the tree, the sum of its rows in fen, and their number."""

    hash: bytes
    fen: int
    rows: int


@dataclass(frozen=True, slots=True)
class Level:
    """The nodes of one height, from left to right."""

    hashes: list[bytes]
    fen: list[int]
    rows: list[int]

    def node(self, place: int) -> Node:
        """The node at a place."""
        return Node(self.hashes[place], self.fen[place], self.rows[place])


def levels(leaves: Sequence[tuple[bytes, int]]) -> list[Level]:
    """The tree over hashes and fen, from the sorted leaves to the root; one empty level without any leaf."""
    ordered = sorted(leaves)
    found = [Level([own for own, _ in ordered], [fen for _, fen in ordered], [1] * len(ordered))]
    while len(found[-1].hashes) > 1:
        found.append(_above(found[-1]))
    return found


def _above(below: Level) -> Level:
    nodes = list(map(_node, below.hashes, below.fen, below.rows))
    hashes = [sha256(b"\1" + left + right).digest() for left, right in zip(nodes[::2], nodes[1::2], strict=False)]
    fen = list(map(add, below.fen[::2], below.fen[1::2]))
    rows = list(map(add, below.rows[::2], below.rows[1::2]))
    if len(nodes) % 2:
        hashes.append(below.hashes[-1])
        fen.append(below.fen[-1])
        rows.append(below.rows[-1])
    return Level(hashes, fen, rows)


def root(tree: Sequence[Level]) -> Node:
    """The top of a tree; zeros where it has no leaf."""
    return tree[-1].node(0) if tree[-1].hashes else Node(FIRST, 0, 0)


def path(tree: Sequence[Level], own: bytes) -> list[tuple[str, Node]]:
    """The neighbours on the way from a leaf to the root, each with its side: ``left`` or ``right``."""
    place = tree[0].hashes.index(own)
    found: list[tuple[str, Node]] = []
    for level in tree[:-1]:
        beside = place ^ 1
        if beside < len(level.hashes):
            found.append(("left" if beside < place else "right", level.node(beside)))
        place //= 2
    return found
