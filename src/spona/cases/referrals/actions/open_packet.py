"""Open what has arrived: from now on the sender knows that it was received."""

from __future__ import annotations

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.cases.referrals.actions.transition import begin
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Cover
from spona.cases.referrals.parties import packet_section
from spona.cases.referrals.telling import tell_sender
from spona.identity.keyring import Keyring
from spona.notifications.actions import mark_read_about
from spona.vault.actions import open_section


def open_packet(referral: Referral, *, by: Actor, keys: Keyring) -> tuple[Referral, Cover]:
    """Open the cover; return the row and the cover. The body stays held until it is accepted.

    The first holder to open moves it on; whoever opens later reads the same and moves nothing.
    """
    # Opened first, because the log of a reading is committed before the text exists.
    document = open_section(packet_section(referral, "cover"), by=by, keys=keys)
    with audit.transaction() as log:
        locked = begin(referral, "open_packet", by=by)
        row = locked.referral
        if not locked.again:
            locked.move()
            row.opened_at = deadlines.now()
            row.save(update_fields=["state", "opened_at"])
            tell_sender(row, "received", by=by)
            mark_read_about(row.reference, by=by)
            log.record("referral:opened", by=by, subject=row.subject)
    return row, Cover.from_document(document)
