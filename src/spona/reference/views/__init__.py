"""The pages on which people read and edit lists."""

from spona.reference.views.codes import (
    code,
    code_list,
    lists,
    propose_code,
    propose_end,
    propose_words,
)
from spona.reference.views.deciding import confirm, proposal, proposals, refuse, withdraw
from spona.reference.views.legal import (
    legal,
    legal_row,
    propose_legal,
    propose_legal_change,
    propose_legal_end,
)
from spona.reference.views.signs import propose_signs, signs

__all__ = [
    "code",
    "code_list",
    "confirm",
    "legal",
    "legal_row",
    "lists",
    "proposal",
    "proposals",
    "propose_code",
    "propose_end",
    "propose_legal",
    "propose_legal_change",
    "propose_legal_end",
    "propose_signs",
    "propose_words",
    "refuse",
    "signs",
    "withdraw",
]
