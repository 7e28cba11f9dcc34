"""How a noisy number is told."""

import pytest

from spona.statistics.releases import showing
from spona.statistics.releases.policy import current_policy
from spona.statistics.releases.showing import HIDDEN, Shown

POLICY = current_policy()


@pytest.mark.parametrize("value", [-8, 0, 0.4, 3, 9.99])
def test_nobody_is_told_as_few_are(value):
    assert showing.number(value, 2.0, POLICY) == Shown(low=0, high=10)
    assert showing.band(value, POLICY) == Shown(low=0, high=10)


@pytest.mark.parametrize(
    ("value", "told"), [(10, 10), (12.4, 10), (12.5, 15), (17.4, 15), (112.6, 115)]
)
def test_a_number_is_rounded_to_the_nearest_five(value, told):
    assert showing.number(value, 2.0, POLICY).number == told


def test_below_three_standard_errors_nothing_is_told():
    assert showing.number(20.9, 7.0, POLICY) == HIDDEN
    assert showing.number(-3, 7.0, POLICY) == HIDDEN
    assert showing.number(21.1, 7.0, POLICY).number == 20


def test_two_intervals():
    shown = showing.number(40.0, 2.0, POLICY)
    assert shown.counted == (36, 44)
    assert shown.rate == (27, 53)


def test_bands_of_a_town():
    said = [
        (b.low, b.high) for b in (showing.band(v, POLICY) for v in (10, 19.9, 20, 49.9, 50, 900))
    ]
    assert said == [(10, 19), (10, 19), (20, 49), (20, 49), (50, None), (50, None)]


def test_a_small_cohort_shows_bands_where_others_show_numbers():
    assert showing.sure_band(24, 2.0, POLICY) == Shown(low=20, high=49)
    assert showing.sure_band(4, 2.0, POLICY) == Shown(low=0, high=10)
    assert showing.sure_band(24, 9.0, POLICY) == HIDDEN
