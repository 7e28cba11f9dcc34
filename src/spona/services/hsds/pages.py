"""The OpenAPI document, a page of it for people, and the answer where nothing is."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

from spona.services.hsds.answers import PREFIX, error, open_view, told
from spona.services.hsds.api import api

_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False})


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1 of this API."""
    made = dict(api.get_openapi_schema(path_prefix=PREFIX))
    made["jsonSchemaDialect"] = "https://json-schema.org/draft/2020-12/schema"
    made["info"]["license"] = {
        # Nobody has said one yet; the operator does, and no program may assume one.
        "name": "Not stated. Ask the publisher before you publish the data elsewhere."
    }
    made["servers"] = [{"url": settings.SPONA_URL}]
    return made


@open_view
def openapi(request: HttpRequest) -> HttpResponse:
    return told(request, document(), language="en")


@open_view
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people: from the document, without a script. Wholly in English, as it is."""
    paths = [
        {"path": path, "about": _of_ours(operation["description"]), "asked": _asked(operation)}
        for path, methods in document()["paths"].items()
        for operation in methods.values()
    ]
    context = {
        "about": _of_ours(document()["info"]["description"]),
        "paths": paths,
        "exit_url": reverse("public:exit"),
        "html_lang": "en",
    }
    with translation.override("en"):
        return render(request, "services/hsds.html", context)


def _asked(operation: dict[str, Any]) -> list[tuple[str, str]]:
    """Each parameter and what it does."""
    return [
        (one["name"], _of_ours(one.get("description", "The id, as the lists give it.")))
        for one in operation.get("parameters", ())
    ]


def _of_ours(text: str) -> str:
    """CommonMark, as OpenAPI has it, of the document alone: nobody else's words come here."""
    return SafeString(_MARKDOWN.render(text))


@open_view
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Below the prefix nothing else answers, so that no page of people and no redirect does."""
    return error(404)
