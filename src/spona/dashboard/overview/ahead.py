"""The days of the coming month in which the network has something before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from spona.dashboard.overview import sources
from spona.dashboard.overview.check import Ahead
from spona.deadlines.late import today_in
from spona.directory.models import Network

DAYS: Final = 30
_SHOWN: Final = 6


def days_ahead(networks: Iterable[Network]) -> list[Ahead]:
    """Trainings and what the plan wants, the nearest first; meetings stand beside it."""
    found: list[Ahead] = []
    for network in networks:
        day = today_in(network)
        found += sources.month_ahead(network, day, day + dt.timedelta(days=DAYS))
    return sorted(found, key=lambda one: one.day)[:_SHOWN]
