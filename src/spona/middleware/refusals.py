"""What a person reads when something may not be, is gone, or came too late."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import ngettext

from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied, StepUpNeeded
from spona.audit.lane_heads import LaneClosed
from spona.cases.referrals.numbers import Number, numbers_of
from spona.directory.models import EMERGENCY, Institution, Member, Network, Person
from spona.directory.operator_contact import operator_contact
from spona.directory.queries import coordinator_of, networks_of
from spona.identity.late_post import ask_step_up, give_back
from spona.identity.limiter import TooFast
from spona.middleware.languages import set_language
from spona.middleware.public_refusals import is_public, public_page
from spona.services.hsds.answers import error as api_error
from spona.services.hsds.answers import is_of_api
from spona.surveys import openrosa
from spona.tipline.numbers import confirmed
from spona.tipline.route import network_in
from spona.ui.languages import direction, html_lang
from spona.vault.actions import report_replaced_key, tell_of_closed_lanes
from spona.vault.refusals import KeyReplaced

# The page for whoever wants to send where a key was replaced: do not send, call them.

_STATUS: Final = 409
_CLOSED: Final = 503
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
        return _public(request, owner=found.owner)
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


def closed(request: HttpRequest) -> HttpResponse:
    """The log is not as it was left: until somebody has looked nothing is opened or written.

    Whoever is refused first makes that heads, officers and coordinators hear of it.
    """
    tell_of_closed_lanes(by=Actor.system("housekeeping"))
    if not hasattr(request, "language"):
        set_language(request)
    if is_of_api(request):
        return api_error(_CLOSED)
    if openrosa.is_of_phones(request):
        return openrosa.refusal(_CLOSED)
    if is_public(request):
        return _public(request, status=_CLOSED)
    context = {
        "emergency": EMERGENCY,
        "typed": _typed(request),
        "operator": operator_contact(),
        "coordinators": _coordinators(getattr(request, "actor", None)),
    }
    return render(request, "ui/log_closed.html", context, status=_CLOSED)


def _coordinators(actor: Actor | None) -> list[tuple[Member, list[Number]]]:
    """Who coordinates the networks of this person, and the numbers of where each of them works.

    Not the number beside a person's own name: nothing shows that Spona wrote it, and this page
    stands where somebody writes past Spona.
    """
    ident = actor.institution_id if actor else None
    own = Institution.objects.filter(pk=ident).first() if ident else None
    networks = networks_of(own).order_by("slug") if own else []
    found = {member.pk: member for member in map(coordinator_of, networks) if member}
    return [(one, numbers_of(one.institution)) for one in found.values()]


def _public(
    request: HttpRequest, *, owner: UUID | None = None, status: int = _STATUS
) -> HttpResponse:
    here = getattr(request, "language", settings.LANGUAGE_CODE)
    match = request.resolver_match
    network = network_in(str(match.kwargs.get("town", ""))) if match else None
    if network is None:
        # On the page of a thread the address says no town.
        network = Network.objects.real().filter(seats__institution=owner).first()
    context = {
        "html_lang": html_lang(here),
        "html_dir": direction(here),
        "emergency": EMERGENCY,
        "numbers": confirmed(network.town) if network else [],
        "exit_url": reverse("public:exit"),
        "help_url": reverse("public:help", args=[here]),
        "typed": _typed(request),
    }
    return render(None, "ui/do_not_send_public.html", context, status=status)


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


def refusals(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        # Nobody types this sign, and PostgreSQL takes no text with it.
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info:
            return own_page(request, 400)
        return get_response(request)

    middleware.process_exception = answer  # type: ignore[attr-defined]
    return middleware


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Turns the errors that actions raise on purpose into a page; others stay errors."""
    if isinstance(error, Denied | Conflict):
        status = 403 if isinstance(error, Denied) else 409
        return own_page(request, status, sentence=error.sentence)
    if isinstance(error, KeyReplaced | LaneClosed):
        return closed(request) if isinstance(error, LaneClosed) else do_not_send(request, error)
    if isinstance(error, StepUpNeeded):
        return _step_up(request)
    if isinstance(error, TooFast):
        return _too_fast(request, error)
    # As SQLite and as PostgreSQL say that two wrote at once; nothing of this one was kept.
    if isinstance(error, OperationalError) and re.search("locked|deadlock", str(error)):
        response = own_page(request, 503)
        response["Retry-After"] = "5"
        return response
    return None


def _step_up(request: HttpRequest) -> HttpResponse:
    """The page that asks for it; for a file it also knows the page with the link to the file."""
    if request.method == "POST":
        return ask_step_up(request)
    asked = {"next": request.get_full_path()}
    if request.resolver_match and getattr(request.resolver_match.func, "hands_over", False):
        came = urlsplit(request.headers.get("Referer", ""))
        asked["back"] = came.path if came.netloc == request.get_host() and came.path else "/"
    return HttpResponseRedirect(f"{reverse('identity:step_up')}?{urlencode(asked)}")


def _too_fast(request: HttpRequest, wait: TooFast) -> HttpResponse:
    minutes = max(1, -(-wait.seconds // 60))
    sentence = ngettext(
        "That was a lot in a short time. Wait %(n)s minute, then go on. Nothing is lost.",
        "That was a lot in a short time. Wait %(n)s minutes, then go on. Nothing is lost.",
        minutes,
    ) % {"n": minutes}
    return wait_page(request, wait.seconds, sentence)


def wait_page(request: HttpRequest, seconds: int, sentence: str | Promise) -> HttpResponse:
    """Too much at once. Who has no account reads the sentence of the public pages instead."""
    response = own_page(request, 429, **({} if is_public(request) else {"sentence": sentence}))
    response["Retry-After"] = str(seconds)
    return response


def own_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """One of our own error pages; each says what to do."""
    if not hasattr(request, "language"):
        # Refused before anybody looked at the address.
        set_language(request)
    if is_of_api(request):
        # A program asked, and reads no page.
        return api_error(status)
    if openrosa.is_of_phones(request):
        return openrosa.refusal(status)
    if is_public(request):
        return public_page(request, status, sentence=str(context.get("sentence") or ""))
    return render(request, f"{status}.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Usually the session ran out while somebody wrote: give the text back, store nothing."""
    if getattr(request, "actor", None) is None and request.method == "POST":
        return give_back(request)
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return own_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return own_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return own_page(request, 404, sentence=getattr(exception, "sentence", ""))


def server_error(request: HttpRequest) -> HttpResponse:
    if is_of_api(request):
        return api_error(500)
    if openrosa.is_of_phones(request):
        return openrosa.refusal(500)
    if is_public(request):
        return public_page(request, 500)
    # Whatever broke may break again in a context processor, so this page needs none.
    return render(None, "500.html", status=500)
