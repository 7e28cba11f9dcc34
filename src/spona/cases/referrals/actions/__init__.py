"""Everything that moves a referral."""

from spona.cases.referrals.actions.accept import accept, open_file
from spona.cases.referrals.actions.additions import add_to_referral, hand_addition, read_addition
from spona.cases.referrals.actions.approve import approve, refuse_approval
from spona.cases.referrals.actions.assign import assign
from spona.cases.referrals.actions.confirm import confirm_forward
from spona.cases.referrals.actions.connect import offer_packets, send_packet
from spona.cases.referrals.actions.deliver import deliver, log_call
from spona.cases.referrals.actions.expire import expire, pass_over
from spona.cases.referrals.actions.forward import forward, forward_on_paper, open_to_forward
from spona.cases.referrals.actions.no_place import have_no_place, note_answer
from spona.cases.referrals.actions.open_packet import open_packet
from spona.cases.referrals.actions.propose import hand_to_second, propose_forward, refuse_forward
from spona.cases.referrals.actions.reasons import write_reason
from spona.cases.referrals.actions.recall import note_recall
from spona.cases.referrals.actions.registry import write_registry_number
from spona.cases.referrals.actions.scans import add_scan, read_scan
from spona.cases.referrals.actions.second_hand import (
    hear_asked,
    hear_done,
    hear_no_place,
    hear_not_theirs,
    hear_received,
    hear_taken_over,
)
from spona.cases.referrals.actions.send import send
from spona.cases.referrals.actions.talk import answer_question, give_feedback
from spona.cases.referrals.actions.withdraw import withdraw, withdraw_agreement
from spona.cases.referrals.actions.work import finish, start_work

__all__ = [
    "accept",
    "add_scan",
    "add_to_referral",
    "answer_question",
    "approve",
    "assign",
    "confirm_forward",
    "deliver",
    "expire",
    "finish",
    "forward",
    "forward_on_paper",
    "give_feedback",
    "hand_addition",
    "hand_to_second",
    "have_no_place",
    "hear_asked",
    "hear_done",
    "hear_no_place",
    "hear_not_theirs",
    "hear_received",
    "hear_taken_over",
    "log_call",
    "note_answer",
    "note_recall",
    "offer_packets",
    "open_file",
    "open_packet",
    "open_to_forward",
    "pass_over",
    "propose_forward",
    "read_addition",
    "read_scan",
    "refuse_approval",
    "refuse_forward",
    "send",
    "send_packet",
    "start_work",
    "withdraw",
    "withdraw_agreement",
    "write_reason",
    "write_registry_number",
]
