"""The ``village`` command. The shapes of its JSON are a promise: see the README."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from dashboard import clock, cross_matching, demo, display, exporting, server
from dashboard import rule as ruling
from dashboard.access import ROLE_NAMES, Viewer
from dashboard.identity import accounts, administering, officials, own_account
from dashboard.identity.administering import AT_THE_MACHINE
from dashboard.queries import books, effects, open_data, payments
from loaders import (
    approving,
    backup,
    importing,
    periods,
    places,
    rekeying,
    sealing,
    template,
    verifying,
    workdays,
)
from loaders.backup import Unusable
from loaders.columns import yuan
from loaders.database import Database, Unavailable, connect, default_url
from loaders.form import all_forms, by_name
from loaders.importing import Checked, NoSuchImport, Progress, Stopped
from loaders.reading import Supplied
from loaders.records.imports import Batch, Import
from loaders.rekeying import NotRekeyed
from loaders.seal import LostKey, WrongKey

OK, REJECTED, REFUSED = 0, 1, 2


def _say(line: str) -> None:
    click.echo(line, err=True)


def _print(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


class Told(click.ClickException):
    """A reason in Chinese to stop."""

    def show(self, file: Any = None) -> None:
        """Print it to standard error."""
        click.echo(f"错误：{self.format_message()}", file=file, err=file is None)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn a bad day into one sentence and an exit status, without a traceback and without anybody's data."""
    try:
        yield
    except (Unavailable, WrongKey, LostKey, Unusable, NoSuchImport, NotRekeyed, Stopped) as error:
        raise Told(str(error)) from None


def _database(ctx: click.Context) -> Database:
    with _plain_errors():
        return connect(ctx.obj)


_json_option = click.option("--json", "as_json", is_flag=True, help="标准输出只有一个JSON文档。")


