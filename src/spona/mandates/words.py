"""Acts and days as a page says them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from spona.directory.models import DatePrecision
from spona.mandates.models import Mandate, Quorum
from spona.reference.models import Code
from spona.reference.scripts import latin
from spona.ui.days import until_day


def kind_words(day: dt.date) -> dict[str, str]:
    """Code to name of the kinds of act, in the reader's language."""
    return Code.objects.labels("act_kind", day)


def act_name(mandate: Mandate, kinds: Mapping[str, str]) -> str:
    """Its title, else its kind, else that nobody has found it."""
    if mandate.title:
        # As it was typed, in the letters of the reader.
        return mandate.title if get_language() == "sr" else latin(mandate.title)
    return kinds.get(mandate.kind, mandate.kind) or _("An act nobody has found yet")


def full_day(day: dt.date) -> str:
    """24. novembra 2026: the form that stands after "do", "od", "posle"."""
    said = {"day": until_day(day), "year": day.year}
    return pgettext("day with its year", "%(day)s %(year)d") % said


def signed_words(mandate: Mandate) -> str:
    """As much of the date as is known: 18. 10. 2013., 7. 2013., 2013., about 2013."""
    day = mandate.signed_on
    if day is None:
        return ""
    if mandate.signed_precision == DatePrecision.ABOUT:
        return _("about %(year)d") % {"year": day.year}
    if mandate.signed_precision == DatePrecision.YEAR:
        return f"{day.year}."
    if mandate.signed_precision == DatePrecision.MONTH:
        return f"{day.month}. {day.year}."
    return f"{day.day}. {day.month}. {day.year}."


def validity_words(mandate: Mandate) -> str:
    """From when until when, as far as it is known."""
    start, end = mandate.starts_on, mandate.last_day
    if start and end:
        said = {"start": full_day(start), "end": full_day(end)}
        return _("from %(start)s until %(end)s") % said
    if start:
        return _("since %(start)s, without an end") % {"start": full_day(start)}
    if end:
        return _("until %(end)s, its beginning is not known") % {"end": full_day(end)}
    return _("not known")


def quorum_words(mandate: Mandate) -> str:
    """What the act says about how many have to be there; empty where it says nothing."""
    number = mandate.quorum_number or 0
    if mandate.quorum == Quorum.NUMBER:
        return ngettext("%(n)d institution", "%(n)d institutions", number) % {"n": number}
    if mandate.quorum == Quorum.SHARE:
        return _("at least %(n)d %% of the institutions") % {"n": number}
    if mandate.quorum == Quorum.MORE_THAN_HALF:
        return _("more than half of the institutions")
    two_thirds = mandate.quorum == Quorum.TWO_THIRDS
    return _("at least two thirds of the institutions") if two_thirds else ""
