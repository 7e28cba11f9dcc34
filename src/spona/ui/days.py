"""Days and hours as people say them, in each language of the pages. `ui` makes filters of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


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
        "month": _months()[local.month - 1],
    }


def until_day(value: date | None) -> str:
    """24. novembra: the form that stands after "do", "od", "posle"."""
    if value is None:
        return "–"
    local = _local(value)
    return pgettext("day and month", "%(day)d %(month)s") % {
        "day": local.day,
        "month": _months_of()[local.month - 1],
    }


def until_weekday(value: date | None) -> str:
    """ponedeljka, 30. novembra: with the day of the week, after "do"."""
    if value is None:
        return "–"
    return pgettext("weekday and day after until", "%(weekday)s, %(day)s") % {
        "weekday": _weekdays_of()[_local(value).weekday()],
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
    if value is None:
        return "–"
    local = _local(value)
    return pgettext("weekday, day and year", "%(weekday)s, %(day)s %(year)d") % {
        "weekday": _weekdays()[local.weekday()],
        "day": day(value),
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


def _weekdays() -> tuple[str, ...]:
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )


def _weekdays_of() -> tuple[str, ...]:
    return (
        pgettext("weekday after until", "Monday"),
        pgettext("weekday after until", "Tuesday"),
        pgettext("weekday after until", "Wednesday"),
        pgettext("weekday after until", "Thursday"),
        pgettext("weekday after until", "Friday"),
        pgettext("weekday after until", "Saturday"),
        pgettext("weekday after until", "Sunday"),
    )


# Django's own catalogue gives Serbian months one form only; "do 30. novembra" needs the second.
def _months() -> tuple[str, ...]:
    return (
        pgettext("month after a day", "January"),
        pgettext("month after a day", "February"),
        pgettext("month after a day", "March"),
        pgettext("month after a day", "April"),
        pgettext("month after a day", "May"),
        pgettext("month after a day", "June"),
        pgettext("month after a day", "July"),
        pgettext("month after a day", "August"),
        pgettext("month after a day", "September"),
        pgettext("month after a day", "October"),
        pgettext("month after a day", "November"),
        pgettext("month after a day", "December"),
    )


def _months_of() -> tuple[str, ...]:
    return (
        pgettext("month after until", "January"),
        pgettext("month after until", "February"),
        pgettext("month after until", "March"),
        pgettext("month after until", "April"),
        pgettext("month after until", "May"),
        pgettext("month after until", "June"),
        pgettext("month after until", "July"),
        pgettext("month after until", "August"),
        pgettext("month after until", "September"),
        pgettext("month after until", "October"),
        pgettext("month after until", "November"),
        pgettext("month after until", "December"),
    )
