"""Fields that several forms here have: words in three languages, days, hours, ticks of codes."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from spona.audit.verified_rows import remembered
from spona.deadlines.time import today
from spona.forms.choices import several_field
from spona.forms.days import time_field
from spona.reference.models import Code, Town
from spona.reference.scripts import serbian_key
from spona.reference.words import Words
from spona.ui.languages import WRITTEN

CYRILLIC: Final = _("Best in Cyrillic; Latin is made from it.")


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


def hour(label: Any) -> forms.TimeField:
    wrong = _("There is no such hour. Write it like 15:30.")
    return time_field(label, required=False, error_messages={"invalid": wrong})


def ticks(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return several_field(
        label, help_text, error_messages={"invalid_choice": _("Choose from the list.")}
    )


def codes(list_name: str, *, besides: Any = (), without: Any = ()) -> list[tuple[str, str]]:
    """Of a list as it holds today, and those of `besides` that have ended."""
    rows = Code.objects.labels(list_name, today())
    missing = set(besides) - rows.keys()
    if missing:
        for row in Code.objects.filter(list=list_name, code__in=missing).order_by("version"):
            rows[row.code] = str(row.words)
    return [(code, label) for code, label in rows.items() if code not in without]


def real_towns() -> list[Town]:
    """By name; without those of training networks."""
    towns = Town.objects.exclude(networks__practice=True)
    rows = remembered("real towns", lambda: tuple(towns))
    return sorted(rows, key=lambda town: serbian_key(str(town.words)))
