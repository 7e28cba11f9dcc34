"""Which rows a person may know of, which network is meant, and what a refusal becomes."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404

from spona.access.guards import MemberRequest
from spona.directory.models import Institution, Network
from spona.prevention.models import Letter, Need, Observation


def networks_of(request: MemberRequest) -> list[Network]:
    """The real networks of the actor, that of their own town first."""
    rows = list(Network.objects.real().visible_to(request.actor).select_related("town"))
    own = own_institution(request)
    town = own.town_id if own else None
    return sorted(rows, key=lambda row: (row.town_id != town, row.slug))


def chosen(networks: list[Network], slug: str) -> Network:
    """The asked one, else the first; 404 for one that is not theirs."""
    if not slug:
        return networks[0]
    found = next((row for row in networks if row.slug == slug), None)
    if found is None:
        raise Http404
    return found


def known_network(request: MemberRequest, slug: str) -> Network:
    rows = Network.objects.real().visible_to(request.actor).select_related("town")
    return get_object_or_404(rows, slug=slug)


def known_observation(request: MemberRequest, ident: UUID) -> Observation:
    rows = Observation.objects.visible_to(request.actor)
    rows = rows.select_related("network__town", "institution", "looked_at_by")
    return get_object_or_404(rows, pk=ident)


def known_letter(request: MemberRequest, ident: UUID) -> Letter:
    rows = Letter.objects.visible_to(request.actor)
    rows = rows.select_related("observation__network__town", "institution", "recipient")
    return get_object_or_404(rows, pk=ident)


def known_need(request: MemberRequest, ident: UUID) -> Need:
    rows = Need.objects.visible_to(request.actor).standing().select_related("network")
    return get_object_or_404(rows, pk=ident)


def own_institution(request: MemberRequest) -> Institution | None:
    return Institution.objects.filter(pk=str(request.actor.institution_id)).first()


def writes_for(request: MemberRequest, form: forms.Form) -> Institution:
    """The institution that was chosen, else the only one the person may write for."""
    ident = form.cleaned_data.get("institution") or str(request.actor.institution_id)
    return get_object_or_404(Institution, pk=ident)
