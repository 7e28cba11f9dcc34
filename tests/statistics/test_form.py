"""The counted record as people fill it in."""

import pytest

from spona.directory.models import NetworkTown
from spona.reference.models import Town
from spona.statistics import codes, record
from spona.statistics.forms import CountForm
from tests.statistics.conftest import written


@pytest.fixture
def fill(w):
    """`fill({"sex": "male"}, document)`: the form with everything else as it stood."""

    def form(changes=None, document=None):
        document = written() if document is None else document
        empty = CountForm(document=document, network=w.net)
        data = {
            name: empty.get_initial_for_field(field, name) for name, field in empty.fields.items()
        }
        sent = {
            name: value for name, value in (data | (changes or {})).items() if value is not None
        }
        return CountForm(sent, document=document, network=w.net)

    return form


def test_what_was_filled_in_is_a_valid_record(fill):
    form = fill({"sex": "male", "control": ["threats", "documents"], "fact_age": "no"})
    assert form.is_valid(), form.errors
    made = form.to_document()
    assert record.validate(made) == {}
    assert (made["sex"], made["control"]) == ("male", ["threats", "documents"])
    assert made["complete"]["age"] == "no"


def test_what_the_form_does_not_ask_stays(fill):
    form = fill({"reported_by": "police", "answered": "late"})
    assert form.is_valid()
    assert form.to_document()["reported_by"] == "school"
    assert form.to_document()["answered"] == "running"


def test_the_year_is_asked_once(fill):
    form = fill({"cohort_year": "2011"})
    assert form.is_valid()
    assert form.to_document()["cohort_year"] == 2025
    asked = fill({"cohort_year": "2024"}, record.empty())
    assert asked.is_valid()
    assert asked.to_document()["cohort_year"] == 2024


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"cohort_year": "3025"}, "cohort_year", "not come yet"),
        ({"cohort_year": "twenty"}, "cohort_year", "four digits"),
        ({"cohort_year": ""}, "cohort_year", "Write the year"),
        ({"cohort_year": "2025", "control": []}, "control", "at least one"),
        ({"cohort_year": "2025", "control": ["none", "threats"]}, "control", "alone"),
        ({"cohort_year": "2025", "status": "identified"}, "identified_by", "Say who"),
    ],
)
def test_each_mistake_has_its_sentence_beside_its_field(fill, said, field, sentence):
    form = fill(said, record.empty())
    assert not form.is_valid()
    assert sentence in str(form.errors[field])


def test_a_forged_answer_is_refused(fill):
    for field in ("sex", "town", "identified_by", "fact_danger", "exploitation"):
        assert field in fill({field: "<script>"}).errors


def test_the_towns_are_those_that_the_network_serves(w, fill):
    words = {"sr": "Бујановац", "en": "Bujanovac"}
    near = Town.objects.create(
        slug="bujanovac", words=words, genitive=words, locative=words, district=words,
        iso_3166_2="RS-24", lat=42, lon=21,
    )  # fmt: skip
    NetworkTown.objects.create(network=w.net, town=near)
    choices = [code for code, _words in fill().fields["town"].choices]
    assert choices == ["vranje", "bujanovac", *codes.TOWN]


def test_every_question_has_not_known_and_not_sure(fill):
    for name, field in fill().fields.items():
        if name not in ("cohort_year", "consent_stats"):
            said = {code for code, _words in field.choices}
            assert {codes.UNKNOWN, codes.NOT_SURE} <= said, name
