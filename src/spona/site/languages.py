"""The row of languages: the same page in each, named in its own letters."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import reverse

# Path code, code for `lang`, name. The names stand in their own language, so nothing to translate.
LANGUAGES: Final = (
    ("sr-latn", "sr-Latn", "Srpski"),
    ("sr", "sr-Cyrl", "Српски"),
    ("en", "en", "English"),
)


def languages_of(request: HttpRequest, language: str) -> list[dict[str, object]]:
    """The same page in each language: `code, label, url, current`, as the base reads it."""
    match = request.resolver_match
    if match is None:
        return []
    return [
        {
            "code": code,
            "label": label,
            "url": reverse(match.view_name, kwargs={**match.kwargs, "language": path}),
            "current": path == language,
        }
        for path, code, label in LANGUAGES
    ]
