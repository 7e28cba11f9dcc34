"""Figures that a network published of its own people: with noise, and never of counted records."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.access.page_cache import cached_page
from spona.directory.models import Network
from spona.documents.tables import CSV_TYPE, csv_table
from spona.public.page import page
from spona.statistics.releases import published, words
from spona.statistics.releases.models import Release
from spona.statistics.releases.policy import current_policy
from spona.statistics.releases.published import Figures
from spona.statistics.releases.showing import HIDDEN

# In an address, in place of a year: the newest years added up.
TOGETHER = "together"


@public
@require_safe
@cached_page
def reading(request: HttpRequest, language: str) -> HttpResponse:
    """How to read these figures, for whoever writes about them."""
    return page(request, "reading", language, policy=current_policy())


@public
@require_safe
@cached_page
def network_figures(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    found = _network(slug)
    approved, announced = published.approved_of(found), published.announced_of(found)
    if not approved and not announced:
        raise Http404(slug)
    return page(
        request,
        "network_figures",
        language,
        network=found,
        approved=approved,
        together=published.of_years(approved),
        announced=[(one, words.lists_of(one.plan), _tables(one)) for one in announced],
    )


@public
@require_safe
@cached_page
def release(request: HttpRequest, language: str, slug: str, years: str) -> HttpResponse:
    figures = _figures(slug, years)
    return page(
        request,
        "release",
        language,
        years=years,
        figures=figures,
        total="" if figures.total == HIDDEN else words.said(figures.total),
        counted=figures.total.counted,
        grids=words.grids(figures),
    )


@public
@require_safe
@cached_page
def release_csv(request: HttpRequest, language: str, slug: str, years: str) -> HttpResponse:
    head, *rows = words.csv_rows(_figures(slug, years))
    return HttpResponse(
        csv_table(head, rows),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": 'attachment; filename="spona.csv"'},
    )


def _network(slug: str) -> Network:
    return get_object_or_404(Network.objects.real().filter(practice=False), slug=slug)


def _figures(slug: str, years: str) -> Figures:
    approved = published.approved_of(_network(slug))
    if years == TOGETHER:
        found = published.of_years(approved)
    else:
        named = next((one for one in approved if str(one.cohort_year) == years), None)
        found = published.of_year(named) if named else None
    if found is None:
        raise Http404(slug)
    return found


def _tables(one: Release) -> list[str]:
    return [words.title_of(table) for table in one.plan["tables"]]
