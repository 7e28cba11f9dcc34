"""The tables of the directory, cut by what they describe."""

from .bodies import EMERGENCY, Certainty, ContactKind, ContactPoint, Institution
from .networks import DatePrecision, Network, NetworkRole, NetworkTown, Seat, Standing
from .opening import CaseworkConfirmation, ConditionCode, OnboardingCondition
from .people import Invitation, Member, Person

__all__ = [
    "EMERGENCY",
    "CaseworkConfirmation",
    "Certainty",
    "ConditionCode",
    "ContactKind",
    "ContactPoint",
    "DatePrecision",
    "Institution",
    "Invitation",
    "Member",
    "Network",
    "NetworkRole",
    "NetworkTown",
    "OnboardingCondition",
    "Person",
    "Seat",
    "Standing",
]
