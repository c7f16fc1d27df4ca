"""What can be proved to whom: the head of the journal, the published roots, and that an own payment is in its sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from dashboard import clock
from dashboard.access import Viewer, may
from dashboard.queries import payments
from dashboard.queries.open_data import PRIVATE, Policy
from dashboard.queries.small import FEW, telling
from loaders import digests, journal, sealing, workdays
from loaders.columns import yuan
from loaders.database import Database
from loaders.digests import Level
from loaders.records.imports import Batch, Import
from loaders.records.payments import Payment, SchemeRow

FORMAT = "sunshine-village-proof-1"
#: With fewer rows of a scheme that is not public by name, the sums beside one's own would tell a neighbour's amount.
TOO_FEW = 10


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the chain as it is shown and printed."""

    code: str
    day: date


def head(db: Database, viewer: Viewer) -> Head | None:
    """The head of the journal; none while nothing was published, or for who may not see it."""
    if not may(viewer, "open-data"):
        return None
    with db.read() as conn:
        found = journal.head(conn)
    return Head(found.short, workdays.china_day(found.at)) if found else None


@dataclass(frozen=True, slots=True)
class Proof:
    """That a payment is in the published sum; ``document`` is what `dashboard/check_proof.py` checks."""

    scheme: str
    period: str
    amount_fen: int
    rows: int
    total_fen: int
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NoProof:
    """Why there is none."""

    words: str


NOT_YOURS = NoProof("这一笔不是您家的，或已经不是有效的发放。")
WAITING = NoProof("这份表刚发布，证明还在做，请过一两分钟再看。")
CHANGED = NoProof("这份表发布以后被动过，和当时公布的对不上。请告诉村务监督委员会或镇里。")
SMALL = NoProof(f"这份表不到{TOO_FEW}笔，又是依法不公开姓名的钱。出证明会露出邻居的数，所以不出。")
PART = NoProof(f"这份表里有的村不到{FEW}人，又是依法不公开姓名的钱。出证明会露出别人的数，所以不出。")


def of_payment(db: Database, viewer: Viewer, payment_id: int) -> Proof | NoProof:
    """The proof of one payment to the viewer or the household; else why there is none."""
    with db.read() as conn:
        row = conn.execute(
            select(Payment.person_id, Payment.batch_id, SchemeRow.key, SchemeRow.name.label("scheme"), Import.at, Import.name.label("file"), Batch.sheet)
            .join(Batch, Batch.id == Payment.batch_id)
            .join(Import, Import.id == Batch.import_id)
            .join(SchemeRow, SchemeRow.id == Payment.scheme_id)
            .where(Payment.id == payment_id, Batch.in_force)
        ).first()
        if row is None or row.person_id not in payments.household(conn, viewer):
            return NOT_YOURS
        sealed = journal.newest(conn, "seal", f"batch:{row.batch_id}")
        if sealed is None or row.batch_id in sealing.unsealed(conn):
            return WAITING
        if telling(conn, [row.batch_id]):
            return PART
    tree, places = _tree(db, row.batch_id, sealed["root"])
    top = digests.root(tree)
    if top.hash.hex() != sealed["root"] or payment_id not in places:
        return CHANGED
    if top.rows < TOO_FEW and Policy(clock.today()).hides(row.key, workdays.china_day(row.at)):
        return SMALL
    salt, hidden, shown, fen = places[payment_id]
    own = digests.leaf(salt, hidden, shown)
    document = {
        "format": FORMAT,
        "leaf": {"salt": salt.hex(), "hidden": hidden.hex(), "shown": shown},
        "path": [{"side": side, "hash": node.hash.hex(), "fen": node.fen, "rows": node.rows} for side, node in digests.path(tree, own)],
        "root": {"hash": top.hash.hex(), "fen": top.fen, "rows": top.rows},
        "table": {"file": row.file, "sheet": row.sheet, "scheme": row.scheme},
    }
    return Proof(row.scheme, shown.rsplit("|", 3)[1], fen, top.rows, top.fen, document)


@lru_cache(4)
def _tree(db: Database, batch_id: int, root: str) -> tuple[list[Level], dict[int, tuple[bytes, bytes, str, int]]]:
    """The tree of a batch as it is stored, and for each of its rows what its leaf is made of; kept for the next who asks."""
    with db.read() as conn:
        rows = sealing.stored(conn, batch_id, "payment")
    made = {row.id: (*parts, fen) for row, parts, fen in zip(rows.rows, rows.parts(db.vault), rows.fen, strict=True)}
    return digests.levels([(digests.leaf(salt, hidden, shown), fen) for salt, hidden, shown, fen in made.values()]), made


def publications(db: Database) -> Sequence[dict[str, Any]]:
    """The published tables in force with the roots of their trees, for everybody; small ones without number and sum."""
    with db.read() as conn:
        seals = journal.about_batches(conn, "seal")
        said = {batch: detail for batch, (_, detail) in journal.about_batches(conn, "publish").items() if detail["record"] not in PRIVATE}
        in_force = set(conn.execute(select(Batch.id).where(Batch.in_force)).scalars())
        small = telling(conn, in_force & seals.keys() & said.keys())
        former = _former(conn)
    found = []
    for batch, (entry, seal) in sorted(seals.items()):
        if batch not in said or batch not in in_force:
            continue
        about, enough = said[batch], seal["rows"] >= FEW and batch not in small
        found.append(
            {
                "entry": entry, "import_id": about["import_id"], "table": about["record"], "sheet": about["sheet"], "place": about["place_name"],
                "period": about["period"], "scheme": about["scheme"], "root": seal["root"], "rows": seal["rows"] if enough else None,
                "amount": yuan(seal["fen"]) if enough else None,
                # the same rows under the keys of before: an older proof leads to one of these
                **({"former_roots": former[batch]} if batch in former else {}),
            }
        )  # fmt: skip
    return found


def _former(conn: Connection) -> dict[int, list[str]]:
    """The roots of batches before a change of the key, as far as they were not published anew since."""
    found: dict[int, list[str]] = {}
    last: dict[int, str] = {}
    for entry in journal.entries(conn, "publish", "seal"):
        batch = int(entry.subject.removeprefix("batch:"))
        if entry.action == "publish":
            found.pop(batch, None)
            last.pop(batch, None)
        else:
            root = journal.said(entry)["root"]
            if batch in last and last[batch] != root:
                found.setdefault(batch, []).append(last[batch])
            last[batch] = root
    return found
