"""Which bodies of the directory may be the one that somebody is about to add again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from spona.reference.models import Town
from spona.reference.scripts import fold

from .models import ELSEWHERE, Institution

_AT_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Double:
    """`same_name`: in any script and with any marks; else of the same sector and town."""

    institution: Institution
    same_name: bool


def doubles(
    words: Mapping[str, str], sector: str, town: Town | None, *, among: QuerySet[Institution]
) -> list[Double]:
    """Those of `among` (what the reader may know of), same names first; one query."""
    names = {fold(text) for text in words.values() if text.strip()}
    alike = Q(sector=sector, town=town)
    for name in names:
        alike |= Q(search_key__contains=name)
    rows = among.exclude(code=ELSEWHERE).filter(alike)
    found = [Double(row, _has_name(row, names)) for row in rows.select_related("town")]
    kept = [one for one in found if one.same_name or _is_of(one.institution, sector, town)]
    return sorted(kept, key=lambda one: not one.same_name)[:_AT_MOST]


def _has_name(row: Institution, names: set[str]) -> bool:
    return bool(names & {fold(text) for text in row.words.values()})


def _is_of(row: Institution, sector: str, town: Town | None) -> bool:
    return row.sector == sector and row.town_id == (town.pk if town else None)
