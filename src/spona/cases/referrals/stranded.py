"""What waits where nobody can open it any more: then it goes the way of paper."""

from __future__ import annotations

from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import WAITING
from spona.cases.referrals.parties import readers


def is_stranded(referral: Referral) -> bool:
    """True where the recipient's last holder has left meanwhile; what went on paper had none.

    Nothing of it is lost: the sender has the packet, may print it, call, or take it back and
    send it elsewhere.
    """
    if referral.on_paper:
        return False
    return referral.state in WAITING and not readers(referral, referral.recipient_institution)
