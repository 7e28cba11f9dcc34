"""Writing down an act, correcting it, ending it, taking it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.attachments.uploads import takes_attachments
from spona.deadlines.time import today
from spona.directory.models import Network
from spona.directory.queries import institutions_of
from spona.mandates import actions
from spona.mandates.forms import ActForm, EndActForm, of_act
from spona.mandates.models import Mandate
from spona.mandates.permissions import check_can_write_act
from spona.mandates.queries import mandate_on
from spona.mandates.words import act_name, kind_words

from .lookups import form_page, is_whole, known_act, known_network


def acts_path(network: Network, **more: str) -> str:
    return f"{reverse('mandates:acts')}?{urlencode({'network': network.slug, **more})}"


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def write_act(request: MemberRequest, slug: str) -> HttpResponse:
    """A new act; what it replaces is the one that holds today unless another one is chosen."""
    network = known_network(request, slug)
    check_can_write_act(request.actor, network)
    day = today()
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        kinds=kind_words(day),
        bodies=institutions_of(network),
        acts=Mandate.objects.standing().filter(network=network),
        initial={"replaces": mandate_on(network, day)},
    )
    if request.method == "POST" and is_whole(request, form):

        def written() -> str:
            made = actions.write_act(
                network,
                facts=form.facts(),
                replaces=form.cleaned_data["replaces"],
                incoming=form.cleaned_data["paper"],
                by=request.actor,
            )
            return acts_path(network, done=str(made.pk))

        with RefusalAsFormError(form):
            return HttpResponseRedirect(once(form.cleaned_data["token"], written))
    context = {"network": network, "correcting": None, "back": acts_path(network)}
    return form_page(request, "mandates/write_act.html", context, form)


@takes_attachments
@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def correct_act(request: MemberRequest, mandate_id: UUID) -> HttpResponse:
    """What was learned later, or was typed wrongly."""
    mandate = known_act(request, mandate_id)
    check_can_write_act(request.actor, mandate.network)
    day = today()
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        kinds=_with_own(kind_words(day), mandate),
        bodies=institutions_of(mandate.network),
        acts=None,
        initial=of_act(mandate),
    )
    back = reverse("mandates:act", args=[mandate.pk])
    if request.method == "POST" and is_whole(request, form):
        with RefusalAsFormError(form):
            actions.correct_act(
                mandate,
                facts=form.facts(mandate.sources),
                incoming=form.cleaned_data["paper"],
                by=request.actor,
            )
            return HttpResponseRedirect(back)
    context = {"network": mandate.network, "correcting": mandate, "back": back}
    return form_page(request, "mandates/write_act.html", context, form)


def _with_own(kinds: dict[str, str], mandate: Mandate) -> dict[str, str]:
    """A kind that is on the list no longer stays with the act that has it."""
    return {mandate.kind: mandate.kind} | kinds if mandate.kind else kinds


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def end_act(request: MemberRequest, mandate_id: UUID) -> HttpResponse:
    """It ends earlier than it said."""
    mandate = known_act(request, mandate_id)
    check_can_write_act(request.actor, mandate.network)
    form = EndActForm(request.POST or None)
    back = reverse("mandates:act", args=[mandate.pk])
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with RefusalAsFormError(form):
            actions.end_act(
                mandate, last_day=said["last_day"], reason=said["reason"], by=request.actor
            )
            return HttpResponseRedirect(back)
    name = act_name(mandate, kind_words(today()))
    context = {"network": mandate.network, "mandate": mandate, "name": name, "back": back}
    return form_page(request, "mandates/end_act.html", context, form)


@member("network:edit")
@require_POST
def withdraw_act(request: MemberRequest, mandate_id: UUID) -> HttpResponse:
    mandate = known_act(request, mandate_id)
    actions.withdraw_act(mandate, by=request.actor)
    return HttpResponseRedirect(acts_path(mandate.network))
