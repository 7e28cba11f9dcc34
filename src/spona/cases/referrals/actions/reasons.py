"""Why a holder opens what a colleague works on, in words: sealed, for their own side only."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.referrals.messages import seal_message
from spona.cases.referrals.models import Move, Referral
from spona.cases.referrals.permissions import check_can_give_reason

# The code of the list `vault.reasons` that says nothing without words.
OTHER: Final = "other"
VERB: Final = "give_reason"


def write_reason(referral: Referral, *, text: str, by: Actor) -> Move:
    """Keep the words of a reason that is none of the list's; the log has its code only.

    The other holders and whoever works on it read them on the page of the referral; the
    sender never learns of it. The caller makes it happen once.
    """
    check_can_give_reason(by, referral)
    if not text.strip():
        raise Denied(_("Write which reason it is."))
    with audit.transaction() as log:
        row = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        move = Move.objects.create(
            referral=row,
            verb=VERB,
            from_state=row.state,
            to_state=row.state,
            at=deadlines.now(),
            by_member_id=by.member_id,
            institution_id=by.institution_id,
            message=seal_message(row, text, purpose="reason", by=by, at_home=True),
            reason=OTHER,
        )
        log.record("referral:reason_written", by=by, subject=row.subject)
    return move
