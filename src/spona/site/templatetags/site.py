"""Words that may be there in another language than the page's, and say so."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from spona.reference.words import Words

register = template.Library()
_HTML: Final = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}


@register.filter
def said(words: Words) -> SafeString:
    """The words; in another language than the page's they are marked with it."""
    here = get_language() or "sr"
    shown = words.shown_in(here)
    text = words.in_language(here)
    if shown == here or not text:
        return format_html("{}", text)
    return format_html('<span lang="{}">{}</span>', _HTML.get(shown, shown), text)
