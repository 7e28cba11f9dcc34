"""What cannot be is refused with a sentence; free words stay free."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from spona.cases.fields.possible import check_birth, check_time, is_under_age
from spona.cases.intake.forms.danger import DangerForm
from spona.cases.intake.forms.person import PersonForm
from spona.deadlines.time import today


@pytest.mark.parametrize(
    "text", ["8:30", "juče u 21:15", "posle drugog časa", "", "24. 11. u 7:05"]
)
def test_a_time_that_can_be_stays_as_it_was_written(text):
    assert check_time(text) == text


@pytest.mark.parametrize("text", ["25:99", "juče u 29:00", "8:61"])
def test_a_time_that_no_clock_shows_is_refused(text):
    with pytest.raises(ValidationError):
        check_time(text)


@pytest.mark.parametrize("text", ["2010", "oko 2008", "5.3.2010.", "29. 2. 2012.", ""])
def test_a_birth_that_can_be_stays_as_it_was_written(text):
    assert check_birth(text) == text


@pytest.mark.parametrize(
    "text", ["32.13.2010.", "29. 2. 2011.", "1.1.2099.", "12.5.15.", "12.05.1015."]
)
def test_a_birth_that_cannot_be_is_refused(text):
    with pytest.raises(ValidationError):
        check_birth(text)


@pytest.mark.parametrize(("birth", "under"), [(17, True), (18, False), (60, False)])
def test_who_was_born_less_than_18_years_ago_is_no_adult(birth, under):
    now = today()
    typed = [str(now.year - birth), f"oko {now.year - birth}"]
    for born in [*typed, f"1.1.{now.year - birth}.", f"{now.year - birth}-01-01"]:
        form = PersonForm({"age": "adult", "born": born})
        assert ("age" in form.errors) is under, born
        for age in ("child", "not_sure"):
            assert "age" not in PersonForm({"age": age, "born": born}).errors
    # On the day before the 18th birthday, and on it.
    tomorrow = now + timedelta(days=1)
    assert is_under_age(f"{tomorrow.day}.{tomorrow.month}.{tomorrow.year - 18}.")
    assert not is_under_age(f"{now.day}.{now.month}.{now.year - 18}.")


def test_the_sentences_stand_beside_their_fields():
    form = PersonForm({"born": "32.13.2010.", "told": ["director", "nobody"]})
    assert {"born", "told"} <= set(form.errors)
    assert "at" in DangerForm({"in_danger": "yes", "reached": "PS", "at": "25:99"}).errors
