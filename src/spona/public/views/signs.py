"""Signs by who reads, rights, and what happens after somebody has reported."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.access.page_cache import cached_page
from spona.public.page import page, spoken
from spona.public.rights import rights as all_rights
from spona.public.signs import READERS, signs_for
from spona.services import numbers


@public
@require_safe
@cached_page
def signs(request: HttpRequest, language: str) -> HttpResponse:
    """Who are you? A page for each answer."""
    return page(request, "signs", language, readers=READERS, spoken=spoken("signs", language))


@public
@require_safe
@cached_page
def signs_for_reader(request: HttpRequest, language: str, who: str) -> HttpResponse:
    if who not in READERS:
        raise Http404(who)
    reader = READERS[who]
    shown = signs_for(reader)
    return page(
        request,
        "signs_for",
        language,
        reader=reader,
        others=[one for key, one in READERS.items() if key != who],
        signs=shown,
        sources=sorted({(row.source, row.get_certainty_display()) for row in shown}),
        numbers=numbers.confirmed(),
    )


@public
@require_safe
@cached_page
def rights(request: HttpRequest, language: str) -> HttpResponse:
    """Each with its source and how sure it is; a lawyer has not read them."""
    return page(
        request,
        "rights",
        language,
        rights=all_rights(),
        numbers=numbers.confirmed(),
        spoken=spoken("rights", language),
    )


@public
@require_safe
@cached_page
def after(request: HttpRequest, language: str) -> HttpResponse:
    """Five steps, and what nobody can promise."""
    return page(
        request,
        "after",
        language,
        numbers=numbers.confirmed(),
        spoken=spoken("after", language),
    )
