"""What the public pages share: no cookie, no script, the way out, the languages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from spona.identity.languages import languages_of


def page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A public page. Languages are offered only where nothing typed could be lost by a change."""
    here = getattr(request, "language", "sr")
    read = request.method in ("GET", "HEAD")
    given = {
        "exit_url": reverse("public:exit"),
        "languages": languages_of(request, here, public=True) if read else [],
    }
    response = render(request, f"training/public/{template}.html", given | context, status=status)
    # Somebody's own page stays in no cache of a shared computer.
    response["Cache-Control"] = "no-store"
    return response


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; an empty form is a form with mistakes, not a first visit."""
    return request.POST if request.method == "POST" else None
