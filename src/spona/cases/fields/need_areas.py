"""The areas of need in the four pillars, each with the source of its facts; the wording is ours.

`plain` stands on the sheet of the person, so it never tells what the case is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PILLARS: Final[Mapping[str, Promise]] = {
    "identification": _("Identification and protection"),
    "support": _("Individual support"),
    "inclusion": _("Social inclusion"),
    "justice": _("Justice and redress"),
}


@dataclass(frozen=True, slots=True)
class Area:
    """`source` names the lists of peers from which the area was taken."""

    pillar: str
    label: Promise
    plain: Promise
    source: str


_NRM: Final = "Bulgarian NRM, SOP for adult victims"
_PRIMERO: Final = "Primero v2, lookup-service-type"
_OVC: Final = "OVC TTAC Human Trafficking Task Force e-Guide 4.2"
_TAXONOMY: Final = "Open Eligibility taxonomy"

AREAS: Final[Mapping[str, Area]] = {
    "safety": Area(
        "identification", pgettext_lazy("area of need", "Safety"), _("To be safe"), _NRM
    ),
    "shelter": Area(
        "identification", _("A place to stay"), _("Where you stay"), f"{_NRM}; {_PRIMERO}"
    ),
    "papers": Area("identification", _("Papers and status"), _("Your papers"), _PRIMERO),
    "guardian": Area(
        "identification", _("Guardian and representation"), _("Who speaks for you"), _TAXONOMY
    ),
    "health": Area(
        "support", pgettext_lazy("area of need", "Health"), _("Your health"), f"{_NRM}; {_PRIMERO}"
    ),
    "mind": Area("support", _("Peace of mind"), _("To feel better"), f"{_NRM}; {_PRIMERO}"),
    "basics": Area(
        "support", _("Food, clothes and hygiene"), _("What you need every day"), f"{_NRM}; {_OVC}"
    ),
    "children": Area("support", _("Care of own children"), _("Your children"), _OVC),
    "school": Area(
        "inclusion", pgettext_lazy("area of need", "School"), _("School and learning"), _PRIMERO
    ),
    "work": Area("inclusion", _("Work and income"), _("Work"), f"{_PRIMERO}; {_TAXONOMY}"),
    "housing": Area("inclusion", _("A home of one's own"), _("Your own home"), _TAXONOMY),
    "family": Area(
        "inclusion", _("Family and people around"), _("Your people"), f"{_NRM}; {_PRIMERO}"
    ),
    "transport": Area("inclusion", _("Getting around"), _("Getting around"), _OVC),
    "rights": Area("justice", _("Legal help"), _("Your rights"), f"{_PRIMERO}; {_TAXONOMY}"),
    "proceedings": Area(
        "justice", _("Support in proceedings"), _("When you are asked to speak"), _TAXONOMY
    ),
    "compensation": Area("justice", _("Compensation"), _("What you are owed"), _TAXONOMY),
    "stay": Area("justice", _("Permission to stay"), _("Where you may live"), _TAXONOMY),
}


def area_label(code: str) -> str:
    """The word of an area; the code itself where a later version has written another one."""
    return str(AREAS[code].label) if code in AREAS else code


def pillar_label(code: str) -> str:
    return str(PILLARS[AREAS[code].pillar]) if code in AREAS else ""


def areas_of(pillar: str) -> Mapping[str, Promise]:
    return {code: one.label for code, one in AREAS.items() if one.pillar == pillar}


def area_choices() -> list[tuple[Promise, list[tuple[str, Promise]]]]:
    """For a form: the areas under their pillars."""
    return [(label, list(areas_of(pillar).items())) for pillar, label in PILLARS.items()]
