"""The two health checks, and the way out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.identity.first_page import first_page
from spona.public import readiness

# Somewhere dull that a glance over the shoulder expects: the weather service's own page.
AWAY = "https://www.hidmet.gov.rs/"


@public
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; nobody asks the database (`middleware/health.py`)."""
    return JsonResponse({"alive": True}, headers={"Cache-Control": "no-store"})


healthz.without_database = True  # type: ignore[attr-defined]


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 where the database does not answer, has other tables, or nothing can be written.

    What is degraded is named and answered by 200, for pages still work; `?strict` makes it 503 for
    a monitor that looks at nothing but the status.
    """
    now = readiness.readiness()
    degraded_fails = "strict" in request.GET and now.degraded
    return JsonResponse(
        {
            "ready": now.ready,
            "migrations_waiting": now.migrations_waiting,
            "writable": now.writable,
            "degraded": now.degraded,
        },
        status=503 if degraded_fails or not now.ready else 200,
        headers={"Cache-Control": "no-store"},
    )


@public
@require_safe
def tip_begin(request: HttpRequest) -> HttpResponse:
    """The name of the public pages without a path: to where somebody writes or comes back."""
    target = first_page(request, public="tipline:towns")
    return HttpResponseRedirect(target, headers={"Cache-Control": "no-store"})


@public
@require_safe
def leave(_request: HttpRequest) -> HttpResponse:
    """Quick exit without a script: away to a page about the weather."""
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return HttpResponseRedirect(AWAY, headers=headers)
