"""What other rooms and pages ask about projects."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Q, QuerySet

from spona.directory.models import Network
from spona.projects.models import Project
from spona.projects.money import DINAR, rates_of


def projects_of(network: Network, day: dt.date) -> QuerySet[Project]:
    """Projects of the network that run on that day; an empty date is an open end."""
    begun = Q(starts_on=None) | Q(starts_on__lte=day)
    lasts = Q(ends_on=None) | Q(ends_on__gte=day)
    return Project.objects.filter(begun, lasts, networks=network).order_by("slug")


def public_projects(network: Network | None = None) -> QuerySet[Project]:
    """Those that their networks show to everybody, the newest first; never an invented one."""
    rows = Project.objects.filter(public=True, example=False, networks__practice=False)
    if network is not None:
        rows = rows.filter(networks=network)
    return rows.order_by("-starts_on", "-ends_on", "slug").distinct()


def rate_on(currency: str, day: dt.date) -> Decimal | None:
    """Dinars for one unit, by the newest rate that is not later than that day and at most 31 days
    older; None where nobody has entered one.
    """
    if currency == DINAR:
        return Decimal(1)
    found = rates_of({currency}).on(currency, day)
    return None if found is None else found.rate
