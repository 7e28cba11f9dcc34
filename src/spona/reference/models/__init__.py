"""The tables of reference, cut by what they hold."""

from spona.reference.models.figures import Figure, Sureness
from spona.reference.models.legal import LegalBasis
from spona.reference.models.lists import Code, Indicator, IndicatorList
from spona.reference.models.places import Holiday, Term, Town
from spona.reference.models.proposals import Proposal, ProposalState
from spona.reference.models.questions import NetworkQuestion
from spona.reference.models.signed import Logged, Signed, verify_rows
from spona.reference.models.validity import Certainty, ValidQuerySet

__all__ = [
    "Certainty",
    "Code",
    "Figure",
    "Holiday",
    "Indicator",
    "IndicatorList",
    "LegalBasis",
    "Logged",
    "NetworkQuestion",
    "Proposal",
    "ProposalState",
    "Signed",
    "Sureness",
    "Term",
    "Town",
    "ValidQuerySet",
    "verify_rows",
]
