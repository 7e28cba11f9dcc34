"""The two health checks, and the way out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.site import readiness

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
def tip_begin(request: HttpRequest) -> HttpResponse:
    """The name of the public pages without a path: to where somebody writes or comes back."""
    target = reverse("tipline:towns", args=[getattr(request, "language", "sr")])
    return HttpResponseRedirect(target, headers={"Cache-Control": "no-store"})


@public
@require_safe
def leave(_request: HttpRequest) -> HttpResponse:
    """Quick exit without a script: away to a page about the weather."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HttpResponseRedirect(AWAY, headers=headers)
