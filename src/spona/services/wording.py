"""Hours in words, in the language of the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from spona.services.hours import DAYS, WEEKLY, Apart, Rule

_LAST: Final[dict[str, Promise]] = {
    "MO": gettext_lazy("last Monday of the month"),
    "TU": gettext_lazy("last Tuesday of the month"),
    "WE": gettext_lazy("last Wednesday of the month"),
    "TH": gettext_lazy("last Thursday of the month"),
    "FR": gettext_lazy("last Friday of the month"),
    "SA": gettext_lazy("last Saturday of the month"),
    "SU": gettext_lazy("last Sunday of the month"),
}


def rule_words(rule: Rule) -> str:
    """As "Monday–Friday 07:00–15:00", with its rhythm and its dates where it has some."""
    days = days_words(rule)
    if rule.all_day and days == _("every day"):
        days = ""
    parts = [days, hours_words(rule.opens_at, rule.closes_at, all_day=rule.all_day)]
    text = " ".join(part for part in parts if part)
    dates = _dates(rule)
    return f"{text} ({dates})" if dates else text


def days_words(rule: Rule) -> str:
    if rule.freq == WEEKLY:
        names = [part.strip().upper() for part in rule.byday.split(",") if part.strip()]
        if not names and rule.dtstart:
            names = [DAYS[rule.dtstart.weekday()]]
        days = _weekdays(names)
        if rule.interval == 1:
            return days
        every = ngettext("every week", "every %(n)d weeks", rule.interval) % {"n": rule.interval}
        return f"{days}, {every}"
    days = _monthdays(rule)
    if rule.interval == 1:
        return days
    every = ngettext("every month", "every %(n)d months", rule.interval) % {"n": rule.interval}
    return f"{days}, {every}"


def hours_words(opens: dt.time | None, closes: dt.time | None, *, all_day: bool = False) -> str:
    if all_day:
        return _("day and night")
    if opens is None or closes is None:
        return ""
    text = f"{opens:%H:%M}–{closes:%H:%M}"
    if dt.time(0) < closes <= opens:
        return _("%(hours)s (until the next day)") % {"hours": text}
    return text


def apart_words(one: Apart) -> str:
    days = date_format(one.first_day, "j. n. Y.")
    if one.last_day != one.first_day:
        days = f"{days} – {date_format(one.last_day, 'j. n. Y.')}"
    hours = hours_words(one.opens_at, one.closes_at)
    return f"{days}: {hours or _('closed')}"


def area_words(towns: Iterable[str], *, hidden: bool) -> str:
    """Whose people it serves; of what is hidden so that nobody reads it as where it stands."""
    said = ", ".join(towns)
    return _("for people from: %(towns)s") % {"towns": said} if hidden and said else said


def _weekdays(names: list[str]) -> str:
    """Neighbouring days as one stretch: Monday–Friday, Sunday."""
    numbers = sorted({DAYS.index(name) for name in names if name in DAYS})
    if len(numbers) == 7:
        return _("every day")
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and number == stretches[-1][-1] + 1:
            stretches[-1].append(number)
        else:
            stretches.append([number])
    told = []
    for one in stretches:
        ends = [str(WEEKDAYS[number]) for number in (one[0], one[-1])]
        if len(one) == 1:
            told.append(ends[0])
        else:
            told.append(("–" if len(one) > 2 else ", ").join(ends))
    return ", ".join(told)


def _monthdays(rule: Rule) -> str:
    told = []
    for part in (part.strip().upper() for part in rule.byday.split(",") if part.strip()):
        number, name = part[:-2], part[-2:]
        day = str(WEEKDAYS[DAYS.index(name)]) if name in DAYS else name
        if not number:
            told.append(_("every %(day)s of the month") % {"day": day})
        elif number == "-1":
            told.append(str(_LAST[name]))
        elif int(number) > 0:
            told.append(_("%(n)d. %(day)s of the month") % {"n": int(number), "day": day})
        else:
            told.append(
                _("%(n)d. %(day)s from the end of the month") % {"n": -int(number), "day": day}
            )
    days = [int(part) for part in rule.bymonthday.split(",") if part.strip()]
    if not told and not days and rule.dtstart:
        days = [rule.dtstart.day]
    forward = [f"{day}." for day in sorted(day for day in days if day > 0)]
    if forward:
        told.append(_("%(days)s in the month") % {"days": " ".join(forward)})
    for back in sorted((day for day in days if day < 0), reverse=True):
        if back == -1:
            told.append(_("last day of the month"))
        else:
            told.append(_("%(n)d. day from the end of the month") % {"n": -back})
    return ", ".join(told)


def _dates(rule: Rule) -> str:
    starts = max(filter(None, (rule.valid_from, rule.dtstart)), default=None)
    ends = min(filter(None, (rule.valid_to, rule.until)), default=None)
    told = []
    if starts is not None:
        told.append(_("from %(day)s") % {"day": date_format(starts, "j. n. Y.")})
    if ends is not None:
        told.append(_("until %(day)s") % {"day": date_format(ends, "j. n. Y.")})
    if rule.count is not None:
        told.append(ngettext("%(n)d time", "%(n)d times", rule.count) % {"n": rule.count})
    return " ".join(told)
