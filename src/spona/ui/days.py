"""Days and hours as people say them, in each language of the pages. `ui` makes filters of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy


def _local(value: date) -> date:
    return (
        timezone.localtime(value)
        if isinstance(value, datetime) and timezone.is_aware(value)
        else value
    )


def day(value: date | None) -> str:
    """24. novembar"""
    if value is None:
        return "–"
    local = _local(value)
    return pgettext("day and month", "%(day)d %(month)s") % {
        "day": local.day,
        "month": _MONTHS[local.month - 1],
    }


def until_day(value: date | None) -> str:
    """24. novembra: the form that stands after "do", "od", "posle"."""
    if value is None:
        return "–"
    local = _local(value)
    return pgettext("day and month", "%(day)d %(month)s") % {
        "day": local.day,
        "month": _MONTHS_OF[local.month - 1],
    }


def until_weekday(value: date | None) -> str:
    """ponedeljka, 30. novembra: with the day of the week, after "do"."""
    if value is None:
        return "–"
    return pgettext("weekday and day after until", "%(weekday)s, %(day)s") % {
        "weekday": _WEEKDAYS_OF[_local(value).weekday()],
        "day": until_day(value),
    }


def short_day(value: date | None) -> str:
    """30. 11."""
    if value is None:
        return "–"
    local = _local(value)
    return pgettext("day and month in figures", "%(day)d/%(month)d") % {
        "day": local.day,
        "month": local.month,
    }


def long_day(value: date | None) -> str:
    """utorak, 24. novembar 2026"""
    return _long(value, _WEEKDAYS, day)


def until_long_day(value: date | None) -> str:
    """ponedeljka, 1. marta 2027: as `long_day`, after "do"."""
    return _long(value, _WEEKDAYS_OF, until_day)


def _long(
    value: date | None, weekdays: Sequence[Promise], told: Callable[[date | None], str]
) -> str:
    if value is None:
        return "–"
    local = _local(value)
    return pgettext("weekday, day and year", "%(weekday)s, %(day)s %(year)d") % {
        "weekday": weekdays[local.weekday()],
        "day": told(value),
        "year": local.year,
    }


def hour(value: datetime | None) -> str:
    """13:45, 9:05"""
    if value is None:
        return "–"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.hour}:{local.minute:02d}"


def when(value: date | None, *, now: datetime | None = None) -> str:
    """danas u 13:45, juče, sutra u 9:00, 24. novembra; "today" is that of `now`, else real."""
    if value is None:
        return "–"
    local = _local(value)
    here = _local(now or timezone.now())
    on = local.date() if isinstance(local, datetime) else local
    today = here.date() if isinstance(here, datetime) else here
    near = {
        today: _("today"),
        today - timedelta(days=1): _("yesterday"),
        today + timedelta(days=1): _("tomorrow"),
    }
    word = near.get(on) or until_day(value)
    if on.year != today.year:
        word = f"{word} {on.year}"
    if not isinstance(local, datetime):
        return word
    return pgettext("day and time", "%(day)s at %(time)s") % {"day": word, "time": hour(local)}


_WEEKDAYS: Final = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
_WEEKDAYS_OF: Final = (
    pgettext_lazy("weekday after until", "Monday"),
    pgettext_lazy("weekday after until", "Tuesday"),
    pgettext_lazy("weekday after until", "Wednesday"),
    pgettext_lazy("weekday after until", "Thursday"),
    pgettext_lazy("weekday after until", "Friday"),
    pgettext_lazy("weekday after until", "Saturday"),
    pgettext_lazy("weekday after until", "Sunday"),
)


# Django's own catalogue gives Serbian months one form only; "do 30. novembra" needs the second.
_MONTHS: Final = (
    pgettext_lazy("month after a day", "January"),
    pgettext_lazy("month after a day", "February"),
    pgettext_lazy("month after a day", "March"),
    pgettext_lazy("month after a day", "April"),
    pgettext_lazy("month after a day", "May"),
    pgettext_lazy("month after a day", "June"),
    pgettext_lazy("month after a day", "July"),
    pgettext_lazy("month after a day", "August"),
    pgettext_lazy("month after a day", "September"),
    pgettext_lazy("month after a day", "October"),
    pgettext_lazy("month after a day", "November"),
    pgettext_lazy("month after a day", "December"),
)
_MONTHS_OF: Final = (
    pgettext_lazy("month after until", "January"),
    pgettext_lazy("month after until", "February"),
    pgettext_lazy("month after until", "March"),
    pgettext_lazy("month after until", "April"),
    pgettext_lazy("month after until", "May"),
    pgettext_lazy("month after until", "June"),
    pgettext_lazy("month after until", "July"),
    pgettext_lazy("month after until", "August"),
    pgettext_lazy("month after until", "September"),
    pgettext_lazy("month after until", "October"),
    pgettext_lazy("month after until", "November"),
    pgettext_lazy("month after until", "December"),
)
