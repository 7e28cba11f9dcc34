"""What other apps and pages ask about projects."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import QuerySet

from spona.directory.models import Network
from spona.directory.queries import coordinator_of
from spona.projects.models import Project
from spona.projects.money import DINAR, rates_of


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


def desk_of(project: Project) -> Network | None:
    """One desk, so that a project of seven towns makes no seven tasks: of the network of the one
    who leads, else the first that somebody coordinates. None in a practice network.
    """
    networks = list(project.networks.real().order_by("slug"))
    lead = project.partners.filter(role="lead", withdrawn_at=None).first()
    seats = (
        set(lead.institution.seats.values_list("network_id", flat=True))
        if lead is not None and lead.institution is not None
        else set()
    )
    networks.sort(key=lambda one: (one.pk not in seats, coordinator_of(one) is None))
    return next(iter(networks), None)