def _with_database(command: Callable[..., Any]) -> Callable[..., Any]:
    def store(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        ctx.obj = value

    return click.option(
        "--database", metavar="URL", callback=store, expose_value=False, is_eager=True, help="数据库地址或SQLite文件；不写则用 VILLAGE_DATABASE_URL。"
    )(click.pass_context(command))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sunshine-village")
def main() -> None:
    """阳光村务：把乡镇的表格变成村民看得懂的答案。"""


# --- demo and serve


@main.command("demo")
@click.option("--database", metavar="URL", help="示范数据库的位置；不写则放在数据文件夹的 demo 里。")
@click.option("--no-serve", is_flag=True, help="只填数据，不打开网页。")
@click.option("--host", default=None, help="监听地址，默认 127.0.0.1。")
@click.option("--port", type=int, default=None, help="端口，默认 8501。")
def demo_command(database: str | None, no_serve: bool, host: str | None, port: int | None) -> None:
    """用示范乡镇的表格填一个数据库，并打开网页。"""
    with _plain_errors():
        db = connect(database or demo.default_url())
        sign_ins = demo.fill(db, _say)
    address = f"http://{host or os.environ.get('VILLAGE_HOST', '127.0.0.1')}:{port or os.environ.get('VILLAGE_PORT', '8501')}"
    for line in demo.introduction(address, sign_ins):
        click.echo(line)
    if not no_serve:
        sys.stdout.flush()
        server.serve(host, port, db.url)


@main.command("serve")
@_with_database
@click.option("--host", default=None, help="监听地址，默认 127.0.0.1。")
@click.option("--port", type=int, default=None, help="端口，默认 8501。")
def serve_command(ctx: click.Context, host: str | None, port: int | None) -> None:
    """打开网页服务。"""
    with _plain_errors():
        db = connect(ctx.obj)
    server.serve(host, port, db.url)


# --- import


@main.command("import")
@_with_database
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--place", help="村或乡镇的名称或12位代码，表里没写时用。")
@click.option("--period", help="所属期：2023-12、2023-Q4、2023。")
@click.option("--form", help="表式名称（见 village forms）。")
@click.option("--dry-run", is_flag=True, help="只报告，什么也不写。")
@click.option("--add", "decision", flag_value="add", help="与已有名单重叠时作为补充。")
@click.option("--replace", "decision", flag_value="replace", help="与已有名单重叠时替换。")
@click.option("--remainder", default="", help="数对不上的原因，会公开；不写则公开说明“没有写明原因”。")
@click.option("--strict", is_flag=True, help="数对不上又没写 --remainder 的，不导入。")
@click.option("--reason", default="", help="为什么更正，替换了已发布的表时会公开；不写则用通用的说法。")
@_json_option
def import_command(
    ctx: click.Context, paths: tuple[Path, ...], place: str | None, period: str | None, form: str | None, dry_run: bool, decision: str | None, reason: str, remainder: str,
    strict: bool, as_json: bool,
) -> None:  # fmt: skip
    """导入表格。"""
    if period and not periods.is_period(period):
        raise Told("所属期请写成 2023-12、2023-Q4、2023-H1 或 2023。")
    if form and by_name(form) is None:
        raise Told(f"没有名为“{form}”的表式。能认的：{'、'.join(f.name for f in all_forms())}。")
    db = _database(ctx)
    supplied = Supplied(place, period, form)
    reports: list[dict[str, Any]] = []
    for path in _files(paths):
        reports.append(_import_one(db, path, supplied, dry_run, decision, reason, remainder, strict))
        if not as_json:
            _tell(reports[-1], dry_run)
    if as_json:
        _print({"files": reports})
    if not dry_run:
        sys.stdout.flush()
        with _plain_errors():
            sealing.catch_up(db)
            cross_matching.recheck(db, *(report["import_id"] for report in reports if report["status"] == "loaded"))
    ctx.exit(_status(reports))


def _files(paths: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith((".", "~$")))
        else:
            found.append(path)
    return found


def _progress(path: Path) -> Callable[[str, float], None]:
    """Progress on standard error, on a terminal alone; a line for each stage elsewhere."""
    last = [""]

    def show(stage: str, fraction: float) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{path.name}：{stage} {fraction:4.0%}   ", nl=fraction >= 1, err=True)
        elif stage != last[0] and path.exists() and path.stat().st_size > 1 << 20:
            last[0] = stage
            _say(f"{path.name}：{stage}……")

    return show


def _import_one(
    db: Database, path: Path, supplied: Supplied, dry_run: bool, decision: str | None, reason: str, remainder: str, strict: bool
) -> dict[str, Any]:  # fmt: skip
    empty: dict[str, Any] = {"path": str(path), "sha256": None, "import_id": None, "tables": []}
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = "没有这个文件" if isinstance(error, FileNotFoundError) else "文件读不了"
        return empty | {"status": "refused", "error": {"code": "unreadable", "message": f"{reason}：{path.name}"}}
    with _plain_errors():
        checked = importing.check(db, path.name, data, supplied, _progress(path))
        if checked.status == "ready":
            if dry_run:
                checked.status = "loaded"
            else:
                decisions = {i: decision for i, table in enumerate(checked.tables) if table.guess == "ask"} if decision else {}
                _publish(db, checked, decisions, reason, remainder, strict, _progress(path))
        report = importing.report(db, checked, str(path))
    if dry_run:
        report["dry_run"] = True
    return report


def _publish(db: Database, checked: Checked, decisions: dict[int, str], reason: str, remainder: str, strict: bool, progress: Progress) -> None:
    """Put a checked file in force, or prepare it where its place asks for approval; what became of it stands in ``checked``."""
    remainders = dict.fromkeys(range(len(checked.tables)), remainder)
    committee = approving.asking(db, checked, decisions)
    unsaid = importing.unexplained(db, checked, decisions, remainders) if strict or committee else []
    if unsaid:
        checked.status, checked.error = "refused", {"code": "remainder", "message": f"数对不上，没有公布：{''.join(unsaid)}请改正，或用 --remainder 写明原因（会公开）。"}
        return
    try:
        if committee:
            number = approving.prepare(db, checked, "命令行", None, None, decisions, reason, remainders)
            words = Stopped("needs-approval", place=committee[1])
            checked.status, checked.error = "prepared", {"code": words.code, "message": f"已送审（第{number}号）。{words.message}"}
        else:
            importing.save(db, checked, "命令行", decisions, progress, reason, remainders=remainders)
    except Stopped as stopped:
        checked.status, checked.error = "refused", {"code": stopped.code, "message": stopped.message}


def _tell(report: dict[str, Any], dry_run: bool) -> None:
    words = {"loaded": "可以导入" if dry_run else "已导入", "unchanged": "已经导入过，没有变化", "nothing-recognised": "没有认出", "refused": "没有导入", "prepared": "已送审，还没有公布"}
    number = f"（导入编号{report['import_id']}）" if report["import_id"] else ""
    click.echo(f"{report['path']}：{words[report['status']]}{number}")
    if report["error"]:
        click.echo(f"  {report['error']['message']}")
    for table in report["tables"]:
        if not table["form"]:
            continue
        rows = table["rows"]
        form = by_name(table["form"])
        about = "，".join(part for part in (form.title if form else "", table["scheme"], table["period"], table["place"]) if part)
        click.echo(f"  {table['sheet'] or '表'}：{about}；{rows['read']}行，收下{rows['loaded']}行，退回{rows['rejected']}行，{table['amount_loaded_yuan']}元")
        for problem in table["problems"][:20]:
            place = problem["cell"] or (f"第{problem['row']}行" if problem["row"] else "")
            click.echo(f"    {place} {problem['message']}")
        if len(table["problems"]) > 20:
            click.echo(f"    还有{len(table['problems']) - 20}处问题")


def _status(reports: list[dict[str, Any]]) -> int:
    if any(report["status"] in ("refused", "nothing-recognised") for report in reports):
        return REFUSED
    tables = [table for report in reports for table in report["tables"]]
    if any(report["status"] == "prepared" for report in reports):
        return REJECTED
    if any(t["form"] is None or t["rows"]["rejected"] or t["total_agrees"] is False for t in tables):
        return REJECTED
    return OK


# --- imports and undo


@main.command("imports")
@_with_database
@_json_option
def imports_command(ctx: click.Context, as_json: bool) -> None:
    """列出导入，新的在前。"""
    db = _database(ctx)
    with _plain_errors(), db.read() as conn:
        sums = (
            select(Batch.import_id, func.count().label("tables"), func.sum(Batch.rows_loaded).label("loaded"), func.sum(Batch.rows_rejected).label("rejected"))
            .group_by(Batch.import_id)
            .subquery()
        )
        rows = conn.execute(
            select(Import.id, Import.name, Import.sha256, Import.at, Import.actor, Import.state, sums.c.tables, sums.c.loaded, sums.c.rejected)
            .outerjoin(sums, sums.c.import_id == Import.id)
            .order_by(Import.id.desc())
        ).all()
    found = [
        {
            "import_id": row.id,
            "file": row.name,
            "sha256": row.sha256,
            "at": f"{row.at:%Y-%m-%dT%H:%M:%S}Z",
            "actor": row.actor,
            "state": row.state,
            "tables": row.tables or 0,
            "rows_loaded": row.loaded or 0,
            "rows_rejected": row.rejected or 0,
        }
        for row in rows
    ]
    if as_json:
        _print({"imports": found})
        return
    for item in found:
        state = "有效" if item["state"] == "in-force" else "已撤回"
        click.echo(f"{item['import_id']:>5} {state} {item['at'][:10]} {item['actor']} {item['file']}：收下{item['rows_loaded']}行，退回{item['rows_rejected']}行")


@main.command("undo")
@_with_database
@click.argument("import_id", type=int)
@click.option("--reason", default="", help="为什么撤回，会公开；不写则用通用的说法。")
@click.option("--dry-run", is_flag=True, help="只说会影响哪些人、哪些公布的数，什么也不动。")
@_json_option
def undo_command(ctx: click.Context, import_id: int, reason: str, dry_run: bool, as_json: bool) -> None:
    """整份撤回一次导入；它替换掉的重新有效。"""
    db = _database(ctx)
    with _plain_errors():
        about = importing.touched(db, import_id)
        changes = effects.undone(db, import_id)
        restored = [] if dry_run else importing.withdraw(db, import_id, "命令行", reason)
        if not dry_run:
            cross_matching.recheck(db, import_id)
    if about is None:
        raise Told(f"没有编号为{import_id}的导入。")
    if as_json:
        _print(
            {
                "import_id": import_id,
                "status": about.state if dry_run else "withdrawn",
                "file": about.file,
                "people": about.people,
                "payments": about.payments,
                "restored_batches": restored,
                "back_in_force": list(about.back_in_force),
                "changes": [
                    {"place": one.place, "what": one.what, "period": one.period, "rows": one.rows, "amount_yuan": [yuan(fen) for fen in one.fen], "stands": one.stands}
                    for one in changes
                ],
            }
        )
        return
    click.echo(f"{'撤回会动' if dry_run else '已撤回'}导入{import_id}《{about.file}》，涉及{about.people}人、{about.payments}笔发放。")
    for file in about.back_in_force:
        click.echo(f"重新有效：《{file}》")
    for change in changes:
        click.echo(change.words if dry_run else change.words.replace("现在", "原来").replace("以后", "现在"))


# --- match


@main.command("match")
@_with_database
@click.option("--place", help="只比对这个乡镇（名称或12位代码）；不写则全部。")
@_json_option
def match_command(ctx: click.Context, place: str | None, as_json: bool) -> None:
    """把发放、名单和账目互相比对，找出疑点；疑点要由人核实，不是结论。"""
    db = _database(ctx)
    with _plain_errors():
        with db.read() as conn:
            found = places.Gazetteer(conn).find(place) if place else None
        if place and (found is None or found.level != "township"):
            raise Told(f"没有名为“{place}”的乡镇。")
        done = cross_matching.match(db, "命令行", [found.id] if found else [], _stages("比对"))
    rules = [
        {"rule": rule.name, "title": rule.title, "found": done.found.get(rule.name, 0), "new": done.new.get(rule.name, 0), "again": done.again.get(rule.name, 0), "gone": done.gone.get(rule.name, 0)}
        for rule in ruling.all_rules()
    ]  # fmt: skip
    if as_json:
        _print({"place": found.code if found else None, "rules": rules, "found": sum(done.found.values()), "new": sum(done.new.values())})
        return
    for one in rules:
        if one["found"] or one["gone"]:
            click.echo(f"{one['title']}：{one['found']}条，新的{one['new']}条，重新出现{one['again']}条，不再有{one['gone']}条")
    click.echo(f"比对了{done.rules}条规则，现有疑点{sum(done.found.values())}条，新的{sum(done.new.values())}条。疑点要由人核实，不是结论。")


# --- verify


@main.command("verify")
@_with_database
@click.option("--head", metavar="校验码", help="公布或印出来过的校验码（16位），看它是不是还在日志里。")
@_json_option
def verify_command(ctx: click.Context, head: str | None, as_json: bool) -> None:
    """从保存的原件全部重算一遍，看有没有被改过、少了或多了。"""
    db = _database(ctx)
    with _plain_errors():
        found = verifying.verify(db, head, _stages("核对"))
    if as_json:
        _print(_verified(found))
    else:
        for one in found.findings:
            where = display.source(one.file, one.sheet or "", one.row) if one.file and one.row else "".join((f"《{one.file}》" if one.file else "", f"“{one.sheet}”" if one.sheet else ""))
            click.echo(f"{where}{one.message}")
        click.echo(f"查了日志{found.entries}条、有效的表{found.batches}张、{found.rows}行、原件{found.originals}份：{'没有发现改动。' if found.ok else f'发现{len(found.findings)}处。'}")
        if found.clock_back:
            click.echo(f"日志里有{found.clock_back}处时间比前一条早：服务器的时钟被往回拨过。先后次序以编号为准，没有乱。")
        if found.head:
            click.echo(f"校验码 {found.head.short}（{workdays.china_day(found.head.at)}）")
    ctx.exit(OK if found.ok else REJECTED)


def _verified(found: verifying.Verified) -> dict[str, Any]:
    """What ``village verify --json`` prints."""
    counts = ("entries", "batches", "rows", "originals", "unsealed", "not_compared", "clock_back")
    return {
        "ok": found.ok,
        "head": {"digest": found.head.short, "day": f"{workdays.china_day(found.head.at)}"} if found.head else None,
        **{name: getattr(found, name) for name in counts},
        "findings": [asdict(one) for one in found.findings],
    }


def _stages(work: str) -> Callable[[str, float], None]:
    """Progress of a work on standard error: a line for each stage, and a moving share on a terminal."""
    last = [""]

    def show(stage: str, share: float) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{work}{stage} {share:4.0%}   ", nl=share >= 1, err=True)
        elif stage != last[0]:
            last[0] = stage
            _say(f"{work}：{stage}……")

    return show


# --- forms and templates


@main.command("forms")
@_json_option
def forms_command(as_json: bool) -> None:
    """列出能认的表式。"""
    if as_json:
        _print(
            {
                "forms": [
                    {
                        "form": form.name,
                        "title": form.title,
                        "record": form.record,
                        "about": form.about,
                        "columns": [{"key": c.key, "heading": c.headings[0], "required": c.required, "also": list(c.headings[1:])} for c in form.columns],
                    }
                    for form in all_forms()
                ]
            }
        )
        return
    for form in all_forms():
        click.echo(f"{form.name}  {form.title}\n    {form.about}")


@main.command("template")
@click.argument("form")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def template_command(form: str, path: Path) -> None:
    """写一张空白表格，带说明和下拉选项。"""
    found = by_name(form)
    if found is None:
        raise Told(f"没有名为“{form}”的表式。能认的：{'、'.join(f.name for f in all_forms())}。")
    path.write_bytes(template.draw(found))
    click.echo(f"已写好《{found.title}》的空白表：{path}")


# --- backup and restore


def _passphrase(twice: bool) -> str:
    """The passphrase of a backup, from the setting or asked for; never on the command line, where others see it."""
    asked: str = os.environ.get("VILLAGE_BACKUP_PASSPHRASE") or click.prompt("备份口令", hide_input=True, confirmation_prompt=twice, err=True)
    return asked


def _told_contents(found: backup.Contents) -> dict[str, Any]:
    return {"at": found.at, "originals": found.files, "bytes": found.bytes, "with_key": found.with_key}


@main.command("backup")
@_with_database
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-key", is_flag=True, help="把密钥也放进去（备份要锁好：有口令的人什么都能看）。")
@_json_option
def backup_command(ctx: click.Context, path: Path, with_key: bool, as_json: bool) -> None:
    """把数据库和原始表格备份成一个加密文件，写好后重读核对；不用停网页。"""
    db = _database(ctx)
    with _plain_errors():
        found = backup.write(db, path, _passphrase(twice=True), with_key)
    if as_json:
        _print({"path": str(path), **_told_contents(found)})
        return
    click.echo(f"已备份到 {path}：数据库和{found.files}份原始文件，共{found.bytes / 1e6:.1f}MB，已重读核对。")
    if not with_key:
        click.echo("密钥不在里面。请另外保管好密钥文件 village.key，没有它备份打不开身份证号和原始表格。")


@main.command("restore")
@_with_database
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@_json_option
def restore_command(ctx: click.Context, path: Path, as_json: bool) -> None:
    """先核对备份，再恢复到没有数据库的地方；不覆盖，要么全部恢复，要么什么也不动。"""
    with _plain_errors():
        found, known = backup.restore(path, _passphrase(twice=False), ctx.obj or default_url())
    if as_json:
        _print({"path": str(path), **_told_contents(found), "key_here": known})
        return
    click.echo(f"已恢复：{found.at[:10]}的备份，{found.files}份原始文件。")
    if not known:
        click.echo(backup.NO_KEY)


# --- a new key


@main.command("rekey")
@_with_database
@_json_option
def rekey_command(ctx: click.Context, as_json: bool) -> None:
    """换一把密钥，所有封存的内容重新封存；中途断电也只会是换好了或没有换。"""
    db = _database(ctx)
    with _plain_errors():
        done = rekeying.rekey(db, "命令行", _stages("换密钥"))
    if as_json:
        counts = ("rows", "originals", "batches", "altered", "emptied")
        _print({"status": "rekeyed", "old_key": str(done.old_key), **{name: getattr(done, name) for name in counts}})
        return
    click.echo(f"密钥换好了：重新封存了{done.rows}行、{done.originals}份原件、{done.batches}张表的校验。大家要重新登录，正在运行的网页服务要重新启动。")
    click.echo(f"旧密钥在 {done.old_key}：以前的备份要用它才能恢复，请和那些备份一起另外保管，不要留在这里。")
    click.echo("请马上再做一次备份（village backup），把新密钥也另外保管好。")
    if done.altered:
        click.echo(f"有{done.altered}张表在换密钥以前就被改动过，没有重新签封，village verify 会指出来。")
    if done.emptied:
        click.echo(f"有{done.emptied}行近亲属名单的干部身份证号没有原件可查，不能再用来比对，请重新导入那份名单。")


# --- questions


@main.command("payments")
@_with_database
@click.option("--id-number", required=True, help="身份证号。")
@_json_option
def payments_command(ctx: click.Context, id_number: str, as_json: bool) -> None:
    """一个人的全部有效发放，和村民自己看到的一样。"""
    db = _database(ctx)
    with _plain_errors():
        answer = payments.by_id_number(db, id_number)
    if as_json:
        _print(answer)
        return
    if not answer["payments"]:
        click.echo("没有找到发放记录。")
    for line in answer["payments"]:
        click.echo(f"{line['period']} {line['scheme']} {line['amount_yuan']}元 {line['paid_on'] or ''}")
    click.echo(f"合计 {answer['total_yuan']}元")


@main.command("ledger")
@_with_database
@click.option("--place", required=True, help="村的名称或12位代码。")
@click.option("--period", required=True, help="2023-10、2023-Q3、2023。")
@_json_option
def ledger_command(ctx: click.Context, place: str, period: str, as_json: bool) -> None:
    """一个村的收入、支出和结余，逐笔列出。"""
    if not periods.is_period(period):
        raise Told("所属期请写成 2023-12、2023-Q4、2023-H1 或 2023。")
    db = _database(ctx)
    with _plain_errors():
        answer = books.for_command(db, place, period)
    if as_json:
        _print(answer)
        return
    click.echo(f"{answer['place']} {answer['period']}：收入{answer['income_yuan']}元，支出{answer['spending_yuan']}元，结余{answer['closing_yuan'] or '未写明'}元")
    for entry in answer["entries"]:
        click.echo(f"  {entry['date'] or '':10} 收{entry['income_yuan']:>12} 支{entry['spending_yuan']:>12} {entry['summary']}")


# --- export


@main.command("export")
@_with_database
@click.argument("kind")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--full", is_flag=True, help="不遮姓名（要用有权的账号）。")
@click.option("--login", help="与 --full 同用：工作人员的登录名。")
def export_command(ctx: click.Context, kind: str, path: Path, full: bool, login: str | None) -> None:
    """把一类有效记录写成CSV或xlsx，像公众看到的那样遮名。"""
    if kind not in open_data.tables():
        raise Told(f"能导出的有：{'、'.join(open_data.tables())}。")
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise Told("文件名请以 .csv 或 .xlsx 结尾。")
    db = _database(ctx)
    with _plain_errors():
        count = exporting.write(db, kind, path, clock.today(), _proved(db, login) if full else None)
    click.echo(f"已写出{count}行：{path}")


def _proved(db: Database, login: str | None) -> Viewer:
    """Only someone who may see the records in full gets them, of the own places; they sign in here as they do on the page."""
    login = login or click.prompt("登录名", err=True)
    password = os.environ.get("VILLAGE_PASSWORD") or click.prompt("密码", hide_input=True, err=True)
    outcome = accounts.sign_in_official(db, login, password, "command")
    if outcome.step == "code" and (held := accounts.held(db, outcome.token)):
        outcome, _ = own_account.give_code(db, held, click.prompt("动态口令", err=True), "command")
    viewer = accounts.viewer(db, outcome.token) if outcome.token else None
    accounts.sign_out(db, outcome.token)
    if outcome.step in ("password", "totp"):
        raise Told("这个账号还没有换密码或开启动态口令，请先在网页上登录一次。")
    if viewer is None:
        raise Told("登录名、密码或动态口令不对。" if outcome.reason == "wrong" else f"试得太多，请{outcome.wait_seconds}秒后再试。")
    if not exporting.may_in_full(viewer):
        raise Told("这个账号没有导出完整记录的权限。")
    if viewer.place_id is None:
        raise Told("这个账号还没有设所在的乡镇或村，只能导出本地方的完整记录。")
    return viewer


@main.command("places")
@_with_database
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_json_option
def places_command(ctx: click.Context, path: Path, as_json: bool) -> None:
    """从CSV装入区划（代码、名称、曾用名、启用和停用日期）。"""
    db = _database(ctx)
    with _plain_errors(), db.write() as conn:
        count, found = places.load(conn, path.read_bytes())
    if as_json:
        _print({"loaded": count, "problems": found})
    else:
        click.echo(f"装入{count}个区划。")
        for problem in found:
            click.echo(f"  {problem}")
    if found:
        ctx.exit(REJECTED if count else REFUSED)


# --- accounts


@main.group("account")
def account_group() -> None:
    """工作人员的账号：开、列、换角色或地方、停用、启用、重置。"""


_ROLES = click.Choice(list(officials.OFFICIAL_ROLES))


def _place_of(db: Database, named: str | None) -> int | None:
    """The place of that name or code; none where none was named."""
    if not named:
        return None
    with db.read() as conn:
        found = places.Gazetteer(conn).find(named)
    if found is None:
        raise Told(f"区划里没有“{named}”，请先用 village places 装入。")
    return found.id


def _account(db: Database, login: str) -> administering.Official:
    """The account with the login."""
    wanted = officials.plain_login(login)
    found = next((one for one in administering.listed(db, AT_THE_MACHINE) if one.login == wanted), None)
    if found is None:
        raise Told(f"没有登录名是“{login}”的账号。village account list 列出全部账号。")
    return found


@contextmanager
def _for_account(ctx: click.Context, login: str) -> Iterator[tuple[Database, administering.Official]]:
    """The database and the account; what may not be done is said in a sentence."""
    db = _database(ctx)
    with _plain_errors():
        try:
            yield db, _account(db, login)
        except ValueError as error:
            raise Told(str(error)) from None


def _hand_over(made: administering.Made, as_json: bool) -> None:
    """Show a first password, this once."""
    if as_json:
        _print({"login": made.login, "password": made.password, "must_change": True})
        return
    click.echo(f"{made.name}的登录名 {made.login}，第一次的密码 {made.password}")
    click.echo("密码只显示这一次，请当面交给本人；第一次登录时要换成自己的。")


@account_group.command("add")
@_with_database
@click.argument("login")
@click.option("--name", required=True, help="姓名。")
@click.option("--role", type=_ROLES, required=True)
@click.option("--place", help="所在县、乡镇或村的名称或代码；管理员不写就管全部账号。")
@click.option("--own", is_flag=True, help="本人在场，当场输入自己的密码（或用 VILLAGE_PASSWORD），不用再换。")
@_json_option
def account_add(ctx: click.Context, login: str, name: str, role: str, place: str | None, own: bool, as_json: bool) -> None:
    """开一个账号，给出第一次的密码。"""
    db = _database(ctx)
    with _plain_errors():
        try:
            place_id = _place_of(db, place)
            if not own:
                _hand_over(administering.add(db, AT_THE_MACHINE, login, name, role, place_id), as_json)
                return
            password = os.environ.get("VILLAGE_PASSWORD") or click.prompt("密码", hide_input=True, confirmation_prompt=True, err=True)
            officials.add_official(db, login, name, role, place_id, password, AT_THE_MACHINE.name)
        except ValueError as error:
            raise Told(str(error)) from None
    if as_json:
        _print({"login": officials.plain_login(login), "password": None, "must_change": False})
    else:
        click.echo(f"已开账号 {login}（{name}）。")


@account_group.command("list")
@_with_database
@_json_option
def account_list(ctx: click.Context, as_json: bool) -> None:
    """列出账号。"""
    db = _database(ctx)
    with _plain_errors():
        found = administering.listed(db, AT_THE_MACHINE)
    if as_json:
        said = ("login", "name", "role", "place", "disabled", "must_change")
        _print({"accounts": [{**{name: getattr(one, name) for name in said}, "totp": one.has_totp, "linked": one.linked, "last_sign_in": one.signed_in or None} for one in found]})
        return
    for one in found:
        click.echo(f"{one.login}  {one.name}  {ROLE_NAMES[one.role]}  {one.place or '全部'}  {'，'.join(administering.states(one))}")


@account_group.command("change")
@_with_database
@click.argument("login")
@click.option("--role", type=_ROLES)
@click.option("--place", help="所在县、乡镇或村的名称或代码。")
def account_change(ctx: click.Context, login: str, role: str | None, place: str | None) -> None:
    """换角色或地方。"""
    with _for_account(ctx, login) as (db, found):
        administering.change(db, AT_THE_MACHINE, found.id, role or found.role, _place_of(db, place) if place else found.place_id)
    click.echo(f"{login} 已经换好，要重新登录。")


@account_group.command("disable")
@_with_database
@click.argument("login")
def account_disable(ctx: click.Context, login: str) -> None:
    """停用：马上退出，再也登录不了，直到启用。"""
    with _for_account(ctx, login) as (db, found):
        administering.disable(db, AT_THE_MACHINE, found.id)
    click.echo(f"{login} 已停用。")


@account_group.command("enable")
@_with_database
@click.argument("login")
def account_enable(ctx: click.Context, login: str) -> None:
    """重新启用。"""
    with _for_account(ctx, login) as (db, found):
        administering.enable(db, AT_THE_MACHINE, found.id)
    click.echo(f"{login} 已启用。")


@account_group.command("reset")
@_with_database
@click.argument("login")
@click.option("--totp", "codes", is_flag=True, help="只重置动态口令（手机和恢复码都丢了）。")
@click.option("--link", is_flag=True, help="只解除统一登录的绑定。")
@_json_option
def account_reset(ctx: click.Context, login: str, codes: bool, link: bool, as_json: bool) -> None:
    """重置密码，给出新的第一次的密码；或重置动态口令、解除绑定。"""
    with _for_account(ctx, login) as (db, found):
        if codes:
            administering.reset_totp(db, AT_THE_MACHINE, found.id)
        if link:
            administering.unlink(db, AT_THE_MACHINE, found.id)
        if not codes and not link:
            _hand_over(administering.reset_password(db, AT_THE_MACHINE, found.id), as_json)
            return
    if as_json:
        _print({"login": found.login, "totp": codes, "link": link})
    else:
        click.echo(f"{login} 已重置{'和'.join(part for part, done in (('动态口令', codes), ('统一登录的绑定', link)) if done)}。")


if __name__ == "__main__":
    main()
