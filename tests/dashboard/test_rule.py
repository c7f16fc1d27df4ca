"""What all rules have in common: they are explained, registered by being there, tested, and their SQL keeps the agreement."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard import rule as ruling
from dashboard.rule import RESERVED, Only, Rule, Touched
from loaders import importing
from loaders.database import Database
from loaders.form import all_forms
from tests.sheets import bring, number

ROOT = Path(__file__).resolve().parents[2]
RULES = {rule.name: rule for rule in ruling.all_rules()}
FILES = sorted(path.stem for path in (ROOT / "dashboard" / "rules").glob("*.py") if path.stem != "__init__")


def test_every_file_among_the_rules_is_registered_under_its_own_name() -> None:
    assert sorted(RULES) == FILES
    assert len({rule.title for rule in RULES.values()}) == len(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_rule_has_a_test_file_with_cases_that_fire_and_cases_that_do_not(name: str) -> None:
    said = (ROOT / "tests" / "dashboard" / "rules" / f"test_{name}.py").read_text("utf-8")
    assert f'RULE = "{name}"' in said
    assert re.search(r"^def test_(it_does_not_fire|\w*_not_\w*)\(", said, re.MULTILINE)
    assert len(re.findall(r"^def test_", said, re.MULTILINE)) >= 2


@pytest.mark.parametrize("rule", RULES.values(), ids=FILES)
def test_a_rule_explains_itself_in_chinese(rule: Rule) -> None:
    words = (rule.title, rule.says, rule.method, rule.why, rule.legal, rule.example, *filter(None, rule.sides), *(t.words for t in rule.thresholds))
    assert all(re.search("[一-鿿]", one) and not re.search("[A-Za-z]{2,}", one) for one in words)
    assert re.search(r"\d", rule.example), "an example has numbers"
    assert {record for record in rule.reads} <= {form.record for form in all_forms()}
    assert ruling.TOUCHED in rule.sql and ruling.TOWNSHIPS in rule.sql
    assert "in_force" in rule.sql
    assert set(re.findall(r"(?<!:):(\w+)", rule.sql)) == {one.key for one in rule.thresholds}


@pytest.mark.parametrize("rule", RULES.values(), ids=FILES)
def test_the_sql_of_a_rule_gives_the_agreed_columns_narrowed_or_not(database: Database, rule: Rule) -> None:
    with database.read() as conn:
        ruling.prepare(conn, Touched(frozenset({1}), frozenset({1})))
        for only in (Only(), Only(frozenset({1, 2})), Only(but=frozenset({1})), Only(frozenset({1}), touched=True)):
            given = conn.execute(text(only.sql(rule)), rule.values())
            columns = list(given.keys())
            assert given.all() == []
            assert set(RESERVED) <= set(columns) and len(columns) == len(set(columns))
    facts = set(columns) - set(RESERVED)
    own = {f"{word}_id" if f"{word}_id" in facts else word for word in ruling.keys_of(rule.told)}
    assert own - {"times", "total_fen", "last_period"} <= facts


@pytest.mark.parametrize("name", [rule.name for rule in RULES.values() if rule.about == "place"])
def test_a_rule_about_a_place_reads_no_large_table_from_end_to_end(database: Database, name: str) -> None:
    rule, large = RULES[name], {"payment", "person", "household", "entitlement", "ledger_entry"}
    tables: dict[str, set[str]] = {}
    for table, alias in re.findall(r"(?:FROM|JOIN) (\w+) (\w+)", rule.sql):
        tables.setdefault(alias, set()).add(table)
    with database.read() as conn:
        ruling.prepare(conn, Touched(frozenset(), frozenset({1})))
        for only in (Only(), Only(touched=True)):
            plan = [row.detail for row in conn.execute(text(f"EXPLAIN QUERY PLAN {only.sql(rule)}"), rule.values())]
            scanned = {found[1] for step in plan if (found := re.match(r"SCAN (\w+)", step))}
            assert [alias for alias in scanned if tables.get(alias, {alias}) <= large] == [], plan


def test_the_same_facts_have_the_same_fingerprint_and_other_facts_another() -> None:
    one, two = {"period": "2024-04", "scheme_id": 3}, {"scheme_id": 3, "period": "2024-05"}
    before = ruling.fingerprint("r", "1/3", [one, two], [60, 60])
    assert before == ruling.fingerprint("r", "1/3", [two, dict(reversed(one.items()))], [60, 60])
    assert before != ruling.fingerprint("r", "1/3", [one, two], [60, 70])
    assert before != ruling.fingerprint("r", "1/3", [one], [60])


def test_what_was_laid_out_for_the_rules_is_taken_away(database: Database) -> None:
    with database.write() as conn:
        ruling.prepare(conn)
        months = conn.execute(text("SELECT first, last FROM period_months WHERE code = '2024-Q2'")).one()
        assert tuple(months) == (2024 * 12 + 3, 2024 * 12 + 5)
        ruling.clear(conn)
        assert conn.execute(text("SELECT COUNT(*) FROM sqlite_temp_master")).scalar() == 0


def test_the_trail_follows_new_imports_and_a_row_that_was_mended_after_it_had_passed(database: Database) -> None:
    def trail() -> list[tuple[str, int]]:
        with database.write() as conn:
            ruling.prepare(conn)
            rows = conn.execute(text("SELECT p.name, t.people FROM payment_trail t JOIN person p ON p.id = t.person_id ORDER BY p.id"))
            return [(row.name, row.people) for row in rows]

    title, head = "青枫镇2026年{}月农村低保金发放表", "村,姓名,身份证号,保障人口,金额"
    bring(database, "一.csv", title.format(1), head, f"柳溪村,张秀英,{number(1)},2,300", "柳溪村,李建国,330890196001010,1,200")
    assert trail() == [("张秀英", 2)]
    bring(database, "二.csv", title.format(2), head, f"柳溪村,张秀英,{number(1)},3,300", f"柳溪村,王芳,{number(3)},1,100")
    assert trail() == [("张秀英", 3), ("王芳", 1)]
    with database.read() as conn:
        waiting = conn.execute(text("SELECT id FROM rejected_row")).scalar_one()
    assert importing.correct(database, waiting, {**importing.cells_of(database, waiting), "身份证号": number(2)}, "李") == []
    assert sorted(trail()) == sorted([("张秀英", 3), ("王芳", 1), ("李建国", 1)])
