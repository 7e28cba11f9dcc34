"""Everything that changes what a network stands on."""

from spona.mandates.actions.founding_documents import DocumentFacts

from .conditions import turn_switch, withdraw_condition, write_condition
from .founding_documents import correct_document, end_document, withdraw_document, write_document
from .handing_over import hand_over
from .load_founding_documents import load_founding_documents
from .reminding import remind
from .signing import sign_document, withdraw_signatory
from .unreachable import AT_HOME, REACH_STEP, mend_unreachable_steps

__all__ = [
    "AT_HOME",
    "REACH_STEP",
    "DocumentFacts",
    "correct_document",
    "end_document",
    "hand_over",
    "load_founding_documents",
    "mend_unreachable_steps",
    "remind",
    "sign_document",
    "turn_switch",
    "withdraw_condition",
    "withdraw_document",
    "withdraw_signatory",
    "write_condition",
    "write_document",
]
