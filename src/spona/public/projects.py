"""The public half of a project: no budget, no amounts, no body that nobody may know of."""

from __future__ import annotations

from typing import Any

from spona.projects.models import Donor, Goal, Partner, Project, Publication, Result, Role
from spona.projects.page import parts_of
from spona.public import bodies
from spona.public.days import as_known, span


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
    return row.institution is None or bodies.shown(row.institution) is not None
