"""Which clock hangs on the wall of a town, and which days are holidays there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from spona.audit.verified_rows import remembered
from spona.directory.models import Network
from spona.reference.models import Holiday, Town


def zones_of(towns: Iterable[UUID | None]) -> dict[UUID | None, ZoneInfo]:
    """Town → its zone, as its network has it; two queries, and none until the directory changes.
    None: that of the server.
    """
    wanted = frozenset(town for town in towns if town is not None)
    return dict(remembered(("zones", wanted), lambda: _zones_of(wanted)))


def _zones_of(wanted: Collection[UUID]) -> dict[UUID | None, ZoneInfo]:
    served = dict(
        Network.objects.real()
        .filter(towns_served__town__in=wanted)
        .values_list("towns_served__town", "time_zone")
    )
    served |= dict(Network.objects.real().filter(town__in=wanted).values_list("town", "time_zone"))
    usual = ZoneInfo(timezone.get_default_timezone_name())
    found: dict[UUID | None, ZoneInfo] = {None: usual}
    for town in wanted:
        found[town] = ZoneInfo(served[town]) if town in served else usual
    return found


def holidays_between(first: dt.date, last: dt.date) -> dict[str, frozenset[dt.date]]:
    """Country (ISO 3166-1) → its holidays; one query."""
    found: dict[str, set[dt.date]] = {}
    rows = Holiday.objects.filter(date__gte=first, date__lte=last)
    for country, day in rows.values_list("country", "date"):
        found.setdefault(country, set()).add(day)
    return {country: frozenset(days) for country, days in found.items()}


def country_of(town: Town | None) -> str:
    """From the code of its district: RS-20 is in RS."""
    return (town.iso_3166_2 if town else "").partition("-")[0] or "RS"
