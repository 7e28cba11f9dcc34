"""The second person: what waits, what it would change, and the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spona.access.guards import MemberRequest, member
from spona.reference import actions
from spona.reference.differences import differences
from spona.reference.forms import RefuseForm
from spona.reference.models import Proposal, ProposalState
from spona.reference.models.proposals import CODE, LEGAL, SIGNS
from spona.reference.naming import subject_link, subject_words
from spona.reference.permissions import may_confirm, may_withdraw
from spona.reference.queries import proposals_of

_OURS = (CODE, SIGNS, LEGAL)
_AT_MOST = 200


@member("network:read")
@require_safe
def proposals(request: MemberRequest) -> HttpResponse:
    """What waits for a second person, and the history of what was decided."""
    state = request.GET.get("state", ProposalState.WAITING)
    if state not in ProposalState.values:
        state = ProposalState.WAITING
    rows = proposals_of(_OURS, state)[:_AT_MOST]
    context = {
        "rows": [(row, subject_words(row)) for row in rows],
        "state": state,
        "states": ProposalState.choices,
    }
    return render(request, "reference/proposals.html", context)


@member("network:read")
@require_safe
def proposal(request: MemberRequest, proposal_id: UUID) -> HttpResponse:
    return _page(request, _known(proposal_id), RefuseForm())


@member("reference:confirm")
@require_POST
def confirm(request: MemberRequest, proposal_id: UUID) -> HttpResponse:
    row = _known(proposal_id)
    actions.confirm(row, by=request.actor)
    return HttpResponseRedirect(subject_link(row))


@member("reference:confirm")
@require_POST
def refuse(request: MemberRequest, proposal_id: UUID) -> HttpResponse:
    row = _known(proposal_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    actions.refuse(row, reason=form.cleaned_data["reason"], by=request.actor)
    return HttpResponseRedirect(reverse("reference:proposals"))


@member("reference:propose")
@require_POST
def withdraw(request: MemberRequest, proposal_id: UUID) -> HttpResponse:
    row = _known(proposal_id)
    actions.withdraw(row, by=request.actor)
    return HttpResponseRedirect(reverse("reference:proposals"))


def _known(proposal_id: UUID) -> Proposal:
    return get_object_or_404(Proposal, pk=proposal_id, kind__in=_OURS)


def _page(
    request: MemberRequest, row: Proposal, form: RefuseForm, status: int = 200
) -> HttpResponse:
    context = {
        "row": row,
        "words": subject_words(row),
        "link": subject_link(row),
        "lines": differences(row) if row.has_valid_mac() else [],
        "form": form,
        "may_confirm": may_confirm(request.actor, row),
        "may_withdraw": may_withdraw(request.actor, row),
    }
    return render(request, "reference/proposal.html", context, status=status)
