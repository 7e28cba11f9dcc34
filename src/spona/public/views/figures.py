"""Published figures: each series alone, as picture, table and file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.access.page_cache import cached_page
from spona.documents.tables import CSV_TYPE, csv_table
from spona.public import figures as published
from spona.public.page import page
from spona.statistics.releases import published as releases


@public
@require_safe
@cached_page
def figures(request: HttpRequest, language: str) -> HttpResponse:
    return page(
        request,
        "figures",
        language,
        all_series=published.all_series(),
        networks=releases.networks(),
    )


@public
@require_safe
@cached_page
def series(request: HttpRequest, language: str, code: str) -> HttpResponse:
    found = published.series(code)
    if found is None:
        raise Http404(code)
    return page(
        request,
        "series",
        language,
        series=found,
        others=[row for row in published.all_series() if row.code != code],
    )


@public
@require_safe
@cached_page
def series_csv(request: HttpRequest, language: str, code: str) -> HttpResponse:
    """As it was collected, with the source and the certainty of each value."""
    rows = published.cells(code)
    if not rows:
        raise Http404(code)
    return HttpResponse(
        csv_table(published.HEAD, rows),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": 'attachment; filename="spona.csv"'},
    )
