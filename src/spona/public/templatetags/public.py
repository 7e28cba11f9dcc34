"""Words that may be there in another language than the page's, and say so."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spona.reference.templatetags.scripts import source_note
from spona.reference.words import Words
from spona.services import answering
from spona.services.models import Phone
from spona.services.visibility import Offer
from spona.ui.languages import html_lang

register = template.Library()


@register.filter
def said(words: Words) -> SafeString:
    """The words; in another language than the page's they are marked with it."""
    marked = tongue(words)
    text = words.in_language(get_language() or "sr")
    if not marked or not text:
        return format_html("{}", text)
    return format_html("<span{}>{}</span>", marked, text)


@register.filter
def told(words: Words) -> SafeString:
    """As `said`; whoever does not read Serbian learns that it is Serbian."""
    return format_html("{}{}", said(words), in_serbian(words.shown_in(get_language() or "sr")))


@register.filter
def in_serbian(lang: str) -> SafeString:
    """Behind words in `lang`: that they are Serbian, on a page that is not; else empty."""
    if not lang.startswith("sr") or (get_language() or "sr").startswith("sr"):
        return SafeString("")
    return format_html(" <small>{}</small>", _("(in Serbian)"))


@register.filter
def first_phone(offer: Offer) -> Phone | None:
    return answering.first_phone(offer)


@register.filter
def read_where(note: str) -> SafeString:
    """The source of a right in words of the page."""
    marked = source_note(note)
    if (get_language() or "sr") == "en":
        plain = marked.replace("document seen: ", "seen: ").replace("seen: ", "read in: ")
        return SafeString(plain)
    return marked


@register.filter
def tongue(words: Words) -> SafeString:
    """The attribute `lang` for words that are not in the page's language; empty for others."""
    here = get_language() or "sr"
    shown = words.shown_in(here)
    if shown == here:
        return SafeString("")
    return format_html(' lang="{}"', html_lang(shown))
