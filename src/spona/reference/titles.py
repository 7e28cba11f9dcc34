"""What the lists are called on a page; a list that people add later shows its own key."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Final[dict[str, Promise]] = {
    "sector": _("Sectors"),
    "outcome": _("Decisions of the Centre"),
    "meeting_kind": _("Kinds of meetings"),
    "meeting_point": _("Points of the yearly meeting"),
    "urgency": _("Urgency"),
    "age_group": _("Age"),
    "sex": _("Sex"),
    "language": _("Languages"),
    "act_kind": _("Kinds of founding act"),
    "condition": _("Conditions of an institution in a network"),
    "network_form": _("Forms of network"),
    "network_role": _("Roles in the network"),
    "relationship_role": _("People around a person"),
    "purpose": _("Purposes named in the criminal code"),
    "exploitation": _("Kinds of exploitation for statistics"),
    "service": _("Services"),
    "training_topic": _("Topics of trainings"),
    "training_gap": _("What reports often lack"),
    "training_body": _("Bodies that accredit trainings"),
    "activity_kind": _("Kinds of activity"),
    "audience": _("Whom an activity is for"),
    "national_objective": _("Objectives of national documents"),
    "observation": _("Kinds of observations"),
    "observation_source": _("How one knows of an observation"),
    "observation_outcome": _("What became of an observation"),
    "letter_outcome": _("What became of a letter"),
    "unmet_reason": _("Why somebody stayed without a service"),
    "public_sign": _("Signs for the public"),
    "public_right": _("Rights for the public"),
    "phrase": _("Fixed phrases"),
    "figure_series": _("Whose published figures"),
    "figure_metric": _("What published figures count"),
    "service_exclusion": _("For whom a service is not"),
    "accessibility": _("What helps people with disabilities at a place"),
    "licence": _("Licences"),
    "library_tag": _("What public texts are about"),
    "careful_words": _("Words for groups of people and their places"),
}


def title_of(name: str) -> str:
    return str(TITLES.get(name, name))
