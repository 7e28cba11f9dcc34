"""Days as a project knows them, and a form field drawn by what it is."""

from __future__ import annotations

import datetime as dt

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect

from spona.projects.days import tell_day
from spona.reference.words import Words

register = template.Library()


@register.filter
def full_day(day: dt.date | None) -> str:
    """18. 7. 2026., with its year; empty where there is none."""
    return tell_day(day)


@register.filter
def in_words(value: dict[str, str]) -> str:
    """Words that lie in a JSON column, in the reader's language."""
    return str(Words.of(value))


@register.filter
def drawn_by(field: BoundField) -> str:
    """The part that draws this field."""
    many = isinstance(field.field.widget, CheckboxSelectMultiple | RadioSelect)
    return "ui/parts/choices.html" if many else "ui/parts/field.html"
