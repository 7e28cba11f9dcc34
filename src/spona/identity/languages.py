"""The row of languages of a public page: the same page in each, named in its own letters."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from spona.identity.models import Language

# For the attribute `lang`; what is not here is its own code.
_HTML: Final = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}


def languages_of(request: HttpRequest, here: str) -> list[dict[str, object]]:
    """The present page in each language: `code, label, url, current`, as the bases read it.

    One order on every page: Serbian as it is written first, then Latin, then the others. What
    the address asks for is kept, such as where to go after signing in.
    """
    match = request.resolver_match
    if match is None or "language" not in match.kwargs:
        return []
    query = request.GET.urlencode()
    return [
        {
            "code": _HTML.get(code, code),
            "label": label,
            "url": reverse(match.view_name, kwargs={**match.kwargs, "language": code})
            + (f"?{query}" if query else ""),
            "current": code == here,
        }
        for code, label in Language.choices
    ]
