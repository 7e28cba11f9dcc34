"""Signing in, the locked screen, stepping up, signing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from spona.access.denied import Denied
from spona.access.guards import MemberRequest, member, public, public_form
from spona.identity import actions, demo, form_recovery, sessions
from spona.identity.forms import AskKeyForm, SignInForm, StepUpForm, UnlockForm
from spona.identity.languages import languages_of
from spona.identity.limiter import TooFast, wait_sentence
from spona.identity.sessions import send_half

Page = Callable[..., HttpResponse]


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, language: str) -> HttpResponse:
    with override(language):
        if request.method == "POST":
            form = SignInForm(request.POST)
            return _tried(request, form, actions.sign_in, sign_in_page)
        if sessions.is_locked(request):
            return HttpResponseRedirect(_with_next("identity:locked", request))
        if getattr(request, "identity", None) is not None:
            return HttpResponseRedirect(form_recovery.safe_next(request))
        return sign_in_page(request, None)


def sign_in_page(
    request: HttpRequest,
    carried: form_recovery.Kept | None,
    *,
    form: forms.Form | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The one page for name, password and code. It sets nothing in the browser."""
    people = demo.demo_accounts()
    chosen = next((one for one in people if one["login"] == request.GET.get("as")), None)
    here = getattr(request, "language", "sr")
    return _no_store(
        render(
            request,
            "identity/login.html",
            {
                "form": form or SignInForm(initial=chosen),
                "chosen": chosen,
                "demo_accounts": people,
                "kept": carried,
                "next": form_recovery.safe_next(request) if carried is None else "",
                "action": reverse("identity:sign_in", args=[here]),
                "ask_key": reverse("identity:ask_key", args=[here]),
                # A link would leave behind what somebody had written.
                "languages": languages_of(request, here) if carried is None else [],
                **more,
            },
            status=status,
        )
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def locked(request: HttpRequest) -> HttpResponse:
    """The blank page of a locked session; its password opens it again."""
    row = sessions.current(request)
    if row is None:
        return HttpResponseRedirect(_to_sign_in(request))
    if request.method != "POST":
        if row.locked_at is None:
            return HttpResponseRedirect(form_recovery.safe_next(request))
        return locked_page(request, None)
    return _tried(request, UnlockForm(request.POST), actions.unlock, locked_page)


def locked_page(
    request: HttpRequest,
    carried: form_recovery.Kept | None,
    *,
    form: forms.Form | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    row = sessions.current(request)
    context = {
        "form": form or UnlockForm(),
        "login": row.account.login if row else "",
        "kept": carried,
        "next": form_recovery.safe_next(request) if carried is None else "",
        **more,
    }
    # The actor is gone while locked, so the language of the account is taken from its row.
    with _spoken(request, row.account.language if row else getattr(request, "language", "sr")):
        return _no_store(render(request, "identity/locked.html", context, status=status))


@public
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Hide the screen for good: the server forgets the key at once."""
    row = sessions.current(request)
    if row is None:
        return HttpResponseRedirect(_to_sign_in(request))
    actions.lock(row)
    return HttpResponseRedirect(_with_next("identity:locked", request))


@member()
@require_http_methods(["GET", "HEAD", "POST"])
def step_up(request: MemberRequest) -> HttpResponse:
    """Password and second factor once more, before what must not happen at an unlocked desk."""
    if request.method != "POST":
        return step_up_page(request, None)
    return _tried(request, StepUpForm(request.POST), actions.step_up, step_up_page)


def step_up_page(
    request: HttpRequest,
    carried: form_recovery.Kept | None,
    *,
    form: forms.Form | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    row = sessions.current(request)
    context = {
        "form": form or StepUpForm(),
        "login": row.account.login if row else "",
        "ask_key": reverse("identity:ask_step_up_key"),
        "kept": carried,
        "next": form_recovery.safe_next(request) if carried is None else "",
        "back": form_recovery.safe_back(request) if carried is None else "",
        **more,
    }
    return _no_store(render(request, "identity/step_up.html", context, status=status))


@public_form
@require_POST
def ask_key(request: HttpRequest, language: str) -> HttpResponse:
    """What a security key is asked at the sign-in; the same shape for whatever was typed."""
    address = request.META.get("REMOTE_ADDR", "")
    with override(language):
        form = AskKeyForm(request.POST)
        return asked(form, lambda: actions.ask_to_sign_in(**form.cleaned_data, address=address))


@member()
@require_POST
def ask_step_up_key(request: MemberRequest) -> HttpResponse:
    form = UnlockForm(request.POST)
    return asked(form, lambda: actions.ask_to_step_up(request, **form.cleaned_data))


def asked(form: forms.Form, ask: Callable[[], dict[str, Any]]) -> HttpResponse:
    """JSON for the script: what to ask the key, or the sentence to show."""
    if not form.is_valid():
        sentence = next(str(errors[0]) for errors in form.errors.values())
        return _no_store(JsonResponse({"sentence": sentence}, status=422))
    try:
        return _no_store(JsonResponse(ask()))
    except Denied as refusal:
        return _no_store(JsonResponse({"sentence": str(refusal.sentence)}, status=403))
    except TooFast as wait:
        response = JsonResponse({"sentence": wait_sentence(wait.seconds)}, status=429)
        response["Retry-After"] = str(wait.seconds)
        return _no_store(response)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    actions.sign_out(request)
    response = HttpResponseRedirect(_to_sign_in(request))
    # Not "cookies": that clears every cookie of the registrable domain, and the town's
    # other sites may live beside us. Both of ours are deleted by name.
    response["Clear-Site-Data"] = '"cache", "storage"'
    return _no_store(send_half(request, response))


def too_fast(
    request: HttpRequest, form: forms.Form, wait: TooFast, page: Page, *args: Any
) -> HttpResponse:
    """The same page with how long to wait; what was typed stays."""
    response = page(request, *args, form=form, status=429, wait=wait_sentence(wait.seconds))
    response["Retry-After"] = str(wait.seconds)
    return response


def _tried(
    request: HttpRequest, form: forms.Form, act: Callable[..., Any], page: Page
) -> HttpResponse:
    """One try with what was typed: onward, or the same page with what to do."""
    carried = form_recovery.from_carried(request)
    if not form.is_valid():
        return page(request, carried, form=form)
    try:
        act(request, **form.cleaned_data)
    except Denied as refusal:
        form.add_error(None, str(refusal.sentence))
        return page(request, carried, form=form)
    except TooFast as wait:
        return too_fast(request, form, wait, page, carried)
    return _onward(request, carried)


def _onward(request: HttpRequest, carried: form_recovery.Kept | None) -> HttpResponse:
    """To where the person was going; with a late POST, the page that offers to send it."""
    if carried is None and (back := form_recovery.safe_back(request)):
        # A redirect to a file would leave the browser on the page with password and code.
        context = {"file": form_recovery.safe_next(request), "back": back}
        page = render(request, "identity/handed_over.html", context)
        return _no_store(send_half(request, page))
    if carried is None:
        return send_half(request, HttpResponseRedirect(form_recovery.safe_next(request)))
    row = cast("sessions.SessionStore", request.session).row
    # The door may have been read in the browser's language; now it is known who came in.
    with _spoken(request, row.account.language if row else getattr(request, "language", "sr")):
        response = render(request, "identity/send_again.html", {"kept": carried})
    return _no_store(send_half(request, response))


@contextmanager
def _spoken(request: HttpRequest, language: str) -> Iterator[None]:
    """The page in this language, and saying so: its `lang` is taken from the request."""
    request.language = language  # type: ignore[attr-defined]
    with override(language):
        yield


def _to_sign_in(request: HttpRequest) -> str:
    return reverse("identity:sign_in", args=[getattr(request, "language", "sr")])


def _with_next(name: str, request: HttpRequest) -> str:
    wanted = form_recovery.safe_next(request)
    return reverse(name, query={"next": wanted} if wanted != "/" else None)


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
