"""Where grants end: deleted here and nowhere else, and the next text gets a new key."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.vault import row_integrity
from spona.vault.models import Grant, Section
from spona.vault.section_states import log_state


def end_grants(ids: Collection[UUID]) -> list[Grant]:
    """Delete these grants and return those that were there; the running transaction logs them.

    Whoever had one may have kept the key of the section, so its next text is sealed under a new
    one. What was altered opens for nobody and is not signed anew.
    """
    if not ids:
        return []
    # The sections first, as whoever saves takes them: else the two could wait for each other.
    sections = Section.objects.filter(pk__in=Grant.objects.filter(pk__in=ids).values("section"))
    with audit.transaction() as log:
        for section in sections.select_for_update(of=("self",)).order_by("id"):
            if not section.rotate_due and row_integrity.is_whole(section):
                section.rotate_due = True
                row_integrity.stamp(section).save(update_fields=["rotate_due", "mac"])
                log_state(log, section, lane=None)
    rows = Grant.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    ended = list(rows.select_related("section__box").order_by("id"))
    # Not authenticated on purpose: whatever a row is, it is gone afterwards.
    Grant.objects.filter(pk__in=[row.pk for row in ended]).delete()
    return ended


def destroy_ended(*, by: Actor, at_most: int = 500) -> int:
    """Delete grants whose end has passed, in one transaction; return how many."""
    with audit.transaction() as log:
        past = Grant.objects.filter(until__lte=timezone.now()).order_by("until", "id")
        ended = end_grants(list(past.values_list("pk", flat=True)[:at_most]))
        for grant in ended:
            log.record(
                "grant:ended",
                by=by,
                subject=("section", grant.section_id),
                lane=grant.section.box.owner_institution_id,
                detail={"to": grant.to_kind},
            )
    return len(ended)
