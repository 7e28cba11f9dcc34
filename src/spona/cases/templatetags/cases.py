"""Words of the codes in a packet, for templates."""

from __future__ import annotations

from django import template

from spona.cases.referrals import words
from spona.directory.models import Institution

register = template.Library()


@register.filter
def short_name(institution: Institution) -> str:
    return words.short_name(institution)


@register.filter
def urgency(code: str) -> str:
    return words.word(words.URGENCY, code) or "–"


@register.filter
def age(code: str) -> str:
    return words.word(words.AGE, code)


@register.filter
def age_in_list(code: str) -> str:
    return words.word(words.AGE_IN_LIST, code)


@register.filter
def yes_no(code: str) -> str:
    return words.word(words.YES_NO, code)


@register.filter
def certainty(code: str) -> str:
    return words.word(words.CERTAINTY, code)


@register.filter
def told(code: str) -> str:
    return words.word(words.TOLD, code)
