"""Where the fact of a field stands in lists of others: the counted record, HTCDS, returns.

A mapping says what is the same fact, code by code, and nothing more. Where the other list has no
such fact, or a code could only be guessed, it maps to nothing. HSDS 3.0 has nothing about a
person: it describes services and who gives them, so no field maps there. Whatever else a network
has to fill in is no part of this list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

# Own code → codes of the other list: several where ours merges them, none where it has nothing.
type CodeMap = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Target:
    """A field of another list. Without `codes` the answer is typed here, and whoever fills in the
    other list writes it as that list asks. `within`: it holds the fact only in a row of this kind,
    written `field=code`.
    """

    name: str
    codes: CodeMap = field(default_factory=dict)
    within: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapsTo:
    """`count`: a field of the counted record. `htcds`: fields of HTCDS 2.0, together where that
    list takes the fact apart. `returns`: numbers of the tables of `reference.standards.returns`
    that break down by it.
    """

    count: Target | None = None
    htcds: tuple[Target, ...] = ()
    returns: tuple[str, ...] = ()


NOTHING: Final = MapsTo()


def typed(*names: str, within: str = "", returns: tuple[str, ...] = ()) -> MapsTo:
    """Typed in both lists."""
    return MapsTo(htcds=tuple(Target(one, within=within) for one in names), returns=returns)


def _alike(codes: Iterable[str]) -> CodeMap:
    return {one: (one,) for one in codes}


_RECRUITED: Final = "hte_Type=Recruitment"
_EXPLOITED: Final = "hte_Type=Exploitation"
_NONE: Final = ()

AGE: Final = MapsTo(
    count=Target("age_band", _alike(("child", "adult", "not_sure"))),
    returns=("R04", "R08", "R11", "R30", "R31", "R53", "R56"),
)
SEX: Final = MapsTo(
    count=Target("sex", _alike(("female", "male", "other", "not_sure"))),
    htcds=(
        Target("prs_Gender", {
            "female": ("Feminine",), "male": ("Masculine",),
            # Which other answer it is, the person has not been asked.
            "other": _NONE, "not_sure": ("NonSpecifiedUnknown",),
        }),
    ),
    returns=("R04", "R08", "R09", "R11", "R30", "R31", "R54", "R56"),
)  # fmt: skip
CITIZENSHIP: Final = MapsTo(
    count=Target("citizenship", _alike(("serbia", "eu", "western_balkans", "other", "not_sure"))),
)
CITIZENSHIPS: Final = MapsTo(
    htcds=(Target("prs_Citizenship"),),
    returns=("R02", "R11", "R30", "R54"),
)
EDUCATION: Final = MapsTo(
    htcds=(
        Target("prs_HighestLevelOfEducation", {
            # The eight years of the Serbian primary school are levels 1 and 2 of ISCED.
            "none": _NONE, "primary_unfinished": _NONE, "primary": ("LowerSecondaryEducation",),
            "secondary": ("UpperSecondaryEducation",),
            "higher": (
                "ShortCycleTertiaryEducation", "BachelorsOrEquivalentLevel",
                "MastersOrEquivalentLevel", "DoctoralOrEquivalentLevel",
            ),
            "not_sure": _NONE,
        }),
    ),
    returns=("R54",),
)  # fmt: skip
FAMILY: Final = MapsTo(
    htcds=(
        Target("prs_MaritalStatus", {
            "single": ("Single",), "married": ("Married",), "partner": _NONE,
            "divorced": ("Divorced", "Separated"), "widowed": ("Widowed",), "not_sure": _NONE,
        }),
    ),
)  # fmt: skip
EXPLOITATION: Final = MapsTo(
    count=Target("exploitation", {
        **_alike((
            "sexual_exploitation", "labour_exploitation", "forced_begging", "forced_criminality",
            "forced_marriage", "child_marriage", "illegal_adoption", "other", "not_sure",
        )),
        "organ_removal": ("other",), "servitude": ("other",), "armed_conflict": ("other",),
    }),
    htcds=(
        Target("vic_TypeOfExploitation", {
            "sexual_exploitation": ("SexualExploitation",),
            "labour_exploitation": ("ForcedLabour",),
            "forced_begging": ("ForcedBegging",),
            "forced_marriage": ("ForcedMarriage",),
            "organ_removal": ("OrganRemoval",),
            "servitude": ("Servitude",),
            "other": ("Other",),
            # Theirs are narrower, or say something else.
            "forced_criminality": _NONE, "child_marriage": _NONE, "illegal_adoption": _NONE,
            "armed_conflict": _NONE, "not_sure": _NONE,
        }),
    ),
    returns=("R03", "R08", "R09", "R11", "R30", "R31", "R54", "R56"),
)  # fmt: skip
CONTROL: Final = MapsTo(
    count=Target("control", _alike((
        "debt_or_earnings", "documents", "threats", "violence", "psychological", "movement",
        "substances_or_needs", "other", "none", "not_sure",
    ))),
    htcds=(
        Target("vic_MethodsOfControl", {
            "debt_or_earnings": ("DebtBondage", "TakesEarnings", "RestrictsFinancialAccess"),
            "documents": ("WithholdsDocuments",),
            "threats": ("PhysicalThreats", "ThreatsLawEnforcement", "ThreatensChildrenFamily"),
            "violence": ("PhysicalAbuse", "SexualAbuse"),
            "psychological": ("PsychologicalAbuse", "FalsePromises"),
            "substances_or_needs": (
                "PsychoactiveSubstance", "WithholdsNecessities", "RestrictsMedicalCare",
            ),
            "other": ("Other",),
            "movement": _NONE, "none": _NONE, "not_sure": _NONE,
        }),
    ),
)  # fmt: skip
RECRUITMENT: Final = MapsTo(
    htcds=(
        Target("vic_MethodOfRecruitment", {
            "family": ("ThroughFamilyOrFamilyEvents",),
            "online": ("ThroughOnlineSocialNetworks", "ThroughAnOnlineAdvertisement"),
            "other": ("Other",),
            "job": _NONE, "love": _NONE, "marriage": _NONE, "travel": _NONE, "sold": _NONE,
            "abducted": _NONE, "not_sure": _NONE,
        }),
    ),
)  # fmt: skip
RECRUITER: Final = MapsTo(
    count=Target("recruiter", {
        "parent": ("family",), "relative": ("family",), "partner": ("partner",),
        "acquaintance": ("acquaintance",), "employer": ("other",), "stranger": ("other",),
        "other": ("other",), "not_sure": ("not_sure",),
    }),
)  # fmt: skip
EXPLOITER: Final = MapsTo(
    htcds=(
        # Spelt so in the standard.
        Target("vic_RelationshipToTrafficker", {
            "parent": ("Familial",), "relative": ("Familial",), "acquaintance": ("Acquainted",),
            "stranger": ("Unaquainted",),
            "partner": _NONE, "employer": _NONE, "other": _NONE, "not_sure": _NONE,
        }),
    ),
    returns=("R55",),
)  # fmt: skip
BEGAN_WHEN: Final = typed("hte_Date", within=_RECRUITED)
RECRUITED: Final = typed("hte_Description", within=_RECRUITED)
JOURNEY: Final = typed("hte_Description", within="hte_Type=Transit")
HAD_TO_DO: Final = typed("hte_Description", within=_EXPLOITED)
EXPLOITED_WHEN: Final = typed("hte_Date", within=_EXPLOITED)
EXPLOITED_COUNTRY: Final = typed("hte_Country", within=_EXPLOITED)
EXPLOITED_TOWN: Final = typed("hte_City", within=_EXPLOITED)
# Where it was, whether it crossed a border, on what ground somebody stays: only returns ask it.
EXPLOITED_PLACE: Final = MapsTo(returns=("R54",))
FOUND_WHERE: Final = MapsTo(returns=("R54",))
BORDER: Final = MapsTo(
    count=Target("movement", {"yes": ("across",), "no": ("within",), "not_sure": ("not_sure",)}),
    returns=("R53",),
)
STAY: Final = MapsTo(
    count=Target("stay", {
        "citizen": ("citizen",), "permit": ("permit",), "asylum": ("asylum",), "none": ("none",),
        "not_sure": ("not_sure",),
    }),
    returns=("R09",),
)  # fmt: skip
# The name of a town that the network serves, as it is typed; any other one is another town.
TOWN: Final = MapsTo(count=Target("town"), htcds=(Target("prs_MailingCity"),))
GUARDIAN: Final = MapsTo(
    count=Target("guardian", {
        "nobody": ("none",), **_alike(("parent", "guardian", "temporary", "collision")),
    }),
)  # fmt: skip
RETURN: Final = MapsTo(
    count=Target("return", {"yes": ("agrees",), "no": ("refuses",), "not_sure": ("not_sure",)}),
)
MAY_BE_COUNTED: Final = MapsTo(
    count=Target("consent_stats", _alike(("yes", "no", "other_basis"))),
)
# What of the counted record says something that HTCDS has, and no case field says in these codes.
# Citizenship is a country there and a group of countries here (`cases.standards.countries`).
_GOVERNMENT: Final = ("NonPoliceGovernmentalOrganization",)
RECORD: Final[Mapping[str, Target]] = {
    "status": Target("vic_TraffickingStatus", {
        "presumed": ("PossibleVictimOfTrafficking",),
        "identified": ("ActualVictimOfTrafficking",),
        "not_assessed_as_victim": ("NotAVictimOfTrafficking",),
        # Nobody has said who the person is.
        "rejected": _NONE, "discontinued": _NONE, "unknown": _NONE, "not_sure": _NONE,
    }),
    "identified_by": Target("vic_TraffickingStatusDecisionMakingOrg", {
        "police": ("Police",), "cso": ("NGO",), "other": ("Other",),
        **dict.fromkeys(("court", "prosecution"), ("CourtOrProsecution",)),
        **dict.fromkeys((
            "social_work", "centre", "education_administration", "local_government",
            "employment", "labour_inspection", "migration", "independent_body", "government",
        ), _GOVERNMENT),
        # Public or not, which nobody is asked.
        **dict.fromkeys(("health", "school", "red_cross", "youth_office", "shelter"), _NONE),
        "none": _NONE, "unknown": _NONE, "not_sure": _NONE,
    }),
    "recruiter": Target("vic_RelationshipToTrafficker", {
        "family": ("Familial",), "acquaintance": ("Acquainted",), "partner": _NONE,
        "other": _NONE, "unknown": _NONE, "not_sure": _NONE, "not_asked": _NONE,
    }),
    "consent_stats": Target("con_Consent", {
        "yes": ("TRUE",), "no": ("FALSE",), "other_basis": _NONE, "not_asked": _NONE,
    }),
    "citizenship": Target("prs_Citizenship"),
}  # fmt: skip
