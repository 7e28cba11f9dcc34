"""Where a thing appears: in one network, in a project, or for all."""

from __future__ import annotations

from django.db.models import Q

from spona.directory.models import Network
from spona.projects.models import Project

type Place = Network | Project | None


def near(place: Place, *, many: bool = False) -> Q:
    """Rows for the pages of `place`: of a network its own and those for all; of a project its own;
    without a place everything but of practice networks. `many`: of publications.
    """
    name = "networks" if many else "network"
    for_all = Q(**{name: None}, project=None)
    if isinstance(place, Network):
        return Q(**{name: place}) | for_all
    if isinstance(place, Project):
        return Q(project=place)
    return ~Q(**{f"{name}__practice": True})
