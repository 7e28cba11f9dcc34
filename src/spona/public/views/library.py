"""News, events, publications and pages, as editors have let them appear."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.access.page_cache import cached_page
from spona.directory.models import Network
from spona.library import queries as library
from spona.public.page import page, towns

EACH = 10
_LONGEST = 80


@public
@require_safe
@cached_page("page", "town")
def news(request: HttpRequest, language: str) -> HttpResponse:
    network = _network(request)
    rows = _cut(request, library.articles("news", network))
    return page(
        request,
        "news",
        language,
        asked=_asked(network, rows),
        rows=rows,
        stories=library.stories(rows),
        network=network,
        towns=towns(),
    )


@public
@require_safe
@cached_page
def story(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """News or a page; 404 before its hour and after it was withdrawn."""
    found = library.article(slug)
    if found is None:
        raise Http404(slug)
    return page(request, "story", language, story=found, network=found.network)


@public
@require_safe
@cached_page("page", "town")
def events(request: HttpRequest, language: str) -> HttpResponse:
    network = _network(request)
    calendar = (
        reverse("library:calendar_of", args=[language, network.slug])
        if network
        else reverse("library:calendar", args=[language])
    )
    rows = _cut(request, library.events(network))
    return page(
        request,
        "events",
        language,
        asked=_asked(network, rows),
        rows=rows,
        past=library.events(network, past=True)[:EACH],
        network=network,
        towns=towns(),
        calendar=calendar,
    )


@public
@require_safe
@cached_page("page", "town", "q")
def publications(request: HttpRequest, language: str) -> HttpResponse:
    """With a search in the words of the files too."""
    network = _network(request)
    query = " ".join(request.GET.get("q", "")[:_LONGEST].split())
    found = library.find(query, network) if query else []
    rows = None if query else _cut(request, library.publications(network))
    return page(
        request,
        "publications",
        language,
        asked=_asked(network, rows, query),
        query=query,
        found=found,
        rows=rows,
        cards=library.cards(rows) if rows else [],
        network=network,
        towns=towns(),
    )


@public
@require_safe
@cached_page
def publication(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    found = library.publication(slug)
    if found is None:
        raise Http404(slug)
    return page(request, "publication", language, card=found)


def _network(request: HttpRequest) -> Network | None:
    """The one of the town that the address asks for; none for all."""
    slug = request.GET.get("town", "")
    return (
        get_object_or_404(Network.objects.real().select_related("town"), town__slug=slug)
        if slug
        else None
    )


def _asked(network: Network | None, rows: Page[Any] | None, query: str = "") -> str:
    """What stands behind the question mark, as it was understood."""
    number = rows.number if rows is not None and rows.number > 1 else ""
    asked = {"town": network.town.slug if network else "", "q": query, "page": number}
    return urlencode({name: value for name, value in asked.items() if value})


def _cut[M: Model](request: HttpRequest, rows: QuerySet[M]) -> Page[M]:
    """Ten at a time; a page that is none is the nearest one."""
    return Paginator(rows, EACH).get_page(request.GET.get("page", "1")[:4])
