"""What cannot be is refused with a sentence; free words stay free."""

import pytest
from django.core.exceptions import ValidationError

from spona.cases.fields.possible import check_birth, check_time
from spona.cases.intake.forms.danger import DangerForm
from spona.cases.intake.forms.person import PersonForm


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


@pytest.mark.parametrize("text", ["32.13.2010.", "29. 2. 2011.", "1.1.2099."])
def test_a_birth_that_cannot_be_is_refused(text):
    with pytest.raises(ValidationError):
        check_birth(text)


def test_the_sentences_stand_beside_their_fields():
    form = PersonForm({"born": "32.13.2010.", "told": ["director", "nobody"]})
    assert {"born", "told"} <= set(form.errors)
    assert "at" in DangerForm({"in_danger": "yes", "reached": "PS", "at": "25:99"}).errors
