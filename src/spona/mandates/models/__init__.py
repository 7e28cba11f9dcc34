"""The tables of the app, cut by what they describe."""

from .acts import Mandate, Quorum, Signatory
from .owed import Condition, Switch

__all__ = ["Condition", "Mandate", "Quorum", "Signatory", "Switch"]
