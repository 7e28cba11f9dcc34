"""The first key of an institution, and the way back with the paper from the safe."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member, step_up
from spona.identity.models import Account
from spona.vault import actions
from spona.vault.forms import BeginForm, PaperForm
from spona.vault.views.keys import able_members, institution_of


@member("key:hold")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: MemberRequest) -> HttpResponse:
    own = institution_of(request)
    form = BeginForm(posted(request), able=able_members(own))
    if request.method == "POST" and form.is_valid():
        chosen = [UUID(one) for one in form.cleaned_data["holders"]]
        holders = list(Account.objects.filter(pk__in=chosen))
        try:
            actions.create_intake_key(own, holders=holders, by=request.actor)
        except Denied as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return HttpResponseRedirect(reverse("vault:keys"))
    return render(request, "vault/begin.html", {"form": form})


@member("key:hold")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def use_paper(request: MemberRequest) -> HttpResponse:
    own = institution_of(request)
    form = PaperForm(posted(request))
    if request.method == "POST" and form.is_valid():
        me = get_object_or_404(Account, pk=request.actor.account_id or own)
        try:
            actions.use_paper_key(own, form.cleaned_data["text"], me, by=request.actor)
        except Denied as refusal:
            form.add_error("text", str(refusal.sentence))
        else:
            return HttpResponseRedirect(reverse("vault:keys"))
    return render(request, "vault/use_paper.html", {"form": form})


def posted(request: MemberRequest) -> QueryDict | None:
    """What was sent, also where it is empty: an empty form was sent too."""
    return request.POST if request.method == "POST" else None
