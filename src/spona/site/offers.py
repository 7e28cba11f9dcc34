"""Services as the public sees them."""

from __future__ import annotations

from spona.reference.models import Town


def first_in(town: Town) -> list[object]:
    """A few of them, for the page of a town."""
    return []
