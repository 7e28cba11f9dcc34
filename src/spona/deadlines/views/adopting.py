"""The second person: what a deadline would become, and adopting it by a decision."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.deadlines import actions, time
from spona.deadlines.differences import rule_differences
from spona.deadlines.forms import AdoptForm
from spona.deadlines.models import Rule
from spona.directory.models import Network
from spona.directory.views.lookups import known_network
from spona.reference.actions import refuse, withdraw
from spona.reference.forms import RefuseForm
from spona.reference.models import Proposal
from spona.reference.models.proposals import RULE
from spona.reference.permissions import may_confirm, may_withdraw
from spona.reference.words import Words


@member("network:read")
@require_safe
def proposal(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    """`?decision_kind=` and `?decision_id=`, from the page of a meeting, name the decision."""
    network, row = _known(request, slug, proposal_id)
    named = {name: request.GET.get(name, "") for name in ("decision_kind", "decision_id")}
    adopt = AdoptForm(initial={"first_day": time.today(), **named})
    return _page(request, network, row, adopt=adopt)


@member("deadline:adopt_rule")
@require_POST
def adopt_rule(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    form = AdoptForm(request.POST)
    if not form.is_valid():
        return _page(request, network, row, adopt=form, status=422)
    asked = form.cleaned_data
    try:
        actions.adopt_rule(
            row, network=network, decision=asked["decision"], on=asked["first_day"],
            decision_of=form.decision_of, by=request.actor,
        )  # fmt: skip
    except Denied as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(request, network, row, adopt=form, status=422)
    return HttpResponseRedirect(reverse("deadlines:rule", args=[slug, row.subject]))


@member("deadline:adopt_rule")
@require_POST
def refuse_rule(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, network, row, refuse=form, status=422)
    refuse(row, reason=form.cleaned_data["reason"], by=request.actor)
    return _to_rules(network)


@member("deadline:propose_rule")
@require_POST
def withdraw_rule(request: MemberRequest, slug: str, proposal_id: UUID) -> HttpResponse:
    network, row = _known(request, slug, proposal_id)
    withdraw(row, by=request.actor)
    return _to_rules(network)


def _known(request: MemberRequest, slug: str, proposal_id: UUID) -> tuple[Network, Proposal]:
    network = known_network(request, slug)
    rows = Proposal.objects.filter(kind=RULE, network_id=network.pk)
    return network, get_object_or_404(rows, pk=proposal_id)


def _page(
    request: MemberRequest,
    network: Network,
    row: Proposal,
    *,
    adopt: AdoptForm | None = None,
    refuse: RefuseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    looked_at = Rule.objects.filter(pk=row.base).first() if row.base else None
    words = looked_at.words if looked_at else Words(row.change.get("words", {}))
    context = {
        "network": network,
        "row": row,
        "words": words,
        "known": looked_at is not None,
        "lines": rule_differences(row) if row.has_valid_mac() else [],
        "adopt": adopt or AdoptForm(initial={"first_day": time.today()}),
        "form": refuse or RefuseForm(),
        "may_confirm": may_confirm(request.actor, row),
        "may_withdraw": may_withdraw(request.actor, row),
    }
    return render(request, "deadlines/proposal.html", context, status=status)


def _to_rules(network: Network) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('deadlines:rules')}?network={network.slug}")
