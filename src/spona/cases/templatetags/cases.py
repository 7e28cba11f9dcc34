"""Words of the codes in a packet, and names of institutions, for templates."""

from __future__ import annotations

from collections.abc import Collection

from django import template

from spona.cases.referrals import words
from spona.cases.referrals.parts import PARTS
from spona.reference.sources import version_words

register = template.Library()

register.filter("short_name", words.short_name)
register.filter("full_name", words.full_name)
register.filter("version_words", version_words)


@register.filter
def word(code: str, list_name: str) -> str:
    """The word of a code; `list_name` is a key of `words.LISTS`."""
    return words.word(words.LISTS[list_name], code)


@register.filter
def parts(codes: Collection[str]) -> str:
    """Parts of a file by their codes, as one line, in the order in which they always stand."""
    return ", ".join(str(label) for name, label in PARTS.items() if name in codes)
