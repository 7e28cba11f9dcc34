"""Pages of the founding documents, cut by what a person comes for."""

from .changing import correct_document, end_document, withdraw_document, write_document
from .conditions import condition, conditions, institution, turn_switch, withdraw_condition
from .covering import coverage, export_coverage
from .founding_documents import document, documents
from .papers import condition_paper, document_paper, signatory_paper
from .seats import hand_over, seats
from .signatories import sign_document, withdraw_signatory
from .writing import write_condition

__all__ = [
    "condition",
    "condition_paper",
    "conditions",
    "correct_document",
    "coverage",
    "document",
    "document_paper",
    "documents",
    "end_document",
    "export_coverage",
    "hand_over",
    "institution",
    "seats",
    "sign_document",
    "signatory_paper",
    "turn_switch",
    "withdraw_condition",
    "withdraw_document",
    "withdraw_signatory",
    "write_condition",
    "write_document",
]
