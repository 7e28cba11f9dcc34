"""Write an observation down, and change its words."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.prevention import actions
from spona.prevention.forms import ObservationForm, places
from spona.prevention.models import Observation
from spona.prevention.permissions import check_can_change, may_act, may_lead
from spona.prevention.queries import alike
from spona.prevention.views.lookups import (
    chosen,
    known_observation,
    networks_of,
    own_institution,
    writes_for,
)
from spona.prevention.words import seen


class _LooksLikeAnother(Exception):
    """Nothing was kept, and the token is as good as new."""


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: MemberRequest) -> HttpResponse:
    """In the network of `?network=`, else of the own town. Before a new one is kept, those that
    look alike are shown: seen again is often the truth.
    """
    networks = networks_of(request)
    if not networks:
        return render(request, "directory/no_network.html", {"practice": False})
    network = chosen(networks, request.GET.get("network", ""))
    form = ObservationForm(request.POST or None)
    own, leads = own_institution(request), may_lead(request.actor, network)
    form.ask_institution(places(network, own, leads=leads), str(own.pk) if own else "")
    near: list[Observation] = []
    if request.method == "POST" and form.is_valid():
        told, institution = form.told, writes_for(request, form)

        def written() -> str:
            # Here, and not before: a second click leads to the first one's result, and is no
            # new thing that looks like it.
            if not form.cleaned_data["anyway"]:
                near.extend(alike(network, told["title"], told["text"]))
            if near:
                raise _LooksLikeAnother
            made = actions.observe(network, institution=institution, by=request.actor, **told)
            return reverse("prevention:observation", args=[made.pk])

        with suppress(_LooksLikeAnother), RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], written))
    status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "network": network,
        "networks": networks,
        "may_write": may_act(request.actor, network),
        "near": [(row, seen(row.seen_on, row.seen_precision)) for row in near],
    }
    return render(request, "prevention/observe.html", context, status=status)


@member("network:read")
@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request: MemberRequest, observation_id: UUID) -> HttpResponse:
    observation = known_observation(request, observation_id)
    check_can_change(request.actor, observation)
    form = ObservationForm(request.POST or None, before=observation)
    del form.fields["institution"], form.fields["anyway"], form.fields["token"]
    if request.method == "POST" and form.is_valid():
        told = form.told
        with RefusalAsFormError(form):
            actions.rewrite(observation, by=request.actor, **told)
            return HttpResponseRedirect(reverse("prevention:observation", args=[observation.pk]))
    context = {"form": form, "network": observation.network, "observation": observation}
    status = 422 if request.method == "POST" else 200
    return render(request, "prevention/rewrite.html", context, status=status)
