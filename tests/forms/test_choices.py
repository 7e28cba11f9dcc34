"""Choices that a form is given when it is made, ticks, lines and longer texts."""

import pytest
from django import forms

from spona.forms.choices import offer_choices, several_field
from spona.forms.text import text_field


class Form(forms.Form):
    one = forms.ChoiceField()
    many = several_field("Which?")
    line = text_field("In a word", length=5)
    text = text_field("In more", rows=7, required=False)


@pytest.fixture
def form():
    def made(data):
        form = Form(data)
        offer_choices(form, "one", {"a": "A", "b": "B"}.items(), "choose")
        offer_choices(form, "many", iter([("a", "A"), ("b", "B")]))
        return form

    return made


def test_an_empty_choice_stands_first_where_it_is_named(form):
    fields = form({}).fields
    assert list(fields["one"].choices) == [("", "choose"), ("a", "A"), ("b", "B")]
    assert list(fields["many"].choices) == [("a", "A"), ("b", "B")]


def test_several_may_be_ticked_and_also_none(form):
    said = {"one": "a", "line": "short"}
    assert form(said).is_valid()
    both = form(said | {"many": ["a", "b"]})
    assert both.is_valid()
    assert both.cleaned_data["many"] == ["a", "b"]


def test_what_is_not_offered_is_refused(form, settings):
    settings.LANGUAGE_CODE = "en"
    wrong = form({"one": "c", "line": "short", "many": ["c"]})
    assert set(wrong.errors) == {"one", "many"}
    assert "not in the list any more" in wrong.errors["many"][0]
    own = several_field("Which?", error_messages={"invalid_choice": "Choose again."})
    assert own.error_messages["invalid_choice"] == "Choose again."


def test_a_text_has_its_length_and_its_rows(form):
    assert "line" in form({"one": "a", "line": "too long"}).errors
    assert "<input" in str(form({})["line"])
    assert 'rows="7"' in str(form({})["text"])
