"""No small number is in what is shown, and none is found by somebody who adds and subtracts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.statistics.large_counts.reader import (
    bounded,
    lines,
    naive_counts,
    solved,
    subtracted,
)
from tests.statistics.large_counts.tables import counted, numbers, published, records

WORDS = ("a", "b", "c", "d")
TABLES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.tuples(
            st.sampled_from((1, 1, 2, 3, 4, 8, 30, 100)),
            st.tuples(*[st.sampled_from(WORDS)] * columns).map(" ".join),
        ),
        min_size=1,
        max_size=14,
    )
).map(lambda times: records(*times))  # fmt: skip
SLOWLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def by_threshold_alone(made, ways, threshold):
    return {c: n for c, n in naive_counts(made, ways).items() if n >= threshold}


@SLOWLY
@given(TABLES, st.integers(1, 4))
def test_the_counts_are_those_of_a_naive_counter(made, ways):
    ways = min(ways, len(made[0]))
    assert numbers(counted(made, ways)) == naive_counts(made, ways)


@SLOWLY
@given(TABLES, st.integers(1, 3))
def test_before_anything_is_hidden_the_parts_of_each_sum_make_it_up(made, ways):
    found = numbers(counted(made, min(ways, len(made[0]))))
    for (total, _column), parts in lines(set(found)).items():
        assert sum(found[part] for part in parts) == found[total]


@SLOWLY
@given(TABLES, st.integers(1, 3), st.sampled_from((5, 10)))
def test_no_small_number_is_shown_or_found(made, ways, threshold):
    ways = min(ways, len(made[0]))
    true = naive_counts(made, ways)
    shown = published(made, ways, threshold)
    assert all(true[cell] == number >= threshold for cell, number in shown.items())
    small = {cell for cell, number in true.items() if number < threshold}
    assert not small & subtracted(shown, set(true)).keys()
    known = bounded(shown, set(true))
    assert all(known[cell][1] - known[cell][0] >= threshold for cell in small)
    assert all(low <= true[cell] <= high for cell, (low, high) in known.items())


# Of each: the records, how many columns together, and the cell that a threshold alone gives away.
LEAKS = {
    "what is left of the total": (
        records((100, "f"), (60, "m"), (3, "x")), 1, frozenset({("A", "x")}),
    ),
    "what is left in a row": (
        records((50, "f a"), (4, "f b"), (40, "m a"), (40, "m b")), 2,
        frozenset({("A", "f"), ("B", "b")}),
    ),
    "only over two steps": (
        records((50, "f a"), (2, "f b"), (2, "m a"), (70, "m b"), (60, "f c"), (2, "m c")), 2,
        frozenset({("A", "f"), ("B", "b")}),
    ),
    "only through another table": (
        records((50, "f a x"), (40, "f a y"), (3, "f b x"), (60, "f b y"), (70, "m b x"),
                (30, "m a y"), (30, "m a x"), (20, "m b y")), 3,
        frozenset({("A", "f"), ("B", "b"), ("C", "x")}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_that_a_threshold_alone_leaves_is_found_and_then_closed(name):
    made, ways, planted = LEAKS[name]
    true = naive_counts(made, ways)
    found = subtracted(by_threshold_alone(made, ways, 5), set(true))
    assert found[planted] == true[planted] < 5
    shown = published(made, ways, 5)
    assert shown
    low, high = bounded(shown, set(true))[planted]
    assert high - low >= 5
    assert not solved(shown, set(true)) & {cell for cell, n in true.items() if n < 5}


def test_what_is_known_too_well_itself_protects_nobody():
    """Hiding one neighbour of the small number is not enough where another table tells it."""
    made = records(
        (3, "f a x"), (40, "f b x"), (50, "m a x"), (60, "m b x"), (45, "f a y"), (35, "f b y"),
        (55, "m a y"), (65, "m b y"),
    )  # fmt: skip
    true = naive_counts(made, 3)
    small = frozenset({("A", "f"), ("B", "a"), ("C", "x")})
    one_more = by_threshold_alone(made, 3, 5)
    del one_more[frozenset({("A", "f"), ("B", "b"), ("C", "x")})]
    assert subtracted(one_more, set(true))[small] == 3
    assert small not in subtracted(published(made, 3, 5), set(true))


def test_where_all_are_many_all_are_shown():
    made = records((20, "f a"), (30, "f b"), (25, "m a"), (35, "m b"))
    assert published(made, 2, 10) == naive_counts(made, 2)


def test_of_fewer_than_the_threshold_nothing_is_shown():
    assert published(records((4, "f a"), (5, "m b")), 2, 10) == {}


def test_where_even_the_total_would_tell_too_much_nothing_is_shown():
    assert published(records((9, "f"), (2, "m")), 1, 10) == {}


def test_what_nobody_has_is_not_taken_for_a_small_number():
    made = records((40, "f a"), (30, "m b"))
    assert published(made, 2, 10) == naive_counts(made, 2)
