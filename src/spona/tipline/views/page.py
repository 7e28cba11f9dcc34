"""What the public pages share: languages, the way out, numbers, the code that is made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from spona.access.actor import Actor
from spona.access.models import UsedToken, check_token, once
from spona.directory.models import EMERGENCY, Network
from spona.identity.languages import languages_of
from spona.tipline.models import Tip
from spona.tipline.numbers import confirmed
from spona.tipline.route import network_in
from spona.tipline.visitor import VISITOR
from spona.vault.actions import draw_code, end_code
from spona.vault.models import Code


def page(
    request: HttpRequest,
    template: str,
    *,
    network: Network | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A public page. Languages are offered only where nothing typed could be lost by a change."""
    here = getattr(request, "language", "sr")
    given = {
        "exit_url": reverse("site:exit"),
        "languages": languages_of(request, here, public=True) if _is_get(request) else [],
        "network": network,
        "emergency": EMERGENCY,
        "numbers": confirmed(network.town) if network else [],
    }
    return render(request, f"tipline/{template}.html", given | context, status=status)


def _is_get(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def network_or_404(town: str) -> Network:
    network = network_in(town)
    if network is None:
        raise Http404
    return network


def made_once(token: str, send: Callable[[Code], Tip]) -> str | None:
    """Send a form's first coming and return its new code; None for a repeat.

    The code is drawn by chance and kept nowhere, so a reload cannot show it again. It is not
    grown from the token on purpose: the token lies in the page that the browser remembers, and
    whoever looks through the phone would come by it to the thread. A repeat is told that the
    word is there, and offers to send it once more, which gives a code of its own. The first one
    stays: otherwise the same person with the phone could replace it by other words.

    Drawn before the transaction, because the slow step would keep everybody else waiting.
    """
    check_token(token)
    if UsedToken.objects.filter(token=token).exists():
        return None
    new, sent = draw_code(by=VISITOR), list[Tip]()
    try:
        once(token, lambda: _path_of(sent, send(new.code)))
    finally:
        if not sent:
            end_code(new.code, by=Actor.system("housekeeping"))
    return new.text if sent else None


def _path_of(sent: list[Tip], tip: Tip) -> str:
    """What the token keeps is the same for every word: it leads to none."""
    sent.append(tip)
    return "/"
