"""Days of an agreement, in the time zone of a network."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from spona import clocks
from spona.directory.models import Network


def today_in(network: Network) -> dt.date:
    return clocks.now().astimezone(ZoneInfo(network.time_zone)).date()


def end_of(day: dt.date | None, network: Network) -> dt.datetime | None:
    """The instant at which the last day is over; None where there is no end."""
    if day is None:
        return None
    after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(network.time_zone))
    return after.astimezone(dt.UTC)
