"""Publication in two steps: a clerk prepares, the supervision committee approves or returns with a reason.

What is prepared is the file itself, sealed, with what was read and decided; no row of it is written. Approval reads the
file again and publishes it as any other, so nothing but a published batch is ever in force. (浙江省实施《村民委员会组织法》
办法 §32.)
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from loaders import importing, journal, place_settings, text
from loaders.database import Database
from loaders.importing import Checked, CheckedTable, Progress
from loaders.places import Gazetteer
from loaders.reading import Supplied
from loaders.records.base import table_of
from loaders.records.publication import Preparation

#: state → what it is called
STATES = {"prepared": "等监督委员会审核", "approved": "审核同意，已公布", "returned": "退回修改", "dropped": "已取回"}
LONGEST = 200


class Refused(Exception):
    """The step is not taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was prepared, with where it stands."""

    id: int
    place_id: int
    home_id: int | None
    sha256: str
    name: str
    supplied: Supplied
    decisions: dict[int, str]
    reason: str
    remainders: dict[int, str]
    contents: list[dict[str, Any]]
    digest: str
    at: datetime
    actor: str
    account_id: int | None
    state: str
    decided_at: datetime | None
    decided_by: str | None
    said: str
    import_id: int | None


def asking(db: Database, checked: Checked, decisions: dict[int, str]) -> tuple[int, str] | None:
    """Number and name of the place whose committee has to approve a checked file; none where no place asks for it."""
    tables = [table.reading for i, table in enumerate(checked.tables) if table in checked.loadable and decisions.get(i, table.guess) != "skip"]
    with db.read() as conn:
        place = place_settings.committee(conn, Gazetteer(conn), tables)
    return (place.id, place.name) if place else None


def prepare(
    db: Database, checked: Checked, actor: str, account_id: int | None, home_id: int | None, decisions: dict[int, str], reason: str = "", remainders: dict[int, str] | None = None
) -> int:
    """Keep a checked file until its committee has decided; its number. The same file twice is one."""
    chosen = importing.chosen_of(checked, decisions)
    db.keep_file(checked.sha256, checked.data)
    mark = importing.fingerprint(checked.supplied)
    decided = {i: decisions.get(i, table.guess) if table in checked.loadable else "skip" for i, table in enumerate(checked.tables)}
    with db.write() as conn:
        place = place_settings.committee(conn, Gazetteer(conn), [table.reading for table, _ in chosen])
        if place is None:
            raise Refused("这里公布不用审核，请直接发布。")
        same = select(Preparation.id).where(Preparation.sha256 == checked.sha256, Preparation.fingerprint == mark, Preparation.state == "prepared")
        if (known := conn.execute(same).scalar()) is not None:
            return known
        number = (conn.execute(select(func.max(Preparation.id))).scalar() or 0) + 1
        conn.execute(
            insert(Preparation).values(
                id=number, place_id=place.id, home_id=home_id, sha256=checked.sha256, name=checked.name[:255], fingerprint=mark,
                supplied=json.dumps(asdict(checked.supplied), ensure_ascii=False), decisions=json.dumps(decided), reason=text.mask_numbers_in(text.visible(reason))[:LONGEST],
                remainders=json.dumps(remainders or {}, ensure_ascii=False), contents=json.dumps([_content(*one) for one in chosen], ensure_ascii=False),
                digest=digest(chosen), at=_now(), actor=actor, account_id=account_id, state="prepared", said="",
            )
        )  # fmt: skip
        journal.write(conn, actor, "prepare", f"prepared:{number}", json.dumps({"file": checked.name, "sha256": checked.sha256, "place": place.id}, ensure_ascii=False))
    return number


def digest(chosen: list[tuple[CheckedTable, str]]) -> str:
    """What was read and decided, in one word: what is approved is what was prepared."""
    said = []
    for table, decision in chosen:
        found = table.reading
        rows = [(record.row, sorted((key, repr(value)) for key, value in record.values.items())) for record in found.records]
        old = sorted((d.batch_id, d.guess) for d in table.differences)
        said.append((found.sheet, found.number, found.form and found.form.name, found.period, found.place_name, found.scheme_stated, found.rows_rejected, decision, old, rows))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _content(table: CheckedTable, decision: str) -> dict[str, Any]:
    """A table in words and sums, for who decides."""
    found = table.reading
    assert found.form is not None
    return {
        "form": found.form.title, "record": found.form.record, "sheet": found.sheet, "scheme": found.scheme_stated, "period": found.period, "place": found.place_name,
        "rows": found.rows_loaded, "rejected": found.rows_rejected, "fen": found.amount_loaded, "stated_fen": found.stated_total, "read_fen": found.amount_read,
        "decision": decision, "replaces": [d.file for d in table.differences] if decision == "replace" else [],
        "old_fen": sum(d.old_fen for d in table.differences) if decision == "replace" else None,
    }  # fmt: skip


def of(conn: Connection, number: int) -> Prepared | None:
    """The preparation of that number."""
    row = conn.execute(select(table_of(Preparation)).where(Preparation.id == number)).first()
    return read(row) if row else None


def read(row: Any) -> Prepared:
    """A stored preparation."""
    get = dict(row._mapping)
    get.pop("fingerprint")
    get["supplied"] = Supplied(**json.loads(row.supplied))
    for name in ("decisions", "remainders"):
        get[name] = {int(key): word for key, word in json.loads(get[name]).items()}
    get["contents"] = json.loads(row.contents)
    return Prepared(**get)


def opened(db: Database, one: Prepared, compare: Callable[[Checked], object] | None = None, progress: Progress | None = None) -> Checked:
    """The prepared file, read again and compared with what is in force today; ``compare`` does so as its clerk did."""
    data = db.open_file(one.sha256)
    if data is None:
        raise Refused("送审的原件不在本机，请经办人重新上传。")
    checked = importing.check(db, one.name, data, one.supplied, progress)
    if compare:
        compare(checked)
    return checked


def approve(db: Database, number: int, checked: Checked, actor: str, account_id: int | None, progress: Progress | None = None) -> int:
    """Put a prepared file in force as it was prepared; the import's number. Who prepared it may not approve it."""
    with db.read() as conn:
        one = of(conn, number)
    _undecided(one, number)
    assert one is not None
    if account_id is None or account_id == one.account_id or actor == one.actor:
        raise Refused("谁送审的，不能由谁来审核。请监督委员会的其他人审核。")
    if checked.status == "unchanged":
        raise Refused(f"同样的文件已经公布过了（第{checked.import_id}号导入），不用再审核。请退回。")
    if checked.status != "ready" or digest(importing.chosen_of(checked, one.decisions)) != one.digest:
        raise Refused("送审以后，同一项又有别的文件公布或撤回，这份已经和送审时不一样。请退回，由经办人重新核对送审。")

    def note(conn: Connection, import_id: int) -> None:
        _decide(conn, number, "approved", actor, import_id=import_id)
        journal.write(conn, actor, "approve", f"prepared:{number}", json.dumps({"import": import_id, "account": account_id}))

    return importing.save(db, checked, one.actor, one.decisions, progress, one.reason, approval=note, remainders=one.remainders)


