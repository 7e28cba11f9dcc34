"""What a person reads when something may not be, is gone, or came too late."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import ngettext

from spona.access.denied import Conflict, Denied, StepUpNeeded
from spona.identity.late_post import ask_step_up, give_back
from spona.identity.limiter import TooFast
from spona.middleware.languages import set_language
from spona.middleware.public_refusals import is_public, public_page
from spona.middleware.replaced_keys import do_not_send
from spona.services.hsds.answers import error as api_error
from spona.services.hsds.answers import is_of_api
from spona.vault.refusals import KeyReplaced


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
    if isinstance(error, KeyReplaced):
        return do_not_send(request, error)
    if isinstance(error, StepUpNeeded):
        there = reverse("identity:step_up") + "?" + urlencode({"next": request.get_full_path()})
        return ask_step_up(request) if request.method == "POST" else HttpResponseRedirect(there)
    if isinstance(error, TooFast):
        return _too_fast(request, error)
    # As SQLite and as PostgreSQL say that two wrote at once; nothing of this one was kept.
    if isinstance(error, OperationalError) and re.search("locked|deadlock", str(error)):
        response = own_page(request, 503)
        response["Retry-After"] = "5"
        return response
    return None


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
    if is_public(request):
        return public_page(request, 500)
    # Whatever broke may break again in a context processor, so this page needs none.
    return render(None, "500.html", status=500)
