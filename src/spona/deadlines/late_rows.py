"""Late by the day as a question to the database: for lists that nobody draws as a whole.

The same rule as `is_late_by_day`, which judges one deadline that was read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, DateField, Exists, OuterRef, Q, When
from django.db.models.functions import TruncDate

from spona.audit.verified_rows import remembered
from spona.deadlines import late
from spona.deadlines.models import Deadline, StepReached, StepTo
from spona.deadlines.status import COLUMNS, Facts
from spona.directory.models import Network
from spona.directory.queries import networks_by_id


def zones_in_use() -> tuple[str, ...]:
    """The time zones of all networks; nearly always one."""
    found = Network.objects.order_by("time_zone").values_list("time_zone", flat=True)
    return remembered("time zones", lambda: tuple(found.distinct()))


def starts_of_today(zones: Collection[str], at: datetime) -> list[datetime]:
    """The first instant of the day it is at `at` in each of these time zones, in their order."""
    return [late.start_of(late.day_in(zone, at), zone) for zone in zones]


def late_by_day(
    at: datetime, zones: Iterable[str], starts: Iterable[datetime], in_practice: Collection[UUID]
) -> Q:
    """The condition on deadlines that they are late by the day at `at`; `starts` as
    `starts_of_today` gives them, `in_practice` as `late_in_practice`. It asks nothing, so a
    prepared question may hold it.
    """
    day_over = Q(pk__in=[])
    for zone, start in zip(zones, starts, strict=False):
        day_over |= Q(network__time_zone=zone) & late.day_over(start)
    # What has reached the coordinator is late for them, for they were told.
    told = Exists(StepReached.objects.filter(deadline=OuterRef("pk"), step__to=StepTo.COORDINATOR))
    found = (
        Q(stopped_at=None, network__practice=False)
        & late.instant_passed(at)
        & late.binding()
        & (Q(paused_until=None) | Q(paused_until__lte=at))
        & (day_over | told)
    )
    return found | Q(pk__in=in_practice)


def late_in_practice(at: datetime, networks: Collection[UUID]) -> list[UUID]:
    """Deadlines that are late in those of these networks where people practise; one query for
    them. There a minute stands for an hour, which no column says; a drill has few deadlines.
    """
    practice = [one.pk for one in networks_by_id(networks).values() if one.practice]
    if not practice:
        return []
    rows = Deadline.objects.running().filter(network__in=practice)
    found = rows.values_list("pk", *COLUMNS)
    return [ident for ident, *facts in found if Facts(*facts).state(at) == "late"]


def last_day(zones: Collection[str]) -> Case:
    """The last day on which a deadline is in time, in the town of its network."""
    days = [
        When(network__time_zone=zone, then=TruncDate("due_at", tzinfo=late.zone_of(zone)))
        for zone in zones
    ]
    return Case(*days, output_field=DateField(null=True))
