"""The row of languages of a public page: the same page in each, named in its own letters."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from spona.ui.languages import codes, html_lang, own_name


def languages_of(
    request: HttpRequest, here: str, *, public: bool = False, view: str = ""
) -> list[dict[str, object]]:
    """The present page in each language: `code, label, url, current`, as the bases read it.

    One order on every page: Serbian as it is written first, then Latin, then the others. What
    the address asks for is kept, such as where to go after signing in. `public`: pages that
    speak more languages than those who sign in. `view`: where another page than the present
    one is meant, which has nothing but the language in its address.
    """
    match = request.resolver_match
    if match is None or "language" not in match.kwargs:
        return []
    offered = settings.PUBLIC_LANGUAGES if public else settings.LANGUAGES
    query = request.GET.urlencode()
    return [
        {
            "code": html_lang(code),
            "label": own_name(code),
            "url": reverse(view or match.view_name, kwargs={**match.kwargs, "language": code})
            + (f"?{query}" if query else ""),
            "current": code == here,
        }
        for code, _name in offered
    ]


def staff_language(code: str) -> str:
    """In which language somebody signs in who reads a public page in `code`."""
    # Whoever reads neither Serbian script reads Latin letters.
    return code if code in codes("staff") else "sr-latn"
