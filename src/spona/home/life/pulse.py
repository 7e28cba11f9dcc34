"""Vitality as it is drawn: twelve months in one line, a circle for each meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.documents.tables import Cell
from spona.home.life.vitality import Vitality
from spona.ui import days


@dataclass(frozen=True, slots=True)
class Month:
    """`short` and `name` as people say them; `meetings`: (there, asked)."""

    first: dt.date
    short: str
    name: str
    meetings: list[tuple[int, int]]
    now: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """`title` is what stands above the line in a sentence; `facts`: a number and what it counts."""

    months: list[Month]
    title: str
    facts: list[tuple[str, str]]
    next_at: dt.datetime | None
    quiet: bool


def pulse(found: Vitality) -> Pulse:
    last = found.months[-1][0]
    months = [
        Month(first, _month(first)[:3], _name(first), meetings, first == last)
        for first, meetings in found.months
    ]
    return Pulse(months, _title(found), list(_facts(found)), found.next_at, found.quiet)


def _month(first: dt.date) -> str:
    """Its name as a day of it is said: Django's own short names are none in Serbian."""
    return days.day(first).split()[-1]


def _name(first: dt.date) -> str:
    return f"{_month(first)} {first.year}"


def _title(found: Vitality) -> str:
    """Said kindly: a network that was quiet has had other work."""
    since = found.days_since_last
    if since is None:
        return _("No meeting is written down yet. The first one can be short.")
    if not since:
        return _("The last meeting was today.")
    if not found.quiet:
        text = ngettext(
            "The last meeting was %(n)d day ago.", "The last meeting was %(n)d days ago.", since
        )
        return text % {"n": since}
    text = ngettext("It has been quiet for %(n)d day.", "It has been quiet for %(n)d days.", since)
    said = text % {"n": since}
    if found.next_at is not None:
        return said
    return said + " " + _("A short meeting is enough to begin again.")


def _facts(found: Vitality) -> Iterator[tuple[str, str]]:
    since = found.days_since_last
    if since is not None:
        what = ngettext("day since the last meeting", "days since the last meeting", since)
        yield str(since), what
    yield (
        str(found.held),
        ngettext("meeting in twelve months", "meetings in twelve months", found.held),
    )
    if found.decided:
        figures = {"n": found.carried_out, "total": found.decided}
        yield _("%(n)d of %(total)d") % figures, _("decisions carried out")


def rows(found: Vitality) -> tuple[list[str], list[list[Cell]]]:
    """The same as a table: a row for each meeting, and one for each month without any."""
    head = [_("Month"), _("Were there"), _("Were to be")]
    lines: list[list[Cell]] = []
    for first, meetings in found.months:
        lines += [[_name(first), *one] for one in meetings] or [[_name(first), None, None]]
    return head, lines
