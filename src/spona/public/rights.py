"""Rights as the lists of `reference` say them, each with its source and how sure it is."""

from __future__ import annotations

from spona.deadlines.time import today
from spona.reference.models import Code

# So many stand on the page of help; the page of rights has them all.
FIRST = 4


def rights(*, first: bool = False) -> list[Code]:
    """In the order of the list; never a row that Spona did not write."""
    rows = [row for row in Code.objects.of("public_right", today()) if row.has_valid_mac()]
    return rows[:FIRST] if first else rows
