"""What the public pages share: languages, the way out, numbers, the code that is made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from spona.access.actor import VISITOR, Actor
from spona.access.models import UsedToken, check_token, once
from spona.directory.models import EMERGENCY, Network
from spona.identity.languages import languages_of
from spona.tipline.models import Tip
from spona.tipline.numbers import confirmed
from spona.tipline.route import network_in
from spona.tipline.views.rate_limits import HELD, MESSAGES, Slowed, check_pace
from spona.vault.actions import draw_code, end_code
from spona.vault.models import Code

# The button that asks for the same page elsewhere, as `is_moved` says.
MOVED: Final = "moved"


def page(
    request: HttpRequest,
    template: str,
    *,
    network: Network | None = None,
    slowed: Slowed | None = None,
    status: int = 200,
    form_id: str = "",
    form_view: str = "",
    **context: Any,
) -> HttpResponse:
    """A public page. `form_id`: of the form with which the page in another language is asked for
    once something was typed, from `form_view`; without it that page offers no other language.

    `slowed`: what was sent has to wait; the page is the form with all that was typed.
    """
    waits_since = request.POST.get(HELD, "") if is_moved(request) else ""
    given = {
        "exit_url": reverse("public:exit"),
        "languages": _languages(request, form_id, form_view),
        "form_id": "" if _is_get(request) else form_id,
        "held": slowed.ticket if slowed else waits_since,
        "network": network,
        "emergency": EMERGENCY,
        "numbers": confirmed(network.town) if network else [],
        "slowed": slowed,
    }
    if slowed is None:
        return render(request, f"tipline/{template}.html", given | context, status=status)
    answer = render(request, f"tipline/{template}.html", given | context, status=429)
    answer["Retry-After"] = str(slowed.seconds)
    return answer


def is_moved(request: HttpRequest) -> bool:
    """Only the same page was asked for, in another language or for another town: nothing of what
    was typed is sent or judged.
    """
    return MOVED in request.POST


def _languages(request: HttpRequest, form_id: str, view: str) -> list[dict[str, object]]:
    here = getattr(request, "language", "sr")
    if _is_get(request):
        return languages_of(request, here, public=True)
    if not form_id:
        return []
    return [one | {"form": form_id} for one in languages_of(request, here, public=True, view=view)]


def _is_get(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def network_or_404(town: str) -> Network:
    network = network_in(town)
    if network is None:
        raise Http404
    return network


def made_once(request: HttpRequest, network: Network, send: Callable[[Code], Tip]) -> str | None:
    """Send a form's first coming and return its new code; None for a repeat, TooFast where it has
    to wait.

    The code is drawn by chance and kept nowhere, so a reload cannot show it again. It is not
    grown from the token on purpose: the token lies in the page that the browser remembers, and
    whoever looks through the phone would come by it to the thread. A repeat is told that the
    word is there, and offers to send it once more, which gives a code of its own. The first one
    stays: otherwise the same person with the phone could replace it by other words.

    Drawn before the transaction, because the slow step would keep everybody else waiting.
    """
    token = request.POST.get("token", "")
    check_token(token)
    if UsedToken.objects.filter(token=token).exists():
        return None
    check_pace(request, MESSAGES, network)
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
