"""In a form where something may stay empty, what may not says so; nothing else is marked."""

from django import forms
from django.template import engines
from django.utils.translation import override

FIELD = (
    "{% load ui %}{% for field in form.visible_fields %}"
    '{% include "ui/parts/field.html" %}{% endfor %}'
)


class Mixed(forms.Form):
    title = forms.CharField(label="Title")
    number = forms.CharField(label="Number", required=False)
    sure = forms.BooleanField(label="Sure", required=False)


class Whole(forms.Form):
    title = forms.CharField(label="Title")
    day = forms.DateField(label="Day")
    sure = forms.BooleanField(label="Sure", required=False)


def drawn(form: forms.Form, language: str = "en") -> str:
    with override(language):
        return engines["django"].from_string(FIELD).render({"form": form})


def test_the_few_that_are_required_are_marked_and_the_others_are_not():
    html = drawn(Mixed())
    assert html.count("must") == 1
    assert html.index("Title") < html.index("required</span>") < html.index("Number")
    assert "optional" not in html
    assert "обавезно" in drawn(Mixed(), "sr")


def test_where_everything_is_asked_nothing_is_marked():
    assert "must" not in drawn(Whole())


def test_no_template_marks_what_may_stay_empty():
    from tests.architecture.code import templates

    assert [name for name, text in templates().items() if "(optional)" in text] == []
