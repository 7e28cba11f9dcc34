"""All projects of the networks in which one sits."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from spona.access.guards import MemberRequest, member
from spona.directory.models import Network
from spona.projects.models import Project, Status
from spona.projects.page import STATES, period_of
from spona.projects.permissions import edited_networks
from spona.projects.views.lookups import today
from spona.reference.scripts import fold, serbian_key

_FIRST: Final = (Status.RUNNING, Status.PLANNED, Status.FINISHED, Status.STOPPED)
_SORTS: Final = ("state", "name", "newest")


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def projects(request: MemberRequest) -> HttpResponse:
    """By state, narrowed by state, network and words. What is looked for comes by POST, so that
    it stays out of addresses; nothing is written.
    """
    asked = request.POST if request.method == "POST" else request.GET
    found = list(
        Project.objects.visible_to(request.actor)
        .prefetch_related("networks__town")
        .order_by("slug")
    )
    networks = list(
        Network.objects.visible_to(request.actor).select_related("town").order_by("slug")
    )
    query, status, network = (asked.get(name, "").strip() for name in ("q", "status", "network"))
    shown = [
        one
        for one in found
        if (not status or one.status == status)
        and (not network or any(each.slug == network for each in one.networks.all()))
        and _matches(one, query)
    ]
    sort = asked.get("sort", "state")
    context = {
        "rows": [_row(one) for one in _sorted(shown, sort if sort in _SORTS else "state")],
        "total": len(found),
        "running": sum(one.status == Status.RUNNING for one in found),
        "networks": networks,
        "statuses": Status.choices,
        "asked": {"q": query, "status": status, "network": network, "sort": sort},
        "narrowed": bool(query or status or network),
        "may_create": bool(edited_networks(request.actor)),
    }
    return render(request, "projects/projects.html", context)


def _matches(project: Project, query: str) -> bool:
    key = f"{project.name.search_key()} {project.words.search_key()}"
    return all(word in key for word in fold(query).split())


def _latest(project: Project) -> dt.date:
    return project.starts_on or project.ends_on or localtime(project.changed_at).date()


def _sorted(rows: list[Project], sort: str) -> list[Project]:
    rows = sorted(rows, key=lambda one: serbian_key(str(one)))
    if sort == "name":
        return rows
    rows.sort(key=_latest, reverse=True)
    if sort == "state":
        rows.sort(key=lambda one: _FIRST.index(Status(one.status)))
    return rows


def _row(project: Project) -> dict[str, Any]:
    icon, ground = STATES[Status(project.status)]
    return {
        "project": project,
        "period": period_of(project, today()),
        "networks": [one.town for one in project.networks.all()],
        "icon": icon,
        "ground": ground,
    }
