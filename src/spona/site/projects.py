"""The public half of a project: no budget, no amounts, no body that nobody may know of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from spona.projects.days import tell_day
from spona.projects.models import Donor, Goal, Partner, Project, Publication, Result, Role
from spona.projects.page import parts_of, period_of
from spona.site import bodies


def project_page(project: Project, day: dt.date) -> dict[str, Any]:
    partners = [row for row in parts_of(Partner, project) if _may_be_named(row)]
    networks = project.networks.filter(practice=False).select_related("town").order_by("slug")
    return {
        "project": project,
        "period": period_of(project, day).told,
        "goals": list(parts_of(Goal, project)),
        "donors": [row for row in parts_of(Donor, project) if _may_be_named(row)],
        "partners": sorted(partners, key=lambda row: row.role != Role.LEAD),
        "results": [
            (row, tell_day(row.reached_on, row.reached_precision))
            for row in parts_of(Result, project)
        ],
        "publications": list(parts_of(Publication, project)),
        "networks": list(networks),
    }


def _may_be_named(row: Donor | Partner) -> bool:
    return row.institution is None or bodies.shown(row.institution) is not None
