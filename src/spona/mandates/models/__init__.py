"""The tables of the app, cut by what they describe."""

from .founding_documents import FoundingDocument, Quorum, Signatory
from .owed import Condition, Switch

__all__ = ["Condition", "FoundingDocument", "Quorum", "Signatory", "Switch"]
