"""How alive a network is, on one line: its meetings of a year, and what became of what they said.

Of meetings of the network alone: a conference about a file never counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from spona.directory.models import Network
from spona.gatherings.models import Form, Meeting, Presence
from spona.gatherings.queries import is_quiet

MONTHS: Final = 12
# Of one network: a meeting a week for a year, and as many that lie ahead.
_AT_MOST: Final = 120
_THERE: Final = (Presence.PRESENT, Presence.DEPUTY)


@dataclass(frozen=True, slots=True)
class Vitality:
    """`months`: the last twelve, the present one last: its first day, and of each meeting how many
    institutions were there and how many were to be. `decided`, `carried_out`: of the same months.
    """

    months: list[tuple[dt.date, list[tuple[int, int]]]]
    days_since_last: int | None
    quiet: bool
    decided: int
    carried_out: int
    next_at: dt.datetime | None

    @property
    def held(self) -> int:
        return sum(len(meetings) for _first, meetings in self.months)


def vitality(network: Network, day: dt.date) -> Vitality:
    """The year up to `day`; one query, however many meetings there were."""
    zone = ZoneInfo(network.time_zone)
    rows = [row for row in _meetings(network) if row.is_ours()]
    held = [(row.starts_at.astimezone(zone).date(), row) for row in rows if row.held_at is not None]
    ahead = [row.starts_at for row in rows if row.held_at is None and row.ended_at is None]
    coming = [at for at in ahead if at.astimezone(zone).date() >= day]
    last = max((on for on, _row in held if on <= day), default=None)
    firsts = months_before(day)
    those = [(on, row) for on, row in held if firsts[0] <= on <= day]
    days = (day - last).days if last is not None else None
    return Vitality(
        months=[(first, _of_month(those, first)) for first in firsts],
        days_since_last=days,
        quiet=is_quiet(network, day, last),
        decided=sum(_count(row, "decided") for _on, row in those),
        carried_out=sum(_count(row, "done") for _on, row in those),
        next_at=min(coming, default=None),
    )


def months_before(day: dt.date) -> list[dt.date]:
    """The first days of the twelve months that end with that of `day`."""
    last = day.year * 12 + day.month - 1
    return [dt.date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]


def _meetings(network: Network) -> QuerySet[Meeting]:
    """Announced and not called off, the newest first."""
    rows = Meeting.objects.filter(network=network, form=Form.TABLE, cancelled_at=None)
    return with_counts(rows.exclude(announced_at=None)).order_by("-starts_at")[:_AT_MOST]


def with_counts(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Each with `there` of `asked` institutions and `done` of `decided` decisions."""
    was_there = Q(attendance__presence__in=_THERE)
    carried_out = Q(decisions__task__outcome="done", decisions__task__done_at__isnull=False)
    return rows.annotate(
        there=Count("attendance", filter=was_there, distinct=True),
        asked=Count("attendance", distinct=True),
        decided=Count("decisions", distinct=True),
        done=Count("decisions", filter=carried_out, distinct=True),
    )


def _of_month(held: list[tuple[dt.date, Meeting]], first: dt.date) -> list[tuple[int, int]]:
    """In the order in which they were held."""
    found = sorted(
        (row for on, row in held if (on.year, on.month) == (first.year, first.month)),
        key=lambda row: row.starts_at,
    )
    return [(_count(row, "there"), _count(row, "asked")) for row in found]


def _count(row: Meeting, name: str) -> int:
    """An annotation, which the type of a row does not know."""
    return int(getattr(row, name))
