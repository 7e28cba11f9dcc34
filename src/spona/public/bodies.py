"""What everybody may know of a network: what it is, since when, and who sits at its table."""

from __future__ import annotations

from typing import Any

from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.projects.models import Donor, Goal, Partner, Project, Publication, Result, Role
from spona.projects.page import parts_of
from spona.public.days import as_known, span
from spona.reference.models import Code
from spona.reference.scripts import serbian_key
from spona.reference.words import Words


def at_the_table(network: Network) -> list[Institution]:
    """By name; never an invented one, nor one of which nobody may know where it is."""
    rows = institutions_of(network).filter(example=False, confidential=False)
    return sorted(rows, key=lambda row: serbian_key(str(row.words)))


def shown(institution: Institution | None) -> Institution | None:
    if institution is None or institution.example or institution.confidential:
        return None
    return institution if institution.has_valid_mac() else None


def form_of(network: Network) -> Words | None:
    """Network, team or council, as the list says it."""
    row = Code.objects.filter(list="network_form", code=network.form, valid_to=None).first()
    return row.words if row else None


def founded(network: Network) -> str:
    """As far as it is known: a day, a month or a year; empty where nobody knows."""
    return as_known(network.founded_on, network.founded_precision)


# The public half of a project: no budget, no amounts, no body that nobody may know of.


def project_page(project: Project) -> dict[str, Any]:
    partners = [row for row in parts_of(Partner, project) if _may_be_named(row)]
    networks = project.networks.filter(practice=False).select_related("town").order_by("slug")
    return {
        "project": project,
        "period": _period(project),
        "goals": list(parts_of(Goal, project)),
        "donors": [row for row in parts_of(Donor, project) if _may_be_named(row)],
        "partners": sorted(partners, key=lambda row: row.role != Role.LEAD),
        "results": [
            (row, as_known(row.reached_on, row.reached_precision))
            for row in parts_of(Result, project)
        ],
        "publications": list(parts_of(Publication, project)),
        "networks": list(networks),
    }


def _period(project: Project) -> str:
    first = as_known(project.starts_on, project.starts_precision)
    return span(first, as_known(project.ends_on, project.ends_precision))


def _may_be_named(row: Donor | Partner) -> bool:
    return row.institution is None or shown(row.institution) is not None
