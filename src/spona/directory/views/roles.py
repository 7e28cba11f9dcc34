"""Who leads the network: coordinator, deputies, analyst."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.access.roles import ROLES
from spona.directory import actions
from spona.directory.forms import NetworkRoleForm, first_day_without
from spona.directory.models import NetworkRole
from spona.directory.permissions import check_can_name_leaders

from .lookups import known_network


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def give_network_role(request: MemberRequest, slug: str) -> HttpResponse:
    """The running roles, and a form for one more."""
    day = timezone.localdate()
    network = known_network(request, slug)
    check_can_name_leaders(request.actor, network)
    form = NetworkRoleForm(request.POST or None, network=network, day=day)
    here = reverse("directory:give_network_role", args=[network.slug])
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data

        def given() -> str:
            actions.give_network_role(
                asked["member"],
                network=network,
                role=asked["role"],
                ends_on=first_day_without(asked["last_day"]),
                by=request.actor,
            )
            return here

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(asked["token"], given))
    rows = (
        NetworkRole.objects.active_on(day)
        .filter(network=network)
        .select_related("member__person", "member__institution")
    )
    running = [(row, ROLES[row.role].title) for row in rows if row.role in ROLES]
    mine = request.actor.member_id
    context = {"form": form, "network": network, "running": running, "mine": mine}
    return render(request, "directory/network_roles.html", context)


@member("network:edit")
@require_POST
def end_network_role(request: MemberRequest, role_id: UUID) -> HttpResponse:
    rows = NetworkRole.objects.filter(network__in=request.actor.networks)
    role = get_object_or_404(rows.select_related("network", "member"), pk=role_id)
    actions.end_network_role(role, by=request.actor)
    return HttpResponseRedirect(reverse("directory:network") + f"?network={role.network.slug}")
