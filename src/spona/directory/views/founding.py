"""Form, act and date of a network, as far as they are known."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spona.directory.models import DatePrecision, Network
from spona.reference.models import Code


def founding(shown: Network, day: dt.date) -> dict[str, Any]:
    """Words of the three in the reader's language; empty where nobody knows."""
    words = {
        row.code: str(row.words)
        for row in Code.objects.valid_on(day).filter(
            list__in=("network_form", "act_kind"), code__in=(shown.form, shown.act)
        )
    }
    return {
        "form": words.get(shown.form, ""),
        "act": words.get(shown.act, ""),
        "date": _founded(shown),
    }


def _founded(shown: Network) -> str | Promise:
    """As much of the date as is known: 18. 10. 2013., July 2013, 2013, about 2013."""
    day = shown.founded_on
    if day is None:
        return ""
    year = {"year": day.year}
    if shown.founded_precision == DatePrecision.ABOUT:
        return _("about %(year)d") % year
    if shown.founded_precision == DatePrecision.YEAR:
        return f"{day.year}."
    if shown.founded_precision == DatePrecision.MONTH:
        return f"{day.month}. {day.year}."
    return f"{day.day}. {day.month}. {day.year}."
