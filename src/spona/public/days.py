"""Days of which only a part is known, as a sentence of a public page says them."""

from __future__ import annotations

import datetime as dt

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spona.directory.models import DatePrecision
from spona.ui import days


def as_known(day: dt.date | None, precision: str = "") -> str:
    """18 July 2013, July 2013, 2013 or about 2013; empty where nobody knows."""
    if day is None:
        return ""
    if precision == DatePrecision.ABOUT:
        return _("about %(year)d") % {"year": day.year}
    if precision == DatePrecision.MONTH:
        said = {"month": MONTHS[day.month], "year": day.year}
        return pgettext("as far as it is known", "%(month)s %(year)d") % said
    if precision == DatePrecision.YEAR:
        return pgettext("as far as it is known", "%(year)d") % {"year": day.year}
    said = {"day": days.day(day), "year": day.year}
    return pgettext("as far as it is known", "%(day)s %(year)d") % said


def span(first: str, last: str) -> str:
    """From `first` to `last` as `as_known` says them; of one that is empty nothing is said."""
    if first and last:
        return f"{first} – {last}"
    if last:
        return _("until: %(when)s") % {"when": last}
    return _("since: %(when)s") % {"when": first} if first else ""
