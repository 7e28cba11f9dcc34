"""The one row that stands for every body outside the directory."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.directory.models import ELSEWHERE, Certainty, Institution

_WORDS = {"sr": "Тело ван именика", "en": "A body outside the directory"}


def ensure_elsewhere(*, by: Actor) -> Institution:
    """The row that stands for a body somebody typed by name and town; written when first needed.

    What such a body is called lies sealed with what was sent there. In no town and an example,
    so that no list of the directory shows it.
    """
    with audit.transaction() as log:
        row, new = Institution.objects.get_or_create(
            code=ELSEWHERE,
            defaults={
                "words": dict(_WORDS),
                "sector": ELSEWHERE,
                "certainty": Certainty.ENTERED,
                "example": True,
            },
        )
        if new:
            log.record("institution:created", by=by, subject=("institution", row.pk), lane=row.pk)
    return row
