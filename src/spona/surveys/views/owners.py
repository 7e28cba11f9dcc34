"""Who reads single answers, and who comes in their place."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member, step_up
from spona.surveys import actions
from spona.surveys.forms import OwnersForm
from spona.surveys.models import Round, State
from spona.surveys.permissions import check_is_owner, is_owner
from spona.surveys.views.lookups import known_round


@member("network:read")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def owners(request: MemberRequest, round_id: UUID) -> HttpResponse:
    """One press: who comes, who goes, or the one in place of the other."""
    found = known_round(request, round_id)
    check_is_owner(request.actor, found)
    rows = list(found.owners.select_related("member__person", "member__institution"))
    form = OwnersForm(
        request.POST if request.method == "POST" else None,
        network=found.network,
        owners=[one.member for one in rows],
    )
    if form.is_bound and form.is_valid():
        with RefusalAsFormError(form):
            actions.change_owners(
                found,
                add=form.cleaned_data["add"],
                remove=form.cleaned_data["remove"],
                by=request.actor,
                keys=request.keys,
            )
            return HttpResponseRedirect(_after(request, found))
    context = {
        "round": found,
        "owners": [one.member for one in rows],
        "form": form,
        "answers": found.submissions.count(),
        "over": found.state == State.DESTROYED,
    }
    return render(request, "surveys/owners.html", context, status=422 if form.errors else 200)


def _after(request: MemberRequest, found: Round) -> str:
    """Who has gone may not even see the round any more."""
    name = "surveys:owners" if is_owner(request.actor, found) else "surveys:rounds"
    return reverse(name, args=[found.pk] if name == "surveys:owners" else [])
