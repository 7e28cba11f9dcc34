"""A day and an hour are read as a browser sends them and as people type them."""

import datetime as dt

import pytest
from django import forms

from spona.forms.days import day_field, time_field


class Form(forms.Form):
    day = day_field("Day", "Which?", required=False)
    hour = time_field("Hour", required=False, error_messages={"invalid": "Write it like 15:30."})


@pytest.mark.parametrize(
    "typed", ["2026-11-30", "30.11.2026", "30.11.2026.", "30. 11. 2026.", "30. 11. 2026"]
)
def test_a_day_is_read_however_it_is_written(typed):
    form = Form({"day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] == dt.date(2026, 11, 30)


@pytest.mark.parametrize("typed", ["15:30", "15.30", "15:30:00"])
def test_so_is_an_hour(typed):
    form = Form({"hour": typed})
    assert form.is_valid()
    assert form.cleaned_data["hour"] == dt.time(15, 30)
    assert Form({"hour": "15"}).is_valid()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"day": "31.11.2026"}, "There is no such day. Write it like 30.11.2026."),
        ({"day": "0026-11-30"}, "Check the year: this day is too far away."),
        ({"day": "2200-01-01"}, "Check the year: this day is too far away."),
        ({"hour": "25:00"}, "Write it like 15:30."),
    ],
)
def test_what_is_no_day_and_no_hour_is_told_beside_the_field(typed, says, settings):
    settings.LANGUAGE_CODE = "en"
    (errors,) = Form(typed).errors.values()
    assert errors == [says]


def test_one_that_is_needed_asks_for_it(settings):
    settings.LANGUAGE_CODE = "en"
    day, hour = day_field("Day"), time_field("Hour")
    assert day.error_messages["required"] == "Choose the day."
    assert hour.error_messages["required"] == "Choose the time."
    assert day.required
    assert hour.required


def test_the_page_gets_the_fields_of_a_browser():
    form = Form(initial={"day": dt.date(2026, 11, 30), "hour": dt.time(15, 30)})
    assert 'type="date" name="day" value="2026-11-30" class="is-short"' in str(form["day"])
    assert 'type="time" name="hour" value="15:30" class="is-short"' in str(form["hour"])
    assert form["day"].help_text == "Which?"
