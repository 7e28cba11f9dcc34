"""Quarters: which is over, which lie between two days."""

import datetime as dt

import pytest

from spona.services.quarters import Quarter, quarter_named, quarter_of, within


def test_a_quarter_knows_its_days_and_its_neighbours():
    one = Quarter(2026, 4)
    assert (one.first, one.last) == (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
    assert one.after == Quarter(2027, 1)
    assert Quarter(2026, 1).before == Quarter(2025, 4)
    assert str(one) == "IV/2026"
    assert [quarter_of(dt.date(2026, m, 28)).number for m in range(1, 13)] == [
        1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4,
    ]  # fmt: skip


def test_only_whole_quarters_lie_between_two_days():
    assert list(within(dt.date(2026, 1, 1), dt.date(2026, 6, 30))) == [
        Quarter(2026, 1), Quarter(2026, 2),
    ]  # fmt: skip
    assert list(within(dt.date(2026, 1, 2), dt.date(2026, 6, 30))) == [Quarter(2026, 2)]
    assert list(within(dt.date(2026, 1, 1), dt.date(2026, 6, 29))) == [Quarter(2026, 1)]
    assert list(within(dt.date(2026, 6, 1), dt.date(2026, 1, 1))) == []


@pytest.mark.parametrize("slug", ["", "2026", "2026-5", "2026-0", "26-1", "2026-12", "x-1", "٢٠٢٦-1",
                                  "1999-1", "9999-1", "2026-"])  # fmt: skip
def test_what_names_no_quarter_is_none(slug):
    assert quarter_named(slug) is None
