"""A time as a sentence needs it, in the time zone of the network."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from spona import deadlines
from spona.deadlines.durations import day_and_time
from spona.directory.models import Network


def local(at: datetime, network: Network) -> str:
    """The instant as a reader of that network says it: today at 9:20, 24 November at 9:20."""
    zone = ZoneInfo(network.time_zone)
    return day_and_time(at.astimezone(zone), deadlines.now().astimezone(zone).date())
