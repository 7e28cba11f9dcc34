"""What every page needs: language, theme, actor, navigation, messages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from spona.dashboard.page_context import session_of_page, work_page
from spona.reference.scripts import latin
from spona.ui.languages import direction, html_lang


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template; what only staff pages show comes from `dashboard`, lazily."""
    actor = getattr(request, "actor", None)
    identity = getattr(request, "identity", None)
    language = getattr(request, "language", "sr")
    return {
        "language": language,
        "html_lang": html_lang(language),
        "html_dir": direction(language),
        "time_zone": settings.TIME_ZONE,
        "theme": identity.account.theme if identity else "",
        "actor": actor,
        "person_name": _in_script(actor.display_name, language) if actor else "",
        **(session_of_page(request, identity.session) if identity and actor else {}),
        **work_page(request),
    }


def _in_script(name: str, language: str) -> str:
    return name if language == "sr" else latin(name)
