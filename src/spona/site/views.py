"""Health checks and the public pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.directory.models import Network
from spona.identity.languages import languages_of, staff_language
from spona.reference.models import Town
from spona.site import numbers, readiness
from spona.site.kept import kept

# Somewhere dull that a glance over the shoulder expects: the weather service's own page.
AWAY = "https://www.hidmet.gov.rs/"


@public
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"alive": True}, headers={"Cache-Control": "no-store"})


@public
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers and its tables are those of this version; else 503."""
    waiting = readiness.migrations_waiting()
    return JsonResponse(
        {"ready": not waiting, "migrations_waiting": waiting},
        status=503 if waiting else 200,
        headers={"Cache-Control": "no-store"},
    )


@public
@require_safe
@kept
def front(request: HttpRequest, language: str) -> HttpResponse:
    """What Spona is, for somebody who came without an address; help first."""
    signs_in = "" if getattr(request, "public_only", False) else staff_language(language)
    return _page(request, "site/front.html", language, towns=_towns(), signs_in=signs_in)


@public
@require_safe
def tip_begin(request: HttpRequest) -> HttpResponse:
    """The name of the public pages without a path: to where somebody writes or comes back."""
    target = reverse("tipline:towns", args=[getattr(request, "language", "sr")])
    return HttpResponseRedirect(target, headers={"Cache-Control": "no-store"})


@public
@require_safe
@kept
def help_now(request: HttpRequest, language: str) -> HttpResponse:
    """Whom to call now, wherever somebody is."""
    return _help(request, language, None)


@public
@require_safe
@kept
def help_in_town(request: HttpRequest, language: str, town: str) -> HttpResponse:
    """Whom to call now in this town; the general page and 404 without one."""
    found = Town.objects.filter(slug=town, networks_served__network__practice=False).first()
    # Whoever mistypes a town still needs a number: the page comes all the same.
    return _help(request, language, found, status=200 if found else 404)


@public
@require_safe
def leave(_request: HttpRequest) -> HttpResponse:
    """Quick exit without a script: away to a page about the weather."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HttpResponseRedirect(AWAY, headers=headers)


def _help(
    request: HttpRequest, language: str, town: Town | None, *, status: int = 200
) -> HttpResponse:
    towns = _towns()
    shown = numbers.confirmed(town)
    by_town = [] if town else numbers.on_call(towns)
    return _page(
        request,
        "site/help.html",
        language,
        town=town,
        towns=towns,
        on_call=by_town,
        nothing_confirmed=not shown and not any(lines for _town, lines in by_town),
        network=Network.objects.real().filter(town=town).first() if town else None,
        emergency=numbers.emergency(),
        numbers=shown,
        status=status,
    )


def _towns() -> list[Town]:
    """Towns that have a network, as links; the practice network helps nobody."""
    return list(Town.objects.filter(networks__practice=False).distinct().only("slug", "words"))


def _page(
    request: HttpRequest, template: str, language: str, *, status: int = 200, **context: object
) -> HttpResponse:
    common = {
        "languages": languages_of(request, language, public=True),
        "exit_url": reverse("site:exit"),
    }
    return render(request, template, {**common, **context}, status=status)
