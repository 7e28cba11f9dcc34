"""Words of the codes of a thread, for templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from spona.cases.fields.codes import word
from spona.tipline.words import CHILDREN, FROM_THERE, LANGUAGES, OTHER, REACHED, WHO

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
def lang_attribute(code: str) -> SafeString:
    """` lang="hu"` for a text somebody wrote; nothing where the language is not known.

    Serbian says nothing about its script, and a reader of screens hears that by itself.
    """
    known = code in LANGUAGES and code != OTHER
    return format_html(' lang="{}"', code) if known else SafeString("")


@register.filter
def reached_word(code: str) -> str:
    return word(REACHED, code)


@register.filter
def from_there_word(code: str) -> str:
    return word(FROM_THERE, code)
