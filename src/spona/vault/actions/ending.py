"""Grants past their end are destroyed, not only unusable."""

from __future__ import annotations

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.vault.models import Grant


def destroy_ended(*, by: Actor, at_most: int = 500) -> int:
    """Delete grants whose end has passed, in one transaction; return how many."""
    with audit.transaction() as log:
        ended = list(
            Grant.objects.select_for_update(of=("self",))
            .filter(until__lte=timezone.now())
            .select_related("section__box")
            .order_by("until", "id")[:at_most]
        )
        for grant in ended:
            log.record(
                "grant:ended",
                by=by,
                subject=("section", grant.section_id),
                lane=grant.section.box.owner_institution_id,
                detail={"section": grant.section.name, "to": grant.to_kind},
            )
        Grant.objects.filter(pk__in=[grant.pk for grant in ended]).delete()
    return len(ended)
