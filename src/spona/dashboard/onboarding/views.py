"""The wizard: an overview, and one page a step. It reads; the apps do the rest."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.dashboard.onboarding.step import NAMES
from spona.dashboard.onboarding.way import way_of
from spona.directory.models import EMERGENCY, Institution, Network


@member("network:read")
@require_safe
def start(request: MemberRequest) -> HttpResponse:
    """To the network of the actor's town, else to the first one."""
    networks = networks_of(request)
    if not networks:
        return render(request, "directory/no_network.html", {"practice": False})
    return HttpResponseRedirect(reverse("dashboard:start_network", args=[networks[0].slug]))


@member("network:read")
@require_safe
def start_network(request: MemberRequest, slug: str) -> HttpResponse:
    """All steps on one page, with how far each has come."""
    network = known(request, slug)
    context = frame(request, network) | {"way": way_of(network, request.actor)}
    return render(request, "dashboard/onboarding/overview.html", context)


@member("network:read")
@require_safe
def start_step(request: MemberRequest, slug: str, step: str) -> HttpResponse:
    """One step: what is there, what is left and who does it."""
    if step not in NAMES:
        raise Http404
    network = known(request, slug)
    way = way_of(network, request.actor)
    names = list(NAMES)
    after = names[names.index(step) + 1 :]
    context = frame(request, network) | {
        "way": way,
        "step": way.step(step),
        "flow": way.flow(step),
        "after": way.step(after[0]) if after else None,
        "emergency": EMERGENCY if step == "numbers" else "",
    }
    return render(request, "dashboard/onboarding/step.html", context)


def networks_of(request: MemberRequest) -> list[Network]:
    """Those of the actor, the one of their own town first."""
    own = Institution.objects.filter(pk=str(request.actor.institution_id)).first()
    town = own.town_id if own else None
    rows = Network.objects.visible_to(request.actor).select_related("town", "coordinated_by")
    return sorted(rows, key=lambda row: (row.town_id != town, row.slug))


def known(request: MemberRequest, slug: str) -> Network:
    for one in networks_of(request):
        if one.slug == slug:
            return one
    raise Http404


def frame(request: MemberRequest, network: Network) -> dict[str, Any]:
    return {"network": network, "networks": networks_of(request), "practice": network.practice}
