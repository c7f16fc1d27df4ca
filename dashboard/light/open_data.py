"""Open data: the list of public tables with what their columns mean, and the tables themselves."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from dashboard import exporting, style
from dashboard.access import VISITOR, Viewer
from dashboard.light.pages import doors, page
from dashboard.queries import notes, open_data, proof
from dashboard.queries.notes import Note
from loaders.columns import yuan
from loaders.database import Database

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
_WORDS = {"text": "文字", "count": "数字", "yuan": "元，两位小数", "day": "日期", "period": "时期", "name": "姓名（遮住中间的字）", "party": "单位全称；个人遮住中间的字", "private": "不公开，总是空的"}


def show(db: Database, viewer: Viewer) -> str:
    """The page that lists the tables, where they are and what their columns mean."""
    cards = "".join(_card(table) for table in open_data.public_tables())
    about = "这里的表格谁都可以拿去用，地址不变。姓名都遮过，身份证号、账号、电话一律没有。数字和网页上的一样，随发布随更新。"
    more = style.card(
        style.line("所有列的说明：/open/dictionary.json"), style.line("哪些表什么时候变过：/open/changes.json?since=2026-01-01"), heading="给做程序的人"
    )
    return page("开放数据", f"<main>{style.title('开放数据', about)}{cards}{more}</main>{doors(viewer, '/open')}", viewer=viewer)


def _card(table: open_data.OpenTable) -> str:
    rows = "".join(f"<tr><td>{style.text(f.heading)}</td><td>{style.text(f.meaning or _WORDS[f.kind])}</td></tr>" for f in table.fields)
    links = f'<p><a href="/open/{table.name}.csv">下载表格</a>　<a href="/open/{table.name}.json">给程序用</a></p>'
    columns = f"<details><summary>有哪些列</summary><table>{rows}</table></details>"
    return style.card(style.line(table.about), links, columns, heading=table.title)


def document(db: Database, name: str, query: dict[str, str], today: date) -> tuple[str, Iterator[str]] | None:
    """The media type and the pieces of the file of that name; none where there is no such file.

    Names are ``payment.csv``, ``payment.json`` …, ``dictionary.json``, ``changes.json``.
    """
    stem, _, ending = name.partition(".")
    if name == "dictionary.json":
        return KINDS["json"], iter([json.dumps(dictionary(), ensure_ascii=False, indent=1)])
    if name == "publications.json":
        return KINDS["json"], iter([json.dumps({"publications": proof.publications(db)}, ensure_ascii=False, indent=1)])
    if name == "changes.json":
        since = _day(query.get("since", ""))
        found = [asdict(change) for change in open_data.changes(db, since)]
        corrections = list(map(_correction, notes.notes(db, VISITOR, since=since, most=1000)))
        return KINDS["json"], iter([json.dumps({"changes": found, "corrections": corrections}, ensure_ascii=False, indent=1)])
    table = next((table for table in open_data.public_tables() if table.name == stem), None)
    if table is None or ending not in KINDS:
        return None
    write = exporting.as_csv if ending == "csv" else exporting.as_json
    return KINDS[ending], write(table, open_data.lines(db, table, today))


def _correction(note: Note) -> dict[str, object]:
    """A public note of correction as it stands in the file: sums in yuan, none where too few people stand behind them."""
    old, new = (None if fen is None else yuan(fen) for fen in (note.old_fen, note.new_fen))
    return {
        "at": f"{note.at:%Y-%m-%dT%H:%M:%S}Z", "what": note.kind, "table": note.record, "place": note.place, "period": note.period, "file": note.file,
        "instead": note.instead or None, "old_amount": old, "new_amount": new, "reason": note.reason,
    }  # fmt: skip


def dictionary() -> dict[str, object]:
    """What every column of every public table means."""
    return {
        "tables": [
            {
                "table": table.name, "title": table.title, "about": table.about, "csv": f"/open/{table.name}.csv", "json": f"/open/{table.name}.json",
                "fields": [{"key": f.key, "heading": f.heading, "kind": f.kind, "meaning": f.meaning or _WORDS[f.kind]} for f in table.fields],
            }
            for table in open_data.public_tables()
        ]
    }  # fmt: skip


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
