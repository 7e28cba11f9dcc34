"""Which rows a person may know of, and what a form view does with a refusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from spona.access.guards import MemberRequest
from spona.attachments.uploads import was_too_large
from spona.directory.models import Institution, Network
from spona.mandates.models import Condition, FoundingDocument, Signatory


def my_networks(request: MemberRequest) -> list[Network]:
    """Networks of the actor, without practice, the one of their own town first."""
    rows = Network.objects.real().visible_to(request.actor).select_related("town")
    home = Institution.objects.filter(pk=str(request.actor.institution_id)).first()
    town = home.town_id if home else None
    return sorted(rows, key=lambda one: (one.town_id != town, one.slug))


def known_network(request: MemberRequest, slug: str) -> Network:
    rows = Network.objects.real().visible_to(request.actor).select_related("town")
    return get_object_or_404(rows, slug=slug)


def known_document(request: MemberRequest, document_id: UUID) -> FoundingDocument:
    """A document of one of the actor's networks that was not taken back."""
    rows = FoundingDocument.objects.visible_to(request.actor).standing()
    rows = rows.select_related(
        "network__town", "coordinated_by", "deputised_by", "paper", "replaces"
    )
    return get_object_or_404(rows, pk=document_id)


def known_signatory(request: MemberRequest, signatory_id: UUID) -> Signatory:
    documents = FoundingDocument.objects.visible_to(request.actor).standing()
    rows = Signatory.objects.filter(document__in=documents, withdrawn_at=None)
    rows = rows.select_related("document__network__town", "institution", "paper")
    return get_object_or_404(rows, pk=signatory_id)


def known_condition(request: MemberRequest, condition_id: UUID) -> Condition:
    rows = Condition.objects.visible_to(request.actor).standing()
    rows = rows.select_related("network__town", "institution", "paper")
    return get_object_or_404(rows, pk=condition_id)


def is_whole(request: MemberRequest, form: forms.Form) -> bool:
    """Whether the form is right, its paper too: one that was too large has been left out."""
    right = form.is_valid()
    if was_too_large(request):
        form.add_error("paper", _("This file is larger than ten megabytes. Choose a smaller one."))
        return False
    return right


def form_page(
    request: MemberRequest, template: str, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    """The page of a form; 422 where it was sent and refused."""
    status = 422 if form.is_bound else 200
    return render(request, template, context | {"form": form}, status=status)
