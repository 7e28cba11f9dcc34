"""What looks like a person is shown to whoever writes it; towns and bodies are none."""

import pytest
from django import forms
from django.utils import translation

from spona.reference.pii_patterns import CarefulForm, telltales


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Звати 063 123 4567 сутра", "063 123 4567"),
        ("Zvati +381 63/123-4567", "+381 63/123-4567"),
        ("Број 0101990710006 стоји у огласу", "0101990710006"),
        ("Ауто VR 123-AB пред хотелом", "VR 123-AB"),
        ("Писати на neko.ime@primer.invalid", "neko.ime@primer.invalid"),
        ("Лична карта 004512367", "004512367"),
        ("Оглас даје Петар Примерић из агенције", "Петар Примерић"),
        ("Oglas daje Petar Primerić", "Petar Primerić"),
    ],
)
def test_what_looks_like_somebody_is_found(text, found):
    assert [one.found for one in telltales(text)] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "Радионица у Новом Саду за 25 ученика 12. 3. 2026. у 10:30",
        "Оглас за рад у иностранству, плата 1200 евра месечно",
        "Састанак у згради Црвени крст, на спрату 2",
        "Сремска Митровица и Ниш. Договорено је. Центар зове Црвени крст.",
        "",
    ],
)
def test_towns_bodies_and_days_are_nobody(text):
    assert telltales(text) == []


class _Form(CarefulForm):
    careful = ("text",)
    text = forms.CharField()


def test_a_form_stops_once_and_goes_on_after_the_tick():
    with translation.override("en"):
        form = _Form({"text": "Оглас даје Петар Примерић"})
        assert not form.is_valid()
        assert form.looks_personal
        assert "Петар Примерић" in str(form.errors["text"])
        assert _Form({"text": "Оглас даје Петар Примерић", "nobody_named": "on"}).is_valid()
        calm = _Form({"text": "Оглас на стубу"})
        assert calm.is_valid()
        assert not calm.looks_personal
