"""The catalogue of publication: what is owed, how often and until when; the data itself, and a county's own file."""

from datetime import date
from pathlib import Path

import pytest

from loaders import catalogue, schemes
from loaders.catalogue import BadCatalogue, Item
from loaders.lists import TABLES

#: What an item may be fulfilled by.
RECORDS = {"payment", "entitlement", "ledger_entry", "ledger_summary", "pending", *TABLES}


def item(key: str) -> Item:
    return catalogue.items()[key]


def test_the_catalogue_has_every_duty_with_its_ground_source_and_a_plain_sentence() -> None:
    found = list(catalogue.items().values())
    assert len(found) >= 100 and len({one.name for one in found}) == len(found)
    assert all(one.plain.endswith("。") and one.basis and one.source and one.content for one in found)
    assert {one.confidence for one in found} == {"high", "medium", "low"}
    assert {level for one in found for level in one.level} == {"村级", "乡级", "县级"}


def test_what_fulfils_an_item_exists() -> None:
    known = {scheme.key for scheme in schemes.dictionary().all()}
    wrong = [(one.key, name) for one in catalogue.items().values() for name in (*(set(one.records) - RECORDS), *(set(one.schemes) - known))]
    assert wrong == []


def test_what_nobody_has_confirmed_is_not_written_down_as_a_fact() -> None:
    text = Path(catalogue.__file__).with_suffix(".toml").read_text("utf-8")
    assert "未核" not in text and "待核" not in text and "unspecified" not in text
    assert not item("party-setup").judged and item("ledger-detail").judged


@pytest.mark.parametrize(
    ("key", "period", "due"),
    [
        ("dibao-list", "2026-Q3", date(2026, 10, 20)), ("dibao-list", "2026-Q4", date(2027, 1, 20)), ("ledger-detail", "2026-Q1", date(2026, 4, 20)),
        ("ledger-monthly", "2026-09", date(2026, 10, 31)), ("ledger-monthly", "2026-12", date(2027, 1, 31)), ("ledger-monthly", "2024-01", date(2024, 2, 29)),
        ("housing-demand", "2026-H1", date(2026, 6, 30)), ("fin-plan", "2026", date(2026, 12, 31)),
    ],
)  # fmt: skip
def test_what_recurs_is_due_by_the_rule_also_across_the_year(key: str, period: str, due: date) -> None:
    assert catalogue.due(item(key), period) == due


def test_a_place_with_another_customary_day_is_due_on_it() -> None:
    assert catalogue.due(item("dibao-list"), "2026-Q3", 15) == date(2026, 10, 15)


@pytest.mark.parametrize(
    ("key", "event", "due"),
    [
        ("major-financial-event", date(2026, 3, 30), date(2026, 4, 4)),  # five calendar days, a weekend or not
        ("dibao-approved", date(2026, 9, 24), date(2026, 10, 15)),  # ten working days: not 25 September, not 1 to 7 October, but Saturday the 10th
        ("rep-changes", date(2026, 12, 29), date(2027, 1, 3)),
        ("important-matters", date(2026, 3, 30), None),
    ],
)  # fmt: skip
def test_an_event_is_due_in_the_days_that_the_law_counts(key: str, event: date, due: date | None) -> None:
    assert item(key).due_after(event) == due


@pytest.mark.parametrize(
    ("key", "at", "period"),
    [
        ("fin-assets", date(2026, 10, 20), "2026-Q3"), ("fin-assets", date(2026, 10, 21), "2026-Q4"), ("fin-assets", date(2027, 1, 5), "2026-Q4"),
        ("ledger-monthly", date(2026, 10, 31), "2026-09"), ("ledger-monthly", date(2027, 1, 1), "2026-12"), ("fin-plan", date(2026, 1, 1), "2026"),
    ],
)  # fmt: skip
def test_a_publication_without_a_period_counts_for_the_one_that_was_due(key: str, at: date, period: str) -> None:
    assert catalogue.period_of(item(key), at) == period


def test_the_periods_of_a_year_are_those_that_fall_due_in_it() -> None:
    assert catalogue.periods_between(item("dibao-list"), date(2025, 11, 25), date(2026, 11, 24)) == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert catalogue.periods_between(item("ledger-monthly"), date(2026, 8, 31), date(2026, 10, 31)) == ["2026-07", "2026-08", "2026-09"]
    assert catalogue.periods_between(item("fin-plan"), date(2026, 1, 1), date(2026, 12, 31)) == ["2026"]


def test_a_rule_is_said_in_words_with_the_custom_called_a_custom() -> None:
    assert item("dibao-list").words == "每季度，季后20日内（按当地习惯）"
    assert item("elect-voters").words == "选举日20天以前" and item("important-matters").words == "事项发生就公布"
    assert item("meeting-decisions").ground.startswith("村民委员会组织法第30条（一）；")


def test_a_county_replaces_and_adds_items_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[item]]\nkey="own"\nsection="村务"\nname="本县的"\nplain="本县自己加的。"\ncontent=["甲"]\nrule="M"\nbody=["村"]\nlevel=["村级"]\nchannel=["村务公开栏"]\naudience="全社会"\nmode="主动"\nbasis="县里的文件"\nconfidence="high"\nsource=["县"]\n', "utf-8")
    monkeypatch.setenv("VILLAGE_CATALOGUE", str(own))
    assert item("own").every == "M" and item("dibao-list").every == "Q"
    own.with_name("bad.toml").write_text(own.read_text("utf-8").replace('rule="M"', 'rule="sometimes"'), "utf-8")
    monkeypatch.setenv("VILLAGE_CATALOGUE", str(own.with_name("bad.toml")))
    with pytest.raises(BadCatalogue, match="sometimes"):
        catalogue.items()
