"""The next meeting of a series by one press, and the end of a series."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.meetings.actions.gathering import Gathering, gather
from spona.meetings.models import Meeting, Series
from spona.meetings.permissions import check_leads_network
from spona.meetings.series import next_day
from spona.meetings.table import places_of


def call_next(series: Series, *, by: Actor) -> Meeting:
    """One more like the last: the same hour, place and institutions, so many months later.

    Where the next one is called already, that one is returned. Denied for a series whose days are
    chosen by hand.
    """
    check_leads_network(by, series.network)
    if not series.months:
        raise Denied(_("The days of this series are chosen by hand. Call the next one yourself."))
    with audit.transaction():
        row = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
        if row.ended_at is not None:
            raise Conflict(_("This series has ended."))
        meetings = row.meetings.filter(cancelled_at=None).select_related("network")
        last = meetings.order_by("starts_at").last()
        if last is None:
            raise Denied(_("Every meeting of this series was called off. Call the next one."))
        if last.starts_at > deadlines.now():
            return last
        zone = ZoneInfo(series.network.time_zone)
        begin = last.starts_at.astimezone(zone)
        today = deadlines.now().astimezone(zone).date()
        day = next_day(begin.date(), series.months, after=today, network=series.network)
        starts_at = dt.datetime.combine(day, begin.time(), zone).astimezone(dt.UTC)
        asked = {last.institution_id, *last.invitations.values_list("institution_id", flat=True)}
        return gather(
            series.network,
            Gathering(
                title=last.title,
                kind=last.kind,
                place=last.place,
                starts_at=starts_at,
                ends_at=starts_at + (last.last_moment - last.starts_at),
                institutions=[
                    one.institution
                    for one in places_of(series.network)
                    if one.institution.pk in asked
                ],
                series=row,
            ),
            by=by,
            called_by=last.called_by if by.is_system else None,
        )


def end_series(series: Series, *, by: Actor) -> Series:
    """No further meeting of it is called; those that were called stay. Again changes nothing."""
    check_leads_network(by, series.network)
    with audit.transaction() as log:
        row = Series.objects.select_for_update(of=("self",)).get(pk=series.pk)
        if row.ended_at is None:
            row.ended_at = deadlines.now()
            row.save(update_fields=["ended_at"])
            log.record("series:ended", by=by, subject=row.subject)
    return row
