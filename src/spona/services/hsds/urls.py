"""Addresses of the API: those of the specification, its document, and nothing else below it."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path, re_path

from spona.services.hsds import pages
from spona.services.hsds.answers import open_view
from spona.services.hsds.api import api

app_name = "hsds"
_PREFIX: Final = "api/hsds/v3"


def _opened() -> list[URLPattern]:
    """The views that the library has made of the operations, each with its guard."""
    found = []
    for one in api.urls[0]:
        # The last is the library's own root, which has nothing to say.
        if isinstance(one, URLPattern) and one.name != "api-root":
            view = open_view(one.callback)
            found.append(path(f"{_PREFIX}/{one.pattern}", view, name=one.name))
    return found


urlpatterns = [
    path(f"{_PREFIX}/openapi.json", pages.openapi, name="openapi"),
    path(f"{_PREFIX}/docs", pages.docs, name="docs"),
    *_opened(),
    # Also without its last stroke: a program need not follow a redirect.
    *(path(_PREFIX, one.callback, name="root_bare") for one in _opened() if one.name == "root"),
    re_path(rf"^{_PREFIX}/(?P<rest>.*)$", pages.nothing, name="nothing"),
]
