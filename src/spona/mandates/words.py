"""Founding documents and days as a page says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from spona.directory.models import DatePrecision
from spona.mandates.models import FoundingDocument, Quorum
from spona.reference.models import Code
from spona.reference.scripts import latin
from spona.ui.days import until_day


def kind_words(day: dt.date) -> dict[str, str]:
    """Code to name of the kinds of document, in the reader's language."""
    return Code.objects.labels("act_kind", day)


def document_name(document: FoundingDocument, kinds: Mapping[str, str]) -> str:
    """Its title, else its kind, else that nobody has found it."""
    if document.title:
        # As it was typed, in the letters of the reader.
        return document.title if get_language() == "sr" else latin(document.title)
    return kinds.get(document.kind, document.kind) or _("An act nobody has found yet")


def full_day(day: dt.date) -> str:
    """24. novembra 2026: the form that stands after "do", "od", "posle"."""
    said = {"day": until_day(day), "year": day.year}
    return pgettext("day with its year", "%(day)s %(year)d") % said


def signed_words(document: FoundingDocument) -> str:
    """As much of the date as is known: 18. 10. 2013., 7. 2013., 2013., about 2013."""
    day = document.signed_on
    if day is None:
        return ""
    if document.signed_precision == DatePrecision.ABOUT:
        return _("about %(year)d") % {"year": day.year}
    if document.signed_precision == DatePrecision.YEAR:
        return f"{day.year}."
    if document.signed_precision == DatePrecision.MONTH:
        return f"{day.month}. {day.year}."
    return f"{day.day}. {day.month}. {day.year}."


def validity_words(document: FoundingDocument) -> str:
    """From when until when, as far as it is known."""
    start, end = document.starts_on, document.last_day
    if start and end:
        said = {"start": full_day(start), "end": full_day(end)}
        return _("from %(start)s until %(end)s") % said
    if start:
        return _("since %(start)s, without an end") % {"start": full_day(start)}
    if end:
        return _("until %(end)s, its beginning is not known") % {"end": full_day(end)}
    return _("not known")


def quorum_words(document: FoundingDocument) -> str:
    """What the document says about how many have to be there; empty where it says nothing."""
    number = document.quorum_number or 0
    if document.quorum == Quorum.NUMBER:
        return ngettext("%(n)d institution", "%(n)d institutions", number) % {"n": number}
    if document.quorum == Quorum.SHARE:
        return _("at least %(n)d %% of the institutions") % {"n": number}
    if document.quorum == Quorum.MORE_THAN_HALF:
        return _("more than half of the institutions")
    two_thirds = document.quorum == Quorum.TWO_THIRDS
    return _("at least two thirds of the institutions") if two_thirds else ""
