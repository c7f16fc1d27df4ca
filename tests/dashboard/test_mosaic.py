"""The mask mosaic: everything public put side by side, also what was public before, tells no more of a person than each part."""

import ast
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dashboard import clock, display, exporting
from dashboard.access import RIGHTS, VISITOR
from dashboard.light import open_data as files
from dashboard.queries import beneficiaries, compare, funds, open_data, summaries
from dashboard.server import LIGHT_PAGES, _maker
from loaders import importing, schemes, text
from loaders.database import Database, connect
from loaders.records.people import Person
from loaders.records.places import Place
from tests import rights
from tests.rights import COUNTY, FAR, NEXT, PEOPLE, TOWN, VILLAGE, check_digit

ROOT = Path(__file__).resolve().parents[2]
STARRED = re.compile(r"[一-鿿·]+\*+[一-鿿·]*|\*+[一-鿿]")
ORPHANS = 6  # of the village that has enough of them to be told

Outputs = dict[str, str]


def outputs(db: Database, places: list[int], words: list[str], folder: Path) -> Outputs:
    """All that a visitor can get: open data in both formats, exports, light pages of every place and scheme, search."""
    today, found = clock.today(), {}
    for table in open_data.public_tables():
        for ending in ("csv", "json"):
            found[f"{table.name}.{ending}"] = _file(db, f"{table.name}.{ending}", today)
        exporting.write(db, table.name, folder / "out.csv", today)
        found[f"export {table.name}"] = (folder / "out.csv").read_text("utf-8-sig")
    for place in places:  # what only the pages with drawings show
        found[f"compare {place}"] = " ".join(_amounts(compare.compare(db, VISITOR, place, today.year)))
    for name, asked in (("funds", funds.funds(db, VISITOR)), ("summaries", summaries.summaries(db, VISITOR)), ("lists", beneficiaries.scheme_lists(db, VISITOR, today))):
        found[name] = " ".join(_amounts(asked))
    for name in ("changes.json", "publications.json"):
        found[name] = _file(db, name, today)
    for path, entry in LIGHT_PAGES.items():
        if "visitor" not in RIGHTS[entry.right].roles:
            continue
        asked = [{}, *({"place": str(place), "q": word, "scheme": word, "key": word} for place in places for word in ("rural-dibao", *words))]
        for number, query in enumerate(asked if entry.query else [{}]):
            made = _maker(entry.maker)(db, VISITOR, query) if entry.query else _maker(entry.maker)(db, VISITOR)
            found[f"{path} {number}"] = made if isinstance(made, str) else made.content.decode("utf-8", "replace") if made else ""
    return found


def _amounts(found: Any) -> Iterator[str]:
    """Every amount in an answer, in yuan."""
    if isinstance(found, list | tuple):
        for one in found:
            yield from _amounts(one)
    elif is_dataclass(found) and not isinstance(found, type):
        for field in fields(found):
            value = getattr(found, field.name)
            yield from [f"{value / 100:.2f}"] if isinstance(value, int) and field.name.endswith("fen") else _amounts(value)


def _file(db: Database, name: str, today: date) -> str:
    document = files.document(db, name, {}, today)
    assert document is not None, name
    return "".join(piece if isinstance(piece, str) else piece.decode() for piece in document[1])


def _bring(db: Database, name: str, *lines: str) -> int:
    return importing.save(db, importing.check(db, name, "\n".join(lines).encode()), "测试")


def _child(order: int) -> str:
    digits = f"33089020160101{order:03}"
    return digits + check_digit(digits)


def _grown(order: int) -> str:
    digits = f"33089019700101{order:03}"
    return digits + check_digit(digits)


