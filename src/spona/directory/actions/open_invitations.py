"""Papers that nobody has used yet, and that are to open nothing any more."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.audit import endings
from spona.directory.models import Institution, Invitation, Person
from spona.identity.permissions import check_can_replay


def withdraw_open(person: Person, *, institution: Institution | None = None) -> None:
    """The person's unused invitations end, only those of `institution` where one is given.

    Row by row, for each is signed anew; and for good, for the paper is in somebody's hand.
    """
    now = timezone.now()
    with audit.transaction() as log:
        rows = Invitation.objects.select_for_update().filter(
            person=person, used_at=None, withdrawn_at=None
        )
        for row in rows.filter(institution=institution) if institution else rows:
            row.withdrawn_at = now
            row.save(update_fields=["withdrawn_at"])
            log.ending(endings.INVITATION, row.pk)


def withdraw_again(invitation: UUID, *, by: Actor) -> bool:
    """After a restore: what had been taken back lets nobody in; False where nothing was open."""
    check_can_replay(by)
    with audit.transaction() as log:
        rows = Invitation.objects.select_for_update().filter(pk=invitation, withdrawn_at=None)
        row = rows.select_related("institution").first()
        if row is None:
            return False
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        log.record(
            "invitation:withdrawn",
            by=by,
            subject=("invitation", row.pk),
            lane=row.institution_id,
        )
    return True
