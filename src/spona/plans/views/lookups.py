"""Which network, plan or part a request means; 404 for what this actor may not know of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from spona.access.guards import MemberRequest
from spona.directory.models import Institution, Network
from spona.plans.models import Indicator, Line, Measure, Objective, Plan
from spona.plans.rows import INDICATOR, LINE, MEASURE, OBJECTIVE

# By the word in the address.
MODELS: dict[str, Any] = {
    OBJECTIVE: Objective, MEASURE: Measure, LINE: Line, INDICATOR: Indicator,
}  # fmt: skip


def networks_of(request: MemberRequest) -> list[Network]:
    return list(Network.objects.visible_to(request.actor).select_related("town"))


def chosen_network(request: MemberRequest, networks: list[Network]) -> Network | None:
    """The asked one (`?network=`); else that of the actor's town; else the first; None of none."""
    slug = request.GET.get("network", "") or request.POST.get("network", "")
    if slug:
        asked = next((one for one in networks if one.slug == slug), None)
        if asked is None:
            raise Http404
        return asked
    own = own_institution(request)
    town = own.town_id if own else None
    home = [one for one in networks if one.town_id == town]
    return next(iter([*home, *networks]), None)


def own_institution(request: MemberRequest) -> Institution | None:
    rows = Institution.objects.filter(pk=str(request.actor.institution_id))
    return rows.select_related("town").first()


def known_plan(request: MemberRequest, plan_id: UUID) -> Plan:
    rows = Plan.objects.visible_to(request.actor).select_related("network__town", "document")
    return get_object_or_404(rows, pk=plan_id)


def known_part(request: MemberRequest, kind: str, part_id: UUID) -> Any:
    """A part that stands in a plan of the actor's networks."""
    if kind not in MODELS:
        raise Http404
    rows = MODELS[kind].objects.filter(plan__network__in=request.actor.networks)
    if kind in (LINE, INDICATOR):
        rows = rows.select_related("responsible")
    return get_object_or_404(rows.select_related("plan__network__town"), pk=part_id)


def posted(request: MemberRequest) -> QueryDict | None:
    """What was sent, also when nothing was: a form without a tick is still a form."""
    return request.POST if request.method == "POST" else None


def as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Always a file of its own under a neutral name, never a page of ours."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