@pytest.fixture(scope="module")
def told(_migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Outputs]]:
    """The county with everything that could be joined, and what is public of it now and was before its corrections."""
    folder = tmp_path_factory.mktemp("mosaic")
    db = connect(str(rights.filled(_migrated, folder) / "village.db"))
    name, child = PEOPLE["own"][0], PEOPLE["member"][0]
    # a child on lists of grown-up money; children of a scheme that names nobody, one of them alone in a village
    _bring(db, "临补.csv", "青枫镇柳溪村2026年8月农村低保金发放花名册", "姓名,身份证号,金额,银行账号", f"{child},{rights.number('member')},333.33,{rights.account('member')}")
    _bring(db, "积分.csv", "青枫镇柳溪村2026年8月诚信积分公示表", "姓名,身份证号码,社会公德,职业道德,家庭美德,个人品德,总分,榜别", f"{child},{rights.number('member')},25,25,25,20,95,红榜")
    orphans = [f"柳溪村,孤童{'甲乙丙丁戊己'[at]},{_child(at)},{1400 + at}.1{at}" for at in range(ORPHANS)]
    _bring(db, "孤儿.csv", "青枫镇2026年7月孤儿基本生活费发放花名册", "村,姓名,身份证号,金额", *orphans, f"枧底村,孤童庚,{_child(50)},1469.37")
    _bring(db, "重残.csv", "青枫镇2026年7月重度残疾人护理补贴发放花名册", "村,姓名,身份证号,金额", *(f"柳溪村,护理{'甲乙丙丁'[at]},{_grown(at)},{125 + at}.77" for at in range(4)))
    # names and numbers where nobody looks for them: in the name of a file, in the words of the books, in a reason
    _bring(db, f"补发{rights.number('own')}.csv", "青枫镇柳溪村2026年第三季度财务公开,单位：元", "日期,凭证号,摘要,收入,支出,经手人", f"2026-07-02,1,付{name}误工补贴,0,120,", f"2026-07-03,2,{PEOPLE['neighbour'][0]}看山工资,0,80,{PEOPLE['neighbour'][0]}")
    before = outputs(db, [VILLAGE, NEXT, FAR, TOWN], ["orphan", "钱*霖", name], folder)
    sheet = f"青枫镇2026年9月农村低保金发放花名册\n村,姓名,身份证号,金额\n柳溪村,{name},{rights.number('own')},448\n柳溪村,{PEOPLE['neighbour'][0]},{rights.number('neighbour')},448\n枧底村,{PEOPLE['next'][0]},{rights.number('next')},449"
    importing.save(db, importing.check(db, "更正.csv", sheet.encode()), "测试", {0: "replace"}, reason=f"{name}（{rights.number('own')}）的金额录错了")
    importing.withdraw(db, 3, "测试", f"多发给{name}")
    after = outputs(db, [VILLAGE, NEXT, FAR, TOWN], ["orphan", "钱*霖", name], folder)
    yield db, {**{f"before {key}": words for key, words in before.items()}, **after}
    db.engine.dispose()


def everybody(db: Database) -> set[str]:
    with db.read() as conn:
        return set(conn.execute(select(Person.name)).scalars())


def holding(found: Outputs, wanted: str) -> list[str]:
    return [where for where, words in found.items() if wanted in words]


def plain(words: str) -> str:
    """The words of a page without what was typed into its own field."""
    return re.sub(r"<input[^>]*>|<style>.*?</style>|没有找到“[^”]*”", "", words, flags=re.S)


# --- names


def test_nobody_is_named_in_full_anywhere_now_or_before(told: tuple[Database, Outputs]) -> None:
    db, found = told
    assert len(found) > 200 and holding(found, "钱*霖")
    named = {(name, where) for name in everybody(db) for where, words in found.items() if name in plain(words)}
    assert named == set()


def test_every_mask_is_the_one_mask_of_somebody(told: tuple[Database, Outputs]) -> None:
    db, found = told
    known = {display.masked(name) for name in everybody(db)} | {display.masked("容漱玉")}
    odd = {mask for words in found.values() for mask in STARRED.findall(re.sub(r"<[^>]*>", "\n", plain(words))) if not any(one in mask for one in known)}
    assert odd == set()
    assert {mask for words in found.values() for mask in re.findall(r"\d+[*＊]+\d+|\d{2,}[*＊]+(?!\d)", words)} == set()


def test_a_row_that_stands_in_several_outputs_has_one_mask_in_all_of_them(told: tuple[Database, Outputs]) -> None:
    db, _ = told
    masks: dict[tuple[str, int], set[str]] = {}
    for name in ("payment", "entitlement"):
        for line in open_data.lines(db, open_data.tables()[name], clock.today()):
            masks.setdefault((str(line[-3]), int(line[-1] or 0)), set()).add(str(line[1]))
    for village in (VILLAGE, NEXT, FAR):
        for listed in beneficiaries.listed(db, VISITOR, village, "rural-dibao", clock.today()):
            masks.setdefault((listed.source.file, listed.source.row), set()).add(listed.name)
            assert listed.group == ""
    assert len(masks) > 5 and {len(found) for found in masks.values()} == {1}


# --- numbers, births


@pytest.mark.parametrize("who", PEOPLE)
def test_no_part_of_an_identity_or_account_number_and_no_birth_stands_anywhere(told: tuple[Database, Outputs], who: str) -> None:
    _, found = told
    number, account = rights.number(who), rights.account(who)
    pieces = {number[-4:], number[-6:], number[6:14], number[:10], number[6:10], f"{number[6:10]}-{number[10:12]}-{number[12:14]}", account[:6], account[-6:], account[-4:]}
    without = {where: re.sub(r'"(?:root|hash)": ?"[0-9a-f]+"|账本校验码 [0-9a-f]+', "", words) for where, words in found.items()}
    assert {(piece, where) for piece in pieces - {"0301"} for where in holding(without, piece)} == set()


def test_no_long_number_stands_anywhere_but_the_codes_of_places(told: tuple[Database, Outputs]) -> None:
    _, found = told
    codes = {str(place) for place in (COUNTY, VILLAGE, NEXT, FAR, TOWN, TOWN + 1000)}
    long = {run for words in found.values() for run in re.findall(r"(?<![0-9a-fA-F#.])\d{10,}(?![0-9a-fA-F])", words)}
    assert long <= codes


# --- minors, small counts, names and nothing else


