"""A day that can be: with a mistyped year nothing can be counted from it, and some break."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_YEARS: Final = range(1900, 2200)


def possible(day: dt.date) -> None:
    """For the `validators` of a field with a day or an instant."""
    if day.year not in _YEARS:
        raise ValidationError(_("Check the year: this day is too far away."))
