"""Tables of the case and its way, cut by step."""

from spona.cases.case.models import Case
from spona.cases.intake.models import Draft
from spona.cases.referrals.models import Exclusion, Move, Referral, RegistryNumber

__all__ = ["Case", "Draft", "Exclusion", "Move", "Referral", "RegistryNumber"]
