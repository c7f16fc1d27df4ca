"""Which columns are sealed or digested with the key: what a new key makes anew, and what verify opens and compares."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Table, select

from loaders.seal import Vault, WrongKey

#: How a keyed digest is made: table and column → the sealed column beside it, and what stands before its text.
DIGESTS: dict[tuple[str, str], tuple[str, str]] = {
    ("person", "id_digest"): ("id_sealed", ""),
    ("payment", "account_digest"): ("account_sealed", ""),
    ("household_code", "code_digest"): ("code_sealed", "code:"),
    ("revoked_code", "code_digest"): ("code_sealed", "code:"),
    ("reference_entry", "id_digest"): ("id_sealed", ""),
    ("pending", "id_digest"): ("id_sealed", ""),
}
#: Keyed digests of numbers that are sealed elsewhere, or stand in the original alone.
FOLLOWING = {("reference_entry", "related_digest"), ("payment_trail", "account_digest")}
#: Tables that hold nothing worth keeping over a change of the key: everybody signs in again.
FORGOTTEN = ("session", "attempt")
#: Bytes that no key has to do with.
UNKEYED = {("journal", "digest"), ("finding", "fingerprint"), ("recovery_code", "digest")}
#: Settings that are sealed, other than the mark of the key and the head of the journal.
SEALED_SETTINGS: tuple[str, ...] = ()

_AT_ONCE = 5_000


def columns(table: Table) -> list[str]:
    """The columns of a table that are sealed or digested with the key; without those that follow others."""
    if table.name in FORGOTTEN:
        return []
    return [
        column.name
        for column in table.c
        if isinstance(column.type, LargeBinary) and (column.name.endswith("_sealed") or (table.name, column.name) in DIGESTS)
    ]


def rows(conn: Connection, table: Table, names: list[str]) -> Iterator[list[Row[Any]]]:
    """The rows of a table that hold any of these columns, each with its number before them, some thousand at a time."""
    (key,) = table.primary_key.columns
    wanted = select(key, *(table.c[name] for name in names)).order_by(key).limit(_AT_ONCE)
    last = None
    while found := conn.execute(wanted if last is None else wanted.where(key > last)).all():
        last = found[-1][0]
        yield [row for row in found if any(row[1:])]


def opened(table: Table, row: Mapping[Any, Any], names: list[str], vault: Vault) -> dict[str, bytes]:
    """What is sealed in a row, and the text of each digest; :class:`WrongKey` where one cannot be trusted."""
    found = {name: vault.open_bytes(row[name]) for name in names if name.endswith("_sealed") and row[name] is not None}
    for name in names:
        if name.endswith("_sealed"):
            continue
        beside, prefix = DIGESTS[table.name, name]
        text = prefix.encode() + found[beside] if beside in found else None
        if (vault.digest(text.decode()) if text is not None else None) != row[name]:
            raise WrongKey
        if text is not None:
            found[name] = text
    return found
