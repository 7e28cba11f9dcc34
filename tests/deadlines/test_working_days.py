from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spona.deadlines.actions import start
from spona.deadlines.working_days import Calendar, calendar_of
from spona.reference.models import Holiday
from spona.reference.own_data import own_rows

from .at import at, local

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


def test_hours_and_plain_days_ask_for_no_holiday(network, django_assert_num_queries):
    at = datetime(2026, 11, 24, 8, tzinfo=UTC)
    calendar = calendar_of(network)
    with django_assert_num_queries(0):
        assert calendar.day_of(at) == date(2026, 11, 24)
        assert calendar.end_of(date(2026, 11, 24)) > at


def test_a_country_unknown_to_the_library_has_its_weekends():
    nowhere = Calendar("ZZ", ZoneInfo("UTC"))
    assert nowhere.is_working(date(2026, 1, 1))
    assert not nowhere.is_working(date(2026, 1, 3))


OWN = {date.fromisoformat(row["date"]) for row in own_rows("holidays")}
YEARS = range(2024, 2034)


def orthodox_easter(year):
    """By the rule of Meeus for the Julian calendar, thirteen days later in this century."""
    a, b, c = year % 4, year % 7, year % 19
    d = (19 * c + 15) % 30
    e = (2 * a + 4 * b - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


@pytest.mark.parametrize("year", YEARS)
def test_from_good_friday_to_easter_monday_offices_are_closed(year):
    easter = orthodox_easter(year)
    assert {easter + timedelta(days=n) for n in (-2, -1, 0, 1)} <= OWN


@pytest.mark.parametrize("year", YEARS)
def test_a_state_holiday_on_a_sunday_moves_to_the_next_working_day(year):
    for days in (((1, 1), (1, 2)), ((2, 15), (2, 16)), ((5, 1), (5, 2)), ((11, 11),)):
        feast = [date(year, *day) for day in days]
        assert set(feast) <= OWN
        if any(day.weekday() == 6 for day in feast):
            after = feast[-1] + timedelta(days=1)
            while after in feast or after.weekday() == 6:
                after += timedelta(days=1)
            assert after in OWN, (year, after)


@pytest.mark.parametrize("year", YEARS)
def test_our_days_are_those_of_the_library(year):
    assert {day for day in OWN if day.year == year} == set(
        holidays.country_holidays("RS", years=year)
    )


@pytest.mark.django_db
def test_a_deadline_over_easter_waits_for_the_offices(rules, csw, network, bea, subject):
    """Five working days from Thursday 9 April 2026: Friday to Monday offices are closed."""
    for row in own_rows("holidays"):
        Holiday.objects.create(**row)
    with at("2026-04-09 10:00"):
        deadline = start("opening", subject, institution=csw, network=network, by=bea,
                      sector="social_work", urgency="regular")  # fmt: skip
    assert deadline.due_at == local("2026-04-20 23:59:59")
