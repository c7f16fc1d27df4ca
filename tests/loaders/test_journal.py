"""The journal can only grow, its chain shows every change, and each batch in it carries the digest of its rows."""

import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select

import loaders
from dashboard.identity import accounts, officials, throttle
from loaders import digests, importing, journal, sealing, verifying
from loaders.database import Database
from loaders.records import schema
from loaders.records.base import table_of
from loaders.records.imports import JournalEntry
from tests.bad_days.rosters import roster


def raw(database: Database, *statements: str) -> None:
    """Change the database as somebody does who has its file and no scruples."""
    with sqlite3.connect(str(database.engine.url.database)) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def broken(database: Database) -> list[tuple[int, str]]:
    with database.read() as conn:
        return [(one.number, one.kind) for one in journal.check(database, conn)]


UNLOCKED = ("DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete")


def test_an_entry_cannot_be_changed_or_deleted(database: Database) -> None:
    journal.note(database, "张", "look", "person:1")
    for statement in ("UPDATE journal SET actor = '王'", "DELETE FROM journal"):
        with pytest.raises(sqlite3.IntegrityError, match="日志只能增加"):
            raw(database, statement)


def test_a_chain_holds_by_its_published_rule(database: Database) -> None:
    journal.note(database, "张", "look", "person:1", "更正")
    with database.read() as conn:
        row = conn.execute(select(table_of(JournalEntry))).one()
        head = journal.head(conn)
    written = f'[1,"{row.at.isoformat(timespec="microseconds")}","张","look","person:1","更正"]'
    assert head and row.digest == head.digest == sha256(bytes(32) + written.encode()).digest() and broken(database) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE journal SET actor = '王' WHERE id = 2", [(2, "altered")]),
        ("UPDATE journal SET at = '2020-01-01 00:00:00.000000' WHERE id = 3", [(3, "altered")]),
        ("DELETE FROM journal WHERE id = 2", [(2, "missing")]),
        ("DELETE FROM journal WHERE id = 3", [(3, "cut")]),
        ("INSERT INTO journal VALUES (4, '2020-01-01 00:00:00', '王', 'look', 'x', '', x'00')", [(4, "altered"), (4, "cut")]),
        ("DELETE FROM setting WHERE name = 'journal-head'", [(3, "unsigned")]),
        ("UPDATE setting SET value = x'00112233445566778899aabbccddeeff0011' WHERE name = 'journal-head'", [(3, "unsigned")]),
    ],
)
def test_whatever_is_done_to_the_journal_by_hand_shows(database: Database, statement: str, found: list[tuple[int, str]]) -> None:
    for action in ("look", "look", "publish"):
        journal.note(database, "张", action, "batch:1")
    raw(database, *UNLOCKED, statement)
    assert broken(database) == found


def test_a_chain_that_was_written_anew_without_the_key_shows(database: Database) -> None:
    journal.note(database, "张", "look", "person:1")
    journal.note(database, "张", "look", "person:2")
    with database.read() as conn:
        first, second = conn.execute(select(table_of(JournalEntry))).all()
    forged = digests.link(first.digest, (2, second.at, "王", "look", "person:2", ""))
    raw(database, *UNLOCKED, f"UPDATE journal SET actor = '王', digest = x'{forged.hex()}' WHERE id = 2")
    assert broken(database) == [(2, "altered")]


def test_what_is_done_to_accounts_and_codes_is_in_the_chain(database: Database) -> None:
    officials.add_official(database, "zhang", "张经办", "clerk", None, "mima-12345")
    for _ in range(throttle.ACCOUNT_FREE + 3):
        accounts.sign_in_official(database, "zhang", "wrong", "10.0.0.1")
    with database.read() as conn:
        noted = [(row.action, row.subject) for row in conn.execute(select(JournalEntry.action, JournalEntry.subject))]
    assert noted == [("account-added", "account:1"), ("sign-in-failed", "account:1")] and broken(database) == []


def test_a_batch_carries_the_number_the_sum_and_the_root_of_its_rows(database: Database) -> None:
    done = importing.save(database, importing.check(database, "低保.csv", roster(5, yuan=447)), "张")
    with database.read() as conn:
        subject = f"batch:{done << 24}"
        published, sealed = journal.newest(conn, "publish", subject), journal.newest(conn, "seal", subject)
        root = digests.root(sealing.tree(database, conn, done << 24, "payment"))
    assert published and sealed and (published["rows"], published["fen"]) == (5, 5 * 44700) == (sealed["rows"], sealed["fen"])
    assert sealed["root"] == root.hash.hex() and (root.rows, root.fen) == (5, 5 * 44700)


def test_every_leaf_of_every_size_of_tree_leads_to_its_root() -> None:
    for size in range(1, 20):
        leaves = [(sha256(bytes([n])).digest(), 100 + n) for n in range(size)]
        tree = digests.levels(leaves)
        for own, fen in leaves:
            assert climbed(own, fen, digests.path(tree, own)) == digests.root(tree)


def climbed(own: bytes, fen: int, path: list[tuple[str, digests.Node]]) -> digests.Node:
    node = digests.Node(own, fen, 1)
    for side, other in path:
        left, right = (other, node) if side == "left" else (node, other)
        packed = b"".join(n.hash + n.fen.to_bytes(8, "big", signed=True) + n.rows.to_bytes(8, "big") for n in (left, right))
        node = digests.Node(sha256(b"\1" + packed).digest(), left.fen + right.fen, left.rows + right.rows)
    return node


def test_the_order_of_the_leaves_tells_nothing_of_the_order_of_the_rows() -> None:
    leaves = [(sha256(bytes([n])).digest(), n) for n in range(9)]
    assert digests.root(digests.levels(leaves)) == digests.root(digests.levels(leaves[::-1]))
    assert digests.levels(leaves)[0].hashes == sorted(own for own, _ in leaves)


def test_what_a_killed_process_left_unsealed_is_sealed_at_the_next_start(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "seal_import", lambda *_: None)  # killed between the two transactions
        done = importing.save(database, importing.check(database, "低保.csv", roster(5)), "张")
    with database.read() as conn:
        assert sealing.unsealed(conn) == {done << 24: "payment"}
    assert (sealing.catch_up(database), sealing.catch_up(database)) == (1, 0)


def test_rows_that_were_changed_before_they_were_sealed_are_never_sealed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "seal_import", lambda *_: None)
        importing.save(database, importing.check(database, "低保.csv", roster(5)), "张")
    raw(database, "UPDATE payment SET amount_fen = amount_fen + 1 WHERE row = 3")
    assert sealing.catch_up(database) == 0


def test_a_journal_of_before_is_chained_by_the_migration_and_its_imports_are_not_taken_for_added(database: Database) -> None:
    importing.save(database, importing.check(database, "低保.csv", roster(5)), "张")
    migrate(database, "0004")
    raw(database, "DELETE FROM setting WHERE name = 'journal-head'", "DELETE FROM journal WHERE action IN ('publish', 'seal')", "UPDATE journal SET id = 1")
    migrate(database, "head")
    with database.read() as conn:
        actions = conn.execute(select(JournalEntry.action).order_by(JournalEntry.id)).scalars().all()
    assert actions == ["import", "chain"] and verifying.verify(database).ok


def migrate(database: Database, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(loaders.__file__).with_name("migrations")))
    with database.engine.connect() as conn:
        config.attributes |= {"connection": conn, "metadata": schema.metadata}
        (command.upgrade if to == "head" else command.downgrade)(config, to)
