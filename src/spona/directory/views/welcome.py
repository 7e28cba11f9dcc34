"""From a printed invitation to a login, in two steps and without a cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from spona.access.denied import Conflict, Denied
from spona.access.guards import public_form
from spona.directory import actions
from spona.directory.forms import TypedBackForm, WelcomeForm
from spona.identity import factors
from spona.identity.actions import confirm_recovery_code
from spona.identity.languages import languages_of
from spona.identity.limiter import TooFast, wait_sentence
from spona.identity.models import Account
from spona.identity.views.once import app_context


@public_form
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, language: str) -> HttpResponse:
    """Code, login and password first; then the app and the recovery code, typed back.

    The account exists after the first step; who closes the page goes on with the same paper.
    What the second page shows travels in its own form, so that a mistyped letter shows the same
    page again and the server keeps nothing.
    """
    if request.method == "POST" and request.POST.get("step") == "typed":
        return _typed_back(request, language)
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = actions.accept_invitation(
                asked["code"],
                login=asked["login"],
                password=asked["password"],
                language=language,
                address=request.META.get("REMOTE_ADDR", ""),
            )
        except (Denied, Conflict) as refusal:
            form.add_error(None, str(refusal.sentence))
        except TooFast as wait:
            form.add_error(None, wait_sentence(wait.seconds))
            response = _first_page(request, form, language, status=429)
            response["Retry-After"] = str(wait.seconds)
            return response
        else:
            back = TypedBackForm(
                initial={
                    "login": made.account.login,
                    "shown_code": made.recovery_code,
                    "shown_secret": made.totp_secret,
                }
            )
            return _secrets(request, back, made.recovery_code, made.totp_secret, made.account.login)
    return _first_page(request, form, language)


def _first_page(
    request: HttpRequest, form: WelcomeForm, language: str, *, status: int = 200
) -> HttpResponse:
    """In each language that somebody works in: the one chosen here is that of the account.

    Only on this page: whoever leaves the second one sees its codes no more.
    """
    context = {"form": form, "languages": languages_of(request, language)}
    return render(request, "directory/welcome.html", context, status=status)


def _typed_back(request: HttpRequest, language: str) -> HttpResponse:
    form = TypedBackForm(request.POST)
    if not form.is_valid():
        hidden = ("login", "shown_code", "shown_secret")
        if any(name in form.errors for name in hidden):
            return _first_page(request, WelcomeForm(), language)
        asked = form.cleaned_data
        return _secrets(request, form, asked["shown_code"], asked["shown_secret"], asked["login"])
    asked = form.cleaned_data
    if factors.matching_step(asked["shown_secret"], factors.digits_of(asked["digits"])) is None:
        form.add_error("digits", _("The app shows another code. Type the six digits it shows now."))
    else:
        try:
            confirm_recovery_code(
                login=asked["login"],
                typed=asked["typed_code"],
                address=request.META.get("REMOTE_ADDR", ""),
            )
        except Denied as refusal:
            form.add_error("typed_code", str(refusal.sentence))
        except TooFast as wait:
            # The same page: what it shows is shown nowhere else.
            form.add_error("typed_code", wait_sentence(wait.seconds))
    if form.errors:
        return _secrets(request, form, asked["shown_code"], asked["shown_secret"], asked["login"])
    return render(request, "directory/welcome_done.html", {"login": asked["login"]})


def _secrets(
    request: HttpRequest, form: TypedBackForm, code: str, secret: str, login: str
) -> HttpResponse:
    shown = app_context(Account(login=login), secret)
    context = {"form": form, "recovery_code": code, **shown}
    response = render(request, "directory/welcome_secrets.html", context)
    response["Cache-Control"] = "no-store"
    return response
