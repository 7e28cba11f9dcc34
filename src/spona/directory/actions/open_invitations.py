"""Papers that nobody has used yet, and that are to open nothing any more."""

from __future__ import annotations

from django.utils import timezone

from spona.directory.models import Institution, Invitation, Person


def withdraw_open(person: Person, *, institution: Institution | None = None) -> None:
    """The person's unused invitations end, only those of `institution` where one is given.

    Inside a transaction; row by row, for each is signed anew.
    """
    now = timezone.now()
    rows = Invitation.objects.select_for_update().filter(
        person=person, used_at=None, withdrawn_at=None
    )
    for row in rows.filter(institution=institution) if institution else rows:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
