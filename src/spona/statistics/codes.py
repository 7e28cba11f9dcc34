"""The lists that the counted record is written in. A code never changes its meaning.

Where `reference` has a list, its codes are used. "Not asked" (nobody has asked the person),
"not known" (asked, and nobody could tell) and "not sure" (somebody thought about it) are three
answers, and none of them is "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

type Codes = Mapping[str, Promise]

UNKNOWN, NOT_SURE, NONE, OTHER = "unknown", "not_sure", "none", "other"
NOT_ASKED: Final = "not_asked"
# Of a question that nobody has answered: no answer that a form offers.
NOT_SAID: Final = frozenset({UNKNOWN, NOT_ASKED})
_OPEN: Final[Codes] = {UNKNOWN: _("Not known"), NOT_SURE: _("Not sure")}
_ASKED: Final[Codes] = {**_OPEN, NOT_ASKED: _("Not asked yet")}
_YES_NO: Final[Codes] = {"yes": _("Yes"), "no": _("No")}

SEX: Final[Codes] = {
    "female": pgettext_lazy("sex", "Female"),
    "male": pgettext_lazy("sex", "Male"),
    OTHER: pgettext_lazy("sex", "Another answer"),
    **_ASKED,
}
AGE_BAND: Final[Codes] = {"child": _("Child, 0 to 17"), "adult": _("Adult"), **_ASKED}
# The four decisions of the Centre; "presumed" until there is one.
STATUS: Final[Codes] = {
    "presumed": _("No decision yet"),
    "identified": _("Identified"),
    "not_assessed_as_victim": _("Assessed, not identified"),
    "rejected": _("Report dismissed"),
    "discontinued": _("Procedure stopped"),
    **_OPEN,
}
EXPLOITATION: Final[Codes] = {
    "sexual_exploitation": _("Sexual exploitation"),
    "labour_exploitation": _("Labour exploitation"),
    "forced_begging": _("Forced begging"),
    "forced_criminality": _("Forced crime"),
    "forced_marriage": _("Forced marriage"),
    "child_marriage": _("Child marriage"),
    "illegal_adoption": _("Illegal adoption"),
    "multiple_exploitation": _("More than one kind"),
    OTHER: _("Another kind"),
    **_ASKED,
}
# HTCDS 2.0 has seventeen methods; these merge them so that a combination stays coarse.
CONTROL: Final[Codes] = {
    "debt_or_earnings": _("Debt, or earnings taken away"),
    "documents": _("Documents taken away"),
    "threats": _("Threats, also to family or with the law"),
    "violence": _("Physical or sexual violence"),
    "psychological": _("Psychological pressure or false promises"),
    "movement": _("Movement or contact restricted"),
    "substances_or_needs": _("Drugs, or food and medicine withheld"),
    OTHER: _("Something else"),
    NONE: _("None was used"),
    **_ASKED,
}
RECRUITER: Final[Codes] = {
    "partner": _("Partner"),
    "family": _("Family"),
    "acquaintance": _("Friend or acquaintance"),
    OTHER: _("Somebody else"),
    **_ASKED,
}
CITIZENSHIP: Final[Codes] = {
    "serbia": _("Serbia"),
    "eu": _("A country of the European Union"),
    "western_balkans": _("Another country of the Western Balkans"),
    OTHER: pgettext_lazy("citizenship", "Another country, or none"),
    **_ASKED,
}
MOVEMENT: Final[Codes] = {
    "within": _("Within the country"),
    "across": _("Across a border"),
    **_ASKED,
}
# What was given, in groups of the list `service`; several may hold.
HELPED: Final[Codes] = {
    "housing": _("Accommodation"),
    "health": _("Health care"),
    "psychosocial": _("Psychological and social support"),
    "legal": _("Legal help"),
    "material": _("Money or things"),
    "education_work": _("School, training or work"),
    "papers_escort": _("Documents, interpreting, escort"),
    OTHER: pgettext_lazy("help that was given", "Another kind of help"),
    NONE: _("Nothing was given yet"),
    NOT_ASKED: _("No plan yet"),
}
GUARDIAN: Final[Codes] = {
    "parent": _("A parent"),
    "guardian": _("A guardian"),
    "temporary": _("A temporary guardian"),
    "collision": _("A collision guardian"),
    "asked": _("Asked for"),
    NONE: _("Nobody is named"),
    **_ASKED,
}
STAY: Final[Codes] = {
    "citizen": _("A citizen of Serbia"),
    "reflection": _("Reflection period"),
    "permit": _("Residence is permitted"),
    "asylum": _("Asylum was requested or given"),
    "asked": _("Asked for"),
    NONE: _("No permitted residence"),
    **_ASKED,
}
COMPENSATION: Final[Codes] = {
    "paid": pgettext_lazy("compensation", "Paid"),
    "awarded": pgettext_lazy("compensation", "Awarded, not paid"),
    "claimed": pgettext_lazy("compensation", "Claimed"),
    NONE: pgettext_lazy("compensation", "Not claimed"),
    **_ASKED,
}
LEGAL_AID: Final[Codes] = {**_YES_NO, **_ASKED}
RETURN: Final[Codes] = {
    "returned": _("Left the country or was returned to their own"),
    "agrees": _("Agrees to return"),
    "refuses": _("Does not agree to return"),
    **_ASKED,
}
# Besides the sectors of `reference`.
REPORTED_BY: Final[Codes] = {
    "self": _("The person"),
    "anonymous": _("Somebody who gave no name"),
    OTHER: _("Somebody else"),
    **_OPEN,
}
IDENTIFIED_BY: Final[Codes] = {NONE: _("Nobody yet"), OTHER: _("Somebody else"), **_OPEN}
TOWN: Final[Codes] = {OTHER: _("Another town"), **_ASKED}
CONSENT: Final[Codes] = {
    NOT_ASKED: _("Not asked yet"),
    "yes": _("The person agrees"),
    "no": _("The person does not agree"),
    "other_basis": _("Another legal basis"),
}
FACT: Final[Codes] = {**_YES_NO, **_OPEN}
ANSWERED: Final[Codes] = {
    "running": _("Waiting"),
    "in_time": _("In time"),
    "late": _("Late"),
    **_OPEN,
}
# What a report should have had when it came; which of these are missing feeds trainings.
FACTS: Final[Codes] = {
    "what_was_seen": _("What was seen or heard"),
    "age": _("Age, or that it is not sure"),
    "language": _("Language"),
    "where_now": _("Where the person can be found"),
    "safe_contact": _("How to reach the person safely"),
    "danger": _("Whether anyone is in danger"),
    "who_knows": _("Who was told already"),
    "basis": _("Agreement or legal basis"),
}

SECTORS: Final = (
    "police", "prosecution", "court", "social_work", "centre", "health", "school",
    "education_administration", "local_government", "employment", "red_cross", "youth_office",
    "cso", "labour_inspection", "migration", "shelter", "independent_body", "government",
)  # fmt: skip
# Said instead of another answer, never beside one.
ALONE: Final = frozenset({NONE, UNKNOWN, NOT_SURE, NOT_ASKED})


def sector_code(sector: str) -> str:
    """A sector as the record knows it; one that people added to the list later is `other`."""
    return sector if sector in SECTORS else OTHER
