"""Words of the codes of a thread, for templates."""

from __future__ import annotations

from django import template

from spona.cases.referrals.words import word
from spona.tipline.words import CHILDREN, FROM_THERE, LANGUAGES, REACHED, WHO

register = template.Library()


@register.filter
def children_word(code: str) -> str:
    return word(CHILDREN, code)


@register.filter
def who_word(code: str) -> str:
    return word(WHO, code)


@register.filter
def language_word(code: str) -> str:
    return word(LANGUAGES, code)


@register.filter
def reached_word(code: str) -> str:
    return word(REACHED, code)


@register.filter
def from_there_word(code: str) -> str:
    return word(FROM_THERE, code)
