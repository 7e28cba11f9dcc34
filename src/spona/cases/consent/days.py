"""Days of an agreement, in the time zone of a network."""

from __future__ import annotations

import datetime as dt

from spona.deadlines.late import day_in, start_of
from spona.directory.models import Network


def local_day(at: dt.datetime, network: Network) -> dt.date:
    return day_in(network.time_zone, at)


def end_of(day: dt.date | None, network: Network) -> dt.datetime | None:
    """The instant at which the last day is over; None where there is no end."""
    if day is None:
        return None
    return start_of(day + dt.timedelta(days=1), network.time_zone).astimezone(dt.UTC)
