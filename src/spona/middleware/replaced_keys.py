"""The page for whoever wants to send where a key was replaced: do not send, call them."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from spona.access.actor import Actor
from spona.cases.referrals.numbers import numbers_of
from spona.directory.models import EMERGENCY, Institution, Network, Person
from spona.middleware.languages import set_language
from spona.middleware.public_refusals import is_public
from spona.tipline.numbers import confirmed
from spona.tipline.route import network_in
from spona.ui.languages import direction, html_lang
from spona.vault.actions import report_replaced_key
from spona.vault.refusals import KeyReplaced

_STATUS: Final = 409
# Not typed by anybody; and choices, which are made again in a moment.
_NOT_TEXT: Final = frozenset({"csrfmiddlewaretoken", "token", "seen", "password", "code"})
_SHORT: Final = 20


def do_not_send(request: HttpRequest, found: KeyReplaced) -> HttpResponse:
    """Nothing was sent and nothing is acknowledged; what was typed stands on the page."""
    actor: Actor | None = getattr(request, "actor", None)
    report_replaced_key(found, by=actor or Actor.system("housekeeping"))
    if not hasattr(request, "language"):
        set_language(request)
    if is_public(request):
        return _public(request, found)
    theirs = Institution.objects.filter(pk=found.owner).first() if found.owner else None
    person = Person.objects.filter(account_id=found.ident).first()
    context = {
        "institution": theirs,
        "person": person if found.kind == "account" else None,
        "own": theirs is not None and actor is not None and actor.institution_id == theirs.pk,
        "numbers": numbers_of(theirs) if theirs else [],
        "emergency": EMERGENCY,
        "typed": _typed(request),
    }
    return render(request, "ui/do_not_send.html", context, status=_STATUS)


def _public(request: HttpRequest, found: KeyReplaced) -> HttpResponse:
    here = getattr(request, "language", settings.LANGUAGE_CODE)
    match = request.resolver_match
    network = network_in(str(match.kwargs.get("town", ""))) if match else None
    if network is None:
        # On the page of a thread the address says no town.
        network = Network.objects.real().filter(seats__institution=found.owner).first()
    context = {
        "html_lang": html_lang(here),
        "html_dir": direction(here),
        "emergency": EMERGENCY,
        "numbers": confirmed(network.town) if network else [],
        "exit_url": reverse("public:exit"),
        "help_url": reverse("public:help", args=[here]),
        "typed": _typed(request),
    }
    return render(None, "ui/do_not_send_public.html", context, status=_STATUS)


def _typed(request: HttpRequest) -> list[str]:
    """The longer texts of a form, for the same browser only: so that nobody writes them twice."""
    if request.method != "POST":
        return []
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if name not in _NOT_TEXT and len(value) > _SHORT
    ]
