"""Narrows what is published to what was asked for."""

from __future__ import annotations

import math
from typing import Any, Final
from uuid import UUID

from django.db.models import Avg, FloatField, Q, QuerySet
from django.db.models.functions import Cast, Cos, Power, Radians, Sin

from spona.directory.models import Institution
from spona.reference.scripts import fold
from spona.services.hsds import published
from spona.services.hsds.query_params import Listed, PlacesAsked
from spona.services.hsds.terms import EXCLUSIONS, Terms, taxonomy_id
from spona.services.models import KINDS, Location, Service, ServiceAtLocation

# The mean radius of the earth in metres.
_RADIUS: Final = 6_371_000


class UnknownPostcodeError(Exception):
    """No published place has this code, so nothing can be measured from it."""


def words_of(search: str) -> list[str]:
    # A database knows no text with a zero in it.
    return fold(search).split()[:10]


def uuid_of(text: str) -> UUID:
    """That of nothing, where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def services(asked: Listed, terms: Terms) -> QuerySet[Service]:
    rows = published.services().filter(published.with_words(words_of(asked.search)))
    return rows.filter(_like(asked, terms, "")).order_by("pk")


def _like(asked: Listed, terms: Terms, before: str) -> Q:
    """`before`: the way from the row to its service."""
    found = Q()
    if asked.organization_id:
        found &= Q(**{f"{before}institution": uuid_of(asked.organization_id)})
    if asked.modified_after:
        found &= Q(**{f"{before}changed_at__gte": asked.modified_after})
    if asked.taxonomy_id == taxonomy_id(EXCLUSIONS):
        found &= Q(**{f"{before}exclusions__isnull": False})
    elif asked.taxonomy_id and asked.taxonomy_id != taxonomy_id(KINDS):
        found &= Q(pk__in=[])
    if asked.taxonomy_term_id:
        name, code = terms.by_id.get(asked.taxonomy_term_id, ("", ""))
        if name == KINDS:
            found &= Q(**{f"{before}kind": code})
        elif name == EXCLUSIONS:
            found &= Q(**{f"{before}exclusions__code": code})
        else:
            found &= Q(pk__in=[])
    return found


def places(asked: PlacesAsked, terms: Terms) -> QuerySet[ServiceAtLocation]:
    """Raises UnknownPostcodeError where a distance was asked from a code that no place has."""
    rows = published.at_locations().filter(_like(asked, terms, "service__"))
    if words := words_of(asked.search):
        found = published.services().filter(published.with_words(words))
        rows = rows.filter(service__in=found)
    if asked.postcode:
        rows = rows.filter(_around(asked))
    return rows.distinct().order_by("pk")


def _around(asked: PlacesAsked) -> Q:
    known = _shown_places().filter(postal_code=asked.postcode)
    if asked.proximity is None:
        towns = known.filter(town__isnull=False).values("town")
        return Q(location__in=known) | Q(service__towns_served__town__in=towns)
    middle = known.aggregate(lat=Avg("latitude"), lon=Avg("longitude"))
    if middle["lat"] is None or middle["lon"] is None:
        raise UnknownPostcodeError
    lat, lon = float(middle["lat"]), float(middle["lon"])
    # The haversine of a distance grows with it, so no root and no arc has to be taken.
    farthest = math.sin(asked.proximity / (2 * _RADIUS)) ** 2
    measured = _shown_places().filter(latitude__isnull=False, longitude__isnull=False)
    near = measured.annotate(haversine=_haversine(lat, lon)).filter(haversine__lte=farthest)
    return Q(location__in=near.values("pk"))


def _shown_places() -> QuerySet[Location]:
    """Those that say where they are: nothing is measured from or to another one."""
    return Location.objects.filter(
        ended_at=None, confidential=False, institution__confidential=False,
        pk__in=published.at_locations().values("location"),
    )  # fmt: skip


def _haversine(lat: float, lon: float) -> Any:
    """Of the angle between a place and this point."""
    there = Cast("latitude", FloatField())
    aside = Cast("longitude", FloatField())
    up = Power(Sin((Radians(there) - math.radians(lat)) / 2), 2)
    along = Power(Sin((Radians(aside) - math.radians(lon)) / 2), 2)
    return up + Cos(Radians(there)) * math.cos(math.radians(lat)) * along


def organizations(search: str) -> QuerySet[Institution]:
    rows = published.organizations()
    for word in words_of(search):
        rows = rows.filter(search_key__contains=word)
    return rows.order_by("pk")
