"""Everything that changes reference rows."""

from spona.reference.actions.codes import propose_code, propose_end, propose_words
from spona.reference.actions.confirming import confirm
from spona.reference.actions.legal import propose_legal_basis, propose_legal_end
from spona.reference.actions.load_reference import load_reference
from spona.reference.actions.places import add_holidays, add_town
from spona.reference.actions.proposing import confirm_by, propose, refuse, withdraw
from spona.reference.actions.questions import begin_question, end_question
from spona.reference.actions.signs import propose_signs

__all__ = [
    "add_holidays",
    "add_town",
    "begin_question",
    "confirm",
    "confirm_by",
    "end_question",
    "load_reference",
    "propose",
    "propose_code",
    "propose_end",
    "propose_legal_basis",
    "propose_legal_end",
    "propose_signs",
    "propose_words",
    "refuse",
    "withdraw",
]
