"""Which place an address asks for, whatever somebody typed there."""

import pytest

from dashboard.choosing import first_known, number_of


@pytest.mark.parametrize("written", ["", "²", "१२", "-1", "1.0", " 1", "柳溪村", "9" * 19, "9" * 5000])
def test_what_is_no_number_of_a_record_is_none(written: str) -> None:
    assert number_of(written) is None


def test_a_number_of_a_record_is_read() -> None:
    assert number_of("12") == 12 and number_of("9" * 18) == 10**18 - 1


def test_the_first_wish_that_is_known_counts_then_the_first_that_is_there() -> None:
    assert first_known([3, 1, 2], None, 9, 2, 1) == 2
    assert first_known([3, 1, 2], 9, None) == 3
    assert first_known([], 1) is None
