"""Tables of the case and its way, cut by step."""

from spona.cases.case.models import Case, CaseExclusion, LightNote
from spona.cases.consent.models import Agreement
from spona.cases.intake.models import Draft
from spona.cases.referrals.models import Exclusion, Move, Referral, RegistryNumber

__all__ = [
    "Agreement",
    "Case",
    "CaseExclusion",
    "Draft",
    "Exclusion",
    "LightNote",
    "Move",
    "Referral",
    "RegistryNumber",
]
