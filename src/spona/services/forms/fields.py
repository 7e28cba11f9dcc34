"""Fields that several forms here have: words in three languages, days, hours, ticks of codes."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.access.models import new_token
from spona.deadlines.time import today
from spona.reference.days import possible
from spona.reference.models import Code, Town
from spona.reference.scripts import serbian_key
from spona.reference.words import Words
from spona.ui.languages import WRITTEN

CYRILLIC: Final = _("Best in Cyrillic; Latin is made from it.")


class CreatingForm(forms.Form):
    """Carries the one-use token: sent twice, it is done once."""

    token = forms.CharField(
        min_length=43, max_length=43, widget=forms.HiddenInput, initial=new_token
    )


def words(label: Any, *, rows: int = 0, length: int = 300, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=length, widget=widget, **more)


def put_words(form: forms.Form, name: str, before: Words | None) -> Words:
    """What was typed in the fields `<name>_sr` and so on; other languages stay."""
    typed = {
        code: form.cleaned_data.get(f"{name}_{code}", "").strip()
        for code in WRITTEN
        if f"{name}_{code}" in form.fields
    }
    return Words({code: text for code, text in {**(before or {}), **typed}.items() if text})


def words_as_typed(name: str, kept: Words | None) -> dict[str, str]:
    kept = kept or Words()
    return {f"{name}_{code}": kept.get(code, "") for code in WRITTEN}


def day(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        validators=[possible],
        help_text=help_text,
        required=required,
        error_messages={
            "required": _("Choose the day."),
            "invalid": _("There is no such day. Write it like 30.11.2026."),
        },
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%Y."],
        widget=forms.DateInput(attrs={"type": "date", "class": "is-short"}, format="%Y-%m-%d"),
    )


def hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={"invalid": _("There is no such hour. Write it like 15:30.")},
        widget=forms.TimeInput(attrs={"type": "time", "class": "is-short"}, format="%H:%M"),
    )


def ticks(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )


def codes(list_name: str, *, besides: Any = (), without: Any = ()) -> list[tuple[str, str]]:
    """Of a list as it holds today, and those of `besides` that have ended."""
    rows = {row.code: str(row.words) for row in Code.objects.of(list_name, today())}
    missing = set(besides) - rows.keys()
    if missing:
        for row in Code.objects.filter(list=list_name, code__in=missing).order_by("version"):
            rows[row.code] = str(row.words)
    return [(code, label) for code, label in rows.items() if code not in without]


def real_towns() -> list[Town]:
    """By name; without those of training networks."""
    rows = Town.objects.exclude(networks__practice=True)
    return sorted(rows, key=lambda town: serbian_key(str(town.words)))
