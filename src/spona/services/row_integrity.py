"""Rows of services that stand as Spona left them last; the one question before they are shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from spona.directory.row_integrity import only_latest
from spona.services.models import Service

# Lists of a service of which each row is signed.
LISTS: Final = ("exclusions", "required_documents", "costs", "special_days")


def verified_ids(services: Iterable[Service], *more: Any) -> set[UUID]:
    """Ids of `more` and of all rows under these services that are ours and newest; one query.

    `services` come from `search_index.whole`. From their `LISTS` the others are taken out, so that
    whoever reads on meets none of them. Of an institution that is not ours nothing is trusted.
    """
    services = [row for row in services if row.institution.has_valid_mac()]
    rows: list[Any] = list(more)
    for row in services:
        rows += _parts(row)
    kept = {row.pk for row in only_latest(rows)}
    for row in services:
        lists: dict[str, Any] = vars(row)["_prefetched_objects_cache"]
        for name in LISTS:
            found: Any = getattr(row, name).all()
            # What was prefetched is kept there and given to everybody who asks for the list.
            found._result_cache = [one for one in found if one.pk in kept]  # noqa: SLF001
            lists[name] = found
    return kept


def mark_of(service: Service) -> str:
    """Another one whenever any of its rows is: what a person saw when they pressed a button."""
    tags = sorted(row.short_tag() for row in _parts(service))
    return hashlib.sha256(" ".join(tags).encode()).hexdigest()[:32]


def _parts(row: Service) -> list[Any]:
    """It and all signed rows below it."""
    rows: list[Any] = [row, *row.phones.all(), *row.schedules.all()]
    for one in row.at_locations.all():
        rows += [one, one.location, *one.schedules.all(), *one.location.phones.all()]
    for name in LISTS:
        rows += getattr(row, name).all()
    return rows
