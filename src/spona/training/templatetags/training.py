"""Words of trainings for templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from spona.directory.institution_names import short_name
from spona.training import lists
from spona.training.certificate_paper import hours_words
from spona.training.models import Session
from spona.training.where import Place
from spona.ui import days

register = template.Library()
register.filter("short_name", short_name)
register.filter("hours_words", hours_words)


@register.filter
def days_words(session: Session) -> str:
    """The day with its hour, or the first and the last one."""
    rows = list(session.days.all())
    if not rows:
        return days.long_day(session.first_day)
    if len(rows) == 1:
        return f"{days.long_day(rows[0].day)}, {days.hour(rows[0].starts_at)}"
    return ", ".join(days.short_day(one.day) for one in rows) + f" {rows[-1].day.year}"


@register.filter
def language_name(code: str) -> str:
    return next(iter(lists.words_of(lists.LANGUAGE, [code])), code)


@register.filter
def at(rows: Sequence[Any], place: int) -> Any:
    return rows[place]


@register.filter
def unlocal(number: float) -> str:
    """For attributes of a picture, where a comma is no number."""
    return str(number)


@register.filter
def label_x(place: Place) -> str:
    beside = place.r + 6
    return str(round(place.x - beside if place.label_left else place.x + beside, 1))
