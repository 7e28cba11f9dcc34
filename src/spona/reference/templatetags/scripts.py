"""Text that was written in Cyrillic, in the reader's letters."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from spona.reference import sources
from spona.reference.scripts import latin

register = template.Library()


@register.filter
def in_script(text: object) -> str:
    """Names, positions and citations of our own data; never what somebody wrote about a person."""
    return str(text) if get_language() == "sr" else latin(str(text))


@register.filter
def source_note(note: object) -> SafeString:
    """The note of a source in the reader's language; marked where only English words are known."""
    text = str(note)
    if latin(text) != text:
        # Written in Cyrillic by people of this installation, so nobody's English.
        return format_html("{}", in_script(text))
    words, here = sources.source_words(text), get_language() or "sr"
    if words.missing_in(here) and text:
        return format_html('<span lang="en">{}</span>', text)
    return format_html("{}", words.in_language(here))


@register.filter
def version_words(version: object) -> str:
    return sources.version_words(str(version))
