"""Autosave, and throwing a draft away."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Conflict
from spona.access.guards import MemberRequest, member
from spona.cases.indicators.groups import signs_of
from spona.cases.intake.actions import delete_draft as delete
from spona.cases.intake.draft_document import STEPS, Values
from spona.cases.intake.forms.danger import DangerForm
from spona.cases.intake.forms.packet import PacketForm
from spona.cases.intake.forms.person import PersonForm
from spona.cases.intake.forms.recipient import RecipientForm
from spona.cases.intake.forms.signs import SignsForm, typed_signs
from spona.cases.intake.views.flow import Step, keep, opened, own_draft, typed
from spona.reference.models import IndicatorList


@member("report:write")
@require_POST
def save_draft(request: MemberRequest, draft_id: UUID, part: str) -> HttpResponse:
    """Keep what is on the page now: 204, or 409 when another window saved meanwhile."""
    if part not in STEPS:
        raise Http404
    step = opened(request, draft_id, "preview" if part == "packet" else part)
    try:
        keep(step, part, _values(step, part))
    except Conflict:
        return HttpResponse(status=409)
    return HttpResponse(status=204)


@member("report:write")
@require_http_methods(["GET", "POST"])
def delete_draft(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """Ask once, then delete for good."""
    draft = own_draft(request, draft_id)
    if request.method == "POST":
        delete(draft, by=request.actor)
        return HttpResponseRedirect(reverse("cases:sent"))
    return render(request, "cases/delete_draft.html", {"draft": draft})


def _values(step: Step, part: str) -> Values:
    data = step.request.POST
    if part == "signs":
        chosen = IndicatorList.objects.get(pk=step.text["list"])
        return dict(typed_signs(SignsForm(data, signs=signs_of(chosen))))
    if part == "recipient":
        return typed(RecipientForm(data, networks=(), recipients=(), people=(), institutions=()))
    if part == "person":
        return typed(PersonForm(data, sector=step.sector))
    return typed({"danger": DangerForm, "packet": PacketForm}[part](data))
