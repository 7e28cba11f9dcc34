"""Text that was written in Cyrillic, in the reader's letters."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from spona.reference.scripts import latin

register = template.Library()


@register.filter
def in_script(text: object) -> str:
    """Names, positions and citations of our own data; never what somebody wrote about a person."""
    return str(text) if get_language() == "sr" else latin(str(text))
