"""Days that the law counts: what is worked on, when a period ends, and what is said where nobody can know."""

from datetime import date, datetime
from pathlib import Path

import pytest

from loaders import deadlines, workdays
from loaders.workdays import Due, Unit


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 24), True),  # a Tuesday
        (date(2026, 11, 28), False),  # a Saturday
        (date(2024, 2, 4), True),  # worked for the Spring Festival of 2024
        (date(2024, 2, 12), False),  # a Monday in it
        (date(2025, 1, 26), True),  # a Sunday before the Spring Festival of 2025
        (date(2025, 10, 8), False),  # the eighth day of National Day and Mid-Autumn
        (date(2026, 2, 14), True),  # a Saturday before the Spring Festival of 2026
        (date(2026, 2, 23), False),  # a Monday, the last day of it
        (date(2026, 2, 28), True),  # a Saturday after it
        (date(2026, 9, 20), True),  # a Sunday worked for National Day
        (date(2026, 10, 10), True),  # a Saturday worked for it
        (date(2026, 6, 19), False),  # Dragon Boat, a Friday
    ],
)
def test_a_day_is_worked_on_as_the_notice_of_its_year_says(day: date, worked: bool) -> None:
    assert workdays.is_workday(day) is worked and workdays.known(day)


@pytest.mark.parametrize(
    ("start", "days", "unit", "last"),
    [
        (date(2026, 11, 2), 15, "calendar", date(2026, 11, 17)),  # the first day is not counted
        (date(2026, 11, 6), 15, "calendar", date(2026, 11, 23)),  # ends on a Saturday: on to Monday
        (date(2026, 1, 31), 15, "calendar", date(2026, 2, 24)),  # ends on the first of nine days of Spring Festival
        (date(2026, 1, 30), 15, "calendar", date(2026, 2, 14)),  # ends on a Saturday that is worked on
        (date(2026, 9, 13), 20, "calendar", date(2026, 10, 8)),  # ends in National Day
        (date(2026, 9, 20), 20, "calendar", date(2026, 10, 10)),  # ends on the Saturday worked for it
        (date(2025, 12, 12), 20, "calendar", date(2026, 1, 4)),  # over the year's end: New Year's days off, Sunday worked
        (date(2026, 11, 24), 3, "working", date(2026, 11, 27)),
        (date(2026, 11, 27), 1, "working", date(2026, 11, 30)),  # over a weekend
        (date(2026, 2, 13), 3, "working", date(2026, 2, 25)),  # Saturday is worked on, then nine days are not
        (date(2026, 2, 26), 2, "working", date(2026, 2, 28)),  # Friday, and the Saturday that is worked on
        (date(2026, 4, 30), 5, "working", date(2026, 5, 11)),  # five days off, then four days and a worked Saturday, then Monday
        (date(2025, 12, 31), 1, "working", date(2026, 1, 4)),
    ],
)
def test_a_period_ends_on_this_day(start: date, days: int, unit: Unit, last: date) -> None:
    assert workdays.due(start, days, unit) == Due(last, True)


@pytest.mark.parametrize("unit", ["calendar", "working"])
def test_beyond_the_published_years_a_period_is_counted_by_weekdays_and_said_to_be_uncertain(unit: Unit) -> None:
    found = workdays.due(date(2099, 12, 31), 10, unit)
    assert not found.certain and found.day.weekday() < 5
    assert not workdays.known(date(2099, 1, 1)) and workdays.is_workday(date(2099, 1, 1)) is (date(2099, 1, 1).weekday() < 5)


def test_a_period_that_ends_inside_a_known_year_is_certain_and_one_that_runs_out_of_it_is_not() -> None:
    assert workdays.due(date(2026, 12, 10), 15, "calendar") == Due(date(2026, 12, 25), True)
    assert not workdays.due(date(2026, 12, 20), 15, "calendar").certain


def test_a_county_says_the_days_of_a_year_that_was_just_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "holidays.toml"
    file.write_text('[2099]\noff = ["2099-01-01", 2099-01-02]\nwork = ["2099-01-03"]\n', "utf-8")
    monkeypatch.setenv("VILLAGE_HOLIDAYS", str(file))
    days = [date(2099, 1, number) for number in (1, 2, 3, 5)]
    assert [workdays.is_workday(day) for day in days] == [False, False, True, True]
    assert workdays.known(days[0]) and not workdays.known(date(2098, 12, 31))


def test_how_many_working_days_are_left() -> None:
    assert workdays.working_days_left(date(2026, 11, 24), date(2026, 11, 27)) == 3
    assert workdays.working_days_left(date(2026, 2, 14), date(2026, 2, 24)) == 1  # nine days off between
    assert workdays.working_days_left(date(2026, 11, 24), date(2026, 11, 24)) == 0
    assert workdays.working_days_left(date(2026, 11, 25), date(2026, 11, 24)) == 0


def test_a_day_in_china_begins_at_sixteen_oclock_universal_time() -> None:
    assert workdays.china_day(datetime(2026, 11, 24, 15, 59)) == date(2026, 11, 24)
    assert workdays.china_day(datetime(2026, 11, 24, 16, 0)) == date(2026, 11, 25)
    assert workdays.begins(date(2026, 11, 25)) == datetime(2026, 11, 24, 16, 0)


@pytest.mark.parametrize(("key", "length"), [("publication", "20日"), ("inquiry", "15日"), ("aid", "15日"), ("information", "20个工作日"), ("petition-close", "60日")])
def test_a_clock_is_as_long_as_its_law_says(key: str, length: str) -> None:
    assert deadlines.clock(key).length == length


def test_every_clock_names_its_law_and_says_it_in_chinese() -> None:
    found = deadlines.clocks()
    assert len(found) >= 8 and all("第" in each.basis and "条" in each.basis and each.says.endswith("。") for each in found.values())


def test_another_province_puts_its_own_clock_in_the_place_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "deadlines.toml"
    file.write_text('[publication]\nname = "村务公开异议"\ndays = 3\nunit = "working"\nstarts = "收到之日"\nbasis = "某省办法第三十一条"\nsays = "三个工作日内答复。"\n', "utf-8")
    monkeypatch.setenv("VILLAGE_DEADLINES", str(file))
    assert deadlines.clock("publication").due(date(2026, 11, 27)) == Due(date(2026, 12, 2), True)
    assert deadlines.clock("aid").days == 15


def test_a_clock_with_a_strange_unit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text('[aid]\nname = "x"\ndays = 3\nunit = "weeks"\nstarts = ""\nbasis = ""\nsays = ""\n', "utf-8")
    monkeypatch.setenv("VILLAGE_DEADLINES", str(file))
    with pytest.raises(ValueError, match="单位"):
        deadlines.clock("aid")
