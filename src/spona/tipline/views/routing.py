"""Who reads messages: the coordinator writes down what the network decided."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.tipline import actions
from spona.tipline.forms import KeepingForm
from spona.tipline.permissions import check_can_route
from spona.tipline.route import changes, readers_of


@member("network:edit")
@require_safe
def readers(request: MemberRequest, slug: str) -> HttpResponse:
    """Who reads today, whom to add, and who changed it."""
    network = _network(request, slug)
    found = readers_of(network)
    context = {
        "network": network,
        "readers": found,
        "last": len(found.able) == 1,
        "addable": [one for one in found.others if one.able],
        "without_key": [one for one in found.others if not one.able],
        "changes": changes(network),
    }
    return render(request, "tipline/readers.html", context)


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_reader(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    """Says first what it will do; where nobody has decided yet, also who goes on reading."""
    network = _network(request, slug)
    one = _institution(network, code)
    found = readers_of(network)
    asked = found.of(one)
    if request.method == "POST" and asked is not None and asked.row is not None:
        # Pressed twice: it reads already.
        return HttpResponseRedirect(_page_of(network))
    others = [each for each in found.reading if each is not asked]
    by_default = [] if found.decided else others
    form = KeepingForm(request.POST if request.method == "POST" else None, reading=by_default)
    refusal = ""
    if request.method == "POST" and not form.is_valid():
        # What was ticked is no longer there to be ticked.
        refusal = _("This was changed meanwhile. Look at it again, then press once more.")
    elif request.method == "POST":
        try:
            actions.add_to_route(
                one, network=network, by=request.actor, keeping=form.cleaned_data["keeping"]
            )
        except Denied as denied:
            refusal = str(denied.sentence)
        else:
            return HttpResponseRedirect(_page_of(network))
    context = {"network": network, "institution": one, "form": form, "refusal": refusal}
    return render(
        request,
        "tipline/reader.html",
        context | {"verb": "add", "by_default": by_default, "decided": found.decided},
        status=422 if refusal else 200,
    )


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def end_reader(request: MemberRequest, slug: str, code: str) -> HttpResponse:
    network = _network(request, slug)
    one = _institution(network, code)
    refusal = ""
    if request.method == "POST":
        try:
            actions.end_on_route(one, network=network, by=request.actor)
        except Denied as denied:
            refusal = str(denied.sentence)
        else:
            return HttpResponseRedirect(_page_of(network))
    found = readers_of(network)
    context = {
        "network": network,
        "institution": one,
        "verb": "end",
        "rest": [each for each in found.reading if each.institution.pk != one.pk],
        "decided": found.decided,
        "refusal": refusal,
    }
    return render(request, "tipline/reader.html", context, status=422 if refusal else 200)


def _network(request: MemberRequest, slug: str) -> Network:
    """404 for a network that is not the actor's, Denied where they do not coordinate it."""
    rows = Network.objects.visible_to(request.actor).real().select_related("town")
    network = get_object_or_404(rows, slug=slug)
    check_can_route(request.actor, network)
    return network


def _institution(network: Network, code: str) -> Institution:
    """One that sits in the network; 404 for any other."""
    return get_object_or_404(institutions_of(network), code=code)


def _page_of(network: Network) -> str:
    return reverse("tipline:readers", args=[network.slug])
