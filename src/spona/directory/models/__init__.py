"""The tables of the directory, cut by what they describe."""

from .bodies import (
    ELSEWHERE,
    EMERGENCY,
    Certainty,
    ContactKind,
    ContactPoint,
    Institution,
    is_emergency,
)
from .networks import DatePrecision, Network, NetworkRole, NetworkTown, Seat, Standing
from .opening import ON_PAPER, CaseworkConfirmation, ConditionCode, OnboardingCondition
from .people import Invitation, Member, Person

__all__ = [
    "ELSEWHERE",
    "EMERGENCY",
    "ON_PAPER",
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
    "is_emergency",
]
