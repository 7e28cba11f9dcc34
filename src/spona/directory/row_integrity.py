"""A row that was put back: its tag is ours, but the log says that it was changed since.

Where a row gives something (a membership, a role, a number to call, a signature) it is asked here;
the rest is found by `doctor`. Whoever writes the database would have to cut the log as well,
which `./spona audit verify` and any printed checkpoint show.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from spona.audit.queries import last_tags

from .models.row_integrity import Authenticated, tampered, verify_rows


def outdated_ids(rows: Iterable[Authenticated]) -> set[UUID]:
    """Ids of those that are not, or no longer, as Spona left them last; one query."""
    asked = list(rows)
    last = last_tags([row.pk for row in asked if row.has_valid_mac()]) if asked else {}
    return {row.pk for row in asked if not is_latest(row, last)}


def is_latest(row: Authenticated, last: dict[UUID, str]) -> bool:
    """True where the row is ours and in its last state; `last` as `last_tags` gives it."""
    return row.has_valid_mac() and last.get(row.pk) == row.short_tag()


def only_latest[Row: Authenticated](rows: Iterable[Row]) -> list[Row]:
    """The rows that stand as Spona left them last, in their order; one query."""
    asked = list(rows)
    old = outdated_ids(asked)
    return [row for row in asked if row.pk not in old]


def verify_latest(*rows: Authenticated) -> None:
    """Denied, with whom to tell, where a row was not written by Spona or was put back."""
    verify_rows(*rows)
    if outdated_ids(rows):
        raise tampered()
