"""Which network, quarter or service a page is about, and what a form does with a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from spona.access.guards import MemberRequest
from spona.directory.models import Network
from spona.services.models import Service
from spona.services.permissions import today
from spona.services.quarters import FIRST_YEAR, Quarter, quarter_named, quarter_of


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter (2026-3) or a whole year (2026)."""

    slug: str
    label: str
    quarters: tuple[Quarter, ...]

    @property
    def year(self) -> int:
        return self.quarters[0].year

    @property
    def is_year(self) -> bool:
        return len(self.quarters) > 1


def known_network(request: MemberRequest, slug: str) -> Network:
    rows = Network.objects.visible_to(request.actor).select_related("town")
    return get_object_or_404(rows, slug=slug)


def known_quarter(slug: str) -> Quarter:
    found = quarter_named(slug)
    if found is None:
        raise Http404
    return found


def period_named(slug: str) -> Period:
    """404 for what names neither; empty: the quarter that ended last."""
    if not slug:
        return of_quarter(quarter_of(today()).before)
    if slug.isascii() and slug.isdigit() and len(slug) == 4 and FIRST_YEAR <= int(slug) <= 2199:
        return Period(slug, f"{slug}.", tuple(Quarter(int(slug), n) for n in (1, 2, 3, 4)))
    return of_quarter(known_quarter(slug))


def of_quarter(quarter: Quarter) -> Period:
    return Period(quarter.slug, str(quarter), (quarter,))


def offered() -> list[Period]:
    """The last eight quarters that are over, and the years they lie in."""
    quarter, found = quarter_of(today()).before, list[Period]()
    for _n in range(8):
        found.append(of_quarter(quarter))
        quarter = quarter.before
    years = sorted({one.year for one in found}, reverse=True)
    return [*found, *(period_named(str(year)) for year in years)]


def known_service(request: MemberRequest, service_id: UUID) -> Service:
    """The service with its institution, or a 404 where this actor may not know of it."""
    rows = Service.objects.visible_to(request.actor).select_related("institution__town")
    return get_object_or_404(rows, pk=service_id)