def give_back(db: Database, number: int, actor: str, reason: str) -> None:
    """Return a prepared file to its clerk with a reason."""
    words = text.mask_numbers_in(text.visible(reason))[:LONGEST]
    if not words:
        raise Refused("请写明为什么退回，经办人好照着改。")
    with db.write() as conn:
        _decide(conn, number, "returned", actor, said=words)
        journal.write(conn, actor, "return", f"prepared:{number}", words)


def drop(db: Database, number: int, actor: str) -> None:
    """Take a prepared file back before anybody has decided, or put one that was returned aside."""
    with db.write() as conn:
        one = of(conn, number)
        if one is None or one.state not in ("prepared", "returned"):
            raise Refused("这份文件已经审核过了，不能取回。")
        conn.execute(update(Preparation).where(Preparation.id == number).values(state="dropped"))
        journal.write(conn, actor, "drop", f"prepared:{number}")


def _decide(conn: Connection, number: int, state: str, actor: str, said: str = "", import_id: int | None = None) -> None:
    """Note a decision in the transaction that carries it out; two at once are one."""
    _undecided(of(conn, number), number)
    conn.execute(update(Preparation).where(Preparation.id == number).values(state=state, decided_at=_now(), decided_by=actor, said=said, import_id=import_id))


def _undecided(one: Prepared | None, number: int) -> None:
    if one is None:
        raise Refused(f"没有第{number}号送审的文件。")
    if one.state != "prepared":
        raise Refused(f"第{number}号送审的文件已经处理过了：{STATES[one.state]}。")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
