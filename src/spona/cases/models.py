"""Tables of the case and its way, cut by step."""

from spona.cases.assessment.models import AssessmentRule
from spona.cases.case.models import Case, CaseExclusion, LightNote
from spona.cases.conferences.models import Conference, Decided, Guest
from spona.cases.consent.models import Agreement
from spona.cases.data_requests.models import DataRequest
from spona.cases.intake.models import Draft
from spona.cases.referrals.models import Exclusion, Move, Referral, RegistryNumber
from spona.cases.retention.models import RetentionRule, ReviewMonth

__all__ = [
    "Agreement",
    "AssessmentRule",
    "Case",
    "CaseExclusion",
    "Conference",
    "DataRequest",
    "Decided",
    "Draft",
    "Exclusion",
    "Guest",
    "LightNote",
    "Move",
    "Referral",
    "RegistryNumber",
    "RetentionRule",
    "ReviewMonth",
]
