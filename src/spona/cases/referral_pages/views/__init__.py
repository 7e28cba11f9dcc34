"""Pages on which something is sent on, taken back, or agreed to."""

from spona.cases.referral_pages.views.adding import (
    add_to_referral,
    hand_addition,
    print_addition,
    read_addition,
)
from spona.cases.referral_pages.views.agreements import (
    agree,
    agreements,
    confirm_agreement,
    end_agreement,
)
from spona.cases.referral_pages.views.approving import approve, refuse_approval
from spona.cases.referral_pages.views.confirming import confirm_forward, note_answer, refuse_forward
from spona.cases.referral_pages.views.not_ours import have_no_place, not_ours, print_forward
from spona.cases.referral_pages.views.sending import ask, refer, transfer
from spona.cases.referral_pages.views.withdrawing import ended, still_agreed, withdraw

__all__ = [
    "add_to_referral",
    "agree",
    "agreements",
    "approve",
    "ask",
    "confirm_agreement",
    "confirm_forward",
    "end_agreement",
    "ended",
    "hand_addition",
    "have_no_place",
    "not_ours",
    "note_answer",
    "print_addition",
    "print_forward",
    "read_addition",
    "refer",
    "refuse_approval",
    "refuse_forward",
    "still_agreed",
    "transfer",
    "withdraw",
]
