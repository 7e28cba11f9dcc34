"""A few words in languages into which nobody has translated the pages yet."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from spona.library.phrases import Phrase, phrases_of_all
from spona.ui.languages import html_lang, own_name, used

NAMES: Final = {one.code: one.name for one in used("phrases")}
_PAGES: Final = frozenset({"help", "help_in_town", "phrases", "phrases_in_town"})


def phrases_in(language: str) -> dict[str, Phrase]:
    """What is said in it, by what it says: `call`, `free`, `police`, `translator`."""
    return {one.code.extra["phrase"]: one for one in phrases_of_all().get(language, [])}


def languages_of_help(request: HttpRequest) -> list[dict[str, object]]:
    """The row of languages of a page of help: all of them, as `languages_of` gives others."""
    match = request.resolver_match
    if match is None or match.namespace != "public" or match.url_name not in _PAGES:
        return []
    town, here = match.kwargs.get("town"), match.kwargs.get("language")
    spoken = [(code, own_name(code), "help") for code, _name in settings.PUBLIC_LANGUAGES]
    few = [(code, label, "phrases") for code, label in NAMES.items()]
    return [
        {
            "code": html_lang(code),
            "label": label,
            "url": address(view, code, town),
            "current": code == here,
        }
        for code, label, view in (*spoken, *few)
    ]


def address(view: str, language: str, town: str | None) -> str:
    """Of the page `help` or `phrases`, of the town where there is one."""
    if town is None:
        return reverse(f"public:{view}", args=[language])
    return reverse(f"public:{view}_in_town", args=[language, town])
