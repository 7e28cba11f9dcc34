"""How alive a network is: its meetings of a year, and what became of what they said.

Of meetings of the network alone: a conference about a file never counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from spona.access.prepared_rows import PreparedRows
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_by_id
from spona.meetings.models import Attendance, Meeting, MeetingQuerySet, Presence
from spona.reference.scripts import serbian_key

# A table that did not meet for so long is shown as quiet.
QUIET_AFTER: Final = 60
MONTHS: Final = 12
# Of one network: a meeting a week for a year, and as many that lie ahead.
_AT_MOST: Final = 120


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting: `there` of `of` institutions were there, themselves or by a deputy."""

    meeting: Meeting
    day: dt.date
    there: int
    of: int


@dataclass(frozen=True, slots=True)
class There:
    """How often one institution was at the table in these twelve months."""

    institution: Institution
    there: int
    of: int


@dataclass(frozen=True, slots=True)
class Vitality:
    """A network's life on `day`. `held`: of the last twelve months, the oldest first; `done` of
    `decided`: decisions of these; `last_on` and `days` since: None where nobody ever met.
    """

    network: Network
    day: dt.date
    held: tuple[Held, ...]
    decided: int
    done: int
    last_on: dt.date | None
    days: int | None
    quiet: bool
    next: Meeting | None


def vitality(network: Network, day: dt.date) -> Vitality:
    """The year up to `day`; one query, however many meetings there were. What somebody else wrote
    into the database counts for nothing.
    """
    zone = ZoneInfo(network.time_zone)
    rows = [
        (one.starts_at.astimezone(zone).date(), one)
        for one in _NEWEST.rows([network.pk])
        if one.has_valid_mac()
    ]
    last_on = max((on for on, one in rows if one.held_at is not None and on <= day), default=None)
    first = months_before(day)[0]
    year = [(on, one) for on, one in reversed(rows) if one.held_at and first <= on <= day]
    ahead = [
        one for on, one in reversed(rows) if not one.held_at and not one.ended_at and on >= day
    ]
    return Vitality(
        network=network,
        day=day,
        held=tuple(Held(one, on, _count(one, "there"), _count(one, "asked")) for on, one in year),
        decided=sum(_count(one, "decided") for _on, one in year),
        done=sum(_count(one, "done") for _on, one in year),
        last_on=last_on,
        days=(day - last_on).days if last_on else None,
        quiet=is_quiet(network, day, last_on),
        next=ahead[0] if ahead else None,
    )


def is_quiet(network: Network, day: dt.date, last_on: dt.date | None) -> bool:
    """`last_on`: day of the last meeting; a network that never met counts from its first day."""
    return (day - (last_on or network.first_day)).days >= QUIET_AFTER


def months_before(day: dt.date) -> list[dt.date]:
    """The first days of the twelve months that end with that of `day`."""
    last = day.year * 12 + day.month - 1
    return [dt.date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]


def with_counts(rows: MeetingQuerySet) -> MeetingQuerySet:
    """Each with `there` of `asked` institutions and `done` of `decided` decisions."""
    carried_out = Q(decisions__task__outcome="done", decisions__task__done_at__isnull=False)
    return rows.annotate(
        there=Count("attendance", filter=~Q(attendance__presence=Presence.ABSENT), distinct=True),
        asked=Count("attendance", distinct=True),
        decided=Count("decisions", distinct=True),
        done=Count("decisions", filter=carried_out, distinct=True),
    )


_NEWEST: Final = PreparedRows(
    lambda networks: with_counts(Meeting.objects.of_table().filter(network__in=networks)).order_by(
        "-starts_at"
    )[:_AT_MOST]
)


def at_table(held: Iterable[Held]) -> list[There]:
    """How often each institution was there, by its name; one query for the counts."""
    counts = _ATTENDANCE.rows([one.meeting.pk for one in held])
    institutions = institutions_by_id(institution for institution, _there, _of in counts)
    rows = [There(institutions[institution], there, of) for institution, there, of in counts]
    return sorted(rows, key=lambda one: serbian_key(str(one.institution.words)))


_ATTENDANCE: Final = PreparedRows(
    lambda meetings: (
        Attendance.objects.filter(meeting__in=meetings)
        .values("institution")
        .annotate(there=Count("pk", filter=~Q(presence=Presence.ABSENT)), of=Count("pk"))
        .values_list("institution", "there", "of")
    )
)


def _count(row: Meeting, name: str) -> int:
    """An annotation, which the type of a row does not know."""
    return int(getattr(row, name))
