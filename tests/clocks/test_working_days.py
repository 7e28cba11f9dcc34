from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.clocks.working_days import Calendar, calendar_of
from spona.reference.models import Holiday

SERBIA = Calendar("RS", ZoneInfo("Europe/Belgrade"))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),  # Saturday
        (date(2026, 11, 11), False),  # Armistice Day
        (date(2026, 2, 16), False),  # Statehood Day
        (date(2026, 1, 7), False),  # Orthodox Christmas
        (date(2026, 4, 13), False),  # Orthodox Easter Monday
        (date(2026, 12, 25), True),  # not a holiday for all in Serbia
    ],
)
def test_serbian_holidays_are_free(day, working):
    assert SERBIA.is_working(day) is working


def test_five_working_days_over_new_year_skip_the_holidays():
    # 31 Dec, then 5, 6, 8, 9 January: 1 and 2 are New Year, 7 is Christmas.
    assert SERBIA.after(date(2025, 12, 30), 5) == date(2026, 1, 9)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_counting_forward_and_back_agree(day, amount):
    end = SERBIA.after(day, amount)
    assert SERBIA.between(day, end) == amount
    assert amount == 0 or SERBIA.is_working(end)


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_the_end_of_a_day_is_its_last_second_here(day):
    end = SERBIA.end_of(day)
    assert SERBIA.day_of(end) == day
    assert SERBIA.day_of(end + timedelta(seconds=1)) == day + timedelta(days=1)


def test_days_that_people_entered_go_before_the_library(network):
    Holiday.objects.create(date=date(2026, 11, 24), words={"sr": "Дан"}, source="test")
    calendar = calendar_of(network)
    assert not calendar.is_working(date(2026, 11, 24))
    assert calendar.is_working(date(2026, 11, 11)), "this year is known by its rows alone"
    assert not calendar.is_working(date(2027, 11, 11)), "a year without rows asks the library"


def test_a_country_unknown_to_the_library_has_its_weekends():
    nowhere = Calendar("ZZ", ZoneInfo("UTC"))
    assert nowhere.is_working(date(2026, 1, 1))
    assert not nowhere.is_working(date(2026, 1, 3))
