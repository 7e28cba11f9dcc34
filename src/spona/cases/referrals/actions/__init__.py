"""Everything that moves a referral."""

from spona.cases.referrals.actions.accept import accept, open_file
from spona.cases.referrals.actions.assign import assign
from spona.cases.referrals.actions.open_packet import open_packet
from spona.cases.referrals.actions.registry import write_registry_number
from spona.cases.referrals.actions.send import send
from spona.cases.referrals.actions.work import finish, give_feedback, start_work

__all__ = [
    "accept",
    "assign",
    "finish",
    "give_feedback",
    "open_file",
    "open_packet",
    "send",
    "start_work",
    "write_registry_number",
]