def test_a_minor_is_no_row_of_any_output(told: tuple[Database, Outputs]) -> None:
    _, found = told
    assert holding(found, display.masked(PEOPLE["member"][0])) == [] and holding(found, "孤*") == []


def test_what_one_child_of_a_village_gets_is_neither_told_nor_left_over(told: tuple[Database, Outputs]) -> None:
    db, found = told
    hidden, shown = 146_937, sum(140_000 + 100 * at + 10 + at for at in range(ORPHANS))
    assert holding(found, f"{shown / 100:.2f}") and holding(found, "少于3人")
    figures = {round(float(figure.replace(",", "")) * 100) for words in found.values() for figure in re.findall(r"\d[\d,]*\.\d\d\b", words)}
    assert hidden not in figures
    assert [(one, other) for one, other in combinations(sorted(figures), 2) if other - one == hidden] == []
    table = open_data.tables()["scheme_total"]
    assert [line[3:] for line in open_data.lines(db, table, clock.today()) if line[0] == "枧底村" and "孤" in str(line[1])] == [["少于3人", None, None]]


@pytest.mark.parametrize("key", [scheme.key for scheme in schemes.dictionary().all() if scheme.names_only])
def test_where_the_law_lets_names_be_public_alone_no_amount_stands_beside_one(key: str) -> None:
    assert open_data.Policy(clock.today()).amount(key, 12_500) is None and open_data.Policy(clock.today()).amount("rural-dibao", 12_500) == 12_500


def test_an_amount_that_would_tell_the_grade_of_a_disability_is_not_public(told: tuple[Database, Outputs]) -> None:
    _, found = told
    rows = list(csv.DictReader(io.StringIO(found["payment.csv"].removeprefix("\ufeff"))))
    disabled = [row for row in rows if row["文件"] == "重残.csv"]
    assert len(disabled) == 4 and {row["金额（元）"] for row in disabled} == {""} and disabled[0]["姓名"] == "护*甲"
    assert not holding(found, "125.77") and not holding(found, "128.77")


def test_a_child_turns_eighteen_on_the_day() -> None:
    assert open_data.grown_up(date(2008, 2, 29)) == date(2026, 3, 1) and open_data.grown_up(date(2008, 11, 24)) == date(2026, 11, 24)
    policy = open_data.Policy(date(2026, 12, 1))
    assert policy.hides(None, date(2026, 11, 23), date(2008, 11, 24)) and not policy.hides(None, date(2026, 11, 24), date(2008, 11, 24))


# --- words


@pytest.mark.parametrize(
    ("words", "said"),
    [("付钱沐霖误工补贴", "付钱*霖误工补贴"), ("付张三误工", "付张*误工"), ("张三等3人工资", "张*等3人工资"), ("修和平路", "修和平路"), ("买办公桌", "买办公桌"), ("付和平工资", "付和*工资"), ("欧阳明月看山", "欧**月看山")],
)
def test_the_words_of_the_books_name_no_resident(words: str, said: str) -> None:
    assert text.mask_residents_in(words, {"钱沐霖", "张三", "和平", "欧阳明月"}) == said


def test_a_reason_a_file_name_and_the_books_hide_the_people_they_name(told: tuple[Database, Outputs]) -> None:
    _, found = told
    assert "钱*霖（＊＊＊＊＊＊）的金额录错了" in found["/lite/corrections 0"] and "多发给钱*霖" in found["/lite/corrections 0"]
    assert "付钱*霖误工补贴" in found["ledger_entry.csv"] and "卞*云看山工资" in found["ledger_entry.csv"] and "补发＊＊＊＊＊＊.csv" in found["ledger_entry.csv"]


# --- one mask


def test_nothing_but_the_one_module_masks() -> None:
    masks = re.compile(r"^[*＊xX○某]+$")
    wrong = []
    for path in [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "loaders").rglob("*.py")]:
        if path == ROOT / "loaders" / "text.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            built = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Add) and any(isinstance(side, ast.Constant) and isinstance(side.value, str) and masks.match(side.value) for side in (node.left, node.right))
            if built:
                wrong.append(f"{path.name}:{node.lineno}")  # type: ignore[attr-defined]
    assert wrong == []


# --- the sample township


def test_the_sample_township_names_nobody_and_every_mask_in_it_is_the_one_mask(township: Database, tmp_path: Path) -> None:
    with township.read() as conn:
        villages = list(conn.execute(select(Place.id).where(Place.level == "village").order_by(Place.id)).scalars())[:2]
    found = outputs(township, villages, [], tmp_path)
    names = everybody(township)
    together = "\n".join(map(plain, found.values()))
    grams = {together[at : at + length] for length in {len(name) for name in names} for at in range(len(together) - length)}
    assert names & grams == set()
    tokens = {mask for mask in STARRED.findall(re.sub(r"<[^>]*>", "\n", together))}
    known = {display.masked(name) for name in names}
    assert len(tokens) > 500 and {mask for mask in tokens if mask not in known and not any(one in mask for one in known)} == set()
    assert {run for run in re.findall(r"(?<![0-9a-fA-F#.])\d{13,}(?![0-9a-fA-F])", together)} == set()
