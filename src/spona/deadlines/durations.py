"""Lengths of time and days as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext


def length(span: timedelta) -> str:
    """A length as "25 min", "3 h 20 min", "22 h", "4 days": whole hours from 12, days from 48."""
    minutes = max(0, int(span.total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        days = hours // 24
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if hours >= 12 or not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{rest:02d}"}


def day_words(day: date, today: date) -> str:
    """The words "yesterday", "today", "tomorrow", else the date, with another year's number."""
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get((day - today).days)
    if near:
        return near
    if day.year == today.year:
        # Translators: how a day of this year is written, in the letters of Django's date filter.
        return date_format(day, pgettext("date format", "j M"), use_l10n=False)
    # Translators: how a day of another year is written.
    return date_format(day, pgettext("date format", "j M Y"), use_l10n=False)


def time_or_day(at: datetime, today: date) -> str:
    """A local instant to come: "13:45" today, else as `day_and_time`."""
    return hour_words(at) if at.date() == today else day_and_time(at, today)


def hour_words(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02d}"


def day_and_time(at: datetime, today: date) -> str:
    """A local instant: "today at 9:20", "tomorrow at 13:45", "30 Nov at 13:45"."""
    return _("%(day)s at %(time)s") % {
        "day": day_words(at.date(), today),
        "time": hour_words(at),
    }
