"""What every page needs: language, theme, actor, navigation, messages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from spona.home.page_context import work_page

_HTML = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn", "en": "en"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; what only staff pages show comes from `home`, lazily."""
    identity = getattr(request, "identity", None)
    language = getattr(request, "language", "sr")
    return {
        "language": language,
        "html_lang": _HTML[language],
        "html_dir": "ltr",
        "theme": identity.account.theme if identity else "",
        "actor": getattr(request, "actor", None),
        **work_page(request),
    }
