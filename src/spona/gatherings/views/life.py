"""The life of a network for the page: twelve months, a circle for each meeting."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from spona.gatherings.queries import QUIET_AFTER, Held, Vitality


@dataclass(slots=True)
class Month:
    first: dt.date
    name: str
    now: bool
    held: list[Held] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Year:
    """`vitality` with its months, the oldest first, and its sentence."""

    vitality: Vitality
    months: list[Month]
    told: str


def year_of(life: Vitality) -> Year:
    """The last twelve months, this one included."""
    months: dict[tuple[int, int], Month] = {}
    for back in range(11, -1, -1):
        year, month = divmod(life.day.year * 12 + life.day.month - 1 - back, 12)
        first = dt.date(year, month + 1, 1)
        months[first.year, first.month] = Month(first, _names()[month], back == 0)
    for one in life.held:
        if (one.day.year, one.day.month) in months:
            months[one.day.year, one.day.month].held.append(one)
    return Year(life, list(months.values()), told(life))


def told(life: Vitality) -> str:
    """How long ago it was, and whether the next one is called: one sentence for any desk."""
    if life.days is None:
        since = _("No meeting has been held yet.")
    elif life.days == 0:
        since = _("The last meeting was today.")
    else:
        since = ngettext(
            "The last meeting was %(n)s day ago.", "The last meeting was %(n)s days ago.", life.days
        ) % {"n": life.days}
    if life.next is not None:
        return since
    if life.quiet:
        quiet = _("%(n)s days or more without a meeting: call the next one.")
        return f"{since} {quiet % {'n': QUIET_AFTER}}"
    return since


def _names() -> tuple[str, ...]:
    return (
        pgettext("month, short", "Jan"),
        pgettext("month, short", "Feb"),
        pgettext("month, short", "Mar"),
        pgettext("month, short", "Apr"),
        pgettext("month, short", "May"),
        pgettext("month, short", "Jun"),
        pgettext("month, short", "Jul"),
        pgettext("month, short", "Aug"),
        pgettext("month, short", "Sep"),
        pgettext("month, short", "Oct"),
        pgettext("month, short", "Nov"),
        pgettext("month, short", "Dec"),
    )
