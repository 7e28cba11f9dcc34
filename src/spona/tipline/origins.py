"""From where a report with a name came, in the language of whoever reads it.

Sealed is the row of the directory, and the name as it stood in the writer's language: that one is
shown where the institution was only named, or where its row is gone or not as Spona left it.
"""

from __future__ import annotations

from collections.abc import Iterable

from spona.directory.institution_names import short_name
from spona.directory.models import Institution
from spona.tipline.payload_schemas import Origin


def institution_names(origins: Iterable[Origin]) -> dict[Origin, str]:
    """One query for any number of them."""
    asked = list(origins)
    rows = Institution.objects.in_bulk([one.institution for one in asked if one.institution])
    known = {str(pk): row for pk, row in rows.items() if row.has_valid_mac()}
    return {
        one: short_name(known[one.institution])
        if one.institution in known
        else one.institution_name
        for one in asked
    }


def institution_name(origin: Origin) -> str:
    return institution_names([origin])[origin]
